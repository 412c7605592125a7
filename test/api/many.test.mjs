/*
 * Many people in one request: licences given and taken back, and access.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newSubscription } from './lib/keys.mjs';
import { newTenant, newUser, unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';

let server;
let operator;
let tenant;
let admin;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    ({ tenant } = await newTenant(operator));
    admin = await newUser(operator, tenant, 'global-admin');
});
after(() => server?.remove());

async function person(displayName) {
    const email = `person-${unique()}@${tenant.domain}`;
    const { body } = await admin.post(`tenants/${tenant.id}/users`,
        { email, displayName: displayName ?? `Person ${email}`, kind: 'member' }, { expect: 201 });
    return body;
}

async function people(count) {
    const made = [];
    for (let i = 0; i < count; i += 1) {
        made.push(await person());
    }
    return made;
}

const assign = async (subscription, said, more = {}) =>
    (await admin.post(`subscriptions/${subscription.id}/licenses`, { people: said, ...more },
        { expect: 200 })).body;
const release = async (subscription, said, more = {}) =>
    (await admin.post(`subscriptions/${subscription.id}/releases`, { people: said, ...more },
        { expect: 200 })).body;
const setAccess = async (said, disabled, more = {}) =>
    (await admin.post(`tenants/${tenant.id}/access`, { people: said, disabled, ...more },
        { expect: 200 })).body;

const holdersOf = async ({ id }) =>
    (await admin.all(`subscriptions/${id}/licenses`)).map(({ userId }) => userId).sort();
const resultsOf = ({ results }) => results.map(({ result, code }) => code ?? result);

describe('licences for many', () => {
    test('are given to whoever is named by id, address or whole name', async () => {
        const subscription = await newSubscription(operator, admin);
        const [anna, bo] = await people(2);
        const name = `Åsa Ödman ${unique()}`;
        const asa = await person(name);
        const answer = await assign(subscription,
            [anna.id, bo.email.toUpperCase(), name.toUpperCase()]);
        assert.deepEqual(resultsOf(answer), ['done', 'done', 'done']);
        assert.deepEqual(answer.results.map(({ userId }) => userId), [anna.id, bo.id, asa.id]);
        assert.equal(answer.subscription.assigned, 3);
        assert.deepEqual(await holdersOf(subscription), [anna.id, bo.id, asa.id].sort());
    });

    test('say of each what became of it, and one who is refused holds up nobody', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 3 });
        const [has, gets, out, second, left] = await people(5);
        const namesakes = `Same Name ${unique()}`;
        await person(namesakes);
        await person(namesakes);
        await setAccess([out.id], true);
        await assign(subscription, [has.id]);
        const answer = await assign(subscription, [has.id, gets.email, `nobody@${tenant.domain}`,
            namesakes, out.email, gets.id, second.id, left.id, `usr_${NOBODY}`]);
        assert.deepEqual(resultsOf(answer), ['unchanged', 'done', 'user-not-in-directory',
            'person-ambiguous', 'user-disabled', 'person-repeated', 'done', 'no-license-left',
            'user-not-in-directory']);
        assert.ok(answer.results[0].since);
        assert.deepEqual(answer.results.map(({ index }) => index), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
        assert.deepEqual(await holdersOf(subscription), [has.id, gets.id, second.id].sort());
    });

    test('are tried without doing anything, and then come to the same', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 1 });
        const [first, second] = await people(2);
        const rows = [first.email, 'x@y.example', second.email];
        const tried = await assign(subscription, rows, { dryRun: true });
        assert.deepEqual(await holdersOf(subscription), []);
        assert.deepEqual(await assign(subscription, rows), tried);
        assert.deepEqual(await holdersOf(subscription), [first.id]);

        const freed = await release(subscription, rows, { dryRun: true });
        assert.deepEqual(resultsOf(freed), ['done', 'user-not-in-directory', 'unchanged']);
        assert.deepEqual(await holdersOf(subscription), [first.id]);
        assert.deepEqual(await release(subscription, rows), freed);
        assert.deepEqual(await holdersOf(subscription), []);
        assert.equal(freed.subscription.assigned, 0);
    });

    test('leave an event for each that changed', async () => {
        const subscription = await newSubscription(operator, admin);
        const [anna, bo] = await people(2);
        await assign(subscription, [anna.id]);
        await assign(subscription, [anna.id, bo.id]);
        await release(subscription, [bo.id, 'nobody']);
        const events = await admin.all('events?limit=200');
        const about = events.filter(({ subject }) => subject === subscription.id)
            .map(({ type, data }) => `${type} ${data.userId}`)
            .filter((text) => text.startsWith('license.'));
        assert.deepEqual(about, [`license.assigned ${anna.id}`, `license.assigned ${bo.id}`,
            `license.released ${bo.id}`]);
    });

    test('are answered again by an Idempotency-Key, without a second time', async () => {
        const subscription = await newSubscription(operator, admin);
        const { id } = await person();
        const send = () => admin.post(`subscriptions/${subscription.id}/licenses`, { people: [id] },
            { expect: 200, idempotencyKey: 'many-1' });
        const first = await send();
        const again = await send();
        assert.equal(again.headers['idempotency-replayed'], 'true');
        assert.deepEqual(again.body, first.body);
    });

    /* LIMIT PEOPLE_TOGETHER_MAX */
    test('are for 500 people at most, and for one at least', async () => {
        const subscription = await newSubscription(operator, admin);
        const rows = Array.from({ length: 500 }, (_, i) => `nobody-${i}@${tenant.domain}`);
        const answer = await assign(subscription, rows);
        assert.equal(answer.results.length, 500);
        assert.deepEqual(new Set(resultsOf(answer)), new Set(['user-not-in-directory']));
        for (const said of [[...rows, 'one more'], []]) {
            for (const path of [`subscriptions/${subscription.id}/licenses`,
                `subscriptions/${subscription.id}/releases`]) {
                await admin.refused('POST', path, 422, 'member-invalid', { body: { people: said } });
            }
            await admin.refused('POST', `tenants/${tenant.id}/access`, 422, 'member-invalid',
                { body: { people: said, disabled: true } });
        }
    });

    /* RULE ROLE-2 */
    test('are of the own tenant alone', async () => {
        const { tenant: other } = await newTenant(operator);
        const stranger = await newUser(operator, other, 'global-admin');
        const subscription = await newSubscription(operator, admin);
        for (const path of ['licenses', 'releases']) {
            await stranger.refused('POST', `subscriptions/${subscription.id}/${path}`, 404,
                'not-found', { body: { people: [stranger.user.id] } });
        }
        assert.deepEqual(resultsOf(await assign(subscription, [stranger.user.id,
            stranger.user.email, stranger.user.displayName])),
        ['user-not-in-directory', 'user-not-in-directory', 'user-not-in-directory']);
    });

    test('can be taken back after the end, but not given', async () => {
        const ended = await startServer({ demo: true, testClock: true });
        try {
            const staff = new Api(ended, { token: ended.demo.operator.token });
            await staff.put('test-clock', { now: '2021-01-31T12:00:00Z' }, { expect: 200 });
            const { tenant: its } = await newTenant(staff);
            const owner = await newUser(staff, its, 'global-admin');
            const subscription = await newSubscription(staff, owner);
            const path = `subscriptions/${subscription.id}`;
            await owner.post(`${path}/licenses`, { people: [owner.user.id] }, { expect: 200 });
            await staff.put('test-clock', { now: '2022-02-10T12:00:00Z' }, { expect: 200 });
            await owner.refused('POST', `${path}/licenses`, 409, 'subscription-not-active',
                { body: { people: [owner.user.id], dryRun: true } });
            const { body } = await owner.post(`${path}/releases`, { people: [owner.user.id] },
                { expect: 200 });
            assert.deepEqual(resultsOf(body), ['done']);
        } finally {
            await ended.remove();
        }
    });
});

