/*
 * Usage: what meters report, counted once, drawn from the credit in the period in which it happened.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import {
    assign, bulk, enrolled, happened, ledger, micros, monthly, newCreditProduct, newPerson, report,
    show, sum, usd, used, withCredit,
} from './lib/credits.mjs';
import { setDay } from './lib/keys.mjs';
import { newStaff, newTenant, newUser, unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';
const DAY = '2021-08-02';
const NOON = `${DAY}T12:00:00Z`;

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
after(() => server?.remove());

/* A credit since that day and one person who holds it. */
async function heldCredit({ kind = monthly, amount, startsOn = DAY, people = 1 } = {}) {
    await setDay(operator, startsOn);
    const made = await withCredit(operator, startsOn, kind, amount);
    const persons = [];
    for (let i = 0; i < people; i += 1) {
        persons.push(await newPerson(operator, made.tenant));
        await assign(made.admin, made.credit, persons[i]);
    }
    return { ...made, persons, person: persons[0] };
}

async function balances(api, credit) {
    const { balance, used: taken, uncovered, status } = await show(api, credit);
    return [balance.amount, taken.amount, uncovered.amount, status];
}

/* The head of a request whose body is to have that size. */
function announced(path, token, size) {
    return `POST /api/v1/${path} HTTP/1.1\r\nHost: perq\r\nAuthorization: Bearer ${token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${size}\r\n\r\n`;
}

async function rejectedCodes(api, events) {
    const { rejected } = await report(api, events);
    return rejected.map(({ index, code }) => `${index} ${code}`);
}

