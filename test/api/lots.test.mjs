/*
 * Key lots: making them, exporting their keys, and what is left when that goes wrong.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newKeys, setDay } from './lib/keys.mjs';
import { newStaff, newTenant, newUser, unique } from './lib/people.mjs';
import { core, enrol, newOffer, newProduct } from './lib/programme.mjs';
import { perq, startServer } from './lib/server.mjs';
import { lotIsHalfMade, soon } from './lib/soon.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';
const TODAY = '2021-08-02';

let server;
let operator;
let product;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    product = await newProduct(operator);
});
beforeEach(() => setDay(operator, TODAY));
after(() => server?.remove());

function lotOf(members = {}) {
    return { sku: product.sku, licenses: 25, count: 3, redeemBy: '2022-09-01', ...members };
}

async function newLot(members) {
    return (await operator.post('key-lots', lotOf(members), { expect: 201 })).body;
}

async function keysOf(lot) {
    return (await operator.get(`key-lots/${lot.id}/keys`, { expect: 200 })).body.items;
}

async function redeem(user, key, expect = 201) {
    return user.post('redemptions', {
        tenantId: user.user.tenantId, action: 'activate', separate: true, keys: [key.key],
    }, { expect });
}

async function newAdmin() {
    const { partner, tenant } = await newTenant(operator);
    return { partner, tenant, admin: await newUser(operator, tenant, 'global-admin') };
}

/* RULE KEY-4: a lot says product, licences and last day of its keys. */
test('a lot is made, shown and listed as it was said', async () => {
    const made = await operator.post('key-lots', lotOf(), { expect: 201 });
    const { id, createdAt, ...rest } = made.body;
    assert.deepEqual(rest, { ...lotOf(), state: 'released' });
    assert.equal(createdAt.slice(0, 10), TODAY);
    assert.equal(made.headers.location, `/api/v1/key-lots/${id}`);
    assert.deepEqual((await operator.get(`key-lots/${id}`, { expect: 200 })).body, made.body);
    const other = await newLot({ licenses: 1 });
    const listed = await operator.all('key-lots?limit=1');
    assert.deepEqual(listed.slice(-2), [made.body, other]);
});

test('a lot of one partner says whose it is', async () => {
    const { partner } = await newAdmin();
    const lot = await newLot({ partnerId: partner.id });
    assert.equal(lot.partnerId, partner.id);
    assert.deepEqual((await operator.get(`key-lots/${lot.id}`)).body, lot);
});

/* RULE KEY-1, RULE KEY-2: 25 characters, the last two of which check the others. */
test('every key of a lot is there once and is well formed', async () => {
    const lot = await newLot({ count: 2500 });
    const keys = await keysOf(lot);
    assert.equal(keys.length, 2500);
    assert.equal(new Set(keys.map((key) => key.key)).size, 2500);
    assert.equal(new Set(keys.map((key) => key.ref)).size, 2500);
    for (const { ref, key, ...rest } of keys) {
        assert.deepEqual(rest, { licenses: 25, status: 'ready', redeemBy: '2022-09-01' });
    }
    const { stdout } = await perq(['key', 'check'],
        { input: keys.map((key) => `${key.key}\n`).join('') });
    assert.equal(stdout, 'ok\n'.repeat(2500));
});

test('a lot is exported as comma-separated values, too', async () => {
    for (const count of [1, 999, 1000, 1001]) {
        const lot = await newLot({ count });
        const keys = await keysOf(lot);
        const { text, headers } = await operator.get(`key-lots/${lot.id}/keys`,
            { accept: 'text/csv', expect: 200 });
        assert.match(headers['content-type'], /^text\/csv; charset=utf-8$/);
        assert.equal(headers['content-disposition'], `attachment; filename="${lot.id}.csv"`);
        assert.deepEqual(text.split('\r\n'), ['ref,licenses,status,redeemBy,key',
            ...keys.map((key) => `${key.ref},25,ready,2022-09-01,${key.key}`), '']);
    }
});

