/*
 * Participations: which other programmes people take part in, imported by the operator.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { assign, bulk, newPerson, withCredit } from './lib/credits.mjs';
import { setDay } from './lib/keys.mjs';
import { newStaff, newTenant, newUser, unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';
const LIMIT = 4 * 1024 * 1024;

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
after(() => server?.remove());

/* Some people of a new tenant. */
async function directory(count = 1) {
    const { partner, tenant } = await newTenant(operator);
    const people = [];
    for (let i = 0; i < count; i += 1) {
        people.push(await newPerson(operator, tenant));
    }
    return { partner, tenant, people, person: people[0] };
}

const rowOf = (person, ...programmes) =>
    ({ tenantId: person.tenantId, email: person.email, programmes });

async function imported(rows, options = {}) {
    const { body } = await operator.post('participations', { participations: rows },
        { expect: 200, ...options });
    return body;
}

async function programmesOf(person) {
    return (await operator.get(`users/${person.id}`, { expect: 200 })).body.programmes;
}

/* What the feed says of the person since they were added. */
async function changesOf(person, partner) {
    const events = await operator.all(`events?partnerId=${partner.id}&limit=200`);
    return events.filter(({ subject, type }) => subject === person.id && type === 'user.changed')
        .map(({ data, actor }) => ({ data, by: actor.userId }));
}

const codesOf = ({ rejected }) => rejected.map(({ index, code }) => `${index} ${code}`);

describe('an import', () => {
    test('says all the programmes of each person, and leaves an event for each change', async () => {
        const { partner, tenant, people: [anna, bo, cia] } = await directory(3);
        const first = await imported([rowOf(anna, 'open', 'csp'),
            { domain: tenant.domain, email: bo.email, programmes: ['ea'] }, rowOf(cia)]);
        assert.deepEqual(first, { changed: 2, unchanged: 1, rejected: [] });
        assert.deepEqual(await programmesOf(anna), ['csp', 'open']);
        assert.deepEqual(await programmesOf(bo), ['ea']);
        const second = await imported([rowOf(anna, 'csp'), rowOf(bo), rowOf(cia)]);
        assert.deepEqual(second, { changed: 2, unchanged: 1, rejected: [] });
        assert.deepEqual(await programmesOf(anna), ['csp']);
        assert.deepEqual(await programmesOf(bo), []);
        const { body: me } = await operator.get('me');
        assert.deepEqual(await changesOf(anna, partner), [
            { data: { programmes: ['csp', 'open'] }, by: me.user.id },
            { data: { programmes: ['csp'] }, by: me.user.id }]);
        assert.deepEqual(await changesOf(cia, partner), []);
    });

    test('finds domains and addresses however they are written', async () => {
        const { tenant, person } = await directory();
        assert.equal((await imported([{ domain: tenant.domain.toUpperCase(),
            email: person.email.toUpperCase(), programmes: ['csp'] }])).changed, 1);
        assert.deepEqual(await programmesOf(person), ['csp']);
    });

    test('touches nothing but the programmes', async () => {
        const { tenant } = await directory();
        const person = await newPerson(operator, tenant, { roles: ['reader'], kind: 'guest' });
        const { body: before } = await operator.patch(`users/${person.id}`, { disabled: true },
            { ifMatch: '*', expect: 200 });
        await imported([rowOf(person, 'csp')]);
        const { body: now } = await operator.get(`users/${person.id}`);
        assert.deepEqual(now, { ...before, programmes: ['csp'] });
    });

    test('changes nothing when it comes once more', async () => {
        const { partner, people: [anna, bo] } = await directory(2);
        const rows = [rowOf(anna, 'csp', 'ea'), rowOf(bo, 'open')];
        assert.equal((await imported(rows)).changed, 2);
        assert.deepEqual(await imported(rows), { changed: 0, unchanged: 2, rejected: [] });
        const inAnotherOrder = [rowOf(bo, 'open'), rowOf(anna, 'ea', 'csp')];
        assert.equal((await imported(inAnotherOrder)).unchanged, 2);
        assert.equal((await changesOf(anna, partner)).length, 1);
    });

    test('gets the same answer with the same Idempotency-Key', async () => {
        const { person } = await directory();
        const options = { idempotencyKey: `import-${unique()}` };
        const first = await imported([rowOf(person, 'csp')], options);
        const again = await operator.post('participations',
            { participations: [rowOf(person, 'csp')] }, { ...options, expect: 200 });
        assert.equal(again.headers['idempotency-replayed'], 'true');
        assert.deepEqual(again.body, first);
        await operator.refused('POST', 'participations', 422, 'idempotency-mismatch',
            { ...options, body: { participations: [rowOf(person)] } });
    });

    test('takes what it can, and names the rows that it cannot', async () => {
        const { tenant, people: [anna, bo] } = await directory(2);
        const { person: stranger } = await directory();
        const staff = await newStaff(operator, 'auditor');
        const { body: { user: auditor } } = await staff.get('me');
        const answer = await imported([
            rowOf(anna, 'csp'),
            { tenantId: `ten_${NOBODY}`, email: bo.email, programmes: ['csp'] },
            { domain: 'nowhere.example', email: bo.email, programmes: ['csp'] },
            rowOf({ tenantId: tenant.id, email: 'nobody@nowhere.example' }, 'csp'),
            rowOf({ tenantId: tenant.id, email: stranger.email }, 'csp'),
            rowOf({ tenantId: tenant.id, email: auditor.email }, 'csp'),
            { domain: tenant.domain, email: anna.email.toUpperCase(), programmes: [] },
            rowOf(bo, 'ea'),
        ]);
        assert.deepEqual(codesOf(answer), ['1 not-found', '2 not-found', '3 user-not-in-directory',
            '4 user-not-in-directory', '5 user-not-in-directory', '6 person-repeated']);
        assert.ok(answer.rejected.every(({ detail }) => detail.length > 10));
        assert.deepEqual([answer.changed, answer.unchanged], [2, 0]);
        /* The first row about somebody counts. */
        assert.deepEqual(await programmesOf(anna), ['csp']);
        assert.deepEqual(await programmesOf(bo), ['ea']);
        assert.deepEqual(await programmesOf(stranger), []);
        const swedish = await imported([rowOf(anna, 'csp'), rowOf(anna, 'csp')], { language: 'sv' });
        assert.match(swedish.rejected[0].detail, /tidigare rad/);
    });
});

