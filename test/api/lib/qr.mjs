/*
 * What a telephone reads in the QR code of a page: the SVG is painted as a picture, and zbarimg of
 * Debian, which knows nothing of us, reads that.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PIXELS = 6; /* of each side of a module */

/* The dark modules of each row, as the path has them: a rectangle one module high for each run. */
function modulesOf(svg) {
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg).map(Number);
    const rows = Array.from({ length: height }, () => new Array(width).fill(255));
    const [, path] = /<path d="([^"]+)"/.exec(svg);
    const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)];
    assert.equal(runs.map(([run]) => run).join(''), path, 'nothing else is in the path');
    for (const [x, y, length] of runs.map(([, ...numbers]) => numbers.map(Number))) {
        rows[y].fill(0, x, x + length);
    }
    return rows;
}

/* As a grey picture (PGM). */
function painted(rows) {
    const wide = rows.map((row) => Buffer.from(row.flatMap((grey) => new Array(PIXELS).fill(grey))));
    const lines = wide.flatMap((line) => new Array(PIXELS).fill(line));
    return Buffer.concat([Buffer.from(`P5 ${wide[0].length} ${lines.length} 255\n`), ...lines]);
}

/* The text in the one QR code of the page. */
export function readQr(text) {
    const codes = [...text.matchAll(/<svg class="qr"[^]*?<\/svg>/g)];
    assert.equal(codes.length, 1, 'one code on the page');
    const folder = mkdtempSync(join(tmpdir(), 'perq-qr-'));
    try {
        const picture = join(folder, 'code.pgm');
        writeFileSync(picture, painted(modulesOf(codes[0][0])));
        return execFileSync('zbarimg', ['--quiet', '--raw', picture], { encoding: 'utf8' }).trim();
    } finally {
        rmSync(folder, { recursive: true });
    }
}
