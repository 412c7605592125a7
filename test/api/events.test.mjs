/*
 * The feed of events, and the chains that a customer can verify without us.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { chainHash, textsFit, verify } from './lib/chain.mjs';
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
            [{ ...first, actor: { ...first.actor, fromDigest: 'f'.repeat(64) } }, second],
            [{ ...first, form: 'perq-event-1' }, second],
            [{ ...first, reasonDigest: 'f'.repeat(64) }, second],
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
        const { fromSalt, fromDigest, ...actor } = event.actor;
        assert.deepEqual(actor, { kind: 'user', userId: admin.user.id, from: '127.0.0.1' });
        assert.ok(fromSalt && fromDigest && textsFit(event));
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
        const { body: later } = await admin.get(`events?limit=200&after=${page.next}`, { expect: 200 });
        assert.deepEqual([...page.items, ...later.items], await feed(admin));
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
        const idsOf = (events) => events.map(({ id }) => id);
        assert.deepEqual(idsOf(await feed(auditor, `&partnerId=${theirs.id}`)), idsOf(seen));
        assert.ok((await feed(auditor)).length > seen.length);
        await auditor.refused('GET', `events?partnerId=par_${NOBODY}`, 404, 'not-found');
        await auditor.refused('GET', 'events?partnerId=x', 422, 'member-invalid');
    });

    /* RULE ROLE-2 */
    test("of a sibling organisation is for the partner's admins only", async () => {
        const { body: sibling } = await operator.post(`partners/${partner.id}/tenants`,
            { name: 'Sibling', domain: `sibling-${unique()}.example` }, { expect: 201 });
        const theirs = await newUser(operator, sibling, 'global-admin');
        await theirs.post(`tenants/${sibling.id}/users`, { email: `x@${sibling.domain}`,
            displayName: 'X', kind: 'member' }, { expect: 201 });
        for (const role of ['global-admin', 'billing-admin', 'reader']) {
            const someone = await newUser(operator, tenant, role);
            const seen = await feed(someone);
            assert.deepEqual([...new Set(seen.map(({ stream }) => stream))].sort(),
                [partner.id, tenant.id].sort());
            assert.deepEqual(await someone.all('events?limit=1'), seen);
            assert.deepEqual(verify(seen).faults, []);
            assert.deepEqual(await feed(someone, `&partnerId=${partner.id}`), seen);
        }
        const manager = await newUser(operator, tenant, 'partner-admin');
        const all = await feed(manager);
        const { faults, heads } = verify(all);
        assert.deepEqual(faults, []);
        assert.ok(heads.has(sibling.id) && heads.has(tenant.id) && heads.has(partner.id));
        const done = all.find(({ actor }) => actor.userId === theirs.user.id);
        assert.equal(done.actor.from, '127.0.0.1');
    });

    /* RULE AUD-4: where somebody sits is told to whom it concerns; the chain holds all the same. */
    test('says from where of the own people only, and not of staff', async () => {
        const { body: user } = await operator.post(`tenants/${tenant.id}/users`,
            { email: `by-staff-${unique()}@${tenant.domain}`, displayName: 'New', kind: 'member' },
            { expect: 201 });
        const { body: mine } = await admin.post(`tenants/${tenant.id}/users`,
            { email: `by-us-${unique()}@${tenant.domain}`, displayName: 'New', kind: 'member' },
            { expect: 201 });
        const { body: sibling } = await operator.post(`partners/${partner.id}/tenants`,
            { name: 'Sibling', domain: `sibling-${unique()}.example` }, { expect: 201 });
        const actorIn = (events, { id }) => events.find(({ subject }) => subject === id).actor;
        const auditor = await newStaff(operator, 'auditor');
        for (const someone of [admin, await newUser(operator, tenant, 'reader'),
            await newUser(operator, sibling, 'partner-admin')]) {
            const events = await feed(someone);
            const { from, fromSalt, ...hidden } = actorIn(events, user);
            assert.deepEqual([from, fromSalt], [undefined, undefined]);
            assert.match(hidden.fromDigest, /^[0-9a-f]{64}$/);
            assert.equal(actorIn(events, mine).from, '127.0.0.1');
            assert.deepEqual(verify(events).faults, []);
            const told = await feed(auditor, `&partnerId=${partner.id}`);
            assert.deepEqual(actorIn(told, user), { ...hidden, from: '127.0.0.1',
                fromSalt: actorIn(told, user).fromSalt });
            assert.deepEqual(verify(told).faults, []);
        }
        const salts = (await feed(auditor)).map(({ actor }) => actor.fromSalt).filter(Boolean);
        assert.equal(new Set(salts).size, salts.length, 'no salt is used twice');
    });

    /* RULE AUD-2, RULE AUD-4: what was written by an earlier version is verified as it was then. */
    test('of before goes on in the same chain, and hides the address too', async () => {
        const { tenant: old } = await newTenant(operator);
        const reader = await newUser(operator, old, 'reader');
        const { body: user } = await operator.post(`tenants/${old.id}/users`,
            { email: `old@${old.domain}`, displayName: 'Old', kind: 'member' }, { expect: 201 });
        const whole = await feed(operator, `&partnerId=${old.partnerId}`);
        await server.stop();
        makePlain(whole.filter(({ stream }) => stream === old.id));
        await server.start();
        const { stdout } = await server.cli('check', '--json');
        assert.deepEqual(JSON.parse(stdout).findings.filter((one) => !/^table event:/.test(one)), []);
        await newUser(operator, old, 'reader');
        const told = await feed(operator, `&partnerId=${old.partnerId}`);
        assert.deepEqual(verify(told).faults, []);
        assert.equal(new Set(told.filter(({ stream }) => stream === old.id)
            .map(({ form }) => form)).size, 2);
        const seen = await feed(reader);
        assert.deepEqual(seen.find(({ subject }) => subject === user.id).actor,
            { kind: 'user', userId: (await operator.get('me')).body.user.id, fromWithheld: true });
        assert.deepEqual(verify(seen).faults, []);
    });

    /* The whole stream, as versions wrote it that hashed the address itself. */
    function makePlain(events) {
        let before = Buffer.alloc(32);
        const statements = events.map((event) => {
            before = chainHash(before, { ...event, form: 'perq-event-1' });
            return `UPDATE event SET form = 1, address_salt = NULL, address_digest = NULL,
                hash = x'${before.toString('hex')}' WHERE id = '${event.id}';`;
        });
        execFileSync('sqlite3', [server.database, statements.join('')]);
    }
});
