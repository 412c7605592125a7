/*
 * Meters and what they cost, and exchange rates: the operator's to set.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import {
    assign, bulk, happened, ledger, monthly, newCreditProduct, newPerson, report, show, sum, usd,
    used, withCredit,
} from './lib/credits.mjs';
import { setDay } from './lib/keys.mjs';
import { newStaff, newUser, unique } from './lib/people.mjs';
import { enrol, newOffer } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const DAY = '2021-08-02';
const NOON = `${DAY}T12:00:00Z`;

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
after(() => server?.remove());

const sek = (amount) => ({ currency: 'SEK', amount });

async function newMeter(amount = '0.25', members = {}) {
    const code = `meter-${unique()}`;
    const { body } = await operator.post('meters',
        { code, name: 'Virtual machine', unit: 'hour', price: usd(amount), ...members },
        { expect: 201 });
    return body;
}

async function setPrice(meter, price, members = {}) {
    return (await operator.put(`meters/${meter.code}/price`, { price, ...members },
        { expect: 200 })).body;
}

/* A credit that somebody holds, and what it takes from it to report that event. */
async function heldCredit() {
    await setDay(operator, DAY);
    const made = await withCredit(operator, DAY, monthly);
    const person = await newPerson(operator, made.tenant);
    await assign(made.admin, made.credit, person);
    return { ...made, person };
}

async function usedBy(admin, credit) {
    return (await show(admin, credit)).used.amount;
}

