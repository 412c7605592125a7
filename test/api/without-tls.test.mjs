/*
 * A server that is set up for TLS, and somebody who comes without: no cookie of it is kept then, so each
 * form would be refused for ever. The refusal says why, on the page and in the log.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser, tokenIn } from './lib/browser.mjs';
import { startServer } from './lib/server.mjs';
import { soon } from './lib/soon.mjs';

const PROXY = { 'x-forwarded-for': '192.0.2.7' };

let server;
let person;

before(async () => {
    server = await startServer({ demo: true, args: ['--tls-in-front'] });
    person = server.demo.partner;
});
after(() => server?.remove());

/* The form of the sign-in as a browser sends it that does not keep what is for TLS only. */
async function signInWithoutCookies(headers, language = 'en') {
    const csrf = tokenIn((await new Browser(server, { headers, language }).get('/sign-in')).text);
    assert.ok(csrf);
    const start = server.log.length;
    const answer = await new Browser(server, { headers, language }).post('/sign-in',
        { csrf, email: person.email, password: person.password });
    const line = await soon(() => /^.*method=POST.*$/m.exec(server.log.slice(start))?.[0],
        'the log has a line of it');
    return { ...answer, line };
}

describe('a form that came without TLS is refused with the reason', () => {
    for (const [name, headers] of [
        ['past the proxy', {}],
        ['past the proxy, from a browser', { origin: 'http://perq.example:8080' }],
        ['through a proxy, from a browser', { ...PROXY, origin: 'http://perq.example' }],
        ['through a proxy that says so', { ...PROXY, 'x-forwarded-proto': 'http' }],
    ]) {
        test(name, async () => {
            const { status, text, line } = await signInWithoutCookies(headers);
            assert.equal(status, 403);
            assert.match(text, /set up for TLS/);
            assert.match(text, /https:\/\//);
            assert.match(line, /route="\/sign-in" status=403 code=tls-required/);
        });
    }

    test('in Swedish too', async () => {
        assert.match((await signInWithoutCookies({}, 'sv')).text, /inställd för TLS/);
    });
});

describe('a form that lost its cookie otherwise is no longer valid, and nothing is said of TLS', () => {
    for (const [name, headers] of [
        ['through a proxy', PROXY],
        ['from a page that came by TLS', { origin: 'https://perq.example' }],
        ['of which the proxy says that it came by TLS', { ...PROXY, 'x-forwarded-proto': 'https' }],
    ]) {
        test(name, async () => {
            const { status, text, line } = await signInWithoutCookies(headers);
            assert.equal(status, 403);
            assert.match(text, /no longer valid/);
            assert.match(line, /code=form-expired/);
        });
    }

    test('where TLS is not in front', async (t) => {
        const plain = await startServer({ demo: true });
        t.after(() => plain.remove());
        const answer = await new Browser(plain).post('/sign-in', { csrf: 'x' });
        assert.match(answer.text, /no longer valid/);
    });
});

test('whoever keeps the cookies signs in, whichever way the request came', async () => {
    await new Browser(server).signIn(person);
    await new Browser(server, { headers: PROXY }).signIn(person);
});
