/*
 * The catalogue: products and the offers made of them.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
});

after(() => server.remove());

async function newProduct(members = {}) {
    const sku = `product-${unique()}`;
    const { body } = await operator.post('products',
        { sku, name: `Product ${sku}`, kind: 'license', ...members }, { expect: 201 });
    return body;
}

function offerOf(...benefits) {
    return { code: `offer-${unique()}`, name: 'Offer', tier: 'silver', benefits };
}

const licences = (product, licenses = 5) => ({ sku: product.sku, type: 'core', licenses });

/* The pointers of the members that a refusal complains of. */
const pointersOf = (problem) => problem.errors.map((fault) => fault.pointer);

test('a product is made, shown and listed as it was said', async () => {
    const said = {
        sku: `shiny-${unique()}`, name: 'Shiny Plan 2', nameSv: 'Blänk plan 2', kind: 'license',
        maxLicenses: 300,
    };
    const made = await operator.post('products', said, { expect: 201 });
    assert.equal(made.headers.location, `/api/v1/products/${said.sku}`);
    const { createdAt, ...rest } = made.body;
    assert.deepEqual(rest, { ...said, retired: false });

    const shown = await operator.get(`products/${said.sku}`, { expect: 200 });
    assert.deepEqual(shown.body, made.body);
    assert.equal(shown.headers.etag, made.headers.etag);
    const listed = await operator.all('products?limit=200');
    assert.deepEqual(listed.find((product) => product.sku === said.sku), made.body);
});

test('only licences have a largest number, ten million unless said otherwise', async () => {
    assert.equal((await newProduct()).maxLicenses, 10_000_000);
    assert.equal((await newProduct({ kind: 'credit' })).maxLicenses, undefined);
    const problem = await operator.refused('POST', 'products', 422, 'member-invalid',
        { body: { sku: `c-${unique()}`, name: 'Credit', kind: 'credit', maxLicenses: 5 } });
    assert.deepEqual(pointersOf(problem), ['/maxLicenses']);
});

test('a SKU is taken once', async () => {
    const { sku } = await newProduct();
    await operator.refused('POST', 'products', 409, 'already-exists',
        { body: { sku, name: 'Another', kind: 'support' } });
    const { body } = await operator.get(`products/${sku}`);
    assert.equal(body.kind, 'license');
});

const WRONG_PRODUCTS = [
    ['a SKU in capitals', { sku: 'Shiny' }, '/sku'],
    ['a SKU with two hyphens', { sku: 'shiny--plan' }, '/sku'],
    ['a SKU of 65 characters', { sku: 'a'.repeat(65) }, '/sku'],
    ['no name', { name: undefined }, '/name'],
    ['an empty name', { name: '' }, '/name'],
    ['a name of two lines', { name: 'Shiny\nPlan' }, '/name'],
    ['a name of 201 characters', { name: 'ö'.repeat(201) }, '/name'],
    ['another kind', { kind: 'gadget' }, '/kind'],
    ['no licences', { maxLicenses: 0 }, '/maxLicenses'],
    ['too many licences', { maxLicenses: 10_000_001 }, '/maxLicenses'],
    ['half a licence', { maxLicenses: 1.5 }, '/maxLicenses'],
    ['a replacement that is not there', { replacedBy: 'nowhere' }, '/replacedBy'],
    ['itself as replacement', { sku: 'ouroboros', replacedBy: 'ouroboros' }, '/replacedBy'],
];

for (const [what, members, pointer] of WRONG_PRODUCTS) {
    test(`a product with ${what} is refused at ${pointer}`, async () => {
        const body = { sku: `wrong-${unique()}`, name: 'Wrong', kind: 'license', ...members };
        const problem = await operator.refused('POST', 'products', 422, 'member-invalid', { body });
        assert.deepEqual(pointersOf(problem), [pointer]);
        assert.equal((await operator.get(`products/${body.sku}`)).status, 404);
    });
}

test('an unknown member is refused, and every fault is told at once', async () => {
    const body = { sku: 'Not A Sku', kind: 'license', colour: 'red' };
    const { body: problem } = await operator.post('products', body, { expect: 422 });
    assert.equal(problem.code, problem.errors[0].code);
    assert.deepEqual(pointersOf(problem).sort(), ['/colour', '/name', '/sku']);
});

test('faults are told in the language of the reader', async () => {
    const body = { sku: 'self', name: 'Self', kind: 'license', replacedBy: 'self' };
    const problem = await operator.as(operator.token, 'sv')
        .refused('POST', 'products', 422, 'member-invalid', { body });
    assert.equal(problem.errors[0].detail, 'En produkt kan inte ersätta sig själv.');
});

