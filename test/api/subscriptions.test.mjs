/*
 * Subscriptions as their tenant sees them, and the licences that people hold.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newKeys, newSubscription, redeem, setDay } from './lib/keys.mjs';
import { newTenant, newUser, renewToken } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';

let server;
let operator;
let tenant;
let admin;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    await setDay(operator, '2021-01-31');
    ({ tenant } = await newTenant(operator));
    admin = await newUser(operator, tenant, 'global-admin');
});
after(() => server?.remove());

const licensePath = (subscription, user) =>
    `subscriptions/${subscription.id}/licenses/${user.id}`;

async function show(subscription) {
    return admin.get(`subscriptions/${subscription.id}`, { expect: 200 });
}

async function member() {
    return (await newUser(operator, tenant)).user;
}

async function assign(subscription, user) {
    return admin.put(licensePath(subscription, user), undefined, { expect: 200 });
}

describe('a subscription', () => {
    test('shows what was activated, twelve months from the day on', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 25 });
        assert.deepEqual({ ...subscription, id: '' }, {
            id: '', tenantId: tenant.id, sku: 'microsoft-365-e3', name: 'Microsoft 365 E3',
            licenses: 25, assigned: 0, startsOn: '2021-01-31', endsOn: '2022-01-31', carry: 0,
            status: 'active',
        });
    });

    test('is named in the language of the reader', async () => {
        await operator.post('products', {
            sku: 'worktop', name: 'Worktop', nameSv: 'Skrivbordet', kind: 'license',
        }, { expect: 201 });
        const subscription = await newSubscription(operator, admin, { sku: 'worktop' });
        const path = `subscriptions/${subscription.id}`;
        assert.equal((await admin.get(path)).body.name, 'Worktop');
        assert.equal((await admin.get(path, { language: 'sv' })).body.name, 'Skrivbordet');
        const listed = await admin.all('subscriptions', { language: 'sv' });
        assert.equal(listed.find((one) => one.id === subscription.id).name, 'Skrivbordet');
    });

    test('has an ETag that stays until something changes', async () => {
        const subscription = await newSubscription(operator, admin);
        const first = await show(subscription);
        assert.equal((await show(subscription)).headers.etag, first.headers.etag);
        await assign(subscription, await member());
        assert.notEqual((await show(subscription)).headers.etag, first.headers.etag);
    });
});

/* RULE SUB-1, RULE DT-3: active while today < E, then 30 days, then 90 days. */
test('the status follows from the day alone', async () => {
    const days = [
        ['2021-01-31', 'active'], ['2022-01-30', 'active'],
        ['2022-01-31', 'expired'], ['2022-03-01', 'expired'],
        ['2022-03-02', 'disabled'], ['2022-05-30', 'disabled'],
        ['2022-05-31', 'deleted'], ['2023-01-01', 'deleted'],
        ['2021-01-31', 'active'],
    ];
    const subscription = await newSubscription(operator, admin);
    for (const [day, status] of days) {
        await setDay(operator, day);
        await renewToken(admin);
        assert.equal((await show(subscription)).body.status, status, day);
        const listed = await admin.all('subscriptions');
        assert.equal(listed.find((one) => one.id === subscription.id).status, status, day);
    }
});

