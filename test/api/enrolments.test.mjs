/*
 * Enrolments: the year, what it grants, and who gets what when several offers grant the same.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { setDay } from './lib/keys.mjs';
import { newTenant, newUser, unique } from './lib/people.mjs';
import { core, enrol, incremental, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';
const TODAY = '2021-08-02';

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
beforeEach(() => setDay(operator, TODAY));
after(() => server?.remove());

/* A new partner and its administrator. */
async function newPartner() {
    const { partner, tenant } = await newTenant(operator);
    return { partner, tenant, admin: await newUser(operator, tenant, 'global-admin') };
}

async function benefitsOf(admin) {
    return admin.all('benefits');
}

/* What the list shows of a product, as "core 25, incremental 5". */
async function held(admin, product) {
    const benefits = (await benefitsOf(admin)).filter((benefit) => benefit.sku === product.sku);
    return benefits.map((benefit) => `${benefit.type} ${benefit.quantity.licenses}`).sort().join(', ');
}

async function redeemBenefit(admin, { keys: [{ ref }] }) {
    const { body } = await admin.post('redemptions',
        { tenantId: admin.user.tenantId, action: 'activate', separate: true, keyRefs: [ref] },
        { expect: 201 });
    return body;
}

async function show(api, id) {
    return (await api.get(`benefits/${id}`, { expect: 200 })).body;
}

/* RULE BEN-4: a membership year is 365 days, its benefits can be used until 30 days after it. */
test('an enrolment lasts 365 days and can be used for 30 more', async () => {
    const { partner, tenant } = await newPartner();
    const offer = await newOffer(operator, 'silver', [core(await newProduct(operator), 25)]);
    const made = await operator.post(`partners/${partner.id}/enrolments`,
        { offer: offer.code, startsOn: '2024-02-01' }, { expect: 201 });
    const { id, benefits, ...rest } = made.body;
    assert.deepEqual(rest, {
        partnerId: partner.id, offer: offer.code, tenantId: tenant.id, startsOn: '2024-02-01',
        endsOn: '2025-01-31', activateBy: '2025-03-02',
    });
    assert.equal(benefits.length, 1);
    assert.equal(made.headers.location, `/api/v1/enrolments/${id}`);
    assert.deepEqual((await operator.get(`enrolments/${id}`, { expect: 200 })).body, made.body);
    assert.deepEqual(await operator.all(`partners/${partner.id}/enrolments?limit=1`), [made.body]);
});

/* RULE BEN-1: an enrolment grants the offer's benefits: licences, credits, incidents. */
test('an enrolment grants what the offer holds, with a key for each licence benefit', async () => {
    const { partner, admin } = await newPartner();
    const licences = await newProduct(operator);
    const credit = await newProduct(operator, { kind: 'credit' });
    const support = await newProduct(operator, { kind: 'support' });
    const money = { period: 'month', currency: 'USD', amount: '100.00' };
    const offer = await newOffer(operator, 'gold', [
        core(licences, 100),
        { sku: credit.sku, type: 'core', credit: money },
        { sku: support.sku, type: 'incremental', incidents: 10 },
    ], { competency: 'Cloud Platform' });
    const { benefits, activateBy } = await enrol(operator, partner, offer);
    const [first, second, third] = await Promise.all(benefits.map((id) => show(admin, id)));
    const source = { offer: offer.code, name: offer.name, competency: 'Cloud Platform' };
    const [{ ref }] = first.keys;
    assert.deepEqual(first, {
        id: benefits[0], name: licences.name, sku: licences.sku, category: 'cloud', source,
        type: 'core', quantity: { licenses: 100 }, used: 0, status: 'ready', activateBy,
        keys: [{ ref, licenses: 100, status: 'ready', redeemBy: activateBy }],
    });
    assert.deepEqual([second.quantity, second.used, second.status, second.category, second.keys],
        [{ credit: money }, { currency: 'USD', amount: '0.00' }, 'ready', 'credit', []]);
    assert.deepEqual([third.quantity, third.used, third.status, third.category, third.keys],
        [{ incidents: 10 }, 0, 'ready', 'support', []]);
});

