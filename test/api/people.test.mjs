/*
 * The people of a tenant: changing them through the API, and the pages that show and add them.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { Browser } from './lib/browser.mjs';
import { newKeys, redeem } from './lib/keys.mjs';
import { atBrowser, newTenant, newUser, renewToken, unique } from './lib/people.mjs';
import { newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
after(() => server?.remove());

const pointersOf = (problem) => problem.errors.map((fault) => fault.pointer);
const eventsOf = async (partner) => (await operator.all(`events?partnerId=${partner.id}&limit=200`));

async function newPerson(tenant, members = {}) {
    const { body } = await operator.post(`tenants/${tenant.id}/users`, {
        email: `person-${unique()}@${tenant.domain}`, displayName: 'Åsa Öberg', kind: 'member', ...members,
    }, { expect: 201 });
    return body;
}

/* Change somebody as they are now. */
async function change(api, user, members, expect = 200) {
    const shown = await operator.get(`users/${user.id}`, { expect: 200 });
    return api.patch(`users/${user.id}`, members, { ifMatch: shown.headers.etag, expect });
}

describe('changing a user', () => {
    let partner;
    let tenant;
    let globalAdmin;
    let userAdmin;

    before(async () => {
        ({ partner, tenant } = await newTenant(operator));
        globalAdmin = await newUser(operator, tenant, 'global-admin');
        userAdmin = await newUser(operator, tenant, 'user-admin');
    });

    test('the operator keeps the programmes, each once and in order', async () => {
        const person = await newPerson(tenant, { programmes: ['open', 'csp'] });
        assert.deepEqual(person.programmes, ['csp', 'open']);
        const { body, headers } = await change(operator, person,
            { programmes: ['ea', 'azure-pass', 'csp'] });
        assert.deepEqual(body, { ...person, programmes: ['azure-pass', 'csp', 'ea'] });
        const shown = await operator.get(`users/${person.id}`, { expect: 200 });
        assert.deepEqual([shown.body, shown.headers.etag], [body, headers.etag]);
        assert.deepEqual((await change(operator, person, { programmes: [] })).body.programmes, []);
        assert.deepEqual((await change(operator, person, { displayName: 'Åsa' })).body,
            { ...person, displayName: 'Åsa', programmes: [] });

        const events = (await eventsOf(partner)).filter((event) => event.subject === person.id);
        assert.deepEqual(events.map((event) => [event.type, event.data]).slice(1), [
            ['user.changed', { programmes: ['azure-pass', 'csp', 'ea'] }],
            ['user.changed', { programmes: [] }],
            ['user.changed', { renamed: true }],
        ]);
    });

    const WRONG = [
        ['a programme twice', { programmes: ['csp', 'csp'] }, '/programmes/1'],
        ['a programme in capitals', { programmes: ['CSP'] }, '/programmes/0'],
        ['a programme of 41 characters', { programmes: ['p'.repeat(41)] }, '/programmes/0'],
        /* LIMIT PROGRAMMES_MAX */
        ['17 programmes', { programmes: Array.from({ length: 17 }, (_, i) => `p-${i}`) }, '/programmes'],
        ["a role of the operator's staff", { roles: ['auditor'] }, '/roles/0'],
        ['an empty name', { displayName: '' }, '/displayName'],
        ['no list', { programmes: 'csp' }, '/programmes'],
    ];
    for (const [what, members, pointer] of WRONG) {
        test(`${what} is refused at ${pointer}, and changes nothing`, async () => {
            const person = await newPerson(tenant, { programmes: ['p'.repeat(40)] });
            const { body } = await change(operator, person, members, 422);
            assert.deepEqual(pointersOf(body), [pointer]);
            assert.deepEqual((await operator.get(`users/${person.id}`)).body, person);
        });
    }

    test('who changes a user has seen what it is', async () => {
        const person = await newPerson(tenant);
        const path = `users/${person.id}`;
        const body = { displayName: 'Seen' };
        await operator.refused('PATCH', path, 428, 'etag-required', { body });
        await operator.refused('PATCH', path, 412, 'etag-stale', { body, ifMatch: '"old"' });
        await operator.patch(path, body, { ifMatch: '*', expect: 200 });
    });

    test('what is said again leaves no event', async () => {
        const person = await newPerson(tenant, { roles: ['reader'], programmes: ['csp'] });
        const { body } = await change(operator, person,
            { displayName: person.displayName, roles: ['reader'], programmes: ['csp'] });
        assert.deepEqual(body, person);
        const events = (await eventsOf(partner)).filter((event) => event.subject === person.id);
        assert.deepEqual(events.map((event) => event.type), ['user.created']);
    });

    test('roles are for a global admin to give and take, but not the own', async () => {
        const person = await newPerson(tenant);
        const { body } = await change(globalAdmin, person, { roles: ['reader', 'billing-admin'] });
        assert.deepEqual(new Set(body.roles), new Set(['reader', 'billing-admin']));
        assert.deepEqual((await change(globalAdmin, person, { roles: [] })).body.roles, []);
        await change(userAdmin, person, { roles: ['reader'] }, 403);
        await change(userAdmin, userAdmin.user, { roles: ['global-admin'] }, 403);
        await change(globalAdmin, globalAdmin.user, { roles: [] }, 403);
        assert.equal((await change(globalAdmin, globalAdmin.user, { displayName: 'Me' })).body.displayName,
            'Me');
        await change(globalAdmin, person, { programmes: [] }, 403);
    });

    test('a user admin changes names, but nothing of a global admin', async () => {
        const person = await newPerson(tenant, { roles: ['reader'] });
        assert.equal((await change(userAdmin, person, { displayName: 'New' })).body.displayName, 'New');
        await change(userAdmin, globalAdmin.user, { displayName: 'Mine' }, 403);
    });

    test('of two admins who take the role from one another at once, one is left', async () => {
        for (const members of [{ roles: [] }, { disabled: true }]) {
            for (let round = 0; round < 5; round++) {
                const { tenant: own } = await newTenant(operator);
                const [one, other] = [await newUser(operator, own, 'global-admin'),
                    await newUser(operator, own, 'global-admin')];
                await Promise.all([[one, other], [other, one]].map(([by, of]) =>
                    by.patch(`users/${of.user.id}`, members, { ifMatch: '*' })));
                const left = (await operator.all(`tenants/${own.id}/users`))
                    .filter((user) => user.roles.includes('global-admin') && !user.disabled);
                assert.equal(left.length, 1);
            }
        }
    });

    /* RULE ROLE-2 */
    test('people of another tenant, and staff, are not there', async () => {
        const other = await newTenant(operator);
        const stranger = await newPerson(other.tenant);
        const staff = (await operator.get('me')).body.user;
        for (const user of [stranger, staff]) {
            await change(globalAdmin, user, { displayName: 'Mine' }, 404);
        }
    });
});

