/*
 * The command line: what each command answers and with which exit status. 0 done, 1 the answer is
 * no, 2 wrong use, 3 could not.
 */
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import {
    chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync,
    readdirSync, rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { setDay } from './lib/keys.mjs';
import { tokenOf } from './lib/people.mjs';
import { perq, perqBinary, Server, startServer } from './lib/server.mjs';
import { lotIsHalfMade, soon } from './lib/soon.mjs';

const vectors = (name) =>
    readFileSync(new URL(`../unit/vectors/${name}`, import.meta.url), 'utf8').trimEnd().split('\n');

/* The command must end with this status; gives what it said. */
async function ends(code, args, options) {
    const answer = await perq(args, options);
    assert.equal(answer.code, code, `perq ${args.join(' ')}\n${answer.stdout}${answer.stderr}`);
    return answer;
}

async function lines(code, args, input) {
    const { stdout } = await ends(code, args, { input });
    assert.ok(stdout === '' || stdout.endsWith('\n'));
    return stdout.split('\n').slice(0, -1);
}

describe('perq coterm', () => {
    test('answers every vector', async () => {
        const cases = vectors('coterm.jsonl').map((line) => JSON.parse(line));
        const answers = await lines(0, ['coterm'],
            cases.map(({ in: question }) => JSON.stringify(question)).join('\n'));
        assert.equal(answers.length, cases.length);
        cases.forEach(({ in: question, out }, i) =>
            assert.deepEqual(JSON.parse(answers[i]), out, JSON.stringify(question)));
    });

    const good = '{"action":"activate","key":25,"today":"2020-07-13"}';
    const answer = '{"licenses":25,"endsOn":"2021-07-13","carry":0}';

    test('takes lines as they come from anywhere', async () => {
        assert.deepEqual(await lines(0, ['coterm'], `${good}\r\n ${good} \n${good}`),
            [answer, answer, answer]);
        assert.deepEqual(await lines(0, ['coterm'], ''), []);
    });

    test('answers a hostile line with an error and goes on', async () => {
        const hostile = [
            '', ' ', 'null', '1', '[]', '"x"', '{', '{}', '}', good + good, `[${good}]`,
            '{"action":"fly","key":25}', '{"action":1}', '{"action":null,"key":1}',
            '{"action":"activate","key":25}', '{"action":"activate","today":"2020-07-13"}',
            good.replace('25', '0'), good.replace('25', '-1'), good.replace('25', '2.5'),
            good.replace('25', '1e3'), good.replace('25', '"25"'), good.replace('25', 'true'),
            good.replace('25', '99999999999999999999999'), good.replace('25', '1e999'),
            good.replace('25', '9223372036854775807'), good.replace('25', '10000001'),
            good.replace('07-13', '02-30'), good.replace('2020-07-13', '2020-7-13'),
            good.replace('2020-07-13', '20200713'), good.replace('2020', '0000'),
            good.replace('2020', '1600'), good.replace('2020-07-13', '9999-12-31'),
            good.replace('07-13', '07-13\\u0000'), good.replace('"key"', '"key":1,"key"'),
            good.replace('"key"', '"more":1,"key"'), good.replace('"key"', '"carry":0,"key"'),
            '{"action":"extend","licenses":1,"endsOn":"2022-01-31","carry":377581,"key":1}',
            '{"action":"extend","licenses":1,"endsOn":"2022-01-31","carry":-1,"key":1}',
            '{"action":"add","licenses":1,"endsOn":"2022-01-31","carry":0,"key":1,' +
                '"addLicenses":2,"today":"2022-01-01"}',
            '{"action":"add","licenses":1,"endsOn":"2022-01-31","carry":0,"key":1,' +
                '"today":"2022-02-01"}',
            `${'['.repeat(3000)}${']'.repeat(3000)}`, ' '.repeat(100000), 'x'.repeat(5000),
            `{"action":"${'a'.repeat(5000)}"}`, '\0', `${good}\0`, '{"a\\u0000b":1}',
        ];
        const bytes = Buffer.concat([
            ...hostile.flatMap((line) => [Buffer.from(`${line}\n`)]),
            Buffer.from('{"action":"\xff\xfe"}\n', 'latin1'), Buffer.from(`${good}\n`),
        ]);
        const answers = await lines(1, ['coterm'], bytes);
        assert.equal(answers.length, hostile.length + 2);
        answers.slice(0, -1).forEach((line, i) => assert.match(line,
            /^\{"error":"[a-z-]+"(,"member":"[a-zA-Z]+")?\}$/, `${hostile[i]?.slice(0, 100)} → ${line}`));
        assert.equal(answers.at(-1), answer);
    });
});

test('perq coterm names the member that is missing, wrong or unknown', async () => {
    const line = { action: 'add', licenses: 1, endsOn: '2022-01-31', carry: 0, key: 1, today: '2022-01-01' };
    const cases = [
        [{ ...line, key: 0 }, 'key'], [{ ...line, key: '1' }, 'key'], [{ ...line, action: 'fly' }, 'action'],
        [{ ...line, licenses: 1.5 }, 'licenses'], [{ ...line, carry: -1 }, 'carry'],
        [{ ...line, endsOn: '2022-02-30' }, 'endsOn'], [{ ...line, today: '2022-02-01' }, 'today'],
        [{ ...line, addLicenses: 2 }, 'addLicenses'], [{ ...line, endsOn: undefined }, 'endsOn'],
        [{ ...line, today: undefined }, 'today'],
    ].map(([question, member]) => [question, { error: 'member-invalid', member }]);
    cases.push([{ ...line, 'må"re': 1 }, { error: 'member-unknown', member: 'må"re' }],
        [{ ...line, action: 'extend', addLicenses: 1 }, { error: 'member-unknown', member: 'addLicenses' }]);
    const answers = await lines(1, ['coterm'], cases.map(([question]) => JSON.stringify(question)).join('\n'));
    cases.forEach(([question, answer], i) =>
        assert.deepEqual(JSON.parse(answers[i]), answer, JSON.stringify(question)));
});

describe('perq key check', () => {
    test('answers every vector', async () => {
        const cases = vectors('keys.tsv').map((line) => line.split('\t'));
        const answers = await lines(1, ['key', 'check'], cases.map(([key]) => `${key}\n`).join(''));
        assert.deepEqual(answers, cases.map(([, verdict]) => verdict));
    });

    test('ends with 0 where each line is a key, and where there is none', async () => {
        const good = vectors('keys.tsv').filter((line) => line.endsWith('\tok')).slice(0, 3);
        assert.equal((await lines(0, ['key', 'check'], good.map((line) => line.split('\t')[0]).join('\n'))).length, 3);
        await lines(0, ['key', 'check'], '');
        await lines(1, ['key', 'check'], 'malformed');
    });

    test('answers hostile lines, one each', async () => {
        const key = vectors('keys.tsv').map((line) => line.split('\t'))
            .find(([, verdict]) => verdict === 'ok')[0];
        const hostile = ['', ' ', '-----', 'x'.repeat(100000), `${key}${key}`, `${key}\0`, '\0',
            `\u00e5${key.slice(1)}`, `\ud83d\ude00`, `${key.slice(0, -1)}`, `${key} x`, '%s%n'];
        const answers = await lines(1, ['key', 'check'],
            Buffer.from(`${hostile.join('\n')}\n${key}\r\n${key}`));
        assert.deepEqual(answers, [...hostile.map(() => 'malformed'), 'ok', 'ok']);
    });
});

describe('wrong use', () => {
    for (const args of [
        [], ['fly'], ['key'], ['key', 'make'], ['serve', 'now'], ['backup'], ['restore'],
        ['backup', 'a', 'b'], ['token'], ['user', 'delete'], ['', 'x'], ['a', 'b', 'c', 'd', 'e'],
        ['serve', '--fly'], ['serve', '--listen'], ['serve', '--database', ''],
        ['serve', '--rate-limit', 'many'], ['serve', '--rate-limit', '-1'],
        ['serve', '--rate-limit', '1e3'], ['serve', '--rate-limit', '99999999999999999999'],
        ['serve', '--threads', '0'], ['serve', '--threads', '33'], ['token', 'create'],
        ['token', 'create', '--email', 'a@b.se', '--days', '0'],
        ['token', 'create', '--email', 'a@b.se', '--days', '401'], ['token', 'revoke'],
        ['token', 'revoke', '--email', 'a@b.se', '--id', 'tok_x'], ['user', 'disable'],
        ['user', 'enable'], ['user', 'disable', '--id', 'x'], ['user', 'list', '--email', 'a@b.se'],
        ['token', 'create', '--email', 'a@b.se', '--days', '90x'], ['user', 'create'],
        ['user', 'create', '--email', 'a@b.se'], ['user', 'create', '--name', 'A'],
        ['coterm', '--demo'], ['check', '--listen', '127.0.0.1:0'], ['--demo', 'check'],
        ['token', 'create', '--email', 'a@b.se', '--role', 'reader'],
        ['help', ...Array.from({ length: 100 }, () => '--demo')],
    ]) {
        test(`is said: perq ${args.slice(0, 6).join(' ')}`, async () => {
            const { stdout, stderr } = await ends(2, args);
            assert.equal(stdout, '');
            assert.match(stderr, /^perq/);
        });
    }

    test('of a number says which there may be', async () => {
        for (const [args, bounds] of [
            [['token', 'create', '--email', 'a@b.se', '--days', '401'], '1 to 400'],
            [['serve', '--threads', '0'], '1 to 32'], [['serve', '--held-bodies', '7'], '8 to 65536'],
        ]) {
            const { stderr } = await ends(2, args);
            assert.match(stderr, new RegExp(`must be a whole number from ${bounds} `));
        }
    });

    test('does not include asking what there is', async () => {
        for (const args of [['help'], ['--help'], ['-h'], ['serve', '--help']]) {
            assert.match((await ends(0, args)).stdout, /perq serve/);
        }
        assert.match((await ends(0, ['version'])).stdout, /^perq [0-9.]+\n$/);
    });
});

test('an answer that cannot be written is not given', async () => {
    for (const command of ['coterm', 'key check', 'help', 'version']) {
        const child = spawn('/bin/sh', ['-c', `exec "$0" ${command} >/dev/full`, perqBinary()],
            { stdio: ['pipe', 'ignore', 'pipe'] });
        child.stdin.on('error', () => {}); /* not every command reads it */
        child.stdin.end('AAAAA\n');
        child.stderr.resume();
        assert.equal(await new Promise((go) => child.on('exit', go)), 3, command);
    }
});

describe('accounts on the server\'s own machine', () => {
    let server;

    beforeEach(() => {
        server = new Server();
    });

    const staff = (email, ...more) =>
        server.cli('user', 'create', '--email', email, '--name', 'Åsa Ek', ...more);

    async function signsIn(token) {
        const { body } = await new Api(server, { token }).get('me', { expect: 200 });
        return body;
    }

    test('are made before the first start, and while the server runs', async () => {
        const first = await staff('asa@perq.example', '--role', 'operator-admin');
        assert.equal(first.code, 0, first.stderr);
        assert.match(first.stdout, /^usr_[0-9A-Z]{26}\n$/);
        const token = await tokenOf(server, 'asa@perq.example');
        await server.start();
        try {
            assert.equal((await signsIn(token)).user.email, 'asa@perq.example');
            const second = await staff('bo@perq.example', '--role', 'auditor');
            assert.equal(second.code, 0, second.stderr);
            const me = await signsIn(await tokenOf(server, 'bo@perq.example', '--days', '1'));
            assert.deepEqual(me.roles, ['auditor']);
        } finally {
            await server.remove();
        }
    });

    test('are made by several commands at the same time', async () => {
        const answers = await Promise.all(Array.from({ length: 6 }, (_, i) =>
            staff(`many-${i}@perq.example`)));
        answers.forEach(({ code, stderr }) => assert.equal(code, 0, stderr));
        assert.equal(new Set(answers.map(({ stdout }) => stdout)).size, 6);
        await server.remove();
    });

    test('are refused in words', async () => {
        await server.start();
        try {
            for (const [pattern, ...args] of [
                [/\/email: /, 'user', 'create', '--email', 'nobody', '--name', 'A'],
                [/\/roles\/0: /, 'user', 'create', '--email', 'a@b.se', '--name', 'A',
                    '--role', 'king'],
                [/\/roles\/0: /, 'user', 'create', '--email', 'a@b.se', '--name', 'A',
                    '--role', 'reader'],
                [/not-found/, 'user', 'create', '--email', 'a@b.se', '--name', 'A',
                    '--tenant', 'ten_00000000000000000000000000'],
                [/not-found/, 'token', 'create', '--email', 'nobody@b.se'],
                [/json-invalid|member-invalid/, 'user', 'create', '--email', 'a@b.se',
                    '--name', 'A\nB'],
            ]) {
                const { code, stdout, stderr } = await server.cli(...args);
                assert.equal(code, 1, args.join(' ') + stderr);
                assert.equal(stdout, '');
                assert.match(stderr, pattern);
            }
        } finally {
            await server.remove();
        }
    });
});

test('a token expires', async () => {
    const server = await startServer({ demo: true, testClock: true });
    try {
        const operator = new Api(server, { token: server.demo.operator.token });
        const today = new Date().toISOString().slice(0, 10);
        await setDay(operator, today);
        const token = await tokenOf(server, server.demo.reader.email, '--days', '2');
        const reader = operator.as(token);
        const later = (days) =>
            new Date(Date.parse(`${today}T12:00:00Z`) + days * 86400000).toISOString().slice(0, 10);
        await setDay(operator, later(1));
        await reader.get('me', { expect: 200 });
        await setDay(operator, later(3));
        await reader.refused('GET', 'me', 401, 'sign-in-required');
        await operator.get('me', { expect: 200 });
    } finally {
        await server.remove();
    }
});

describe('a start that cannot be', () => {
    let server;
    let saved;

    /* What lies in the folder, and what is in the database. */
    const state = () => [readdirSync(server.dir).filter((name) => !/-(wal|shm)$/.test(name)).sort(),
        readFileSync(server.database).toString('base64')];

    before(async () => {
        server = await startServer({ demo: true });
        await server.stop();
    });
    beforeEach(() => {
        saved = state();
    });
    after(() => server.remove());

    const keyFile = () => join(server.dir, 'perq.key');
    const listen = ['--listen', '127.0.0.1:0'];

    /* The same is refused by -n, which only looks, and nothing has changed. */
    async function refused(pattern, { check = true } = {}) {
        for (const args of check ? [listen, ['-n', ...listen]] : [listen]) {
            const { code, stderr } = await server.cli('serve', ...args);
            assert.equal(code, 3, stderr);
            assert.match(stderr, pattern);
        }
        const now = state();
        assert.deepEqual(now[0], saved[0]);
        assert.ok(now[1] === saved[1], 'the database has changed');
    }

    test('says so when another server has the database', async () => {
        await server.start();
        const second = await server.cli('serve', ...listen);
        assert.equal(second.code, 3);
        assert.match(second.stderr, /another perq uses this database/);
        assert.match(second.stderr, /perq\.db/);
        const other = new Api(server, { token: server.demo.operator.token });
        await other.get('me', { expect: 200 });
        await server.stop();
    });

    /* RULE KEY-5: without its key file a database is not started on, and no other one is made. */
    describe('because of the key file:', () => {
        let text;
        beforeEach(() => {
            text = readFileSync(keyFile());
        });
        const putBack = () => {
            rmSync(keyFile(), { force: true });
            writeFileSync(keyFile(), text, { mode: 0o600 });
        };

        test('it is missing', async () => {
            rmSync(keyFile());
            saved = state();
            await refused(/key file is missing/);
            putBack();
        });

        test('others can read it', async () => {
            chmodSync(keyFile(), 0o640);
            await refused(/chmod 600/);
            putBack();
        });

        test('it is another one', async () => {
            const digit = String.fromCharCode(text[20] === 0x30 ? 0x31 : 0x30);
            const another = Buffer.from(text);
            another.write(digit, 20);
            writeFileSync(keyFile(), another);
            await refused(/belongs to another database/);
            putBack();
        });

        for (const [what, change] of [
            ['no line end', (line) => line.trimEnd()], ['CRLF', (line) => line.replace('\n', '\r\n')],
            ['blanks around it', (line) => ` ${line.trimEnd()} \n\n`],
            ['capitals', (line) => line.slice(0, 11) + line.slice(11).toUpperCase()],
        ]) {
            test(`not when it has ${what}, as copying leaves it`, async () => {
                writeFileSync(keyFile(), change(text.toString()));
                await ends(0, ['serve', '-n', ...listen, '--database', `sqlite:${server.database}`]);
                putBack();
            });
        }

        for (const [what, content] of [
            ['empty', ''], ['some other file', '#!/bin/sh\n'.repeat(20)],
            ['of another version', `perq-key-2 ${'0'.repeat(64)}\n`],
            ['too short', `perq-key-1 ${'0'.repeat(62)}\n`],
            ['too long', `perq-key-1 ${'0'.repeat(66)}\n`],
            ['no number', `perq-key-1 ${'g'.repeat(64)}\n`],
        ]) {
            test(`it is ${what}`, async () => {
                writeFileSync(keyFile(), content);
                await refused(/not a key file/);
                putBack();
            });
        }
    });

    test('because the database was made by a newer perq', async () => {
        const sql = (text) => execFileSync('sqlite3', ['-bail', server.database], { input: text });
        sql("INSERT INTO migration (number, name, applied_at) VALUES (999, 'later', 0)");
        saved = state();
        await refused(/newer perq/);
        const check = await server.cli('check');
        assert.equal(check.code, 3);
        assert.match(check.stderr, /made by a newer perq/);
        sql('DELETE FROM migration WHERE number = 999');
    });

    test('because the database is none', async () => {
        const dir = mkdtempSync(join(tmpdir(), 'perq-cli-'));
        const database = join(dir, 'perq.db');
        copyFileSync(keyFile(), join(dir, 'perq.key'));
        writeFileSync(database, 'Dear diary, '.repeat(1000));
        const listen = ['--listen', '127.0.0.1:0'];
        for (const command of [['serve', ...listen], ['serve', '-n', ...listen]]) {
            await ends(3, [...command, '--database', `sqlite:${database}`]);
        }
        const { stdout } = await ends(1, ['check', '--database', `sqlite:${database}`]);
        assert.match(stdout, /damaged: file is not a database/);
        assert.equal(readFileSync(database, 'utf8'), 'Dear diary, '.repeat(1000));
        rmSync(dir, { recursive: true });
    });

    test('because of an address nobody can listen on', async () => {
        for (const address of ['nowhere', '127.0.0.1', 'localhost:8080', '127.0.0.1:99999',
            '127.0.0.1:http', '[::1:80', '300.1.1.1:80']) {
            for (const args of [[], ['-n']]) {
                const { code, stderr } = await server.cli('serve', ...args, '--listen', address);
                assert.equal(code, 2, `${address} ${stderr}`);
                assert.match(stderr, /HOST:PORT/);
            }
        }
        await server.start();
        const dir = mkdtempSync(join(tmpdir(), 'perq-cli-'));
        const { stderr } = await ends(3, ['serve', '--listen', `127.0.0.1:${server.port}`,
            '--database', `sqlite:${join(dir, 'perq.db')}`]);
        assert.match(stderr, /Address already in use/);
        rmSync(dir, { recursive: true });
        await server.stop();
    });

    test('because of a database of another kind', async () => {
        for (const address of ['postgresql://localhost/perq', 'perq.db', 'sqlite:', 'sqlite']) {
            for (const command of [['serve'], ['serve', '-n'],
                ['token', 'create', '--email', 'a@b']]) {
                const { stderr } = await ends(2, [...command, '--database', address]);
                assert.match(stderr, /sqlite:PATH/);
            }
        }
    });
});

/* Nobody may write in there; root may anywhere, so root becomes somebody else for this. */
describe('a folder that is read-only', () => {
    const uid = process.getuid() === 0 ? 65534 : process.getuid();
    let dir;
    let program;

    before(() => {
        dir = mkdtempSync(join(tmpdir(), 'perq-readonly-'));
        program = join(dir, 'perq');
        copyFileSync(perqBinary(), program);
        chmodSync(program, 0o755);
        chmodSync(dir, 0o555);
    });
    after(() => {
        chmodSync(dir, 0o755);
        rmSync(dir, { recursive: true });
    });

    const run = (...args) => new Promise((done) => {
        const child = execFile(program, args, { cwd: '/', uid, gid: uid },
            (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr }));
        child.stdin.end();
    });

    for (const path of ['perq.db', 'folder/perq.db']) {
        test(`cannot hold ${path}, and is named`, async () => {
            const database = `sqlite:${join(dir, path)}`;
            for (const args of [['serve'], ['serve', '-n'],
                ['user', 'create', '--email', 'a@b.se', '--name', 'A']]) {
                const listen = args[0] === 'serve' ? ['--listen', '127.0.0.1:0'] : [];
                const { code, stderr } = await run(...args, ...listen, '--database', database);
                assert.equal(code, 3, stderr);
                assert.match(stderr, /Permission denied/);
                assert.ok(stderr.includes(dir), stderr);
            }
            assert.deepEqual(readdirSync(dir), ['perq']);
        });
    }
});