describe('what is used', () => {
    /* RULE CR-7: drawn from the credit, in integer millionths. */
    test('is drawn from the credit, to the millionth', async () => {
        const { admin, credit, person } = await heldCredit();
        const body = await report(admin, [
            used(credit, person, '0.000001', NOON), used(credit, person, '1.25', NOON),
            used(credit, person, usd('10'), NOON), used(credit, person, '0', NOON),
        ]);
        assert.deepEqual(body, { accepted: 4, duplicates: 0, conflicting: [], rejected: [] });
        assert.deepEqual(await balances(admin, credit),
            ['88.749999', '11.250001', '0.00', 'active']);
        assert.equal(sum(await ledger(admin, credit)), 0n);
        const { body: benefit } = await admin.get(`benefits/${credit.benefitId}`);
        assert.deepEqual([benefit.used, benefit.status], [usd('11.250001'), 'active']);
        const [[, data]] = await happened(admin, credit, 'credit.used');
        assert.deepEqual([data.events, data.metered, data.balance],
            [4, usd('11.250001'), usd('88.749999')]);
    });

    /* RULE CR-1: shared by the users assigned to it. */
    test('by several people comes from the same amount, and each is shown', async () => {
        const { admin, credit, persons } = await heldCredit({ people: 2 });
        await report(admin, [used(credit, persons[0], '30', NOON),
            used(credit, persons[1], '50', NOON), used(credit, persons[1], '1', NOON)]);
        const { balance, users } = await show(admin, credit);
        assert.deepEqual([balance, ...users.map((user) => user.used)],
            [usd('19.00'), usd('30.00'), usd('51.00')]);
    });

    /* RULE CR-7: each event of a source once, for ever, in whichever batch and for whichever credit. */
    test('counts once, however often it is told', async () => {
        const { admin, credit, person } = await heldCredit();
        const { credit: other, person: stranger, admin: elsewhere } = await heldCredit();
        const event = used(credit, person, '10', NOON);
        const again = (member) => ({ accepted: 0, duplicates: 1, rejected: [],
            conflicting: member === undefined ? [] : [{ index: 0, member }] });
        assert.deepEqual(await report(operator, [event, event, event]),
            { accepted: 1, duplicates: 2, conflicting: [], rejected: [] });
        assert.deepEqual(await report(operator, [{ ...event, amount: '99' }]),
            again('amount'));
        assert.deepEqual(
            await report(operator, [{ ...event, creditId: other.id, userId: stranger.id }]),
            again('creditId'));
        assert.equal((await balances(admin, credit))[0], '90.00');
        assert.equal((await balances(elsewhere, other))[0], '100.00');
        await setDay(operator, '2022-07-01');
        assert.deepEqual(await report(operator, [event]),
            again());
        assert.deepEqual(await report(operator, [{ ...event, source: 'another' }]),
            { accepted: 1, duplicates: 0, conflicting: [], rejected: [] });
        /* The ids of one who reports are not those of another. */
        assert.deepEqual(await report(admin, [event]),
            { accepted: 1, duplicates: 0, conflicting: [], rejected: [] });
    });

    /* RULE CR-7: a copy that differs changes nothing, and is said. */
    test('says which member of a copy differs, also where it would be rejected', async () => {
        const { admin, credit, person, tenant } = await heldCredit();
        const { credit: other, person: stranger } = await heldCredit();
        const colleague = await newPerson(operator, tenant);
        const event = used(credit, person, '10', NOON, { meter: 'own', quantity: 2, unlisted: true });
        const { amount, ...silent } = event;
        const copies = [
            [event, null], [{ ...event, amount: '10.000000' }, null], [silent, null],
            [{ ...event, quantity: '2.0' }, null], [{ ...event, unlisted: false }, null],
            [{ ...event, time: '2021-08-02T12:00:00.0000009Z' }, null],
            [{ ...event, amount: '12' }, 'amount'], [{ ...event, amount: usd('12') }, 'amount'],
            [{ ...event, amount: { currency: 'EUR', amount } }, 'amount'],
            [{ ...event, quantity: 3 }, 'quantity'], [{ ...event, meter: 'else' }, 'meter'],
            [{ ...event, time: '2021-08-02T11:00:00Z' }, 'time'],
            [{ ...event, time: '2029-08-02T11:00:00Z' }, 'time'],
            [{ ...event, time: '2020-08-02T11:00:00Z' }, 'time'],
            [{ ...event, userId: colleague.id }, 'userId'],
            [{ ...event, userId: stranger.id }, 'userId'],
            [{ ...event, userId: `usr_${NOBODY}` }, 'userId'],
            [{ ...event, creditId: other.id }, 'creditId'],
            [{ ...event, creditId: `crd_${NOBODY}` }, 'creditId'],
        ];
        assert.equal((await report(admin, [event])).accepted, 1);
        const body = await report(admin, copies.map(([copy]) => copy));
        assert.deepEqual(body, { accepted: 0, duplicates: copies.length, rejected: [],
            conflicting: copies.flatMap(([, member], index) => member ? [{ index, member }] : []) });
        const other10 = used(credit, person, '1', NOON);
        assert.deepEqual(await report(admin, [other10, { ...other10, amount: '2' }]),
            { accepted: 1, duplicates: 1, rejected: [], conflicting: [{ index: 1, member: 'amount' }] });
        assert.equal((await balances(admin, credit))[0], '89.00');
    });

    /* RULE CR-7: the operator's meters share one namespace, those of a tenant another. */
    test('is of the operator or of a tenant, whichever token it comes with', async () => {
        const { admin, credit, person, tenant } = await heldCredit();
        const event = used(credit, person, '1', NOON);
        const staff = await newStaff(operator, 'operator-admin');
        const second = await newUser(operator, tenant, 'partner-admin');
        const of = async (api) => (await report(api, [event])).accepted;
        assert.deepEqual([await of(operator), await of(staff), await of(operator)], [1, 0, 0]);
        assert.deepEqual([await of(admin), await of(second), await of(admin)], [1, 0, 0]);
        assert.equal((await balances(admin, credit))[0], '98.00');
    });

    test('of a meter that is not listed has its own amount, and says so', async () => {
        const { admin, credit, person } = await heldCredit();
        const event = (members) => used(credit, person, '1', NOON,
            { meter: 'no-such-meter', quantity: 1, ...members });
        const meter = await operator.post('meters', { code: `meter-${unique()}`, name: 'M',
            unit: 'hour', price: usd('3') }, { expect: 201 });
        const body = await report(admin, [event({}), event({ unlisted: false }),
            event({ unlisted: true, amount: undefined }), event({ unlisted: true }),
            event({ meter: meter.body.code }), event({ meter: meter.body.code, unlisted: true }),
            event({ meter: undefined, quantity: undefined })]);
        assert.deepEqual(body.rejected.map(({ index, code }) => `${index} ${code}`),
            ['0 meter-unknown', '1 meter-unknown', '2 meter-unknown']);
        assert.match(body.rejected[0].detail, /no meter/);
        assert.equal(body.accepted, 4);
        assert.equal((await balances(admin, credit))[0], '96.00');
    });

    test('by a person who never held the credit is refused for that', async () => {
        const { admin, credit, tenant } = await heldCredit();
        const { person: stranger } = await heldCredit();
        const colleague = await newPerson(operator, tenant);
        assert.deepEqual(await rejectedCodes(admin, [
            used(credit, colleague, '1', NOON), used(credit, stranger, '1', NOON),
            used(credit, { id: `usr_${NOBODY}` }, '1', NOON)]),
        ['0 credit-never-held', '1 user-not-in-directory', '2 user-not-in-directory']);
    });

    test('is told again with the same Idempotency-Key and gets the same answer', async () => {
        const { admin, credit, person } = await heldCredit();
        const events = [used(credit, person, '10', NOON)];
        const options = { idempotencyKey: `batch-${unique()}`, expect: 200 };
        const first = await admin.post('usage', { events }, options);
        const again = await admin.post('usage', { events }, options);
        assert.equal(again.headers['idempotency-replayed'], 'true');
        assert.deepEqual(again.body, first.body);
        await admin.refused('POST', 'usage', 422, 'idempotency-mismatch',
            { idempotencyKey: options.idempotencyKey,
                body: { events: [used(credit, person, '10', NOON)] } });
    });

    test('counts once, when 64 clients send overlapping batches', async () => {
        const { admin, credit, person } = await heldCredit({ amount: '100000.00' });
        const events = Array.from({ length: 640 }, (_, i) =>
            used(credit, person, `${i % 7}.25`, NOON, { id: `race-${i}` }));
        const batches = Array.from({ length: 64 }, (_, client) =>
            Array.from({ length: 40 }, (_, i) => events[(client * 10 + i * 3) % events.length]));
        const answers = await Promise.all(batches.map((batch) => report(admin, batch)));
        const told = new Set(batches.flat().map(({ id }) => id));
        const total = (name) => answers.reduce((count, answer) => count + answer[name], 0);
        assert.equal(total('accepted'), told.size);
        assert.equal(total('duplicates'), 64 * 40 - told.size);
        const metered = events.filter(({ id }) => told.has(id))
            .reduce((count, { amount }) => count + micros(amount), 0n);
        const [balance, taken] = await balances(admin, credit);
        assert.equal(micros(taken), metered);
        assert.equal(micros(balance), micros('100000') - metered);
        const { body: { days } } = await admin.get(`credits/${credit.id}/usage`);
        assert.deepEqual(days.map(({ events: count }) => count), [told.size]);
        assert.equal(sum(await ledger(admin, credit)), 0n);
    });
});

