/*
 * The operator's own people and tokens for programs, over the API and on pages: invited, changed, shut out;
 * made, shown once, revoked.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { atBrowser, newStaff, newTenant, newUser, unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const PASSWORD = 'correct horse battery staple';
const DAY_MS = 86400000;
const TOKENS_OF_ACCOUNT = 50; // LIMIT TOKENS_OF_ACCOUNT

let server;
let operator;
let staff; // a browser of an operator admin

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    staff = new Browser(server);
    await staff.signIn(server.demo.operator);
});
after(() => server?.remove());

async function open(browser, path, status = 200) {
    const answer = await browser.get(path);
    assert.equal(answer.status, status, `${path}\n${answer.text.slice(0, 800)}`);
    return answer.text;
}

const colleague = (members = {}) => ({ displayName: 'Kim Kollega', email: `kim-${unique()}@operator.example`,
    roles: ['auditor'], ...members });
const memberWith = async (email) => (await operator.all('staff')).find((user) => user.email === email);

/* By the link, to where the role leads. */
async function arrive(link) {
    const browser = new Browser(server);
    const { status } = await browser.submit(link, link, { password: PASSWORD, repeat: PASSWORD });
    assert.equal(status, 303);
    return browser;
}

/* RULE ROLE-5 */
describe('a colleague', () => {
    test('is invited over the API, and comes in by the link', async () => {
        const input = colleague();
        const { body: { user, passwordLink }, headers } = await operator.post('staff', input, { expect: 201 });
        assert.equal(headers.location, `/api/v1/users/${user.id}`);
        assert.deepEqual(await memberWith(input.email), user);
        assert.deepEqual([user.roles, user.kind, user.tenantId], [['auditor'], 'member', undefined]);
        assert.equal((await (await arrive(passwordLink)).get('/')).headers.location, '/ops');
        await operator.refused('POST', 'staff', 409, 'already-exists', { body: input });
        for (const [members, pointer] of [[{ roles: ['reader'] }, '/roles/0'], [{ email: 'x' }, '/email'],
            [{ displayName: undefined }, '/displayName']]) {
            const { errors } = await operator.refused('POST', 'staff', 422, 'member-invalid',
                { body: colleague(members) });
            assert.deepEqual(errors.map((fault) => fault.pointer), [pointer]);
        }
        const events = (await operator.all('events?limit=200')).filter(({ subject }) => subject === user.id);
        assert.deepEqual(events.map(({ type, stream }) => [type, stream]).slice(0, 2),
            [['user.created', 'operator'], ['password.link-created', 'operator']]);
    });

    test('is invited on a page, changed, shut out and let in again', async () => {
        const { displayName, email } = colleague();
        const made = await staff.submit('/ops/staff/new', '/ops/staff', { displayName, email, roles: 'auditor' });
        assert.equal(made.status, 200, made.text.slice(0, 2000));
        const [, link] = /<code id="link">[^<]*(\/set-up\/[\w-]+)<\/code>/.exec(made.text);
        const browser = await arrive(link);
        const { id } = await memberWith(email);
        const page = `/ops/staff/${id}`;
        assert.ok((await open(staff, '/ops/staff')).includes(page));
        assert.ok(!(await open(staff, page)).includes(link), 'the link is shown once');

        const roles = await staff.submit(page, `${page}/roles`, { roles: 'support-agent' });
        assert.equal(roles.headers.location, `${page}?done=roles`);
        assert.deepEqual((await memberWith(email)).roles, ['support-agent']);
        await staff.submit(page, `${page}/access`, { access: 'disable' });
        assert.equal((await browser.get('/ops')).status, 303, 'is out at once');
        assert.match(await open(staff, page), /Cannot sign in/);
        await staff.submit(page, `${page}/access`, { access: 'enable' });
        assert.equal((await memberWith(email)).disabled, false);
        const again = await staff.submit(page, `${page}/link`, {});
        assert.match(again.text, /<code id="link">/);
    });

    test('does not change their own roles, nor shut themselves out', async () => {
        const { body: { user } } = await operator.get('me', { expect: 200 });
        const page = `/ops/staff/${user.id}`;
        const text = await open(staff, page);
        assert.doesNotMatch(text.slice(text.indexOf('<main')), /\/access"|\/roles"/);
        for (const [action, fields] of [['access', { access: 'disable' }], ['roles', { roles: 'auditor' }]]) {
            const { status } = await staff.submit(page, `${page}/${action}`, fields);
            assert.ok([403, 409].includes(status), `${action}: ${status}`);
        }
        assert.deepEqual((await memberWith(user.email)).roles, ['operator-admin']);
    });

    test('is shown to others of the staff, who change nothing', async () => {
        const support = await atBrowser(await newStaff(operator, 'support-agent'));
        const { id } = await memberWith(support.email);
        assert.doesNotMatch(await open(support, '/ops/staff'), /\/ops\/staff\/new/);
        assert.doesNotMatch(await open(support, `/ops/staff/${id}`), /action="\/ops\/staff/);
        for (const action of ['/ops/staff', `/ops/staff/${id}/roles`, `/ops/staff/${id}/access`,
            `/ops/staff/${id}/link`]) {
            assert.equal((await support.submit('/views', action, {})).status, 403, action);
        }
        await open(await atBrowser(await newStaff(operator, 'catalogue-manager')), '/ops/staff', 403);
        const { tenant } = await newTenant(operator);
        const { user } = await newUser(operator, tenant, 'reader');
        await open(staff, `/ops/staff/${user.id}`, 404);
    });
});

/* RULE ROLE-5 */
describe('a token of one\'s own', () => {
    const make = (api, members = {}) =>
        api.post('tokens', { name: 'Nightly', days: 30, ...members }, { expect: 201 });

    test('is made over the API, shown once, and refused as soon as it is revoked', async () => {
        const { tenant } = await newTenant(operator);
        const admin = await newUser(operator, tenant, 'global-admin');
        const { body: { token, text } } = await make(admin);
        assert.deepEqual([token.name, token.userId, token.tenantId], ['Nightly', admin.user.id, tenant.id]);
        assert.equal(Date.parse(token.expiresAt) - Date.parse(token.createdAt), 30 * DAY_MS);
        assert.ok(!JSON.stringify(await admin.all('tokens')).includes(text));
        const program = operator.as(text);
        assert.equal((await program.get('me', { expect: 200 })).body.user.id, admin.user.id);
        await admin.del(`tokens/${token.id}`, { ifMatch: '*', expect: 200 });
        await program.refused('GET', 'me', 401, 'sign-in-required');
        const events = (await operator.all('events?limit=200'))
            .filter(({ tenantId, type }) => tenantId === tenant.id && type.startsWith('token.'))
            .map(({ type, data }) => [type, data.name]);
        assert.deepEqual(events.slice(-2), [['token.created', 'Nightly'], ['token.revoked', 'Nightly']]);
    });

    test('does not end later than the token that makes it', async () => {
        const { tenant } = await newTenant(operator);
        const admin = await newUser(operator, tenant, 'global-admin');
        const { body: { text } } = await make(admin, { days: 10 });
        const program = operator.as(text);
        await make(program, { days: 9 });
        const { errors } = await program.refused('POST', 'tokens', 422, 'member-invalid',
            { body: { name: 'Longer', days: 11 } });
        assert.deepEqual(errors.map(({ pointer }) => pointer), ['/days']);
    });

    test('is one of 50 at most', async () => {
        const { tenant } = await newTenant(operator);
        const admin = await newUser(operator, tenant, 'global-admin'); // has one
        for (let i = 1; i < TOKENS_OF_ACCOUNT; i += 1) {
            await make(admin);
        }
        await admin.refused('POST', 'tokens', 409, 'too-many-tokens', { body: { name: 'More', days: 1 } });
        const [{ id }] = (await admin.all('tokens')).slice(-1);
        await admin.del(`tokens/${id}`, { ifMatch: '*', expect: 200 });
        await make(admin);
    });

    for (const [who, path] of [['an administrator of an organisation', '/tokens'],
        ['an operator admin', '/ops/tokens']]) {
        test(`is made, shown once and revoked on the page of ${who}`, async () => {
            const { tenant } = await newTenant(operator);
            const browser = path === '/tokens' ? await atBrowser(await newUser(operator, tenant, 'global-admin'))
                : await atBrowser(await newStaff(operator, 'operator-admin'));
            const name = `Import ${unique()}`;
            const made = await browser.submit(path, path, { name, days: 30 });
            assert.equal(made.status, 200, made.text.slice(0, 2000));
            const [, text] = /<code id="token">(perq_[\w-]+)<\/code>/.exec(made.text);
            await operator.as(text).get('me', { expect: 200 });
            const list = await open(browser, path);
            assert.ok(list.includes(name) && !list.includes(text), 'it is shown once');
            const { id } = (await operator.as(text).all('tokens')).find((token) => token.name === name);
            const { headers } = await browser.submit(path, `${path}/${id}/revoke`, {});
            assert.equal(headers.location, `${path}?done=revoked`);
            await operator.as(text).refused('GET', 'me', 401, 'sign-in-required');
            const refused = await browser.submit(path, path, { name: '', days: 401 });
            assert.equal(refused.status, 422);
            assert.match(refused.text, /id="days-fault"/);
            assert.match(refused.text, /id="name-fault"/);
        });
    }

    test('is for administrators', async () => {
        const { tenant } = await newTenant(operator);
        await open(await atBrowser(await newUser(operator, tenant, 'partner-admin')), '/tokens', 403);
        const auditor = await atBrowser(await newStaff(operator, 'auditor'));
        const text = await open(auditor, '/ops/tokens');
        assert.doesNotMatch(text.slice(text.indexOf('<main')), /<form method="post" action="\/ops\/tokens"/);
        assert.equal((await auditor.submit('/views', '/ops/tokens', { name: 'x', days: 1 })).status, 403);
    });
});