test('a change names the version it changes, and absent members stay', async () => {
    const product = await newProduct({ maxLicenses: 10 });
    const path = `products/${product.sku}`;
    const { headers: { etag } } = await operator.get(path);

    await operator.refused('PATCH', path, 428, 'etag-required', { body: { name: 'New' } });
    await operator.refused('PATCH', path, 412, 'etag-stale',
        { body: { name: 'New' }, ifMatch: '"of-another-version"' });
    const changed = await operator.patch(path, { name: 'New' }, { ifMatch: etag, expect: 200 });
    assert.deepEqual(changed.body, { ...product, name: 'New' });
    assert.notEqual(changed.headers.etag, etag);
    assert.equal((await operator.get(path)).headers.etag, changed.headers.etag);
    await operator.refused('PATCH', path, 412, 'etag-stale',
        { body: { name: 'Newer' }, ifMatch: etag });
});

test('what nobody can change is refused as unknown, and what is not there is not found', async () => {
    const { sku } = await newProduct();
    for (const body of [{ sku: 'other' }, { kind: 'credit' }]) {
        await operator.refused('PATCH', `products/${sku}`, 422, 'member-unknown',
            { body, ifMatch: '*' });
    }
    await operator.refused('PATCH', 'products/nowhere', 404, 'not-found',
        { body: { name: 'New' }, ifMatch: '*' });
    await operator.refused('GET', 'products/nowhere', 404, 'not-found');
});

/* RULE AUD-1: there is no change without an event, and no event without its change. */
test('a change leaves one event and what changes nothing leaves none', async () => {
    const { sku, name } = await newProduct();
    const path = `products/${sku}`;
    await operator.patch(path, { retired: true }, { ifMatch: '*', expect: 200 });
    await operator.patch(path, { retired: true, name }, { ifMatch: '*', expect: 200 });
    await operator.patch(path, {}, { ifMatch: '*', expect: 200 });
    await operator.patch(path, { name: 'X' }, { ifMatch: '"stale"', expect: 412 });

    const events = (await operator.all('events?limit=200')).filter((one) => one.subject === sku);
    assert.deepEqual(events.map((one) => one.type), ['product.created', 'product.changed']);
    assert.deepEqual(events[1].data, { retired: true });
});

/* RULE BEN-6: retired products are no longer granted; the catalogue names the replacement. */
test('a retired product is not offered any more, and the refusal names what replaces it', async () => {
    const next = await newProduct();
    const old = await newProduct();
    await operator.patch(`products/${old.sku}`, { retired: true, replacedBy: next.sku },
        { ifMatch: '*', expect: 200 });

    const problem = await operator.refused('POST', 'offers', 409, 'product-retired',
        { body: offerOf(licences(next), licences(old)) });
    assert.equal(problem.replacedBy, next.sku);
    assert.deepEqual(pointersOf(problem), ['/benefits/1/sku']);
    await operator.post('offers', offerOf(licences(next)), { expect: 201 });
});

test('a product may retire with nothing in its place, and come back', async () => {
    const product = await newProduct({ retired: true });
    const problem = await operator.refused('POST', 'offers', 409, 'product-retired',
        { body: offerOf(licences(product)) });
    assert.equal(problem.replacedBy, undefined);
    assert.doesNotMatch(problem.detail, /[{}]/);
    await operator.patch(`products/${product.sku}`, { retired: false },
        { ifMatch: '*', expect: 200 });
    await operator.post('offers', offerOf(licences(product)), { expect: 201 });
});

test('the catalogue is listed part by part, in order and without gaps', async () => {
    await newProduct();
    const whole = (await operator.all('products?limit=200')).map((product) => product.sku);
    const parts = (await operator.all('products?limit=3')).map((product) => product.sku);
    assert.deepEqual(parts, whole);
    assert.deepEqual(whole, [...whole].sort());
    const last = await operator.get('products?limit=200', { expect: 200 });
    assert.equal('next' in last.body, false);
});

test('an offer is made, shown and listed with its benefits in order', async () => {
    const licence = await newProduct();
    const credit = await newProduct({ kind: 'credit' });
    const support = await newProduct({ kind: 'support' });
    const said = {
        ...offerOf(
            { sku: support.sku, type: 'core', incidents: 10 },
            { sku: credit.sku, type: 'incremental',
                credit: { period: 'year', currency: 'USD', amount: '12000.00' } },
            { sku: credit.sku, type: 'core',
                credit: { period: 'month', currency: 'SEK', amount: '0.000001' } },
            { sku: licence.sku, type: 'core', licenses: 25 }),
        tier: 'gold', competency: 'Cloud Platform',
    };
    const made = await operator.post('offers', said, { expect: 201 });
    assert.equal(made.headers.location, `/api/v1/offers/${said.code}`);
    const { id, createdAt, ...rest } = made.body;
    assert.deepEqual(rest, said);
    const shown = await operator.get(`offers/${said.code}`, { expect: 200 });
    assert.deepEqual(shown.body, made.body);
    const listed = (await operator.all('offers?limit=1')).filter((one) => one.code === said.code);
    assert.deepEqual(listed, [made.body]);
    await operator.refused('POST', 'offers', 409, 'already-exists', { body: said });
    await operator.refused('GET', 'offers/nowhere', 404, 'not-found');
});

