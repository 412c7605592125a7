/*
 * What the standards say of every member, header and address alike: whole numbers however they are
 * written, moments to any fraction of a second, null that removes, Accept, packed bodies, versions.
 * The cases come from the contract, so that what is added to it is tried too.
 */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { askForMuch } from './lib/approvals.mjs';
import { Api } from './lib/client.mjs';
import { faultsOf, operations, resolve } from './lib/contract.mjs';
import { bulk, monthly, newPerson, report, usd, used, withCredit } from './lib/credits.mjs';
import { newKeys, redeem, setDay } from './lib/keys.mjs';
import { atBrowser, newStaff, unique } from './lib/people.mjs';
import { core, enrol, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const server = await startServer({ demo: true, testClock: true });
const operator = new Api(server, { token: server.demo.operator.token });
const partner = new Api(server, { token: server.demo.partner.token });
after(() => server.remove());
await askForMuch(server, operator);

const DAY = '2021-08-02';

const ids = {
    sku: 'microsoft-365-e3', code: 'action-pack', ref: 'KR-00000000',
    id: 'sub_01K00000000000000000000000', userId: 'usr_01K00000000000000000000000',
};
/* A credit of 100 USD a month, since today, and somebody who holds it. */
async function held() {
    await setDay(operator, DAY);
    const made = await withCredit(operator, DAY, monthly);
    const person = await newPerson(operator, made.tenant);
    await made.admin.put(`credits/${made.credit.id}/users/${person.id}`, undefined,
        { expect: 200 });
    return { ...made, person };
}

const filled = (template) => template.replace(/{(\w+)}/g, (_, name) => ids[name] ?? 'none');

const bodyOf = (operation) =>
    operation.requestBody?.content['application/json']?.schema;

/* The schemas that a value may fit: what it refers to, and each of several. */
function* alternatives(schema) {
    const one = resolve(schema);
    for (const inner of [...(one.oneOf ?? []), ...(one.anyOf ?? []), ...(one.allOf ?? [])]) {
        yield* alternatives(inner);
    }
    yield one;
}

/* Every member below the schema for which `wanted` is true: the schema, and how to say it. */
function* membersOf(schema, wanted, path = []) {
    for (const one of alternatives(schema)) {
        if (wanted(one, schema)) {
            yield { schema: one, path };
        }
        for (const [name, member] of Object.entries(one.properties ?? {})) {
            yield* membersOf(member, wanted, [...path, name]);
        }
        if (one.items && [...alternatives(one.items)].some(({ type }) => type === 'object')) {
            yield* membersOf(one.items, wanted, [...path, 0]);
        }
    }
}

/* A body that says nothing but this member, which is text of JSON, and one that nobody knows. */
function saying(path, literal) {
    const value = path.reduceRight((inner, name) => name === 0 ? `[${inner}]` :
        `{${JSON.stringify(name)}:${inner}}`, literal);
    return Buffer.from(value.replace(/^{/, '{"nobody-knows":1,'));
}

/* What is wrong with that member when it is said so, or undefined. */
async function faultOf(operation, path, literal) {
    const { body: problem } = await askerOf(operation).request(operation.method,
        filled(operation.template), { raw: saying(path, literal), expect: 422 });
    return problem.errors.find(({ pointer }) => pointer === `/${path.join('/')}`)?.detail;
}

/* Who may do it. */
const askerOf = ({ template }) =>
    /reveal|transfer|activations|subscriptions|redemptions(?!.*replacement)/.test(template) ? partner : operator;

const withBody = operations.filter(bodyOf);

describe('whole numbers', () => {
    const members = withBody.flatMap((operation) => [...membersOf(bodyOf(operation),
        (schema) => schema.type === 'integer')].map((member) => ({ operation, ...member })));

    test('are whole however they are written, in every member of every body', async () => {
        assert.ok(members.length >= 10, 'the contract was read');
        for (const { operation, path, schema } of members) {
            const where = `${operation.operationId} /${path.join('/')}`;
            const fault = (literal) => faultOf(operation, path, literal);
            const { minimum: min, maximum: max } = schema;
            for (const literal of ['25.0', '25e0', '2.5e1', '2.5E+1', '250e-1', '0.25e2',
                `25.${'0'.repeat(400)}`, `${max}.0`, `${max}`, `${min}.000`]) {
                assert.equal(await fault(literal), undefined, `${where} ${literal}`);
            }
            for (const literal of ['25.5', '2.55e1', '25e-1', '25.0000000000000000000000001',
                '1e-400', `${max}.1`]) {
                assert.match(await fault(literal), /type|as text/, `${where} ${literal}`);
            }
            for (const literal of [`${max + 1}`, `${max + 1}.0`, `${min - 1}`, `${min - 1}.0`,
                '1e400', '-1e400', '9223372036854775808.0', '18446744073709551641',
                `1${'0'.repeat(400)}`]) {
                assert.match(await fault(literal), /too small or too large/, `${where} ${literal}`);
            }
        }
    });

    test('are taken so, and nothing of them is lost', async () => {
        const product = await newProduct(operator);
        const raw = (text) => ({ raw: Buffer.from(text), expect: 201 });
        const { body: lot } = await operator.request('POST', 'key-lots', raw(
            `{"sku":"${product.sku}","licenses":2.5e1,"count":1.0,"redeemBy":"2030-12-31"}`));
        assert.deepEqual([lot.licenses, lot.count], [25, 1]);
    });

    test('do not hide what is no JSON, and where', async () => {
        for (const [text, offset] of [['{"a":1.0.5}', 8], ['{"a":01.0}', 6], ['{"a":1.0,"b":1.e3}', 16],
            ['{"a":"1.0","b":-}', 16], ['{"a":1e400,"b":25.000,"c":x}', 27]]) {
            const problem = await operator.refused('POST', 'key-lots', 400, 'json-invalid',
                { raw: Buffer.from(text) });
            assert.ok(Math.abs(problem.offset - offset) <= 2, `${text}: ${problem.offset}`);
        }
        await operator.refused('POST', 'key-lots', 400, 'json-duplicate-member',
            { raw: Buffer.from('{"count":1.0,"count":1.0}') });
    });
});

describe('moments', () => {
    const isTime = (schema) => schema.format === 'date-time';
    const moments = ['2022-01-31T12:00:00.1234567Z', '2022-01-31T12:00:00.123456789Z',
        `2022-01-31T12:00:00.${'9'.repeat(100)}Z`, '2022-01-31T12:00:00.0Z', '2022-01-31T12:00:00Z'];
    const none = ['2022-01-31T12:00:00.Z', '2022-01-31T12:00:00z', '2022-01-31T23:59:60Z',
        '2022-01-31T12:00:00.1234567+00:00', '2022-01-31T12:00:00.123456x7Z'];

    test('have a fraction of any length, in every member of every body', async () => {
        const members = withBody.flatMap((operation) => [...membersOf(bodyOf(operation), isTime)]
            .map((member) => ({ operation, ...member })));
        assert.ok(members.length >= 3, 'the contract was read');
        for (const { operation, path, schema } of members) {
            const where = `${operation.operationId} /${path.join('/')}`;
            for (const text of moments) {
                assert.deepEqual(faultsOf(schema, text), [], where);
                assert.equal(await faultOf(operation, path, JSON.stringify(text)), undefined, where);
            }
            for (const text of none) {
                assert.match(await faultOf(operation, path, JSON.stringify(text)), /A time/, where);
            }
        }
    });

    test('in every parameter too', async () => {
        const parameters = operations.flatMap((operation) => (operation.parameters ?? [])
            .map(resolve).filter((one) => one.in === 'query' && isTime(resolve(one.schema)))
            .map((one) => ({ operation, name: one.name })));
        assert.ok(parameters.length >= 1, 'the contract was read');
        for (const { operation, name } of parameters) {
            for (const text of [...moments, ...none]) {
                const { body } = await operator.get(`${filled(operation.template)}?nobody-knows=1&` +
                    `${name}=${encodeURIComponent(text)}`, { expect: 422 });
                const fault = body.errors.find(({ pointer }) => pointer === `/query/${name}`);
                assert.equal(fault !== undefined, none.includes(text), `${name} ${text}`);
            }
        }
    });

    test('are cut to the microsecond, not rounded', async () => {
        const { body } = await operator.put('test-clock',
            { now: `2022-01-31T12:00:58.${'9'.repeat(30)}Z` }, { expect: 200 });
        assert.equal(body.now, '2022-01-31T12:00:58Z');
        const { credit, person, admin } = await held();
        const event = used(credit, person, usd('1.00'), `${DAY}T08:00:00.1234567Z`);
        assert.equal((await report(admin, [event])).accepted, 1);
        const copies = ['123456', '123456999999'].map((digits) =>
            ({ ...event, time: `${DAY}T08:00:00.${digits}Z` }));
        assert.deepEqual((await report(admin, copies)).conflicting, []);
        const rounded = { ...event, time: `${DAY}T08:00:00.123457Z` };
        assert.equal((await report(admin, [rounded])).conflicting[0].member, 'time');
    });
});

describe('null', () => {
    const changes = operations.filter((operation) => operation.method === 'PATCH');

    test('is taken where the contract takes it, in every member of every change', async () => {
        assert.ok(changes.length >= 2, 'the contract was read');
        for (const operation of changes) {
            for (const [name, schema] of Object.entries(resolve(bodyOf(operation)).properties)) {
                const taken = faultsOf(schema, null).length === 0;
                const fault = await faultOfChange(operation, name);
                assert.equal(fault === undefined, taken, `${operation.operationId} ${name}`);
            }
        }
    });

    /* A change looks for its object first. */
    async function faultOfChange(operation, name) {
        const product = await newProduct(operator);
        const { body: me } = await operator.get('me');
        const path = operation.template.replace('{sku}', product.sku).replace('{id}', me.user.id);
        const { body } = await operator.patch(path, { 'nobody-knows': 1, [name]: null },
            { ifMatch: '*', expect: 422, contract: false });
        return body.errors.find(({ pointer }) => pointer === `/${name}`);
    }

    test('removes what a product need not have, and is told as that', async () => {
        const heir = await newProduct(operator);
        const product = await newProduct(operator,
            { nameSv: 'På svenska', replacedBy: heir.sku, retired: true, maxLicenses: 7 });
        const { body: now } = await operator.patch(`products/${product.sku}`,
            { nameSv: null, replacedBy: null, retired: null, maxLicenses: null },
            { ifMatch: '*', expect: 200 });
        const plain = await newProduct(operator);
        assert.deepEqual({ ...now, sku: '', name: '', createdAt: '' },
            { ...plain, sku: '', name: '', createdAt: '' });
        assert.deepEqual((await operator.get(`products/${product.sku}`)).body, now);
        const events = await operator.all('events?limit=200');
        const told = events.filter(({ type }) => type === 'product.changed').at(-1);
        assert.deepEqual([told.data.nameSv, told.data.replacedBy, told.data.retired],
            [null, null, false]);
        await operator.refused('PATCH', `products/${product.sku}`, 422, 'member-invalid',
            { body: { name: null }, ifMatch: '*' });
    });

    test('removes roles and programmes of a person, and ends that they are disabled', async () => {
        const { tenant } = await withCredit(operator, '2021-02-20', monthly);
        const { body: programme } = await operator.post('programmes',
            { code: 'csp-null', name: 'CSP' }, { expect: 201 });
        const person = await newPerson(operator, tenant, { programmes: [programme.code] });
        const change = async (members) => (await operator.patch(`users/${person.id}`, members,
            { ifMatch: '*', expect: 200 })).body;
        await change({ roles: ['user-admin'], disabled: true });
        const now = await change({ roles: null, programmes: null, disabled: null });
        assert.deepEqual([now.roles, now.programmes, now.disabled], [[], [], false]);
    });
});

describe('what is accepted', () => {
    test('is weighed, wherever there are two kinds of answer', async () => {
        const csv = 'text/csv';
        const cases = {
            'text/csv': csv, 'TEXT/CSV': csv, 'text/csv;charset=utf-8': csv, 'text/*': csv,
            'text/csv, application/json;q=0.5': csv, 'text/csv;q=0.2, */*;q=0.1': csv,
            'application/json;q=0, */*': csv, 'text/csv;q=0.001, application/json;q=0': csv,
            'text/html;x="a,text/csv;q=0", text/csv': csv,
            'application/json, text/csv;q=0.1': 'json', 'text/csv;q=0': 'json', '*/*': 'json',
            'application/json': 'json', 'text/csv, application/json': 'json', '': 'json',
            'text/csv;q=0.5, application/*': 'json', 'text/csvx': 'json', 'xtext/csv': 'json',
            'text/csv;q=nonsense': 'json', 'application/json;x="text/csv"': 'json',
            'text/*, text/csv;q=0, application/json;q=0.1': 'json', 'text/html': 'json',
        };
        const two = operations.filter(({ responses }) =>
            Object.keys(resolve(responses[200] ?? {}).content ?? {}).length > 1);
        assert.ok(two.length >= 2, 'the contract was read');
        const product = await newProduct(operator);
        const { body: lot } = await operator.post('key-lots',
            { sku: product.sku, licenses: 1, count: 1, redeemBy: '2030-12-31' }, { expect: 201 });
        for (const { template } of two) {
            const api = template.includes('benefits') ? partner : operator;
            for (const [accept, kind] of Object.entries(cases)) {
                const answer = await api.get(template.replace('{id}', lot.id),
                    { headers: { accept }, expect: 200 });
                const type = answer.headers['content-type'].split(';')[0];
                assert.equal(type === csv ? csv : 'json', kind, `${template} ${accept}`);
            }
        }
    });

    test('decides whether a wrong address is answered by a page, but not for the API', async () => {
        const type = async (path, accept) => (await new Api(server).get(path,
            { headers: { accept }, contract: false })).headers['content-type'].split(';')[0];
        const html = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
        const problem = 'application/problem+json';
        assert.equal(await type('/nowhere', html), 'text/html');
        assert.equal(await type('/nowhere', 'TEXT/HTML'), 'text/html');
        for (const accept of ['*/*', 'application/json, text/html;q=0.1', 'text/html;q=0']) {
            assert.equal(await type('/nowhere', accept), problem, accept);
        }
        for (const path of ['//api/v1/products', '/api/v1//products', '/api/v1/products/', '/api',
            '///api/', '//api//v1/x']) {
            assert.equal(await type(path, html), problem, path);
        }
    });
});

describe('a packed body', () => {
    /* RFC 9110, section 15.5.16. */
    test('is refused with 415 wherever there are bodies, and nothing is read of it', async () => {
        for (const operation of withBody) {
            const api = askerOf(operation);
            for (const coding of ['gzip', 'BR', 'identity, gzip', 'x-own', 'gzip, identity']) {
                const answer = await api.request(operation.method, filled(operation.template),
                    { body: {}, headers: { 'content-encoding': coding }, expect: 415 });
                assert.equal(answer.body.code, 'unsupported-media-type');
                assert.equal(answer.headers['accept-encoding'], 'identity');
            }
            const answer = await api.request(operation.method, filled(operation.template),
                { body: { 'nobody-knows': 1 }, headers: { 'content-encoding': 'Identity' } });
            assert.notEqual(answer.status, 415, operation.operationId);
        }
    });

    test('counts nothing', async () => {
        const { admin, credit, person } = await held();
        const event = used(credit, person, usd('1.00'), `${DAY}T08:00:00Z`);
        await admin.refused('POST', 'usage', 415, 'unsupported-media-type',
            { body: { events: [event] }, headers: { 'content-encoding': 'gzip' } });
        assert.equal((await report(admin, [event])).accepted, 1);
    });
});

/* One of each thing that has a version, by the template of its address. */
async function versioned() {
    const { admin, credit } = await held();
    const { body: { tenant, partner: company } } = await admin.get('me');
    const keys = await newKeys(operator, { sku: (await newProduct(operator)).sku, licenses: 10 });
    await redeem(admin, 'activate', keys);
    await newEnrolment(company);
    const first = async (api, path) => (await api.get(path, { expect: 200 })).body.items[0];
    const of = async (template, api, list, key = 'id') =>
        [template, api, template.replace(/{\w+}/, (await first(api, list))[key])];
    return [
        await of('/api/v1/products/{sku}', operator, 'products', 'sku'),
        await of('/api/v1/offers/{code}', operator, 'offers', 'code'),
        await of('/api/v1/partners/{id}', operator, 'partners'),
        await of('/api/v1/approvals/{id}', operator, 'approvals'),
        ['/api/v1/tenants/{id}', operator, `/api/v1/tenants/${tenant.id}`],
        await of('/api/v1/users/{id}', operator, `tenants/${tenant.id}/users`),
        ['/api/v1/me', admin, '/api/v1/me'],
        await of('/api/v1/tokens/{id}', admin, 'tokens'),
        await of('/api/v1/enrolments/{id}', operator, `partners/${company.id}/enrolments`),
        await of('/api/v1/benefits/{id}', admin, 'benefits?category=cloud'),
        await of('/api/v1/key-lots/{id}', operator, 'key-lots'),
        await of('/api/v1/redemptions/{id}', admin, 'redemptions'),
        await of('/api/v1/subscriptions/{id}', admin, 'subscriptions'),
        ['/api/v1/credits/{id}', admin, `/api/v1/credits/${credit.id}`],
        await newMeter(),
    ];
}

/* A benefit of licences with a name in Swedish. */
async function newEnrolment(company) {
    const product = await newProduct(operator, { nameSv: 'På svenska' });
    const offer = await newOffer(operator, 'gold', [core(product, 10)]);
    await enrol(operator, company, offer, DAY);
}

async function newMeter() {
    const { body } = await operator.post('meters', { code: `meter-${unique()}`,
        name: 'Meter', unit: 'hour', price: usd('1.00') }, { expect: 201 });
    return ['/api/v1/meters/{code}', operator, `/api/v1/meters/${body.code}`];
}

describe('a version', () => {
    test('of every thing that has one is the same in every language', async () => {
        const things = await versioned();
        const told = operations.filter(({ method, responses, template }) => method === 'GET' &&
            template.startsWith('/api/') && resolve(responses[200]).headers?.ETag)
            .map(({ template }) => template);
        assert.deepEqual(things.map(([template]) => template).sort(), told.sort());
        for (const [template, api, path] of things) {
            const get = (options) => api.get(path, options);
            const { headers: { etag } } = await get({ expect: 200, language: 'en' });
            const other = await get({ expect: 200, language: 'sv' });
            assert.equal(other.headers.etag, etag, template);
            for (const language of ['en', 'sv']) {
                await get({ ifNoneMatch: etag, language, expect: 304 });
                await get({ ifMatch: etag, language, expect: 200 });
                const stale = await get({ ifMatch: '"another"', language, expect: 412 });
                assert.equal(stale.body.code, 'etag-stale');
            }
            await get({ ifMatch: '*', expect: 200 });
            await get({ ifMatch: `W/${etag}`, expect: 412 });
            const head = await api.head(path, { expect: 200 });
            assert.equal(head.headers.etag, etag, template);
        }
    });

    /* RFC 9110, section 8.6: what a 200 would say, or nothing. */
    test('that the caller has is answered with no length of nothing', async () => {
        for (const [template, api, path] of await versioned()) {
            const whole = await api.get(path, { expect: 200 });
            const { answers } = await api.raw(`GET ${path} HTTP/1.1\r\nHost: a\r\n` +
                `Authorization: Bearer  ${api.token}\r\nIf-None-Match: ${whole.headers.etag}\r\n` +
                'Accept-Language: en\r\nConnection: close\r\n\r\n');
            assert.equal(answers[0].status, 304, template);
            assert.equal(answers[0].headers['content-length'] ?? String(whole.bytes.length),
                String(whole.bytes.length), template);
        }
    });

    test('of a subscription that was read in Swedish is good in a program without a language',
        async () => {
            const { admin, person } = await held();
            const { sku } = await newProduct(operator, { nameSv: 'På svenska' });
            const receipt = await redeem(admin, 'activate',
                await newKeys(operator, { sku, licenses: 10 }));
            const path = `subscriptions/${receipt.subscriptionId}`;
            await admin.put(`${path}/licenses/${person.id}`, undefined, { expect: 200 });
            const { headers, body } = await admin.get(path, { language: 'sv', expect: 200 });
            assert.equal(body.name, 'På svenska');
            assert.equal(headers.vary, 'Accept-Language');
            const { headers: after } = await admin.del(`${path}/licenses/${person.id}`,
                { ifMatch: headers.etag, language: 'en', expect: 200 });
            assert.notEqual(after.etag, headers.etag);
        });

    test('of a credit is that of who holds it: what is used changes what is shown, not that',
        async () => {
            const { admin, tenant, credit, person: one } = await held();
            const two = await newPerson(operator, tenant);
            const path = `credits/${credit.id}`;
            await admin.put(`${path}/users/${two.id}`, undefined, { expect: 200 });
            const { headers: { etag } } = await admin.get(path, { expect: 200 });
            await report(admin, [used(credit, one, usd('5.00'), `${DAY}T08:00:00Z`)]);
            const now = await admin.get(path, { ifNoneMatch: etag, expect: 200 });
            assert.equal(now.body.balance.amount, '95.00');
            const removed = await admin.del(`${path}/users/${one.id}`,
                { ifMatch: etag, expect: 200 });
            await admin.refused('DELETE', `${path}/users/${two.id}`, 412, 'etag-stale',
                { ifMatch: etag });
            await admin.del(`${path}/users/${two.id}`,
                { ifMatch: removed.headers.etag, expect: 200 });
        });
});

describe('an address', () => {
    test('that others hand on takes what they hang on it', async () => {
        const staff = await newStaff(operator, 'operator-admin');
        const link = await server.cli('user', 'link', '--email', staff.user.email);
        const calendar = operations.filter((operation) => operation['x-any-query'])
            .map(({ template }) => template);
        assert.deepEqual(calendar.sort(), ['/calendar/{file}', '/healthz', '/openapi.json',
            '/problems/{code}', '/readyz'].sort());
        for (const path of ['/healthz', '/readyz', '/openapi.json', '/problems/not-found']) {
            await new Api(server).get(`${path}?utm_source=x&x=1&x=2&%=`, { expect: 200 });
            await new Api(server).head(`${path}?x=1`, { expect: 200 });
        }
        const [path] = /\/set-up\/[A-Za-z0-9_-]+/.exec(link.stdout);
        const page = await new Api(server).get(`${path}?utm_source=x&utm_medium=mail`,
            { headers: { accept: 'text/html' }, contract: false, expect: 200 });
        assert.match(page.headers['content-type'], /^text\/html/);
    });

    test('is asked what it takes by OPTIONS, the server too', async () => {
        const ask = async (target) => (await operator.raw(
            `OPTIONS ${target} HTTP/1.0\r\n\r\n`)).answers[0];
        assert.equal((await ask('*')).status, 405);
        assert.equal((await ask('*')).headers.allow, 'GET, HEAD, POST, PUT, PATCH, DELETE');
        assert.equal((await ask('/healthz')).headers.allow, 'GET, HEAD');
        assert.equal((await ask('/sign-in')).headers.allow, 'GET, HEAD, POST');
    });
});

describe('a day at the end of the calendar', () => {
    test('is taken or refused, and shown wherever days are', async () => {
        const { partner: company, admin, offer } = await withCredit(operator, '2021-08-02', bulk);
        const taken = [];
        for (const startsOn of ['9999-12-31', '9999-06-01', '9999-01-01', '9998-12-31',
            '9998-12-01', '9998-06-01', '9997-06-01']) {
            const { status } = await operator.post(`partners/${company.id}/enrolments`,
                { offer: offer.code, startsOn });
            assert.ok(status === 201 || status === 422 || status === 409, `${startsOn} ${status}`);
            taken.push(...status === 201 ? [startsOn] : []);
        }
        assert.ok(taken.length > 0);
        for (const { id } of await admin.all('credits')) {
            await admin.get(`credits/${id}`, { expect: 200 });
        }
        await admin.get('benefits', { accept: 'text/csv', expect: 200 });
        await admin.get('benefits?expiringWithinDays=3660', { expect: 200 });
        const browser = await atBrowser(admin);
        const made = await browser.submit('/calendar', '/calendar', { lang: 'en' });
        const [, path] = /http:\/\/[^/]+(\/calendar\/[A-Za-z0-9_-]{43}\.ics)</.exec(made.text);
        await new Api(server).get(path, { expect: 200 });
        for (const page of ['/home', '/benefits', '/credits', '/activity?to=9999-12-31',
            '/activity?from=9999-12-31&to=9999-12-31', '/calendar']) {
            await browser.get(page, { expect: 200 });
        }
        const { body } = await operator.post('meters', { code: `meter-${unique()}`, name: 'Meter',
            unit: 'hour', price: usd('1'), validFrom: '9999-12-31T23:59:59.9999999Z' });
        assert.ok(body.code !== undefined);
        await operator.get('/healthz', { expect: 200 });
    });

    test('of a token or of the clock is refused where it enters', async () => {
        for (const now of ['9999-12-31T23:59:59Z', '9990-01-01T00:00:00Z']) {
            await operator.refused('PUT', 'test-clock', 422, 'member-invalid', { body: { now } });
        }
        const { code } = await server.cli('token', 'create', '--email', server.demo.operator.email ??
            'nobody@x.example', '--days', '3000000');
        assert.notEqual(code, 0);
        await operator.get('/healthz', { expect: 200 });
    });
});