describe('the list', () => {
    test('has all of the tenant and no other, page by page, in the order of making', async () => {
        const { tenant: other } = await newTenant(operator);
        const owner = await newUser(operator, other, 'billing-admin');
        const made = [];
        for (let i = 0; i < 5; i += 1) {
            made.push((await newSubscription(operator, owner, { licenses: i + 1 })).id);
        }
        const ids = async (path) => (await owner.all(path)).map((one) => one.id);
        assert.deepEqual(await ids('subscriptions'), made);
        assert.deepEqual(await ids('subscriptions?limit=2'), made);
        assert.deepEqual(await ids('subscriptions?limit=5'), made);
        assert.deepEqual(await ids(`subscriptions?tenantId=${other.id}`), made);
    });

    test('asks the staff of the operator whose it shall be', async () => {
        const subscription = await newSubscription(operator, admin);
        const listed = await operator.all(`subscriptions?tenantId=${tenant.id}`);
        assert.deepEqual(listed, await admin.all('subscriptions'));
        const { body } = await operator.get(`subscriptions/${subscription.id}`, { expect: 200 });
        assert.deepEqual(body, subscription);

        const problem = await operator.refused('GET', 'subscriptions', 422, 'member-invalid');
        assert.equal(problem.errors[0].pointer, '/query/tenantId');
        await operator.refused('GET', 'subscriptions?tenantId=x', 422, 'member-invalid');
        await operator.refused('GET', `subscriptions?tenantId=ten_${NOBODY}`, 404, 'not-found');
    });

    /* RULE ROLE-2: another tenant's is not there. */
    test('of another tenant is not there', async () => {
        const subscription = await newSubscription(operator, admin);
        const { tenant: other } = await newTenant(operator);
        const stranger = await newUser(operator, other, 'global-admin');
        assert.deepEqual(await stranger.all('subscriptions'), []);
        await stranger.refused('GET', `subscriptions?tenantId=${tenant.id}`, 404, 'not-found');
        await stranger.refused('GET', `subscriptions/${subscription.id}`, 404, 'not-found');
        await stranger.refused('GET', `subscriptions/${subscription.id}/licenses`, 404,
            'not-found');
        await stranger.refused('PUT', licensePath(subscription, stranger.user), 404, 'not-found');
        await stranger.refused('DELETE', licensePath(subscription, stranger.user), 404,
            'not-found', { ifMatch: '*' });
    });
});

