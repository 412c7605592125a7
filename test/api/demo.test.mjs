/*
 * The demo: four people who can sign in, and a partner whose past is as long and as full whatever
 * day it is loaded on.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { startServer } from './lib/server.mjs';

const DAY_MS = 86400000;
const E3 = 'microsoft-365-e3';

let server;
let nora;

before(async () => {
    server = await startServer({ args: ['--demo'] });
    nora = new Api(server, { token: server.demo.administrator.token });
});
after(() => server?.remove());

function daysUntil(date) {
    return Math.round((Date.parse(date) - Date.parse(new Date().toISOString().slice(0, 10))) /
        DAY_MS);
}

async function all(path) {
    return nora.all(path);
}

describe('what the start says', () => {
    test('role, address and password of four people, and where they sign in', async () => {
        assert.match(server.log, /Sign in at http:\/\/127\.0\.0\.1:[0-9]+\/sign-in/);
        for (const title of ['administrator', 'employee', 'partner', 'operator']) {
            const { email, password } = server.demo[title];
            const line = server.log.split('\n').find((each) => each.includes(email));
            assert.ok(line?.includes(password), title);
            const browser = new Browser(server);
            await browser.signIn(server.demo[title]);
        }
    });

    test('but no token, which would be kept by whoever keeps the log', () => {
        assert.doesNotMatch(server.log, /perq_/);
    });
});

describe('the partner with a past', () => {
    test('has subscriptions that run, end soon and have ended', async () => {
        const subscriptions = await all('subscriptions');
        const bySku = Object.fromEntries(subscriptions.map((each) => [each.sku, each]));
        assert.equal(bySku[E3].licenses, 100);
        assert.ok(daysUntil(bySku[E3].endsOn) > 175 && daysUntil(bySku[E3].endsOn) < 190);
        assert.equal(daysUntil(bySku['visio-plan-2'].endsOn), 12);
        assert.equal(bySku['power-bi-pro'].status, 'expired');
        assert.equal(subscriptions.length, 4);
    });

    test('has keys to extend, add, split, and to meet the limit with', async () => {
        const benefits = (await all('benefits')).filter(({ sku }) => sku === E3);
        const ready = benefits.flatMap(({ keys }) => keys)
            .filter(({ status }) => status === 'ready').map(({ licenses }) => licenses);
        assert.deepEqual(ready.sort((a, b) => a - b), [25, 25, 100, 301]);
    });

    test('has credits used to 40 and 95 %, and one that nobody holds', async () => {
        const credits = await all('credits');
        const used = credits.filter(({ status }) => status === 'active').map(({ amount, balance }) =>
            Math.round(100 - 100 * Number(balance.amount) / Number(amount.amount)));
        assert.ok(used.some((percent) => percent >= 30 && percent <= 45), String(used));
        assert.ok(used.some((percent) => percent >= 95 && percent < 100), String(used));
        assert.equal(credits.filter(({ status }) => status === 'unassigned').length, 1);
    });

    test('has thirty people, one of them in a second organisation too', async () => {
        const { tenantId } = server.demo.administrator;
        assert.equal((await all(`tenants/${tenantId}/users`)).length, 30);
        const browser = new Browser(server);
        await browser.signIn(server.demo.administrator);
        const { text } = await browser.get('/organisation');
        assert.ok(text.includes('northwind.example') && text.includes('test.northwind.example'));
    });

    test('has receipts over a year, and events in the order in which things happened', async () => {
        const receipts = await all('redemptions');
        const days = receipts.map(({ redeemedAt }) => -daysUntil(redeemedAt.slice(0, 10)));
        assert.equal(receipts.length, 6);
        assert.ok(Math.max(...days) > 365 && Math.min(...days) < 100);
        const events = await all('events');
        const times = events.map(({ at }) => at);
        assert.deepEqual(times, [...times].sort());
    });

    test('is sound', async () => {
        assert.equal((await server.cli('check')).code, 0);
    });
});

describe('the sample without a past', () => {
    test('is the programme as it begins today', async () => {
        const plain = await startServer({ demo: true });
        try {
            const operator = new Api(plain, { token: plain.demo.operator.token });
            const partners = await operator.all('partners');
            assert.deepEqual(partners.map(({ name }) => name).sort(), ['Contoso', 'Fabrikam']);
            assert.equal(plain.demo.administrator, undefined);
        } finally {
            await plain.remove();
        }
    });
});
