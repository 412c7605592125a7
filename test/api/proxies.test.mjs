/*
 * The proxies of docs/OPERATIONS.md in front of a server: what reaches it, what comes back, and what
 * stands in their logs.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import { after, before, describe, test } from 'node:test';
import tls from 'node:tls';
import { Browser } from './lib/browser.mjs';
import { Api, answersIn } from './lib/client.mjs';
import { assign, monthly, newPerson, used, withCredit } from './lib/credits.mjs';
import { ANSWER_WAIT_MS, exchange } from './lib/exchange.mjs';
import { atBrowser, newUser, unique } from './lib/people.mjs';
import { newCertificate, PROXY_NAMES, startProxy } from './lib/proxies.mjs';
import { startServer } from './lib/server.mjs';

const KIB = 1024;
const BATCH_MAX = 4 * KIB * KIB;
const BODY_MAX = 256 * KIB;
const CLIENT = '127.0.0.2'; /* another address of ours than that from which the proxy asks */
const PROBLEM = 'application/problem+json';

/* What each answers itself, as the document says. */
const OWN = {
    nginx: { otherHost: 421, headers: 400, stopped: [502], broken: [502] },
    haproxy: { otherHost: 421, headers: 400, stopped: [502, 503],
        broken: [502, 'ECONNRESET'] },
    caddy: { otherHost: 200, headers: 431, stopped: [502, 503], broken: [502] },
};

let server;
let direct; /* past the proxies, without TLS */
let certificate;
let held; /* a credit and somebody who holds it */
const fronts = {};
const secrets = [];

before(async () => {
    certificate = newCertificate();
    server = await startServer({ demo: true, args: ['--tls-in-front'] });
    direct = new Api(server, { token: server.demo.operator.token });
    held = await withCredit(direct, new Date().toISOString().slice(0, 10), monthly);
    held.person = await newPerson(direct, held.tenant);
    await assign(held.admin, held.credit, held.person);
    for (const name of PROXY_NAMES) {
        fronts[name] = await startProxy(name, server, certificate);
    }
});
after(async () => {
    for (const front of Object.values(fronts)) {
        await front.stop();
    }
    certificate?.remove();
    await server?.remove();
});

const behind = (front) => new Api(front, { token: server.demo.operator.token });

/* A path that holds a secret, and nothing that it opens. */
function secretPath(place, end = '') {
    const secret = randomBytes(32).toString('base64url');
    secrets.push(secret);
    return `/${place}/${secret}${end}`;
}
const secretPaths = () => [secretPath('set-up'), secretPath('calendar', '.ics')];

/* An answer as it comes, whoever gives it. */
const ask = (front, path, headers = {}) =>
    exchange(front, { method: 'GET', path, headers, agent: false });

/* The first answer to bytes that are sent over TLS as they are. */
async function rawAnswer(front, ...chunks) {
    const socket = tls.connect({ host: '127.0.0.1', port: front.port, ca: front.tls.ca,
        servername: front.tls.name });
    const parts = [];
    socket.on('data', (part) => { parts.push(part); socket.end(); });
    socket.on('error', () => {}); /* closed while we write */
    socket.setTimeout(ANSWER_WAIT_MS, () => socket.destroy());
    chunks.forEach((chunk) => socket.write(chunk));
    await once(socket, 'close');
    const [answer] = answersIn(Buffer.concat(parts));
    assert.ok(answer, 'no answer');
    return answer;
}

/* Gives the version that was agreed on, or the code of the error. */
async function handshake(front, version, more = {}) {
    const socket = tls.connect({ host: '127.0.0.1', port: front.port, ca: front.tls.ca,
        servername: front.tls.name, minVersion: version, maxVersion: version, ...more });
    const ended = once(socket, 'secureConnect').then(() => socket.getProtocol(),
        (error) => error.code);
    const agreed = await ended;
    socket.destroy();
    return agreed;
}

