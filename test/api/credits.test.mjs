/*
 * Credits: provisioned by enrolling, spread over time, given to people and taken from them. Each
 * sentence of the page about usage-based subscriptions is held by one of these tests or of
 * usage.test.mjs.
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
import { enrol, newOffer } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';
const ZERO = usd('0.00');

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
after(() => server?.remove());

const userPath = (credit, user) => `credits/${credit.id}/users/${user.id}`;

const transfer = (api, credit, user, options = {}) =>
    api.post(`credits/${credit.id}/transfer`, { userId: user.id }, options);

async function refusedTransfer(api, credit, user, code) {
    return api.refused('POST', `credits/${credit.id}/transfer`, 409, code,
        { body: { userId: user.id } });
}

async function periodsOf(api, credit) {
    const { body } = await api.get(`credits/${credit.id}/usage`, { expect: 200 });
    return body.periods;
}

describe('an enrolment', () => {
    /* RULE CR-1: an amount for each month, from the day of provisioning. */
    test('provisions a monthly credit, whose months count from that day', async () => {
        await setDay(operator, '2021-08-12');
        const { admin, tenant, offer, product, credit } =
            await withCredit(operator, '2021-08-02', monthly, '100.00');
        const { headers, body } = await admin.get(`credits/${credit.id}`, { expect: 200 });
        assert.match(headers.etag, /^"[^"]+"$/);
        assert.deepEqual(body, credit);
        assert.match(body.createdAt, /^2021-08-12T12:/);
        const { body: benefit } = await admin.get(`benefits/${body.benefitId}`, { expect: 200 });
        assert.equal(benefit.creditId, credit.id);
        assert.equal(benefit.status, 'ready');
        assert.deepEqual(body, {
            id: credit.id, benefitId: benefit.id, tenantId: tenant.id, name: 'Cloud credit',
            sku: product.sku, source: { offer: offer.code, name: offer.name }, type: 'core',
            kind: 'monthly', amount: usd('100.00'), balance: usd('100.00'), used: ZERO,
            uncovered: ZERO, period: { startsOn: '2021-08-12', endsOn: '2021-09-12' },
            startsOn: '2021-08-12', endsOn: '2022-08-02', status: 'unassigned', users: [],
            createdAt: body.createdAt,
        });
        const swedish = await admin.get(`credits/${credit.id}`, { language: 'sv', expect: 200 });
        assert.equal(swedish.body.name, 'Molnkredit');
        await admin.get(`credits/${credit.id}`, { ifNoneMatch: headers.etag, expect: 304 });
    });

    test('that begins later provisions a credit that begins then', async () => {
        await setDay(operator, '2021-08-12');
        const { admin, credit } = await withCredit(operator, '2021-10-01', monthly);
        assert.deepEqual([credit.startsOn, credit.balance, credit.status],
            ['2021-10-01', ZERO, 'unassigned']);
        assert.deepEqual(await ledger(admin, credit), []);
        assert.deepEqual(await periodsOf(admin, credit), []);
        await setDay(operator, '2021-10-01');
        assert.deepEqual((await show(admin, credit)).balance, usd('100.00'));
    });

    /* RULE CR-2: one amount, any time in the enrolment year. */
    for (const amount of ['6000.00', '12000.00', '13000.00']) {
        test(`provisions a bulk credit of ${amount} USD for its year`, async () => {
            await setDay(operator, '2021-08-12');
            const { admin, credit } = await withCredit(operator, '2021-08-02', bulk, amount);
            assert.deepEqual(
                [credit.kind, credit.amount, credit.balance, credit.period, credit.endsOn],
                ['bulk', usd(amount), usd(amount),
                    { startsOn: '2021-08-02', endsOn: '2022-08-02' }, '2022-08-02']);
            await setDay(operator, '2022-08-01');
            assert.deepEqual((await show(admin, credit)).balance, usd(amount));
            await setDay(operator, '2022-08-02');
            const ended = await show(admin, credit);
            assert.deepEqual([ended.status, ended.balance], ['expired', ZERO]);
        });
    }

    test('may provision both', async () => {
        await setDay(operator, '2021-08-02');
        const products = [await newCreditProduct(operator), await newCreditProduct(operator)];
        const { credits } = await enrolled(operator, '2021-08-02',
            [monthly(products[0]), bulk(products[1])]);
        assert.deepEqual(credits.map((credit) => credit.kind), ['monthly', 'bulk']);
    });

    /* RULE BEN-1: of core credits a partner has only the best, so the lesser one ends. */
    test('of a higher tier ends the core credit that nobody has used', async () => {
        await setDay(operator, '2021-08-02');
        const product = await newCreditProduct(operator);
        const { partner, admin, credits: [lesser] } =
            await enrolled(operator, '2021-08-02', [monthly(product, '50.00')]);
        await setDay(operator, '2021-08-20');
        const gold = await newOffer(operator, 'gold', [monthly(product, '100.00')]);
        await enrol(operator, partner, gold, '2021-08-20');
        const [ended, better] = await admin.all('credits');
        assert.deepEqual([ended.id, ended.status, ended.endsOn, ended.balance],
            [lesser.id, 'expired', '2021-08-20', ZERO]);
        assert.deepEqual([better.status, better.amount, better.startsOn],
            ['unassigned', usd('100.00'), '2021-08-20']);
        assert.equal(sum(await ledger(admin, ended)), 0n);
    });

    /* RULE BEN-1: what has begun stays, though nobody holds it now and this month is unused. */
    test('of a higher tier grants the difference to a credit that was used once', async () => {
        await setDay(operator, '2021-08-02');
        const product = await newCreditProduct(operator);
        const { partner, tenant, admin, credits: [lesser] } =
            await enrolled(operator, '2021-08-02', [monthly(product, '50.00')]);
        const person = await newPerson(operator, tenant);
        await assign(admin, lesser, person);
        await report(admin, [used(lesser, person, '1', '2021-08-02T00:00:00Z')]);
        await admin.del(userPath(lesser, person), { ifMatch: '*', expect: 200 });
        await setDay(operator, '2021-10-20');
        const gold = await newOffer(operator, 'gold', [monthly(product, '100.00')]);
        await enrol(operator, partner, gold, '2021-10-20');
        const [kept, more] = await admin.all('credits');
        assert.deepEqual([kept.id, kept.status, kept.endsOn], [lesser.id, 'unassigned', '2022-08-02']);
        assert.deepEqual(more.amount, usd('50.00'));
    });
});