/* RULE KEY-6: who sees keys is written down. RULE AUD-3: without the keys. */
test('making and exporting a lot are events', async () => {
    const { partner, admin } = await newAdmin();
    const lot = await newLot({ partnerId: partner.id });
    const keys = await keysOf(lot);
    const events = await admin.all('events');
    const seen = events.filter((event) => event.subject === lot.id);
    assert.deepEqual(seen.map((event) => event.type), ['key-lot.created', 'key-lot.exported']);
    const data = { sku: product.sku, licenses: 25, count: 3, redeemBy: '2022-09-01' };
    /* RULE ROLE-3: one of a partner, and of a few keys, takes one person. */
    assert.deepEqual(seen.map((event) => event.data), [data, data]);
    assert.ok(keys.every((key) => !JSON.stringify(events).includes(key.key)));
});

test('keys of a lot without a partner are anybody\'s, others only their partner\'s', async () => {
    const one = await newAdmin();
    const other = await newAdmin();
    const [free] = await newKeys(operator, { sku: product.sku });
    const [bound] = await newKeys(operator, { sku: product.sku, partnerId: one.partner.id });
    await redeem(other.admin, free);
    /* RULE KEY-7: a foreign key answers like one that does not exist. */
    const refused = await redeem(other.admin, bound, 404);
    assert.equal(refused.body.code, 'key-not-redeemable');
    await redeem(one.admin, bound);
});

/* RULE KEY-5: the sealed copy is erased on redemption. */
test('a redeemed key is exported without the key', async () => {
    const { admin } = await newAdmin();
    const lot = await newLot({ count: 2 });
    const [first, second] = await keysOf(lot);
    await redeem(admin, first);
    const { key, ...rest } = first;
    assert.deepEqual(await keysOf(lot), [{ ...rest, status: 'redeemed' }, second]);
    const { text } = await operator.get(`key-lots/${lot.id}/keys`, { accept: 'text/csv' });
    assert.equal(text.split('\r\n')[1], `${first.ref},25,redeemed,2022-09-01,`);
    assert.ok(!text.includes(key));
});

/* RULE KEY-5: the database never holds a readable key, and neither does the log. */
test('keys cannot be read from the server\'s files', async () => {
    const keys = await keysOf(await newLot({ count: 100 }));
    const files = readdirSync(server.dir).filter((name) => name.startsWith('perq.db'))
        .map((name) => readFileSync(join(server.dir, name)));
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    assert.ok(files.some((bytes) => bytes.includes(keys[0].ref)), 'the files hold the lot');
    for (const { key } of keys) {
        const plain = key.replaceAll('-', '');
        const symbols = Buffer.from([...plain].map((char) => alphabet.indexOf(char)));
        for (const secret of [key, plain, symbols]) {
            assert.ok(files.every((bytes) => !bytes.includes(secret)));
        }
        assert.ok(!server.log.includes(key) && !server.log.includes(plain));
    }
});

/* RULE DT-4: still good on the last day. */
test('keys expire after their last day', async () => {
    const lot = await newLot({ count: 1 });
    await setDay(operator, '2022-09-01');
    assert.equal((await keysOf(lot))[0].status, 'ready');
    await setDay(operator, '2022-09-02');
    assert.equal((await keysOf(lot))[0].status, 'expired');
});