/* RULE CR-7: late events land in the period in which they happened. */
describe('what comes late', () => {
    test('is drawn from the period in which it happened', async () => {
        const { admin, credit, person } = await heldCredit();
        await setDay(operator, '2021-10-10');
        await report(admin, [used(credit, person, '30', '2021-08-31T23:59:59Z'),
            used(credit, person, '20', '2021-09-02T00:00:00Z'),
            used(credit, person, '10', '2021-10-10T00:00:00.5Z')]);
        const { body: { periods } } = await admin.get(`credits/${credit.id}/usage`);
        assert.deepEqual(periods.map((period) => [period.used.amount, period.lapsed.amount]),
            [['30.00', '70.00'], ['20.00', '80.00'], ['10.00', '0.00']]);
        const { body: first } = await admin.get(`credits/${credit.id}/usage?period=0`);
        assert.deepEqual(first.days, [{ day: '2021-08-31', events: 1, metered: usd('30.00') }]);
        assert.deepEqual(await balances(admin, credit), ['90.00', '10.00', '0.00', 'active']);
        assert.equal(sum(await ledger(admin, credit)), 0n);
    });

    test('may still exceed what that period had', async () => {
        const { admin, credit, person } = await heldCredit();
        await setDay(operator, '2021-10-10');
        await report(admin, [used(credit, person, '130', '2021-08-10T00:00:00Z')]);
        const { body: { periods: [first] } } = await admin.get(`credits/${credit.id}/usage`);
        assert.deepEqual([first.used.amount, first.lapsed.amount, first.uncovered.amount],
            ['100.00', '0.00', '30.00']);
        assert.deepEqual(await balances(admin, credit), ['100.00', '0.00', '0.00', 'active']);
    });

    test('counts also for somebody who does not hold the credit any more', async () => {
        const { admin, credit, person } = await heldCredit();
        await admin.del(`credits/${credit.id}/users/${person.id}`, { ifMatch: '*', expect: 200 });
        assert.equal((await report(admin, [used(credit, person, '5', NOON)])).accepted, 1);
        await setDay(operator, '2022-09-01');
        assert.equal((await report(admin,
            [used(credit, person, '5', '2022-08-01T12:00:00Z')])).accepted, 1);
    });

    test('in any order and any batches comes to the same', async () => {
        await setDay(operator, DAY);
        const product = await newCreditProduct(operator);
        const made = [];
        for (let i = 0; i < 3; i += 1) {
            const one = await enrolled(operator, DAY, [monthly(product)]);
            const person = await newPerson(operator, one.tenant);
            await assign(one.admin, one.credits[0], person);
            made.push({ ...one, credit: one.credits[0], person });
        }
        await setDay(operator, '2021-12-24');
        const events = Array.from({ length: 60 }, (_, i) =>
            [`${(i * 37) % 11}.5`, `2021-${String(8 + i % 4).padStart(2, '0')}-${10 + i % 15}T00:00:00Z`]);
        const orders = [[events], [...events].reverse().map((event) => [event]),
            [events.filter((_, i) => i % 2), events.filter((_, i) => i % 2 === 0)]];
        for (const [i, batches] of orders.entries()) {
            const { admin, credit, person } = made[i];
            for (const batch of batches) {
                await report(admin, batch.map(([amount, time]) =>
                    used(credit, person, amount, time)));
            }
        }
        const periods = await Promise.all(made.map(async ({ admin, credit }) =>
            (await admin.get(`credits/${credit.id}/usage`)).body.periods));
        assert.deepEqual(periods[1], periods[0]);
        assert.deepEqual(periods[2], periods[0]);
    });
});