/* RULE CR-1: periods tile, without gap or overlap, and clamp as in RULE DT-2. */
describe('the periods of a monthly credit', () => {
    const CASES = [
        ['2023-01-31', ['2023-02-28', '2023-03-31', '2023-04-30', '2023-05-31']],
        ['2024-01-31', ['2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31']],
        ['2024-01-30', ['2024-02-29', '2024-03-30', '2024-04-30', '2024-05-30']],
        ['2024-02-29', ['2024-03-29', '2024-04-29', '2024-05-29', '2024-06-29']],
        ['2024-08-02', ['2024-09-02', '2024-10-02', '2024-11-02', '2024-12-02']],
    ];
    for (const [startsOn, ends] of CASES) {
        test(`from ${startsOn} end on ${ends.join(', ')}`, async () => {
            await setDay(operator, startsOn);
            const { admin, credit } = await withCredit(operator, startsOn, monthly);
            for (const day of ends) {
                assert.equal((await show(admin, credit)).period.endsOn, day);
                await setDay(operator, day);
                assert.equal((await show(admin, credit)).period.startsOn, day);
            }
            await setDay(operator, credit.endsOn);
            const periods = await periodsOf(admin, credit);
            assert.deepEqual(periods.map(({ number }) => number), periods.map((_, i) => i));
            assert.equal(periods[0].startsOn, startsOn);
            assert.equal(periods.at(-1).endsOn, credit.endsOn);
            for (const [i, period] of periods.slice(1).entries()) {
                assert.equal(period.startsOn, periods[i].endsOn);
            }
        });
    }

    test('lapse with what was not used, and the next one has its whole amount', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', monthly);
        const person = await newPerson(operator, tenant);
        await assign(admin, credit, person);
        await report(admin, [used(credit, person, '40', '2021-08-02T08:00:00Z')]);
        await setDay(operator, '2021-09-02');
        assert.deepEqual((await show(admin, credit)).balance, usd('100.00'));
        const [first, second] = await periodsOf(admin, credit);
        assert.deepEqual([first.used, first.lapsed, first.balance],
            [usd('40.00'), usd('60.00'), ZERO]);
        assert.deepEqual([second.granted, second.balance], [usd('100.00'), usd('100.00')]);
        const postings = await ledger(admin, credit);
        assert.deepEqual(
            postings.map(({ kind, account, amount, period }) =>
                `${kind} ${account} ${amount.amount} ${period}`),
            ['grant programme -100.00 0', 'grant available 100.00 0', 'use available -40.00 0',
                'use used 40.00 0', 'lapse available -60.00 0', 'lapse lapsed 60.00 0',
                'grant programme -100.00 1', 'grant available 100.00 1']);
        assert.deepEqual(postings.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6, 7, 8]);
        assert.deepEqual(postings.map(({ entry }) => entry), [1, 1, 3, 3, 5, 5, 7, 7]);
        assert.equal(postings[4].at, '2021-09-02T00:00:00Z');
        assert.equal(sum(postings), 0n);
        const parts = await admin.all(`credits/${credit.id}/ledger?limit=3`);
        assert.deepEqual(parts, postings);
        await admin.refused('GET', `credits/${credit.id}/ledger?after=MTIz`, 400,
            'cursor-invalid');
    });

    /* What nobody looked at comes to the same as what somebody wrote down day by day. */
    test('are the same for a server that slept for months as for one that did not', async () => {
        const asleep = await startServer({ demo: true, testClock: true });
        try {
            const sleeper = new Api(asleep, { token: asleep.demo.operator.token });
            const made = [];
            for (const api of [operator, sleeper]) {
                await setDay(api, '2024-01-31');
                const one = await withCredit(api, '2024-01-31', monthly);
                made.push({ ...one, person: await newPerson(api, one.tenant) });
            }
            const [awake, slept] = made;
            for (let day = 32; day < 200; day += 1) {
                await operator.put('test-clock',
                    { now: `${new Date(Date.UTC(2024, 0, day)).toISOString().slice(0, 10)}T12:00:00Z` });
                await assign(awake.admin, awake.credit, awake.person);
            }
            await operator.put('test-clock', { now: '2025-02-01T12:00:00Z' }, { expect: 200 });
            await sleeper.put('test-clock', { now: '2025-02-01T12:00:00Z' }, { expect: 200 });
            await asleep.restart();
            await sleeper.put('test-clock', { now: '2025-02-01T12:00:00Z' }, { expect: 200 });
            const days = ({ at, ...posting }) => ({ ...posting, on: at.slice(0, 10) });
            const [one, two] = [await ledger(awake.admin, awake.credit),
                await ledger(slept.admin, slept.credit)];
            assert.equal(one.length, 12 * 4);
            assert.deepEqual(two.map(days), one.map(days));
            assert.deepEqual(await periodsOf(slept.admin, slept.credit),
                await periodsOf(awake.admin, awake.credit));
        } finally {
            await asleep.remove();
        }
    });
});