describe('a meter', () => {
    test('is made with its first price', async () => {
        await setDay(operator, DAY);
        const made = await operator.post('meters', {
            code: 'vm-hours', name: 'Virtual machine', unit: 'hour', price: usd('0.25'),
        }, { idempotencyKey: 'vm', expect: 201 });
        const { prices: [price], createdAt, ...rest } = made.body;
        assert.deepEqual(rest, { code: 'vm-hours', name: 'Virtual machine', unit: 'hour' });
        assert.deepEqual([price.amount, price.validFrom], ['0.25', createdAt]);
        assert.equal(made.headers.location, '/api/v1/meters/vm-hours');
        const { body, headers } = await operator.get('meters/vm-hours', { expect: 200 });
        assert.deepEqual(body, made.body);
        assert.equal(headers.etag, made.headers.etag);
        await operator.refused('POST', 'meters', 409, 'already-exists',
            { body: { code: 'vm-hours', name: 'Again', unit: 'hour', price: usd('1') } });
        await newMeter();
        const all = await operator.all('meters?limit=1');
        assert.ok(all.some(({ code }) => code === 'vm-hours') && all.length >= 2);
        const events = await operator.all('events?limit=200');
        const [created] = events.filter(({ type }) => type === 'meter.created');
        assert.deepEqual([created.subject, created.data.price], ['vm-hours', usd('0.25')]);
    });

    test('tells when it gets another price', async () => {
        await setDay(operator, DAY);
        const meter = await newMeter();
        await setPrice(meter, usd('2'), { validFrom: NOON });
        assert.deepEqual(await happened(operator, { id: meter.code }, 'meter.priced'),
            [['meter.priced', { price: usd('2.00'), validFrom: NOON }]]);
    });

    test('has the price of the moment in which something is used', async () => {
        const { admin, credit, person } = await heldCredit();
        const meter = await newMeter('0.25', { validFrom: '2021-08-01T00:00:00Z' });
        const event = (quantity, time) =>
            used(credit, person, null, time, { meter: meter.code, quantity });
        await report(admin, [event(4, NOON), event('1.5', NOON), event(0, NOON)]);
        const { code, prices: [{ validFrom }] } = await newMeter('9');
        const { rejected } = await report(admin,
            [used(credit, person, null, validFrom, { meter: code, quantity: 0 })]);
        assert.deepEqual(rejected, [], 'from the second that it says');
        assert.equal(await usedBy(admin, credit), '1.375');
        await setDay(operator, '2021-08-20');
        const changed = await setPrice(meter, usd('1'), { validFrom: '2021-08-10T00:00:00Z' });
        assert.deepEqual(changed.prices.map((price) => price.amount), ['1.00']);
        await report(admin, [event(1, '2021-08-09T23:59:59Z'), event(1, '2021-08-10T00:00:00Z')]);
        assert.equal(await usedBy(admin, credit), '2.625');
        await setPrice(meter, usd('5'), { validFrom: '2021-09-01T00:00:00Z' });
        const { body } = await operator.get(`meters/${meter.code}`, { expect: 200 });
        assert.deepEqual(body.prices.map((price) => price.amount), ['1.00'], 'it is not September');
    });

    test('costs what the event says, where it says so', async () => {
        const { admin, credit, person } = await heldCredit();
        const meter = await newMeter('0.25', { validFrom: '2021-08-01T00:00:00Z' });
        await report(admin,
            [used(credit, person, '7', NOON, { meter: meter.code, quantity: 4 })]);
        assert.equal(await usedBy(admin, credit), '7.00');
    });

    test('rounds to the nearest millionth, a half up', async () => {
        const { admin, credit, person } = await heldCredit();
        const meter = await newMeter('0.000001', { validFrom: '2021-08-01T00:00:00Z' });
        const event = (quantity) =>
            used(credit, person, null, NOON, { meter: meter.code, quantity });
        await report(admin, [event('0.5'), event('0.499999')]);
        assert.equal(await usedBy(admin, credit), '0.000001');
    });

    test('has no price before its first one, and none in another currency', async () => {
        const { admin, credit, person } = await heldCredit();
        const later = await newMeter('1', { validFrom: '2021-08-02T11:59:59Z' });
        const foreign = await newMeter('1', { price: sek('1'),
            validFrom: '2021-08-01T00:00:00Z' });
        const { rejected } = await report(admin, [later, foreign].map(({ code }) =>
            used(credit, person, null, '2021-08-02T11:00:00Z', { meter: code, quantity: 1 })));
        assert.deepEqual(rejected.map(({ code }) => code), ['meter-unknown', 'meter-unknown']);
        const both = await setPrice(foreign, usd('2'), { validFrom: '2021-08-01T00:00:00Z' });
        assert.deepEqual(both.prices.map(({ currency }) => currency), ['SEK', 'USD']);
    });

    test('cannot cost more than can be counted', async () => {
        const { admin, credit, person } = await heldCredit();
        const meter = await newMeter('999999999999', { validFrom: '2021-08-01T00:00:00Z' });
        const { rejected } = await report(admin, [used(credit, person, null, NOON,
            { meter: meter.code, quantity: 999999999999 })]);
        assert.deepEqual(rejected.map(({ code }) => code), ['amount-too-large']);
        assert.equal(await usedBy(admin, credit), '0.00');
    });

    test('belongs to the operator', async () => {
        const { admin } = await heldCredit();
        const meter = await newMeter();
        const manager = await newStaff(operator, 'catalogue-manager');
        await manager.put(`meters/${meter.code}/price`, { price: usd('2') }, { expect: 200 });
        const auditor = await newStaff(operator, 'auditor');
        await auditor.get(`meters/${meter.code}`, { expect: 200 });
        for (const api of [auditor, admin]) {
            await api.refused('PUT', `meters/${meter.code}/price`, 403, 'not-permitted',
                { body: { price: usd('2') } });
            await api.refused('PUT', 'rates', 403, 'not-permitted',
                { body: { from: 'USD', to: 'SEK', rate: '1' } });
        }
        await admin.refused('GET', 'meters', 403, 'not-permitted');
        await operator.refused('GET', 'meters/no-such-meter', 404, 'not-found');
        await operator.refused('PUT', 'meters/no-such-meter/price', 404, 'not-found',
            { body: { price: usd('2') } });
        for (const price of [usd('0'), usd('-1'), { currency: 'dollar', amount: '1' }]) {
            await operator.refused('PUT', `meters/${meter.code}/price`, 422, 'member-invalid',
                { body: { price } });
        }
    });
});

