/*
 * Redeeming product keys: everything that the sections "Extend", "Add" and "Activate for the first
 * time" of a partner's guide promise, and the four licensing scenarios.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newKeys, newSubscription, redeem, setDay } from './lib/keys.mjs';
import { newTenant, newUser } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const SKU = 'microsoft-365-e3';
const TODAY = '2021-08-02';

let server, operator, admin;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
after(() => server?.remove());

/* Each test has a partner of its own, so that nothing one does is seen by another. */
async function freshAdmin(...roles) {
    const { tenant } = await newTenant(operator);
    return newUser(operator, tenant, ...(roles.length > 0 ? roles : ['global-admin']));
}

const ask = (user, action, keys, more = {}) => ({
    tenantId: user.user.tenantId, action, keys: keys.map((key) => key.key), ...more,
});

async function show(user, id) {
    const { body } = await user.get(`subscriptions/${id}`, { expect: 200 });
    return body;
}

/* A subscription of so many licences that ends on that day, as its owner sees it on TODAY. */
async function subscriptionEnding(user, licenses, endsOn) {
    const year = Number(endsOn.slice(0, 4)) - 1;
    await setDay(operator, `${year}${endsOn.slice(4)}`);
    const subscription = await newSubscription(operator, user, { licenses });
    assert.equal(subscription.endsOn, endsOn);
    await setDay(operator, TODAY);
    return subscription;
}

describe('the four licensing scenarios', () => {
    /* RULE CT-2, CT-5 */
    const SCENARIOS = [
        { name: '100 licences and a key of 25: three months', held: 100, key: 25,
            endsOn: '2022-04-30' },
        { name: '100 licences and a key of 100: twelve months', held: 100, key: 100,
            endsOn: '2023-01-31' },
        { name: '5 licences and a key of 10: twenty-four months', held: 5, key: 10,
            endsOn: '2024-01-31' },
        { name: 'three times as many is just allowed: thirty-six months', held: 100, key: 300,
            endsOn: '2025-01-31' },
    ];

    for (const { name, held, key, endsOn } of SCENARIOS) {
        test(name, async () => {
            admin = await freshAdmin();
            const subscription = await subscriptionEnding(admin, held, '2022-01-31');
            const keys = await newKeys(operator, { licenses: key });
            const receipt = await redeem(admin, 'extend', keys,
                { subscriptionId: subscription.id });
            assert.deepEqual(receipt.before, { licenses: held, endsOn: '2022-01-31', carry: 0 });
            assert.deepEqual(receipt.after, { licenses: held, endsOn, carry: 0 });
            assert.equal(receipt.calculation.rule, 'CT-2');
            assert.equal((await show(admin, subscription.id)).endsOn, endsOn);
        });
    }

    test('more than three times as many is refused, and the key stays unused', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-01-31');
        const keys = await newKeys(operator, { licenses: 301 });
        const problem = await admin.refused('POST', 'redemptions', 409, 'extension-over-limit',
            { body: ask(admin, 'extend', keys, { subscriptionId: subscription.id }) });
        assert.match(problem.title, /Create a new subscription\. This key would put/);
        assert.deepEqual(await show(admin, subscription.id), subscription);

        /* RULE CT-10: the smallest number of licences that fits is named, and does fit. */
        const least = problem.addLicensesAtLeast;
        await admin.refused('POST', 'redemptions', 409, 'extension-over-limit',
            { body: ask(admin, 'add', keys,
                { subscriptionId: subscription.id, addLicenses: least - 1 }) });
        const receipt = await redeem(admin, 'add', keys,
            { subscriptionId: subscription.id, addLicenses: least });
        assert.equal(receipt.after.licenses, 100 + least);
        assert.equal(receipt.calculation.rule, 'CT-10');
    });

    test('several keys count together', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-01-31');
        const keys = [...await newKeys(operator, { licenses: 200 }),
            ...await newKeys(operator, { licenses: 101 })];
        await admin.refused('POST', 'redemptions', 409, 'extension-over-limit',
            { body: ask(admin, 'extend', keys, { subscriptionId: subscription.id }) });
        const both = [keys[0], ...await newKeys(operator, { licenses: 100 })];
        const receipt = await redeem(admin, 'extend', both, { subscriptionId: subscription.id });
        assert.equal(receipt.after.endsOn, '2025-01-31');
        assert.deepEqual(receipt.keys.map((key) => key.licenses), [200, 100]);
    });

    /* RULE KEY-3 */
    test('the same key again is refused', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-01-31');
        const keys = await newKeys(operator, { licenses: 25 });
        const { id } = await redeem(admin, 'extend', keys, { subscriptionId: subscription.id });
        const before = await show(admin, subscription.id);
        const problem = await admin.refused('POST', 'redemptions', 409, 'key-already-redeemed',
            { body: ask(admin, 'extend', keys, { subscriptionId: subscription.id }) });
        assert.deepEqual(problem.errors.map((error) => error.pointer), ['/keys/0']);
        assert.equal(problem.redemptionId, id);
        assert.deepEqual(await show(admin, subscription.id), before);
    });
});