/* RULE BEN-1: core benefits come once, from the highest tier; incremental ones from every offer. */
describe('when several offers grant the same product', () => {
    const CASES = [
        ['gold after silver takes its place', [['silver', 25], ['gold', 100]], 'core 100'],
        ['silver after gold adds nothing', [['gold', 100], ['silver', 25]], 'core 100'],
        ['a higher tier wins even with less', [['silver', 25], ['gold', 10]], 'core 10'],
        ['of one tier the larger quantity counts', [['gold', 60], ['gold', 100]], 'core 100'],
        ['of one tier the smaller adds nothing', [['gold', 100], ['gold', 60]], 'core 100'],
        ['three tiers give one', [['silver', 25], ['action-pack', 5], ['gold', 100]], 'core 100'],
    ];
    for (const [fact, offers, expected] of CASES) {
        test(fact, async () => {
            const { partner, admin } = await newPartner();
            const product = await newProduct(operator);
            for (const [tier, licenses] of offers) {
                await enrol(operator, partner,
                    await newOffer(operator, tier, [core(product, licenses)]));
            }
            assert.equal(await held(admin, product), expected);
        });
    }

    test('incremental benefits come from every offer', async () => {
        const { partner, admin } = await newPartner();
        const product = await newProduct(operator);
        await enrol(operator, partner, await newOffer(operator, 'silver', [incremental(product, 5)]));
        await enrol(operator, partner,
            await newOffer(operator, 'gold', [core(product, 100), incremental(product, 6)]));
        assert.equal(await held(admin, product), 'core 100, incremental 5, incremental 6');
    });

    test('what a lower tier gave and was redeemed stays, and only the difference comes', async () => {
        const { partner, admin } = await newPartner();
        const product = await newProduct(operator);
        const silver = await newOffer(operator, 'silver', [core(product, 25)]);
        const first = await enrol(operator, partner, silver);
        await redeemBenefit(admin, await show(admin, first.benefits[0]));
        await enrol(operator, partner, await newOffer(operator, 'gold', [core(product, 100)]));
        assert.equal(await held(admin, product), 'core 25, core 75');
        assert.equal((await show(admin, first.benefits[0])).status, 'used');
    });

    test('what is superseded is told, and its key opens nothing any more', async () => {
        const { partner, admin } = await newPartner();
        const product = await newProduct(operator);
        const silver = await newOffer(operator, 'silver', [core(product, 25)]);
        const first = await enrol(operator, partner, silver);
        const before = await show(admin, first.benefits[0]);
        const key = await admin.post(`benefits/${before.id}/keys/${before.keys[0].ref}/reveal`,
            { tenantId: admin.user.tenantId, tenantVerified: true }, { expect: 200 });
        const second = await enrol(operator, partner,
            await newOffer(operator, 'gold', [core(product, 100)]));

        const now = await show(admin, before.id);
        assert.deepEqual([now.status, now.used, now.keys[0].status], ['expired', 0, 'revoked']);
        await admin.refused('POST', `benefits/${now.id}/keys/${now.keys[0].ref}/reveal`, 404,
            'key-not-redeemable', { body: { tenantId: admin.user.tenantId, tenantVerified: true } });
        await admin.refused('POST', 'redemptions', 404, 'key-not-redeemable', {
            body: { tenantId: admin.user.tenantId, action: 'activate', keys: [key.body.key] },
        });
        const events = await admin.all('events');
        const told = events.find((event) => event.type === 'benefit.superseded');
        assert.equal(told.subject, before.id);
        assert.deepEqual(told.data, { enrolmentId: second.id, revokedKeys: [before.keys[0].ref] });
        /* RULE BEN-5: history stays. */
        assert.deepEqual((await operator.get(`enrolments/${first.id}`)).body.benefits, [before.id]);
    });

    /* RULE KEY-10: so what is superseded has one key, and its event never grows. */
    test('what has a replaced key has begun, and is not superseded', async () => {
        const { partner, admin } = await newPartner();
        const product = await newProduct(operator);
        const first = await enrol(operator, partner,
            await newOffer(operator, 'silver', [core(product, 25)]));
        const receipt = await redeemBenefit(admin, await show(admin, first.benefits[0]));
        await operator.post(`redemptions/${receipt.id}/replacement`, { reason: 'Wrong choice' },
            { expect: 201 });
        await enrol(operator, partner, await newOffer(operator, 'gold', [core(product, 100)]));
        assert.equal(await held(admin, product), 'core 25, core 75');
        const { keys } = await show(admin, first.benefits[0]);
        assert.deepEqual(keys.map((key) => key.status).sort(), ['ready', 'redeemed']);
        assert.ok((await admin.all('events')).every(({ type }) => type !== 'benefit.superseded'));
    });

    test('years that do not meet do not count together', async () => {
        const { partner, admin } = await newPartner();
        const product = await newProduct(operator);
        await enrol(operator, partner, await newOffer(operator, 'gold', [core(product, 100)]));
        const silver = await newOffer(operator, 'silver', [core(product, 25)]);
        await enrol(operator, partner, silver, '2022-08-02');
        assert.equal(await held(admin, product), 'core 100, core 25');
    });

    test('another partner\'s benefits have nothing to do with it', async () => {
        const one = await newPartner();
        const other = await newPartner();
        const product = await newProduct(operator);
        await enrol(operator, one.partner, await newOffer(operator, 'gold', [core(product, 100)]));
        await enrol(operator, other.partner, await newOffer(operator, 'silver', [core(product, 25)]));
        assert.equal(await held(other.admin, product), 'core 25');
    });
});

