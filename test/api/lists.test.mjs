/*
 * Every list of the contract and of the pages, in every order: a row that moves while somebody reads
 * takes no other row with it, a cursor is of its own list only, names are in the order of their
 * readers, and a search finds words in any order.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { askForMuch } from './lib/approvals.mjs';
import { Api } from './lib/client.mjs';
import { operations, resolve } from './lib/contract.mjs';
import { assign, monthly, newCreditProduct, newPerson, report, used } from './lib/credits.mjs';
import { newKeys, redeem } from './lib/keys.mjs';
import { atBrowser, newStaff, newTenant, newUser, tokenOf, unique } from './lib/people.mjs';
import { enrol, incremental, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const TODAY = new Date().toISOString().slice(0, 10);

/* As they were made, and as the readers of both languages put them. */
const NAMES = ['Zeta', 'azure', 'Érik', 'Ärla', 'Åre', 'Öland', 'Visio'];
const ORDERS = {
    sv: ['azure', 'Érik', 'Visio', 'Zeta', 'Åre', 'Ärla', 'Öland'],
    en: ['Åre', 'Ärla', 'azure', 'Érik', 'Öland', 'Visio', 'Zeta'],
};

let server;
let operator;
let one;
let other;

/* --- two partners that have some of everything ---------------------------------------------- */

async function makeWorld() {
    const { partner, tenant } = await newTenant(operator);
    const admin = await newUser(operator, tenant, 'global-admin', 'partner-admin');
    const products = [];
    for (const name of NAMES) {
        products.push(await newProduct(operator, { name, sku: `sku-${unique()}` }));
    }
    const bought = [];
    for (const name of NAMES) {
        bought.push(await newProduct(operator, { name, sku: `sku-${unique()}` }));
    }
    const credits = [];
    for (let i = 0; i < 3; i++) {
        credits.push(await newCreditProduct(operator));
    }
    const offers = [
        await newOffer(operator, 'silver', products.map((product, i) => incremental(product, 5 + i)),
            { name: 'Silver offer' }),
        await newOffer(operator, 'gold', credits.map((product) =>
            ({ ...monthly(product), type: 'incremental' })), { name: 'Gold offer' }),
        await newOffer(operator, 'gold', [{ sku: (await newProduct(operator, { kind: 'support' })).sku,
            type: 'incremental', incidents: 5 }], { name: 'Helping offer' }),
    ];
    const enrolments = [];
    for (const offer of offers) {
        enrolments.push(await enrol(operator, partner, offer, TODAY));
    }
    const people = [];
    for (const displayName of NAMES) {
        people.push(await newPerson(operator, tenant, { displayName }));
    }
    for (let i = 0; i < 2; i++) {
        await operator.post(`partners/${partner.id}/tenants`,
            { name: 'Branch', domain: `branch-${unique()}.example` }, { expect: 201 });
        await operator.post('programmes', { code: `code-${unique()}`, name: 'Other' }, { expect: 201 });
        await operator.post('meters', { code: `meter-${unique()}`, name: 'Meter', unit: 'hour',
            price: { currency: 'USD', amount: '1' } }, { expect: 201 });
        await newStaff(operator, 'auditor');
        await tokenOf(server, admin.user.email);
    }
    const receipts = [];
    for (const [i, { sku }] of bought.entries()) {
        receipts.push(await redeem(admin, 'activate', await newKeys(operator, { sku, licenses: 10 + i })));
    }
    for (let i = 0; i < 2; i++) {
        await redeem(admin, 'extend', await newKeys(operator, { sku: bought[0].sku, licenses: 1 }),
            { subscriptionId: receipts[0].subscriptionId });
    }
    for (const person of people.slice(0, 3)) {
        await admin.put(`subscriptions/${receipts[0].subscriptionId}/licenses/${person.id}`, undefined,
            { expect: 200 });
    }
    const { body: { items: [credit] } } = await admin.get('credits', { expect: 200 });
    for (const person of people.slice(0, 3)) {
        await assign(admin, credit, person);
    }
    const now = new Date().toISOString();
    await report(operator, [used(credit, people[0], '1.00', now), used(credit, people[0], '2.00', now)]);
    return { partner, tenant, admin, products, bought, people, credit, receipts,
        subscription: receipts[0].subscriptionId };
}

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    one = await makeWorld();
    other = await makeWorld();
    await askForMuch(server, operator, 4);
});
after(() => server?.remove());

