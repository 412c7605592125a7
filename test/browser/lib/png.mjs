/*
 * A PNG made small by Debian's pngquant: the 64 colours that suit it best, and no dots in between.
 * Pages use few; what differs is the edges of letters.
 */
import { execFileSync } from 'node:child_process';

const OPTIONS = ['--nofs', '--strip', '--speed=1', '64', '-'];

export function withFewColours(png) {
    return execFileSync('pngquant', OPTIONS, { input: png, maxBuffer: png.length });
}