/* RULE BEN-5: renewal creates the next year's benefits; history stays. */
test('a renewal begins when the year before is over, and both years are there', async () => {
    const { partner, admin } = await newPartner();
    const offer = await newOffer(operator, 'silver', [core(await newProduct(operator), 25)]);
    const first = await enrol(operator, partner, offer);
    for (const startsOn of ['2020-08-03', TODAY, '2022-08-01']) {
        const problem = await operator.refused('POST', `partners/${partner.id}/enrolments`, 409,
            'enrolment-overlaps', { body: { offer: offer.code, startsOn } });
        assert.equal(problem.endsOn, '2022-08-02');
    }
    await setDay(operator, '2022-08-20');
    const second = await enrol(operator, partner, offer, '2022-08-02');
    const third = await enrol(operator, partner, offer, '2020-08-02');
    assert.deepEqual(await operator.all(`partners/${partner.id}/enrolments?limit=2`),
        [first, second, third]);
    assert.equal((await benefitsOf(admin)).length, 3);
});

/* RULE BEN-6: retired products stay valid where held but are no longer granted. */
test('a product that is retired meanwhile is not granted, and what is held stays', async () => {
    const { partner, admin } = await newPartner();
    const [old, next, other] = [await newProduct(operator), await newProduct(operator),
        await newProduct(operator)];
    const offer = await newOffer(operator, 'silver', [core(old, 25), core(other, 5)]);
    await enrol(operator, partner, offer);
    const { headers } = await operator.get(`products/${old.sku}`);
    await operator.patch(`products/${old.sku}`, { retired: true, replacedBy: next.sku },
        { ifMatch: headers.etag, expect: 200 });
    await enrol(operator, partner, offer, '2022-08-02');
    assert.equal(await held(admin, old), 'core 25');
    assert.equal(await held(admin, other), 'core 5, core 5');
});

describe('an enrolment is refused', () => {
    let partner;
    let offer;

    before(async () => {
        ({ partner } = await newPartner());
        offer = await newOffer(operator, 'silver', [core(await newProduct(operator), 25)]);
    });

    const CASES = [
        ['in an offer that is not there', { offer: 'no-such-offer' }, 'member-invalid', '/offer'],
        ['without an offer', { offer: undefined }, 'member-invalid', '/offer'],
        ['without a day', { startsOn: undefined }, 'member-invalid', '/startsOn'],
        ['on a day that there is not', { startsOn: '2021-02-29' }, 'member-invalid', '/startsOn'],
        ['where it would last beyond 9999', { startsOn: '9998-12-02' }, 'date-out-of-range',
            '/startsOn'],
        ['for a tenant that is not there', { tenantId: `ten_${NOBODY}` }, 'member-invalid',
            '/tenantId'],
        ['for a tenant of the wrong shape', { tenantId: 'x' }, 'member-invalid', '/tenantId'],
        ['with a member nobody knows', { endsOn: '2022-01-01' }, 'member-unknown', '/endsOn'],
    ];
    for (const [what, members, code, pointer] of CASES) {
        test(what, async () => {
            const body = { offer: offer.code, startsOn: TODAY, ...members };
            const problem = await operator.refused('POST', `partners/${partner.id}/enrolments`, 422,
                code, { body });
            assert.deepEqual(problem.errors.map((fault) => fault.pointer), [pointer]);
        });
    }

    test('for another partner\'s tenant', async () => {
        const other = await newPartner();
        const problem = await operator.refused('POST', `partners/${partner.id}/enrolments`, 422,
            'member-invalid', { body: { offer: offer.code, startsOn: TODAY, tenantId: other.tenant.id } });
        assert.equal(problem.errors[0].pointer, '/tenantId');
    });

    test('for a partner without a tenant', async () => {
        const { body } = await operator.post('partners', { name: `P ${unique()}`, country: 'SE' });
        await operator.refused('POST', `partners/${body.id}/enrolments`, 409, 'tenant-required',
            { body: { offer: offer.code, startsOn: TODAY } });
    });

    test('for a partner that is not there', async () => {
        for (const id of [`par_${NOBODY}`, 'x']) {
            await operator.refused('POST', `partners/${id}/enrolments`, 404, 'not-found',
                { body: { offer: offer.code, startsOn: TODAY } });
            await operator.refused('GET', `partners/${id}/enrolments`, 404, 'not-found');
            await operator.refused('GET', `enrolments/${id}`, 404, 'not-found');
        }
        await operator.refused('GET', `enrolments/enr_${NOBODY}`, 404, 'not-found');
    });

    test('and nothing is left of it', async () => {
        assert.deepEqual(await operator.all(`partners/${partner.id}/enrolments`), []);
    });
});