/* --- the lists ------------------------------------------------------------------------------- */

/* Whatever it was called, it comes first or last from now on, as its number is even or odd. */
let moves = 0;
const newName = () => `${moves++ % 2 === 0 ? '0' : 'ÖÖ'} moved ${unique()}`;

const renameProduct = async (sku) => {
    const { headers } = await operator.get(`products/${sku}`, { expect: 200 });
    await operator.patch(`products/${sku}`, { name: newName() },
        { headers: { 'if-match': headers.etag }, expect: 200 });
};

const renamePartner = async (id) => {
    await operator.patch(`partners/${id}`, { name: newName() }, { ifMatch: '*', expect: 200 });
};

const renamePerson = async (id) => {
    const { headers } = await operator.get(`users/${id}`, { expect: 200 });
    await operator.patch(`users/${id}`, { displayName: newName() },
        { headers: { 'if-match': headers.etag }, expect: 200 });
};

/* By its name, its status and what can be done with it. */
async function moveBenefit(world, id) {
    const { body } = await world.admin.get(`benefits/${id}`, { expect: 200 });
    const key = body.keys.find(({ status }) => status === 'ready');
    if (key !== undefined) {
        await world.admin.post('redemptions', { tenantId: world.tenant.id, action: 'activate',
            keyRefs: [key.ref], separate: true }, { expect: 201 });
    }
    await renameProduct(body.sku);
}

/* By its product, its licences, its end and who has some of it. */
async function moveSubscription(world, id) {
    const { admin } = world;
    const { body } = await admin.get(`subscriptions/${id}`, { expect: 200 });
    await redeem(admin, 'add', await newKeys(operator, { sku: body.sku, licenses: 100 }),
        { subscriptionId: id });
    const { body: { licenses } } = await admin.get(`subscriptions/${id}`, { expect: 200 });
    await redeem(admin, 'extend', await newKeys(operator, { sku: body.sku, licenses }),
        { subscriptionId: id });
    for (const person of world.people.slice(0, 6)) {
        await admin.put(`subscriptions/${id}/licenses/${person.id}`, undefined, { expect: 200 });
    }
    await renameProduct(body.sku);
}

/*
 * Of each list: who reads it, what stands for {id}, by which member its items are told apart, the
 * filters with a value that leaves some (null where it leaves one at most), and what moves one of its
 * rows.
 */
