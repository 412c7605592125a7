/*
 * Partners, their tenants and the people in them; who one is, and tokens to say so.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newTenant, newUser, tokenOf, unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
});

after(() => server.remove());

const pointersOf = (problem) => problem.errors.map((fault) => fault.pointer);

function person(members = {}) {
    return {
        email: `person-${unique()}@people.example`, displayName: 'Åsa Öberg', kind: 'member', ...members,
    };
}

test('a partner is made, shown and listed as it was said', async () => {
    const said = { name: 'Nordlys Konsult AB', country: 'SE', locale: 'sv' };
    const made = await operator.post('partners', said, { expect: 201 });
    const { id, createdAt, ...rest } = made.body;
    assert.deepEqual(rest, said);
    assert.equal(made.headers.location, `/api/v1/partners/${id}`);
    const shown = await operator.get(`partners/${id}`, { expect: 200 });
    assert.deepEqual(shown.body, made.body);
    const listed = await operator.all('partners?limit=2');
    assert.deepEqual(listed.filter((partner) => partner.id === id), [made.body]);
});

test('a partner reads English unless it says otherwise', async () => {
    const { body } = await operator.post('partners', { name: 'Fabrikam', country: 'US' },
        { expect: 201 });
    assert.equal(body.locale, 'en');
});

const WRONG_PARTNERS = [
    ['no country', { country: undefined }, '/country'],
    ['a country in small letters', { country: 'se' }, '/country'],
    ['a country of three letters', { country: 'SWE' }, '/country'],
    ['a language we do not speak', { locale: 'de' }, '/locale'],
    ['a name that turns the writing round', { name: 'AB\u202egnp.exe' }, '/name'],
];

for (const [what, members, pointer] of WRONG_PARTNERS) {
    test(`a partner with ${what} is refused at ${pointer}`, async () => {
        const body = { name: 'Wrong', country: 'SE', ...members };
        const problem = await operator.refused('POST', 'partners', 422, 'member-invalid', { body });
        assert.deepEqual(pointersOf(problem), [pointer]);
    });
}

test('a tenant is made, shown and listed under its partner', async () => {
    const { partner, tenant } = await newTenant(operator);
    const other = await newTenant(operator);
    assert.equal(tenant.partnerId, partner.id);
    assert.deepEqual((await operator.get(`tenants/${tenant.id}`, { expect: 200 })).body, tenant);
    assert.deepEqual(await operator.all(`partners/${partner.id}/tenants`), [tenant]);
    assert.deepEqual(await operator.all(`partners/${other.partner.id}/tenants`), [other.tenant]);
});

test('a domain belongs to one tenant, whatever the case of its letters', async () => {
    const { partner } = await newTenant(operator);
    const domain = `Mixed-${unique()}.Example`;
    const { body } = await operator.post(`partners/${partner.id}/tenants`, { name: 'Mixed', domain },
        { expect: 201 });
    assert.equal(body.domain, domain.toLowerCase());
    await operator.refused('POST', `partners/${partner.id}/tenants`, 409, 'already-exists',
        { body: { name: 'Again', domain: domain.toUpperCase() } });
    for (const wrong of ['', 'no spaces.example', '-x.example', 'a..example', 'ö_l.example', 'xn--a.example',
        'http://x.example', 'nora@x.example']) {
        const problem = await operator.refused('POST', `partners/${partner.id}/tenants`, 422,
            'member-invalid', { body: { name: 'Wrong', domain: wrong } });
        assert.deepEqual(pointersOf(problem), ['/domain'], wrong);
    }
});

test('what belongs to a partner or tenant that is not there is not found', async () => {
    const tenant = { name: 'Stray', domain: `stray-${unique()}.example` };
    for (const id of [`par_${NOBODY}`, `ten_${NOBODY}`, 'x']) {
        await operator.refused('GET', `partners/${id}`, 404, 'not-found');
        await operator.refused('GET', `partners/${id}/tenants`, 404, 'not-found');
        await operator.refused('POST', `partners/${id}/tenants`, 404, 'not-found', { body: tenant });
        await operator.refused('GET', `tenants/${id}`, 404, 'not-found');
        await operator.refused('GET', `tenants/${id}/users`, 404, 'not-found');
        await operator.refused('POST', `tenants/${id}/users`, 404, 'not-found', { body: person() });
        await operator.refused('GET', `users/${id}`, 404, 'not-found');
    }
});

test('a user is made, shown and listed as it was said', async () => {
    const { tenant } = await newTenant(operator);
    const said = person({
        kind: 'guest', roles: ['reader', 'billing-admin'], programmes: ['csp', 'action-pack'],
    });
    const made = await operator.post(`tenants/${tenant.id}/users`, said, { expect: 201 });
    const { id, tenantId, createdAt, roles, programmes, ...rest } = made.body;
    assert.equal(tenantId, tenant.id);
    assert.deepEqual(rest,
        { email: said.email, displayName: said.displayName, kind: 'guest', disabled: false });
    assert.deepEqual(new Set(roles), new Set(said.roles));
    assert.deepEqual(new Set(programmes), new Set(said.programmes));
    const shown = await operator.get(`users/${id}`, { expect: 200 });
    assert.deepEqual(new Set(shown.body.programmes), new Set(said.programmes));
    assert.deepEqual({ ...shown.body, programmes }, made.body);

    const plain = await operator.post(`tenants/${tenant.id}/users`, person(), { expect: 201 });
    assert.deepEqual([plain.body.roles, plain.body.programmes], [[], []]);
    const listed = await operator.all(`tenants/${tenant.id}/users?limit=1`);
    assert.deepEqual(listed, [shown.body, plain.body]);
});

test('an address stands once in a tenant, whatever the case of its letters', async () => {
    const one = await newTenant(operator);
    const other = await newTenant(operator);
    const email = `Åsa-${unique()}@People.Example`;
    const { body } = await operator.post(`tenants/${one.tenant.id}/users`, person({ email }),
        { expect: 201 });
    assert.equal(body.email, email.toLowerCase());
    await operator.refused('POST', `tenants/${one.tenant.id}/users`, 409, 'already-exists',
        { body: person({ email: email.toUpperCase() }) });
    await operator.post(`tenants/${other.tenant.id}/users`, person({ email }), { expect: 201 });
});

const WRONG_USERS = [
    ['no address', { email: undefined }, '/email'],
    ['an address without a domain', { email: 'astrid' }, '/email'],
    ['an address with a space', { email: 'astrid berg@people.example' }, '/email'],
    ['an empty name', { displayName: '' }, '/displayName'],
    ['another kind', { kind: 'robot' }, '/kind'],
    ['a role that is none', { roles: ['reader', 'king'] }, '/roles/1'],
    ['a role twice', { roles: ['reader', 'reader'] }, '/roles/1'],
    ["a role of the operator's staff", { roles: ['reader', 'operator-admin'] }, '/roles/1'],
    ['a programme twice', { programmes: ['csp', 'open', 'csp'] }, '/programmes/2'],
    ['a programme that is no code', { programmes: ['Cloud Solution'] }, '/programmes/0'],
    ['17 programmes', { programmes: Array.from({ length: 17 }, (_, i) => `p-${i}`) }, '/programmes'],
];

for (const [what, members, pointer] of WRONG_USERS) {
    test(`a user with ${what} is refused at ${pointer}`, async () => {
        const { tenant } = await newTenant(operator);
        const problem = await operator.refused('POST', `tenants/${tenant.id}/users`, 422,
            'member-invalid', { body: person(members) });
        assert.deepEqual(pointersOf(problem), [pointer]);
        assert.deepEqual(await operator.all(`tenants/${tenant.id}/users`), []);
    });
}

test('a user admin invites people and a global admin says what they may do', async () => {
    const { tenant } = await newTenant(operator);
    const path = `tenants/${tenant.id}/users`;
    const userAdmin = await newUser(operator, tenant, 'user-admin');
    await userAdmin.post(path, person({ kind: 'guest' }), { expect: 201 });
    await userAdmin.post(path, person({ roles: [] }), { expect: 201 });
    await userAdmin.refused('POST', path, 403, 'not-permitted',
        { body: person({ roles: ['reader'] }) });

    const globalAdmin = await newUser(operator, tenant, 'global-admin');
    await globalAdmin.post(path, person({ roles: ['global-admin', 'reader'] }), { expect: 201 });
    const problem = await globalAdmin.refused('POST', path, 422, 'member-invalid',
        { body: person({ roles: ['auditor'] }) });
    assert.deepEqual(pointersOf(problem), ['/roles/0']);
});

/* RULE ROLE-2: another tenant's object answers exactly like one that does not exist. */
test('the directory of another tenant answers like one that is not there', async () => {
    const own = await newTenant(operator);
    const other = await newTenant(operator);
    const sibling = await operator.post(`partners/${own.partner.id}/tenants`,
        { name: 'Sibling', domain: `sibling-${unique()}.example` }, { expect: 201 });
    const stranger = await newUser(operator, other.tenant);
    const staff = (await operator.get('me', { expect: 200 })).body.user;
    const admin = await newUser(operator, own.tenant, 'global-admin');

    const asked = async (method, path) => {
        const options = method === 'POST' ? { body: person({ roles: ['reader'] }) } : {};
        const { requestId, ...rest } = await admin.refused(method, path, 404, 'not-found', options);
        return rest;
    };
    for (const id of [other.tenant.id, sibling.body.id]) {
        assert.deepEqual(await asked('GET', `tenants/${id}`), await asked('GET', `tenants/ten_${NOBODY}`));
        assert.deepEqual(await asked('GET', `tenants/${id}/users`),
            await asked('GET', `tenants/ten_${NOBODY}/users`));
        assert.deepEqual(await asked('POST', `tenants/${id}/users`),
            await asked('POST', `tenants/ten_${NOBODY}/users`));
    }
    for (const id of [stranger.user.id, staff.id]) {
        assert.deepEqual(await asked('GET', `users/${id}`), await asked('GET', `users/usr_${NOBODY}`));
    }
    assert.deepEqual(await operator.all(`tenants/${other.tenant.id}/users`), [stranger.user]);
    await admin.get(`tenants/${own.tenant.id}`, { expect: 200 });
    await admin.get(`users/${admin.user.id}`, { expect: 200 });
});