test('an amount is kept exactly and shown with at least two decimals', async () => {
    const { sku } = await newProduct({ kind: 'credit' });
    const amounts = [['100', '100.00'], ['100.5', '100.50'], ['0.010', '0.01'],
        ['999999999999.999999', '999999999999.999999']];
    for (const [amount, shown] of amounts) {
        const credit = { period: 'month', currency: 'USD', amount };
        const { body } = await operator.post('offers', offerOf({ sku, type: 'core', credit }),
            { expect: 201 });
        assert.equal(body.benefits[0].credit.amount, shown);
    }
});

test('what is no amount above zero is refused', async () => {
    const { sku } = await newProduct({ kind: 'credit' });
    for (const amount of ['0', '0.00', '-1', '1e3', '1,50', '.5', '5.', '1.0000001',
        '1000000000000', ' 1', '', 'all of it']) {
        const credit = { period: 'month', currency: 'USD', amount };
        const problem = await operator.refused('POST', 'offers', 422, 'member-invalid',
            { body: offerOf({ sku, type: 'core', credit }) });
        assert.deepEqual(pointersOf(problem), ['/benefits/0/credit/amount'], amount);
    }
});

test('a benefit states the one quantity that its product is counted in', async () => {
    const licence = await newProduct({ maxLicenses: 100 });
    const support = await newProduct({ kind: 'support' });
    const one = (product, quantity) => ({ sku: product.sku, type: 'core', ...quantity });

    for (const quantity of [{}, { licenses: 5, incidents: 5 }]) {
        const problem = await operator.refused('POST', 'offers', 422, 'member-invalid',
            { body: offerOf(one(support, { incidents: 1 }), one(licence, quantity)) });
        assert.deepEqual(pointersOf(problem), ['/benefits/1']);
    }
    await operator.refused('POST', 'offers', 409, 'product-kind-mismatch',
        { body: offerOf(one(support, { licenses: 5 })) });
    await operator.refused('POST', 'offers', 409, 'product-kind-mismatch',
        { body: offerOf(one(licence, { incidents: 5 })) });
    const problem = await operator.refused('POST', 'offers', 409, 'too-many-licenses',
        { body: offerOf(licences(licence, 101)) });
    assert.equal(problem.maxLicenses, 100);
    await operator.post('offers', offerOf(licences(licence, 100)), { expect: 201 });
});

test('an offer names products that exist, each once of a type', async () => {
    const product = await newProduct();
    const unknown = await operator.refused('POST', 'offers', 422, 'member-invalid',
        { body: offerOf(licences(product), { sku: 'nowhere', type: 'core', licenses: 1 }) });
    assert.deepEqual(pointersOf(unknown), ['/benefits/1/sku']);
    const twice = await operator.refused('POST', 'offers', 422, 'member-invalid',
        { body: offerOf(licences(product), licences(product, 6)) });
    assert.deepEqual(pointersOf(twice), ['/benefits/1/sku']);
    await operator.post('offers',
        offerOf(licences(product), { ...licences(product), type: 'incremental' }), { expect: 201 });
});

test('an offer that is refused is not there', async () => {
    const product = await newProduct();
    const body = offerOf(licences(product), { sku: 'nowhere', type: 'core', licenses: 1 });
    await operator.refused('POST', 'offers', 422, 'member-invalid', { body });
    await operator.refused('GET', `offers/${body.code}`, 404, 'not-found');
});

const WRONG_OFFERS = [
    ['no benefit', { benefits: [] }, '/benefits'],
    ['another tier', { tier: 'platinum' }, '/tier'],
    ['a code with a space', { code: 'gold offer' }, '/code'],
    ['a benefit without a product', { benefits: [{ type: 'core', licenses: 1 }] }, '/benefits/0/sku'],
    ['a benefit of another type', { benefits: [{ sku: 'x', type: 'extra', licenses: 1 }] },
        '/benefits/0/type'],
    ['a currency in small letters', {
        benefits: [{ sku: 'x', type: 'core', credit: { period: 'year', currency: 'usd', amount: '1' } }],
    }, '/benefits/0/credit/currency'],
    ['an amount that is a number', {
        benefits: [{ sku: 'x', type: 'core', credit: { period: 'year', currency: 'USD', amount: 1 } }],
    }, '/benefits/0/credit/amount'],
    ['101 benefits', {
        benefits: Array.from({ length: 101 }, (_, i) => ({ sku: `x-${i}`, type: 'core', licenses: 1 })),
    }, '/benefits'],
];

for (const [what, members, pointer] of WRONG_OFFERS) {
    test(`an offer with ${what} is refused at ${pointer}`, async () => {
        const body = { ...offerOf({ sku: 'x', type: 'core', licenses: 1 }), ...members };
        const problem = await operator.refused('POST', 'offers', 422, 'member-invalid', { body });
        assert.deepEqual(pointersOf(problem), [pointer]);
    });
}
