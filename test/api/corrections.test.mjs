/*
 * Wrong use is answered by a posting the other way (RULE CR-13).
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { assign, ledger, newPerson, report, show, usd, used, withCredit, monthly, bulk }
    from './lib/credits.mjs';
import { setDay } from './lib/keys.mjs';
import { newStaff } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const TODAY = '2021-08-10';
const START = '2021-06-05';
const NOW = `${TODAY}T00:00:00Z`;
const WHY = 'The meter counted twice';

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    await setDay(operator, START);
});
after(() => server?.remove());

/* A credit that somebody holds since the beginning; it is TODAY. */
async function heldCredit(kind = monthly, amount = '100.00') {
    await setDay(operator, START);
    const made = await withCredit(operator, START, kind, amount);
    const person = await newPerson(operator, made.tenant);
    await assign(made.admin, made.credit, person);
    await setDay(operator, TODAY);
    return { ...made, person };
}

const path = (credit) => `credits/${credit.id}/counter-postings`;
const wrong = (event, members = {}) =>
    ({ source: event.source, eventId: event.id, reason: WHY, ...members });

async function correct(credit, event, members) {
    return (await operator.post(path(credit), wrong(event, members), { expect: 200 })).body;
}

async function counted({ credit, person, admin }, amount, time, by = operator) {
    const event = used(credit, person, amount, time);
    await report(by, [event]);
    return { event, credit: await show(admin, credit) };
}

async function sound(credit) {
    const postings = await ledger(operator, credit);
    const sum = (list) => list.reduce((all, { amount }) =>
        all + Math.round(Number(amount.amount) * 1e6), 0);
    assert.equal(sum(postings), 0);
    return postings;
}

async function alertsOf(credit) {
    return (await operator.all(`events?subject=${credit.id}`))
        .filter(({ type }) => type === 'credit.alert').map(({ data }) => data.percent);
}