const LISTS = {
    '/api/v1/products': { of: () => operator, key: 'sku', move: (_, sku) => renameProduct(sku) },
    '/api/v1/offers': { of: () => operator, key: 'code' },
    '/api/v1/programmes': { of: () => operator, key: 'code' },
    '/api/v1/partners': { of: () => operator, filters: { q: 'Partner', externalId: null } },
    '/api/v1/partners/{id}/tenants': { of: () => operator, id: (world) => world.partner.id,
        filters: { externalId: null, domain: null } },
    '/api/v1/tenants/{id}/users': { of: () => operator, id: (world) => world.tenant.id,
        filters: { externalId: null, email: null, q: 'example', role: null, kind: 'member',
            signedIn: 'never', licenses: 'none', sku: (world) => world.bought[0].sku },
        move: (_, id) => renamePerson(id) },
    '/api/v1/staff': { of: () => operator },
    '/api/v1/tokens': { of: ({ admin }) => admin, filters: {
        userId: (world) => world.admin.user.id, tenantId: (world) => world.tenant.id } },
    '/api/v1/partners/{id}/enrolments': { of: () => operator, id: (world) => world.partner.id,
        filters: { externalId: null } },
    '/api/v1/key-lots': { of: () => operator },
    '/api/v1/approvals': { of: () => operator, filters: { state: 'waiting',
        kind: 'partner-suspension', mine: 'true', forMe: 'false' } },
    '/api/v1/benefits': { of: ({ admin }) => admin, move: moveBenefit, filters: {
        partnerId: (world) => world.partner.id, category: 'cloud', status: 'ready',
        expiringWithinDays: '3000', q: 'silver offer' } },
    '/api/v1/keys': { of: ({ admin }) => admin, key: 'ref', move: async (world, ref) => {
        const { body } = await world.admin.get(`keys?q=${ref}`, { expect: 200 });
        if (body.items[0].status === 'ready') {
            await world.admin.post('redemptions', { tenantId: world.tenant.id, action: 'activate',
                keyRefs: [ref], separate: true }, { expect: 201 });
        }
        await renameProduct(body.items[0].sku);
    }, filters: { partnerId: (world) => world.partner.id, status: 'ready', sku: null,
        useWithinDays: '3660', q: 'silver offer' } },
    '/api/v1/redemptions': { of: ({ admin }) => admin, filters: {
        tenantId: (world) => world.tenant.id, subscriptionId: (world) => world.subscription,
        since: `${TODAY}T00:00:00Z` } },
    '/api/v1/subscriptions': { of: ({ admin }) => admin, move: moveSubscription, filters: {
        tenantId: (world) => world.tenant.id, sku: null, status: 'active', endsBefore: '9999-12-31',
        endsWithinDays: '3660', q: 'sku' } },
    '/api/v1/subscriptions/{id}/licenses': { of: ({ admin }) => admin, key: 'userId',
        id: (world) => world.subscription, move: (_, id) => renamePerson(id) },
    '/api/v1/credits': { of: ({ admin }) => admin, filters: { tenantId: (world) => world.tenant.id,
        q: 'gold offer', kind: 'monthly', status: 'unassigned', endsWithinDays: '3660' } },
    '/api/v1/credits/{id}/users': { of: ({ admin }) => admin, id: (world) => world.credit.id,
        move: (_, id) => renamePerson(id) },
    '/api/v1/credits/{id}/ledger': { of: ({ admin }) => admin, id: (world) => world.credit.id, key: 'seq' },
    '/api/v1/meters': { of: () => operator, key: 'code' },
    '/api/v1/events': { of: ({ admin }) => admin, feed: true, filters: {
        partnerId: (world) => world.partner.id, stream: (world) => world.tenant.id,
        userId: (world) => world.admin.user.id, type: 'key.redeemed',
        subject: (world) => world.subscription, from: TODAY, to: TODAY } },
    '/api/v1/event-heads': { of: () => operator, key: 'stream', filters: { partnerId: null } },
};

/* What says how a part is asked for, and nothing about the list. */
const OF_PART = ['limit', 'after', 'wait'];

const parametersOf = (operation) => (operation.parameters ?? []).map(resolve)
    .filter((parameter) => parameter.in === 'query');

const listOperations = operations.filter((operation) => operation.method === 'GET' &&
    parametersOf(operation).some(({ name }) => name === 'after'));

const sortsOf = (operation) =>
    parametersOf(operation).find(({ name }) => name === 'sort')?.schema.enum ?? [];

const addressOf = (template, world) => template.replace('{id}', LISTS[template].id?.(world));

/* '' and one query for each order and each filter: [query, ...]. */
function queriesOf(operation, world) {
    const filters = Object.entries(LISTS[operation.template].filters ?? {})
        .filter(([, value]) => value !== null)
        .map(([name, value]) => [name, typeof value === 'function' ? value(world) : value]);
    return ['', ...sortsOf(operation).map((sort) => `sort=${sort}`),
        ...filters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)];
}

