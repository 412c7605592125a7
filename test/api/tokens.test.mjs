/*
 * Tokens for the API: whose are listed to whom, what is said of them, and how they end.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { atBrowser, newStaff, newTenant, newUser, renewToken, tokenOf } from './lib/people.mjs';
import { Server, startServer } from './lib/server.mjs';
import { soon } from './lib/soon.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';
const DAY_MS = 86400000;
const dayOf = (time) => new Date(time).toISOString().slice(0, 10);

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
after(() => server?.remove());

const idsOf = (tokens) => tokens.map(({ id }) => id);
const own = async (api) => (await api.all(`tokens?userId=${api.user.id}`));
const eventsOf = async (tenant) => (await operator.all(`events?partnerId=${tenant.partnerId}&limit=200`))
    .filter((event) => event.tenantId === tenant.id && event.type.startsWith('token.'));
const revoke = (api, id, options = { expect: 200 }) =>
    api.del(`tokens/${id}`, { ifMatch: '*', ...options });

/* RULE ROLE-5 */
describe('a token', () => {
    let tenant;
    let admin;

    before(async () => {
        ({ tenant } = await newTenant(operator));
        admin = await newUser(operator, tenant, 'global-admin');
    });

    test('says what it is for, whose it is and how long it lives, and never what it is', async () => {
        const person = await newUser(operator, tenant, 'reader');
        const text = await tokenOf(server, person.user.email, '--name', 'Nightly import', '--days', '3');
        const [first, token] = await own(person);
        const today = dayOf(Date.now());
        assert.deepEqual(token, { id: token.id, name: 'Nightly import', userId: person.user.id,
            tenantId: tenant.id, email: person.user.email, createdAt: token.createdAt,
            expiresAt: token.expiresAt });
        assert.equal(Date.parse(token.expiresAt) - Date.parse(token.createdAt), 3 * DAY_MS);
        assert.equal(first.name, undefined);
        assert.ok(first.lastUsedOn >= today, 'it asked for this list');
        await operator.as(text).get('me', { expect: 200 });
        const { body, headers } = await person.get(`tokens/${token.id}`, { expect: 200 });
        assert.ok(body.lastUsedOn >= today);
        assert.deepEqual({ ...body, lastUsedOn: undefined }, { ...token, lastUsedOn: undefined });
        assert.ok(headers.etag);
        assert.ok(!JSON.stringify(await operator.all('events?limit=200')).includes(text));
    });

    /* LIMIT TOKEN_DAYS_MAX */
    test('lives for 90 days if nothing is said, and for 400 at most', async () => {
        const person = await newUser(operator, tenant);
        await tokenOf(server, person.user.email);
        const [longest, usual] = (await own(person))
            .map(({ createdAt, expiresAt }) => (Date.parse(expiresAt) - Date.parse(createdAt)) / DAY_MS);
        assert.deepEqual([longest, usual], [400, 90]);
        const { code } = await server.cli('token', 'create', '--email', person.user.email, '--days', '401');
        assert.equal(code, 2);
    });

    test('is made for nobody who is disabled', async () => {
        const person = await newUser(operator, tenant);
        await admin.patch(`users/${person.user.id}`, { disabled: true }, { ifMatch: '*', expect: 200 });
        const { code, stderr } = await server.cli('token', 'create', '--email', person.user.email);
        assert.equal(code, 1);
        assert.match(stderr, /user-disabled/);
    });

    test('is revoked by its owner, and refused from the next request on', async () => {
        const person = await newUser(operator, tenant);
        const other = operator.as(await tokenOf(server, person.user.email, '--name', 'Lost laptop'));
        await other.get('me', { expect: 200 });
        const [, lost] = await own(person);
        await person.refused('DELETE', `tokens/${lost.id}`, 428, 'etag-required');
        await person.refused('DELETE', `tokens/${lost.id}`, 412, 'etag-stale', { ifMatch: '"x"' });
        const { headers } = await person.get(`tokens/${lost.id}`, { expect: 200 });
        const { body } = await revoke(person, lost.id, { ifMatch: headers.etag, expect: 200 });
        assert.equal(body.id, lost.id);
        await other.refused('GET', 'me', 401, 'sign-in-required');
        await person.refused('GET', `tokens/${lost.id}`, 404, 'not-found');
        await person.refused('DELETE', `tokens/${lost.id}`, 404, 'not-found', { ifMatch: '*' });
        const events = (await eventsOf(tenant)).filter(({ subject }) => subject === lost.id);
        assert.deepEqual(events.map(({ type, data, actor }) => [type, data.name, data.how, actor.userId]), [
            ['token.created', 'Lost laptop', undefined, undefined],
            ['token.revoked', 'Lost laptop', 'by hand', person.user.id]]);
        const [kept] = await own(person);
        await revoke(person, kept.id);
        await person.refused('GET', 'me', 401, 'sign-in-required');
    });

    test('is listed to and revoked by the admins above, and nobody beside', async () => {
        const person = await newUser(operator, tenant, 'partner-admin', 'billing-admin', 'user-admin');
        const [token] = await own(person);
        const colleague = await newUser(operator, tenant, 'partner-admin', 'user-admin', 'reader');
        assert.deepEqual(idsOf(await colleague.all('tokens')), idsOf(await own(colleague)));
        await colleague.refused('GET', `tokens?userId=${person.user.id}`, 403, 'not-permitted');
        await colleague.refused('GET', `tokens/${token.id}`, 404, 'not-found');
        await colleague.refused('DELETE', `tokens/${token.id}`, 404, 'not-found', { ifMatch: '*' });

        const seen = await admin.all('tokens');
        assert.ok(seen.length > 2 && seen.every((one) => one.tenantId === tenant.id));
        assert.deepEqual(await admin.all('tokens?limit=1'), seen);
        assert.deepEqual(await admin.all(`tokens?tenantId=${tenant.id}`), seen);
        assert.deepEqual(idsOf(await admin.all(`tokens?userId=${person.user.id}`)), [token.id]);
        await revoke(admin, token.id);
        await person.refused('GET', 'me', 401, 'sign-in-required');
    });

    /* RULE ROLE-2 */
    test('of another tenant, or of staff, answers as one that does not exist', async () => {
        const { tenant: other } = await newTenant(operator);
        const stranger = await newUser(operator, other, 'global-admin');
        const staff = await operator.all('tokens?limit=200')
            .then((all) => all.find(({ tenantId }) => tenantId === undefined));
        const [foreign] = await own(stranger);
        const told = async (method, path) => {
            const { status, body } = await admin.request(method, path, { ifMatch: '*' });
            return [status, { ...body, requestId: undefined }];
        };
        for (const method of ['GET', 'DELETE']) {
            const absent = await told(method, `tokens/tok_${NOBODY}`);
            assert.deepEqual(await told(method, `tokens/${foreign.id}`), absent);
            assert.deepEqual(await told(method, `tokens/${staff.id}`), absent);
        }
        const absent = await told('GET', `tokens?userId=usr_${NOBODY}`);
        assert.equal(absent[0], 404);
        for (const query of [`userId=${stranger.user.id}`, `userId=${staff.userId}`,
            `tenantId=${other.id}`, `tenantId=ten_${NOBODY}`,
            `tenantId=${other.id}&userId=${admin.user.id}`]) {
            assert.deepEqual(await told('GET', `tokens?${query}`), absent, query);
        }
        assert.ok((await admin.all('tokens')).every((one) => one.tenantId === tenant.id));
        await stranger.get('me', { expect: 200 });
    });

    test("is listed to the operator's staff: all, of one tenant, of one person", async () => {
        const all = await operator.all('tokens?limit=200');
        const { body: { user } } = await operator.get('me');
        assert.ok(all.some((one) => one.userId === user.id) && all.some((one) => one.tenantId));
        assert.deepEqual(idsOf(await operator.all(`tokens?tenantId=${tenant.id}`)),
            idsOf(await admin.all('tokens')));
        assert.deepEqual(await operator.all(`tokens?tenantId=${tenant.id}&userId=${user.id}`), []);
        const person = await newUser(operator, tenant);
        const [token] = await own(person);
        const auditor = await newStaff(operator, 'auditor');
        assert.equal((await auditor.get(`tokens/${token.id}`, { expect: 200 })).body.id, token.id);
        await auditor.refused('DELETE', `tokens/${token.id}`, 403, 'not-permitted', { ifMatch: '*' });
        const manager = await newStaff(operator, 'catalogue-manager');
        assert.deepEqual((await manager.all('tokens')).map(({ email }) => email), [manager.user.email]);
        await manager.refused('GET', `tokens/${token.id}`, 404, 'not-found');
        await revoke(operator, token.id);
        await person.refused('GET', 'me', 401, 'sign-in-required');
    });
});