describe('a start that is refused leaves nothing behind', () => {
    let dir;
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), 'perq-cli-'));
    });

    const serve = (...args) => ends(3,
        ['serve', '--database', `sqlite:${join(dir, 'perq-data/perq.db')}`, ...args]);

    for (const [what, ...args] of [
        ['an address of another machine', '--listen', '192.0.2.1:0'],
        ['metrics where nobody can listen', '--listen', '127.0.0.1:0', '--metrics', '192.0.2.1:0'],
    ]) {
        test(`with ${what}`, async () => {
            await serve(...args);
            assert.deepEqual(readdirSync(dir), []);
            rmSync(dir, { recursive: true });
        });
    }

    test('with something else in the place of its socket', async () => {
        mkdirSync(join(dir, 'perq-data/perq.sock'), { recursive: true });
        const { stderr } = await serve('--listen', '127.0.0.1:0');
        assert.match(stderr, /something else is where the socket has to be/);
        assert.deepEqual(readdirSync(join(dir, 'perq-data')), ['perq.sock']);
        rmSync(dir, { recursive: true });
    });

    test('with a database whose key file is not there', async () => {
        mkdirSync(join(dir, 'perq-data'));
        writeFileSync(join(dir, 'perq-data/perq.db'), '');
        await serve('--listen', '127.0.0.1:0');
        assert.deepEqual(readdirSync(join(dir, 'perq-data')), ['perq.db']);
        rmSync(dir, { recursive: true });
    });
});