for (const name of PROXY_NAMES) {
    const own = OWN[name];

    describe(name, () => {
        test('lets a batch of 4 MiB through', async () => {
            const events = Array.from({ length: 5000 }, () => used(held.credit, held.person, null,
                new Date().toISOString(), { meter: 'x'.repeat(64), quantity: '1.000000',
                    id: `${name}-${unique()}-${'€'.repeat(100)}`, source: 'ж'.repeat(64) }));
            const text = JSON.stringify({ events });
            const raw = Buffer.concat([Buffer.from(text),
                Buffer.alloc(BATCH_MAX - Buffer.byteLength(text), ' ')]);
            const { body } = await behind(fronts[name]).post('usage', undefined, { raw, expect: 200 });
            assert.equal(body.rejected.length, 5000);
            assert.equal(body.rejected[4999].code, 'meter-unknown');
        });

        test('hands on why a large body is refused before it has come', async () => {
            const raw = Buffer.alloc(BATCH_MAX, ' ');
            for (let i = 0; i < 10; i++) {
                const stranger = behind(fronts[name]).as(`perq_${'A'.repeat(43)}`);
                await stranger.refused('POST', 'usage', 401, 'sign-in-required', { raw });
            }
        });

        test('refuses a larger body, and lets everything else have 256 KiB', async () => {
            const front = fronts[name];
            for (const [path, max] of [['usage', BATCH_MAX], ['partners', BODY_MAX]]) {
                const head = `POST /api/v1/${path} HTTP/1.1\r\nHost: ${front.tls.name}\r\n` +
                    `Authorization: Bearer ${server.demo.operator.token}\r\n` +
                    `Content-Type: application/json\r\nContent-Length: ${max + 1}\r\n\r\n`;
                /* No more than the largest buffer, so that all answer before it has come. */
                const answer = await rawAnswer(front, head, Buffer.alloc(20 * KIB, ' '));
                assert.equal(answer.status, 413, path);
                assert.notEqual(answer.headers['content-type'], PROBLEM);
            }
            const { body } = await behind(front).post('partners', undefined, {
                raw: Buffer.from(`{"name":"Large ${name}","country":"SE"}`.padEnd(BODY_MAX)),
                expect: 201 });
            assert.equal(body.name, `Large ${name}`);
        });

        test('hands on the port that the browser named, so that a calendar is found there', async () => {
            const host = `${fronts[name].tls.name}:${fronts[name].port}`;
            const person = new Browser(fronts[name], { headers: { host } });
            await person.signIn(server.demo.partner);
            const { text } = await person.submit('/calendar', '/calendar', { lang: 'en' });
            const address = /https?:\/\/[^"<\s]+\/calendar\/[\w-]+\.ics/.exec(text)?.[0];
            assert.ok(address?.startsWith(`https://${host}/calendar/`), address);
            secrets.push(/[\w-]+(?=\.ics)/.exec(address)[0]);
        });

        test('shows a page as it is, and hands on what is compressed already', async () => {
            const accept = { 'accept-encoding': 'gzip, br, zstd' };
            const [page, same] = [await ask(fronts[name], '/help/terms', accept),
                await ask(server, '/help/terms', accept)];
            assert.equal(page.status, 200);
            const textOf = ({ bytes }) => bytes.toString().replace(/value="[\w-]{22}"/g, '');
            assert.equal(textOf(page), textOf(same));
            const [style] = /\/a\/\w+\.\w+\.css/.exec(textOf(page));
            const [file, sameFile] = [await ask(fronts[name], style, accept),
                await ask(server, style, accept)];
            assert.ok(file.bytes.equals(sameFile.bytes));
            assert.equal(file.headers['content-encoding'], 'br');
            for (const [got, wanted] of [[page, same], [file, sameFile]]) {
                const { date, connection, ...headers } = wanted.headers;
                for (const [header, value] of Object.entries(headers)) {
                    if (header !== 'set-cookie' && header !== 'keep-alive') {
                        assert.deepEqual(got.headers[header], value, header);
                    }
                }
            }
        });

        test('lets somebody choose a password, sign in and out', async () => {
            const user = await newUser(direct, held.tenant, 'reader');
            const api = Object.assign(new Api(fronts[name]), { user: user.user });
            const browser = await atBrowser(api);
            await browser.submit('/organisation', '/sign-out', {});
            const answer = await browser.signIn(browser);
            assert.equal(answer.headers.location, '/');
            const names = answer.headers['set-cookie'].map((line) => line.split('=')[0]);
            assert.ok(names.includes('__Host-perq'), names.join());
            for (const line of answer.headers['set-cookie']) {
                assert.match(line, /; Secure$/);
            }
            const { status, text } = await browser.get('/organisation');
            assert.equal(status, 200);
            assert.ok(text.includes(browser.email));
            await browser.submit('/organisation', '/sign-out', {});
            assert.equal((await browser.get('/organisation')).status, 303);
        });

        test('answers a hundred quick requests, one after another and all at once', async () => {
            const api = behind(fronts[name]);
            for (let i = 0; i < 100; i += 1) {
                await api.get('me', { expect: 200 });
            }
            await Promise.all(Array.from({ length: 100 }, () => api.get('me', { expect: 200 })));
        });

        test('tells perq the client\'s address, whatever the client claims', async () => {
            const api = behind({ ...fronts[name], from: CLIENT });
            for (const claimed of ['203.0.113.9', ['203.0.113.9', '203.0.113.10'],
                '203.0.113.9, 203.0.113.10', '"', '']) {
                const { body } = await api.post('partners', { name: `Of ${name}`, country: 'SE' },
                    { expect: 201, headers: { 'x-forwarded-for': claimed,
                        forwarded: 'for=203.0.113.9', 'x-real-ip': '203.0.113.9' } });
                const events = await direct.all('events?limit=200');
                const event = events.find(({ subject }) => subject === body.id);
                assert.equal(event.actor.from, CLIENT, `claimed ${claimed}`);
            }
        });

        test('leads from http to https, by its own name', async () => {
            const { httpPort, tls: { name: host } } = fronts[name];
            for (const path of ['/', '/benefits?search=a%20b', ...secretPaths()]) {
                const answer = await ask({ port: httpPort }, path, { host });
                assert.equal(answer.status, 301);
                assert.equal(answer.headers.location, `https://${host}${path}`);
            }
        });

        test('hands on no request to another host', async () => {
            for (const path of ['/help/terms', ...secretPaths()]) {
                const answer = await ask(fronts[name], path, { host: 'evil.example' });
                assert.equal(answer.status, own.otherHost);
                /* Perq says that with all it sends. */
                assert.equal(answer.headers['x-content-type-options'], undefined);
            }
        });

        test('speaks TLS 1.2 and 1.3, not older ones, and HTTP/2', async () => {
            const front = fronts[name];
            assert.equal(await handshake(front, 'TLSv1.3'), 'TLSv1.3');
            assert.equal(await handshake(front, 'TLSv1.2'), 'TLSv1.2');
            const old = { ciphers: 'DEFAULT@SECLEVEL=0' };
            assert.match(await handshake(front, 'TLSv1.1', old), /ALERT_PROTOCOL_VERSION$/);
            assert.equal(await handshake(front, 'TLSv1.2', { ciphers: 'AES128-SHA' }),
                'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'without forward secrecy');
            const session = http2.connect(`https://127.0.0.1:${front.port}`,
                { ca: front.tls.ca, servername: front.tls.name });
            const stream = session.request({ ':path': '/healthz', ':authority': front.tls.name });
            const [headers] = await once(stream, 'response');
            assert.equal(headers[':status'], 200);
            session.destroy();
        });

        test('refuses headers that are too large', async () => {
            const answer = await ask(fronts[name], '/healthz', { 'x-padding': 'x'.repeat(40 * KIB) });
            assert.equal(answer.status, own.headers);
            assert.notEqual(answer.headers['content-type'], PROBLEM);
        });

        test('hands on what perq refuses, as it is', async () => {
            await behind(fronts[name]).refused('GET', 'me', 401, 'sign-in-required',
                { token: 'perq_nobody' });
            await behind(fronts[name]).refused('GET', 'nowhere', 404, 'not-found');
        });
    });
}

/* Another server in the place of perq, that says in JSON what came; gives {port, sockets}. */
async function startMirror(t) {
    const sockets = new Set();
    const mirror = http.createServer((request, response) => {
        if (request.url === '/broken') {
            request.socket.destroy();
            return;
        }
        if (request.url !== '/readyz') {
            sockets.add(request.socket);
        }
        response.setHeader('strict-transport-security', 'max-age=1');
        response.end(JSON.stringify(request.rawHeaders));
    }).listen(0, '127.0.0.1');
    await once(mirror, 'listening');
    t.after(() => { mirror.close(); mirror.closeAllConnections(); });
    return { port: mirror.address().port, sockets };
}

function valuesOf(rawHeaders, name) {
    return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1].toLowerCase() === name);
}

