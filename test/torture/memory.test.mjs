/*
 * A server that cannot have memory ends, and its last line says why, on which request and on which
 * route it was: the limit is on its address space (RLIMIT_AS), of which it wants more when somebody
 * reads the first benefits.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { Api } from '../api/lib/client.mjs';
import { startServer } from '../api/lib/server.mjs';

const ROOM = 8 * 1024 * 1024; /* for what is small, and less than an arena */

function addressSpace(pid) {
    const [, kilobytes] = /^VmSize:\s+([0-9]+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(kilobytes) * 1024;
}

test('the last line of a server that ends itself names the route', async () => {
    const server = await startServer({ demo: true, args: ['--threads', '1'] });
    const partner = new Api(server, { token: server.demo.partner.token });
    try {
        await partner.get('me', { expect: 200 });
        const { pid } = server.child;
        const { status, stderr } = spawnSync('prlimit',
            ['--pid', String(pid), `--as=${addressSpace(pid) + ROOM}`], { encoding: 'utf8' });
        assert.equal(status, 0, stderr);
        await partner.get('me', { expect: 200 });
        await assert.rejects(partner.get('benefits'));
        assert.deepEqual(await server.ended, { code: null, signal: 'SIGABRT' });
        const line = server.log.trimEnd().split('\n').at(-1);
        assert.match(line, new RegExp('level=error request=[0-9a-f]{16} method=GET '
            + 'route="/api/v1/benefits" fatal="no address space for an arena of [0-9]+ bytes"$'));
    } finally {
        await server.kill();
        rmSync(server.dir, { recursive: true, force: true });
    }
});