/* What is asked of a server goes over its socket, whose name the system takes to 107 bytes only. */
test('a folder with a long name has a socket all the same', async () => {
    const dir = join(mkdtempSync(join(tmpdir(), 'perq-cli-')), 'long'.repeat(40));
    mkdirSync(dir);
    const server = await startServer({ dir });
    assert.ok(existsSync(join(dir, 'perq.sock')));
    const { code, stderr } = await server.cli('user', 'create', '--email', 'olle@operator.example',
        '--name', 'Olle', '--role', 'operator-admin');
    assert.equal(code, 0, stderr);
    await server.remove();
});

/* The lock is of the file, whatever it is called. */
test('two servers never share a file, by another name either', async () => {
    const server = await startServer();
    for (const [name, link] of [['soft.db', symlinkSync], ['hard.db', linkSync]]) {
        link(server.database, join(server.dir, name));
        const { stderr } = await ends(3, ['serve', '--listen', '127.0.0.1:0', '--database',
            `sqlite:${join(server.dir, name)}`]);
        assert.match(stderr, /another perq uses this database/);
    }
    await server.remove();
});

/* Only the server brings a database up to date: there is no way back. */
test('a command does not touch the database of an older version', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'perq-cli-'));
    const database = join(dir, 'perq.db');
    const first = readFileSync(new URL('../../src/store/migrations/001_programme.sql',
        import.meta.url), 'utf8');
    execFileSync('sqlite3', ['-bail', database], { input: `PRAGMA journal_mode=WAL;
        CREATE TABLE migration ( number BIGINT PRIMARY KEY, name TEXT NOT NULL,` +
        ` applied_at BIGINT NOT NULL);${first}
        INSERT INTO migration VALUES (1, 'programme', 0);` });
    writeFileSync(join(dir, 'perq.key'), `perq-key-1 ${'1'.repeat(64)}\n`, { mode: 0o600 });
    const before = readFileSync(database);
    for (const args of [['token', 'create', '--email', 'a@b.example'], ['key', 'rotate'], ['check'],
        ['user', 'create', '--email', 'a@b.example', '--name', 'A']]) {
        const { stderr } = await ends(3, [...args, '--database', `sqlite:${database}`]);
        assert.match(stderr, /of an older perq: start the server once/);
        assert.ok(readFileSync(database).equals(before), args.join(' '));
    }
    const server = await startServer({ dir });
    await server.stop();
    await ends(0, ['check', '--database', `sqlite:${database}`]);
    rmSync(dir, { recursive: true });
});