/* RULE CR-6: the import is where the programmes come from that a bulk credit does not go with. */
describe('what was imported', () => {
    test('keeps a bulk credit from being assigned, until it is imported away', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', bulk);
        const person = await newPerson(operator, tenant);
        const path = `credits/${credit.id}/users/${person.id}`;
        await imported([rowOf(person, 'csp')]);
        const problem = await admin.refused('PUT', path, 409, 'credit-not-combinable');
        assert.equal(problem.programme, 'csp');
        await imported([rowOf(person)]);
        await assign(admin, credit, person);
    });

    test('keeps it from being transferred', async () => {
        await setDay(operator, '2021-08-02');
        const { admin, tenant, credit } = await withCredit(operator, '2021-08-02', bulk);
        const [holder, next] = [await newPerson(operator, tenant), await newPerson(operator, tenant)];
        await assign(admin, credit, holder);
        await imported([rowOf(next, 'open')]);
        const wish = { body: { userId: next.id }, ifMatch: '*' };
        const problem = await admin.refused('POST', `credits/${credit.id}/transfer`, 409,
            'credit-not-combinable', wish);
        assert.equal(problem.programme, 'open');
        await imported([rowOf(next)]);
        await admin.post(`credits/${credit.id}/transfer`, { userId: next.id },
            { ifMatch: '*', expect: 200 });
    });
});