const ask = (path, query, more) => `${path}?${[query, more].filter((text) => text !== '').join('&')}`;

/* The parts from there on; the feed ends where it has nothing more. */
async function follow(api, path, query, next, limit) {
    const items = [];
    while (next !== undefined) {
        const { body } = await api.get(ask(path, query, `limit=${limit}&after=${next}`), { expect: 200 });
        items.push(...body.items);
        next = body.items.length === 0 ? undefined : body.next;
    }
    return items;
}

test('there is a list here for each of the contract, and a filter for each of its filters', () => {
    assert.deepEqual(Object.keys(LISTS).sort(), listOperations.map(({ template }) => template).sort());
    for (const operation of listOperations) {
        const asked = parametersOf(operation).map(({ name }) => name)
            .filter((name) => ![...OF_PART, 'sort'].includes(name));
        assert.deepEqual(Object.keys(LISTS[operation.template].filters ?? {}).sort(), asked.sort(),
            operation.template);
    }
});

describe('whoever did not move comes exactly once:', () => {
    for (const operation of listOperations) {
        const { of, key = 'id', move } = LISTS[operation.template];
        for (const query of ['', ...sortsOf(operation).map((sort) => `sort=${sort}`)]) {
            for (const language of ['en', 'sv']) {
                test(`${operation.template} ${query} ${language}`, async () => {
                    const api = of(one);
                    const options = { headers: { 'accept-language': language }, expect: 200 };
                    const path = addressOf(operation.template, one);
                    const { body: whole } = await api.get(ask(path, query, 'limit=200'), options);
                    assert.ok(whole.items.length > 2, 'enough to have parts');
                    const { body: first } = await api.get(ask(path, query, 'limit=2'), options);
                    const moved = first.items.at(-1)[key];
                    await move?.(one, moved);
                    const rest = await follow(api, path, query, first.next, 2);
                    const idsOf = (items) => items.map((item) => item[key]).filter((id) => id !== moved);
                    const seen = idsOf([...first.items, ...rest]);
                    const all = idsOf(whole.items);
                    /* What is made meanwhile comes behind them. */
                    assert.deepEqual(seen.filter((id) => all.includes(id)), all);
                    assert.equal(new Set(seen).size, seen.length);
                });
            }
        }
    }
});

describe('a cursor is of its own list, owner, filter and order:', () => {
    const cursors = [];

    before(async () => {
        for (const operation of listOperations) {
            const { of } = LISTS[operation.template];
            const path = addressOf(operation.template, one);
            for (const query of queriesOf(operation, one)) {
                const { body } = await of(one).get(ask(path, query, 'limit=1'), { expect: 200 });
                if (body.next !== undefined) {
                    cursors.push({ template: operation.template, path, query, next: body.next });
                }
            }
        }
    });

    test('there is one of each', () => {
        for (const { template } of listOperations) {
            assert.ok(cursors.some((cursor) => cursor.template === template), template);
        }
    });

    for (const operation of listOperations) {
        test(operation.template, async () => {
            const { of } = LISTS[operation.template];
            for (const world of [one, other]) {
                const path = addressOf(operation.template, world);
                for (const query of queriesOf(operation, world)) {
                    /* The order that there is unless another is said. */
                    const asked = query === 'sort=activateBy' ? '' : query;
                    for (const cursor of cursors) {
                        const same = cursor.path === path && (world === one || of(one) === of(other)) &&
                            (cursor.query === 'sort=activateBy' ? '' : cursor.query) === asked;
                        const { status, body } = await of(world).get(
                            ask(path, query, `limit=3&after=${cursor.next}`));
                        assert.equal(status, same ? 200 : 400,
                            `${path}?${query} with a cursor of ${cursor.path}?${cursor.query}`);
                        assert.ok(same || body.code === 'cursor-invalid');
                    }
                }
            }
        });
    }
});

/* --- pages ------------------------------------------------------------------------------------ */