describe('extending the end date', () => {
    test('keeps the number of licences', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 7, '2022-01-31');
        const receipt = await redeem(admin, 'extend', await newKeys(operator, { licenses: 10 }),
            { subscriptionId: subscription.id });
        assert.deepEqual(receipt.after, { licenses: 7, endsOn: '2023-07-04', carry: 36540 });
    });

    /* RULE CT-6 */
    test('counts licences owned, not licences assigned', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-01-31');
        await admin.put(`subscriptions/${subscription.id}/licenses/${admin.user.id}`, undefined,
            { expect: 200 });
        const receipt = await redeem(admin, 'extend', await newKeys(operator, { licenses: 25 }),
            { subscriptionId: subscription.id });
        assert.equal(receipt.after.endsOn, '2022-04-30');
        assert.equal((await show(admin, subscription.id)).assigned, 1);
    });

    /* RULE CT-4, SUB-5 */
    test('loses no time: what is left over is carried to the next extension', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 7, '2022-01-31');
        for (let i = 0; i < 7; i++) {
            const receipt = await redeem(admin, 'extend', await newKeys(operator, { licenses: 1 }),
                { subscriptionId: subscription.id });
            const { pool, ticksEach } = receipt.calculation;
            assert.equal(pool, 12 * 377580 + receipt.before.carry);
            assert.equal(ticksEach, Math.floor(pool / 7));
        }
        const { endsOn, carry } = await show(admin, subscription.id);
        /* Twelve months for all seven. Days of months of different length are worth different
           ticks (RULE DT-5), so in seven steps the end may lie a day beside that of one step. */
        assert.ok(endsOn >= '2023-01-30' && endsOn <= '2023-02-01', endsOn);
        assert.ok(carry < 7 * 377580 / 28 + 7);
    });

    /* RULE SUB-2 */
    test('needs an active subscription, and says what to do instead', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 5, '2021-08-02');
        assert.equal((await show(admin, subscription.id)).status, 'expired');
        for (const action of ['extend', 'add']) {
            const problem = await admin.refused('POST', 'redemptions', 409,
                'subscription-not-active', { body: ask(admin, action, await newKeys(operator),
                    { subscriptionId: subscription.id }) });
            assert.deepEqual(problem.choices, ['activate']);
        }
    });

    test('without an id means the only active subscription of the product', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-01-31');
        const receipt = await redeem(admin, 'extend', await newKeys(operator, { licenses: 25 }));
        assert.equal(receipt.subscriptionId, subscription.id);
        await newSubscription(operator, admin, { licenses: 5 });
        const problem = await admin.refused('POST', 'redemptions', 422, 'member-invalid',
            { body: ask(admin, 'extend', await newKeys(operator)) });
        assert.deepEqual(problem.errors.map((error) => error.pointer), ['/subscriptionId']);
    });
});

