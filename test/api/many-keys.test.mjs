/*
 * Many keys shown at once, in one answer and on one page.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newKeys, redeem } from './lib/keys.mjs';
import { atBrowser, newTenant, newUser } from './lib/people.mjs';
import { core, enrol, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';
import { tokenIn } from './lib/browser.mjs';

const KEY = /\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}\b/g;

let server;
let operator;
let partner;
let tenant;
let admin;
let pool; // benefits whose keys no test has had yet

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    ({ partner, tenant } = await newTenant(operator));
    admin = await newUser(operator, tenant, 'global-admin');
    const products = [];
    for (let i = 0; i < 24; i += 1) {
        products.push(await newProduct(operator));
    }
    const offer = await newOffer(operator, 'action-pack',
        products.map((product) => core(product, 10)));
    await enrol(operator, partner, offer, new Date().toISOString().slice(0, 10));
    pool = await admin.all('benefits');
});
after(() => server?.remove());

/* Unused keys, each of another benefit: [{ref, benefitId}]. */
const keysOf = (count) => pool.splice(0, count)
    .map(({ id, keys }) => ({ ref: keys[0].ref, benefitId: id }));
const refs = (count) => keysOf(count).map(({ ref }) => ref);

const bodyOf = (some, more = {}) =>
    ({ tenantId: tenant.id, tenantVerified: true, refs: some, ...more });
const reveal = async (some) =>
    (await admin.post('keys/reveal', bodyOf(some), { expect: 200 })).body.results;

/* RULE KEY-6 */
async function shownTo() {
    const events = await admin.all('events?limit=200');
    return events.filter(({ type }) => type === 'key.revealed').map(({ subject }) => subject);
}

describe('keys of an answer', () => {
    test('are those that were asked for, each with its event', async () => {
        const asked = keysOf(6);
        const some = asked.map(({ ref }) => ref);
        const before = (await shownTo()).length;
        const results = await reveal(some);
        assert.deepEqual(results.map(({ ref, result }) => [ref, result]),
            some.map((ref) => [ref, 'done']));
        assert.equal(new Set(results.map(({ key }) => key)).size, 6);
        assert.deepEqual((await shownTo()).slice(before), some);
        for (const [i, { ref, key }] of results.entries()) {
            const one = await admin.post(`benefits/${asked[i].benefitId}/keys/${ref}/reveal`,
                { tenantId: tenant.id, tenantVerified: true }, { expect: 200 });
            assert.equal(one.body.key, key);
        }
    });

    test('are refused one by one', async () => {
        const [used, good] = refs(2);
        const { body: shown } = await admin.post('keys/reveal', bodyOf([used]), { expect: 200 });
        await redeem(admin, 'activate', [{ key: shown.results[0].key }], { separate: true });
        const { partner: other } = await newTenant(operator);
        const [foreign] = await newKeys(operator, { partnerId: other.id });
        const results = await reveal([used, good, foreign.ref, 'KR-NOTTHERE', good, 'no ref']);
        assert.deepEqual(results.map(({ result, code }) => code ?? result), ['key-already-redeemed',
            'done', 'not-found', 'not-found', 'key-duplicate', 'not-found']);
        assert.ok(results.every(({ key, result }) => (key !== undefined) === (result === 'done')));
    });

    /* RULE KEY-6, RULE SUB-4 */
    test('are shown to nobody who has not verified the organisation', async () => {
        const some = refs(1);
        const before = await shownTo();
        await admin.refused('POST', 'keys/reveal', 422, 'member-invalid',
            { body: bodyOf(some, { tenantVerified: false }) });
        const { tenant: other } = await newTenant(operator);
        await admin.refused('POST', 'keys/reveal', 409, 'wrong-tenant',
            { body: bodyOf(some, { tenantId: other.id }) });
        const reader = await newUser(operator, tenant, 'reader');
        await reader.refused('POST', 'keys/reveal', 403, 'not-permitted', { body: bodyOf(some) });
        assert.deepEqual(await shownTo(), before);
    });

    /* RULE KEY-5 */
    test('are kept by nobody, and not stored for a retry', async () => {
        const some = refs(1);
        const send = () => admin.post('keys/reveal', bodyOf(some),
            { expect: 200, idempotencyKey: 'keys-1' });
        const first = await send();
        const second = await send();
        assert.equal(first.headers['cache-control'], 'no-store');
        assert.equal(second.headers['idempotency-replayed'], undefined);
        assert.deepEqual(second.body, first.body);
    });

    /* LIMIT KEYS_SHOWN_TOGETHER_MAX */
    test('are 50 at most', async () => {
        const some = Array.from({ length: 50 }, (_, i) => `KR-${String(i).padStart(8, '0')}`);
        assert.equal((await reveal(some)).length, 50);
        for (const wrong of [[], [...some, 'KR-00000050']]) {
            await admin.refused('POST', 'keys/reveal', 422, 'member-invalid',
                { body: bodyOf(wrong) });
        }
    });
});

describe('keys of a page', () => {
    const fieldsOf = (page, some, verified = true) => [
        ['csrf', tokenIn(page.text)], ['tenantId', tenant.id],
        ...(verified ? [['tenantVerified', '1']] : []), ...some.map((ref) => ['ref', ref])];

    test('stand on one page with a sheet for each', async () => {
        const some = refs(3);
        const person = await atBrowser(admin);
        const list = await person.get('/keys?ticked=all');
        for (const ref of some) {
            assert.match(list.text, new RegExp(`value="${ref}"[^>]* checked`));
        }
        const before = (await shownTo()).length;
        const page = await person.post('/keys/reveal', fieldsOf(list, some));
        assert.equal(page.status, 200);
        assert.equal(page.headers['cache-control'], 'no-store');
        assert.deepEqual((await shownTo()).slice(before), some);
        assert.equal(page.text.match(/class="card keysheet"/g).length, 3);
        const keys = (await reveal(some)).map(({ key }) => key);
        assert.deepEqual([...new Set(page.text.match(KEY))].filter((key) => keys.includes(key)),
            keys);
    });

    test('need a tick and a confirmation, and say so beside them', async () => {
        const some = refs(1);
        const person = await atBrowser(admin);
        const list = await person.get('/keys');
        const none = await person.post('/keys/reveal', fieldsOf(list, []));
        assert.equal(none.status, 422);
        assert.match(none.text, /Tick a key first\./);
        const before = await shownTo();
        const unverified = await person.post('/keys/reveal', fieldsOf(list, some, false));
        assert.equal(unverified.status, 422);
        assert.match(unverified.text, /href="#tenant-verified"/);
        assert.match(unverified.text, new RegExp(`value="${some[0]}"[^>]* checked`)); // still
        assert.deepEqual(await shownTo(), before);
    });

    /* RULE KEY-5 */
    test('become a table of their references, without the keys', async () => {
        const some = refs(2);
        const person = await atBrowser(admin);
        const list = await person.get('/keys');
        const table = await person.post('/keys/list.csv', fieldsOf(list, some, false));
        assert.equal(table.status, 200);
        assert.match(table.headers['content-type'], /^text\/csv/);
        const rows = table.text.trim().split('\r\n');
        assert.equal(rows.length, 3);
        assert.deepEqual(rows.slice(1).map((row) => row.split(',')[0]).sort(), [...some].sort());
        assert.doesNotMatch(table.text, KEY);
    });
});