/* RULE CR-8: what is used up is suspended until the next period, and never below zero. */
describe('a credit that is used up', () => {
    test('is suspended at once, until the next period', async () => {
        const { admin, credit, person } = await heldCredit();
        await report(admin, [used(credit, person, '99.999999', NOON)]);
        assert.deepEqual(await balances(admin, credit), ['0.000001', '99.999999', '0.00', 'active']);
        await report(admin, [used(credit, person, '0.000001', NOON)]);
        assert.deepEqual(await balances(admin, credit), ['0.00', '100.00', '0.00', 'suspended']);
        await report(admin, [used(credit, person, '12.5', NOON)]);
        assert.deepEqual(await balances(admin, credit), ['0.00', '100.00', '12.50', 'suspended']);
        assert.equal((await happened(admin, credit, 'credit.suspended')).length, 1);
        const postings = await ledger(admin, credit);
        assert.deepEqual(postings.slice(-2).map(({ account, amount }) => [account, amount.amount]),
            [['outside', '-12.50'], ['uncovered', '12.50']]);
        await setDay(operator, '2021-09-01');
        assert.equal((await show(admin, credit)).status, 'suspended');
        await setDay(operator, '2021-09-02');
        assert.deepEqual(await balances(admin, credit), ['100.00', '0.00', '0.00', 'active']);
    });

    test('by one event covers the part that there was', async () => {
        const { admin, credit, person } = await heldCredit({ kind: bulk });
        await report(admin, [used(credit, person, '7000', NOON)]);
        assert.deepEqual(await balances(admin, credit),
            ['0.00', '6000.00', '1000.00', 'suspended']);
        assert.equal(sum(await ledger(admin, credit)), 0n);
    });
});

