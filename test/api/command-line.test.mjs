/*
 * The command line as a whole, row by row of src/app/command_line.def: the same wrong use has the
 * same exit status, whichever command and option it is; and each is explained by its help.
 */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { perq, perqBinary, startServer } from './lib/server.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COMMANDS = JSON.parse(execFileSync(`${ROOT}tools/command_line.py`, ['json'], { encoding: 'utf8' }));
const OPTIONS = new Map(COMMANDS.flatMap(({ options }) => options.map((one) => [one.name, one])));
const WRONG_USE = 2;
const AT_ONCE = 8;

/* A value of each kind that is taken, and values that are not. */
const GOOD = {
    NUMBER: ({ bounds: [least] }) => String(least), TEXT: () => 'a@b.example', ROLE: () => 'reader',
    ADDRESS: () => '127.0.0.1:0', DATABASE: () => 'sqlite:x.db', PERCENTS: () => '50,80',
    LOG: () => 'debug', ON_OFF: () => 'off',
};
const BAD = {
    NUMBER: ({ bounds: [least, most] }) => [least - 1, most + 1, 'many', '1.5', '1e1', '0x10',
        `${most}x`, '99999999999999999999', '٣'],
    TEXT: () => [], ROLE: () => [],
    ADDRESS: () => ['x', 'localhost:18300', '127.0.0.1', '127.0.0.1:', '127.0.0.1:65536',
        'perq.example:80', '127.0.0.1:http', '::1'],
    DATABASE: () => ['x.db', 'sqlite:', 'postgresql://localhost/perq', 'SQLITE:x.db'],
    PERCENTS: () => ['x', '80,50', '0', '101', '50,', '1,2,3,4,5,6,7,8,9', '50.5'],
    LOG: () => ['loud', 'INFO', 'erro'], ON_OFF: () => ['x', 'OFF', 'true', '1'],
};