test('credits live in the tenant that is named, else in the first', async () => {
    const { partner, tenant } = await newPartner();
    const second = await operator.post(`partners/${partner.id}/tenants`,
        { name: 'Second', domain: `second-${unique()}.example` }, { expect: 201 });
    const product = await newProduct(operator, { kind: 'credit' });
    const credit = { sku: product.sku, type: 'core',
        credit: { period: 'year', currency: 'USD', amount: '6000.00' } };
    const one = await enrol(operator, partner, await newOffer(operator, 'silver', [credit]));
    const two = await enrol(operator, partner, await newOffer(operator, 'gold', [credit]), TODAY,
        { tenantId: second.body.id });
    assert.deepEqual([one.tenantId, two.tenantId], [tenant.id, second.body.id]);
});

/* RULE AUD-1: the event says what was granted. */
test('an enrolment leaves an event', async () => {
    const { partner, tenant, admin } = await newPartner();
    const offer = await newOffer(operator, 'silver', [core(await newProduct(operator), 25)]);
    const made = await enrol(operator, partner, offer);
    const events = await admin.all('events');
    const event = events.find((one) => one.type === 'enrolment.created');
    assert.equal(event.subject, made.id);
    assert.deepEqual(event.data, {
        offer: offer.code, tenantId: tenant.id, startsOn: TODAY, endsOn: '2022-08-02',
        benefits: made.benefits,
    });
});

/* RULE IDEM-1: sent again, it is the same enrolment. */
test('an enrolment that is sent twice is made once', async () => {
    const { partner } = await newPartner();
    const offer = await newOffer(operator, 'silver', [core(await newProduct(operator), 25)]);
    const body = { offer: offer.code, startsOn: TODAY };
    const options = { expect: 201, idempotencyKey: `enrol-${unique()}` };
    const one = await operator.post(`partners/${partner.id}/enrolments`, body, options);
    const two = await operator.post(`partners/${partner.id}/enrolments`, body, options);
    assert.deepEqual(two.body, one.body);
    assert.equal((await operator.all(`partners/${partner.id}/enrolments`)).length, 1);
});

/* LIMIT BENEFITS_OF_PARTNER_MAX: the list is read as a whole, so there is a most that one can have. */
test('a partner cannot have more benefits than a list can show', async () => {
    const { partner, admin } = await newPartner();
    const products = await Promise.all(Array.from({ length: 100 }, () => newProduct(operator)));
    const offer = await newOffer(operator, 'silver', products.map((product) => core(product, 1)));
    for (let year = 2001; year <= 2020; year++) {
        await enrol(operator, partner, offer, `${year}-06-01`);
    }
    const problem = await operator.refused('POST', `partners/${partner.id}/enrolments`, 409,
        'too-many-benefits', { body: { offer: offer.code, startsOn: '2021-06-01' } });
    assert.equal(problem.maxBenefits, 2000);
    const { text } = await admin.get('benefits', { accept: 'text/csv', expect: 200 });
    assert.equal(text.trimEnd().split('\r\n').length, 2001);
    assert.equal((await admin.get('benefits?limit=200&sort=-name', { expect: 200 })).body.items.length,
        200);
});