describe('adding licences', () => {
    /* RULE CT-3: the published formula, with the dates of the vectors. */
    const CASES = [
        { endsOn: '2021-10-02', key: 100, after: { licenses: 200, endsOn: '2022-03-02', carry: 0 } },
        { endsOn: '2022-02-02', key: 25,
            after: { licenses: 125, endsOn: '2022-03-08', carry: 304500 } },
        { endsOn: '2022-08-02', key: 25, after: { licenses: 125, endsOn: '2022-08-02', carry: 0 } },
    ];
    for (const { endsOn, key, after: expected } of CASES) {
        test(`shares the time: 100 until ${endsOn} and ${key} for a year`, async () => {
            admin = await freshAdmin();
            const subscription = await subscriptionEnding(admin, 100, endsOn);
            const receipt = await redeem(admin, 'add', await newKeys(operator, { licenses: key }),
                { subscriptionId: subscription.id });
            assert.deepEqual(receipt.after, expected);
            assert.equal(receipt.calculation.rule, 'CT-3');
        });
    }

    /* RULE CT-7 */
    test('warns where the end date moves earlier', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-01-31');
        await redeem(admin, 'extend', await newKeys(operator, { licenses: 300 }),
            { subscriptionId: subscription.id });
        const keys = await newKeys(operator, { licenses: 100 });
        const body = ask(admin, 'add', keys, { subscriptionId: subscription.id });
        const preview = await admin.post('redemptions/preview', body, { expect: 200 });
        assert.ok(preview.body.after.endsOn < preview.body.before.endsOn);
        assert.deepEqual(preview.body.warnings.map((warning) => warning.code),
            ['end-date-earlier']);
        const swedish = await admin.as(admin.token, 'sv').post('redemptions/preview', body);
        assert.match(swedish.body.warnings[0].detail, /slutdatum/i);
    });

    /* RULE CT-10 */
    test('some of the key: the rest of its time moves the end date', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-02-02');
        const preview = async (addLicenses) => {
            const keys = await newKeys(operator, { licenses: 25 });
            const { body } = await admin.post('redemptions/preview', ask(admin, 'add', keys,
                { subscriptionId: subscription.id, addLicenses }), { expect: 200 });
            return body;
        };
        const none = await preview(0), some = await preview(10), all = await preview(25);
        assert.equal(none.calculation.rule, 'CT-2');
        assert.equal(none.after.endsOn, '2022-05-02');
        assert.equal(some.after.licenses, 110);
        assert.equal(some.calculation.rule, 'CT-10');
        assert.ok(some.after.endsOn < none.after.endsOn && some.after.endsOn > all.after.endsOn);
        assert.equal(all.calculation.rule, 'CT-3');
    });

    test('more than the key has is refused', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-02-02');
        const keys = await newKeys(operator, { licenses: 25 });
        for (const [action, addLicenses] of [['add', 26], ['extend', 5], ['activate', 5]]) {
            const problem = await admin.refused('POST', 'redemptions', 422, 'member-invalid',
                { body: ask(admin, action, keys, { subscriptionId: subscription.id, addLicenses,
                    ...(action === 'activate' ? { separate: true } : {}) }) });
            assert.deepEqual(problem.errors.map((error) => error.pointer), ['/addLicenses']);
        }
    });

    test('beyond what the product allows is refused', async () => {
        admin = await freshAdmin();
        await operator.post('products', { sku: 'small-team', name: 'Small team', kind: 'license',
            maxLicenses: 300 }, { expect: 201 });
        const [first, second] = await newKeys(operator, { sku: 'small-team', licenses: 200,
            count: 2 });
        const { subscriptionId } = await redeem(admin, 'activate', [first]);
        const problem = await admin.refused('POST', 'redemptions', 409, 'too-many-licenses',
            { body: ask(admin, 'add', [second], { subscriptionId }) });
        assert.equal(problem.maxLicenses, 300);
    });
});

