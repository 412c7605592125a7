/*
 * The proxies of docs/OPERATIONS.md, started from the blocks that stand there, so that what is tested
 * is what people copy. Ports, the folders of certificates and logs, and who may be root are all
 * that is replaced.
 *
 *     const certificate = newCertificate();
 *     const front = await startProxy('nginx', server, certificate);
 *     const operator = new Api(front, { token });
 *     await front.stop();
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exchange } from './exchange.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const DOCUMENT = join(ROOT, 'docs/OPERATIONS.md');
const HOST = 'perq.example.com';
const IS_ROOT = process.getuid() === 0;

const START_WAIT_MS = 120000;
const STOP_WAIT_MS = 60000;

/* Another program may take a port between the moment that it was free and the start. */
const STARTS_MAX = 5;
const PORT_TAKEN = /address( is)? already in use/i;

/* Not the whole of what Debian's nginx.conf says, but what our block has to hold its own against. */
const nginxMain = (folder) => `
    daemon off;
    ${IS_ROOT ? 'user root;' : ''}
    pid ${folder}/nginx.pid;
    error_log ${folder}/error.log;
    events { worker_connections 768; }
    http {
        access_log ${folder}/access.log;
        client_body_temp_path ${folder}/body;
        proxy_temp_path ${folder}/proxy;
        fastcgi_temp_path ${folder}/fastcgi;
        uwsgi_temp_path ${folder}/uwsgi;
        scgi_temp_path ${folder}/scgi;
        ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
        gzip on;
        gzip_proxied any;
        include ${folder}/perq.conf;
    }`;

/*
 * place: the first line of the block. file: its name in our folder. changes: what is replaced in it,
 * each at least once. run: the program and its arguments. more: another file, by name.
 */
const PROXIES = {
    nginx: {
        place: '# /etc/nginx/conf.d/perq.conf',
        file: 'perq.conf',
        changes: ({ folder, http, https }) => [
            [/(listen (?:\[::\]:)?)80;/g, `$1${http};`],
            [/(listen (?:\[::\]:)?)443 /g, `$1${https} `],
            [/\/var\/log\/nginx/g, folder],
        ],
        more: { 'nginx.conf': nginxMain },
        run: (folder) => ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e',
            join(folder, 'error.log')],
    },
    haproxy: {
        place: '# /etc/haproxy/haproxy.cfg',
        file: 'haproxy.cfg',
        changes: ({ http, https }) => [
            [/(bind (?:\[::\])?):80\b/g, `$1:${http}`],
            [/(bind (?:\[::\])?):443\b/g, `$1:${https}`],
            /* Only root can become somebody else. */
            [/^ {4}(user|group|chroot) .*\n/gm, IS_ROOT ? '$&' : ''],
        ],
        run: (folder) => ['haproxy', '-db', '-f', join(folder, 'haproxy.cfg')],
    },
    caddy: {
        place: '# /etc/caddy/Caddyfile',
        file: 'Caddyfile',
        changes: ({ folder, http, https }) => [
            [/(http:\/\/[\w.]+):80\b/g, `$1:${http}`],
            [/(https:\/\/[\w.]+):443\b/g, `$1:${https}`],
            [/\/var\/lib\/caddy/g, folder],
        ],
        run: (folder) => ['caddy', 'run', '--config', join(folder, 'Caddyfile')],
    },
};

export const PROXY_NAMES = Object.keys(PROXIES);

/* The block of the document that begins with this line. */
function blockOf(place) {
    const blocks = [...readFileSync(DOCUMENT, 'utf8').matchAll(/^```\w+\n(.*?)^```$/gms)];
    const found = blocks.filter(([, text]) => text.startsWith(`${place}\n`));
    assert.equal(found.length, 1, `blocks of ${DOCUMENT} that begin with ${place}`);
    return found[0][1];
}

function replaced(text, changes) {
    return changes.reduce((before, [pattern, to]) => {
        assert.notEqual(before.search(pattern), -1, `there is no ${pattern} in\n${before}`);
        return before.replace(pattern, to);
    }, text);
}

