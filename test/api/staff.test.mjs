/*
 * The operator's own people: who they are, and how somebody who leaves is shut out.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { atBrowser, newStaff, newTenant, newUser, renewToken, unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
after(() => server?.remove());

const staffWith = async (email) =>
    (await operator.all('staff')).find((user) => user.email === email);

/* Somebody of the staff, whose account is known. */
async function newMember(role = 'operator-admin') {
    const member = await newStaff(operator, role);
    member.user = await staffWith(member.user.email);
    return member;
}

const change = (api, { user }, members, options = { expect: 200 }) =>
    api.patch(`users/${user.id}`, members, { ifMatch: '*', ...options });
const refuse = (api, { user }, members, status, code) =>
    api.refused('PATCH', `users/${user.id}`, status, code, { body: members, ifMatch: '*' });
const isSignedOut = async (browser) => (await browser.get('/organisation')).status === 303;

/* RULE ROLE-5 */
describe("the operator's staff", () => {
    test('are listed, part by part, for those of them who may', async () => {
        const members = [await newMember('auditor'), await newMember('support-agent')];
        const all = await operator.all('staff');
        assert.ok(all.every((user) => user.tenantId === undefined));
        assert.deepEqual(await operator.all('staff?limit=1'), all);
        for (const { user } of members) {
            assert.deepEqual(all.find(({ id }) => id === user.id), user);
        }
        assert.deepEqual(await members[0].all('staff'), all);
        await (await newMember('catalogue-manager')).refused('GET', 'staff', 403, 'not-permitted');
    });

    test('are changed by an operator admin, and by nobody else', async () => {
        const member = await newMember('auditor');
        const { body } = await change(operator, member,
            { displayName: 'Kim', roles: ['support-agent', 'catalogue-manager'] });
        assert.deepEqual(body, { ...member.user, displayName: 'Kim',
            roles: ['catalogue-manager', 'support-agent'] });
        assert.deepEqual(await staffWith(member.user.email), body);
        for (const role of ['catalogue-manager', 'support-agent', 'auditor']) {
            await refuse(await newMember(role), member, { displayName: 'Mine' }, 403, 'not-permitted');
        }
        const { tenant } = await newTenant(operator);
        await refuse(await newUser(operator, tenant, 'global-admin'), member,
            { displayName: 'Mine' }, 404, 'not-found');
        const events = (await operator.all('events?limit=200'))
            .filter(({ subject, type }) => subject === member.user.id && type === 'user.changed');
        assert.deepEqual(events.map(({ stream, data }) => [stream, data]), [['operator',
            { renamed: true, roles: ['catalogue-manager', 'support-agent'] }]]);
    });

    test('have roles of the operator and no programmes', async () => {
        const member = await newMember('auditor');
        for (const [members, pointer] of [[{ roles: ['reader'] }, '/roles/0'],
            [{ programmes: ['csp'] }, '/programmes']]) {
            const { errors } = await refuse(operator, member, members, 422, 'member-invalid');
            assert.deepEqual(errors.map((fault) => fault.pointer), [pointer]);
        }
        const { tenant } = await newTenant(operator);
        await refuse(operator, await newUser(operator, tenant, 'reader'), { roles: ['auditor'] }, 422,
            'member-invalid');
    });

    /* RULE SIGN-9 */
    test('who are disabled are out at once, by browser and by program', async () => {
        const member = await newMember();
        const browser = await atBrowser(member);
        assert.equal(await isSignedOut(browser), false);
        await member.get('partners', { expect: 200 });
        await change(operator, member, { disabled: true });
        assert.equal(await isSignedOut(browser), true);
        await member.refused('GET', 'partners', 401, 'sign-in-required');
        assert.equal((await browser.signIn(browser, { expect: null })).status, 422);
        await change(operator, member, { disabled: false });
        await member.refused('GET', 'partners', 401, 'sign-in-required');
        await renewToken(member);
        await member.get('partners', { expect: 200 });
    });

    test('who lose their roles keep their sign-in and may nothing', async () => {
        const member = await newMember();
        await change(operator, member, { roles: [] });
        await member.refused('GET', 'partners', 403, 'not-permitted');
        await member.get('me', { expect: 200 });
    });

    test('do not disable themselves, nor change their own roles', async () => {
        const member = await newMember();
        await refuse(member, member, { disabled: true }, 403, 'not-permitted');
        await refuse(member, member, { roles: ['auditor'] }, 403, 'not-permitted');
        assert.equal((await change(member, member, { displayName: 'Me' })).body.displayName, 'Me');
    });
});