describe('activating for the first time', () => {
    /* RULE CT-1, DT-3 */
    test('gives twelve months from today', async () => {
        admin = await freshAdmin();
        await setDay(operator, '2020-07-13');
        const receipt = await redeem(admin, 'activate', await newKeys(operator, { licenses: 25 }));
        assert.deepEqual(receipt.after, { licenses: 25, endsOn: '2021-07-13', carry: 0 });
        assert.equal(receipt.before, undefined);
        const subscription = await show(admin, receipt.subscriptionId);
        assert.equal(subscription.startsOn, '2020-07-13');
        await setDay(operator, '2021-07-12');
        assert.equal((await show(admin, receipt.subscriptionId)).status, 'active');
        await setDay(operator, '2021-07-13');
        assert.equal((await show(admin, receipt.subscriptionId)).status, 'expired');
    });

    /* RULE SUB-3 */
    test('where one is active names the other choices, unless it is to be separate', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-01-31');
        const keys = await newKeys(operator, { licenses: 5 });
        const problem = await admin.refused('POST', 'redemptions', 409, 'subscription-exists',
            { body: ask(admin, 'activate', keys) });
        assert.equal(problem.subscriptionId, subscription.id);
        assert.deepEqual(problem.choices, ['extend', 'add', 'separate', 'let-end']);
        const receipt = await redeem(admin, 'activate', keys, { separate: true });
        assert.notEqual(receipt.subscriptionId, subscription.id);
    });

    /* RULE SUB-2 */
    for (const [status, day] of [['expired', '2022-02-10'], ['disabled', '2022-05-20']]) {
        test(`brings a subscription that is ${status} back`, async () => {
            admin = await freshAdmin();
            const subscription = await subscriptionEnding(admin, 100, '2022-01-31');
            await setDay(operator, day);
            assert.equal((await show(admin, subscription.id)).status, status);
            const receipt = await redeem(admin, 'activate',
                await newKeys(operator, { licenses: 30 }));
            assert.equal(receipt.subscriptionId, subscription.id);
            assert.equal(receipt.before.licenses, 100);
            const back = await show(admin, subscription.id);
            assert.equal(back.status, 'active');
            assert.equal(back.licenses, 30);
            assert.equal(back.startsOn, day);
            assert.equal(back.endsOn, `2023${day.slice(4)}`);
        });
    }

    test('after it is deleted begins a new one', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-01-31');
        await setDay(operator, '2022-05-31');
        assert.equal((await show(admin, subscription.id)).status, 'deleted');
        const receipt = await redeem(admin, 'activate', await newKeys(operator, { licenses: 30 }));
        assert.notEqual(receipt.subscriptionId, subscription.id);
    });

    /* RULE SUB-6 */
    test('does not take licences away from people', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 2, '2022-01-31');
        const other = await newUser(operator,
            { id: admin.user.tenantId, domain: admin.user.email.split('@')[1] });
        for (const user of [admin.user, other.user]) {
            await admin.put(`subscriptions/${subscription.id}/licenses/${user.id}`, undefined,
                { expect: 200 });
        }
        await setDay(operator, '2022-02-10');
        const problem = await admin.refused('POST', 'redemptions', 409, 'licenses-in-use',
            { body: ask(admin, 'activate', await newKeys(operator, { licenses: 1 })) });
        assert.equal(problem.releaseAtLeast, 1);
        assert.equal(problem.subscriptionId, subscription.id);
    });
});

