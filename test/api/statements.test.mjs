/*
 * Pages ask the database a few times, however many rows they show: on an engine behind a network
 * each statement is a way there and back. Holds every page that there is, in the states that links
 * lead to and in those that only a form leads to, and all that the API reads.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { crawl } from '../browser/lib/crawl.mjs';
import { pages, routeOf } from '../browser/lib/routes.mjs';
import { startWorld, subscribe } from '../browser/lib/world.mjs';
import { askForMuch } from './lib/approvals.mjs';
import { Browser, tokenIn } from './lib/browser.mjs';
import { operations, resolve } from './lib/contract.mjs';
import { assign, report, used } from './lib/credits.mjs';
import { newKeys, redeem } from './lib/keys.mjs';
import { newTenant, unique } from './lib/people.mjs';
import { enrol, incremental, newOffer, newProduct } from './lib/programme.mjs';
import { logRead, statementsOf } from './lib/statements.mjs';

const STATEMENTS_MAX = 12;
const PEOPLE = 60;
const BENEFITS = 50;
const CREDITS = 40;
const KEYS = 50; /* as many as can be used together */
const RECEIPTS = 25;
const OTHERS = 50;
const PROGRAMMES = ['csp', 'open', 'pass'];

let world;

before(async () => {
    world = await startWorld({ args: ['--log', 'debug'] });
    world.partner = (await world.admin.get('me', { expect: 200 })).body.partner;
    [world.approval] = await askForMuch(world.server, world.operator);
    await addPeople(world);
    await addBenefits(world);
    await addCredits(world);
    await addReceipts(world);
    await addDrafts(world);
    await addOthers(world);
});
after(() => world?.server.remove());

const now = () => `${new Date().toISOString().slice(0, 19)}Z`;
const today = () => now().slice(0, 10);

/* Each has a licence of two subscriptions, and half of them take part in several programmes. */
async function addPeople(all) {
    const { operator, admin, subscriptions } = all;
    all.staff = [];
    for (let i = 0; i < PEOPLE; i += 1) {
        const { body } = await operator.post(`tenants/${admin.user.tenantId}/users`, {
            email: `one-of-many-${i}@contoso.example`, displayName: `Somebody ${i}`, kind: 'member',
            roles: [], programmes: i < PEOPLE / 2 ? PROGRAMMES : [],
        }, { expect: 201 });
        all.staff.push(body);
    }
    for (const id of [subscriptions.large, subscriptions.equal]) {
        for (const person of all.staff) {
            const path = `subscriptions/${id}`;
            const { headers } = await admin.get(path, { expect: 200 });
            await admin.put(`${path}/licenses/${person.id}`, undefined,
                { ifMatch: headers.etag, expect: 200 });
        }
    }
}

async function addBenefits({ operator, partner }) {
    const products = [];
    for (let i = 0; i < BENEFITS; i += 1) {
        products.push(await newProduct(operator));
    }
    const offer = await newOffer(operator, 'gold', products.map((one) => incremental(one, 25)));
    await enrol(operator, partner, offer, today());
}

/* Every second one monthly, which several hold, the employee among them; half of the others held. */
async function addCredits({ operator, admin, partner, staff, users }) {
    const grants = [];
    for (let i = 0; i < CREDITS; i += 1) {
        const { sku } = await newProduct(operator, { kind: 'credit', name: `Credit ${i}` });
        grants.push({ sku, type: 'incremental',
            credit: { period: i % 2 === 0 ? 'month' : 'year', currency: 'USD', amount: '100' } });
    }
    const offer = await newOffer(operator, 'silver', grants);
    await enrol(operator, partner, offer, today());
    const { body } = await admin.get('credits?limit=200', { expect: 200 });
    const made = body.items.filter(({ source }) => source.offer === offer.code);
    for (const [index, credit] of made.filter(({ kind }) => kind === 'monthly').entries()) {
        for (const holder of new Set([users[1], staff[index], staff[0]])) {
            await assign(admin, credit, holder);
        }
        await report(admin, [used(credit, staff[index], '1.25', now())]);
    }
    /* Of a bulk credit, by somebody who takes part in nothing else. */
    for (const [index, credit] of made.filter(({ kind }) => kind === 'bulk').entries()) {
        if (index % 2 === 0) {
            await assign(admin, credit, staff[PEOPLE / 2 + index]);
        }
    }
}