/* --- the pages ------------------------------------------------------------------------------- */

async function page(visitor, path, status = 200) {
    const answer = await visitor.get(path);
    assert.equal(answer.status, status, `${path}\n${answer.text.slice(0, 3000)}`);
    return answer.text;
}

const plain = (html) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim();

/* The people of the list, in order, as {id, text}. */
function rows(text) {
    return [...text.matchAll(/<tr role="row">\s*<th[^>]*><a href="\/people\/(usr_[0-9A-Z]+)">(.*?)<\/tr>/gs)]
        .map(([, id, cells]) => ({ id, text: plain(cells) }));
}

const decoded = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'").replaceAll('&amp;', '&');

/* Rows of CSV with quoted cells. */
function csvRows(text) {
    return text.trimEnd().split('\r\n').map((line) =>
        [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].slice(0, -1).concat()
            .map(([, cell]) => cell.replace(/^"|"$/g, '').replaceAll('""', '"')));
}

async function newSubscription(tenant, licenses = 5) {
    const admin = await newUser(operator, tenant, 'global-admin');
    const product = await newProduct(operator);
    const receipt = await redeem(admin, 'activate', await newKeys(operator, { sku: product.sku, licenses }));
    return { admin, product, id: receipt.subscriptionId };
}

async function assign(admin, subscriptionId, user) {
    await admin.put(`subscriptions/${subscriptionId}/licenses/${user.id}`, undefined,
        { ifMatch: '*', expect: 200 });
}

