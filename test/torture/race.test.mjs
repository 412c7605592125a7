/*
 * Proves that 64 clients who want the same thing at the same moment get it once.
 *
 * RULE KEY-3: of all who redeem a key one wins, and the others hear that it is redeemed. RULE KEY-7:
 * another tenant hears no more than that it cannot be redeemed. RULE SUB-6: no more licences are
 * assigned than there are. RULE SUB-5, CT-4: after any number of changes at once the subscription is
 * what its receipts say, one after another. RULE CT-7: what was expected, or nothing. RULE IDEM-1:
 * one Idempotency-Key, one change. RULE KEY-10: a receipt is replaced once.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { perq } from '../api/lib/server.mjs';
import { newUser } from '../api/lib/people.mjs';
import { Chance } from './lib/chance.mjs';
import { Line } from './lib/line.mjs';
import { checkIsClean, newCompany, startProgramme, stock } from './lib/programme.mjs';

const CLIENTS = 64;

const chance = new Chance();
let server;
let operator;
let company;
let lines;

before(async () => {
    console.log(`race.test: PERQ_SEED=${chance.seed}`);
    ({ server, operator } = await startProgramme());
    company = await newCompany(operator, { people: 4 });
    lines = Array.from({ length: CLIENTS }, (_, i) =>
        new Line(server, { token: company.admins[i % 4].token }));
});
after(async () => {
    lines?.forEach((line) => line.close());
    await server?.remove();
});

/* The same question from every line at once, in an order of chance. */
function allAtOnce(ask) {
    return Promise.all(chance.shuffled(lines).map(ask));
}

function redemption(tenant, action, key, more = {}) {
    return { tenantId: tenant.id, action, keys: [key], ...more };
}

function codesOf(answers) {
    const count = {};
    for (const { status, body } of answers) {
        const name = status < 300 ? String(status) : body.code;
        count[name] = (count[name] ?? 0) + 1;
    }
    return count;
}

async function show(subscriptionId, admin = company.admins[0]) {
    return (await admin.get(`subscriptions/${subscriptionId}`, { expect: 200 })).body;
}

/* RULE KEY-3 */
test('50 keys, each wanted by 64 clients, are redeemed once each', async () => {
    for (const key of await stock(operator, 50, 5)) {
        const body = redemption(company.tenant, 'activate', key, { separate: true });
        const answers = await allAtOnce((line) => line.post('redemptions', body));
        assert.deepEqual(codesOf(answers), { 201: 1, 'key-already-redeemed': CLIENTS - 1 });
    }
    const subscriptions = await company.admins[0].all('subscriptions?limit=200');
    assert.equal(subscriptions.length, 50);
    await checkIsClean(server);
});

/* RULE KEY-3: each client takes the keys in an order of its own, with an Idempotency-Key. */
test('50 keys, wanted in 64 different orders, are redeemed once each', async () => {
    const keys = await stock(operator, 50, 5);
    const winners = new Map();
    await Promise.all(lines.map(async (line, i) => {
        for (const key of chance.shuffled(keys)) {
            const body = redemption(company.tenant, 'activate', key, { separate: true });
            const answer = await line.post('redemptions', body, { key: `order-${i}-${key}` });
            if (answer.status === 201) {
                winners.set(key, (winners.get(key) ?? 0) + 1);
            } else {
                assert.equal(answer.body.code, 'key-already-redeemed');
            }
        }
    }));
    assert.deepEqual([...winners.values()], keys.map(() => 1));
    await checkIsClean(server);
});

/* RULE KEY-3, KEY-7: 4 people in each of 16 tenants; each tenant comes from an address of its own. */
test('keys wanted by 16 tenants go to one of them, and the others learn nothing', async () => {
    const rivals = [];
    for (let i = 0; i < 16; i += 1) {
        const { tenant, admins } = await newCompany(operator, { people: 4 });
        rivals.push(...admins.map((admin) => ({
            tenant, line: new Line(server, { token: admin.token, address: `127.0.1.${i + 1}` }),
        })));
    }
    for (const key of await stock(operator, 8, 5)) {
        const answers = await Promise.all(chance.shuffled(rivals).map(async ({ tenant, line }) => ({
            tenant, ...await line.post('redemptions',
                redemption(tenant, 'activate', key, { separate: true })),
        })));
        const winner = answers.find((answer) => answer.status === 201);
        const own = answers.filter((answer) => answer.tenant === winner.tenant);
        const others = answers.filter((answer) => answer.tenant !== winner.tenant);
        assert.deepEqual(codesOf(own), { 201: 1, 'key-already-redeemed': 3 });
        assert.deepEqual(codesOf(others), { 'key-not-redeemable': 60 });
    }
    rivals.forEach(({ line }) => line.close());
    await checkIsClean(server);
});