describe('a key', () => {
    const activate = async (user, key, status, code) => user.refused('POST', 'redemptions', status,
        code, { body: { tenantId: user.user.tenantId, action: 'activate', keys: [key] } });

    /* RULE KEY-1 */
    test('is read in any case, with or without hyphens, O as 0 and L as 1', async () => {
        admin = await freshAdmin();
        const [key] = await newKeys(operator);
        const typed = key.key.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')
            .replaceAll('1', 'l');
        const receipt = await redeem(admin, 'activate', [{ key: typed }]);
        assert.equal(receipt.keys[0].ref, key.ref);
    });

    /* RULE KEY-2 */
    test('with one wrong character is located', async () => {
        admin = await freshAdmin();
        const [{ key }] = await newKeys(operator);
        const wrong = (key[0] === 'Z' ? 'Y' : 'Z') + key.slice(1);
        const problem = await activate(admin, wrong, 422, 'key-mistyped');
        assert.equal(problem.position, 1);
        assert.deepEqual(problem.errors.map((error) => error.pointer), ['/keys/0']);
        await activate(admin, key.slice(1), 422, 'key-malformed');
    });

    test('given twice is refused', async () => {
        admin = await freshAdmin();
        const [key] = await newKeys(operator);
        await admin.refused('POST', 'redemptions', 422, 'key-duplicate',
            { body: ask(admin, 'activate', [key, { key: key.key.toLowerCase() }]) });
    });

    /* RULE KEY-7 */
    test('that is unknown, foreign, revoked or used elsewhere gets one and the same answer',
        async () => {
            const one = await freshAdmin(), two = await freshAdmin();
            const [used, foreign] = [...await newKeys(operator),
                ...await newKeys(operator, { partnerId: await partnerOf(two) })];
            await redeem(two, 'activate', [used]);
            const answers = [];
            for (const key of [used.key, foreign.key, '00000-00000-00000-00000-00000']) {
                const problem = await activate(one, key, 404, 'key-not-redeemable');
                delete problem.requestId;
                answers.push(problem);
            }
            assert.deepEqual(answers[1], answers[0]);
            assert.deepEqual(answers[2], answers[0]);
            await activate(two, used.key, 409, 'key-already-redeemed');
        });

    /* RULE KEY-4, DT-4 */
    test('can be used up to its last day', async () => {
        admin = await freshAdmin();
        await setDay(operator, TODAY);
        const [first, second] = await newKeys(operator, { redeemBy: '2021-12-24', count: 2 });
        await setDay(operator, '2021-12-24');
        await redeem(admin, 'activate', [first]);
        await setDay(operator, '2021-12-25');
        const problem = await admin.refused('POST', 'redemptions', 410, 'key-expired',
            { body: ask(admin, 'activate', [second], { separate: true }) });
        assert.equal(problem.redeemBy, '2021-12-24');
    });

    /* RULE KEY-9 */
    test('of another product is refused', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 5, '2022-01-31');
        const keys = await newKeys(operator, { sku: 'power-bi-pro' });
        for (const action of ['extend', 'add']) {
            await admin.refused('POST', 'redemptions', 409, 'product-mismatch',
                { body: ask(admin, action, keys, { subscriptionId: subscription.id }) });
        }
        await admin.refused('POST', 'redemptions', 409, 'product-mismatch',
            { body: ask(admin, 'activate', [...keys, ...await newKeys(operator)]) });
    });

    /* RULE BEN-6, KEY-9 */
    test('of a retired product names what replaces it, and serves what is held', async () => {
        admin = await freshAdmin();
        await setDay(operator, TODAY);
        await operator.post('products', { sku: 'old-suite', name: 'Old suite', kind: 'license' },
            { expect: 201 });
        const [first, second, third] = await newKeys(operator, { sku: 'old-suite', count: 3 });
        const { subscriptionId } = await redeem(admin, 'activate', [first]);
        const { headers } = await operator.get('products/old-suite', { expect: 200 });
        await operator.patch('products/old-suite', { retired: true, replacedBy: SKU },
            { ifMatch: headers.etag, expect: 200 });
        for (const [action, keys, more] of [['extend', [third], { subscriptionId }],
            ['activate', [second], { separate: true }]]) {
            const { warnings: [warning, ...rest] } = await redeem(admin, action, keys, more);
            assert.equal(warning.code, 'product-retired');
            assert.match(warning.detail, /its successor is Microsoft 365 E3\.$/);
            assert.deepEqual(rest, []);
        }
    });

    /* RULE KEY-8 */
    test('cannot be guessed: wrong ones are limited, and nothing switches it off', async () => {
        const guesser = await freshAdmin(), other = await freshAdmin();
        let tries = 0, answer;
        do {
            answer = await guesser.post('redemptions/preview',
                { tenantId: guesser.user.tenantId, action: 'activate',
                    keys: ['00000-00000-00000-00000-00000'] });
            tries++;
        } while (answer.status === 404 && tries < 100);
        assert.equal(answer.status, 429);
        assert.equal(answer.body.code, 'too-many-requests');
        assert.ok(Number(answer.headers['retry-after']) > 0);
        assert.ok(tries <= 12, `${tries} guesses`);
        /* A mistyped key costs less, and somebody else's tries are their own. */
        for (let i = 0; i < 20; i++) {
            await other.refused('POST', 'redemptions/preview', 422, 'key-malformed',
                { body: { tenantId: other.user.tenantId, action: 'activate', keys: ['x'] } });
        }
        const [key] = await newKeys(operator);
        await guesser.refused('POST', 'redemptions', 429, 'too-many-requests',
            { body: ask(guesser, 'activate', [key]) });
        /* Nor does the clock, where it can be set: what comes back is for test/unit/tries_test.c. */
        await setDay(operator, '2021-08-03');
        await guesser.refused('POST', 'redemptions', 429, 'too-many-requests',
            { body: ask(guesser, 'activate', [key]) });
    });

    /* RULE KEY-8: what the writer undoes and runs again is still one attempt. */
    test('that is wrong costs one attempt, however often the redemption runs', async () => {
        const guesser = await freshAdmin();
        for (let i = 0; i < 9; i++) {
            await guesser.refused('POST', 'redemptions', 404, 'key-not-redeemable',
                { body: ask(guesser, 'activate', [{ key: '00000-00000-00000-00000-00000' }]) });
        }
        const [key] = await newKeys(operator);
        await redeem(guesser, 'activate', [key]);
    });

    async function partnerOf(user) {
        const { body } = await user.get('me', { expect: 200 });
        return body.partner.id;
    }
});

