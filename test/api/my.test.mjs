/*
 * What people see of what they hold themselves, and what they see of it together with others.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { assign, bulk, monthly, report, used, withCredit } from './lib/credits.mjs';
import { newSubscription, setDay } from './lib/keys.mjs';
import { atBrowser, newStaff, newTenant, newUser } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const DAY = '2021-08-02';

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    await setDay(operator, DAY);
});
after(() => server?.remove());

/* A credit and so many people without a role, the first of whom hold it. */
async function heldBy(kind, holders, others = 0) {
    const made = await withCredit(operator, DAY, kind);
    const people = [];
    for (let i = 0; i < holders + others; i += 1) {
        const person = await newUser(operator, made.tenant);
        if (i < holders) {
            await assign(made.admin, made.credit, person.user);
        }
        people.push(await atBrowser(person));
    }
    return { ...made, people };
}

const textOf = async (browser, path, language = 'en') =>
    (await browser.get(path, { headers: { 'accept-language': language } })).text
        .replace(/<[^>]*>/g, ' ').replace(/\u00a0/g, ' ').replace(/\s+/g, ' ');

describe('without a role', () => {
    test('people come to what they hold, and find nothing else', async () => {
        const { people: [anna] } = await heldBy(monthly, 1);
        assert.equal((await anna.get('/')).headers.location, '/my');
        const { text } = await anna.get('/my');
        assert.match(text, /<a href="\/my" aria-current="page">/);
        assert.ok(!/href="\/(home|benefits|credits|people)"/.test(text));
        for (const path of ['/home', '/benefits', '/credits', '/people', '/activity']) {
            assert.equal((await anna.get(path)).status, 403, path);
        }
    });

    test('the page says what is left, when it begins anew and what it covers', async () => {
        const { admin, credit, people: [anna] } = await heldBy(monthly, 1);
        await report(admin, [used(credit, anna.api.user, '25.50', `${DAY}T09:00:00Z`)]);
        assert.match(await textOf(anna, '/my'),
            /USD 74\.50 left of USD 100 this month Begins anew 2 September 2021 with USD 100/);
        assert.match(await textOf(anna, '/my', 'sv'),
            /74,50 USD kvar av 100 USD den här månaden Börjar om 2 september 2021 med 100 USD/);
        assert.match(await textOf(anna, '/my'), /It covers what you use, up to the amount/);
    });

    test('who holds no credit is told whom to ask', async () => {
        const { admin, people: [anna] } = await heldBy(bulk, 0, 1);
        const text = await textOf(anna, '/my');
        assert.match(text, /You hold no credit/);
        assert.ok(text.includes(admin.user.email), text);
        assert.match(await textOf(anna, '/my', 'sv'), /Du innehar ingen kredit/);
    });

    test('licences are listed as well', async () => {
        const { tenant } = await newTenant(operator);
        const admin = await newUser(operator, tenant, 'global-admin');
        const person = await newUser(operator, tenant);
        const { id } = await newSubscription(operator, admin, { licenses: 5 });
        const { headers } = await admin.get(`subscriptions/${id}`, { expect: 200 });
        await admin.put(`subscriptions/${id}/licenses/${person.user.id}`, undefined,
            { ifMatch: headers.etag, expect: 200 });
        assert.match(await textOf(await atBrowser(person), '/my'),
            /Your licences Product Ends Microsoft 365 E3/);
    });
});

describe('one credit', () => {
    test('shows what all left over, and what one used oneself', async () => {
        const { admin, credit, people: [anna, bo] } = await heldBy(monthly, 2);
        await report(admin, [
            used(credit, anna.api.user, '10', `${DAY}T09:00:00Z`),
            used(credit, bo.api.user, '30.25', `${DAY}T10:00:00Z`),
        ]);
        const text = await textOf(anna, `/my/credits/${credit.id}`);
        assert.match(text, /Credit left USD 59\.75 of USD 100/);
        assert.match(text, /Used by you USD 10 of USD 40\.25 by all/);
        assert.match(text, /What you used Day Amount 2 August 2021 USD 10 /);
        assert.match(text, /At this pace it lasts to 4 August 2021/);
        assert.ok(!text.includes(bo.api.user.displayName));
        assert.ok(!(await anna.get(`/my/credits/${credit.id}`)).text.includes(bo.email));
    });

    test('of an earlier period says what was lost', async () => {
        const { credit, people: [anna] } = await heldBy(monthly, 1);
        try {
            await setDay(operator, '2021-10-05');
            const again = await atBrowser(anna.api);
            const text = await textOf(again, `/my/credits/${credit.id}?period=0`);
            assert.match(text, /This period is over/);
            assert.match(text, /Not used, and lost USD 100/);
            assert.equal((await again.get(`/my/credits/${credit.id}?period=9`)).status, 404);
        } finally {
            await setDay(operator, DAY);
        }
    });

    /* RULE ROLE-2 */
    test('is there for nobody who does not hold it, whatever their role', async () => {
        const { admin, credit, people: [, bo] } = await heldBy(monthly, 1, 1);
        const manager = await atBrowser(admin);
        const stranger = (await heldBy(monthly, 1)).people[0];
        for (const browser of [bo, manager, stranger]) {
            assert.equal((await browser.get(`/my/credits/${credit.id}`)).status, 404);
        }
        assert.equal((await manager.get('/my')).status, 200);
        assert.equal((await bo.get(`/credits/${credit.id}`)).status, 403);
    });

    test('is gone for whoever it was taken from', async () => {
        const { admin, credit, people: [anna] } = await heldBy(monthly, 1);
        await admin.del(`credits/${credit.id}/users/${anna.api.user.id}`,
            { expect: 200, ifMatch: '*' });
        assert.equal((await anna.get(`/my/credits/${credit.id}`)).status, 404);
        assert.match(await textOf(anna, '/my'), /You hold no credit/);
    });
});

test("the operator's staff hold nothing", async () => {
    const staff = await atBrowser(await newStaff(operator, 'operator-admin'));
    const { status, text } = await staff.get('/my');
    assert.equal(status, 200);
    assert.match(text, /You hold no credit/);
    assert.ok(!text.includes('href="/my"'));
});