/* One subscription with a long history. */
async function addReceipts({ operator, admin, subscriptions }) {
    const keys = await newKeys(operator, { licenses: 25, count: RECEIPTS });
    for (const key of keys) {
        await redeem(admin, 'add', [key], { subscriptionId: subscriptions.equal });
    }
}

async function browserOf({ server, people }, who) {
    const browser = new Browser(server);
    if (who === 'stranger') {
        return browser;
    }
    const { headers } = await browser.signIn(people[who]);
    if (headers.location.startsWith('/organisation')) {
        const { text } = await browser.get(headers.location);
        const [, userId] = /name="userId" value="([^"]+)"/.exec(text);
        await browser.post('/organisation', { csrf: tokenIn(text), userId });
    }
    return browser;
}

const keysOf = async ({ operator }, sku) =>
    (await newKeys(operator, { licenses: 2, sku, count: KEYS })).map(({ key }) => key);

/* Many keys at once: to add, to begin with, and to begin with although there is a subscription. */
async function addDrafts(all) {
    const browser = await browserOf(all, 'partner');
    const { large } = all.subscriptions;
    const enter = async (page, sku, fields) => (await browser.submit(page, '/drafts',
        { keys: (await keysOf(all, sku)).join(' '), ...fields })).headers.location;
    all.drafts = {
        add: await enter(`/subscriptions/${large}/redeem?action=add`, 'microsoft-365-e3',
            { subscriptionId: large, action: 'add' }),
        activate: await enter('/activate', 'visio-plan-2', { action: 'activate' }),
        exists: await enter('/activate', 'microsoft-365-e3', { action: 'activate' }),
    };
    await subscribe(all, { licenses: 10, sku: 'power-bi-pro' });
}

/* What the operator looks at. */
async function addOthers({ operator, partner }) {
    const product = await newProduct(operator, { sku: 'of-many-offers' });
    for (let i = 0; i < OTHERS; i += 1) {
        await operator.post('meters', { code: `meter-${i}`, name: `Meter ${i}`, unit: 'hour',
            price: { currency: 'USD', amount: '1' } }, { expect: 201 });
        await operator.post('programmes', { code: `another-${unique()}`, name: `Another ${i}` },
            { expect: 201 });
        const offer = await newOffer(operator, 'gold', [incremental(product, 5)]);
        await newTenant(operator);
        if (i % 2 === 0) {
            await enrol(operator, partner, offer, today());
        }
    }
}

/* What was asked, and the most statements that it took in one go. */
class Asked {
    constructor(all) {
        this.all = all;
        this.rows = [];
    }

    /* A thread remembers what it read until somebody changes something (memo.h): so somebody does. */
    async #forget() {
        const { server, operator } = this.all;
        await logRead(server);
        await statementsOf(server, () =>
            operator.put('rates', { from: 'SEK', to: 'NOK', rate: '1.05' }, { expect: 200 }));
    }

    async ask(name, send) {
        await this.#forget();
        const { answer, counts } = await statementsOf(this.all.server, send);
        this.rows.push({ name, most: Math.max(...counts), status: answer.status });
        return answer;
    }

    assertFew(t, most = STATEMENTS_MAX) {
        this.rows.sort((a, b) => b.most - a.most);
        for (const row of this.rows) {
            t.diagnostic(`${row.most} statements, status ${row.status}: ${row.name}`);
        }
        assert.deepEqual(this.rows.filter((row) => row.most > most), []);
    }
}

/* --- pages ----------------------------------------------------------------------------------- */

const visited = new Set();

/* The crawler's browser. */
function lookThrough(asked, browser) {
    const get = async (address, { headers }) => {
        const answer = await asked.ask(address, () => browser.get(address, { headers }));
        visited.add(routeOf(address));
        return {
            status: () => answer.status, headers: () => answer.headers, text: () => answer.text,
        };
    };
    return { context: { request: { get } }, language: 'en' };
}