describe('serve -n', () => {
    const dry = ['serve', '-n', '--listen', '127.0.0.1:0'];

    test('makes nothing where nothing is', async () => {
        const dir = mkdtempSync(join(tmpdir(), 'perq-cli-'));
        for (const path of ['perq.db', 'new-folder/perq.db']) {
            await ends(0, [...dry, '--database', `sqlite:${join(dir, path)}`]);
        }
        assert.deepEqual(readdirSync(dir), []);
        const { stderr } =
            await ends(3, [...dry, '--database', `sqlite:${join(dir, 'a/b/perq.db')}`]);
        assert.match(stderr, /No such file/);
        rmSync(dir, { recursive: true });
    });

    test('says no beside the server that runs, and what is in the way', async () => {
        const server = await startServer();
        const { code, stderr } = await server.cli('serve', '-n', '--listen', '127.0.0.1:0');
        assert.equal(code, 3, stderr);
        assert.match(stderr, /another perq uses this database/);
        const dir = mkdtempSync(join(tmpdir(), 'perq-cli-'));
        const { stderr: said } = await ends(3, ['serve', '-n', '--listen',
            `127.0.0.1:${server.port}`, '--database', `sqlite:${join(dir, 'perq.db')}`]);
        assert.match(said, /Address already in use/);
        assert.deepEqual(readdirSync(dir), []);
        rmSync(dir, { recursive: true });
        await server.remove();
        assert.equal((await perq([...dry, '--database', `sqlite:${server.database}`])).code, 0);
    });
});