/* Of each list of the pages: what its rows are called, the orders it has, what moves one. */
const PAGES = {
    '/people': { row: /href="\/people\/(usr_\w+)"/g,
        sorts: ['name', '-name', 'lastSignIn', '-lastSignIn'], move: (_, id) => renamePerson(id) },
    '/subscriptions': { row: /href="\/subscriptions\/(sub_\w+)"/g, move: moveSubscription,
        sorts: ['product', '-product', 'endsOn', '-endsOn', 'licenses', '-licenses', 'assigned', '-assigned'] },
    '/benefits': { row: /id="(ben_\w+)"|href="\/benefits\/(ben_\w+)"/g, move: moveBenefit,
        sorts: ['name', '-name', 'activateBy', '-activateBy', 'source', '-source', 'status', '-status',
            'quantity', '-quantity'] },
    '/keys': { row: /#of-(KR-[0-9A-Z]{8})"/g, sorts: ['redeemBy', '-redeemBy', 'licenses', '-licenses',
        'firstRevealed', '-firstRevealed'], move: async (world, ref) => {
        const { status } = await world.admin.post('redemptions/preview', { tenantId: world.tenant.id,
            action: 'activate', keyRefs: [ref], separate: true });
        if (status === 200) {
            await world.admin.post('redemptions', { tenantId: world.tenant.id, action: 'activate',
                keyRefs: [ref], separate: true }, { expect: 201 });
        }
    } },
    '/activity': { row: /datetime="([^"]+)"/g, sorts: [], many: true },
    '/credits': { row: /href="\/credits\/(crd_\w+)"/g, limit: 1,
        sorts: ['product', '-product', 'periodEndsOn', '-periodEndsOn'] },
    '/ops/partners': { row: /href="\/ops\/partners\/(par_\w+)"/g, staff: true,
        sorts: ['name', '-name', 'endsOn', '-endsOn'], move: (_, id) => renamePartner(id) },
};

const inMain = (text) => text.slice(text.indexOf('<main'));

const rowsOf = (text, { row, many }) => {
    const found = [...inMain(text).matchAll(row)].map((match) => match[1] ?? match[2]);
    return many ? found : [...new Set(found)];
};

