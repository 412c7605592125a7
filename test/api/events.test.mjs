/*
 * The feed of events, and the chains that a customer can verify without us.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newKeys, newSubscription, redeem } from './lib/keys.mjs';
import { newStaff, newTenant, newUser, unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';

let server;
let operator;
let partner;
let tenant;
let admin;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    ({ partner, tenant } = await newTenant(operator));
    admin = await newUser(operator, tenant, 'global-admin');
    await newSubscription(operator, admin, { licenses: 25 });
});
after(() => server?.remove());

/* --- the verification, as a customer would write it from src/store/events/events.h --- */

function netstring(text) {
    const bytes = Buffer.from(text, 'utf8');
    return Buffer.concat([Buffer.from(`${bytes.length}:`), bytes, Buffer.from(',')]);
}

function chainHash(before, event) {
    const fields = ['perq-event-1', event.stream, String(event.seq), event.id, event.type,
        event.at, event.actor.userId ?? '', event.actor.from ?? '', event.partnerId ?? '',
        event.tenantId ?? '', event.subject, event.reason ?? '', JSON.stringify(event.data)];
    const hash = createHash('sha256').update(before);
    for (const field of fields) {
        hash.update(netstring(field));
    }
    return hash.digest();
}

/* The faults of a feed; each stream must be there from its first event on. */
function verify(events) {
    const heads = new Map();
    const faults = [];
    for (const event of events) {
        const head = heads.get(event.stream) ?? { seq: 0, hash: Buffer.alloc(32) };
        const hash = chainHash(head.hash, event);
        if (event.seq !== head.seq + 1) {
            faults.push(`${event.stream}: ${event.seq} after ${head.seq}`);
        } else if (hash.toString('hex') !== event.hash) {
            faults.push(`${event.stream}: ${event.seq} has another hash`);
        }
        heads.set(event.stream, { seq: event.seq, hash: Buffer.from(event.hash, 'hex') });
    }
    return { faults, heads };
}

const feed = (user, query = '') => user.all(`events?limit=200${query}`);

/* The events that this makes. */
async function during(user, work) {
    const seen = new Set((await feed(user)).map((event) => event.id));
    await work();
    return (await feed(user)).filter((event) => !seen.has(event.id));
}

/* RULE AUD-2: the customer verifies the chains from the feed alone. */
describe('the chain of events', () => {
    test('holds in the feed of a partner, for each of its streams', async () => {
        const { faults, heads } = verify(await feed(admin));
        assert.deepEqual(faults, []);
        assert.deepEqual([...heads.keys()].sort(), [partner.id, tenant.id].sort());
    });

    test('holds in the feed of the operator, for every stream there is', async () => {
        await newTenant(operator);
        const { faults, heads } = verify(await feed(operator));
        assert.deepEqual(faults, []);
        assert.ok(heads.has('operator') && heads.has(tenant.id) && heads.size >= 5);
    });

    test('breaks where an event is changed, removed, put in or moved', async () => {
        const events = (await feed(admin)).filter((event) => event.stream === tenant.id);
        assert.ok(events.length >= 2);
        const [first, second] = events;
        const spoilt = [
            [{ ...first, data: { ...first.data, more: 1 } }, second],
            [{ ...first, at: '2001-01-01T00:00:00Z' }, second],
            [{ ...first, subject: 'x' }, second],
            [{ ...first, actor: { kind: 'system' } }, second],
            [{ ...first, reason: 'because' }, second],
            [{ ...first, type: 'user.vanished' }, second],
            [second],
            [first, { ...first, seq: 2 }, { ...second, seq: 3 }],
            [second, first],
        ];
        for (const list of spoilt) {
            assert.notDeepEqual(verify(list).faults, [], JSON.stringify(list));
        }
    });

    test('holds for texts in every script', async () => {
        const names = ['Åsa Öberg', 'Юлия', '李小龍', '𝒜𝓃𝓃𝒶 😀', 'a"b\\c', "d'e<f>&"];
        for (const displayName of names) {
            await operator.post('partners', { name: displayName, country: 'SE' }, { expect: 201 });
        }
        assert.deepEqual(verify(await feed(operator)).faults, []);
    });

    test('is kept when many write at once', async () => {
        const products = Array.from({ length: 40 }, () => unique());
        await Promise.all(products.map((number) => operator.post('products',
            { sku: `chained-${number}`, name: 'Chained', kind: 'license' }, { expect: 201 })));
        assert.deepEqual(verify(await feed(operator)).faults, []);
    });
});