describe('what stands behind a proxy', () => {
    for (const name of PROXY_NAMES) {
        test(`gets the client's address alone, the host, and few connections: ${name}`, async (t) => {
            const mirror = await startMirror(t);
            const front = await startProxy(name, mirror, certificate);
            t.after(() => front.stop());
            for (const claimed of ['203.0.113.9', ['203.0.113.9', '203.0.113.10']]) {
                const answer = await ask({ ...front, from: CLIENT }, '/',
                    { 'x-forwarded-for': claimed });
                const came = JSON.parse(answer.bytes);
                assert.deepEqual(valuesOf(came, 'x-forwarded-for'), [CLIENT]);
                assert.deepEqual(valuesOf(came, 'host'), [front.tls.name]);
                assert.equal(answer.headers['strict-transport-security'], 'max-age=1', 'once');
            }
            mirror.sockets.clear();
            const api = new Api(front);
            for (let i = 0; i < 100; i += 1) {
                await api.get('/', { expect: 200, contract: false });
            }
            assert.ok(mirror.sockets.size < 50, `${mirror.sockets.size} connections for 100 requests`);
            const { status } = await ask(front, '/broken').catch(({ code }) => ({ status: code }));
            assert.ok(OWN[name].broken.includes(status), `${status}`);
        });
    }
});

