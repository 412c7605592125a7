/*
 * The programs that measure, and the server that is measured against.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cpuSecondsOf, firstAnswer, freePort, newFolder, running, THREADS } from './perq.mjs';

const NGINX_WORD_MAX = 4000;

const PROGRAMS = resolve(process.env.PERQ_BENCH ?? 'build/bench');

/* Both streams of a program that ends with status 0. */
export function run(program, args, input = '') {
    return new Promise((done, failed) => {
        const options = { maxBuffer: 2 ** 28 };
        const child = execFile(program, args, options, (error, stdout, stderr) => (
            error ? failed(new Error(`${program}: ${stderr || error.message}`)) :
                done({ stdout, stderr })));
        child.stdin.on('error', () => {});
        child.stdin.end(input);
    });
}

/* What one of our own programs prints. */
export async function measure(name, args, input) {
    const { stdout } = await run(join(PROGRAMS, name), args.map(String), input);
    return JSON.parse(stdout);
}

/* Instructions of one turn: a run of 2 N less one of N. */
export async function instructions(what, count) {
    const counted = async (n) => {
        const { stderr } = await run('valgrind', ['--tool=callgrind', '--callgrind-out-file=/dev/null',
            join(PROGRAMS, 'heart_bench'), what, String(n)]);
        return Number(/Collected : ([0-9]+)/.exec(stderr)[1]);
    };
    return (await counted(2 * count) - await counted(count)) / count;
}

/* Answers a second to the same GET on so many connections, none of which may be a refusal. */
export async function wrk(port, path, { token, cookie, connections = 64, seconds = 5 } = {}) {
    const header = [...(token ? ['-H', `Authorization: Bearer ${token}`] : []),
        ...(cookie ? ['-H', `Cookie: ${cookie}`] : [])];
    const { stdout } = await run('wrk', ['-t', '1', '-c', String(connections), '-d',
        `${seconds}s`, ...header, `http://127.0.0.1:${port}${path}`]);
    assert.ok(!/Non-2xx|Socket errors/.test(stdout), stdout);
    return Number(/Requests\/sec:\s+([0-9.]+)/.exec(stdout)[1]);
}

/*
 * What nginx answers with a constant: out of its memory where that fits a word of its settings,
 * otherwise from a file that stays open.
 */
function constantOf(folder, constant) {
    if (constant.length < NGINX_WORD_MAX) {
        return `location / { return 200 '${constant}'; }`;
    }
    writeFileSync(join(folder, 'constant'), constant);
    return `root ${folder};
        sendfile on;
        tcp_nopush on;
        open_file_cache max=2 inactive=1h;
        open_file_cache_valid 1h;
        location / { try_files /constant =404; }`;
}

/* nginx with one constant, as many processes as Perq has threads, and nothing to log. */
export async function startNginx(constant) {
    const folder = newFolder();
    const port = await freePort();
    writeFileSync(join(folder, 'nginx.conf'), `
        daemon off;
        user root; # or whoever starts it: the folder is for nobody else
        worker_processes ${THREADS};
        pid ${folder}/nginx.pid;
        error_log /dev/null;
        events { worker_connections 1024; }
        http {
            access_log off;
            keepalive_requests 1000000000;
            client_body_temp_path ${folder}/body;
            proxy_temp_path ${folder}/proxy;
            fastcgi_temp_path ${folder}/fastcgi;
            uwsgi_temp_path ${folder}/uwsgi;
            scgi_temp_path ${folder}/scgi;
            server {
                listen 127.0.0.1:${port};
                default_type application/json;
                ${constantOf(folder, constant)}
            }
        }`);
    const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e',
        '/dev/null'], { stdio: 'ignore' });
    const ended = new Promise((done) => { child.on('exit', done); });
    running.add(child);
    const answer = await firstAnswer(port, '/');
    assert.equal(answer.text, constant);
    const workers = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim()
        .split(' ');
    const cpuSeconds = () => workers.map(cpuSecondsOf).reduce((a, b) => a + b);
    const stop = async () => {
        child.kill('SIGTERM');
        await ended;
        running.delete(child);
    };
    return { port, stop, cpuSeconds };
}