/* The link to the next part; those that open a row have the cursor of this part. */
const nextOf = (text) => [...inMain(text).matchAll(/href="((?![^"]*ticked=)[^"]*[?&;]after=[^"]*)"/g)]
    .map(([, address]) => address.replaceAll('&amp;', '&')).find((address) => !/[?&]open=|#/.test(address));

async function show(visitor, path) {
    const { status, text } = await visitor.get(path);
    assert.equal(status, 200, `${path}\n${text.slice(0, 2000)}`);
    return text;
}

describe('on pages too:', () => {
    let partners;
    let staff;
    const visitorOf = (list) => (list.staff ? staff : partners);

    before(async () => {
        partners = await atBrowser(await newUser(operator, one.tenant, 'global-admin', 'partner-admin'));
        staff = await atBrowser(await newStaff(operator, 'operator-admin'));
    });

    for (const [path, list] of Object.entries(PAGES)) {
        for (const sort of ['', ...list.sorts.map((name) => `sort=${name}`)]) {
            test(`${path} ${sort}`, async () => {
                const visitor = visitorOf(list);
                const whole = rowsOf(await show(visitor, ask(path, sort, 'limit=200')), list);
                const first = await show(visitor, ask(path, sort, `limit=${list.limit ?? 2}`));
                const moved = rowsOf(first, list).at(-1);
                assert.ok(whole.length > 1 && nextOf(first) !== undefined, `${whole.length} rows`);
                await list.move?.(one, moved);
                const seen = rowsOf(first, list);
                for (let next = nextOf(first); next !== undefined;) {
                    const text = await show(visitor, next);
                    seen.push(...rowsOf(text, list));
                    next = nextOf(text);
                }
                const others = (ids) => ids.filter((id) => list.many || id !== moved);
                const all = others(whole);
                assert.deepEqual(others(seen).filter((id) => all.includes(id)).slice(-all.length), all);
            });
        }
    }

    const pagerOf = (text) => ({
        count: /<p>(\d+)–(\d+) of (\d+)<\/p>/.exec(text)?.slice(1).map(Number),
        previous: /rel="prev" href="([^"]*)"/.exec(text)?.[1].replaceAll('&amp;', '&'),
        next: /rel="next" href="([^"]*)"/.exec(text)?.[1].replaceAll('&amp;', '&'),
    });

    for (const [path, list] of Object.entries(PAGES).filter(([, { many }]) => !many)) {
        for (const sort of ['', ...list.sorts.map((name) => `sort=${name}`)]) {
            test(`${path} ${sort} says where it is, and is turned back`, async () => {
                const visitor = visitorOf(list);
                const whole = rowsOf(await show(visitor, ask(path, sort, 'limit=200')), list);
                const limit = list.limit ?? 2;
                const parts = [];
                let at = ask(path, sort, `limit=${limit}`);
                let pager;
                for (; at !== undefined; at = pager.next) {
                    const text = await show(visitor, at);
                    parts.push(rowsOf(text, list));
                    pager = pagerOf(text);
                    const from = (parts.length - 1) * limit;
                    assert.deepEqual(pager.count,
                        [from + 1, Math.min(from + limit, whole.length), whole.length]);
                    assert.equal(pager.previous === undefined, parts.length === 1);
                }
                assert.deepEqual(parts.flat(), whole);
                for (let i = parts.length - 2; i >= 0; i -= 1) {
                    const text = await show(visitor, pager.previous);
                    assert.deepEqual(rowsOf(text, list), parts[i], `page ${i + 1}`);
                    pager = pagerOf(text);
                    assert.equal(pager.count[0], i * limit + 1);
                }
                assert.equal(pager.previous, undefined);
            });
        }
    }

    test('a cursor of another page, order or filter is none', async () => {
        const next = {};
        for (const [path, list] of Object.entries(PAGES)) {
            const address = nextOf(await show(visitorOf(list), ask(path, '', `limit=${list.limit ?? 2}`)));
            next[path] = new URL(address, 'http://x').searchParams.get('after');
        }
        for (const [path, list] of Object.entries(PAGES)) {
            for (const [from, cursor] of Object.entries(next)) {
                const { status } = await visitorOf(list).get(`${path}?limit=2&after=${cursor}`);
                assert.equal(status, path === from ? 200 : 400, `${path} with a cursor of ${from}`);
            }
        }
        for (const address of ['/people?q=a', '/subscriptions?sort=product', '/benefits?status=ready',
            '/keys?status=ready', '/activity?kind=keys']) {
            const cursor = next[address.slice(0, address.indexOf('?'))];
            const { status } = await partners.get(`${address}&limit=2&after=${cursor}`);
            assert.equal(status, 400, address);
        }
    });
});

/* --- the order of names ----------------------------------------------------------------------- */