describe('a credit', () => {
    /* RULE CR-3: whoever is to hold it has a record in the tenant. */
    test('is assigned to a member or a guest', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', monthly);
        const member = await newPerson(operator, tenant);
        const guest = await newPerson(operator, tenant,
            { email: `guest-${unique()}@elsewhere.example`, kind: 'guest' });
        assert.equal((await assign(admin, credit, member)).status, 'active');
        const { users } = await assign(admin, credit, guest);
        assert.deepEqual(users.map(({ id, kind, used: metered }) => [id, kind, metered]),
            [[member.id, 'member', ZERO], [guest.id, 'guest', ZERO]]);
        assert.equal(users[1].email, guest.email);
        assert.match(users[0].since, /^2021-08-02T12:/);
        assert.deepEqual((await admin.all(`${userPath(credit, { id: '' }).slice(0, -1)}?limit=1`)),
            users);
        assert.deepEqual((await happened(admin, credit, 'credit.assigned'))
            .map(([, data]) => data.userId), [member.id, guest.id]);
    });

    /* RULE CR-3: the refusal says what to do next. */
    test('is not assigned to somebody without a record, which the refusal says', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, credit } = await withCredit(operator, '2021-08-02', monthly);
        const { tenant: other } = await newTenant(operator);
        const stranger = await newPerson(operator, other);
        for (const user of [stranger, { id: `usr_${NOBODY}` }]) {
            const problem = await admin.refused('PUT', userPath(credit, user), 409,
                'user-not-in-directory');
            assert.match(problem.detail, /directory|organisation|first/i);
        }
        await admin.refused('PUT', userPath(credit, { id: 'somebody' }), 404, 'not-found');
        assert.deepEqual((await show(admin, credit)).users, []);
    });

    /* RULE CR-4: monthly credits take and give back people at any time. */
    test('that is monthly takes people, and gives them back, at any time', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', monthly);
        const [one, two] = [await newPerson(operator, tenant), await newPerson(operator, tenant)];
        await assign(admin, credit, one);
        const first = await assign(admin, credit, two);
        assert.deepEqual(await assign(admin, credit, two), first, 'again changes nothing');
        const path = userPath(credit, one);
        const { headers: { etag } } = await admin.get(`credits/${credit.id}`, { expect: 200 });
        await admin.refused('DELETE', path, 428, 'etag-required');
        await admin.refused('DELETE', path, 412, 'etag-stale', { ifMatch: '"older"' });
        const removed = await admin.del(path, { ifMatch: etag, expect: 200 });
        assert.deepEqual(removed.body.users.map(({ id }) => id), [two.id]);
        assert.notEqual(removed.headers.etag, etag);
        await admin.refused('DELETE', path, 404, 'not-found', { ifMatch: '*' });
        await admin.refused('PUT', path, 412, 'etag-stale', { ifMatch: etag });
        await setDay(operator, '2022-03-17');
        const again = await assign(admin, credit, one);
        assert.deepEqual(again.users.map(({ id }) => id), [one.id, two.id]);
        await admin.del(userPath(credit, two), { ifMatch: '*', expect: 200 });
        assert.deepEqual((await happened(admin, credit, 'credit.assigned', 'credit.removed'))
            .map(([type]) => type.slice(7)),
        ['assigned', 'assigned', 'removed', 'assigned', 'removed']);
    });

    test('that nobody holds is unassigned again', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', monthly);
        const person = await newPerson(operator, tenant);
        await assign(admin, credit, person);
        const { body } = await admin.del(userPath(credit, person), { ifMatch: '*', expect: 200 });
        assert.deepEqual([body.status, body.users], ['unassigned', []]);
    });

    test('that has ended is not assigned any more', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', monthly);
        const person = await newPerson(operator, tenant);
        await setDay(operator, '2022-08-02');
        await admin.refused('PUT', userPath(credit, person), 410, 'credit-expired');
    });

    test('shows the first people and says that there are more', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', monthly);
        for (let i = 0; i < 21; i += 1) {
            await assign(admin, credit, await newPerson(operator, tenant));
        }
        const { body: { items: [listed] } } = await admin.get('credits', { expect: 200 });
        assert.deepEqual([listed.users.length, listed.usersMore], [20, true]);
        const whole = await show(admin, credit);
        assert.deepEqual([whole.users.length, whole.usersMore], [21, undefined]);
        assert.deepEqual(await admin.all(`credits/${credit.id}/users?limit=5`), whole.users);
    });

    test('can be looked at as it was', async () => {
        await operator.put('test-clock', { now: '2021-08-02T12:00:00Z' }, { expect: 200 });
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', bulk);
        const [one, two] = [await newPerson(operator, tenant), await newPerson(operator, tenant)];
        await setDay(operator, '2021-09-01');
        await assign(admin, credit, one);
        await report(admin, [used(credit, one, '1000', '2021-09-01T10:00:00Z')]);
        await setDay(operator, '2021-10-01');
        await transfer(admin, credit, two, { expect: 200 });
        await report(admin, [used(credit, two, '500', '2021-10-01T10:00:00Z')]);
        const at = async (moment) => {
            const view = await show(admin, credit, `?at=${moment}`);
            return [view.balance.amount, view.holderId, view.status, view.users.length];
        };
        assert.deepEqual(await at('2021-08-15T00:00:00Z'), ['6000.00', undefined, 'unassigned', 0]);
        assert.deepEqual(await at('2021-09-15T00:00:00Z'), ['5000.00', one.id, 'active', 1]);
        assert.deepEqual(await at(credit.createdAt), ['6000.00', undefined, 'unassigned', 0]);
        await setDay(operator, '2022-09-01');
        assert.deepEqual(await at('2021-10-02T00:00:00Z'), ['4500.00', two.id, 'active', 1]);
        assert.deepEqual(await at('2022-08-15T00:00:00Z'), ['0.00', two.id, 'expired', 1]);
        for (const moment of ['2021-08-01T00:00:00Z', '2023-01-01T00:00:00Z',
            '1970-01-01T00:00:00Z']) {
            const problem = await admin.refused('GET', `credits/${credit.id}?at=${moment}`, 422,
                'member-invalid');
            assert.equal(problem.errors[0].pointer, '/query/at');
        }
        await admin.refused('GET', `credits/${credit.id}?at=yesterday`, 422, 'member-invalid');
    });
});