describe('the list of people', () => {
    let tenant;
    let visitor;
    let product;
    let anna;

    before(async () => {
        ({ tenant } = await newTenant(operator));
        anna = await newPerson(tenant, { displayName: 'anna Ahl', kind: 'guest' });
        await newPerson(tenant, { displayName: 'Örjan Öst', email: 'orjan@elsewhere.example' });
        await newPerson(tenant, { displayName: 'Bo 100%_!' });
        const subscription = await newSubscription(tenant);
        ({ product } = subscription);
        await assign(subscription.admin, subscription.id, anna);
        await change(operator, subscription.admin.user, { displayName: 'Zelda' });
        visitor = await atBrowser(await newUser(operator, tenant, 'reader'));
        await change(operator, visitor.api.user, { displayName: 'Carl' });
    });

    test('shows names in order, addresses, roles, guests, what they hold and when they were here', async () => {
        const found = rows(await page(visitor, '/people'));
        assert.deepEqual(found.map(({ text }) => text.split(/ [^ ]+@/)[0]),
            ['anna Ahl', 'Bo 100%_!', 'Carl', 'Örjan Öst', 'Zelda']);
        assert.match(found[0].text, new RegExp(`${anna.email} – Guest ${product.name} Never`));
        assert.match(found[2].text, /@.* Partner viewer – \d+ [A-Z][a-z]+ \d{4}$/);
    });

    const FOUND = [
        ['?q=ANNA', ['anna Ahl']], ['?q=%C3%96RJAN', ['Örjan Öst']], ['?q=elsewhere.example', ['Örjan Öst']],
        ['?q=100%25_', ['Bo 100%_!']], ['?q=%25', ['Bo 100%_!']], ['?q=_', ['Bo 100%_!']], ['?q=!', ['Bo 100%_!']],
        ['?q=nobody+like+it', []], [`?q=${encodeURIComponent('𝔓'.repeat(100))}`, []],
    ];
    for (const [query, names] of FOUND) {
        test(`finds ${names.join(' and ') || 'nobody'} with ${query}`, async () => {
            const text = await page(visitor, `/people${query}`);
            assert.deepEqual(rows(text).map((row) => row.text.split(/ [^ ]+@/)[0]), names);
            assert.equal(/Nobody matches/.test(text), names.length === 0);
        });
    }

    test('goes on where it ended, by name', async () => {
        let path = '/people?limit=2&q=%40';
        const names = [];
        for (let parts = 0; path !== undefined; parts++) {
            const text = await page(visitor, path);
            names.push(...rows(text).map((row) => row.text.split(/ [^ ]+@/)[0]));
            path = decoded(/href="(\/people\?[^"]*after=[^"]*)"/.exec(text)?.[1] ?? '') || undefined;
            assert.ok(parts < 3);
        }
        assert.deepEqual(names, ['anna Ahl', 'Bo 100%_!', 'Carl', 'Örjan Öst', 'Zelda']);
    });

    test('comes as a table for spreadsheets, harmless and whole', async () => {
        const answer = await visitor.get('/people.csv');
        assert.equal(answer.status, 200);
        assert.match(answer.headers['content-type'], /^text\/csv/);
        const [head, first, ...rest] = csvRows(answer.text);
        assert.equal(head.join(), 'id,name,email,kind,roles,holds,lastSignIn,createdAt');
        assert.deepEqual(first.slice(0, 7), [anna.id, 'anna Ahl', anna.email, 'guest', '', product.sku, '']);
        assert.equal(rest.length, 4);
        assert.equal(csvRows((await visitor.get('/people.csv?q=zelda')).text).length, 2);
    });

    test('is empty but for you at first', async () => {
        const { tenant: empty } = await newTenant(operator);
        const alone = await atBrowser(await newUser(operator, empty, 'global-admin'));
        assert.match(await page(alone, '/people'), /Only you so far/);
        await newPerson(empty);
        assert.doesNotMatch(await page(alone, '/people'), /Only you so far/);
    });

    /* RULE ROLE-2: nobody of another tenant is in it, nor said by a cursor from there. */
    test('has nobody of another tenant', async () => {
        const other = await newTenant(operator);
        const stranger = await newPerson(other.tenant, { displayName: 'Stranger' });
        assert.doesNotMatch(await page(visitor, '/people'), /Stranger/);
        await page(visitor, `/people/${stranger.id}`, 404);
        await page(visitor, `/people?after=${stranger.id}`, 400);
        await page(visitor, `/people?tenantId=${other.tenant.id}`, 404);
        assert.equal((await visitor.get(`/people.csv?tenantId=${other.tenant.id}`)).status, 404);
    });

    test('asks the operator whose people', async () => {
        const staff = new Browser(server);
        await staff.signIn(server.demo.operator);
        assert.match(await page(staff, '/people'), /choose a partner/i);
        assert.equal(rows(await page(staff, `/people?tenantId=${tenant.id}`)).length, 5);
    });

    test('shows a user admin who there is, not what the organisation owns', async () => {
        const userAdmin = await atBrowser(await newUser(operator, tenant, 'user-admin'));
        assert.equal((await userAdmin.get('/')).headers.location, '/people');
        for (const path of ['/people', `/people/${anna.id}`, '/people.csv']) {
            assert.doesNotMatch((await userAdmin.get(path)).text, new RegExp(`${product.name}|${product.sku}`));
        }
    });
});

