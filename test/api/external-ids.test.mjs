/*
 * What partners, tenants, people and enrolments are called in other systems: each kind is given it
 * when it is made, gets and loses it by PATCH, and is found by it, in the same way.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { startServer } from './lib/server.mjs';

let server;
let operator;
let place; /* {partner, tenant} whose the things are, and others of the same kind */
let other;
let made = 0;

async function newPlace() {
    made += 1;
    const { body: partner } = await operator.post('partners', { name: 'A', country: 'SE' }, { expect: 201 });
    const { body: tenant } = await operator.post(`partners/${partner.id}/tenants`,
        { name: 'A', domain: `place-${made}.example` }, { expect: 201 });
    return { partner, tenant };
}

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    place = await newPlace();
    other = await newPlace();
});
after(() => server.remove());

/* Each kind: where it is made and listed for an owner, what it is made of, where one stands. */
const KINDS = {
    partners: {
        list: () => 'partners', one: 'partners', alone: true,
        input: () => ({ name: 'Nordlys', country: 'SE' }),
    },
    tenants: {
        list: ({ partner }) => `partners/${partner.id}/tenants`, one: 'tenants',
        input: () => { made += 1; return { name: 'Nordlys', domain: `nordlys-${made}.example` }; },
    },
    people: {
        list: ({ tenant }) => `tenants/${tenant.id}/users`, one: 'users',
        input: () => { made += 1; return { email: `p-${made}@nordlys.example`, displayName: 'Nora Nord', kind: 'member' }; },
    },
    enrolments: {
        list: ({ partner }) => `partners/${partner.id}/enrolments`, one: 'enrolments',
        input: () => { made += 1; return { offer: 'action-pack', startsOn: `${2000 + 2 * made}-01-01` }; },
    },
};

for (const [name, kind] of Object.entries(KINDS)) {
    describe(`${name}:`, () => {
        const make = async (externalId, { at = place, ...options } = {}) =>
            (await operator.post(kind.list(at), { ...kind.input(), ...(externalId === undefined ? {} : { externalId }) },
                options)).body;
        const found = async (externalId, at = place) =>
            (await operator.get(`${kind.list(at)}?externalId=${encodeURIComponent(externalId)}`, { expect: 200 })).body;
        const change = (id, body, options = {}) => operator.patch(`${kind.one}/${id}`, body, { ifMatch: '*', ...options });

        test('it is given when one is made, shown, and found by', async () => {
            const one = await make(`${name}/1`, { expect: 201 });
            assert.equal(one.externalId, `${name}/1`);
            assert.deepEqual((await operator.get(`${kind.one}/${one.id}`)).body, one);
            assert.deepEqual(await found(`${name}/1`), { items: [one] });
            assert.deepEqual(await found(`${name}/2`), { items: [] });
            assert.equal((await make(undefined, { expect: 201 })).externalId, undefined);
        });

        test('it is given, changed and taken away by PATCH, with an event each time', async () => {
            const { id } = await make(undefined, { expect: 201 });
            const { headers: { etag } } = await operator.get(`${kind.one}/${id}`);
            await change(id, { externalId: 'x' }, { ifMatch: undefined, expect: 428 });
            const { body: given } = await change(id, { externalId: `${name} 3` }, { ifMatch: etag, expect: 200 });
            assert.equal(given.externalId, `${name} 3`);
            await change(id, { externalId: 'x' }, { ifMatch: etag, expect: 412 });
            await change(id, {}, { expect: 200 });
            await change(id, { externalId: `${name} 3` }, { expect: 200 });
            await change(id, { externalId: `${name} 4` }, { expect: 200 });
            assert.deepEqual((await found(`${name} 3`)).items, []);
            assert.equal((await found(`${name} 4`)).items[0].id, id);
            const { body: without } = await change(id, { externalId: null }, { expect: 200 });
            assert.equal('externalId' in without, false);
            assert.deepEqual((await found(`${name} 4`)).items, []);
            const events = (await operator.all('events')).filter(({ subject, type }) => subject === id && /changed$/.test(type));
            assert.deepEqual(events.map(({ data }) => data),
                [`${name} 3`, `${name} 4`, null].map((externalId) => ({ externalId })));
        });

        test('it is there once within its owner', async () => {
            await make(`${name}/5`, { expect: 201 });
            const { id } = await make(`${name}/6`, { expect: 201 });
            await operator.refused('POST', kind.list(place), 409, 'already-exists',
                { body: { ...kind.input(), externalId: `${name}/5` } });
            await operator.refused('PATCH', `${kind.one}/${id}`, 409, 'already-exists',
                { body: { externalId: `${name}/5` }, ifMatch: '*' });
            assert.equal((await found(`${name}/6`)).items[0].id, id);
            if (!kind.alone) {
                const twin = await make(`${name}/5`, { at: other, expect: 201 });
                assert.deepEqual((await found(`${name}/5`, other)).items.map(({ id: theirs }) => theirs), [twin.id]);
            }
        });

        /* LIMIT EXTERNAL_ID_LENGTH_MAX */
        test('it is text of 1 to 128 characters, and kept without blanks at its ends', async () => {
            for (const good of ['1', 'å'.repeat(128), 'a b', '株式会社', '=1+1', '%_!', '"']) {
                const { id } = await make(good, { expect: 201 });
                assert.equal((await found(good)).items[0].id, id);
                await change(id, { externalId: null }, { expect: 200 });
            }
            for (const untidy of [' a', 'a ', 'a\u00a0', '\u3000a']) {
                const { id } = await make(untidy, { expect: 201 });
                assert.equal((await found('a')).items[0].id, id);
                await change(id, { externalId: null }, { expect: 200 });
            }
            const { id } = await make(undefined, { expect: 201 });
            for (const bad of ['', ' ', 'a\nb', '\u0007', 'å'.repeat(129), 1, true, [], {}]) {
                await operator.refused('POST', kind.list(place), 422, 'member-invalid', { body: { ...kind.input(), externalId: bad } });
                await operator.refused('PATCH', `${kind.one}/${id}`, 422, 'member-invalid', { body: { externalId: bad }, ifMatch: '*' });
            }
            await operator.refused('POST', kind.list(place), 422, 'member-invalid', { body: { ...kind.input(), externalId: null } });
        });
    });
}