/* RULE CR-9: alerts at 50, 80, 90 and 100 %, once a period each. */
describe('alerts', () => {
    const percents = async (admin, credit) =>
        (await happened(admin, credit, 'credit.alert')).map(([, data]) => data.percent);

    test('come at 50, 80, 90 and 100 per cent, once in a period', async () => {
        const { admin, credit, person } = await heldCredit();
        const steps = [['49.999999', []], ['0.000001', [50]], ['29', [50]], ['1', [50, 80]],
            ['10', [50, 80, 90]], ['9', [50, 80, 90]], ['50', [50, 80, 90, 100]],
            ['50', [50, 80, 90, 100]]];
        for (const [amount, expected] of steps) {
            await report(admin, [used(credit, person, amount, NOON)]);
            assert.deepEqual(await percents(admin, credit), expected, amount);
        }
        await setDay(operator, '2021-09-02');
        await report(admin, [used(credit, person, '85', '2021-09-02T10:00:00Z')]);
        assert.deepEqual(await percents(admin, credit), [50, 80, 90, 100, 50, 80]);
        const [, data] = (await happened(admin, credit, 'credit.alert')).at(-1);
        assert.deepEqual([data.used, data.amount, data.period],
            [usd('85.00'), usd('100.00'), { startsOn: '2021-09-02', endsOn: '2021-10-02' }]);
    });

    test('come at other marks where the operator sets them', async () => {
        const strict = await startServer({ demo: true, testClock: true,
            args: ['--credit-alerts', '25,100'] });
        try {
            const api = new Api(strict, { token: strict.demo.operator.token });
            await setDay(api, DAY);
            const { admin, tenant, credit } = await withCredit(api, DAY, monthly);
            const person = await newPerson(api, tenant);
            await assign(admin, credit, person);
            await report(admin, [used(credit, person, '90', NOON)]);
            assert.deepEqual(await percents(admin, credit), [25]);
        } finally {
            await strict.remove();
        }
    });
});