test('people learn who they are, and where', async () => {
    const { partner, tenant } = await newTenant(operator);
    const reader = await newUser(operator, tenant, 'reader', 'partner-admin');
    const { body } = await reader.get('me', { expect: 200 });
    assert.deepEqual(body, { user: reader.user, tenant, partner, roles: reader.user.roles });

    const staff = (await operator.get('me', { expect: 200 })).body;
    assert.deepEqual(Object.keys(staff).sort(), ['roles', 'user']);
    assert.equal(staff.user.tenantId, undefined);
    await operator.refused('GET', 'me', 401, 'sign-in-required', { token: null });
});

test('a token is asked for by address, and by tenant where the address stands in several', async () => {
    const one = await newTenant(operator);
    const other = await newTenant(operator);
    const email = `twin-${unique()}@people.example`;
    for (const { tenant } of [one, other]) {
        await operator.post(`tenants/${tenant.id}/users`, person({ email }), { expect: 201 });
    }
    const ambiguous = await server.cli('token', 'create', '--email', email);
    assert.notEqual(ambiguous.code, 0);
    assert.doesNotMatch(ambiguous.stdout, /perq_/);
    const token = await tokenOf(server, email.toUpperCase(), '--tenant', other.tenant.id);
    const { body } = await operator.as(token).get('me', { expect: 200 });
    assert.equal(body.tenant.id, other.tenant.id);

    assert.notEqual((await server.cli('token', 'create', '--email', 'no@one.example')).code, 0);
    for (const days of ['0', '3661', '-1', 'x']) {
        const refused = await server.cli('token', 'create', '--email', email, '--tenant',
            one.tenant.id, '--days', days);
        assert.notEqual(refused.code, 0, days);
        assert.doesNotMatch(refused.stdout, /perq_/);
    }
});