describe('the access of many', () => {
    const isDisabled = async ({ id }) =>
        (await admin.get(`users/${id}`, { expect: 200 })).body.disabled;

    test('ends and begins again, each as a change of one', async () => {
        const [anna, bo] = await people(2);
        const said = [anna.id, bo.email, 'nobody', anna.email, admin.user.id];
        const expected = ['done', 'done', 'user-not-in-directory', 'person-repeated',
            'not-permitted'];
        assert.deepEqual(resultsOf(await setAccess(said, true, { dryRun: true })), expected);
        assert.equal(await isDisabled(anna), false);
        assert.deepEqual(resultsOf(await setAccess(said, true)), expected);
        assert.deepEqual([await isDisabled(anna), await isDisabled(bo)], [true, true]);
        assert.equal(await isDisabled(admin.user), false);
        assert.deepEqual(resultsOf(await setAccess([anna.id, bo.id], true)),
            ['unchanged', 'unchanged']);
        assert.deepEqual(resultsOf(await setAccess([anna.id], false)), ['done']);
        assert.deepEqual([await isDisabled(anna), await isDisabled(bo)], [false, true]);
    });

    test('of a global admin is not for a user admin to change', async () => {
        const users = await newUser(operator, tenant, 'user-admin');
        const someone = await person();
        const { body } = await users.post(`tenants/${tenant.id}/access`,
            { people: [admin.user.id, someone.id], disabled: true }, { expect: 200 });
        assert.deepEqual(resultsOf(body), ['not-permitted', 'done']);
    });

    test('of another tenant is out of reach', async () => {
        const { tenant: other } = await newTenant(operator);
        await admin.refused('POST', `tenants/${other.id}/access`, 404, 'not-found',
            { body: { people: ['x'], disabled: true } });
    });
});