/* RULE AUD-1: no change without its event, and no event without its change. */
describe('an event', () => {
    test('comes with every change', async () => {
        const keys = await newKeys(operator, { licenses: 3 });
        let receipt;
        const [redeemed, ...rest] = await during(admin, async () => {
            receipt = await redeem(admin, 'activate', keys, { separate: true });
        });
        assert.deepEqual(rest, []);
        assert.equal(redeemed.type, 'key.redeemed');
        assert.equal(redeemed.subject, receipt.id);
        assert.equal(redeemed.tenantId, tenant.id);
        assert.equal(redeemed.partnerId, partner.id);

        const path = `subscriptions/${receipt.subscriptionId}/licenses/${admin.user.id}`;
        const [assigned] = await during(admin, () => admin.put(path, undefined, { expect: 200 }));
        assert.equal(assigned.type, 'license.assigned');
        assert.equal(assigned.subject, receipt.subscriptionId);
        assert.deepEqual(assigned.data, { userId: admin.user.id });
        const [released] = await during(admin,
            () => admin.del(path, { ifMatch: '*', expect: 200 }));
        assert.equal(released.type, 'license.released');
    });

    test('does not come with a refusal or a look', async () => {
        const [key] = await newKeys(operator);
        const body = { tenantId: tenant.id, action: 'extend', keys: [key.key],
            subscriptionId: `sub_${NOBODY}` };
        assert.deepEqual(await during(admin, async () => {
            await admin.refused('POST', 'redemptions', 404, 'not-found', { body });
            await admin.refused('PUT', `subscriptions/sub_${NOBODY}/licenses/${admin.user.id}`, 404,
                'not-found');
            await admin.all('subscriptions');
            await admin.all('redemptions');
        }), []);
    });

    /* RULE AUD-3: who, when, what and from where. */
    test('says who, when, what and from where', async () => {
        const start = Date.now();
        const [event] = await during(operator, () => admin.post(`tenants/${tenant.id}/users`,
            { email: `new-${unique()}@${tenant.domain}`, displayName: 'New', kind: 'member' },
            { expect: 201 }));
        assert.equal(event.type, 'user.created');
        assert.deepEqual(event.actor, { kind: 'user', userId: admin.user.id, from: '127.0.0.1' });
        assert.ok(Math.abs(Date.parse(event.at) - start) < 60000, event.at);
        assert.equal(event.reason, undefined);
    });

    test("says so when the server's own machine did it", async () => {
        const [event] = await during(operator, () => newStaff(operator, 'auditor'));
        assert.equal(event.actor.kind, 'command-line');
        assert.equal(event.actor.userId, undefined);
        assert.equal(event.stream, 'operator');
    });

    /* RULE AUD-3, RULE KEY-5: never a secret. */
    test('never holds a key or a token', async () => {
        const keys = await newKeys(operator, { count: 3 });
        await redeem(admin, 'activate', keys, { separate: true });
        const text = JSON.stringify(await feed(operator));
        for (const { key } of keys) {
            assert.ok(!text.includes(key) && !text.includes(key.replaceAll('-', '')));
        }
        assert.ok(!/perq_[A-Za-z0-9_-]{20}/.test(text));
        assert.ok(!/([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}/.test(text));
    });
});

describe('the feed', () => {
    test('comes oldest first and page by page, each event once', async () => {
        const whole = await feed(admin);
        assert.deepEqual(await admin.all('events?limit=1'), whole);
        const ids = whole.map((event) => event.id);
        assert.deepEqual(ids, [...ids].sort());
        assert.equal(new Set(ids).size, ids.length);
    });

    test('goes on where it was left', async () => {
        const { body: page } = await admin.get('events?limit=1', { expect: 200 });
        const later = await admin.all(`events?limit=200&after=${page.next}`);
        assert.deepEqual([...page.items, ...later], await feed(admin));
        await admin.refused('GET', 'events?after=nonsense', 400, 'cursor-invalid');
    });

    /* RULE ROLE-2: a partner's feed is its own. */
    test("of another partner is not there, the operator's is for its staff", async () => {
        const { tenant: other, partner: theirs } = await newTenant(operator);
        const stranger = await newUser(operator, other, 'reader');
        const seen = await feed(stranger);
        assert.ok(seen.length > 0 && seen.every((event) => event.partnerId === theirs.id));
        await stranger.refused('GET', `events?partnerId=${partner.id}`, 404, 'not-found');
        assert.deepEqual(await feed(stranger, `&partnerId=${theirs.id}`), seen);

        const auditor = await newStaff(operator, 'auditor');
        assert.deepEqual(await feed(auditor, `&partnerId=${theirs.id}`), seen);
        assert.ok((await feed(auditor)).length > seen.length);
        await auditor.refused('GET', `events?partnerId=par_${NOBODY}`, 404, 'not-found');
        await auditor.refused('GET', 'events?partnerId=x', 422, 'member-invalid');
    });
});
