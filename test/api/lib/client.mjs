/*
 * The caller's side of the API. Every answer is held against the contract before a test sees it.
 *
 *     const operator = new Api(server, { token: server.demo.operator.token });
 *     const partner = { name: 'Nordlys', country: 'SE' };
 *     const { body } = await operator.post('partners', partner, { expect: 201 });
 *
 * A path without a leading slash lies below /api/v1.
 */
import assert from 'node:assert/strict';
import net from 'node:net';
import { checkAnswer } from './contract.mjs';
import { ANSWER_WAIT_MS, exchange, newAgent } from './exchange.mjs';

function absolute(path) {
    return path.startsWith('/') ? path : `/api/v1/${path}`;
}

export class Api {
    /* server: a Server, or what exchange.mjs takes; a restarted one is followed to its new port. */
    constructor(server, { token = null, language = 'en' } = {}) {
        this.server = server;
        this.token = token;
        this.language = language;
        this.agent = newAgent(server);
    }

    /* The same server seen by someone else, or in another language. */
    as(token, language = this.language) {
        return new Api(this.server, { token, language });
    }

    /*
     * Options: body (sent as JSON), raw (bytes sent as they are, with contentType), idempotencyKey,
     * ifMatch, ifNoneMatch, accept, headers, token, language, expect (the status that must come),
     * contract: false for answers that the contract does not speak of.
     * Gives {status, headers, text, bytes, body}; body is the parsed JSON, or null.
     */
    async request(method, path, options = {}) {
        const target = absolute(path);
        const { expect, contract = true } = options;
        const payload = options.raw ??
            (options.body === undefined ? undefined : Buffer.from(JSON.stringify(options.body)));
        const answer = await exchange(this.server, {
            agent: this.agent, method, path: target, headers: this.#headers(options, payload),
        }, payload);
        answer.text = answer.bytes.toString('utf8');
        if (contract) {
            const raw = options.raw !== undefined;
            checkAnswer({ method, path: target, body: options.body, raw }, answer);
        }
        const isJson = /json\b/.test(answer.headers['content-type'] ?? '') && answer.text !== '';
        answer.body = isJson ? JSON.parse(answer.text) : null;
        if (expect !== undefined) {
            assert.equal(answer.status, expect,
                `${method} ${target} → ${answer.status}, not ${expect}\n` +
                answer.text.slice(0, 2000));
        }
        return answer;
    }

    #headers(options, payload) {
        const token = options.token === undefined ? this.token : options.token;
        const type = options.contentType ?? 'application/json';
        const wanted = {
            authorization: token === null ? undefined : `Bearer ${token}`,
            'accept-language': options.language ?? this.language,
            accept: options.accept,
            'idempotency-key': options.idempotencyKey,
            'if-match': options.ifMatch,
            'if-none-match': options.ifNoneMatch,
            'content-length': payload?.length,
            'content-type': payload === undefined || type === null ? undefined : type,
        };
        const headers = Object.fromEntries(
            Object.entries(wanted).filter(([, value]) => value !== undefined));
        return { ...headers, ...(options.headers ?? {}) };
    }

    get(path, options = {}) {
        return this.request('GET', path, options);
    }

    head(path, options = {}) {
        return this.request('HEAD', path, options);
    }

    post(path, body, options = {}) {
        return this.request('POST', path, { ...options, body });
    }

    patch(path, body, options = {}) {
        return this.request('PATCH', path, { ...options, body });
    }

    put(path, body, options = {}) {
        return this.request('PUT', path, { ...options, body });
    }

    del(path, options = {}) {
        return this.request('DELETE', path, options);
    }

    /* All items of a list, page by page. */
    async all(path, options = {}) {
        const items = [];
        let next;
        do {
            const cursor = next === undefined ? '' :
                `${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(next)}`;
            const { body } = await this.get(path + cursor, { ...options, expect: 200 });
            items.push(...body.items);
            /* A feed always goes on. */
            next = body.items.length === 0 && !body.more ? undefined : body.next;
        } while (next !== undefined);
        return items;
    }

    /* A refusal: the status and the code must be these; gives the problem document. */
    async refused(method, path, status, code, options = {}) {
        const answer = await this.request(method, path, { ...options, expect: status });
        assert.equal(answer.body.code, code, answer.text);
        return answer.body;
    }

    /*
     * Bytes as they are, past every politeness of an HTTP library, on a connection of their own.
     * chunks: what is written, one after another. Gives {answers, closed, bytes} when the server has
     * closed, or so many whole answers are there; without such a number, also when nothing came for
     * quietMs, which tells no more than that nothing came yet.
     */
    raw(chunks, { answers = Infinity, quietMs = ANSWER_WAIT_MS } = {}) {
        return new Promise((done) => {
            const socket = net.connect(this.server.port, '127.0.0.1');
            const parts = [];
            const finish = (closed) => {
                clearTimeout(timer);
                socket.destroy();
                const bytes = Buffer.concat(parts);
                done({ answers: answersIn(bytes), closed, bytes });
            };
            let timer = setTimeout(() => finish(false), Math.min(10 * quietMs, ANSWER_WAIT_MS));
            socket.on('data', (part) => {
                parts.push(part);
                clearTimeout(timer);
                timer = setTimeout(() => finish(false), quietMs);
                if (answersIn(Buffer.concat(parts)).filter(({ whole }) => whole).length >= answers) {
                    finish(false);
                }
            });
            socket.on('error', () => finish(true));
            socket.on('close', () => finish(true));
            socket.on('connect', () => {
                for (const chunk of [chunks].flat()) {
                    socket.write(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk);
                }
            });
        });
    }
}

/* The HTTP answers in a stream of bytes; each {status, headers, text, whole}. */
export function answersIn(bytes) {
    const answers = [];
    let rest = bytes;
    for (;;) {
        const end = rest.indexOf('\r\n\r\n');
        const head = end < 0 ? '' : rest.subarray(0, end).toString('latin1');
        const status = /^HTTP\/1\.[01] ([0-9]{3})/.exec(head);
        if (!status) {
            return answers;
        }
        const headers = Object.fromEntries(head.split('\r\n').slice(1).map((line) => {
            const colon = line.indexOf(':');
            return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
        }));
        const length = Number(headers['content-length'] ?? rest.length - end - 4);
        answers.push({
            status: Number(status[1]), headers,
            text: rest.subarray(end + 4, end + 4 + length).toString('utf8'),
            whole: 'content-length' in headers && rest.length >= end + 4 + length,
        });
        rest = rest.subarray(end + 4 + length);
    }
}
