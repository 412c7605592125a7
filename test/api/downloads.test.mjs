/*
 * Downloads: a few at a time, and not a piece more than one has a right to.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { atBrowser, newTenant, newUser } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

/* Twenty MB of people: more than what the system holds on the way to who does not read. */
const PEOPLE = 24000;
const LONG = '𝒜'.repeat(197);

let server;
let operator;
let tenant;
let reader;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    ({ tenant } = await newTenant(operator));
    reader = await atBrowser(await newUser(operator, tenant, 'reader'));
    await server.stop();
    execFileSync('sqlite3', ['-bail', server.database], { input: `
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${PEOPLE})
        INSERT INTO account (tenant_id, id, email, display_name, sort_name, kind, roles, created_at)
        SELECT '${tenant.id}', printf('usr_01KAAAAAAAAAAAAAAA%08d', i), 'p' || i || '@many.example',
               '${LONG}', 'aa', 'member', 0, 0
          FROM n;` });
    await server.start();
});
after(() => server?.remove());

/* Begins, and reads nothing until read() is called: then {text, whole}. */
function begin(browser, path = '/people.csv') {
    return new Promise((done, failed) => {
        const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const request = http.get({ host: '127.0.0.1', port: server.port, path, agent: false,
            headers: { cookie, accept: 'text/html', 'accept-language': 'en' } }, (response) => {
            response.pause();
            const read = () => new Promise((end) => {
                const parts = [];
                response.on('data', (part) => parts.push(part));
                response.on('error', () => {});
                response.on('close', () => end({ text: Buffer.concat(parts).toString('utf8'),
                    whole: response.complete }));
                response.resume();
            });
            done({ status: response.statusCode, read, stop: () => request.destroy() });
        });
        request.on('error', failed);
    });
}

/* What came behind the headers would be read as the answer to the next request. */
test('one that is only asked for by HEAD has no body', async () => {
    const lot = { sku: 'azure-ad-basic', licenses: 5, count: 2, redeemBy: '2999-12-31' };
    const { body: { id } } = await operator.post('key-lots', lot, { expect: 201 });
    const asked = (path) => `HEAD ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${operator.token}\r\n\r\n`;
    const { bytes, closed } = await operator.raw([asked(`/api/v1/key-lots/${id}/keys`)]);
    const text = bytes.toString('latin1');
    assert.match(text, /^HTTP\/1\.1 200 /);
    assert.equal(text.indexOf('\r\n\r\n'), text.length - 4, text);
    assert.ok(closed);
});

test('one that is read to its end is whole', async () => {
    const { text, whole } = await (await begin(reader)).read();
    assert.ok(whole);
    assert.equal(text.trimEnd().split('\r\n').length, PEOPLE + 2);
});

/* LIMIT DOWNLOADS_OF_ACCOUNT */
test('one account has four at a time, whatever the number of its sessions', async () => {
    const again = new Browser(server);
    await again.signIn(reader);
    const held = [];
    for (const browser of [reader, again, reader, again]) {
        held.push(await begin(browser));
    }
    assert.deepEqual(held.map(({ status }) => status), [200, 200, 200, 200]);
    const fifth = await begin(again);
    assert.equal(fifth.status, 429);
    assert.match((await fifth.read()).text, /Wait until one of your downloads is complete/);
    held.forEach(({ stop }) => stop());
    let next;
    for (let i = 0; i < 200 && next?.status !== 200; i++) {
        next?.stop();
        next = await begin(again);
    }
    assert.equal(next.status, 200);
    next.stop();
});

/* LIMIT DOWNLOADS_OF_ALL */
test('all together are sixty-four', async () => {
    const held = [];
    const browsers = [];
    for (let i = 0; i < 17; i++) {
        browsers.push(await atBrowser(await newUser(operator, tenant, 'reader')));
    }
    for (const browser of browsers) {
        for (let i = 0; i < 4; i++) {
            held.push(await begin(browser));
        }
    }
    const statuses = held.map(({ status }) => status);
    assert.deepEqual(statuses, [...Array(64).fill(200), ...Array(4).fill(503)]);
    held.forEach(({ stop }) => stop());
});

/* RULE SIGN-9 */
test('one ends within a piece when the right to it does, and never shows what came after', async () => {
    const thief = await atBrowser(await newUser(operator, tenant, 'reader'));
    const download = await begin(thief);
    assert.equal(download.status, 200);
    await operator.patch(`users/${thief.api.user.id}`, { disabled: true },
        { headers: { 'if-match': '*' }, expect: 200 });
    const { text, whole } = await download.read();
    assert.ok(!whole, 'it came to its end');
    assert.ok(text.split('\r\n').length < PEOPLE);
});

/* More than a piece has, all of whom come later, stand before somebody who was there. */
test('whoever was there is in it, whoever comes', async () => {
    await operator.post(`tenants/${tenant.id}/users`, { email: 'last@x.example',
        displayName: 'Zy the last', kind: 'member', roles: [] }, { expect: 201 });
    const download = await begin(reader);
    execFileSync('sqlite3', ['-bail', '-cmd', '.timeout 20000', server.database], { input: `
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
        INSERT INTO account (tenant_id, id, email, display_name, sort_name, kind, roles, created_at)
        SELECT '${tenant.id}', printf('usr_7ZZZZZZZZZZZZZZZZZ%08d', i), 'm' || i || '@many.example',
               'M', 'mm', 'member', 0, 0
          FROM n;` });
    /* The next commit of the server's own lets its readers see them. */
    await operator.post('partners', { name: 'Another', country: 'SE' }, { expect: 201 });
    const { text, whole } = await download.read();
    assert.ok(whole);
    assert.ok(!text.includes('usr_7ZZZ'));
    assert.ok(text.includes('last@x.example'));
});

test('nobody who came after it began is in it', async () => {
    const download = await begin(reader);
    await operator.post(`tenants/${tenant.id}/users`, { email: 'hired-later@x.example',
        displayName: 'Zz hired later', kind: 'member', roles: [] }, { expect: 201 });
    const { text, whole } = await download.read();
    assert.ok(whole);
    assert.ok(!text.includes('hired-later'));
    const again = await begin(reader);
    assert.equal(again.status, 200);
    const { text: next } = await again.read();
    assert.ok(next.includes('hired-later'));
});