/* RULE CR-5: exactly one holder, who cannot be removed, only followed by another. */
describe('a bulk credit', () => {
    test('has one holder', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', bulk);
        const [one, two] = [await newPerson(operator, tenant), await newPerson(operator, tenant)];
        const held = await assign(admin, credit, one);
        assert.deepEqual([held.holderId, held.status, held.users.length], [one.id, 'active', 1]);
        const problem = await admin.refused('PUT', userPath(credit, two), 409,
            'credit-already-held');
        assert.deepEqual([problem.holder, problem.holderId], [one.displayName, one.id]);
        assert.ok(problem.title.includes(one.displayName));
        assert.deepEqual(await assign(admin, credit, one), held, 'again changes nothing');
    });

    test('is never taken away, whether or not a version is named', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', bulk);
        const person = await newPerson(operator, tenant);
        await assign(admin, credit, person);
        for (const ifMatch of [undefined, '"older"', '*']) {
            const problem = await admin.refused('DELETE', userPath(credit, person), 409,
                'bulk-credit-transfer-only', { ifMatch });
            assert.match(problem.detail, /year/);
        }
        assert.equal((await show(admin, credit)).holderId, person.id);
    });

    test('goes to another person with its balance, its end and its history', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', bulk);
        const [one, two] = [await newPerson(operator, tenant), await newPerson(operator, tenant)];
        await assign(admin, credit, one);
        await report(admin, [used(credit, one, '1500', '2021-08-02T10:00:00Z')]);
        const earlier = await ledger(admin, credit);
        await setDay(operator, '2022-08-01');
        const moved = await transfer(admin, credit, two, { idempotencyKey: 'move', expect: 200 });
        const { body } = moved;
        assert.deepEqual([body.holderId, body.balance, body.used, body.endsOn],
            [two.id, usd('4500.00'), usd('1500.00'), credit.endsOn]);
        assert.deepEqual(body.users.map(({ id }) => id), [two.id]);
        assert.equal(moved.headers.etag, (await admin.get(`credits/${credit.id}`)).headers.etag);
        const postings = await ledger(admin, credit);
        assert.deepEqual(postings.slice(0, earlier.length), earlier);
        assert.deepEqual(postings.slice(earlier.length).map(({ kind, account, amount, holderId }) =>
            [kind, account, amount.amount, holderId]),
        [['transfer', 'available', '-4500.00', one.id],
            ['transfer', 'available', '4500.00', two.id]]);
        assert.equal(sum(postings), 0n);
        const again = await transfer(admin, credit, two, { idempotencyKey: 'move', expect: 200 });
        assert.equal(again.headers['idempotency-replayed'], 'true');
        assert.deepEqual(again.body, body);
        const [[, data]] = await happened(admin, credit, 'credit.transferred');
        assert.deepEqual([data.from, data.userId, data.balance],
            [one.id, two.id, usd('4500.00')]);
    });

    test('is transferred within the enrolment year only', async () => {
        await setDay(operator, '2021-07-01');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', bulk);
        const [one, two] = [await newPerson(operator, tenant), await newPerson(operator, tenant)];
        await assign(admin, credit, one);
        for (const day of ['2021-08-01', '2022-08-02', '2022-08-04']) {
            await setDay(operator, day);
            const problem = await refusedTransfer(admin, credit, two, 'transfer-outside-year');
            assert.deepEqual([problem.startsOn, problem.endsOn], ['2021-08-02', '2022-08-02']);
        }
        await setDay(operator, '2021-08-02');
        assert.equal((await transfer(admin, credit, two, { expect: 200 })).body.holderId, two.id);
    });

    test('is not transferred to its holder or to somebody without a record', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', bulk);
        const person = await newPerson(operator, tenant);
        await assign(admin, credit, person);
        await refusedTransfer(admin, credit, person, 'credit-already-held');
        await refusedTransfer(admin, credit, { id: `usr_${NOBODY}` }, 'user-not-in-directory');
        const { tenant: other } = await newTenant(operator);
        const stranger = await newPerson(operator, other);
        await refusedTransfer(admin, credit, stranger, 'user-not-in-directory');
        const problem = await admin.refused('POST', `credits/${credit.id}/transfer`, 422,
            'member-invalid', { body: { userId: 'me' } });
        assert.equal(problem.errors[0].pointer, '/userId');
    });

    test('is not what a monthly credit is: that is not transferred', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', monthly);
        const person = await newPerson(operator, tenant);
        await assign(admin, credit, person);
        await refusedTransfer(admin, credit, person, 'not-a-bulk-credit');
    });

    test('can be transferred to its first holder too', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', bulk);
        const person = await newPerson(operator, tenant);
        const { body } = await transfer(admin, credit, person, { expect: 200 });
        assert.deepEqual([body.holderId, body.users.length], [person.id, 1]);
    });

    test('has one winner when many want it at once', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', bulk);
        const people = [];
        for (let i = 0; i < 8; i += 1) {
            people.push(await newPerson(operator, tenant));
        }
        const answers = await Promise.all(people.map((person) =>
            admin.put(userPath(credit, person))));
        const winners = answers.filter(({ status }) => status === 200);
        assert.equal(winners.length, 1);
        const { users, holderId } = await show(admin, credit);
        assert.deepEqual(users.map(({ id }) => id), [holderId]);
        assert.equal(holderId, winners[0].body.holderId);
    });
});

