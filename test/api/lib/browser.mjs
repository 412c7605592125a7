/*
 * A browser without a screen: it keeps cookies, loads pages and sends their forms.
 *
 *     const anna = new Browser(server);
 *     await anna.signIn(server.demo.partner);
 *     const page = await anna.get('/organisation');
 *     const answer = await anna.submit('/organisation', '/sign-out', {});
 *
 * Redirects are not followed: each answer is what one request got.
 */
import assert from 'node:assert/strict';
import { exchange } from './exchange.mjs';

/* The token that stands in the forms of a page. */
export function tokenIn(text) {
    return /name="csrf" value="([^"]+)"/.exec(text)?.[1];
}

export class Browser {
    constructor(server, { language = 'en', headers = {} } = {}) {
        this.server = server;
        this.language = language;
        this.headers = headers;
        this.cookies = new Map();
    }

    /* fields: an object, or a list of [name, value]; headers go over those of the browser. */
    async request(method, path, { fields, headers = {}, body, type } = {}) {
        const payload = body ?? (fields && new URLSearchParams(fields).toString());
        const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await exchange(this.server, {
            method, path,
            headers: {
                accept: 'text/html', 'accept-language': this.language,
                ...(cookie === '' ? {} : { cookie }),
                ...(payload === undefined ? {} : {
                    'content-type': type ?? 'application/x-www-form-urlencoded',
                    'content-length': Buffer.byteLength(payload),
                }),
                ...this.headers, ...headers,
            },
        }, payload);
        answer.text = new TextDecoder().decode(answer.bytes); // without a byte order mark
        this.#keep(answer.headers['set-cookie'] ?? []);
        return answer;
    }

    #keep(lines) {
        for (const line of lines) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
            if (/Max-Age=0/.test(line)) {
                this.cookies.delete(name);
            } else {
                this.cookies.set(name, value);
            }
        }
    }

    get(path, options) {
        return this.request('GET', path, options);
    }

    post(path, fields, options) {
        return this.request('POST', path, { fields, ...options });
    }

    /* Load a page and send one of its forms, to where that goes. */
    async submit(page, action, fields, options) {
        const { text } = await this.get(page);
        const csrf = tokenIn(text);
        assert.ok(csrf, `${page} has no form\n${text.slice(0, 500)}`);
        return this.post(action, { csrf, ...fields }, options);
    }

    /* With what demo.json says of somebody; expect: null leaves the answer to the caller. */
    async signIn({ email, password }, { next, expect = 303 } = {}) {
        const page = next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
        const answer = await this.submit(page, '/sign-in',
            { email, password, ...(next === undefined ? {} : { next }) });
        if (expect !== null) {
            assert.equal(answer.status, expect, answer.text.slice(0, 2000));
        }
        return answer;
    }
}