/* What no link leads to: parts that are as long as they may be, and files. */
const LONG = [
    '/benefits?limit=200', '/benefits?limit=10&sort=-name', '/benefits?status=ready&q=o',
    '/benefits.csv', '/benefits.csv?category=license', '/keys?limit=200', '/keys?status=ready&q=o',
    '/keys.csv', '/keys.csv?status=redeemed', '/activity?limit=200', '/activity?kind=licences',
    '/activity?kind=keys&who=o', '/activity?q=sub_', '/activity.csv', '/activity.csv?kind=people',
    '/subscriptions?limit=200', '/subscriptions?sort=-endsOn&status=active&q=o',
    '/subscriptions.csv', '/subscriptions.csv?q=365', '/people?limit=200', '/people?q=some',
    '/people.csv', '/people.csv?q=some', '/credits?limit=200', '/search?q=o', '/search?q=some',
    '/search?q=sku', '/what-if', '/what-if/keys', '/activate', '/calendar', '/my', '/everywhere',
];

/* The same for the operator's staff, who say whose. */
const longOf = (tenantId, partnerId) => [
    `/benefits?partnerId=${partnerId}&limit=200`, `/benefits.csv?partnerId=${partnerId}`,
    `/keys?partnerId=${partnerId}&limit=200`, `/keys.csv?partnerId=${partnerId}`,
    `/activity?partnerId=${partnerId}&limit=200`, `/activity.csv?partnerId=${partnerId}`,
    `/subscriptions?tenantId=${tenantId}&limit=200`, `/subscriptions.csv?tenantId=${tenantId}`,
    `/people?tenantId=${tenantId}&limit=200`, `/people.csv?tenantId=${tenantId}`,
    `/credits?tenantId=${tenantId}&limit=200`,
    '/ops/partners?limit=200', '/ops/partners?q=o&health=no-offer&sort=-endsOn', '/ops/partners.csv',
    `/ops/partners/${partnerId}`,
];

/* A benefit whose keys fit several subscriptions. */
async function benefitToExtendWith({ admin }) {
    const benefits = await admin.all('benefits?limit=200');
    return benefits.find(({ sku }) => sku === 'microsoft-365-e3');
}

async function addressesOf(all, who) {
    const { admin, credits, staff, subscriptions, users } = all;
    if (who === 'stranger') {
        const { stdout } = await all.server.cli('user', 'link', '--email', users[3].email);
        return ['/sign-in', '/help/terms', '/accessibility', '/problems/key-expired', '/not-there',
            stdout.trim()];
    }
    if (who === 'operator') {
        return ['/', ...longOf(admin.user.tenantId, all.partner.id)];
    }
    const credit = `/credits/${credits.monthly.id}`;
    const transfer = `/credits/${credits.bulk.id}/transfer`;
    const held = staff[PEOPLE / 2];
    const until = `${Number(today().slice(0, 4)) + 1}${today().slice(4)}`;
    const planned = ['microsoft-365-e3', subscriptions.equal].map((subject) =>
        `/what-if/keys?for=${subject}&licenses=200&until=${until}`);
    return ['/', ...LONG, ...planned, ...Object.values(all.drafts), ...all.unlinked.partner,
        `/subscriptions/${subscriptions.large}`, `/subscriptions/${subscriptions.equal}`,
        `/benefits/${(await benefitToExtendWith(all)).id}`, `/people/${staff[0].id}`, credit,
        `${credit}?q=some`, `${credit}?q=some&who=${staff[0].id}`, `${credit}/ledger.csv`,
        `/credits/${credits.bulk.id}`, transfer,
        ...[staff[5], held, users[0]].map(({ email }) =>
            `${transfer}?person=${encodeURIComponent(email)}`),
        `/my${credit}`];
}

describe('a page asks a few times, whoever looks:', () => {
    for (const who of ['stranger', 'partner', 'reader', 'employee', 'operator']) {
        test(who, async (t) => {
            const asked = new Asked(world);
            const browser = await browserOf(world, who);
            await crawl(lookThrough(asked, browser), world.server, await addressesOf(world, who));
            asked.assertFew(t);
        });
    }

    test('every page that there is was looked at', () => {
        const unseen = pages.filter(({ method }) => method === 'GET').map(({ path }) => path)
            .filter((path) => !visited.has(path));
        assert.deepEqual(unseen, []);
    });
});