describe('names are in the order of their readers:', () => {
    let world;
    let visitor;

    before(async () => {
        world = await makeWorld();
        visitor = await atBrowser(await newUser(operator, world.tenant, 'global-admin', 'partner-admin'));
    });

    const inOrder = (text) => {
        const main = inMain(text);
        const places = NAMES.map((name) =>
            [main.search(new RegExp(`<a [^>]*href="/(people|subscriptions|benefits)/[^>]*>\\s*(<bdi>)?${name}<`)), name]);
        return places.filter(([at]) => at >= 0).sort(([a], [b]) => a - b).map(([, name]) => name);
    };
    const parts = async (api, path, language) => {
        const items = [];
        for (let next = ''; next !== undefined;) {
            const { body } = await api.get(`${path}&limit=2${next}`,
                { headers: { 'accept-language': language }, expect: 200 });
            items.push(...body.items);
            next = body.next === undefined ? undefined : `&after=${body.next}`;
        }
        return items.map(({ name }) => name).filter((name) => NAMES.includes(name));
    };

    for (const [language, order] of Object.entries(ORDERS)) {
        test(`of ${language}, in the API`, async () => {
            const { admin } = world;
            assert.deepEqual(await parts(admin, 'benefits?sort=name', language), order);
            assert.deepEqual(await parts(admin, 'benefits?sort=-name', language), order.toReversed());
            assert.deepEqual(await parts(admin, 'subscriptions?sort=product', language), order);
            assert.deepEqual(await parts(admin, 'subscriptions?sort=-product', language),
                order.toReversed());
        });

        test(`of ${language}, on pages and in tables`, async () => {
            visitor.language = language;
            visitor.cookies.delete('lang');
            for (const path of ['/people?limit=200', '/benefits?sort=name', '/subscriptions?sort=product']) {
                assert.deepEqual(inOrder(await show(visitor, path)), order, path);
            }
            for (const path of ['/people.csv', '/benefits.csv?sort=name', '/subscriptions.csv?sort=product']) {
                const names = (await show(visitor, path)).split('\r\n').map((row) => row.split(/[,;]/)[1]);
                assert.deepEqual(names.filter((name) => NAMES.includes(name)), order, path);
            }
        });
    }

    test('and go on in the language in which they began', async () => {
        const { admin } = world;
        const { body } = await admin.get('benefits?sort=name&limit=3',
            { headers: { 'accept-language': 'sv' }, expect: 200 });
        const rest = await follow(admin, 'benefits', 'sort=name', body.next, 2);
        const names = [...body.items, ...rest].map(({ name }) => name);
        assert.deepEqual(names.filter((name) => NAMES.includes(name)), ORDERS.sv);
    });

    test('with capitals and small letters together', async () => {
        for (const displayName of ['mmb', 'MMA', 'mmc', 'Mmd']) {
            await newPerson(operator, world.tenant, { displayName });
        }
        const rows = (await show(visitor, '/people.csv?q=mm')).split('\r\n').map((row) => row.split(',')[1]);
        assert.deepEqual(rows.filter((name) => /^mm/i.test(name)), ['MMA', 'mmb', 'mmc', 'Mmd']);
    });
});

/* --- words ------------------------------------------------------------------------------------ */