describe('a licence', () => {
    test('is assigned to a member or a guest and listed with the moment', async () => {
        const subscription = await newSubscription(operator, admin);
        const one = await member();
        const { body: guest } = await operator.post(`tenants/${tenant.id}/users`,
            { email: 'guest@elsewhere.example', displayName: 'Guest', kind: 'guest' },
            { expect: 201 });
        assert.equal((await assign(subscription, one)).body.assigned, 1);
        const answer = await assign(subscription, guest);
        assert.equal(answer.body.assigned, 2);
        assert.equal(answer.headers.etag, (await show(subscription)).headers.etag);

        const holders = await admin.all(`subscriptions/${subscription.id}/licenses?limit=1`);
        assert.deepEqual(holders.map((holder) => holder.userId), [one.id, guest.id]);
        assert.equal(holders[1].email, 'guest@elsewhere.example');
        assert.match(holders[1].since, /^2021-01-31T12:/);
    });

    test('is not assigned twice: the second time changes nothing', async () => {
        const subscription = await newSubscription(operator, admin);
        const one = await member();
        const first = await assign(subscription, one);
        const events = (await admin.all('events?limit=200')).length;
        const second = await assign(subscription, one);
        assert.deepEqual(second.body, first.body);
        assert.equal(second.headers.etag, first.headers.etag);
        assert.equal((await admin.all('events?limit=200')).length, events);
    });

    /* RULE SUB-6: over-assignment is impossible. */
    test('that is not there cannot be assigned', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 1 });
        await assign(subscription, await member());
        await admin.refused('PUT', licensePath(subscription, await member()), 409,
            'no-license-left');
        assert.equal((await show(subscription)).body.assigned, 1);
    });

    /* RULE SUB-6: not even when many ask at the same moment. */
    test('has one holder, however many ask at once', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 5 });
        const people = [];
        for (let i = 0; i < 12; i += 1) {
            const { body } = await operator.post(`tenants/${tenant.id}/users`,
                { email: `racer-${i}@${tenant.domain}`, displayName: `Racer ${i}`, kind: 'member' },
                { expect: 201 });
            people.push(body);
        }
        const answers = await Promise.all(people.flatMap((user) => [1, 2, 3, 4].map(() =>
            admin.put(licensePath(subscription, user)))));
        const holders = await admin.all(`subscriptions/${subscription.id}/licenses`);
        assert.equal(holders.length, 5);
        assert.equal((await show(subscription)).body.assigned, 5);
        assert.equal(answers.filter((answer) => answer.status === 200).length, 5 * 4);
        assert.equal(answers.filter((answer) => answer.body.code === 'no-license-left').length,
            7 * 4);
    });

    test('goes to people of the same tenant only', async () => {
        const subscription = await newSubscription(operator, admin);
        const { tenant: other } = await newTenant(operator);
        const stranger = await newUser(operator, other);
        for (const user of [stranger.user, { id: `usr_${NOBODY}` }]) {
            await admin.refused('PUT', licensePath(subscription, user), 409,
                'user-not-in-directory');
        }
        await admin.refused('PUT', `subscriptions/${subscription.id}/licenses/somebody`, 404,
            'not-found');
        assert.equal((await show(subscription)).body.assigned, 0);
    });

    test('is assigned while the subscription is active, and released at any time', async () => {
        const subscription = await newSubscription(operator, admin);
        const one = await member();
        await assign(subscription, one);
        try {
            await setDay(operator, '2022-01-31');
            const problem = await admin.refused('PUT',
                licensePath(subscription, await member()), 409, 'subscription-not-active');
            assert.deepEqual(problem.choices, ['activate']);
            await setDay(operator, '2023-01-31');
            await renewToken(admin);
            const { body } = await admin.del(licensePath(subscription, one),
                { ifMatch: '*', expect: 200 });
            assert.equal(body.assigned, 0);
        } finally {
            await setDay(operator, '2021-01-31');
        }
    });

    test('is released by naming the version of the subscription', async () => {
        const subscription = await newSubscription(operator, admin);
        const one = await member();
        const old = (await show(subscription)).headers.etag;
        const { headers: { etag } } = await assign(subscription, one);
        const path = licensePath(subscription, one);

        await admin.refused('DELETE', path, 428, 'etag-required');
        await admin.refused('DELETE', path, 412, 'etag-stale', { ifMatch: old });
        await admin.refused('DELETE', path, 412, 'etag-stale', { ifMatch: `W/${etag}` });
        assert.equal((await show(subscription)).body.assigned, 1);

        const released = await admin.del(path, { ifMatch: etag, expect: 200 });
        assert.equal(released.body.assigned, 0);
        assert.equal(released.headers.etag, old);
        assert.deepEqual(await admin.all(`subscriptions/${subscription.id}/licenses`), []);
        await admin.refused('DELETE', path, 404, 'not-found', { ifMatch: '*' });
    });

    test('is assigned to a version where one is named', async () => {
        const subscription = await newSubscription(operator, admin);
        const { headers: { etag } } = await show(subscription);
        const [one, two] = [await member(), await member()];
        await admin.put(licensePath(subscription, one), undefined, { ifMatch: etag, expect: 200 });
        await admin.refused('PUT', licensePath(subscription, two), 412, 'etag-stale',
            { ifMatch: etag });
    });

    test('freed by one is there for another', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 1 });
        const [one, two] = [await member(), await member()];
        await assign(subscription, one);
        await admin.del(licensePath(subscription, one), { ifMatch: '*', expect: 200 });
        assert.equal((await assign(subscription, two)).body.assigned, 1);
    });

    /* RULE CT-6: what counts is what is owned, not what is assigned. */
    test('need not be assigned to count when the subscription is extended', async () => {
        const plain = await newSubscription(operator, admin, { licenses: 100 });
        const used = await newSubscription(operator, admin, { licenses: 100 });
        await assign(used, await member());
        for (const subscription of [plain, used]) {
            const keys = await newKeys(operator, { licenses: 25 });
            await redeem(admin, 'extend', keys, { subscriptionId: subscription.id });
            assert.equal((await show(subscription)).body.endsOn, '2022-04-30');
        }
    });
});
