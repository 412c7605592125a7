/*
 * Taking a redemption back: the subscription is what it was, and a new key comes for each old one.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newKeys, newSubscription, redeem, setDay } from './lib/keys.mjs';
import { newStaff, newTenant, newUser } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';
const REASON = 'Redeemed in the wrong tenant';

let server;
let operator;
let partner;
let tenant;
let admin;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    await setDay(operator, '2021-01-31');
    ({ partner, tenant } = await newTenant(operator));
    admin = await newUser(operator, tenant, 'global-admin');
});
beforeEach(() => setDay(operator, '2021-01-31'));
after(() => server?.remove());

const path = (receipt) => `redemptions/${receipt.id}/replacement`;

async function replace(receipt, by = operator) {
    const { body } = await by.post(path(receipt), { reason: REASON }, { expect: 201 });
    return body;
}

function refused(receipt, by = operator) {
    return by.refused('POST', path(receipt), 409, 'replacement-refused',
        { body: { reason: REASON } });
}

async function show(subscription) {
    return (await admin.get(`subscriptions/${subscription.id}`, { expect: 200 })).body;
}

async function change(subscription, action, licenses, more = {}) {
    const keys = await newKeys(operator, { licenses });
    return redeem(admin, action, keys, { subscriptionId: subscription.id, ...more });
}

async function consistent() {
    const { code, stdout } = await server.cli('check');
    assert.equal(code, 0, stdout);
}

/* RULE KEY-10: the subscription returns to its exact earlier state. */
describe('a redemption that is taken back', () => {
    test('leaves an extended subscription as it was, to the tick', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 7 });
        await change(subscription, 'extend', 5);
        const earlier = await show(subscription);
        assert.notEqual(earlier.carry, 0);
        const receipt = await change(subscription, 'extend', 11);
        assert.notDeepEqual(await show(subscription), earlier);
        await replace(receipt);
        assert.deepEqual(await show(subscription), earlier);
        await consistent();
    });

    test('leaves an enlarged subscription as it was, to the tick', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 7 });
        await setDay(operator, '2021-06-13');
        await change(subscription, 'add', 3);
        const earlier = await show(subscription);
        assert.notEqual(earlier.carry, 0);
        const receipt = await change(subscription, 'add', 10, { addLicenses: 4 });
        assert.equal((await show(subscription)).licenses, 14);
        await replace(receipt);
        assert.deepEqual(await show(subscription), earlier);
        await consistent();
    });

    test('leaves a subscription that was brought back ended as before', async () => {
        /* A tenant of its own, so that this is the subscription which the key brings back. */
        const own = await newTenant(operator);
        const owner = await newUser(operator, own.tenant, 'global-admin');
        const subscription = await newSubscription(operator, owner, { licenses: 7 });
        await setDay(operator, '2022-02-15');
        const [key] = await newKeys(operator, { licenses: 9 });
        const receipt = await redeem(owner, 'activate', [key]);
        assert.equal(receipt.subscriptionId, subscription.id);
        await replace(receipt);
        const { body } = await owner.get(`subscriptions/${subscription.id}`, { expect: 200 });
        assert.deepEqual(body, { ...subscription, status: 'expired' });
        await consistent();
    });

    test('takes the subscription away that it had made', async () => {
        const [key] = await newKeys(operator, { licenses: 7 });
        const receipt = await redeem(admin, 'activate', [key], { separate: true });
        await replace(receipt);
        const id = receipt.subscriptionId;
        await admin.refused('GET', `subscriptions/${id}`, 404, 'not-found');
        await operator.refused('GET', `subscriptions/${id}`, 404, 'not-found');
        assert.ok((await admin.all('subscriptions')).every((one) => one.id !== id));
        const [extra] = await newKeys(operator);
        await admin.refused('POST', 'redemptions', 404, 'not-found', {
            body: { tenantId: tenant.id, action: 'extend', keys: [extra.key], subscriptionId: id },
        });
        await consistent();
    });

    /* RULE SUB-5: what happened stays written down. */
    test('stays in the history, with one more receipt that takes it back', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 7 });
        const receipt = await change(subscription, 'extend', 5);
        const { ref } = await replace(receipt);
        const history = await admin.all(`redemptions?subscriptionId=${subscription.id}`);
        assert.deepEqual(history.map((one) => one.action), ['activate', 'extend', 'void']);
        const [, extended, voided] = history;
        assert.equal(extended.keys[0].replacedBy, ref);
        assert.equal(voided.voids, receipt.id);
        assert.equal(voided.reason, REASON);
        assert.deepEqual(voided.before, extended.after);
        assert.deepEqual(voided.after, extended.before);
    });

    test('can be the one before, once the one after is taken back as well', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 7 });
        const first = await change(subscription, 'extend', 5);
        const between = await show(subscription);
        const second = await change(subscription, 'add', 3);
        await refused(first);
        await replace(second);
        assert.deepEqual(await show(subscription), between);
        await replace(first);
        assert.deepEqual(await show(subscription), subscription);

        const third = await change(subscription, 'extend', 1);
        await refused(first);
        await replace(third);
        assert.deepEqual(await show(subscription), subscription);
        await consistent();
    });
});