describe('a lot is refused', () => {
    const CASES = [
        ['of no keys', { count: 0 }, '/count'],
        /* LIMIT LOT_KEYS_MAX */
        ['of more than a million keys', { count: 1000001 }, '/count'],
        ['of half a key', { count: 1.5 }, '/count'],
        ['of no licences', { licenses: 0 }, '/licenses'],
        ['of too many licences', { licenses: 10000001 }, '/licenses'],
        ['without a last day', { redeemBy: undefined }, '/redeemBy'],
        ['with a last day that there is not', { redeemBy: '2022-02-29' }, '/redeemBy'],
        ['of a product that is not there', { sku: 'no-such-product' }, '/sku'],
        ['for a partner that is not there', { partnerId: `par_${NOBODY}` }, '/partnerId'],
        ['for a partner of the wrong shape', { partnerId: 'x' }, '/partnerId'],
    ];
    for (const [what, members, pointer] of CASES) {
        test(what, async () => {
            const problem = await operator.refused('POST', 'key-lots', 422, 'member-invalid',
                { body: lotOf(members) });
            assert.deepEqual(problem.errors.map((fault) => fault.pointer), [pointer]);
        });
    }

    test('of a product that is no licence', async () => {
        for (const kind of ['credit', 'support']) {
            const other = await newProduct(operator, { kind });
            await operator.refused('POST', 'key-lots', 409, 'product-kind-mismatch',
                { body: lotOf({ sku: other.sku }) });
        }
    });

    test('of more licences than the product allows', async () => {
        const small = await newProduct(operator, { maxLicenses: 300 });
        await newLot({ sku: small.sku, licenses: 300 });
        const problem = await operator.refused('POST', 'key-lots', 409, 'too-many-licenses',
            { body: lotOf({ sku: small.sku, licenses: 301 }) });
        assert.equal(problem.maxLicenses, 300);
    });

    /* RULE BEN-6: the catalogue names the replacement. */
    test('of a retired product', async () => {
        for (const replacedBy of [undefined, product.sku]) {
            const old = await newProduct(operator);
            const { headers } = await operator.get(`products/${old.sku}`);
            await operator.patch(`products/${old.sku}`, { retired: true, replacedBy },
                { ifMatch: headers.etag, expect: 200 });
            const problem = await operator.refused('POST', 'key-lots', 409, 'product-retired',
                { body: lotOf({ sku: old.sku }) });
            assert.equal(problem.replacedBy, replacedBy);
        }
    });

    test('to an auditor, who may see lots but not their keys', async () => {
        const lot = await newLot();
        const auditor = await newStaff(operator, 'auditor');
        await auditor.refused('POST', 'key-lots', 403, 'not-permitted', { body: lotOf() });
        assert.deepEqual((await auditor.get(`key-lots/${lot.id}`, { expect: 200 })).body, lot);
        await auditor.refused('GET', `key-lots/${lot.id}/keys`, 403, 'not-permitted');
    });

    test('to people of a tenant', async () => {
        const { admin } = await newAdmin();
        await admin.refused('POST', 'key-lots', 403, 'not-permitted', { body: lotOf() });
        await admin.refused('GET', 'key-lots', 403, 'not-permitted');
    });
});

test('a lot that is not there is not found', async () => {
    for (const id of [`lot_${NOBODY}`, 'x']) {
        await operator.refused('GET', `key-lots/${id}`, 404, 'not-found');
        await operator.refused('GET', `key-lots/${id}/keys`, 404, 'not-found');
    }
});

test('the few keys of a benefit are no lot of the operator\'s list', async () => {
    const { partner } = await newAdmin();
    const before = await operator.all('key-lots?limit=200');
    await enrol(operator, partner, await newOffer(operator, 'silver', [core(product, 5)]));
    assert.deepEqual(await operator.all('key-lots?limit=200'), before);
});

/* RULE IDEM-1: the same answer, and one lot. */
test('a lot that is sent twice is made once', async () => {
    const before = (await operator.all('key-lots?limit=200')).length;
    const options = { expect: 201, idempotencyKey: `lot-${unique()}` };
    const one = await operator.post('key-lots', lotOf(), options);
    const two = await operator.post('key-lots', lotOf(), options);
    assert.deepEqual(two.body, one.body);
    assert.equal(two.headers['idempotency-replayed'], 'true');
    assert.equal((await operator.all('key-lots?limit=200')).length, before + 1);
});

test('others get their turn while a large lot is being made', async () => {
    let made = false;
    const lot = operator.post('key-lots', lotOf({ count: 20000 }), { expect: 201 })
        .then((answer) => {
            made = true;
            return answer;
        });
    let turns = 0;
    while (!made && turns < 20) {
        await operator.post('partners', { name: `Turn ${unique()}`, country: 'SE' }, { expect: 201 });
        turns += made ? 0 : 1;
    }
    assert.ok(turns > 1, 'changes went in between');
    assert.equal((await lot).body.count, 20000);
});

test('a lot that was cut short was never there', async () => {
    const before = await operator.all('key-lots?limit=200');
    const cut = operator.post('key-lots', lotOf({ count: 100000 })).catch(() => null);
    await soon(() => lotIsHalfMade(server));
    assert.deepEqual(await operator.all('key-lots?limit=200'), before);
    await server.kill();
    assert.equal(await cut, null);
    await server.start();
    assert.deepEqual(await operator.all('key-lots?limit=200'), before);
    assert.equal((await keysOf(before[0])).length, before[0].count);
});