describe('one person', () => {
    test('is shown with roles, programmes and licences, and gets one more', async () => {
        const { tenant } = await newTenant(operator);
        const person = await newPerson(tenant, { roles: ['reader', 'billing-admin'], programmes: ['csp'] });
        const { product, id } = await newSubscription(tenant);
        const admin = await atBrowser(await newUser(operator, tenant, 'billing-admin'));
        const before = plain(await page(admin, `/people/${person.id}`));
        assert.match(before, /Member .*Billing administrator, Partner viewer .*csp.*Never.*no licence/);
        const done = await admin.submit(`/people/${person.id}`, `/people/${person.id}/licenses`,
            { subscriptionId: id });
        assert.equal(done.status, 303, done.text);
        const text = await page(admin, done.headers.location);
        assert.match(text, /The licence is assigned/);
        assert.match(text, new RegExp(`/subscriptions/${id}#people"><bdi>${product.name}`));
        assert.doesNotMatch(text, /no licence|<select/);
    });

    test('is told why a licence cannot be given', async () => {
        const { tenant } = await newTenant(operator);
        const [one, other] = [await newPerson(tenant), await newPerson(tenant)];
        const { id, admin: owner } = await newSubscription(tenant, 1);
        const admin = await atBrowser(await newUser(operator, tenant, 'global-admin'));
        const text = await page(admin, `/people/${one.id}`);
        await assign(owner, id, other);
        const refused = await admin.post(`/people/${one.id}/licenses`,
            { csrf: /name="csrf" value="([^"]+)"/.exec(text)[1], subscriptionId: id });
        assert.equal(refused.status, 409);
        assert.match(refused.text, /role="alert"/);
        const reader = await atBrowser(await newUser(operator, tenant, 'reader'));
        assert.doesNotMatch(await page(reader, `/people/${one.id}`), /<select/);
    });
});

describe('adding a person', () => {
    let tenant;
    let admin;

    before(async () => {
        ({ tenant } = await newTenant(operator));
        admin = await atBrowser(await newUser(operator, tenant, 'global-admin'));
    });

    const add = (visitor, fields) => visitor.submit('/people/new', '/people',
        { displayName: 'New One', email: `new-${unique()}@${tenant.domain}`, kind: 'member', ...fields });

    test('puts a guest with roles into the directory', async () => {
        const { text } = await admin.get('/people/new');
        const offered = [...text.matchAll(/name="roles" value="([^"]+)"/g)].map(([, role]) => role);
        assert.deepEqual(offered, ['global-admin', 'partner-admin', 'billing-admin', 'user-admin', 'reader']);
        const csrf = /name="csrf" value="([^"]+)"/.exec(text)[1];
        const email = `Guest-${unique()}@Elsewhere.example`;
        const done = await admin.post('/people', [['csrf', csrf], ['displayName', 'Gäst 🗝️'],
            ['email', email], ['kind', 'guest'], ['roles', 'reader'], ['roles', 'billing-admin']]);
        assert.equal(done.status, 303, done.text);
        assert.match(await page(admin, done.headers.location), /The person is added.*Gäst 🗝️/s);
        const [, id] = /(usr_[0-9A-Z]+)/.exec(done.headers.location);
        const { body } = await operator.get(`users/${id}`, { expect: 200 });
        assert.deepEqual([body.email, body.kind, new Set(body.roles)],
            [email.toLowerCase(), 'guest', new Set(['reader', 'billing-admin'])]);
    });

    test('says at the field what is wrong, and keeps what was entered', async () => {
        const wrong = await add(admin, { email: 'no address', kind: 'guest', roles: 'reader' });
        assert.equal(wrong.status, 422);
        assert.match(wrong.text, /id="email-fault"/);
        assert.match(wrong.text, /value="New One"/);
        assert.match(wrong.text, /value="guest"[^>]* checked/);
        assert.match(wrong.text, /value="reader" checked/);
        assert.equal((await add(admin, { roles: 'auditor' })).status, 422);
        const taken = await add(admin, { email: admin.email.toUpperCase() });
        assert.equal(taken.status, 409);
        assert.match(taken.text, /role="alert"/);
    });

    test('is for those who may, with the roles that they may give', async () => {
        const userAdmin = await atBrowser(await newUser(operator, tenant, 'user-admin'));
        assert.doesNotMatch(await page(userAdmin, '/people/new'), /name="roles"/);
        assert.equal((await add(userAdmin, {})).status, 303);
        assert.equal((await add(userAdmin, { roles: 'reader' })).status, 403);
        const reader = await atBrowser(await newUser(operator, tenant, 'reader'));
        assert.doesNotMatch(await page(reader, '/people'), /people\/new/);
        await page(reader, '/people/new', 403);
        assert.equal((await reader.submit('/people', '/people', {
            displayName: 'X', email: 'x@x.example', kind: 'member' })).status, 403);
    });

    test("is done by the operator's staff for any organisation", async () => {
        const staff = new Browser(server);
        await staff.signIn(server.demo.operator);
        const done = await staff.submit(`/people/new?tenantId=${tenant.id}`, '/people', {
            displayName: 'By Staff', email: `staffed-${unique()}@x.example`, kind: 'member',
            tenantId: tenant.id, roles: 'global-admin' });
        assert.equal(done.status, 303, done.text);
        await page(staff, done.headers.location);
    });
});