/* Comes last: perq is stopped here. */
describe('a proxy\'s log', () => {
    test('names paths, but no secret that stands in one, nor what was searched', async () => {
        const search = randomBytes(12).toString('hex');
        for (const front of Object.values(fronts)) {
            const browser = new Browser(front);
            const [link, calendar] = secretPaths();
            assert.equal((await browser.get(link)).status, 410);
            assert.equal((await browser.get(calendar)).status, 404);
            await browser.post(link, { password: 'x' });
            await browser.get('/accessibility', { headers: {
                referer: `https://${front.tls.name}${secretPath('set-up')}`, cookie: 'perq=baked' } });
            await browser.get(`/benefits?search=${search}`);
        }
        await server.stop();
        for (const [name, front] of Object.entries(fronts)) {
            for (const path of ['/help/terms', ...secretPaths()]) {
                const answer = await ask(front, path);
                assert.ok(OWN[name].stopped.includes(answer.status), `${name}: ${answer.status}`);
                assert.notEqual(answer.headers['content-type'], PROBLEM);
            }
        }
        for (const [name, front] of Object.entries(fronts)) {
            const log = await front.stop();
            delete fronts[name];
            assert.ok(log.includes('/accessibility'), `${name} has no log\n${log}`);
            const kept = [...secrets, search, 'baked', server.demo.operator.token]
                .filter((secret) => log.includes(secret));
            assert.deepEqual(kept, [], `${name} tells secrets\n${log}`);
        }
    });
});
