/*
 * Plans: which unused keys get a subscription so many licences until a day. What a plan says is what
 * redeeming its steps does.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { newKeys, redeem, setDay } from './lib/keys.mjs';
import { newUser } from './lib/people.mjs';
import { enrol, incremental, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const TODAY = '2021-08-02';
const PLAN_KEYS_MAX = 1000;

let server, operator, me, other;

async function caller(person) {
    const api = operator.as(person.token);
    const { body } = await api.get('me', { expect: 200 });
    return Object.assign(api, { user: body.user, partner: body.partner });
}

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    me = await caller(server.demo.partner);
    other = await caller(server.demo.otherPartner);
    await setDay(operator, TODAY);
});
after(() => server?.remove());

/* A product of one's own, and unused keys of it with so many licences each. */
async function productWithKeys(licenses, members) {
    const product = await newProduct(operator, members);
    for (const number of licenses) {
        await enrol(operator, me.partner, await newOffer(operator, 'gold',
            [incremental(product, number)]), TODAY);
    }
    return product;
}

/* Besides, a subscription that ends in twelve months. */
async function subscriptionWithKeys(owned, licenses, members) {
    const product = await productWithKeys(licenses, members);
    const keys = await newKeys(operator, { sku: product.sku, licenses: owned });
    const { subscriptionId } = await redeem(me, 'activate', keys);
    return { id: subscriptionId, sku: product.sku };
}

const planOf = async (query, api = me) =>
    (await api.get(`key-plans?${new URLSearchParams(query)}`, { expect: 200 })).body;

/* Each step as the plan has it; what comes of it is what the plan says. */
async function carryOut(plan, subscriptionId) {
    let id = subscriptionId;
    for (const { action, keys, addLicenses, licenses, endsOn } of plan.steps) {
        const { body } = await me.post('redemptions', {
            tenantId: me.user.tenantId, action, keyRefs: keys.map(({ ref }) => ref), addLicenses,
            subscriptionId: id, expect: { licenses, endsOn },
        }, { expect: 201 });
        id = body.subscriptionId;
    }
    return (await me.get(`subscriptions/${id}`, { expect: 200 })).body;
}

/* Keys that lapse on one day come in any order. */
const shapeOf = (plan) => plan.steps.map(({ action, keys, addLicenses }) =>
    [action, keys.map(({ licenses }) => licenses).sort((a, b) => b - a), addLicenses]
        .filter((part) => part !== undefined));

describe('a plan for a subscription', () => {
    /* RULE CT-2, RULE CT-3, RULE CT-10: asked for, found, and so it comes. */
    const PLANS = [
        { asked: { licenses: 100, until: '2022-11-01' }, steps: [['extend', [25]]] },
        { asked: { licenses: 110, until: '2022-08-01' }, steps: [['add', [10]]] },
        { asked: { licenses: 105, until: '2022-09-02' }, steps: [['add', [25], 5]] },
        { asked: { licenses: 100, until: '2022-12-01' }, steps: [['extend', [25, 10]]] },
        { asked: { licenses: 60, until: '2022-08-02' }, steps: [] },
    ];

    for (const { asked, steps } of PLANS) {
        test(`of 100 that shall be ${asked.licenses} until ${asked.until}`, async () => {
            const { id: subscriptionId } = await subscriptionWithKeys(100, [301, 10, 25, 50]);
            const plan = await planOf({ subscriptionId, ...asked });
            assert.ok(plan.found && plan.exact);
            assert.deepEqual(shapeOf(plan), steps);
            assert.equal(plan.keysLookedAt, 4);
            assert.equal(plan.licensesLookedAt, 386);
            const { licenses, endsOn } = await carryOut(plan, subscriptionId);
            assert.ok(licenses >= asked.licenses && endsOn >= asked.until, `${licenses} ${endsOn}`);
        });
    }

    test('says that its keys do not do it, or that none could', async () => {
        const { id: subscriptionId, sku } = await subscriptionWithKeys(100, [10],
            { maxLicenses: 500 });
        const none = await planOf({ subscriptionId, licenses: 100, until: '2023-08-02' });
        assert.deepEqual([none.found, none.exact, none.steps], [false, true, []]);
        const refused = async (query, status, code) =>
            assert.equal((await me.get(`key-plans?${new URLSearchParams(query)}`,
                { expect: status })).body.code, code);
        await refused({ subscriptionId, licenses: 100, until: '2026-01-01' }, 409,
            'plan-out-of-reach');
        await refused({ subscriptionId, licenses: 501, until: '2022-08-02' }, 409,
            'too-many-licenses');
        await refused({ licenses: 1, until: '2022-08-02' }, 422, 'member-invalid');
        await refused({ subscriptionId, sku, licenses: 1, until: '2022-08-02' }, 422,
            'member-invalid');
        await refused({ sku: 'no-such-product', licenses: 1, until: '2022-08-02' }, 404,
            'not-found');
        await refused({ subscriptionId: `sub_${'0'.repeat(26)}`, licenses: 1, until: TODAY }, 404,
            'not-found');
    });

    /* RULE ROLE-2, RULE BEN-3 */
    test('is for those who may see the keys', async () => {
        const { id: subscriptionId } = await subscriptionWithKeys(100, [25]);
        const tenant = { id: me.user.tenantId, domain: me.user.email.split('@')[1] };
        const path = `key-plans?${new URLSearchParams({ subscriptionId, licenses: 100, until: '2022-11-01' })}`;
        for (const [role, status] of [['reader', 200], ['partner-admin', 200],
            ['billing-admin', 403], ['user-admin', 403]]) {
            await (await newUser(operator, tenant, role)).get(path, { expect: status });
        }
        await other.get(path, { expect: 404 });
        assert.deepEqual(shapeOf((await operator.get(path, { expect: 200 })).body),
            [['extend', [25]]]);
        await operator.get('key-plans?sku=visio-plan-2&licenses=1&until=2022-01-01', { expect: 422 });
    });
});

