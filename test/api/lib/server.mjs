/*
 * A real perq on a fresh data directory and a free port, for one test file.
 *
 *     const server = await startServer({ demo: true, testClock: true });
 *     after(() => server.remove());
 *
 * The binary is PERQ, or build/perq of this tree. The directory is removed at the end; a server
 * that reports a sanitizer's finding or does not end with status 0 fails the test that stops it.
 */
import './day.mjs';
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const READY = /listening on (http:\/\/[0-9A-Za-z.:[\]-]+:([0-9]+))/;
const FINDING = /(ERROR|WARNING): (Address|Leak|Thread)Sanitizer|runtime error:/;

/* Sanitized builds start slowly on a loaded machine; a hang must still end the test. */
const START_WAIT_MS = 120000;
const STOP_WAIT_MS = 120000;
const COMMAND_WAIT_MS = 300000;

export function perqBinary() {
    return process.env.PERQ ? resolve(process.env.PERQ) : join(ROOT, 'build/perq');
}

/* Runs one perq command to its end: {code, stdout, stderr}. Never throws for a status above 0. */
export function perq(args, { input = '', env = {}, cwd = tmpdir() } = {}) {
    return new Promise((done) => {
        const options = {
            cwd, env: { ...process.env, ...env }, maxBuffer: 256 * 1024 * 1024,
            timeout: COMMAND_WAIT_MS, killSignal: 'SIGKILL',
        };
        const child = execFile(perqBinary(), args, options, (error, stdout, stderr) => {
            done({ code: error ? error.code : 0, signal: error?.signal ?? null, stdout, stderr });
        });
        child.stdin.on('error', () => {});
        child.stdin.end(input);
    });
}

export class Server {
    /*
     * dir: where the database lies (a fresh directory unless given). demo, testClock: the options
     * of the same names. rateLimit: requests a second, 0 (the default here) is none, null leaves
     * the server's own default. approvals: what takes two people of the staff does. args: more arguments. env: more of the environment. under: a
     * program and its arguments that becomes perq, such as ['setpriv', …].
     */
    constructor({ dir, demo = false, testClock = false, rateLimit = 0, approvals = false, args = [], env = {},
        under = [] } = {}) {
        this.dir = dir ?? mkdtempSync(join(tmpdir(), 'perq-test-'));
        this.database = join(this.dir, 'perq.db');
        this.env = env;
        this.under = under;
        this.log = '';
        this.args = ['serve', '--listen', '127.0.0.1:0', '--database', `sqlite:${this.database}`,
            ...(demo ? ['--sample'] : []), ...(testClock ? ['--test-clock'] : []),
            ...(approvals ? [] : ['--approvals', 'off']),
            ...(rateLimit === null ? [] : ['--rate-limit', String(rateLimit)]), ...args];
    }

    async start() {
        this.log = '';
        const [program, ...args] = [...this.under, perqBinary(), ...this.args];
        this.child = spawn(program, args,
            {
                cwd: this.dir, env: { ...process.env, ...this.env },
                stdio: ['ignore', 'ignore', 'pipe'],
            });
        this.ended = once(this.child, 'exit').then(([code, signal]) => ({ code, signal }));
        this.child.stderr.setEncoding('utf8');
        this.child.stderr.on('data', (text) => { this.log += text; });
        await this.#ready();
        const demoFile = join(this.dir, 'demo.json');
        this.demo = existsSync(demoFile) ? JSON.parse(readFileSync(demoFile, 'utf8')) : null;
        return this;
    }

    async #ready() {
        const deadline = Date.now() + START_WAIT_MS;
        let ended = null;
        this.ended.then((how) => { ended = how; }, (error) => { ended = { error }; });
        while (!READY.test(this.log)) {
            assert.equal(ended, null, `perq did not start: ${JSON.stringify(ended)}\n${this.log}`);
            if (Date.now() > deadline) {
                this.child.kill('SIGKILL');
                assert.fail(`perq was not ready in ${START_WAIT_MS} ms\n${this.log}`);
            }
            await new Promise((go) => setTimeout(go, 5));
        }
        const [, url, port] = READY.exec(this.log);
        this.url = url;
        this.port = Number(port);
    }

    get running() {
        return this.child !== undefined && this.child.exitCode === null &&
            this.child.signalCode === null;
    }

    /* SIGTERM: what is in flight is finished, and the status is 0. */
    async stop() {
        if (this.running) {
            this.child.kill('SIGTERM');
        }
        const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_WAIT_MS);
        const how = await this.ended;
        clearTimeout(timer);
        assert.ok(!FINDING.test(this.log), `a sanitizer spoke up:\n${this.log}`);
        assert.deepEqual(how, { code: 0, signal: null },
            `perq did not end well:\n${this.log.slice(-4000)}`);
    }

    /* SIGKILL: as if the power had gone. */
    async kill() {
        this.child.kill('SIGKILL');
        await this.ended;
    }

    /* Again on the same directory, after stop() or kill(). The port is another one. */
    async restart() {
        if (this.running) {
            await this.stop();
        }
        return this.start();
    }

    /* Again, and from now on what takes two people of the staff does, or does not. */
    async askTwo(approvals) {
        this.args = this.args.filter((_, i, all) =>
            all[i] !== '--approvals' && all[i - 1] !== '--approvals');
        this.args.push('--approvals', approvals ? 'on' : 'off');
        return this.restart();
    }

    /* A command of the same binary on the same database, such as cli('check'). */
    cli(...args) {
        return perq([...args, '--database', `sqlite:${this.database}`],
            { cwd: this.dir, env: this.env });
    }

    /* Stops the server and removes its directory: what after() wants. */
    async remove() {
        try {
            if (this.child !== undefined) {
                await this.stop();
            }
        } finally {
            rmSync(this.dir, { recursive: true, force: true });
        }
    }
}

export function startServer(options) {
    return new Server(options).start();
}