/* RULE CR-6: not together with other licensing, prepaid or credit programmes. */
describe('a bulk credit is not combined', () => {
    const PROGRAMMES = {
        'enterprise-agreement': /Enterprise/, csp: /^Cloud solution provider$/, open: /^Open/,
        pass: /^Pass$/, odd: /^odd$/,
    };
    for (const [programme, name] of Object.entries(PROGRAMMES)) {
        test(`with ${programme}, which the refusal names`, async () => {
            await setDay(operator, '2021-08-02');
            const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', bulk);
            const taking = await newPerson(operator, tenant, { programmes: [programme] });
            const free = await newPerson(operator, tenant);
            const problem = await admin.refused('PUT', userPath(credit, taking), 409,
                'credit-not-combinable');
            assert.equal(problem.programme, programme);
            assert.match(problem.programmeName, name);
            assert.ok(problem.detail.includes(problem.programmeName), problem.detail);
            await assign(admin, credit, free);
            assert.equal((await refusedTransfer(admin, credit, taking,
                'credit-not-combinable')).programme, programme);
            assert.equal((await show(admin, credit)).holderId, free.id);
        });
    }

    test('with a monthly credit, such as an action pack has, in either order', async () => {
        await setDay(operator, '2021-08-02');
        const products = [await newCreditProduct(operator), await newCreditProduct(operator)];
        const { partner, tenant, admin, offer, credits: [pack] } = await enrolled(operator,
            '2021-08-02', [monthly(products[0])], { tier: 'action-pack' });
        const silver = await newOffer(operator, 'silver', [bulk(products[1])]);
        await enrol(operator, partner, silver);
        const [, year] = await admin.all('credits');
        const [one, two] = [await newPerson(operator, tenant), await newPerson(operator, tenant)];
        await assign(admin, pack, one);
        assert.equal((await admin.refused('PUT', userPath(year, one), 409,
            'credit-not-combinable')).programme, offer.code);
        await assign(admin, year, two);
        assert.equal((await admin.refused('PUT', userPath(pack, two), 409,
            'credit-not-combinable')).programme, silver.code);
        assert.equal((await refusedTransfer(admin, year, one,
            'credit-not-combinable')).programme, offer.code);
        await admin.del(userPath(pack, one), { ifMatch: '*', expect: 200 });
        await transfer(admin, year, one, { expect: 200 });
    });

    test('with another bulk credit, until that has ended', async () => {
        await setDay(operator, '2021-08-02');
        const product = await newCreditProduct(operator);
        const { partner, tenant, admin, offer, credits: [first] } =
            await enrolled(operator, '2021-08-02', [bulk(product)]);
        const person = await newPerson(operator, tenant);
        await assign(admin, first, person);
        await enrol(operator, partner, offer, '2022-08-02');
        const [, second] = await admin.all('credits');
        await setDay(operator, '2022-08-01');
        await admin.refused('PUT', userPath(second, person), 409, 'credit-not-combinable');
        await setDay(operator, '2022-08-02');
        assert.equal((await assign(admin, second, person)).holderId, person.id);
    });

    test('and monthly credits are, with programmes and with each other', async () => {
        await setDay(operator, '2021-08-02');
        const products = [await newCreditProduct(operator), await newCreditProduct(operator)];
        const { tenant, admin, credits } = await enrolled(operator, '2021-08-02',
            products.map((product) => monthly(product)));
        const person = await newPerson(operator, tenant, { programmes: ['csp'] });
        for (const credit of credits) {
            await assign(admin, credit, person);
        }
    });
});