describe('a first start', () => {
    test('tells how to make an operator, until there is one', async () => {
        const server = await startServer();
        try {
            const [, create] = /^ {2}(perq user create [^]*?operator-admin)$/m.exec(server.log);
            const [, token] = /^ {2}(perq token create .*)$/m.exec(server.log);
            for (const line of [create, token]) {
                const { code, stdout, stderr } = await new Promise((go) => {
                    execFile('/bin/sh', ['-c', line.replace('perq', '"$0"'), perqBinary()],
                        { cwd: server.dir }, (error, stdout, stderr) =>
                            go({ code: error?.code ?? 0, stdout, stderr }));
                });
                assert.equal(code, 0, `${line}\n${stderr}`);
                if (line === token) {
                    await new Api(server, { token: stdout.trim() }).get('partners',
                        { expect: 200 });
                }
            }
            await server.restart();
            assert.doesNotMatch(server.log, /no operator/);
        } finally {
            await server.remove();
        }
    });

    test('makes files that nobody else can read, also in an open folder', async () => {
        const dir = mkdtempSync(join(tmpdir(), 'perq-cli-'));
        mkdirSync(join(dir, 'open'), { mode: 0o755 });
        const server = await startServer({ dir: join(dir, 'open'), demo: true });
        const names = readdirSync(server.dir);
        for (const name of names) {
            const { mode } = statSync(join(server.dir, name));
            assert.equal(mode & 0o077, 0, `${name} ${(mode & 0o777).toString(8)}`);
        }
        assert.ok(['perq.db', 'perq.key', 'perq.sock', 'demo.json'].every((name) =>
            names.includes(name)), names.join());
        await server.remove();
        rmSync(dir, { recursive: true });
    });

    test('of the demo that dies before it is whole is made good by the next', async () => {
        const server = new Server({ demo: true });
        for (let delay = 0; delay < 5; delay++) {
            const child = spawn(perqBinary(), server.args, { cwd: server.dir, stdio: 'ignore' });
            const ended = new Promise((go) => child.on('exit', go));
            await new Promise((go) => setTimeout(go, delay * 40));
            child.kill('SIGKILL');
            await ended;
        }
        await server.start();
        await new Api(server, { token: server.demo.partner.token }).get('me', { expect: 200 });
        await server.remove();
    });
});

