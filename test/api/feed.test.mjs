/*
 * Following the feed of events: from the beginning, from its end, and waiting for what is new
 * without holding anything up.
 * LIMIT EVENT_WAIT_SECONDS_MAX, LIMIT EVENT_WAITS_OF_ACCOUNT, LIMIT EVENT_WAITS_OF_ALL
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newTenant, newUser, unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const WAITS_OF_ACCOUNT = 4;
const WAITS_OF_ALL = 256;

let server;
let operator;
let tenant;
let admin;

before(async () => {
    server = await startServer({ demo: true, rateLimit: 1000 });
    operator = new Api(server, { token: server.demo.operator.token });
    ({ tenant } = await newTenant(operator));
    admin = await newUser(operator, tenant, 'global-admin');
});
after(() => server?.remove());

const addPerson = async (where = tenant) => (await operator.post(`tenants/${where.id}/users`,
    { email: `new-${unique()}@${where.domain}`, displayName: 'New', kind: 'member', roles: [] },
    { expect: 201 })).body;

const part = async (api, next, more = '') => (await api.get(
    `events?limit=200${next === undefined ? '' : `&after=${next}`}${more}`, { expect: 200 })).body;

async function atEnd(api, more = '') {
    let { next } = await part(api, undefined, more);
    for (;;) {
        const { items, next: then } = await part(api, next, more);
        if (items.length === 0) {
            return then;
        }
        next = then;
    }
}

/* Whoever finds no place, because somebody only looks whether there is one, asks again. */
async function waitingPart(api, next) {
    for (;;) {
        const { status, body } = await api.get(`events?limit=200&after=${next}&wait=30`);
        if (status === 200) {
            return body;
        }
        assert.ok([429, 503].includes(status), String(status));
    }
}

/* As many as may wait for an account do: one more is refused when all of them have a place. */
async function fillPlaces(api, next) {
    const waiting = Array.from({ length: WAITS_OF_ACCOUNT }, () => waitingPart(api, next));
    for (;;) {
        const { status, body, headers } = await api.get(`events?after=${next}&wait=1`);
        if (status !== 200) {
            assert.deepEqual([status, body.code], [429, 'too-many-requests']);
            assert.ok(Number(headers['retry-after']) > 0);
            return waiting;
        }
    }
}

describe('the feed', () => {
    test('has a next at its end, which stays where it is until something happens', async () => {
        const next = await atEnd(admin);
        const empty = await part(admin, next);
        assert.deepEqual(empty.items, []);
        assert.equal(empty.next, next);
        const person = await addPerson();
        const { items, next: then } = await part(admin, next);
        assert.deepEqual(items.map(({ type, subject }) => [type, subject]),
            [['user.created', person.id]]);
        assert.deepEqual((await part(admin, then)).items, []);
    });

    test('of another organisation has another next', async () => {
        const { tenant: theirs } = await newTenant(operator);
        const reader = await newUser(operator, theirs, 'reader');
        await reader.refused('GET', `events?after=${(await part(admin)).next}`, 400, 'cursor-invalid');
    });

    test('may be asked in parts of any length', async () => {
        const whole = await admin.all('events?limit=200');
        const { body: one } = await admin.get('events?limit=1', { expect: 200 });
        assert.deepEqual([...one.items, ...(await part(admin, one.next)).items], whole);
    });
});