describe('a plan for a new one', () => {
    const PLANS = [
        { keys: [10, 25, 7], asked: { licenses: 30, until: '2022-08-02' },
            steps: [['activate', [25, 7]]] },
        { keys: [25, 25], asked: { licenses: 30, until: '2022-12-01' },
            steps: [['activate', [25]], ['add', [25], 5]] },
        { keys: [10, 5], asked: { licenses: 10, until: '2023-01-01' },
            steps: [['activate', [10]], ['extend', [5]]] },
    ];

    for (const { keys, asked, steps } of PLANS) {
        test(`of ${asked.licenses} until ${asked.until} with keys of ${keys}`, async () => {
            const { sku } = await productWithKeys(keys);
            const plan = await planOf({ sku, ...asked });
            assert.ok(plan.found && plan.exact);
            assert.equal(plan.subscriptionId, undefined);
            assert.deepEqual(shapeOf(plan), steps);
            const { licenses, endsOn } = await carryOut(plan);
            assert.ok(licenses >= asked.licenses && endsOn >= asked.until, `${licenses} ${endsOn}`);
        });
    }
});

/* --- the pages ------------------------------------------------------------------------------- */

async function signedIn(options) {
    const browser = new Browser(server, options);
    await browser.signIn(server.demo.partner);
    return browser;
}

const plain = (text) => text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const unescaped = (text) => text.replaceAll('&amp;', '&');