describe('credits are seen', () => {
    let made;
    let holder;
    let colleague;

    before(async () => {
        await setDay(operator, '2021-08-02');
        const products = [await newCreditProduct(operator), await newCreditProduct(operator)];
        made = await enrolled(operator, '2021-08-02', products.map((one) => monthly(one)));
        holder = await newUser(operator, made.tenant);
        colleague = await newUser(operator, made.tenant);
        await assign(made.admin, made.credits[0], holder.user);
        await assign(made.admin, made.credits[0], colleague.user);
        await report(made.admin, [
            used(made.credits[0], holder.user, '10', '2021-08-02T08:00:00Z'),
            used(made.credits[0], colleague.user, '25', '2021-08-02T09:00:00Z'),
        ]);
    });

    test('by whoever holds them, without what others use', async () => {
        const [credit, other] = made.credits;
        const items = await holder.all('credits');
        assert.deepEqual(items.map(({ id }) => id), [credit.id]);
        const [own] = items;
        assert.deepEqual(own.users.map(({ id, used: metered }) => [id, metered]),
            [[holder.user.id, usd('10.00')]]);
        assert.deepEqual(own.balance, usd('65.00'));
        assert.deepEqual(await show(holder, credit), own);
        assert.deepEqual(await holder.all(`credits/${credit.id}/users`), own.users);
        const { body: burn } = await holder.get(`credits/${credit.id}/usage`, { expect: 200 });
        assert.deepEqual(burn.days, [{ day: '2021-08-02', events: 1, metered: usd('10.00') }]);
        await holder.refused('GET', `credits/${other.id}`, 404, 'not-found');
        await holder.refused('GET', `credits/${credit.id}/ledger`, 403, 'not-permitted');
        await holder.refused('PUT', userPath(credit, holder.user), 403, 'not-permitted');
        await holder.refused('POST', 'usage', 403, 'not-permitted', { body: { events: [] } });
    });

    test('in parts, by whoever holds several', async () => {
        const person = await newUser(operator, made.tenant);
        for (const credit of made.credits) {
            await assign(made.admin, credit, person.user);
        }
        const ids = (await person.all('credits?limit=1')).map(({ id }) => id);
        assert.deepEqual(ids, made.credits.map(({ id }) => id));
    });

    test('by roles, of which some change them', async () => {
        const [credit] = made.credits;
        const target = await newPerson(operator, made.tenant);
        for (const [role, sees, gives] of [['partner-admin', 2, 200], ['reader', 2, 403],
            ['billing-admin', 0, 403], ['user-admin', 0, 403]]) {
            const api = await newUser(operator, made.tenant, role);
            assert.equal((await api.all('credits')).length, sees, role);
            await api.put(userPath(credit, target), undefined, { expect: gives });
        }
    });

    /* RULE ROLE-2: another tenant's are not there. */
    test('not by other tenants', async () => {
        const [credit] = made.credits;
        const { tenant } = await newTenant(operator);
        const stranger = await newUser(operator, tenant, 'global-admin');
        assert.deepEqual(await stranger.all('credits'), []);
        await stranger.refused('GET', `credits?tenantId=${made.tenant.id}`, 404, 'not-found');
        for (const path of ['', '/users', '/ledger', '/usage']) {
            await stranger.refused('GET', `credits/${credit.id}${path}`, 404, 'not-found');
            await stranger.refused('GET', `credits/crd_${NOBODY}${path}`, 404, 'not-found');
            await stranger.refused('GET', `credits/${made.tenant.id}${path}`, 404, 'not-found');
        }
        await stranger.refused('PUT', userPath(credit, stranger.user), 404, 'not-found');
        await stranger.refused('DELETE', userPath(credit, holder.user), 404, 'not-found',
            { ifMatch: '*' });
        await stranger.refused('POST', `credits/${credit.id}/transfer`, 404, 'not-found',
            { body: { userId: stranger.user.id } });
    });

    test("by the operator's staff, who say whose", async () => {
        const [credit] = made.credits;
        for (const role of ['auditor', 'support-agent']) {
            const staff = await newStaff(operator, role);
            await staff.refused('GET', 'credits', 422, 'member-invalid');
            const items = await staff.all(`credits?tenantId=${made.tenant.id}&limit=1`);
            assert.deepEqual(items.map(({ id }) => id), made.credits.map(({ id }) => id));
            assert.equal((await show(staff, credit)).users.length >= 2, true);
            assert.equal(sum(await ledger(staff, credit)), 0n);
            await staff.refused('PUT', userPath(credit, holder.user), 403, 'not-permitted');
        }
        const manager = await newStaff(operator, 'catalogue-manager');
        await manager.refused('GET', `credits?tenantId=${made.tenant.id}`, 403, 'not-permitted');
        await manager.refused('GET', `credits/${credit.id}`, 403, 'not-permitted');
    });

    test('in periods that there are', async () => {
        const [credit] = made.credits;
        const path = `credits/${credit.id}/usage`;
        const { body } = await made.admin.get(`${path}?period=0`, { expect: 200 });
        assert.deepEqual(body.period, body.periods[0]);
        assert.equal(micros(body.days[0].metered.amount), 35000000n);
        await made.admin.refused('GET', `${path}?period=1`, 404, 'not-found');
        await made.admin.refused('GET', `${path}?period=-1`, 422, 'member-invalid');
    });
});
