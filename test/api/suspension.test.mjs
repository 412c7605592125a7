/*
 * A suspended partner sees everything and redeems, reveals, assigns and transfers nothing
 * (RULE BEN-12).
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newSubscription, setDay } from './lib/keys.mjs';
import { atBrowser, newTenant, newUser } from './lib/people.mjs';
import { core, enrol, newOffer, newProduct } from './lib/programme.mjs';
import { bulk, monthly, newPerson } from './lib/credits.mjs';
import { startServer } from './lib/server.mjs';

const WHY = { reason: 'Unpaid since March' };
const CODE = 'partner-suspended';
const TODAY = '2021-08-10';

let server;
let operator;
let world;

/* A partner with keys, a subscription with a licence to give, and credits of both kinds. */
async function newWorld() {
    const { partner, tenant } = await newTenant(operator);
    const admin = await newUser(operator, tenant, 'global-admin');
    const person = await newPerson(operator, tenant);
    const holder = await newPerson(operator, tenant);
    const product = await newProduct(operator);
    const cloud = [await newProduct(operator, { kind: 'credit' }),
        await newProduct(operator, { kind: 'credit' })];
    await enrol(operator, partner, await newOffer(operator, 'gold',
        [core(product, 5), monthly(cloud[0]), bulk(cloud[1])]));
    const subscription = await newSubscription(operator, admin, { sku: product.sku, licenses: 3 });
    await admin.put(`subscriptions/${subscription.id}/licenses/${holder.id}`, undefined,
        { expect: 200 });
    const credits = (await admin.get('credits', { expect: 200 })).body.items;
    const users = { monthly: await newPerson(operator, tenant), bulk: holder };
    for (const { id, kind } of credits) {
        await admin.put(`credits/${id}/users/${users[kind].id}`, undefined, { expect: 200 });
    }
    const benefits = (await admin.get('benefits', { expect: 200 })).body.items;
    const keys = (await admin.get('keys', { expect: 200 })).body.items;
    return { partner, tenant, admin, person, holder, product, subscription, credits, users, benefits, keys };
}

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    await setDay(operator, TODAY);
    world = await newWorld();
    await operator.post(`partners/${world.partner.id}/suspension`, WHY, { expect: 200 });
});
after(() => server?.remove());

const credit = (kind) => world.credits.find((one) => one.kind === kind);
const key = () => world.keys[0];
const verified = () => ({ tenantId: world.tenant.id, tenantVerified: true });
const people = () => ({ people: [world.person.id] });

describe('RULE BEN-12: a suspended partner is refused', () => {
    const CALLS = {
        'a redemption': () => ['POST', 'redemptions',
            { tenantId: world.tenant.id, action: 'activate', separate: true, keyRefs: [key().ref] }],
        'its preview': () => ['POST', 'redemptions/preview',
            { tenantId: world.tenant.id, action: 'activate', separate: true, keyRefs: [key().ref] }],
        'an activation': () => ['POST', 'activations',
            { tenantId: world.tenant.id, benefitIds: [key().benefitId] }],
        'a key': () => ['POST', `benefits/${key().benefitId}/keys/${key().ref}/reveal`, verified()],
        'many keys': () => ['POST', 'keys/reveal', { ...verified(), refs: [key().ref] }],
        'a licence': () => ['PUT',
            `subscriptions/${world.subscription.id}/licenses/${world.person.id}`],
        'many licences': () => ['POST', `subscriptions/${world.subscription.id}/licenses`, people()],
        'a credit': () => ['PUT', `credits/${credit('monthly').id}/users/${world.person.id}`],
        'a transfer': () => ['POST', `credits/${credit('bulk').id}/transfer`,
            { userId: world.person.id }],
    };
    for (const [what, call] of Object.entries(CALLS)) {
        test(what, async () => {
            const [method, path, body] = call();
            await world.admin.refused(method, path, 409, CODE, { body });
        });
    }

    test('and so are its pages', async () => {
        const browser = await atBrowser(world.admin);
        const pages = {
            '/drafts': ['/subscriptions', { keys: 'x' }],
            [`/subscriptions/${world.subscription.id}/licenses`]:
                [`/subscriptions/${world.subscription.id}`, { person: world.person.email }],
            [`/credits/${credit('monthly').id}/users`]:
                [`/credits/${credit('monthly').id}`, { person: world.person.email }],
        };
        for (const [action, [page, fields]] of Object.entries(pages)) {
            const answer = await browser.submit(page, action, fields);
            assert.equal(answer.status, 409, action);
            assert.match(answer.text, /part in the programme is suspended/);
        }
        const activate = await browser.get(`/activate`);
        assert.equal(activate.status, 409, activate.text.slice(0, 300));
    });
});

