/*
 * A server to be measured: the optimised program, its log thrown away, on a database of its own.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join, resolve } from 'node:path';

export const PERQ = resolve(process.env.PERQ ?? 'build/bench/perq');

/* In the build folder: /tmp may be memory, and then nothing would be durable. */
const SCRATCH = resolve(process.env.PERQ_BENCH ?? 'build/bench');

const START_WAIT_MS = 30000;
const STOP_WAIT_MS = 60000;

/* As many as the server has by default. */
export const THREADS = 2;

const made = new Set();

export function newFolder() {
    const folder = mkdtempSync(join(SCRATCH, 'data-'));
    made.add(folder);
    return folder;
}

export function copyFolder(folder) {
    const copy = newFolder();
    cpSync(folder, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') });
    return copy;
}

export function removeFolder(folder) {
    rmSync(folder, { recursive: true, force: true });
    made.delete(folder);
}

/* Nothing that a measurement started or wrote outlives it, even if it fails. */
export const running = new Set();
process.on('exit', () => {
    running.forEach((child) => child.kill('SIGKILL'));
    [...made].forEach(removeFolder);
});
['SIGINT', 'SIGTERM'].forEach((signal) => process.on(signal, () => process.exit(1)));

export async function freePort() {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((done) => { server.on('listening', done); });
    const { port } = server.address();
    await new Promise((done) => { server.close(done); });
    return port;
}

/* {status, headers, text}; null where nobody listens yet. */
export function ask(port, path, { token, method = 'GET', body } = {}) {
    const headers = {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
    };
    return new Promise((done, failed) => {
        const options = { host: '127.0.0.1', port, method, path, headers, agent: false };
        const request = http.request(options, (answer) => {
            let text = '';
            answer.setEncoding('utf8');
            answer.on('data', (part) => { text += part; });
            answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers,
                text }));
            answer.on('error', failed);
        });
        request.on('error', (error) => (error.code === 'ECONNREFUSED' ? done(null) :
            failed(error)));
        request.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

/* The first answer to a path, asked for again and again from now on. */
export async function firstAnswer(port, path, options) {
    const deadline = Date.now() + START_WAIT_MS;
    for (;;) {
        const answer = await ask(port, path, options);
        if (answer !== null) {
            return answer;
        }
        assert.ok(Date.now() < deadline, 'the server did not start');
        await new Promise((go) => { setTimeout(go, 1); });
    }
}

/* Processor time of a process so far. */
export function cpuSecondsOf(pid) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
}

export class Perq {
    constructor(folder, args = []) {
        this.folder = folder;
        this.database = join(folder, 'perq.db');
        this.args = args;
    }

    spawn(port) {
        this.port = port;
        this.child = spawn(PERQ, ['serve', '--listen', `127.0.0.1:${port}`, '--database',
            `sqlite:${this.database}`, '--rate-limit', '0', '--threads', String(THREADS),
            ...this.args], { stdio: 'ignore' });
        running.add(this.child);
        this.ended = new Promise((done) => { this.child.on('exit', done); });
    }

    async start() {
        this.spawn(await freePort());
        await firstAnswer(this.port, '/healthz');
        return this;
    }

    async stop() {
        const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_WAIT_MS);
        this.child.kill('SIGTERM');
        assert.equal(await this.ended, 0, 'the server did not end well');
        clearTimeout(timer);
        running.delete(this.child);
    }

    cli(...args) {
        return execFileSync(PERQ, [...args, '--database', `sqlite:${this.database}`],
            { encoding: 'utf8' });
    }

    /* An answer of success; parsed where it is JSON. */
    async call(method, path, body, token = this.operator) {
        const answer = await ask(this.port, `/api/v1/${path}`, { method, body, token });
        assert.ok(answer !== null && answer.status < 300, `${method} ${path}: ${answer?.text}`);
        return JSON.parse(answer.text);
    }

    get demo() {
        return JSON.parse(readFileSync(join(this.folder, 'demo.json'), 'utf8'));
    }

    get operator() {
        return this.demo.operator.token;
    }

    get cpuSeconds() {
        return cpuSecondsOf(this.child.pid);
    }

    get residentMiB() {
        const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
        return Number(/VmRSS:\s+([0-9]+) kB/.exec(status)[1]) / 1024;
    }
}