/* RULE SIGN-9, RULE ROLE-5: what ends all tokens of an account. */
describe('all tokens of somebody end', () => {
    let tenant;
    let admin;

    before(async () => {
        ({ tenant } = await newTenant(operator));
        admin = await newUser(operator, tenant, 'global-admin');
    });

    const howOf = async (person) => (await eventsOf(tenant))
        .filter(({ type, data }) => type === 'token.revoked' && data.userId === person.user.id)
        .map(({ data }) => data.how);

    test('when a link for a password is used, but not when they change it themselves', async () => {
        const person = await newUser(operator, tenant);
        const before = operator.as(person.token);
        const browser = await atBrowser(person);
        await before.refused('GET', 'me', 401, 'sign-in-required');
        assert.deepEqual(await howOf(person), ['password link']);
        const changed = await browser.submit('/password', '/password', { current: browser.password,
            password: 'another long password', repeat: 'another long password' });
        assert.equal(changed.status, 303, changed.text);
        await person.get('me', { expect: 200 });
    });

    test('when they are disabled, for good', async () => {
        const person = await newUser(operator, tenant);
        await tokenOf(server, person.user.email);
        for (const disabled of [true, false]) {
            await admin.patch(`users/${person.user.id}`, { disabled }, { ifMatch: '*', expect: 200 });
            await person.refused('GET', 'me', 401, 'sign-in-required');
        }
        assert.deepEqual(await howOf(person), ['disabled', 'disabled']);
        await renewToken(person);
        await person.get('me', { expect: 200 });
    });

    test("when the operator says so on the server's own machine", async () => {
        const person = await newUser(operator, tenant);
        const other = await newUser(operator, tenant);
        await tokenOf(server, person.user.email);
        const { stdout } = await server.cli('token', 'revoke', '--email', person.user.email);
        assert.equal(stdout, '2\n');
        await person.refused('GET', 'me', 401, 'sign-in-required');
        await other.get('me', { expect: 200 });
        assert.deepEqual(await howOf(person), ['by hand', 'by hand']);
        assert.equal((await server.cli('token', 'revoke', '--email', person.user.email)).stdout, '0\n');
    });
});

