/*
 * Many benefits activated at once, by one request and from their list.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { tokenIn } from './lib/browser.mjs';
import { newSubscription } from './lib/keys.mjs';
import { atBrowser, newTenant, newUser, unique } from './lib/people.mjs';
import { core, enrol, incremental, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';
const today = new Date().toISOString().slice(0, 10);

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
after(() => server?.remove());

/* A partner with a benefit of each of so many new products. */
async function world(count) {
    const { partner, tenant } = await newTenant(operator);
    const admin = await newUser(operator, tenant, 'global-admin');
    const products = [];
    for (let i = 0; i < count; i += 1) {
        products.push(await newProduct(operator));
    }
    const offer = await newOffer(operator, 'action-pack',
        products.map((product) => core(product, 10)));
    await enrol(operator, partner, offer, today);
    const granted = await admin.all('benefits');
    const benefits = products.map(({ sku }) => granted.find((one) => one.sku === sku));
    const activate = async (ids, more = {}) => (await admin.post('activations',
        { tenantId: tenant.id, benefitIds: ids, ...more }, { expect: 200 })).body;
    return { partner, tenant, admin, products, benefits, ids: benefits.map(({ id }) => id), activate };
}

const resultsOf = ({ results }) => results.map(({ result, code }) => code ?? result);

describe('an activation of many', () => {
    test('begins a subscription for each product, as its dry run says', async () => {
        const { admin, ids, activate } = await world(3);
        const tried = await activate(ids, { dryRun: true });
        assert.deepEqual(resultsOf(tried), ['done', 'done', 'done']);
        assert.deepEqual(await admin.all('subscriptions'), []);
        const done = await activate(ids, { expect: tried.plan });
        assert.deepEqual(
            done.results.map(({ licenses, endsOn }) => ({ licenses, endsOn })),
            tried.results.map(({ licenses, endsOn }) => ({ licenses, endsOn })));
        const subscriptions = await admin.all('subscriptions');
        assert.deepEqual(subscriptions.map(({ id }) => id).sort(),
            done.results.map(({ subscriptionId }) => subscriptionId).sort());
        for (const { redemptionId, sku } of done.results) {
            const { body } = await admin.get(`redemptions/${redemptionId}`, { expect: 200 });
            assert.equal(body.sku, sku);
        }
        assert.deepEqual(resultsOf(await activate(ids)),
            ['benefit-without-key', 'benefit-without-key', 'benefit-without-key']);
    });

    test('says of each what became of it, and one that is refused holds up nobody', async () => {
        const { admin, benefits, ids, activate } = await world(2);
        await newSubscription(operator, admin, { sku: benefits[0].sku });
        const rows = [ids[0], ids[1], ids[1], `ben_${NOBODY}`, 'nothing'];
        const expected = ['subscription-exists', 'done', 'key-duplicate', 'not-found', 'not-found'];
        assert.deepEqual(resultsOf(await activate(rows, { dryRun: true })), expected);
        assert.deepEqual(resultsOf(await activate(rows)), expected);
    });

    /* RULE KEY-9, RULE SUB-3 */
    test('redeems the keys of one product together', async () => {
        const { partner, admin, products, activate } = await world(1);
        const competency = await newOffer(operator, 'silver',
            [incremental(products[0], 25)], { competency: `Competency ${unique()}` });
        await enrol(operator, partner, competency, today);
        const both = await admin.all('benefits');
        const { results } = await activate(both.map(({ id }) => id));
        assert.deepEqual(results.map(({ result }) => result), ['done', 'done']);
        assert.equal(results[0].redemptionId, results[1].redemptionId);
        assert.equal(results[0].licenses, 35);
    });

    /* RULE CT-7 */
    test('does what was expected or nothing', async () => {
        const { admin, ids, activate, tenant } = await world(2);
        const { plan } = await activate(ids, { dryRun: true });
        await activate([ids[0]]);
        await admin.refused('POST', 'activations', 409, 'preview-outdated',
            { body: { tenantId: tenant.id, benefitIds: ids, expect: plan } });
        assert.equal((await admin.all('subscriptions')).length, 1);
    });

    /* RULE SUB-4, RULE ROLE-2 */
    test('is of the own organisation and for who may redeem', async () => {
        const { admin, ids, tenant, partner } = await world(1);
        const { tenant: other } = await newTenant(operator);
        await admin.refused('POST', 'activations', 409, 'wrong-tenant',
            { body: { tenantId: other.id, benefitIds: ids } });
        const stranger = await newUser(operator, other, 'global-admin');
        const { body } = await stranger.post('activations',
            { tenantId: other.id, benefitIds: ids }, { expect: 200 });
        assert.deepEqual(resultsOf(body), ['not-found']);
        const reader = await newUser(operator, tenant, 'partner-admin');
        await reader.refused('POST', 'activations', 403, 'not-permitted',
            { body: { tenantId: tenant.id, benefitIds: ids } });
        assert.equal(partner.id, tenant.partnerId);
    });

    /* LIMIT BENEFITS_TOGETHER_MAX */
    test('is of 50 benefits at most', async () => {
        const { admin, tenant, activate } = await world(1);
        const some = Array.from({ length: 50 }, (_, i) => `ben_${i}`);
        assert.equal((await activate(some)).results.length, 50);
        for (const wrong of [[], [...some, 'ben_50']]) {
            await admin.refused('POST', 'activations', 422, 'member-invalid',
                { body: { tenantId: tenant.id, benefitIds: wrong } });
        }
    });
});

describe('from the list of benefits', () => {
    test('what is ticked is checked first, and then done', async () => {
        const { admin, ids, tenant } = await world(3);
        const person = await atBrowser(admin);
        const list = await person.get('/benefits?ticked=all');
        assert.equal(list.text.match(/name="benefitId"[^>]* checked/g).length, 3);
        const common = [['csrf', tokenIn(list.text)], ['tenantId', tenant.id],
            ...ids.map((id) => ['benefitId', id])];
        const check = await person.post('/activations/check', common);
        assert.equal(check.status, 200);
        assert.match(check.text, /Nothing is used yet/);
        assert.deepEqual(await admin.all('subscriptions'), []);
        const expect = /name="expect" value="([^"]+)"/.exec(check.text)[1];

        const unverified = await person.post('/activations', [...common, ['expect', expect]]);
        assert.equal(unverified.status, 422);
        assert.match(unverified.text, /href="#tenant-verified"/);
        assert.match(unverified.text, new RegExp(`value="${ids[2]}"`));

        const done = await person.post('/activations',
            [...common, ['expect', expect], ['tenantVerified', '1']]);
        assert.equal(done.status, 200);
        assert.equal(done.text.match(/href="\/redemptions\/red_/g).length, 3);
        assert.equal((await admin.all('subscriptions')).length, 3);

        const again = await person.post('/activations',
            [...common, ['expect', expect], ['tenantVerified', '1']]);
        assert.equal(again.status, 409);
        assert.match(again.text, /The result has changed since you looked/);
    });

    test('a tick is asked for', async () => {
        const { admin, tenant } = await world(1);
        const person = await atBrowser(admin, { language: 'sv' });
        const list = await person.get('/benefits');
        const none = await person.post('/activations/check',
            [['csrf', tokenIn(list.text)], ['tenantId', tenant.id]]);
        assert.equal(none.status, 422);
        assert.match(none.text, /Markera en förmån först\./);
    });
});