describe('a batch', () => {
    test('is counted but for what cannot be, which is named', async () => {
        const { admin, credit, person } = await heldCredit();
        const { credit: foreign, person: stranger } = await heldCredit();
        const { person: colleague, tenant } = await heldCredit();
        assert.notEqual(tenant.id, credit.tenantId);
        const event = (members) => ({ ...used(credit, person, '1', NOON), ...members });
        const answer = await report(admin, [
            event({}),
            event({ creditId: `crd_${NOBODY}` }),
            event({ creditId: foreign.id, userId: stranger.id }),
            event({ userId: colleague.id }),
            event({ time: '2021-08-03T12:00:00Z' }),
            event({ time: '2021-08-01T23:59:59Z' }),
            event({ amount: undefined }),
            event({ amount: undefined, meter: 'no-such-meter', quantity: 1 }),
            event({ amount: { currency: 'EUR', amount: '1' } }),
            event({}),
        ]);
        assert.deepEqual([answer.accepted, answer.duplicates], [2, 0]);
        assert.deepEqual(answer.rejected.map(({ index, code }) => `${index} ${code}`), [
            '1 not-found', '2 not-found', '3 user-not-in-directory', '4 usage-in-future',
            '5 usage-outside-credit', '6 meter-unknown', '7 meter-unknown', '8 currency-mismatch',
        ]);
        assert.ok(answer.rejected.every(({ detail }) => detail.length > 10));
        assert.equal((await balances(admin, credit))[0], '98.00');
    });

    test('that was rejected can be corrected and sent again', async () => {
        const { admin, credit, person } = await heldCredit();
        const event = used(credit, person, usd('5'), '2021-08-02T12:30:00Z');
        assert.deepEqual(await rejectedCodes(admin, [event]), ['0 usage-in-future']);
        await operator.put('test-clock', { now: '2021-08-02T12:30:00Z' }, { expect: 200 });
        assert.equal((await report(admin, [event])).accepted, 1);
    });

    test('may come from a clock that is a little ahead', async () => {
        const { admin, credit, person } = await heldCredit();
        assert.deepEqual(await rejectedCodes(admin, [
            used(credit, person, '1', '2021-08-02T12:04:00Z'),
            used(credit, person, '1', '2021-08-02T12:08:00Z')]), ['1 usage-in-future']);
    });

    test('may be reported by the operator for all, and by administrators for their own', async () => {
        const { admin, credit, person, tenant } = await heldCredit();
        const event = () => used(credit, person, '1', NOON);
        assert.equal((await report(operator, [event()])).accepted, 1);
        assert.equal((await report(admin, [event()])).accepted, 1);
        const partnerAdmin = await newUser(operator, tenant, 'partner-admin');
        assert.equal((await report(partnerAdmin, [event()])).accepted, 1);
        for (const role of ['billing-admin', 'user-admin', 'reader']) {
            const api = await newUser(operator, tenant, role);
            await api.refused('POST', 'usage', 403, 'not-permitted', { body: { events: [event()] } });
        }
        for (const role of ['auditor', 'support-agent', 'catalogue-manager']) {
            const staff = await newStaff(operator, role);
            await staff.refused('POST', 'usage', 403, 'not-permitted',
                { body: { events: [event()] } });
        }
        const { tenant: other } = await newTenant(operator);
        const stranger = await newUser(operator, other, 'global-admin');
        assert.deepEqual(await rejectedCodes(stranger, [event()]), ['0 not-found']);
        await operator.refused('POST', 'usage', 401, 'sign-in-required', { token: 'perq_nobody' });
    });

    test('that is not one is refused, with the places that are wrong', async () => {
        const { admin, credit, person } = await heldCredit();
        const good = used(credit, person, '1', NOON);
        const CASES = [
            [{ amount: 1.5 }, '/events/1/amount', /as text/],
            [{ amount: 1 }, '/events/1/amount', /as text/],
            [{ quantity: 1.5 }, '/events/1/quantity', /as text/],
            [{ quantity: -1 }, '/events/1/quantity', /too small/],
            [{ quantity: 1000000000000 }, '/events/1/quantity', /too large/],
            [{ quantity: '1.1234567' }, '/events/1/quantity', /1\.5/],
            [{ amount: '-1' }, '/events/1/amount', /1\.5/],
            [{ amount: '1e3' }, '/events/1/amount', /1\.5/],
            [{ amount: '1000000000.000001' }, '/events/1/amount', /too large/],
            [{ amount: { currency: 'usd', amount: '1' } }, '/events/1/amount/currency', /form/],
            [{ amount: { currency: 'USD', amount: 'x' } }, '/events/1/amount/amount', /1\.5/],
            [{ amount: { currency: 'USD' } }, '/events/1/amount/amount', /required/],
            [{ amount: true }, '/events/1/amount', /type/],
            [{ time: 'now' }, '/events/1/time', /2026/],
            [{ time: '2021-08-02T12:00:00+02:00' }, '/events/1/time', /2026/],
            [{ source: '' }, '/events/1/source', /short/],
            [{ source: 'x'.repeat(65) }, '/events/1/source', /long/],
            [{ id: 'x'.repeat(129) }, '/events/1/id', /long/],
            [{ creditId: 'mine' }, '/events/1/creditId', /short|form/],
            [{ userId: credit.id }, '/events/1/userId', /form/],
            [{ meter: 'Not A Code' }, '/events/1/meter', /form/],
        ];
        for (const [members, pointer, detail] of CASES) {
            const problem = await admin.refused('POST', 'usage', 422, 'member-invalid',
                { body: { events: [good, { ...good, ...members }] } });
            assert.deepEqual(problem.errors.map((fault) => fault.pointer), [pointer],
                JSON.stringify(members));
            assert.match(problem.errors[0].detail, detail);
        }
        const swedish = await admin.refused('POST', 'usage', 422, 'member-invalid',
            { body: { events: [{ ...good, quantity: 0.5 }] }, language: 'sv' });
        assert.match(swedish.errors[0].detail, /som text/);
        await admin.refused('POST', 'usage', 422, 'member-unknown',
            { body: { events: [{ ...good, 'who/what': 1 }] } });
        await admin.refused('POST', 'usage', 422, 'member-invalid',
            { body: { events: [{ ...good, id: undefined }] } });
        await admin.refused('POST', 'usage', 422, 'member-invalid', { body: { events: good } });
        assert.equal((await balances(admin, credit))[0], '100.00');
    });

    test('has 1 to 5 000 events, of any of which 32 faults are named', async () => {
        const { admin, credit, person } = await heldCredit();
        await admin.refused('POST', 'usage', 422, 'member-invalid', { body: { events: [] } });
        /* LIMIT USAGE_EVENTS_MAX */
        const events = Array.from({ length: 5001 }, (_, i) =>
            used(credit, person, '0.01', NOON, { id: `many-${i}` }));
        await admin.refused('POST', 'usage', 422, 'member-invalid', { body: { events } });
        assert.deepEqual(await report(admin, events.slice(1)),
            { accepted: 5000, duplicates: 0, conflicting: [], rejected: [] });
        assert.equal((await balances(admin, credit))[0], '50.00');
        const wrong = events.slice(1).map((event) => ({ ...event, amount: 0.01 }));
        const problem = await admin.refused('POST', 'usage', 422, 'member-invalid',
            { body: { events: wrong } });
        assert.equal(problem.errors.length, 32);
        assert.equal(problem.errors[31].pointer, '/events/31/amount');
    });

    /* LIMIT BATCH_BYTES_MAX */
    test('may have 4 MiB, and everything else 256 KiB', async () => {
        const { admin, credit, person } = await heldCredit();
        const LIMIT = 4 * 1024 * 1024;
        const events = Array.from({ length: 5000 }, (_, i) =>
            used(credit, person, null, NOON,
                { id: `${String(i).padStart(8, '0')}${'€'.repeat(120)}`, source: 'ж'.repeat(64),
                    meter: 'x'.repeat(64), quantity: '1.000000' }));
        const text = JSON.stringify({ events });
        assert.ok(Buffer.byteLength(text) < LIMIT);
        const padded = (size) => Buffer.from(text + ' '.repeat(size - Buffer.byteLength(text)));
        const { body } = await admin.post('usage', undefined,
            { raw: padded(LIMIT), idempotencyKey: `big-${unique()}`, expect: 200 });
        assert.equal(body.rejected.length, 5000);
        assert.equal(body.rejected[4999].code, 'meter-unknown');
        for (const [path, size] of [['usage', LIMIT], ['meters', 256 * 1024]]) {
            const { answers: [answer] } = await operator.raw([announced(path, operator.token,
                size + 1)], { answers: 1 });
            assert.equal(answer.status, 413, path);
            assert.equal(JSON.parse(answer.text).code, 'body-too-large');
        }
    });

    test('is not even received from strangers', async () => {
        const { answers } = await operator.raw([announced('usage', 'perq_nobody', 4000000),
            '{"events":['], { answers: 1 });
        assert.equal(answers[0]?.status, 401);
        assert.equal(answers.length, 1);
    });
});
