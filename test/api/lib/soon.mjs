/*
 * Waiting for something to be so, and not for a time in which it should have become so: how long that
 * takes is the machine's affair. The wait has an end only so that a test that waits in vain fails.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

const WAIT_MS = 120000;
const STEP_MS = 20;

/* Gives what isSo() gives as soon as that is true; it may be a promise. */
export async function soon(isSo, what = String(isSo)) {
    for (const deadline = Date.now() + WAIT_MS; ;) {
        const found = await isSo();
        if (found) {
            return found;
        }
        assert.ok(Date.now() < deadline, `it is still not so: ${what}`);
        await new Promise((go) => setTimeout(go, STEP_MS));
    }
}

/* A key lot that somebody approved is being drawn. */
export function lotIsBeingDrawn({ database }) {
    return execFileSync('sqlite3', ['-readonly', '-cmd', '.timeout 20000', database,
        'SELECT COUNT(*) FROM key_lot WHERE drawing = 1']).toString().trim() !== '0';
}

/* Of a key lot some keys are written already, and it is not whole yet. */
export function lotIsHalfMade({ database }) {
    return execFileSync('sqlite3', ['-readonly', '-cmd', '.timeout 20000', database,
        'SELECT COUNT(*) FROM key_lot WHERE whole = 0']).toString().trim() !== '0';
}