describe('waiting', () => {
    test('is no need where something is there', async () => {
        const { items } = await part(admin, undefined, '&wait=30');
        assert.ok(items.length > 0);
    });

    test('ends as soon as something happened, and not when it happened to others', async () => {
        const { tenant: other } = await newTenant(operator);
        const next = await atEnd(admin);
        const waiting = part(admin, next, '&wait=30');
        let ended = false;
        waiting.then(() => { ended = true; });
        await addPerson(other);
        await addPerson(other);
        assert.deepEqual((await part(admin, next)).items, []);
        assert.equal(ended, false);
        const person = await addPerson();
        const { items, next: then } = await waiting;
        assert.deepEqual(items.map(({ subject }) => subject), [person.id]);
        assert.deepEqual((await part(admin, then)).items, []);
    });

    test('ends with nothing when its time is over', async () => {
        const next = await atEnd(admin);
        const begun = process.hrtime.bigint();
        assert.deepEqual(await part(admin, next, '&wait=1'), { items: [], next, more: false });
        assert.ok(process.hrtime.bigint() - begun >= 990000000n);
    });

    test('is for so long at the most', async () => {
        for (const wait of ['31', '-1', '1.5', 'x', '']) {
            const { errors } = await admin.refused('GET', `events?wait=${wait}`, 422, 'member-invalid');
            assert.deepEqual(errors.map(({ pointer }) => pointer), ['/query/wait']);
        }
        await part(admin, undefined, '&wait=0');
    });

    test('loses nothing of what happens while it begins', async () => {
        let next = await atEnd(admin);
        const made = [];
        const seen = [];
        const making = (async () => {
            for (let i = 0; i < 30; i++) {
                made.push((await addPerson()).id);
            }
        })();
        while (seen.length < 30) {
            const { items, next: then } = await part(admin, next, '&wait=30');
            assert.ok(items.length > 0);
            seen.push(...items.map(({ subject }) => subject));
            next = then;
        }
        await making;
        assert.deepEqual(seen, made);
    });

    test('ends when the access is taken back', async () => {
        const reader = await newUser(operator, tenant, 'reader');
        const next = await atEnd(reader);
        const waiting = reader.get(`events?after=${next}&wait=30`, { expect: 401 });
        const { body: { items } } = await reader.get('tokens', { expect: 200 });
        const { headers } = await admin.get(`tokens/${items[0].id}`, { expect: 200 });
        await admin.request('DELETE', `tokens/${items[0].id}`,
            { headers: { 'if-match': headers.etag ?? '*' }, expect: 200 });
        const { body } = await waiting;
        assert.equal(body.code, 'sign-in-required');
    });

    test('holds up nobody, and no more than so many of an account wait', async () => {
        const reader = await newUser(operator, tenant, 'partner-admin');
        const next = await atEnd(reader);
        const waiting = await fillPlaces(reader, next);
        await reader.get('me', { expect: 200 });
        await part(admin, await atEnd(admin));
        const person = await addPerson();
        for (const { items } of await Promise.all(waiting)) {
            assert.deepEqual(items.map(({ subject }) => subject), [person.id]);
        }
        assert.deepEqual((await part(reader, next, '&wait=1')).items.length, 1);
    });

    test('is bounded for all accounts together', async () => {
        const people = [];
        for (let i = 0; i < WAITS_OF_ALL / WAITS_OF_ACCOUNT; i++) {
            people.push(await newUser(operator, tenant, 'partner-admin'));
        }
        const last = await newUser(operator, tenant, 'partner-admin');
        const next = await atEnd(admin);
        const waiting = people.flatMap((one) => Array.from({ length: WAITS_OF_ACCOUNT },
            () => waitingPart(one, next)));
        let status;
        do {
            ({ status } = await last.get(`events?after=${next}&wait=1`));
        } while (status === 200);
        assert.equal(status, 503);
        await last.get('me', { expect: 200 });
        const person = await addPerson();
        for (const { items } of await Promise.all(waiting)) {
            assert.deepEqual(items.map(({ subject }) => subject), [person.id]);
        }
    });

    test('does not keep the server from stopping: whoever waits is answered', async () => {
        const next = await atEnd(admin);
        const waiting = await fillPlaces(admin, next);
        await server.stop();
        for (const { items, next: then } of await Promise.all(waiting)) {
            assert.deepEqual([items, then], [[], next]);
        }
        await server.start();
        assert.deepEqual((await part(admin, next)).items, []);
    });
});