/* The receipts of a subscription from its first on, by what each says was before. */
async function receiptsInOrder(subscriptionId) {
    const path = `redemptions?subscriptionId=${subscriptionId}&limit=200`;
    return (await company.admins[0].all(path)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/* What `perq coterm` makes of what each receipt says was before, of its keys, choice and day. */
async function workedOut(receipts) {
    const questions = receipts.map(({ action, before: held = {}, keys, calculation }) => ({
        action, ...held, key: keys.reduce((sum, key) => sum + key.licenses, 0),
        ...(action === 'extend' ? {} : { today: calculation.today }),
        ...(action === 'add' ? { addLicenses: calculation.licensesAdded } : {}),
    }));
    const input = questions.map((question) => `${JSON.stringify(question)}\n`).join('');
    const { code, stdout, stderr } = await perq(['coterm'], { input });
    assert.equal(code, 0, stderr);
    return stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

/* The id of a new subscription with that many licences. */
async function newSubscription(licenses) {
    const [key] = await stock(operator, 1, licenses);
    const body = redemption(company.tenant, 'activate', key, { separate: true });
    const { body: receipt } = await company.admins[0].post('redemptions', body, { expect: 201 });
    return receipt.subscriptionId;
}

/* RULE SUB-5, CT-4 */
test('a subscription changed by 64 clients at once is what its receipts say', async () => {
    const id = await newSubscription(100);
    const keys = await stock(operator, CLIENTS * 4, 2);
    await Promise.all(lines.map(async (line) => {
        for (let i = 0; i < 4; i += 1) {
            const more = { subscriptionId: id };
            const action = chance.pick(['extend', 'add', 'part']);
            if (action === 'part') {
                more.addLicenses = 1;
            }
            const body = redemption(company.tenant, action === 'part' ? 'add' : action, keys.pop(),
                more);
            const answer = await line.post('redemptions', body);
            assert.equal(answer.status, 201, answer.text);
        }
    }));

    const receipts = await receiptsInOrder(id);
    assert.equal(receipts.length, 1 + CLIENTS * 4);
    for (let i = 1; i < receipts.length; i += 1) {
        assert.deepEqual(receipts[i].before, receipts[i - 1].after);
    }
    const { licenses, endsOn, carry } = await show(id);
    assert.deepEqual({ licenses, endsOn, carry }, receipts.at(-1).after);
    assert.deepEqual(await workedOut(receipts), receipts.map((receipt) => receipt.after));
    await checkIsClean(server);
});

/* RULE CT-7 */
test('who names what was previewed gets exactly that, or nothing', async () => {
    const id = await newSubscription(40);
    const keys = await stock(operator, CLIENTS, 3);
    const answers = await allAtOnce(async (line) => {
        const body = redemption(company.tenant, 'add', keys.pop(), { subscriptionId: id });
        const preview = await line.post('redemptions/preview', body);
        assert.equal(preview.status, 200, preview.text);
        const { licenses, endsOn } = preview.body.after;
        const answer = await line.post('redemptions', { ...body, expect: { licenses, endsOn } });
        if (answer.status === 201) {
            assert.deepEqual(answer.body.after, preview.body.after);
        }
        return answer;
    });
    const count = codesOf(answers);
    assert.ok(count[201] >= 1, JSON.stringify(count));
    assert.equal(count[201] + (count['preview-outdated'] ?? 0), CLIENTS);
    assert.equal((await show(id)).licenses, 40 + 3 * count[201]);
    assert.equal((await receiptsInOrder(id)).length, 1 + count[201]);
    await checkIsClean(server);
});

/* RULE SUB-6 */
test('64 clients assign and release, and never more is assigned than there is', async () => {
    const LICENSES = 12;
    const id = await newSubscription(LICENSES);
    const people = [];
    for (let i = 0; i < 40; i += 1) {
        const { body } = await operator.post(`tenants/${company.tenant.id}/users`,
            { email: `racer-${i}@${company.tenant.domain}`, displayName: `Racer ${i}`, kind: 'member' },
            { expect: 201 });
        people.push(body.id);
    }
    const count = {};
    await Promise.all(lines.map(async (line) => {
        for (let i = 0; i < 30; i += 1) {
            const path = `subscriptions/${id}/licenses/${chance.pick(people)}`;
            const answer = chance.once(3) ? await line.del(path, { ifMatch: '*' }) :
                await line.put(path);
            const name = answer.body.code ?? answer.status;
            count[name] = (count[name] ?? 0) + 1;
            if (answer.status === 200) {
                assert.ok(answer.body.assigned >= 0 && answer.body.assigned <= LICENSES, answer.text);
            } else {
                assert.ok(['no-license-left', 'not-found'].includes(answer.body.code), answer.text);
            }
        }
    }));
    const holders = await company.admins[0].all(`subscriptions/${id}/licenses`);
    assert.equal((await show(id)).assigned, holders.length);
    assert.ok(holders.length <= LICENSES);
    assert.ok(count['no-license-left'] > 0, 'the race was for nothing');
    await checkIsClean(server);
});

/* RULE IDEM-1: also while the first answer is still on its way. */
test('one Idempotency-Key on 64 connections is one change and one answer', async () => {
    const id = await newSubscription(100);
    const [{ token }] = company.admins;
    for (const product of await stock(operator, 10, 5)) {
        const body = redemption(company.tenant, 'extend', product, { subscriptionId: id });
        const answers = await allAtOnce((line) =>
            line.post('redemptions', body, { key: `same-${product}`, token }));
        assert.deepEqual(codesOf(answers), { 201: CLIENTS });
        assert.equal(answers.filter((answer) => !answer.replayed).length, 1);
        assert.equal(new Set(answers.map((answer) => answer.text)).size, 1);

        const other = await lines[0].post('redemptions', { ...body, action: 'add' },
            { key: `same-${product}`, token });
        assert.equal(other.body.code, 'idempotency-mismatch');
    }
    assert.equal((await receiptsInOrder(id)).length, 11);
    await checkIsClean(server);
});

/* RULE IDEM-1: long work goes another way through the server. Few fit in at once; the others retry. */
test('one Idempotency-Key on 64 connections makes one key lot', async () => {
    const { token } = operator;
    const body = { sku: 'microsoft-365-e3', licenses: 5, count: 3000, redeemBy: '9999-12-31' };
    const before = (await operator.all('key-lots?limit=200')).length;
    const answers = await allAtOnce(async (line) => {
        for (;;) {
            const answer = await line.post('key-lots', body, { key: 'one-lot', token });
            if (answer.status !== 503) {
                return answer;
            }
            assert.equal(answer.body.code, 'busy-try-again');
            assert.match(answer.head, /\r\nretry-after: [0-9]+/i);
        }
    });
    assert.deepEqual(codesOf(answers), { 201: CLIENTS });
    assert.equal(new Set(answers.map((answer) => answer.text)).size, 1);
    assert.equal((await operator.all('key-lots?limit=200')).length, before + 1);
    const { body: { items } } = await operator.get(`key-lots/${answers[0].body.id}/keys`);
    assert.equal(items.length, body.count);
    await checkIsClean(server);
});

/* RULE KEY-10 */
test('a receipt is replaced once, however many ask', async () => {
    const staff = await newUser(operator, company.tenant, 'billing-admin');
    const [key] = await stock(operator, 1, 5);
    const { body: receipt } = await staff.post('redemptions',
        redemption(company.tenant, 'activate', key, { separate: true }), { expect: 201 });
    const answers = await allAtOnce((line) => line.post(`redemptions/${receipt.id}/replacement`,
        { reason: 'a race' }, { token: operator.token }));
    const { 201: replaced, ...others } = codesOf(answers);
    assert.equal(replaced, 1);
    assert.deepEqual(others, { 'replacement-refused': CLIENTS - 1 });
    await checkIsClean(server);
});