describe('the tenant', () => {
    /* RULE SUB-4 */
    test('must be the one the caller is signed in to', async () => {
        const one = await freshAdmin(), two = await freshAdmin();
        const keys = await newKeys(operator);
        for (const tenantId of [two.user.tenantId, 'ten_01ARZ3NDEKTSV4RRFFQ69G5FAV']) {
            await one.refused('POST', 'redemptions', 409, 'wrong-tenant',
                { body: { tenantId, action: 'activate', keys: [keys[0].key] } });
        }
        const receipt = await redeem(one, 'activate', keys);
        assert.equal(receipt.tenant.id, one.user.tenantId);
        assert.ok(receipt.tenant.domain.endsWith('.example'));
    });

    /* RULE ROLE-2 */
    test('of another cannot be reached', async () => {
        const one = await freshAdmin(), two = await freshAdmin();
        const subscription = await newSubscription(operator, two);
        await one.refused('POST', 'redemptions', 404, 'not-found', { body: ask(one, 'extend',
            await newKeys(operator), { subscriptionId: subscription.id }) });
        const receipts = await two.all(`redemptions?subscriptionId=${subscription.id}`);
        await one.refused('GET', `redemptions/${receipts[0].id}`, 404, 'not-found');
        assert.deepEqual(await one.all(`redemptions?subscriptionId=${subscription.id}`), []);
        const { body } = await operator.get(`redemptions/${receipts[0].id}`, { expect: 200 });
        assert.deepEqual(body, receipts[0]);
    });
});

describe('the preview', () => {
    /* RULE CT-7 */
    test('is what the redemption gives, and changes nothing', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-02-02');
        const keys = await newKeys(operator, { licenses: 25 });
        const body = ask(admin, 'add', keys, { subscriptionId: subscription.id });
        const preview = await admin.post('redemptions/preview', body, { expect: 200 });
        assert.deepEqual(await show(admin, subscription.id), subscription);
        const receipt = await redeem(admin, 'add', keys, { subscriptionId: subscription.id,
            expect: { licenses: preview.body.after.licenses, endsOn: preview.body.after.endsOn } });
        for (const member of ['before', 'after', 'calculation', 'warnings', 'keys', 'tenant']) {
            assert.deepEqual(receipt[member], preview.body[member], member);
        }
        assert.deepEqual((await admin.get(`redemptions/${receipt.id}`)).body, receipt);
    });

    test('that is outdated is refused, and no key is used', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-02-02');
        const [first, second] = await newKeys(operator, { licenses: 25, count: 2 });
        const body = ask(admin, 'extend', [first], { subscriptionId: subscription.id });
        const { after: promised } = (await admin.post('redemptions/preview', body)).body;
        const { licenses, endsOn } = promised;
        await redeem(admin, 'extend', [second], { subscriptionId: subscription.id });
        await admin.refused('POST', 'redemptions', 409, 'preview-outdated',
            { body: { ...body, expect: { licenses, endsOn } } });
        await redeem(admin, 'extend', [first], { subscriptionId: subscription.id });
    });

    test('can be had for a key that one does not have', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-01-31');
        const { body } = await admin.get(
            `subscriptions/${subscription.id}/what-if?action=extend&licenses=25`, { expect: 200 });
        assert.equal(body.after.endsOn, '2022-04-30');
        assert.deepEqual(body.keys, []);
        const seen = await operator.get(
            `subscriptions/${subscription.id}/what-if?action=extend&licenses=25`, { expect: 200 });
        assert.deepEqual(seen.body, body);
        const problem = await admin.refused('GET',
            `subscriptions/${subscription.id}/what-if?action=extend&licenses=301`, 409,
            'extension-over-limit');
        assert.ok(problem.addLicensesAtLeast > 0);
    });

    test('says how it was worked out, in the reader\'s language', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-02-02');
        const path = `subscriptions/${subscription.id}/what-if?action=add&licenses=25`;
        const english = (await admin.get(path)).body.calculation;
        const swedish = (await admin.as(admin.token, 'sv').get(path)).body.calculation;
        assert.match(english.text, /^\[100 × 6 months \+ 25 × 12 months\] ÷ 125 licences = /);
        assert.match(swedish.text, /^\[100 × 6 månader \+ 25 × 12 månader\] ÷ 125 licenser = /);
        assert.deepEqual(english.remaining, { months: 6, days: 0, daysInMonth: 28 });
    });
});