describe('SIGTERM', () => {
    /* RULE IDEM-2: what was answered is there, and what is there was answered. */
    test('under load finishes what is in flight and begins nothing new', async () => {
        const server = await startServer({ demo: true });
        const operator = new Api(server, { token: server.demo.operator.token });
        for (let round = 1; round <= 4; round++) {
            let answered = 0;
            const refusals = [];
            const load = Array.from({ length: 24 }, async () => {
                for (;;) {
                    try {
                        const { status, body } = await operator.post('partners',
                            { name: `Round ${round}`, country: 'SE' });
                        answered += status === 201;
                        if (status !== 201) {
                            refusals.push(body.code);
                        }
                    } catch (error) {
                        if (error.code === 'ECONNREFUSED') {
                            return;
                        }
                        assert.ok(['ECONNRESET', 'EPIPE'].includes(error.code), String(error));
                    }
                }
            });
            await soon(() => answered > 0);
            await server.stop();
            await Promise.all(load);
            assert.ok(refusals.every((code) => code === 'busy-try-again'), refusals.join());
            const made = execFileSync('sqlite3', [server.database,
                `SELECT COUNT(*) FROM partner WHERE name = 'Round ${round}'`]);
            assert.equal(Number(made.toString()), answered);
            await server.start();
        }
        await server.remove();
    });

    test('lets a large key lot be finished, or not begun', async () => {
        const server = await startServer({ demo: true });
        const operator = new Api(server, { token: server.demo.operator.token });
        const lots = await operator.all('key-lots');
        const answer = operator.post('key-lots',
            { sku: 'microsoft-365-e3', licenses: 5, count: 20000, redeemBy: '9999-12-31' })
            .catch((error) => error);
        await soon(() => lotIsHalfMade(server));
        await server.stop();
        const { status, body } = await answer;
        await server.start();
        assert.equal(status, 201, 'it was in flight');
        const found = await operator.get(`key-lots/${body.id}`, { expect: 200 });
        assert.equal(found.body.count, 20000);
        assert.equal((await operator.all('key-lots')).length, lots.length + 1);
        assert.equal((await server.cli('check')).code, 0);
        await server.remove();
    });

    test('leaves neither a socket nor a log behind', async () => {
        const server = await startServer({ demo: true });
        await server.stop();
        for (const name of ['perq.sock', 'perq.db-wal', 'perq.db-shm']) {
            assert.ok(!existsSync(join(server.dir, name)), name);
        }
        await server.remove();
    });
});

test('perq check says yes and no', async () => {
    const server = await startServer({ demo: true });
    await server.stop();
    const good = await server.cli('check');
    assert.equal(good.code, 0, good.stderr);
    assert.match(good.stdout, /nothing wrong\n$/);
    execFileSync('sqlite3', [server.database, "UPDATE event SET subject = 'x' WHERE seq = 1"]);
    const bad = await server.cli('check');
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /the chain breaks at number 1/);
    await server.remove();
});