/* All of its licences are assigned. */
async function fullSubscription(all) {
    const id = await subscribe(all, { licenses: 1 });
    const path = `subscriptions/${id}`;
    const { headers } = await all.admin.get(path, { expect: 200 });
    await all.admin.put(`${path}/licenses/${all.staff[1].id}`, undefined,
        { ifMatch: headers.etag, expect: 200 });
    return id;
}

/* A form is refused, and shown again with all that its page has. */
async function refusedForms(all) {
    const { credits, drafts, subscriptions, staff, users } = all;
    const benefit = await benefitToExtendWith(all);
    const subscription = `/subscriptions/${subscriptions.equal}`;
    const unconfirmed = { tenantId: all.admin.user.tenantId, expectLicenses: 1,
        expectEndsOn: today() };
    const key = (await keysOf(all, 'visio-plan-2'))[0];
    const full = await fullSubscription(all);
    return [
        [drafts.add, drafts.add.split('?')[0], { action: 'add', ...unconfirmed }],
        [drafts.activate, drafts.activate, { action: 'activate', ...unconfirmed }],
        [drafts.exists, drafts.exists, { action: 'activate', separate: 1, ...unconfirmed }],
        ['/activate', '/drafts', { action: 'activate', keys: `${key} ${'B'.repeat(25)}` }],
        [`${subscription}/redeem`, '/drafts',
            { action: 'add', subscriptionId: subscriptions.equal, keys: `${key} ${key}` }],
        [`/benefits/${benefit.id}`, `/benefits/${benefit.id}/keys/${benefit.keys[0].ref}/reveal`,
            { tenantId: all.admin.user.tenantId }],
        [subscription, `${subscription}/licenses`, { email: 'nobody@contoso.example' }],
        [`/people/${staff[0].id}`, `/people/${staff[0].id}/licenses`,
            { subscriptionId: full }],
        [`/credits/${credits.monthly.id}`, `/credits/${credits.monthly.id}/users`,
            { person: 'nobody@contoso.example' }],
        [`/credits/${credits.bulk.id}/transfer`, `/credits/${credits.bulk.id}/transfer`,
            { userId: staff[PEOPLE / 2].id }],
        ['/people/new', '/people',
            { displayName: 'Another', email: users[0].email, kind: 'member' }],
        ['/password', '/password', { current: 'x', password: 'y', repeat: 'z' }],
    ];
}

test('a form that is shown again asks a few times', async (t) => {
    const asked = new Asked(world);
    const browser = await browserOf(world, 'partner');
    for (const [page, action, fields] of await refusedForms(world)) {
        const { text } = await browser.get(page);
        const csrf = tokenIn(text);
        assert.ok(csrf, `${page} has no form`);
        const { status } = await asked.ask(action, () => browser.post(action, { csrf, ...fields }));
        assert.ok(status >= 400 && status < 500, `${action}: ${status}`);
    }
    asked.assertFew(t);
});

test('what a new partner would be granted is asked for together', async (t) => {
    const asked = new Asked(world);
    const browser = await browserOf(world, 'operator');
    const offers = await world.operator.all('offers?limit=200');
    const [{ code }] = offers.sort((one, other) => other.benefits.length - one.benefits.length);
    const { text } = await browser.get('/ops/partners/new');
    const { status } = await asked.ask('/ops/partners/check', () => browser.post('/ops/partners/check', {
        csrf: tokenIn(text), name: 'Northwind', country: 'SE', domain: `northwind-${unique()}.example`,
        administratorName: 'Nora', administratorEmail: 'nora@northwind.example', offer: code }));
    assert.equal(status, 200);
    asked.assertFew(t);
});

/* What is written for each key is a statement for each; what is read is not. */
test('redeeming many keys writes each of them, and reads them together', async (t) => {
    const asked = new Asked(world);
    const { admin } = world;
    for (const sku of ['dynamics-365-business-central', 'azure-ad-basic']) {
        const tenant = { tenantId: admin.user.tenantId, action: 'activate', separate: true };
        const keys = await keysOf(world, sku);
        await asked.ask(`${sku}, ${KEYS} keys`, () =>
            admin.post('redemptions', { ...tenant, keys }, { expect: 201 }));
    }
    asked.assertFew(t, 2 * KEYS + STATEMENTS_MAX);
});