describe('a retry', () => {
    /* RULE IDEM-1 */
    test('with the same Idempotency-Key gets the same answer, and uses no second key', async () => {
        admin = await freshAdmin();
        const [first, second] = await newKeys(operator, { count: 2 });
        const body = ask(admin, 'activate', [first]);
        const options = { idempotencyKey: 'the-first-try', expect: 201 };
        const once = await admin.post('redemptions', body, options);
        const again = await admin.post('redemptions', body, options);
        assert.equal(again.headers['idempotency-replayed'], 'true');
        assert.equal(once.headers['idempotency-replayed'], undefined);
        assert.equal(again.text, once.text);
        assert.equal(again.headers.location, once.headers.location);
        assert.equal(again.headers.etag, once.headers.etag);
        await admin.refused('POST', 'redemptions', 422, 'idempotency-mismatch',
            { body: ask(admin, 'activate', [second]), idempotencyKey: 'the-first-try' });
        assert.equal((await admin.all('subscriptions')).length, 1);
    });

    test('of what was refused is judged anew', async () => {
        admin = await freshAdmin();
        const subscription = await subscriptionEnding(admin, 100, '2022-01-31');
        const keys = await newKeys(operator, { licenses: 301 });
        const body = ask(admin, 'extend', keys, { subscriptionId: subscription.id });
        const idempotencyKey = 'refused';
        await admin.refused('POST', 'redemptions', 409, 'extension-over-limit',
            { body, idempotencyKey });
        await redeem(admin, 'add', await newKeys(operator, { licenses: 10 }),
            { subscriptionId: subscription.id });
        await admin.post('redemptions', body, { idempotencyKey, expect: 201 });
    });

    test('of another person is another request', async () => {
        const one = await freshAdmin(), two = await freshAdmin();
        for (const user of [one, two]) {
            const [key] = await newKeys(operator);
            await user.post('redemptions', ask(user, 'activate', [key]),
                { idempotencyKey: 'mine', expect: 201 });
        }
        await one.refused('POST', 'redemptions', 400, 'idempotency-key-invalid',
            { body: ask(one, 'activate', await newKeys(operator)), idempotencyKey: 'a b' });
    });
});

describe('by reference', () => {
    /* RULE KEY-5: a partner's own keys are redeemed without their text. */
    test('the keys of the partner\'s own benefits are redeemed', async () => {
        const { partner, tenant } = await newTenant(operator);
        admin = await newUser(operator, tenant, 'global-admin');
        await setDay(operator, TODAY);
        await operator.post(`partners/${partner.id}/enrolments`,
            { offer: 'gold-cloud-platform', startsOn: TODAY }, { expect: 201 });
        const benefits = await admin.all('benefits');
        const benefit = benefits.find((one) => one.sku === 'power-bi-pro');
        const keyRefs = benefit.keys.map((key) => key.ref);
        const body = { tenantId: tenant.id, action: 'activate', keyRefs };
        await admin.post('redemptions/preview', body, { expect: 200 });
        const receipt = await admin.post('redemptions', body, { expect: 201 });
        assert.equal(receipt.body.after.licenses, 100);
        const { body: used } = await admin.get(`benefits/${benefit.id}`, { expect: 200 });
        assert.equal(used.status, 'used');
        assert.equal(used.used, 100);
        assert.equal(used.keys[0].status, 'redeemed');

        /* RULE SUB-7: until when the benefit can be used, and until when the licences last. */
        assert.equal(used.activateBy, '2022-09-01');
        assert.equal((await show(admin, receipt.body.subscriptionId)).endsOn, '2022-08-02');

        const other = await freshAdmin();
        await other.refused('POST', 'redemptions', 404, 'key-not-redeemable',
            { body: { tenantId: other.user.tenantId, action: 'activate', keyRefs } });
        await admin.refused('POST', 'redemptions', 422, 'member-invalid',
            { body: { ...body, keys: ['x'] } });
    });
});