describe('RULE BEN-12: what goes on', () => {
    test('reading', async () => {
        const { admin, subscription, credits, benefits } = world;
        for (const path of ['benefits', 'keys', 'subscriptions', 'credits', 'redemptions', 'duties',
            'events', `subscriptions/${subscription.id}`, `credits/${credits[0].id}/ledger`,
            `benefits/${benefits[0].id}`]) {
            await admin.get(path, { expect: 200 });
        }
    });

    test('metering', async () => {
        const event = {
            source: 'meter', id: 'one', creditId: credit('monthly').id, userId: world.users.monthly.id,
            time: `${TODAY}T09:00:00Z`, amount: '1.00',
        };
        const { body } = await world.admin.post('usage', { events: [event] }, { expect: 200 });
        assert.equal(body.accepted, 1);
    });

    test('giving licences and credits back', async () => {
        const { admin, subscription, holder, users } = world;
        await admin.del(`credits/${credit('monthly').id}/users/${users.monthly.id}`,
            { ifMatch: '*', expect: 200 });
        await admin.post(`subscriptions/${subscription.id}/releases`, { people: [holder.id] },
            { expect: 200 });
    });

    test('everything of other partners', async () => {
        const other = await newWorld();
        await other.admin.post(`subscriptions/${other.subscription.id}/licenses`,
            { people: [other.person.id] }, { expect: 200 });
    });
});

describe('RULE BEN-12: the partner is told', () => {
    test('by an event with the reason', async () => {
        const reader = await newUser(operator, world.tenant, 'reader');
        for (const api of [world.admin, reader]) {
            const event = (await api.all('events?limit=200'))
                .find(({ type }) => type === 'partner.suspended');
            assert.equal(event.subject, world.partner.id);
            assert.equal(event.reason, WHY.reason);
        }
    });

    test('by every page, in both languages', async () => {
        const browser = await atBrowser(world.admin);
        for (const page of ['/home', '/benefits', '/organisation']) {
            assert.match((await browser.get(page)).text, /id="suspended"/);
        }
        browser.language = 'sv';
        const swedish = await browser.get('/home', { headers: { 'accept-language': 'sv' } });
        assert.match(swedish.text, /deltagande i programmet är avstängt/);
    });
});

test('a partner is suspended once, and resumed by one person', async () => {
    const { partner, admin, subscription, person } = await newWorld();
    const path = `partners/${partner.id}/suspension`;
    await operator.refused('DELETE', path, 404, 'not-found', { ifMatch: '*' });
    const { body } = await operator.post(path, WHY, { expect: 200 });
    assert.equal(body.suspendedAt, (await operator.get(`partners/${partner.id}`)).body.suspendedAt);
    await operator.refused('POST', path, 409, 'already-suspended', { body: WHY });
    await operator.refused('DELETE', path, 428, 'etag-required');
    await operator.refused('DELETE', path, 412, 'etag-stale', { ifMatch: '"other"' });
    const { headers } = await operator.get(`partners/${partner.id}`);
    const resumed = await operator.del(path, { ifMatch: headers.etag, expect: 200 });
    assert.equal(resumed.body.suspendedAt, undefined);
    await operator.refused('DELETE', path, 404, 'not-found', { ifMatch: '*' });
    await admin.put(`subscriptions/${subscription.id}/licenses/${person.id}`, undefined,
        { expect: 200 });
    const events = (await admin.all('events?limit=200')).map(({ type }) => type);
    assert.deepEqual(events.filter((type) => /^partner\.(suspended|resumed)/.test(type)),
        ['partner.suspended', 'partner.resumed']);
});

describe('a suspension is refused', () => {
    test('without a reason', async () => {
        const { partner } = await newTenant(operator);
        for (const body of [{}, { reason: '' }, { reason: 'x'.repeat(501) }]) {
            const problem = await operator.refused('POST', `partners/${partner.id}/suspension`, 422,
                'member-invalid', { body });
            assert.deepEqual(problem.errors.map(({ pointer }) => pointer), ['/reason']);
        }
    });

    test('of a partner that is not there', async () => {
        for (const id of ['par_01HZX3M8Q2V7T5N9K4R6W1Y0ZZ', 'x']) {
            await operator.refused('POST', `partners/${id}/suspension`, 404, 'not-found',
                { body: WHY });
            await operator.refused('DELETE', `partners/${id}/suspension`, 404, 'not-found');
        }
    });
});