/* RULE KEY-10: a replacement key for each key. */
describe('the key that comes instead', () => {
    test('has the same product and licences and belongs to the partner who redeemed', async () => {
        const keys = await newKeys(operator, { licenses: 7, redeemBy: '2021-02-01' });
        const receipt = await redeem(admin, 'activate', keys, { separate: true });
        const { ref, refs, lotId } = await replace(receipt);
        assert.deepEqual(refs, [ref]);
        const { body: lot } = await operator.get(`key-lots/${lotId}`, { expect: 200 });
        assert.equal(lot.sku, 'microsoft-365-e3');
        assert.equal(lot.licenses, 7);
        assert.equal(lot.count, 1);
        assert.equal(lot.partnerId, partner.id);
        assert.equal(lot.redeemBy, '2021-03-02', '30 days from today: later than the old one');

        const { tenant: other } = await newTenant(operator);
        const stranger = await newUser(operator, other, 'global-admin');
        const body = { action: 'activate', keyRefs: [ref], separate: true };
        await stranger.refused('POST', 'redemptions', 404, 'key-not-redeemable',
            { body: { ...body, tenantId: other.id } });
    });

    test('keeps a last day that lies further ahead', async () => {
        const keys = await newKeys(operator, { licenses: 7, redeemBy: '2021-12-24' });
        const receipt = await redeem(admin, 'activate', keys, { separate: true });
        const { lotId } = await replace(receipt);
        const { body: lot } = await operator.get(`key-lots/${lotId}`, { expect: 200 });
        assert.equal(lot.redeemBy, '2021-12-24');
    });

    test('comes for each of several keys', async () => {
        const keys = [...await newKeys(operator, { licenses: 3 }),
            ...await newKeys(operator, { licenses: 4 })];
        const receipt = await redeem(admin, 'activate', keys, { separate: true });
        const { refs, ref } = await replace(receipt);
        assert.equal(refs.length, 2);
        assert.equal(refs[0], ref);
        const { body } = await admin.get(`redemptions/${receipt.id}`, { expect: 200 });
        assert.deepEqual(body.keys.map((key) => key.replacedBy), refs);
        assert.deepEqual(body.keys.map((key) => key.licenses), [3, 4]);
    });

    test('redeems, and the old one does not', async () => {
        const [key] = await newKeys(operator, { licenses: 7, partnerId: partner.id });
        const receipt = await redeem(admin, 'activate', [key], { separate: true });
        const { lotId } = await replace(receipt);
        await admin.refused('POST', 'redemptions', 409, 'key-already-redeemed', {
            body: { tenantId: tenant.id, action: 'activate', keys: [key.key], separate: true },
        });
        const { body } = await operator.get(`key-lots/${lotId}/keys`, { expect: 200 });
        const again = await redeem(admin, 'activate', body.items, { separate: true });
        assert.equal(again.after.licenses, 7);
        await consistent();
    });

    test('of a benefit belongs to the benefit', async () => {
        const demo = operator.as(server.demo.partner.token);
        const { tenantId } = server.demo.partner;
        demo.user = { tenantId };
        const benefits = await demo.all('benefits?limit=200');
        const benefit = benefits.find((one) => one.keys.some((key) => key.status === 'ready'));
        const old = benefit.keys.find((key) => key.status === 'ready');
        const { body: receipt } = await demo.post('redemptions',
            { tenantId, action: 'activate', keyRefs: [old.ref], separate: true }, { expect: 201 });
        const { ref } = await replace(receipt);
        const { body } = await demo.get(`benefits/${benefit.id}`, { expect: 200 });
        const key = body.keys.find((one) => one.ref === ref);
        assert.equal(key.licenses, old.licenses);
        assert.equal(key.status, 'ready');
    });
});