describe('RULE CR-13: a wrong event of use', () => {
    test('gives its amount back in the running period, and ends the suspension', async () => {
        const made = await heldCredit();
        await counted(made, '30', NOW);
        const { event, credit } = await counted(made, '90', NOW);
        assert.equal(credit.status, 'suspended');
        assert.deepEqual(credit.uncovered, usd('20.00'));
        const now = await correct(made.credit, event);
        assert.equal(now.status, 'active');
        assert.deepEqual(now.used, usd('30.00'));
        assert.deepEqual(now.balance, usd('70.00'));
        assert.deepEqual(now.uncovered, usd('0.00'));
        const last = (await sound(made.credit)).slice(-4);
        assert.deepEqual(last.map(({ kind, account, amount }) => [kind, account, amount.amount]), [
            ['correction', 'uncovered', '-20.00'], ['correction', 'outside', '20.00'],
            ['correction', 'used', '-70.00'], ['correction', 'available', '70.00'],
        ]);
    });

    test('of a period that is over lapses, as if it had never been counted', async () => {
        const made = await heldCredit();
        const { event } = await counted(made, '40', '2021-06-20T10:00:00Z');
        await correct(made.credit, event);
        const { body } = await made.admin.get(`credits/${made.credit.id}/usage?period=0`,
            { expect: 200 });
        const [first] = body.periods;
        assert.deepEqual([first.used, first.lapsed], [usd('0.00'), usd('100.00')]);
        assert.deepEqual(body.days.filter(({ metered }) => metered.amount !== '0.00'), []);
        await sound(made.credit);
    });

    test('comes back to whoever holds a bulk credit by now', async () => {
        const made = await heldCredit(bulk, '6000.00');
        const { event } = await counted(made, '6000', NOW);
        const next = await newPerson(operator, made.tenant);
        await made.admin.post(`credits/${made.credit.id}/transfer`, { userId: next.id },
            { expect: 200 });
        const now = await correct(made.credit, event);
        assert.equal(now.users[0].id, next.id);
        assert.deepEqual(now.balance, usd('6000.00'));
        await sound(made.credit);
    });

    test('has passed marks that true use passes again', async () => {
        const made = await heldCredit();
        const { event } = await counted(made, '85', NOW);
        assert.deepEqual(await alertsOf(made.credit), [50, 80]);
        await correct(made.credit, event);
        await counted(made, '55', NOW);
        assert.deepEqual(await alertsOf(made.credit), [50, 80, 50]);
    });

    test('stands as it was counted: it is no new one, and is answered once', async () => {
        const made = await heldCredit();
        const { event } = await counted(made, '10', NOW);
        await correct(made.credit, event);
        const { body } = await operator.post('usage', { events: [event] }, { expect: 200 });
        assert.deepEqual([body.accepted, body.duplicates], [0, 1]);
        await operator.refused('POST', path(made.credit), 409, 'usage-corrected',
            { body: wrong(event) });
        assert.deepEqual((await show(made.admin, made.credit)).used, usd('0.00'));
    });

    test('is said to the partner, with the reason and the amount', async () => {
        const made = await heldCredit();
        const { event } = await counted(made, '10', NOW);
        await correct(made.credit, event);
        const said = (await made.admin.all(`events?subject=${made.credit.id}`))
            .find(({ type }) => type === 'credit.corrected');
        assert.equal(said.reason, WHY);
        assert.deepEqual(said.data.metered, usd('-10.00'));
        assert.deepEqual(said.data.balance, usd('100.00'));
        assert.equal(said.data.eventId, event.id);
    });

    test('that a tenant told is named with it', async () => {
        const made = await heldCredit();
        const { event } = await counted(made, '10', NOW, made.admin);
        await operator.refused('POST', path(made.credit), 422, 'member-invalid',
            { body: wrong(event) });
        await correct(made.credit, event, { reporter: made.tenant.id });
        assert.deepEqual((await show(made.admin, made.credit)).used, usd('0.00'));
    });

    test('of another credit, or that nobody told, is refused by its member', async () => {
        const made = await heldCredit();
        const other = await heldCredit();
        const { event } = await counted(other, '10', NOW);
        for (const named of [wrong(event), wrong({ ...event, id: 'never told' })]) {
            const body = await operator.refused('POST', path(made.credit), 422,
                'member-invalid', { body: named });
            assert.deepEqual(body.errors.map(({ pointer }) => pointer), ['/eventId']);
        }
    });

    test('is for operator admins', async () => {
        const made = await heldCredit();
        const { event } = await counted(made, '10', NOW);
        for (const api of [made.admin, await newStaff(operator, 'support-agent')]) {
            const { status } = await api.post(path(made.credit), wrong(event));
            assert.ok(status === 403 || status === 404, String(status));
        }
    });

    test('leaves everything as perq check wants it', async () => {
        const { code, stdout } = await server.cli('check');
        assert.equal(code, 0, stdout);
    });
});

/* RULE ROLE-3 */
test('A posting the other way takes two people, and is done once', async () => {
    const two = await startServer({ demo: true, testClock: true, approvals: true });
    try {
        const first = new Api(two, { token: two.demo.operator.token });
        const second = await newStaff(first, 'operator-admin');
        const third = await newStaff(first, 'operator-admin');
        await setDay(first, START);
        const made = await withCredit(first, START, monthly, '100.00');
        const person = await newPerson(first, made.tenant);
        await assign(made.admin, made.credit, person);
        await setDay(first, TODAY);
        const event = used(made.credit, person, '60', NOW);
        await report(first, [event]);
        const { body: asked } = await first.post(path(made.credit), wrong(event), { expect: 202 });
        assert.equal(asked.preview.amount.amount, '60.00');
        const staff = new Browser(two, { language: 'sv' });
        await staff.signIn(two.demo.operator);
        const { text } = await staff.get(`/ops/approvals/${asked.id}`);
        assert.match(text, /<dt>Belopp<\/dt><dd>60\sUSD<\/dd>/);
        assert.match(text, /<dt>Tid<\/dt><dd><time datetime="2021-08-10T00:00:00Z"/);
        assert.ok(text.includes(`href="/credits/${made.credit.id}"`));
        /* Use that comes meanwhile is no reason to ask again. */
        await report(first, [used(made.credit, person, '5', NOW)]);
        const approve = (api) => api.post(`approvals/${asked.id}/approve`);
        await first.refused('POST', `approvals/${asked.id}/approve`, 403, 'approval-own');
        const codes = (await Promise.all([approve(second), approve(third)]))
            .map(({ status }) => status).sort();
        assert.deepEqual(codes, [200, 409]);
        assert.deepEqual((await show(made.admin, made.credit)).used, usd('5.00'));
    } finally {
        await two.remove();
    }
});