describe('the command line', () => {
    const lines = async (...args) => {
        const { code, stdout, stderr } = await server.cli('token', ...args);
        assert.equal(code, 0, stderr);
        return stdout.split('\n').slice(0, -1).map((line) => line.split('\t'));
    };

    test('lists tokens, one a line', async () => {
        const { tenant } = await newTenant(operator);
        const person = await newUser(operator, tenant);
        await tokenOf(server, person.user.email, '--name', 'Ägarens import');
        const [used, unused] = await own(person);
        const expected = [
            [used.id, '-', person.user.email, tenant.id, used.createdAt, used.lastUsedOn, used.expiresAt],
            [unused.id, 'Ägarens import', person.user.email, tenant.id, unused.createdAt, '-',
                unused.expiresAt]];
        assert.deepEqual(await lines('list', '--email', person.user.email), expected);
        assert.deepEqual(await lines('list', '--tenant', tenant.id), expected);
        const all = await lines('list');
        assert.deepEqual(all.slice(-2), expected);
        assert.ok(all.some((line) => line[3] === 'operator'));
        await server.stop();
        assert.deepEqual(await lines('list', '--email', person.user.email), expected,
            'what was seen last is written down when the server stops');
        await server.start();
    });

    test('revokes one by its id', async () => {
        const { tenant } = await newTenant(operator);
        const person = await newUser(operator, tenant);
        const [{ id }] = await own(person);
        assert.deepEqual(await lines('revoke', '--id', id), [['1']]);
        await person.refused('GET', 'me', 401, 'sign-in-required');
        for (const [wrong, code] of [[id, 'not-found'], ['tok_x', 'member-invalid'], ['x', 'member-invalid']]) {
            const answer = await server.cli('token', 'revoke', '--id', wrong);
            assert.equal(answer.code, 1);
            assert.match(answer.stderr, new RegExp(code));
        }
    });
});

/* RULE SIGN-8: reading does not write; what was used is written by the way, a day at a time. */
test('the last day of use outlives a server that was killed', async () => {
    const own = new Server({ demo: true, testClock: true });
    await own.start();
    try {
        const admin = new Api(own, { token: own.demo.operator.token });
        const setClock = (days) => admin.put('test-clock',
            { now: new Date(Date.now() + days * DAY_MS).toISOString() }, { expect: 200 });
        const written = async () => (await admin.all('tokens')).find(({ email }) =>
            email === own.demo.reader.email).lastUsedOn;
        assert.equal(await written(), undefined);
        await admin.as(own.demo.reader.token).get('me', { expect: 200 });
        const used = await written();
        assert.ok(used);
        await setClock(1);
        await admin.post('partners', { name: 'Wakes the writer', country: 'SE' }, { expect: 201 });
        await seesWritten(own, used);
        await own.kill();
        await own.start();
        assert.equal(await written(), used);
    } finally {
        await own.remove();
    }
});

/* The writer does it soon, between other work. */
async function seesWritten(own, day) {
    const sql = `SELECT COUNT(*) FROM api_token WHERE used_on = ${Date.parse(day) / DAY_MS}`;
    const count = () => Number(execFileSync('sqlite3', ['-readonly', own.database, sql]).toString());
    await soon(() => count() > 0);
}

test('a token is in lists for 30 days after its end, and until another takes its place', async () => {
    const own = await startServer({ demo: true, testClock: true });
    try {
        const admin = new Api(own, { token: own.demo.operator.token });
        const { email } = own.demo.reader;
        const names = async () => (await admin.all('tokens')).filter((one) => one.email === email)
            .map(({ name }) => name).sort();
        const setClock = (days) => admin.put('test-clock',
            { now: new Date(Date.now() + days * DAY_MS).toISOString() }, { expect: 200 });
        await tokenOf(own, email, '--name', 'Short', '--days', '1');
        for (const [day, left] of [[30, ['Short', 'demo', 'on day 30']],
            [32, ['demo', 'on day 30', 'on day 32']]]) {
            await setClock(day);
            await tokenOf(own, email, '--name', `on day ${day}`);
            assert.deepEqual(await names(), left);
        }
    } finally {
        await own.remove();
    }
});