/* RULE KEY-10: once per key, within 30 days, and not where later redemptions depend on it. */
describe('a replacement is refused', () => {
    test('for a redemption that was taken back, and for the taking back', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 7 });
        const receipt = await change(subscription, 'extend', 5);
        await replace(receipt);
        await refused(receipt);
        const history = await admin.all(`redemptions?subscriptionId=${subscription.id}`);
        await refused(history.at(-1));
    });

    test('more than 30 days later', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 7 });
        const receipt = await change(subscription, 'extend', 5);
        await setDay(operator, '2021-03-03');
        await refused(receipt);
        await setDay(operator, '2021-03-02');
        await replace(receipt);
    });

    test('while a later redemption stands', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 7 });
        const receipt = await change(subscription, 'extend', 5);
        await change(subscription, 'extend', 5);
        const earlier = await show(subscription);
        await refused(receipt);
        assert.deepEqual(await show(subscription), earlier);
    });

    test('while more licences are assigned than would be left', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 1 });
        const receipt = await change(subscription, 'add', 2);
        const holders = [];
        for (let i = 0; i < 3; i += 1) {
            const { user } = await newUser(operator, tenant);
            await admin.put(`subscriptions/${subscription.id}/licenses/${user.id}`, undefined,
                { expect: 200 });
            holders.push(user);
        }
        const problem = await operator.refused('POST', path(receipt), 409, 'licenses-in-use',
            { body: { reason: REASON } });
        assert.equal(problem.releaseAtLeast, 2);
        for (const user of holders.slice(0, 2)) {
            await admin.del(`subscriptions/${subscription.id}/licenses/${user.id}`,
                { ifMatch: '*', expect: 200 });
        }
        await replace(receipt);
        assert.equal((await show(subscription)).assigned, 1);
        await consistent();
    });

    test('while the only redemption still has people on its licences', async () => {
        const [key] = await newKeys(operator, { licenses: 2 });
        const receipt = await redeem(admin, 'activate', [key], { separate: true });
        const holder = `subscriptions/${receipt.subscriptionId}/licenses/${admin.user.id}`;
        await admin.put(holder, undefined, { expect: 200 });
        const problem = await operator.refused('POST', path(receipt), 409, 'licenses-in-use',
            { body: { reason: REASON } });
        assert.equal(problem.releaseAtLeast, 1);
        await admin.del(holder, { ifMatch: '*', expect: 200 });
        await replace(receipt);
    });

    test('without a reason, and for what is not there', async () => {
        const [key] = await newKeys(operator, { licenses: 2 });
        const receipt = await redeem(admin, 'activate', [key], { separate: true });
        for (const body of [{}, { reason: '' }, { reason: 'x'.repeat(501) }, { reason: 7 }]) {
            const problem = await operator.refused('POST', path(receipt), 422, 'member-invalid',
                { body });
            assert.equal(problem.errors[0].pointer, '/reason');
        }
        await operator.refused('POST', `redemptions/red_${NOBODY}/replacement`, 404, 'not-found',
            { body: { reason: REASON } });
    });

    test('to everybody but the operator and the support', async () => {
        const [key] = await newKeys(operator, { licenses: 2 });
        const receipt = await redeem(admin, 'activate', [key], { separate: true });
        await admin.refused('POST', path(receipt), 403, 'not-permitted',
            { body: { reason: REASON } });
        const support = await newStaff(operator, 'support-agent');
        await replace(receipt, support);
    });
});

/* RULE KEY-10: two who ask at once do not get two keys. */
test('many who ask for the same replacement get one', async () => {
    const subscription = await newSubscription(operator, admin, { licenses: 7 });
    const receipt = await change(subscription, 'extend', 5);
    const answers = await Promise.all(Array.from({ length: 8 }, () =>
        operator.post(path(receipt), { reason: REASON })));
    assert.equal(answers.filter((answer) => answer.status === 201).length, 1);
    assert.equal(answers.filter((answer) => answer.status === 409).length, 7);
    assert.deepEqual(await show(subscription), subscription);
});

/* RULE IDEM-1: asked again with the same key, the answer is the same. */
test('a replacement asked for again is the same one', async () => {
    const subscription = await newSubscription(operator, admin, { licenses: 7 });
    const receipt = await change(subscription, 'extend', 5);
    const options = { idempotencyKey: `replace-${receipt.id}`, expect: 201 };
    const first = await operator.post(path(receipt), { reason: REASON }, options);
    const second = await operator.post(path(receipt), { reason: REASON }, options);
    assert.deepEqual(second.body, first.body);
    assert.equal(second.headers['idempotency-replayed'], 'true');
});

/* RULE AUD-3: who did it and why is for the partner to read. */
test('the events say what was taken back, what came instead, who did it and why', async () => {
    const subscription = await newSubscription(operator, admin, { licenses: 7 });
    const keys = [...await newKeys(operator, { licenses: 2 }),
        ...await newKeys(operator, { licenses: 3 })];
    const receipt = await redeem(admin, 'extend', keys, { subscriptionId: subscription.id });
    const earlier = new Set((await admin.all('events?limit=200')).map((event) => event.id));
    const { refs } = await replace(receipt);
    const events = (await admin.all('events?limit=200')).filter((event) => !earlier.has(event.id));
    const voided = events.find((event) => event.type === 'redemption.voided');
    assert.equal(voided.subject, receipt.id);
    assert.equal(voided.data.subscriptionId, subscription.id);
    const replaced = events.filter((event) => event.type === 'key.replaced');
    assert.deepEqual(replaced.map((event) => event.subject), keys.map((key) => key.ref));
    assert.deepEqual(replaced.map((event) => event.data.replacedBy), refs);
    for (const event of [voided, ...replaced]) {
        assert.equal(event.reason, REASON);
        assert.equal(event.tenantId, tenant.id);
        assert.equal(event.actor.kind, 'user');
    }
});