/* A folder with what /etc/ssl/perq is to hold, self-signed. */
export function newCertificate() {
    const folder = mkdtempSync(join(tmpdir(), 'perq-certificate-'));
    const [chain, key] = ['fullchain.pem', 'key.pem'].map((name) => join(folder, name));
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
        '-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`, '-keyout', key,
        '-out', chain], { stdio: 'ignore' });
    const ca = readFileSync(chain, 'utf8');
    writeFileSync(join(folder, 'perq.pem'), ca + readFileSync(key, 'utf8'));
    return { folder, ca, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function freePort() {
    const listener = net.createServer().listen(0);
    await once(listener, 'listening');
    const { port } = listener.address();
    listener.close();
    await once(listener, 'close');
    return port;
}

function hasIPv6() {
    return new Promise((done) => {
        const listener = net.createServer().once('error', () => done(false));
        listener.listen(0, '::', () => listener.close(() => done(true)));
    });
}

export class Proxy {
    constructor(name, server, certificate) {
        this.name = name;
        this.server = server; /* the perq behind it */
        this.certificate = certificate;
        this.tls = { ca: certificate.ca, name: HOST };
        this.said = '';
    }

    /* What the tests' helpers ask of a server. */
    cli(...args) {
        return this.server.cli(...args);
    }

    async start() {
        for (let tries = 1; ; tries += 1) {
            this.folder = mkdtempSync(join(tmpdir(), `perq-${this.name}-`));
            await this.#write();
            this.#spawn();
            const failure = await this.#ready();
            if (failure === null) {
                return this;
            }
            const log = this.log();
            await this.stop();
            assert.ok(PORT_TAKEN.test(log) && tries < STARTS_MAX,
                `${this.name} did not start: ${failure}\n${log}`);
        }
    }

    async #write() {
        const { place, file, changes, more = {} } = PROXIES[this.name];
        [this.port, this.httpPort] = [await freePort(), await freePort()];
        const text = replaced(blockOf(place), [
            [/127\.0\.0\.1:8080/g, `127.0.0.1:${this.server.port}`],
            [/\/etc\/ssl\/perq/g, this.certificate.folder],
            ...changes({ folder: this.folder, http: this.httpPort, https: this.port }),
        ]);
        const lines = await hasIPv6() ? text : text.replace(/^.*\[::\]:.*\n/gm, '');
        writeFileSync(join(this.folder, file), lines);
        for (const [name, content] of Object.entries(more)) {
            writeFileSync(join(this.folder, name), content(this.folder));
        }
    }

    #spawn() {
        const [program, ...args] = PROXIES[this.name].run(this.folder);
        const { PATH } = process.env;
        this.child = spawn(program, args, {
            cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'],
            env: { PATH: `${PATH}:/usr/sbin:/sbin`, HOME: this.folder },
        });
        this.ended = new Promise((done) => {
            this.child.on('error', (error) => done(error.message));
            this.child.on('exit', (code, signal) => done(`ended with ${signal ?? code}`));
        });
        for (const stream of [this.child.stdout, this.child.stderr]) {
            stream.setEncoding('utf8').on('data', (text) => { this.said += text; });
        }
    }

    /* Gives null, or what went wrong, when it lets through that perq is ready. */
    async #ready() {
        let ended = null;
        this.ended.then((how) => { ended = how; });
        for (const deadline = Date.now() + START_WAIT_MS; Date.now() < deadline;) {
            const ask = { method: 'GET', path: '/readyz', agent: false };
            const answer = await exchange(this, ask).catch(() => null);
            if (ended !== null || answer?.status === 200) {
                return ended;
            }
            await new Promise((go) => setTimeout(go, 20));
        }
        return 'not ready in time';
    }

    /* All that it has written, on its outputs and into files. */
    log() {
        const files = readdirSync(this.folder).filter((name) => name.endsWith('.log'));
        return this.said + files.map((name) => readFileSync(join(this.folder, name), 'utf8')).join('');
    }

    /* Ends it and removes its folder. Gives the log as it was then. */
    async stop() {
        this.child.kill('SIGTERM');
        const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_WAIT_MS);
        await this.ended;
        clearTimeout(timer);
        const log = this.log();
        rmSync(this.folder, { recursive: true, force: true });
        return log;
    }
}

export function startProxy(name, server, certificate) {
    return new Proxy(name, server, certificate).start();
}