test('a calendar asks a few times', async (t) => {
    const asked = new Asked(world);
    const browser = await browserOf(world, 'partner');
    const { text } = await browser.submit('/calendar', '/calendar', { lang: 'en' });
    const [address] = /\/calendar\/[A-Za-z0-9_-]+\.ics/.exec(text);
    const answer = await asked.ask(address, () => new Browser(world.server).get(address));
    assert.match(answer.text, /^BEGIN:VCALENDAR/);
    asked.assertFew(t);
});

/* --- the API --------------------------------------------------------------------------------- */

/* Of each list that gives ids, one that has much in it. */
async function idsOf(all) {
    const { operator, admin, subscriptions, credits, staff, partner } = all;
    const first = async (path) => (await operator.get(path, { expect: 200 })).body.items[0];
    const redemptions = await admin.all(`redemptions?subscriptionId=${subscriptions.equal}`);
    return {
        '/api/v1/products/{sku}': 'microsoft-365-e3',
        '/api/v1/offers/{code}': 'gold-cloud-platform',
        '/api/v1/partners/{id}': partner.id,
        '/api/v1/approvals/{id}': all.approval.id,
        '/api/v1/tenants/{id}': admin.user.tenantId,
        '/api/v1/users/{id}': staff[0].id,
        '/api/v1/enrolments/{id}': (await first(`partners/${partner.id}/enrolments`)).id,
        '/api/v1/key-lots/{id}': (await first('key-lots')).id,
        '/api/v1/benefits/{id}': (await benefitToExtendWith(all)).id,
        '/api/v1/redemptions/{id}': redemptions[0].id,
        '/api/v1/subscriptions/{id}': subscriptions.equal,
        '/api/v1/credits/{id}': credits.monthly.id,
        '/api/v1/meters/{code}': 'meter-1',
    };
}

/* Where each GET of the contract has the most to read; those that only the operator may ask. */
async function questionsOf(all, whose) {
    const ids = await idsOf(all);
    return operations.filter(({ method, template }) => method === 'GET' && template.startsWith('/api/'))
        .map(({ template, parameters = [] }) => {
            const names = parameters.map(resolve).filter((one) => one.in === 'query')
                .map(({ name }) => name);
            const thing = Object.keys(ids).find((one) => template.startsWith(one));
            const query = [names.includes('limit') ? 'limit=200' : '',
                template.endsWith('/what-if') ? 'action=add&licenses=5' : '',
                template.endsWith('/key-plans')
                    ? `subscriptionId=${all.subscriptions.equal}&licenses=200&until=2035-01-01` : '',
                ...(whose ? names.filter((name) => whose[name]).map((name) => `${name}=${whose[name]}`)
                    : [])].filter((part) => part !== '').join('&');
            return template.replace(/\{[^}]+\}/, ids[thing]) + (query === '' ? '' : `?${query}`);
        });
}

describe('the API asks a few times:', () => {
    for (const who of ['operator', 'admin']) {
        test(who, async (t) => {
            const asked = new Asked(world);
            const whose = who === 'operator'
                ? { tenantId: world.admin.user.tenantId, partnerId: world.partner.id } : null;
            let answered = 0;
            for (const path of await questionsOf(world, whose)) {
                const { status } = await asked.ask(path, () => world[who].get(path));
                answered += status === 200;
            }
            asked.assertFew(t);
            assert.ok(answered >= 15, `only ${answered} were answered`);
        });
    }

    test('a preview of many keys', async (t) => {
        const asked = new Asked(world);
        const { admin } = world;
        const keys = await keysOf(world, 'dynamics-365-business-central');
        const benefits = await admin.all('benefits?limit=200');
        const keyRefs = benefits.filter(({ sku }) => sku === 'of-many-offers')
            .flatMap((benefit) => benefit.keys.map(({ ref }) => ref)).slice(0, KEYS);
        assert.ok(keyRefs.length >= OTHERS / 2);
        const preview = { tenantId: admin.user.tenantId, action: 'activate', separate: true };
        for (const named of [{ keys }, { keyRefs }]) {
            await asked.ask(`by ${Object.keys(named)}`, () =>
                admin.post('redemptions/preview', { ...preview, ...named }, { expect: 200 }));
        }
        asked.assertFew(t);
    });
});
