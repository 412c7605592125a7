/*
 * The people of a tenant: changing them through the API.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newTenant, newUser, unique } from './lib/people.mjs';
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

    /* RULE ROLE-2 */
    test('people of another tenant, and staff, are not there', async () => {
        const other = await newTenant(operator);
        const stranger = await newPerson(other.tenant);
        const staff = (await operator.get('me')).body.user;
        for (const user of [stranger, staff]) {
            await change(globalAdmin, user, { displayName: 'Mine' }, 404);
        }
        await change(operator, staff, { displayName: 'Mine' }, 403);
    });
});