/* RULE ROLE-5: one operator admin who may sign in always remains. */
describe('the last operator admin', () => {
    const admins = async () => (await operator.all('staff'))
        .filter((user) => user.roles.includes('operator-admin') && !user.disabled);

    test('stays, whoever tries, and however', async () => {
        const { body: { user } } = await operator.get('me');
        for (const other of await admins()) {
            if (other.id !== user.id) {
                await change(operator, { user: other }, { roles: [] });
            }
        }
        await refuse(operator, { user }, { disabled: true }, 409, 'last-administrator');
        await refuse(operator, { user }, { roles: ['auditor'] }, 409, 'last-administrator');
        const { code, stderr } = await server.cli('user', 'disable', '--email', user.email);
        assert.equal(code, 1);
        assert.match(stderr, /last-administrator/);
        await operator.get('partners', { expect: 200 });
    });

    test('is left of two who shut out one another at once', async () => {
        for (const members of [{ roles: [] }, { disabled: true }]) {
            for (let round = 0; round < 3; round++) {
                const fresh = await startServer();
                try {
                    const [one, other] = [await firstOf(fresh), await firstOf(fresh)];
                    await Promise.all([[one, other], [other, one]].map(([by, of]) =>
                        by.patch(`users/${of.id}`, members, { ifMatch: '*' })));
                    const { stdout } = await fresh.cli('user', 'list');
                    assert.equal(stdout.match(/\toperator-admin\tenabled$/gm).length, 1, stdout);
                } finally {
                    await fresh.remove();
                }
            }
        }
    });

    /* An operator admin of a server that has no demo. */
    async function firstOf(fresh) {
        const email = `admin-${unique()}@operator.example`;
        const { stdout } = await fresh.cli('user', 'create', '--email', email, '--name', 'Admin',
            '--role', 'operator-admin');
        const token = await fresh.cli('token', 'create', '--email', email);
        return Object.assign(new Api(fresh, { token: token.stdout.trim() }), { id: stdout.trim() });
    }
});

describe('the command line', () => {
    const lines = async (...args) => {
        const { code, stdout, stderr } = await server.cli(...args);
        assert.equal(code, 0, stderr);
        return stdout.split('\n').slice(0, -1).map((line) => line.split('\t'));
    };

    test('lists the staff, and the people of a tenant', async () => {
        const member = await newMember('auditor');
        const { id, email, displayName } = member.user;
        await change(operator, member, { roles: ['auditor', 'support-agent'], disabled: true });
        const line = [id, email, displayName, 'support-agent,auditor', 'disabled'];
        assert.deepEqual((await lines('user', 'list')).find(([first]) => first === id), line);
        const { tenant } = await newTenant(operator);
        const person = await newUser(operator, tenant);
        assert.deepEqual(await lines('user', 'list', '--tenant', tenant.id),
            [[person.user.id, person.user.email, person.user.displayName, '-', 'enabled']]);
    });

    test('lists more than one part of an answer', async () => {
        const { tenant } = await newTenant(operator);
        await Promise.all(Array.from({ length: 130 }, () => operator.post(
            `tenants/${tenant.id}/users`, { email: `many-${unique()}@${tenant.domain}`,
                displayName: '𝔓'.repeat(200), kind: 'member' }, { expect: 201 })));
        const listed = await lines('user', 'list', '--tenant', tenant.id);
        assert.equal(new Set(listed.map(([id]) => id)).size, 130);
    });

    test('disables and enables somebody, with a server and without', async () => {
        const member = await newMember();
        const browser = await atBrowser(member);
        for (let round = 0; round < 2; round++) {
            assert.deepEqual(await lines('user', 'disable', '--email', member.user.email),
                [[member.user.id]]);
            assert.equal(await isSignedOut(browser), true);
            await member.refused('GET', 'partners', 401, 'sign-in-required');
            assert.equal((await staffWith(member.user.email)).disabled, true);
            await lines('user', 'disable', '--email', member.user.email);
        }
        await server.stop();
        await lines('user', 'enable', '--email', member.user.email);
        await server.start();
        await renewToken(member);
        await member.get('partners', { expect: 200 });
        assert.equal((await staffWith(member.user.email)).disabled, false);
    });

    test('says where, when staff and a tenant know the same address', async () => {
        const member = await newMember('auditor');
        const { email } = member.user;
        const { tenant } = await newTenant(operator);
        const { body: person } = await operator.post(`tenants/${tenant.id}/users`,
            { email, displayName: 'Both', kind: 'guest' }, { expect: 201 });
        const { code, stderr } = await server.cli('user', 'disable', '--email', email);
        assert.equal(code, 1);
        assert.match(stderr, /\/tenantId/);
        assert.deepEqual(await lines('user', 'disable', '--email', email, '--tenant', tenant.id),
            [[person.id]]);
        assert.equal((await staffWith(email)).disabled, false);
        assert.deepEqual(await lines('user', 'disable', '--email', email, '--tenant', 'operator'),
            [[member.user.id]]);
        assert.equal((await server.cli('token', 'create', '--email', email, '--tenant', 'x')).code, 1);
        assert.equal((await server.cli('user', 'disable', '--email', 'nobody@x.example')).code, 1);
    });
});