let folder;
before(() => {
    folder = mkdtempSync(join(tmpdir(), 'perq-words-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/* All of these lines, some at a time: each must be wrong use, in words, with nothing done. */
async function wrong(lines) {
    const left = [...lines];
    const one = async () => {
        for (let args = left.pop(); args !== undefined; args = left.pop()) {
            const { code, stdout, stderr } = await perq(args, { cwd: folder });
            const where = `perq ${args.join(' ')}\n${stdout}${stderr}`;
            assert.equal(code, WRONG_USE, where);
            assert.equal(stdout, '', where);
            assert.match(stderr, /^perq: /, where);
        }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    assert.deepEqual(readdirSync(folder), [], 'nothing is made');
}

/* The command as it may be given, with what it needs, except this option. */
function line(command, without = null) {
    const needed = command.options.filter((option) => option.needed && option.name !== without);
    return [...command.words, ...(command.argument === 'FILE' ? ['copy.db'] : []),
        ...needed.flatMap((option) => [option.name, GOOD[option.kind](option)])];
}

const valued = ({ options }) => options.filter(({ kind }) => kind !== 'FLAG');

describe('wrong use has the same exit status in every command:', () => {
    test('the table was read', () => {
        assert.ok(COMMANDS.length >= 17 && OPTIONS.size >= 22);
    });

    test('an option without its value', () => wrong(COMMANDS.flatMap((command) =>
        valued(command).flatMap(({ name }) => [
            [...line(command, name), name],
            [...line(command, name), name, ''], [...line(command, name), `${name}=`],
            [...line(command, name), name, '--database'],
        ]))));

    test('a value that is out of its bounds, or of another form', () => wrong(COMMANDS.flatMap((command) =>
        valued(command).flatMap((option) => BAD[option.kind](option).flatMap((value) => [
            [...line(command, option.name), option.name, String(value)],
            [...line(command, option.name), `${option.name}=${value}`],
        ])))));

    test('a value where there is none', () => wrong(COMMANDS.flatMap((command) =>
        command.options.filter(({ kind }) => kind === 'FLAG')
            .map(({ name }) => [...line(command), `${name}=yes`]))));

    test('an option that is needed', () => wrong(COMMANDS.flatMap((command) =>
        command.options.filter(({ needed }) => needed)
            .map(({ name }) => line(command, name)))));

    test('an option that there is not', () => wrong(COMMANDS.flatMap((command) =>
        ['--fly', '-x', '-', '---', '--fly=1', '-n=1', '--Email']
            .map((one) => [...line(command), one]))));

    test('an option of another command', () => wrong(COMMANDS.flatMap((command) =>
        [...OPTIONS.values()].filter(({ name }) => !command.options.some((own) => own.name === name))
            .map((option) => [...line(command), option.name,
                ...(option.kind === 'FLAG' ? [] : [GOOD[option.kind](option)])]))));

    test('a word too many, or too few', () => wrong([
        ...COMMANDS.filter(({ name }) => name !== 'HELP').flatMap((command) =>
            [[...line(command), 'more'], [...line(command), '--', '--more'],
                [...line(command), 'a', 'b', 'c', 'd', 'e']]),
        ...COMMANDS.filter(({ argument }) => argument === 'FILE').map(({ words }) => words),
        ...COMMANDS.filter(({ words }) => words.length > 1).flatMap(({ words: [first] }) =>
            [[first], [first, 'fly']]),
        [], [''], ['fly'], ['help', 'fly'], ['fly', '--help'],
    ]));

    test('text that is not UTF-8', async () => {
        for (const command of COMMANDS) {
            for (const { name } of command.options.filter(({ kind }) => /TEXT|ROLE/.test(kind))) {
                const code = await new Promise((done) => {
                    execFile('/bin/sh', ['-c', 'exec "$0" "$@" "$(printf "a\\377b")"', perqBinary(),
                        ...line(command, name), name], { cwd: folder },
                    (error, stdout, stderr) => done(/UTF-8/.test(stderr) ? error.code : stderr));
                });
                assert.equal(code, WRONG_USE, `${command.words.join(' ')} ${name}`);
            }
        }
    });
});

describe('help', () => {
    test('of each command explains each of its options, with bounds and default', async () => {
        for (const { words, argument, options } of COMMANDS.filter(({ name }) => name !== 'HELP')) {
            const { code, stdout } = await perq([...words, '--help']);
            const flat = stdout.replace(/\s+/g, ' ');
            assert.equal(code, 0);
            assert.ok(stdout.startsWith(`perq ${[...words, argument].join(' ').trim()}: `), stdout);
            for (const { name, text, bounds, preset } of options) {
                assert.ok(flat.includes(` ${name} `) && flat.includes(text), `${words}: ${name}`);
                assert.ok(bounds.length === 0 || flat.includes(`${bounds[0]} to ${bounds[1]}; `), name);
                assert.ok(preset === '' || flat.includes(`${preset} if not given`), name);
            }
            const named = [...stdout.matchAll(/^ {2}(-[-a-z]+)/gm)].map(([, name]) => name);
            assert.deepEqual(named, options.map(({ name }) => name), words.join(' '));
            assert.ok(stdout.split('\n').every((one) => one.length <= 100), stdout);
            assert.equal((await perq(['help', ...words])).stdout, stdout);
        }
    });

    test('names every command, and those of a first word', async () => {
        const { stdout } = await perq(['help']);
        for (const { words } of COMMANDS) {
            assert.ok(stdout.includes(`\n  perq ${words.join(' ')}`), words.join(' '));
        }
        assert.equal((await perq(['--help'])).stdout, stdout);
        assert.equal((await perq(['-h'])).stdout, stdout);
        const { stdout: tokens } = await perq(['token', '--help']);
        assert.deepEqual([...tokens.matchAll(/^ {2}perq (.+)$/gm)].map(([, form]) => form),
            ['token create', 'token list', 'token revoke']);
    });

    test('does not do what the command does', async () => {
        for (const { words } of COMMANDS) {
            for (const question of ['--help', '-h', '--version']) {
                assert.equal((await perq([...words, question], { cwd: folder })).code, 0);
            }
        }
        assert.deepEqual(readdirSync(folder), []);
    });

    test('has the version', async () => {
        const { stdout } = await perq(['version']);
        assert.match(stdout, /^perq [0-9]+\.[0-9]+\.[0-9]+\n$/);
        assert.equal((await perq(['--version'])).stdout, stdout);
    });
});

describe('what is said', () => {
    let server;
    before(async () => {
        server = await startServer({ demo: true });
    });
    after(() => server.remove());

    test('is the same for --option value and --option=value', async () => {
        const { email } = server.demo.operator;
        const spaced = await server.cli('token', 'list', '--email', email);
        const joined = await server.cli('token', 'list', `--email=${email}`);
        assert.deepEqual(joined, spaced);
        assert.equal(spaced.code, 0);
        const good = await perq(['serve', '-n', `--database=sqlite:${join(folder, 'no.db')}`,
            '--listen=127.0.0.1:0', '--threads=32', '--log=error']);
        assert.equal(good.code, 0, good.stderr);
    });

    test('takes a value that begins like an option, behind =, and words, behind --', async () => {
        const { code, stdout } = await server.cli('token', 'create', '--email',
            server.demo.operator.email, '--name=--quiet');
        assert.equal(code, 0);
        assert.notEqual(stdout, '');
        const { stdout: list } = await server.cli('token', 'list');
        assert.match(list, /\t--quiet\t/);
        assert.equal((await perq(['--', 'version'])).code, 0);
    });

    test('names what there is not', async () => {
        for (const [pattern, ...args] of [
            [/there is no account nobody@b\.example \(not-found\)/, 'token', 'create', '--email',
                'nobody@b.example'],
            [/there is no account nobody@b\.example in operator/, 'user', 'link', '--email',
                'nobody@b.example', '--tenant', 'operator'],
            [/there is no token tok_0{26} \(not-found\)/, 'token', 'revoke', '--id', `tok_${'0'.repeat(26)}`],
            [/no organisation|no such organisation/, 'user', 'list', '--tenant', `ten_${'0'.repeat(26)}`],
        ]) {
            const { code, stderr } = await server.cli(...args);
            assert.equal(code, 1, args.join(' ') + stderr);
            assert.match(stderr, pattern);
        }
    });

    test('names what is missing', async () => {
        assert.match((await perq(['backup'])).stderr, /FILE is missing: perq backup FILE/);
        assert.match((await perq(['serve', '--listen', 'localhost:18300'])).stderr,
            /127\.0\.0\.1:8080.*localhost are not looked up/);
        assert.match((await perq(['token', 'create'])).stderr, /--email: is needed/);
    });
});

test('the man page names every command and option', () => {
    const page = readFileSync(`${ROOT}docs/perq.1`, 'utf8').replaceAll('\\-', '-');
    for (const { words, options } of COMMANDS) {
        assert.ok(page.includes(`.SS \\fBperq ${words.join(' ')}\\fR`), words.join(' '));
        options.forEach(({ name }) => assert.ok(page.includes(`\\fB${name}\\fR`), name));
    }
});