/* All that the form with this action would send untouched. */
function formOf(text, action) {
    const form = text.split(`<form method="post" action="${action}"`)[1].split('</form>')[0];
    return [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
        .map(([, name, value]) => [name, value]);
}

describe('the page of a plan', () => {
    test('leads on to redeem exactly these keys', async () => {
        const { id } = await subscriptionWithKeys(100, [10, 25]);
        const plan = await planOf({ subscriptionId: id, licenses: 105, until: '2022-09-02' });
        const browser = await signedIn();
        const { text } = await browser.get(`/what-if/keys?for=${id}&licenses=105&until=2022-09-02`);
        const fields = formOf(text, '/drafts');
        assert.deepEqual(fields.filter(([name]) => name === 'keyRef').map(([, ref]) => ref),
            plan.steps[0].keys.map(({ ref }) => ref));
        assert.match(plain(text), /Exact: no other set/);
        const { headers } = await browser.post('/drafts', fields);
        assert.match(headers.location, /redeem\/drf_[^?]+\?action=split&addLicenses=5$/);
        const check = await browser.get(headers.location);
        assert.ok(check.text.includes(`name="expectEndsOn" value="${plan.steps[0].endsOn}"`));
        assert.ok(check.text.includes(`name="expectLicenses" value="${plan.steps[0].licenses}"`));
    });

    test('says in words what there is not, in both languages', async () => {
        const { id } = await subscriptionWithKeys(100, [10]);
        for (const [language, less, out] of [
            ['en', /Your unused keys do not do that/, /No keys can do that, however many/],
            ['sv', /Dina oanvända nycklar klarar inte det/, /Det klarar inga nycklar/]]) {
            const browser = await signedIn({ language });
            const at = async (until) => plain((await browser.get(
                `/what-if/keys?for=${id}&licenses=100&until=${until}`)).text);
            assert.match(await at('2023-08-02'), less);
            assert.match(await at('2026-01-01'), out);
            assert.match(plain((await browser.get('/what-if/keys')).text), /365/);
        }
    });

    test('is reached from What if', async () => {
        const browser = await signedIn();
        const { text } = await browser.get('/what-if');
        assert.match(text, /href="\/what-if\/keys"/);
    });
});

describe('keys one has, as steps of What if', () => {
    test('have their own licences, and keep their names in the address', async () => {
        const { id, sku } = await subscriptionWithKeys(100, [10, 25]);
        const { body: { items } } = await me.get('benefits?limit=200', { expect: 200 });
        const [small, large] = [10, 25].map((licenses) => items.filter((one) => one.sku === sku)
            .flatMap(({ keys }) => keys).find((key) => key.licenses === licenses).ref);
        const browser = await signedIn();
        const get = async (query, status = 200) => {
            const answer = await browser.get(`/what-if?subscriptionId=${id}&${query}`);
            assert.equal(answer.status, status, plain(answer.text).slice(0, 500));
            return answer.text;
        };
        const first = await get(`action=extend&keyRef=${large}&then=1`);
        assert.match(first, new RegExp(`name="steps" value="extend:25@${large}"`));
        assert.match(plain(first), /2 November 2022/);
        const steps = `steps=extend:25@${large}`;
        /* Whoever changes the number in the address does not change the key. */
        assert.match(await get(`steps=extend:300@${large}`), /name="steps" value="extend:25@/);
        /* Besides one that is only imagined. */
        assert.match(plain(await get(`${steps},add:50`)), /Add a key of 50 licences/);
        const both = await get(`${steps}&action=add&keyRef=${small}`);
        assert.match(both, new RegExp(`<code class="ref">${small}</code>`));
        const [, use] = new RegExp(`href="(/subscriptions/[^"]*keyRef=${large})"`).exec(both);
        assert.match((await browser.get(unescaped(use))).text,
            new RegExp(`value="${large}" checked`));
        await get(`${steps}&action=add&keyRef=${large}`, 422);
        await get(`steps=extend:25@${large},add:25@${large}`, 422);
        await get('steps=extend:25@KR-', 422);
        /* After it is used, by whomever the address was sent to. */
        await me.post('redemptions', { tenantId: me.user.tenantId, action: 'extend',
            keyRefs: [large], subscriptionId: id }, { expect: 201 });
        assert.match(plain(await get(steps)), /not unused any more/);
        assert.match(plain(await get(`action=add&keyRef=${large}`)), /is used already/);
    });
});

/* --- many keys ------------------------------------------------------------------------------- */

/* More than a benefit gets at once, so they are written beside the server. */
async function addKeysByHand(sku, count) {
    await server.stop();
    execFileSync('sqlite3', ['-bail', server.database], { input: `
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
INSERT INTO product_key SELECT id, 1 + i, printf('KR-7%07d', i), CAST(printf('7%015d', i) AS BLOB),
    NULL, 'ready', NULL, NULL, NULL FROM n, (SELECT min(id) AS id FROM key_lot
    WHERE sku = '${sku}' AND benefit_id IS NOT NULL);` });
    await server.start();
    await setDay(operator, TODAY);
}

/* LIMIT PLAN_KEYS_MAX, LIMIT KEYS_TOGETHER_MAX */
test('a plan of many keys has steps of fifty, and says where it did not look at all', async () => {
    const { id, sku } = await subscriptionWithKeys(100, [1]);
    await addKeysByHand(sku, PLAN_KEYS_MAX - 1);
    const ask = { subscriptionId: id, licenses: 220, until: '2022-08-01' };
    const plan = await planOf(ask);
    assert.ok(plan.found && plan.exact);
    assert.equal(plan.keysLookedAt, PLAN_KEYS_MAX);
    assert.deepEqual(plan.steps.map(({ action, keys }) => [action, keys.length]),
        [['add', 50], ['add', 50], ['add', 20]]);
    const browser = await signedIn();
    const { text } = await browser.get(`/what-if/keys?for=${id}&licenses=220&until=2022-08-01`);
    assert.equal(formOf(text, '/drafts').filter(([name]) => name === 'keyRef').length, 50);
    await enrol(operator, me.partner, await newOffer(operator, 'gold',
        [{ sku, type: 'incremental', licenses: 1 }]), TODAY);
    const over = await planOf(ask);
    assert.ok(over.found && !over.exact);
    assert.equal(over.keysLookedAt, PLAN_KEYS_MAX);
    const said = await browser.get(`/what-if/keys?for=${id}&licenses=220&until=2022-08-01`);
    assert.match(plain(said.text), /Best found/);
});