describe('words are found in any order and column, with blanks around them:', () => {
    const BLANKS = [' ', '  ', '\u00a0', '\u2003', '\u3000', '\u202f', '\u1680'];
    let world;
    let visitor;
    let benefit;
    let bought;

    before(async () => {
        world = await makeWorld();
        visitor = await atBrowser(await newUser(operator, world.tenant, 'global-admin', 'partner-admin'));
        await newPerson(operator, world.tenant,
            { displayName: 'Nora Nord', email: `nn-${unique()}@${world.tenant.domain}` });
        [benefit] = (await world.admin.all('benefits')).filter(({ name }) => name === 'Visio');
        [bought] = world.bought.filter(({ name }) => name === 'Visio').map(({ sku }) => sku);
    });

    const count = async (path, q) => {
        const text = await show(visitor, `${path}?limit=200&q=${encodeURIComponent(q)}`);
        return rowsOf(text, PAGES[path]).length;
    };

    const around = (words) => [...BLANKS.flatMap((blank) =>
        [words.join(blank), `${blank}${words.join(blank)}`, `${words.join(blank)}${blank}`]),
    words.toReversed().join(' '), words.join(' ').toUpperCase()];

    test('benefits', async () => {
        for (const q of around(['silver', 'visio'])) {
            const { body } = await world.admin.get(`benefits?q=${encodeURIComponent(q)}`, { expect: 200 });
            assert.deepEqual(body.items.map(({ name }) => name), ['Visio'], JSON.stringify(q));
            assert.equal(await count('/benefits', q), 1);
        }
        const all = (await world.admin.all('benefits')).length;
        for (const q of BLANKS) {
            assert.equal((await world.admin.all(`benefits?q=${encodeURIComponent(q)}`)).length, all);
        }
        assert.equal((await world.admin.all('benefits?q=visio%20gold')).length, 0);
    });

    test('people', async () => {
        for (const q of [...around(['nora', 'nord']), `${world.tenant.domain} nora`, 'nora']) {
            assert.equal(await count('/people', q), 1, JSON.stringify(q));
        }
        const all = await count('/people', '');
        for (const q of BLANKS) {
            assert.equal(await count('/people', q), all);
        }
        assert.equal(await count('/people', 'nora zeta'), 0);
    });

    test('subscriptions', async () => {
        for (const q of around(['visio', bought])) {
            assert.equal(await count('/subscriptions', q), 1, JSON.stringify(q));
            const { body } = await world.admin.get(`subscriptions?q=${encodeURIComponent(q)}`,
                { expect: 200 });
            assert.deepEqual(body.items.map(({ sku }) => sku), [bought]);
        }
        assert.equal(await count('/subscriptions', ' '), NAMES.length);
    });

    test('keys', async () => {
        const [{ ref }] = benefit.keys;
        for (const q of [...around(['silver', 'visio']), ...around([ref, 'visio']), ref, ` ${ref}`]) {
            assert.equal(await count('/keys', q), 1, JSON.stringify(q));
        }
        assert.equal(await count('/keys', '\u00a0'), NAMES.length);
        assert.equal(await count('/keys', `${ref} zeta`), 0);
    });

    test('partners', async () => {
        const name = `Lumen ${unique()} Åkeri`;
        const { body: made } = await operator.post('partners', { name, country: 'SE' }, { expect: 201 });
        for (const q of [...around(['akeri', 'lumen', name.split(' ')[1]]), made.id]) {
            const { body } = await operator.get(`partners?q=${encodeURIComponent(q)}`, { expect: 200 });
            assert.deepEqual(body.items.map(({ id }) => id), [made.id], JSON.stringify(q));
        }
        assert.equal((await operator.all('partners?q=%20')).length, (await operator.all('partners')).length);
    });

    test('the search page', async () => {
        for (const q of ['Nord Nora', ' nora', 'silver visio', `visio\u00a0${benefit.keys[0].ref}`]) {
            const text = await show(visitor, `/search?q=${encodeURIComponent(q)}`);
            assert.match(inMain(text), /Nora Nord|Visio/, q);
        }
    });
});

describe('filters:', () => {
    test('subscriptions by product, status and end', async () => {
        const { admin, bought: [{ sku }] } = other;
        const all = await admin.all('subscriptions');
        assert.deepEqual(await admin.all(`subscriptions?sku=${sku}`), all.filter((item) => item.sku === sku));
        assert.deepEqual(await admin.all('subscriptions?status=active'), all);
        assert.deepEqual(await admin.all('subscriptions?status=expired'), []);
        const ends = all.map(({ endsOn }) => endsOn).sort();
        for (const day of [ends[0], ends.at(-1)]) {
            assert.deepEqual(await admin.all(`subscriptions?endsBefore=${day}`),
                all.filter(({ endsOn }) => endsOn < day));
            assert.deepEqual(await admin.all(`subscriptions?endsBefore=${day}&status=expired`), []);
        }
    });

    test('redemptions since a moment', async () => {
        const { admin, subscription } = other;
        for (const query of ['', `&subscriptionId=${subscription}`]) {
            const all = await admin.all(`redemptions?limit=200${query}`);
            const since = all[1].redeemedAt;
            assert.deepEqual(await admin.all(`redemptions?since=${since}${query}`),
                all.filter(({ redeemedAt }) => redeemedAt >= since));
            assert.deepEqual(await admin.all(`redemptions?since=9999-01-01T00:00:00Z${query}`), []);
        }
        await admin.refused('GET', 'redemptions?since=yesterday', 422, 'member-invalid');
    });
});