describe('an import that is refused', () => {
    test('names the places that are wrong, and changes nothing', async () => {
        const { tenant, person } = await directory();
        const good = rowOf(person, 'csp');
        const SEVENTEEN = Array.from({ length: 17 }, (_, i) => `p-${i}`);
        const CASES = [
            [{ tenantId: undefined }, 'tenantId'],
            [{ domain: tenant.domain }, 'domain'],
            [{ tenantId: 'mine' }, 'tenantId'],
            [{ tenantId: person.id }, 'tenantId'],
            [{ tenantId: undefined, domain: 'not a domain' }, 'domain'],
            [{ tenantId: undefined, domain: "x' OR 1=1 --" }, 'domain'],
            [{ email: 'nobody' }, 'email'],
            [{ email: `a\u202Eb@${tenant.domain}` }, 'email'],
            [{ email: `${'x'.repeat(250)}@a.example` }, 'email'],
            [{ email: undefined }, 'email'],
            [{ email: null }, 'email'],
            [{ programmes: undefined }, 'programmes'],
            [{ programmes: null }, 'programmes'],
            [{ programmes: 'csp' }, 'programmes'],
            [{ programmes: SEVENTEEN }, 'programmes'],
            [{ programmes: ['csp', 'ea', 'csp'] }, 'programmes/2'],
            [{ programmes: ['<script>'] }, 'programmes/0'],
            [{ programmes: ['csp', 'CSP'] }, 'programmes/1'],
            [{ programmes: ['p'.repeat(41)] }, 'programmes/0'],
            [{ programmes: [''] }, 'programmes/0'],
            [{ programmes: [7] }, 'programmes/0'],
        ];
        for (const [members, place] of CASES) {
            const problem = await operator.refused('POST', 'participations', 422, 'member-invalid',
                { body: { participations: [good, { ...good, ...members }] } });
            assert.deepEqual(problem.errors.map(({ pointer }) => pointer),
                [`/participations/1/${place}`], JSON.stringify(members));
        }
        await operator.refused('POST', 'participations', 422, 'member-unknown',
            { body: { participations: [{ ...good, roles: ['global-admin'] }] } });
        await operator.refused('POST', 'participations', 422, 'member-invalid',
            { body: { participations: good } });
        await operator.refused('POST', 'participations', 422, 'member-invalid', { body: {} });
        assert.deepEqual(await programmesOf(person), []);
    });

    test('has none or more than 5 000 rows, or more than 4 MiB', async () => {
        const { person } = await directory();
        const rows = (count) => Array.from({ length: count }, (_, i) =>
            rowOf({ tenantId: person.tenantId, email: `nobody-${i}@nowhere.example` }, 'csp'));
        /* LIMIT PARTICIPATIONS_MAX */
        for (const count of [0, 5001]) {
            const problem = await operator.refused('POST', 'participations', 422, 'member-invalid',
                { body: { participations: rows(count) } });
            assert.equal(problem.errors[0].pointer, '/participations');
        }
        const answer = await imported([...rows(4999), rowOf(person, 'csp')]);
        assert.deepEqual([answer.changed, answer.rejected.length], [1, 4999]);
        assert.equal(answer.rejected[4998].index, 4998);
        const text = JSON.stringify({ participations: [rowOf(person, 'csp')] });
        const { answers: [refusal] } = await operator.raw([
            `POST /api/v1/participations HTTP/1.1\r\nHost: perq\r\nContent-Type: application/json\r\n` +
            `Authorization: Bearer ${operator.token}\r\nContent-Length: ${LIMIT + 1}\r\n\r\n`],
        { answers: 1 });
        assert.equal(refusal.status, 413);
        await operator.post('participations', undefined, { expect: 200,
            raw: Buffer.from(text + ' '.repeat(LIMIT - text.length)) });
    });

    test('comes from anybody but an operator admin', async () => {
        const { tenant, person } = await directory();
        const body = { participations: [rowOf(person, 'csp')] };
        for (const role of ['global-admin', 'partner-admin', 'user-admin', 'reader']) {
            const api = await newUser(operator, tenant, role);
            await api.refused('POST', 'participations', 403, 'not-permitted', { body });
        }
        for (const role of ['auditor', 'support-agent', 'catalogue-manager']) {
            const staff = await newStaff(operator, role);
            await staff.refused('POST', 'participations', 403, 'not-permitted', { body });
        }
        await operator.refused('POST', 'participations', 401, 'sign-in-required',
            { body, token: 'perq_nobody' });
        assert.deepEqual(await programmesOf(person), []);
    });
});

/* The longest rows that there can be: nothing of an import may be too much for the server. */
test('5 000 people with the most that a row can say fit, and others are served meanwhile', async () => {
    const { tenant } = await directory();
    const people = [];
    for (let begin = 0; begin < 1000; begin += 50) {
        people.push(...await Promise.all(Array.from({ length: 50 }, () =>
            newPerson(operator, tenant))));
    }
    const programmes = Array.from({ length: 16 }, (_, i) => `${'p'.repeat(36)}-${i + 10}`);
    const rows = [...people.map((person) => rowOf(person, ...programmes)),
        ...Array.from({ length: 4000 }, (_, i) =>
            rowOf({ tenantId: tenant.id, email: `${i}@nowhere.example` }, ...programmes))];
    const text = JSON.stringify({ participations: rows });
    assert.ok(text.length < LIMIT);
    const importing = imported(rows, { idempotencyKey: `import-${unique()}` });
    const other = await newPerson(operator, tenant);
    assert.deepEqual(await programmesOf(other), []);
    const answer = await importing;
    assert.deepEqual([answer.changed, answer.rejected.length], [1000, 4000]);
    assert.deepEqual(await programmesOf(people[999]), programmes);
    const check = await server.cli('check');
    assert.equal(check.code, 0, check.stderr);
});
