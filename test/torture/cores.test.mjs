/*
 * A process that dies leaves nothing of what it knew: the kernel writes no core file of it, and lets
 * nobody but root look into it. Both are one property of a process, which shows in whose the files
 * are that describe it in /proc: root's, whoever runs it.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startServer } from '../api/lib/server.mjs';

const NOBODY = 65534;
const isRoot = process.getuid() === 0;
const under = isRoot
    ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];
const owner = isRoot ? NOBODY : process.getuid();

/* Whose the process is, and whose what can be looked at of it. */
function looksInto({ pid }) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return { runs: Number(/^Uid:\s+(\d+)/m.exec(status)[1]), files: statSync(`/proc/${pid}/mem`).uid };
}

test('a process of somebody is somebody\'s to look into', async () => {
    const [program, ...args] = [...under, 'cat'];
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.write('ready\n');
    await once(child.stdout, 'data');
    assert.deepEqual(looksInto(child), { runs: owner, files: owner });
    child.stdin.end();
    await once(child, 'exit');
});

test('the server is nobody\'s but root\'s, and leaves no core file', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'perq-cores-'));
    chownSync(dir, owner, isRoot ? NOBODY : process.getgid());
    const server = await startServer({ dir, under });
    try {
        assert.deepEqual(looksInto(server.child), { runs: owner, files: 0 });
    } finally {
        await server.remove();
    }
});
