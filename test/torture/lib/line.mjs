/*
 * One connection to a server, as light as it can be: a request at a time, answers that have a
 * Content-Length. Thousands of requests a second leave the machine to the server.
 *
 *     const line = new Line(server, { token });
 *     const { status, body } = await line.post('redemptions', { … }, { key: 'a1' });
 *
 * A connection that breaks before the answer is whole rejects with Broken: what became of the
 * request is not known then. A path without a leading slash lies below /api/v1.
 */
import assert from 'node:assert/strict';
import net from 'node:net';

/* Generous: it tells a hang from slowness, on a machine that has other things to do. */
const ANSWER_WAIT_MS = 120000;

/* The server closes a connection that was silent for 60 seconds: one that could be is not used again. */
const UNUSED_MS = 20000;

export class Broken extends Error {}

export class Line {
    /* address: the local address to come from, such as 127.0.0.7. */
    constructor(server, { token, address } = {}) {
        this.server = server;
        this.token = token;
        this.address = address;
        this.rest = '';
        this.waiting = null;
    }

    #connect() {
        const { port } = this.server;
        this.rest = '';
        this.socket = net.connect({ host: '127.0.0.1', port, localAddress: this.address });
        this.socket.setNoDelay(true);
        this.socket.setEncoding('latin1');
        const { socket } = this;
        socket.on('data', (text) => this.#take(text));
        socket.on('error', () => this.#break(socket));
        socket.on('close', () => this.#break(socket));
    }

    #break(socket) {
        if (socket === this.socket) {
            this.socket = undefined;
            this.#settle('failed', new Broken('the connection broke'));
        }
    }

    #settle(how, value) {
        const { waiting } = this;
        this.waiting = null;
        this.usedAt = Date.now();
        if (waiting) {
            clearTimeout(waiting.timer);
            waiting[how](value);
        }
    }

    #take(text) {
        this.rest += text;
        const end = this.rest.indexOf('\r\n\r\n');
        if (end < 0) {
            return;
        }
        const head = this.rest.slice(0, end);
        const length = Number(/\r\ncontent-length: ([0-9]+)/i.exec(head)?.[1] ?? 0);
        if (this.rest.length < end + 4 + length) {
            return;
        }
        const body = Buffer.from(this.rest.slice(end + 4, end + 4 + length), 'latin1').toString();
        this.rest = this.rest.slice(end + 4 + length);
        this.#settle('done', {
            status: Number(head.slice(9, 12)), head, text: body,
            replayed: /\r\nidempotency-replayed: true/i.test(head),
            etag: /\r\netag: (\S+)/i.exec(head)?.[1],
            body: /\r\ncontent-type: application\/(problem\+)?json/i.test(head) && body !== '' ?
                JSON.parse(body) : null,
        });
    }

    /* Options: body, key (the Idempotency-Key), ifMatch, token. */
    request(method, path, { body, key, ifMatch, token = this.token } = {}) {
        assert.equal(this.waiting, null, 'one request at a time');
        const target = path.startsWith('/') ? path : `/api/v1/${path}`;
        const payload = body === undefined ? '' : JSON.stringify(body);
        const head = [`${method} ${target} HTTP/1.1`, 'Host: 127.0.0.1',
            `Content-Length: ${Buffer.byteLength(payload)}`,
            ...(token ? [`Authorization: Bearer ${token}`] : []),
            ...(body === undefined ? [] : ['Content-Type: application/json']),
            ...(key === undefined ? [] : [`Idempotency-Key: ${key}`]),
            ...(ifMatch === undefined ? [] : [`If-Match: ${ifMatch}`])];
        if (this.socket === undefined || Date.now() - this.usedAt > UNUSED_MS) {
            this.close();
            this.#connect();
        }
        return new Promise((done, failed) => {
            const timer = setTimeout(() => {
                this.#settle('failed', new Error(`${method} ${target}: no answer in time`));
                this.close();
            }, ANSWER_WAIT_MS);
            this.waiting = { done, failed, timer };
            this.socket.write(`${head.join('\r\n')}\r\n\r\n${payload}`);
        });
    }

    get(path, options) {
        return this.request('GET', path, options);
    }

    post(path, body, options) {
        return this.request('POST', path, { ...options, body });
    }

    put(path, options) {
        return this.request('PUT', path, options);
    }

    del(path, options) {
        return this.request('DELETE', path, options);
    }

    close() {
        const { socket } = this;
        this.socket = undefined;
        socket?.destroy();
        this.#settle('failed', new Broken('the connection was closed'));
    }
}

/* Does work(item, line) for every item, each line taking the next as soon as it is free. */
export async function spread(lines, items, work) {
    let next = 0;
    await Promise.all(lines.map(async (line) => {
        while (next < items.length) {
            const item = items[next];
            next += 1;
            await work(item, line);
        }
    }));
}