describe('what else can be looked up and changed:', () => {
    test('people by their address, tenants by their domain, and both together', async () => {
        const { partner, tenant } = place;
        const { body: nora } = await operator.post(`tenants/${tenant.id}/users`, { email: 'Nora@Nordlys.example', displayName: 'Nora',
            kind: 'member', externalId: 'n-1' }, { expect: 201 });
        const { body: home } = await operator.post(`partners/${partner.id}/tenants`,
            { name: 'B', domain: 'Home.example', externalId: 't-1' }, { expect: 201 });
        const { body: marked } = await operator.post('partners',
            { name: 'Marked', country: 'SE', externalId: 'p-1' }, { expect: 201 });
        for (const [list, query, wanted] of [
            [`tenants/${tenant.id}/users`, 'email=nora@nordlys.EXAMPLE', nora], [`tenants/${tenant.id}/users`, 'email=nobody@x.example', null],
            [`tenants/${tenant.id}/users`, 'email=nora@nordlys.example&externalId=n-1', nora],
            [`tenants/${tenant.id}/users`, 'email=nora@nordlys.example&externalId=n-2', null],
            [`tenants/${other.tenant.id}/users`, 'email=nora@nordlys.example', null],
            [`partners/${partner.id}/tenants`, 'domain=home.EXAMPLE', home], [`partners/${partner.id}/tenants`, 'domain=x.example', null],
            [`partners/${partner.id}/tenants`, 'domain=home.example&externalId=t-1', home],
            [`partners/${partner.id}/tenants`, 'domain=home.example&externalId=t-2', null],
            [`partners/${other.partner.id}/tenants`, 'domain=home.example', null],
            ['partners', `externalId=p-1&q=${marked.name.toLowerCase()}`, marked],
            ['partners', 'externalId=p-1&q=somebody-else', null],
        ]) {
            const { body } = await operator.get(`${list}?${query}`, { expect: 200 });
            assert.deepEqual(body, { items: wanted === null ? [] : [wanted] }, query);
        }
    });

    test('a partner\'s name, country and language, and a tenant\'s name', async () => {
        const { partner, tenant } = await newPlace();
        const { body } = await operator.patch(`partners/${partner.id}`, { name: 'B', country: 'NO', locale: 'sv' },
            { ifMatch: '*', expect: 200 });
        assert.deepEqual(body, { ...partner, name: 'B', country: 'NO', locale: 'sv' });
        const { body: renamed } = await operator.patch(`tenants/${tenant.id}`, { name: 'B' }, { ifMatch: '*', expect: 200 });
        assert.deepEqual(renamed, { ...tenant, name: 'B' });
        await operator.refused('PATCH', `tenants/${tenant.id}`, 422, 'member-unknown', { body: { domain: 'b.example' }, ifMatch: '*' });
        const types = (await operator.all(`events?partnerId=${partner.id}`)).map(({ type }) => type);
        assert.deepEqual(types, ['partner.created', 'tenant.created', 'partner.changed', 'tenant.changed']);
    });

    test('only an operator admin changes partners, tenants and enrolments', async () => {
        for (const token of [server.demo.partner.token, server.demo.reader.token]) {
            for (const [path, id] of [['partners', place.partner.id], ['tenants', place.tenant.id]]) {
                await operator.as(token).refused('PATCH', `${path}/${id}`, 403, 'not-permitted', { body: {}, ifMatch: '*' });
            }
        }
    });
});
