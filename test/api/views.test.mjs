/* Views: lists that somebody keeps under names. LIMIT SAVED_VIEWS_MAX */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { tokenIn } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { atBrowser, newStaff, newTenant, newUser, unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const VIEWS_MAX = 50;

let server;
let operator;
let tenant;
let admin;
let partners;
let staff;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    ({ tenant } = await newTenant(operator));
    admin = await newUser(operator, tenant, 'global-admin', 'partner-admin');
    partners = await atBrowser(await newUser(operator, tenant, 'global-admin', 'partner-admin'));
    staff = await atBrowser(await newStaff(operator, 'auditor'));
});
after(() => server?.remove());

const guests = { list: 'people', name: 'Guests', query: 'kind=guest&sort=-name' };

describe('a view', () => {
    test('is kept under its key, replaced and removed', async () => {
        const { body } = await admin.put('views/guests', guests, { expect: 200 });
        assert.equal(body.key, 'guests');
        assert.equal(body.query, guests.query);
        await admin.put('views/guests', { ...guests, name: 'All guests' }, { expect: 200 });
        await admin.put('views/keys', { list: 'keys', name: 'Every key' }, { expect: 200 });
        const { body: all } = await admin.get('views', { expect: 200 });
        assert.deepEqual(all.items.map(({ name }) => name), ['All guests', 'Every key']);
        const { body: some } = await admin.get('views?list=keys', { expect: 200 });
        assert.deepEqual(some.items.map(({ key, query }) => [key, query]), [['keys', '']]);
        await admin.del('views/guests', { expect: 428 });
        await admin.del('views/guests', { ifMatch: '*', expect: 200 });
        await admin.del('views/guests', { ifMatch: '*', expect: 404 });
        await admin.del('views/keys', { ifMatch: '*', expect: 200 });
    });

    test('is nobody else\'s', async () => {
        const other = await newUser(operator, tenant, 'reader');
        await admin.put('views/mine', guests, { expect: 200 });
        const { body } = await other.get('views', { expect: 200 });
        assert.deepEqual(body.items, []);
        await other.del('views/mine', { ifMatch: '*', expect: 404 });
        await other.put('views/mine', { ...guests, name: 'Theirs' }, { expect: 200 });
        const { body: own } = await admin.get('views', { expect: 200 });
        assert.deepEqual(own.items.map(({ name }) => name), ['Guests']);
        await admin.del('views/mine', { ifMatch: '*', expect: 200 });
    });

    test('has a query that an address can have', async () => {
        for (const query of ['a b', 'a#b', '<b>', 'a?b', 'ö']) {
            await admin.put('views/odd', { ...guests, query }, { expect: 422 });
        }
    });

    test('is one of 50 at most', async () => {
        const many = await newUser(operator, tenant, 'reader');
        for (let i = 0; i < VIEWS_MAX; i += 1) {
            await many.put(`views/view-${i}`, { ...guests, name: `View ${i}` }, { expect: 200 });
        }
        const { body } = await many.put('views/one-more', guests, { expect: 409 });
        assert.equal(body.code, 'too-many-views');
        await many.put('views/view-7', { ...guests, name: 'Another name' }, { expect: 200 });
    });
});

/* Each list of the pages, and something that it is filtered by. */
const LISTS = { '/benefits': 'status=ready', '/keys': 'status=ready', '/subscriptions': 'status=active',
    '/credits': 'kind=monthly', '/people': 'kind=member', '/activity': 'kind=people', '/ops/partners': 'health=well' };

describe('on pages', () => {
    for (const [path, query] of Object.entries(LISTS)) {
        test(`what ${path} shows is kept, shown above it, renamed and removed`, async () => {
            const visitor = path.startsWith('/ops') ? staff : partners;
            const name = `View ${unique()}`;
            const { text } = await visitor.get(`${path}?${query}`);
            const kept = /name="query" value="([^"]*)"/.exec(text)[1].replaceAll('&amp;', '&');
            assert.equal(kept, query);
            const csrf = tokenIn(text);
            const saved = await visitor.post('/views', { csrf, list: path.slice(1), query: kept, name });
            assert.equal(saved.status, 303);
            assert.equal(saved.headers.location, `${path}?${query}`);
            const { text: again } = await visitor.get(path);
            assert.ok(again.includes(name), 'it stands above the list');
            const page = (await visitor.get('/views')).text;
            const key = new RegExp(`name="name"[^>]*value="${name}"`).test(page) &&
                /action="\/views\/([a-z0-9]+)"/.exec(page)[1];
            await visitor.post(`/views/${key}`, { csrf, name: `${name} new` });
            assert.ok((await visitor.get(path)).text.includes(`${name} new`));
            await visitor.post(`/views/${key}/remove`, { csrf });
            assert.ok(!(await visitor.get(path)).text.includes(name));
        });
    }
});