/* RULE CR-10: in the tenant's currency at the operator's fixed rate of the grant. */
describe('a credit in the currency of its tenant', () => {
    const setRate = (from, to, rate) =>
        operator.put('rates', { from, to, rate }, { expect: 200 });

    async function newSwede(members = { currency: 'SEK' }) {
        const partner = (await operator.post('partners',
            { name: `Partner ${unique()}`, country: 'SE' }, { expect: 201 })).body;
        const tenant = (await operator.post(`partners/${partner.id}/tenants`,
            { name: 'Nord', domain: `nord-${unique()}.example`, ...members },
            { expect: 201 })).body;
        return { partner, tenant, admin: await newUser(operator, tenant, 'global-admin') };
    }

    test('has a rate whose setting is told', async () => {
        await setDay(operator, DAY);
        await setRate('USD', 'ISK', '9.5');
        assert.deepEqual(await happened(operator, { id: 'ISK' }, 'rate.set'),
            [['rate.set', { from: 'USD', to: 'ISK', rate: '9.50' }]]);
    });

    test('has the amount that the rate of that day makes of it', async () => {
        await setDay(operator, DAY);
        await setRate('USD', 'SEK', '10.55');
        const { partner, tenant, admin } = await newSwede();
        assert.equal(tenant.currency, 'SEK');
        assert.equal((await admin.get(`tenants/${tenant.id}`)).body.currency, 'SEK');
        const product = await newCreditProduct(operator);
        const offer = await newOffer(operator, 'gold', [monthly(product, '100.00')]);
        await enrol(operator, partner, offer, DAY);
        const [credit] = await admin.all('credits');
        assert.deepEqual([credit.amount, credit.balance, credit.rate],
            [sek('1055.00'), sek('1055.00'), '10.55']);
        await setRate('USD', 'SEK', '12');
        assert.deepEqual(await show(admin, credit), credit);
        await setDay(operator, '2021-09-02');
        assert.deepEqual((await show(admin, credit)).balance, sek('1055.00'));

        const person = await newPerson(operator, tenant);
        await assign(admin, credit, person);
        const answer = await report(admin, [used(credit, person, '100', '2021-09-02T10:00:00Z'),
            used(credit, person, sek('50'), '2021-09-02T10:00:00Z'),
            used(credit, person, usd('50'), '2021-09-02T10:00:00Z')]);
        assert.deepEqual(answer.rejected.map(({ code }) => code), ['currency-mismatch']);
        assert.deepEqual((await show(admin, credit)).used, sek('150.00'));
        const { body: benefit } = await admin.get(`benefits/${credit.benefitId}`);
        assert.deepEqual(benefit.used, sek('150.00'));
        assert.equal(sum(await ledger(admin, credit)), 0n);
        const [[, data]] = await happened(admin, credit, 'credit.provisioned');
        assert.deepEqual(data.amount, sek('1055.00'));
    });

    test('needs a rate', async () => {
        await setDay(operator, DAY);
        const { partner } = await newSwede({ currency: 'NOK' });
        const product = await newCreditProduct(operator);
        const offer = await newOffer(operator, 'gold', [bulk(product)]);
        const body = { offer: offer.code, startsOn: DAY };
        const problem = await operator.refused('POST', `partners/${partner.id}/enrolments`, 409,
            'rate-unknown', { body });
        assert.equal(problem.currency, 'NOK');
        await setRate('USD', 'NOK', '8.9');
        await operator.post(`partners/${partner.id}/enrolments`, body, { expect: 201 });
    });

    test('is that of the offer where the tenant says none or the same', async () => {
        await setDay(operator, DAY);
        for (const members of [{}, { currency: 'USD' }]) {
            const { partner, tenant, admin } = await newSwede(members);
            assert.equal(tenant.currency, members.currency);
            const product = await newCreditProduct(operator);
            await enrol(operator, partner, await newOffer(operator, 'gold', [monthly(product)]), DAY);
            const [credit] = await admin.all('credits');
            assert.deepEqual([credit.amount, credit.rate], [usd('100.00'), undefined]);
        }
        await operator.refused('POST', 'partners', 422, 'member-unknown',
            { body: { name: 'X', country: 'SE', currency: 'SEK' } });
    });

    test('has rates that are listed', async () => {
        await setDay(operator, DAY);
        const { body } = await setRate('USD', 'EUR', '0.9');
        assert.match(body.changedAt, /^2021-08-02T12:/);
        const { body: { items } } = await operator.get('rates', { expect: 200 });
        assert.deepEqual(items.find(({ to }) => to === 'EUR'), body);
        assert.equal(body.rate, '0.90');
        for (const members of [{ rate: '0' }, { rate: 1.5 }, { to: 'USD' }, { from: 'usd' }]) {
            await operator.refused('PUT', 'rates', 422, 'member-invalid',
                { body: { from: 'USD', to: 'EUR', rate: '1', ...members } });
        }
    });
});