test('names are harmless on every page, and in Swedish', async () => {
    const { tenant } = await newTenant(operator);
    const visitor = await atBrowser(await newUser(operator, tenant, 'global-admin'), { language: 'sv' });
    for (const displayName of ['<script>alert(1)</script>', '"><img src=x onerror=alert(2)>', '=1+1', '𝔓🗝️', 'עברית']) {
        const person = await newPerson(tenant, { displayName });
        for (const path of [`/people?q=${encodeURIComponent(displayName)}`, `/people/${person.id}`]) {
            const text = await page(visitor, path);
            assert.doesNotMatch(text, /<script>alert|<img/);
            assert.ok(decoded(text).includes(displayName), path);
        }
    }
    assert.match(await page(visitor, '/people'), /Personer.*Innehar.*Senast inloggad/s);
    assert.match((await visitor.get('/people.csv')).text, /;"'=1\+1/);
});

/* RULE SIGN-9: whatever was given out before lets nobody in. */
describe('somebody who is disabled', () => {
    let partner;
    let tenant;
    let admin;

    before(async () => {
        ({ partner, tenant } = await newTenant(operator));
        admin = await newUser(operator, tenant, 'global-admin');
    });

    const signedOut = async (visitor) => {
        const answer = await visitor.get('/organisation');
        assert.deepEqual([answer.status, answer.headers.location?.startsWith('/sign-in')], [303, true]);
    };
    const linkOf = async (email) => {
        const { stdout } = await server.cli('user', 'link', '--email', email);
        return /\/set-up\/[A-Za-z0-9_-]+/.exec(stdout)[0];
    };

    test('is signed out, and cannot sign in with password, token or link until enabled', async () => {
        const person = await atBrowser(await newUser(operator, tenant, 'reader'));
        const link = await linkOf(person.email);
        const { body } = await change(admin, person.api.user, { disabled: true });
        assert.deepEqual(body, { ...person.api.user, disabled: true });
        await signedOut(person);
        await person.api.refused('GET', 'me', 401, 'sign-in-required');
        const again = new Browser(server);
        const refused = await again.signIn(person, { expect: null });
        const wrong = await again.signIn({ ...person, password: 'not the password' }, { expect: null });
        assert.deepEqual([refused.status, wrong.status], [422, 422]);
        const shown = ({ text }) => plain(text).replace(/[0-9a-f]{16}/g, '');
        assert.equal(shown(refused), shown(wrong));
        assert.equal((await again.get(link)).status, 410);
        assert.equal((await again.get(await linkOf(person.email))).status, 410);

        assert.equal((await change(admin, person.api.user, { disabled: false })).body.disabled, false);
        await signedOut(person);
        await person.api.refused('GET', 'me', 401, 'sign-in-required');
        await renewToken(person.api);
        await person.api.get('me', { expect: 200 });
        await again.signIn(person);
        const types = (await eventsOf(partner)).filter((event) => event.subject === person.api.user.id &&
            event.type.startsWith('user.')).map((event) => event.type);
        assert.deepEqual(types, ['user.created', 'user.disabled', 'user.enabled']);
    });

    test('has no calendar any more', async () => {
        const person = await atBrowser(await newUser(operator, tenant, 'reader'));
        const { text } = await person.submit('/calendar', '/calendar', { lang: 'en' });
        const [path] = /\/calendar\/[A-Za-z0-9_-]{43}\.ics/.exec(text);
        await operator.as(null).get(path, { expect: 200 });
        for (const disabled of [true, false]) {
            await change(admin, person.api.user, { disabled });
            await operator.as(null).refused('GET', path, 404, 'not-found');
        }
    });

    test('goes on in other organisations', async () => {
        const other = await newTenant(operator);
        const here = await atBrowser(await newUser(operator, tenant, 'reader'));
        const there = await newPerson(other.tenant, { email: here.email, roles: ['reader'] });
        const path = /\/set-up\/[A-Za-z0-9_-]+/.exec((await server.cli('user', 'link', '--email', here.email,
            '--tenant', other.tenant.id)).stdout)[0];
        const { password } = here;
        await new Browser(server).submit(path, path, { password, repeat: password });
        const both = new Browser(server);
        await both.signIn(here);
        assert.match((await both.get('/organisation')).text, new RegExp(`value="${here.api.user.id}"`));
        await both.submit('/organisation', '/organisation', { account: there.id });
        await change(admin, here.api.user, { disabled: true });
        const text = await page(both, '/organisation');
        assert.ok(!text.includes(here.api.user.id));
        const moved = await both.submit('/organisation', '/organisation', { account: here.api.user.id });
        assert.equal(moved.status, 404);
        const again = new Browser(server);
        await again.signIn(here);
        assert.match(await page(again, '/organisation'), new RegExp(other.tenant.domain));
    });

    test('is given nothing new, and keeps what they have', async () => {
        const [person, other] = [await newPerson(tenant), await newPerson(tenant)];
        const { id, admin: owner } = await newSubscription(tenant);
        await assign(owner, id, person);
        await change(admin, person, { disabled: true });
        await change(admin, other, { disabled: true });
        await owner.refused('PUT', `subscriptions/${id}/licenses/${other.id}`, 409, 'user-disabled',
            { ifMatch: '*' });
        const { body } = await owner.get(`subscriptions/${id}`, { expect: 200 });
        assert.equal(body.assigned, 1);
    });

    test('is never oneself, nor a global admin for a user admin', async () => {
        const userAdmin = await newUser(operator, tenant, 'user-admin');
        await change(admin, admin.user, { disabled: true }, 403);
        await change(userAdmin, admin.user, { disabled: true }, 403);
        await change(userAdmin, userAdmin.user, { disabled: true }, 403);
        await change(userAdmin, await newPerson(tenant, { roles: ['partner-admin'] }), { disabled: true });
    });

    test('is disabled and enabled on their page', async () => {
        const visitor = await atBrowser(await newUser(operator, tenant, 'user-admin'));
        const person = await newPerson(tenant, { displayName: 'Out' });
        const path = `/people/${person.id}`;
        for (const [access, said] of [['disable', 'cannot sign in any more'], ['enable', 'can sign in again']]) {
            const done = await visitor.submit(path, `${path}/access`, { access });
            assert.equal(done.status, 303, done.text);
            assert.match(await page(visitor, done.headers.location), new RegExp(said));
            assert.equal(/Cannot sign in/.test(await page(visitor, '/people?q=Out')), access === 'disable');
        }
        for (const user of [admin.user, visitor.api.user]) {
            assert.doesNotMatch(await page(visitor, `/people/${user.id}`), /name="access"/);
            const refused = await visitor.submit(path, `/people/${user.id}/access`, { access: 'disable' });
            assert.equal(refused.status, 403);
        }
        const reader = await atBrowser(await newUser(operator, tenant, 'reader'));
        assert.doesNotMatch(await page(reader, path), /name="access"/);
    });
});
