/*
 * The commands of the documents, run as they stand there: each block of sh of a document, one after
 * another in one shell and a fresh folder. What a block says comes out (lines that begin with #) must
 * come out, and nothing may be refused. Blocks that cannot be run are named here, with the reason.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newTenant } from './lib/people.mjs';
import { perqBinary, Server } from './lib/server.mjs';

const NOT_RUN = {
    './dev run ': 'builds in a clone and serves until it is stopped',
    './dev build ': 'builds, and installs in /usr/local',
    'perq serve --database': 'serves until it is stopped',
    'sudo useradd': 'changes the machine: an account and a unit of systemd',
    'ldd /usr/local/bin/perq': 'asks Debian about every library, a minute on a busy machine',
    'next=$(cat next': 'goes on for ever; feed.test.mjs follows the feed',
    'sudo fail2ban-regex': 'needs a running fail2ban',
};
/* Stands before what makes its Nora, and is run after that. */
const RUN_LAST = 'perq token create --email nora';
const SHELL_WAIT_MS = 110000;

const read = (name) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

/* The blocks of a language, with their text. */
const blocksOf = (name, language) => [...read(name).matchAll(/^```([a-z]*)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === language).map(([, , text]) => text);

const reasonNotToRun = (block) => Object.keys(NOT_RUN).find((start) => block.startsWith(start));

/* What the block says comes out: whatever the numbers are, and up to what is left out. */
const numbersAside = (text) => text.replace(/[0-9]+/g, '0');
const saidIn = (block) => block.split('\n').filter((line) => /^# /.test(line))
    .map((line) => numbersAside(line.slice(2).replace(/[^/]*….*$/, '')));

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/* Each block's lines stand behind a mark, which tells what came of which. */
const MARK = '=== block ';
function scriptOf(blocks) {
    return ['set -eu', ...blocks.map((block, i) => `echo; echo ${quoted(MARK + i)}\n${block}`)].join('\n');
}

/* A folder as the documents mean it: build/perq, and perq and sudo in the path. */
function newPlace() {
    const folder = mkdtempSync(join(tmpdir(), 'perq-documents-'));
    for (const name of ['build', 'bin', 'data', 'backup', 'perq-data']) {
        mkdirSync(join(folder, name), { mode: 0o700 });
    }
    symlinkSync(perqBinary(), join(folder, 'build/perq'));
    symlinkSync(perqBinary(), join(folder, 'bin/perq'));
    writeFileSync(join(folder, 'bin/sudo'), '#!/bin/sh\n[ "$1" = -u ] && shift 2\nexec "$@"\n');
    chmodSync(join(folder, 'bin/sudo'), 0o755);
    return folder;
}

function runShell(folder, shell, script) {
    return new Promise((done) => {
        const env = { ...process.env, PATH: `${folder}/bin:${process.env.PATH}`, LC_ALL: 'C.UTF-8' };
        execFile(shell, ['-c', script], { cwd: folder, env, timeout: SHELL_WAIT_MS, maxBuffer: 64 * 1024 * 1024 },
            (error, stdout, stderr) => done({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr }));
    });
}

/* replaced: what is elsewhere here, such as the port. */
async function runDocument(name, folder, shell, replaced) {
    const blocks = blocksOf(name, 'sh').filter((block) => !reasonNotToRun(block))
        .sort((one, other) => one.startsWith(RUN_LAST) - other.startsWith(RUN_LAST));
    assert.ok(blocks.length > 0, name);
    const script = Object.entries(replaced).reduce((text, [from, to]) => text.replaceAll(from, to), scriptOf(blocks));
    const { code, stdout, stderr } = await runShell(folder, shell, script);
    const parts = stdout.split(MARK).slice(1);
    const last = blocks[Math.max(parts.length - 1, 0)];
    assert.equal(code, 0, `${name}, ${shell}: ended with ${code} in\n${last}\n${parts.at(-1)?.slice(-1500)}\n${stderr.slice(-3000)}`);
    blocks.forEach((block, i) => {
        assert.ok(!/"type": ?"\/problems\//.test(parts[i]), `${name}: something is refused in\n${block}\n${parts[i].slice(0, 3000)}`);
        for (const line of saidIn(block)) {
            assert.ok(numbersAside(parts[i]).includes(line), `${name}: "${line}" does not come of\n${block}\n${parts[i].slice(0, 3000)}`);
        }
    });
}

describe('against a running demo:', () => {
    for (const name of ['README.md', 'docs/API.md', 'docs/AUDIT.md']) {
        for (const shell of ['bash', 'dash']) {
            test(`${name}, by ${shell}`, async () => {
                const folder = newPlace();
                const server = new Server({ dir: join(folder, 'perq-data'), demo: true });
                await server.start();
                try {
                    writeFileSync(join(folder, 'verify.py'), blocksOf('docs/AUDIT.md', 'python')[0]);
                    await runDocument(name, folder, shell, { '127.0.0.1:8080': `127.0.0.1:${server.port}` });
                } finally {
                    await server.stop();
                    rmSync(folder, { recursive: true, force: true });
                }
            });
        }
    }
});

describe('on the server\'s own machine:', () => {
    let folder;

    /* A programme with an operator besides the one that the document disables, and its Nora. */
    before(async () => {
        folder = newPlace();
        const server = new Server({ dir: join(folder, 'data'), demo: true });
        await server.start();
        const operator = new Api(server, { token: server.demo.operator.token });
        const { tenant } = await newTenant(operator);
        await operator.post(`tenants/${tenant.id}/users`, { email: 'nora@northwind.example', displayName: 'Nora Nord',
            kind: 'member', roles: ['global-admin'] }, { expect: 201 });
        await server.stop();
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    test('docs/OPERATIONS.md', () => runDocument('docs/OPERATIONS.md', folder, 'bash',
        { '/var/lib/perq': `${folder}/data`, '/backup/': `${folder}/backup/` }));
});

test('what is not run is still there', () => {
    const blocks = ['README.md', 'docs/API.md', 'docs/AUDIT.md', 'docs/OPERATIONS.md'].flatMap((name) => blocksOf(name, 'sh'));
    const unused = Object.keys(NOT_RUN).filter((start) => !blocks.some((block) => block.startsWith(start)));
    assert.deepEqual(unused, []);
    assert.ok(blocks.length > 20, 'the blocks were found');
});