/* RULE AUD-3: an event says who, when and what, and never a secret. */
test('a token is written down without its text', async () => {
    const { partner, tenant } = await newTenant(operator);
    const reader = await newUser(operator, tenant, 'reader');
    const { text, body } = await operator.get(`events?partnerId=${partner.id}&limit=200`,
        { expect: 200 });
    const made = body.items.filter((event) => event.type === 'token.created');
    assert.equal(made.length, 1);
    assert.equal(made[0].data.userId, reader.user.id);
    assert.ok(!text.includes(reader.token.slice(5, 30)));
});

test('a token ends on the minute, and a wrong one never began', async () => {
    const clocked = await startServer({ demo: true, testClock: true });
    try {
        const boss = new Api(clocked, { token: clocked.demo.operator.token });
        await boss.put('test-clock', { now: '2024-02-28T12:00:00Z' }, { expect: 200 });
        const { tenant } = await newTenant(boss);
        const reader = await newUser(boss, tenant, 'reader');
        const short = boss.as(await tokenOf(clocked, reader.user.email, '--days', '1'));
        await boss.put('test-clock', { now: '2024-02-29T11:59:00Z' }, { expect: 200 });
        await short.get('me', { expect: 200 });
        await boss.put('test-clock', { now: '2024-02-29T12:01:00Z' }, { expect: 200 });
        await short.refused('GET', 'me', 401, 'sign-in-required');
        await reader.get('me', { expect: 200 });
        for (const wrong of [`${reader.token}x`, reader.token.slice(0, -1), 'perq_', 'å']) {
            await reader.refused('GET', 'me', 401, 'sign-in-required',
                { token: null, headers: { authorization: `Bearer ${wrong}` } });
        }
    } finally {
        await clocked.remove();
    }
});
