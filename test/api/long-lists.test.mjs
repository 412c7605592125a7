/*
 * No answer is cut: every list of the contract is read whole where it is longer than a part may be,
 * every list in its items is full and every text is as long as it may be; and the pages show it.
 * What would make a list longer than it may be is refused.
 * LIMIT ANSWER_BYTES_MAX, LIMIT BENEFIT_KEYS_MAX, LIMIT METER_CURRENCIES_MAX, LIMIT RATES_MAX,
 * LIMIT KEYS_TOGETHER_MAX
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { document } from './lib/contract.mjs';
import { column, FULL_BENEFITS, LOT_KEYS, makeCrowd, MANY, name, OF_A_BENEFIT, QUOTES } from './lib/crowd.mjs';
import { atBrowser } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const ANSWER_BYTES_MAX = 4 * 1024 * 1024;
const PAGE_LIMIT_MAX = 200;
const SAVED_VIEWS_MAX = 50;

const copy = (prefix, number) => `${prefix}01K${String(number).padStart(23, '0')}`;
const credit = copy('crd_', 1);
const subscription = copy('sub_', 1);

let server;
let operator;
let one;
let visitor;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    one = await makeCrowd(server, operator);
    await server.start();
    visitor = await atBrowser(one.admin);
});
after(() => server?.remove());

/*
 * Of each list: who reads it, where the contract leaves an id open which one, by which member its
 * items are told apart, and a statement that selects all of these.
 */
const ofTenant = () => `tenant_id = '${one.tenant.id}'`;
const ofPartner = () => `partner_id = '${one.partner.id}'`;
const LISTS = {
    '/api/v1/products': () => [operator, null, 'sku', 'SELECT sku FROM product'],
    '/api/v1/offers': () => [operator, null, 'code', 'SELECT code FROM offer'],
    '/api/v1/programmes': () => [operator, null, 'code', 'SELECT code FROM other_programme'],
    '/api/v1/partners': () => [operator, null, 'id', 'SELECT id FROM partner'],
    '/api/v1/partners/{id}/tenants': () =>
        [operator, one.partner.id, 'id', `SELECT id FROM tenant WHERE ${ofPartner()}`],
    '/api/v1/tenants/{id}/users': () =>
        [operator, one.tenant.id, 'id', `SELECT id FROM account WHERE ${ofTenant()}`],
    '/api/v1/staff': () => [operator, null, 'id', "SELECT id FROM account WHERE tenant_id = ''"],
    '/api/v1/tokens': () => [operator, null, 'id', 'SELECT id FROM api_token'],
    '/api/v1/partners/{id}/enrolments': () =>
        [operator, one.partner.id, 'id', `SELECT id FROM enrolment WHERE ${ofPartner()}`],
    '/api/v1/approvals': () => [operator, null, 'id', 'SELECT id FROM approval'],
    '/api/v1/key-lots': () => [operator, null, 'id', 'SELECT id FROM key_lot WHERE benefit_id IS NULL'],
    '/api/v1/key-lots/{id}/keys': () =>
        [operator, one.lot, 'ref', `SELECT ref FROM product_key WHERE lot_id = '${one.lot}'`],
    '/api/v1/benefits': () => [one.admin, null, 'id', `SELECT id FROM benefit WHERE ${ofPartner()}`],
    '/api/v1/keys': () => [one.admin, null, 'ref', 'SELECT k.ref FROM product_key k' +
        ` JOIN key_lot l ON l.id = k.lot_id JOIN benefit b ON b.id = l.benefit_id WHERE b.${ofPartner()}`],
    '/api/v1/views': () => [one.admin, null, 'key',
        `SELECT view_key FROM saved_view WHERE account_id = '${one.admin.user.id}'`, SAVED_VIEWS_MAX],
    '/api/v1/redemptions': () => [one.admin, null, 'id', `SELECT id FROM redemption WHERE ${ofTenant()}`],
    '/api/v1/subscriptions': () =>
        [one.admin, null, 'id', `SELECT id FROM subscription WHERE ${ofTenant()}`],
    '/api/v1/subscriptions/{id}/licenses': () => [one.admin, subscription, 'userId',
        `SELECT account_id FROM license_assignment WHERE subscription_id = '${subscription}'`],
    '/api/v1/credits': () => [one.admin, null, 'id', `SELECT id FROM credit WHERE ${ofTenant()}`],
    '/api/v1/credits/{id}/users': () =>
        [one.admin, credit, 'id', `SELECT account_id FROM credit_user WHERE credit_id = '${credit}'`],
    '/api/v1/credits/{id}/ledger': () =>
        [one.admin, credit, 'seq', `SELECT seq FROM posting WHERE credit_id = '${credit}'`],
    '/api/v1/meters': () => [operator, null, 'code', 'SELECT code FROM meter'],
    '/api/v1/rates': () => [operator, null, 'to', 'SELECT to_currency FROM exchange_rate'],
    '/api/v1/events': () => [operator, null, 'id', 'SELECT id FROM event'],
    '/api/v1/event-heads': () =>
        [operator, null, 'stream', 'SELECT DISTINCT stream FROM event'],
};

function schemaOf(operation) {
    const schema = operation.responses['200']?.content?.['application/json']?.schema ?? {};
    return schema.$ref === undefined ? schema
        : document.components.schemas[schema.$ref.split('/').at(-1)];
}

const listsOfContract = Object.entries(document.paths)
    .filter(([, methods]) => methods.get && schemaOf(methods.get).properties?.items !== undefined)
    .map(([path]) => path);

const hasParts = (path) => schemaOf(document.paths[path].get).properties.next !== undefined;

/* All parts of a list, the client holding each against the contract. */
async function read(api, path) {
    const parts = [];
    let next;
    do {
        const after = next === undefined ? '' : `&after=${encodeURIComponent(next)}`;
        const target = parts.length === 0 && after === '' ? path : path + after;
        const { body, bytes } = await api.get(target, { expect: 200 });
        parts.push({ items: body.items, bytes: bytes.length, more: body.next !== undefined });
        next = body.items.length === 0 ? undefined : body.next; /* a feed always goes on */
    } while (next !== undefined);
    return parts;
}

const endedEarlier = [];

describe('a list of the contract is read whole:', () => {
    test('there is one of each here', () => {
        assert.deepEqual(Object.keys(LISTS).sort(), listsOfContract.sort());
    });

    for (const path of listsOfContract) {
        test(path, async () => {
            const [api, id, key, statement, least = MANY] = LISTS[path]();
            const parts = await read(api,
                path.replace('{id}', id) + (hasParts(path) ? `?limit=${PAGE_LIMIT_MAX}` : ''));
            const found = parts.flatMap(({ items }) => items.map((item) => String(item[key])));
            const all = column(server, statement);
            assert.ok(all.length >= least, `${all.length} are enough to fill a part`);
            assert.deepEqual(found.sort(), all.sort());
            if (hasParts(path)) {
                assert.ok(parts.length > 1);
                assert.ok(parts.every(({ bytes }) => bytes <= ANSWER_BYTES_MAX));
            }
            if (parts.some(({ items, more }) => more && items.length < PAGE_LIMIT_MAX)) {
                endedEarlier.push(path);
            }
        });
    }

    test('some of them in parts that ended earlier than was asked for', () => {
        assert.ok(endedEarlier.includes('/api/v1/credits'), endedEarlier.join());
        assert.ok(endedEarlier.includes('/api/v1/benefits'), endedEarlier.join());
    });

    test('a benefit with all its keys, and one that has few', async () => {
        const keysOf = async (number) =>
            (await one.admin.get(`benefits/${copy('ben_', number)}`, { expect: 200 })).body.keys.length;
        assert.equal(await keysOf(1), OF_A_BENEFIT);
        assert.equal(await keysOf(8 * MANY - 3), 1);
    });

    test('and for as few at a time as may be', async () => {
        const { body } = await one.admin.get('benefits?limit=1', { expect: 200 });
        assert.equal(body.items.length, 1);
        assert.notEqual(body.next, undefined);
    });
});

describe('a list that would be too long is refused:', () => {
    test('keys of a benefit', async () => {
        const admin = one.admin;
        const replace = (id, options) => operator.request('POST', `redemptions/${id}/replacement`,
            { body: { reason: 'Wrong choice.' }, ...options });
        const { body: { refs: [ref] } } = await replace(one.receipt.id, { expect: 201 });
        const { body: benefit } = await admin.get(`benefits/${one.benefit.id}`, { expect: 200 });
        assert.equal(benefit.keys.length, OF_A_BENEFIT);
        const { body: receipt } = await admin.post('redemptions', {
            tenantId: one.tenant.id, action: 'activate', keyRefs: [ref], separate: true,
        }, { expect: 201 });
        const { body: problem } = await replace(receipt.id, { expect: 409 });
        assert.equal(problem.code, 'too-many-keys');
        assert.equal(problem.maxKeys, OF_A_BENEFIT);
        const now = await admin.get(`redemptions/${receipt.id}`, { expect: 200 });
        assert.deepEqual(now.body, receipt);
    });

    test('currencies of a meter', async () => {
        const [code] = column(server, 'SELECT MIN(code) FROM meter WHERE created_at = 0');
        const price = (currency) => ({ price: { currency, amount: '1' } });
        const { body } = await operator.put(`meters/${code}/price`, price('AAB'), { expect: 200 });
        assert.equal(body.prices.length, 200);
        const problem = await operator.refused('PUT', `meters/${code}/price`, 409, 'too-many-currencies',
            { body: price('ZZZ') });
        assert.equal(problem.maxKept, 200);
    });

    test('keys that are redeemed together', async () => {
        for (const keys of [{ keys: Array(51).fill('X') }, { keyRefs: Array(51).fill('KR-00000001') }]) {
            const { errors } = await one.admin.refused('POST', 'redemptions/preview', 422, 'member-invalid',
                { body: { tenantId: one.tenant.id, action: 'activate', ...keys } });
            assert.deepEqual(errors.map(({ pointer }) => pointer), [`/${Object.keys(keys)[0]}`]);
        }
    });

    test('rates', async () => {
        const rate = (from, to) => ({ from, to, rate: '2' });
        await operator.put('rates', rate('USD', 'ABC'), { expect: 200 });
        const problem = await operator.refused('PUT', 'rates', 409, 'too-many-currencies',
            { body: rate('SEK', 'ABC') });
        assert.equal(problem.maxKept, 1000);
    });
});

describe('a page shows it to its end:', () => {
    const q = (text) => encodeURIComponent(text);
    const paths = () => ['/home', '/benefits?limit=200', `/benefits?limit=200&q=${q(QUOTES.slice(0, 100))}`,
        `/benefits/${copy('ben_', 1)}`, `/benefits?open=${copy('ben_', 1)}&limit=200`,
        `/benefits/${copy('ben_', 8 * MANY - 3)}`,
        '/keys?limit=200', '/keys?limit=200&status=revoked', '/keys?q=00001', '/credits?limit=200',
        `/credits/${credit}`, '/subscriptions?limit=200', `/subscriptions/${subscription}`,
        `/subscriptions/${subscription}/redeem`, '/people?limit=200', `/people/${copy('usr_', 1)}`,
        '/activity?limit=200', `/search?q=${q(QUOTES.slice(0, 100))}`, '/search?q=s',
        `/redemptions/${copy('red_', 1)}`, '/activate', `/activate?keyRef=KR-00001001`, '/what-if', '/my',
        '/calendar', '/organisation', '/people/new'];
    const FILES = ['/benefits.csv', '/subscriptions.csv', '/people.csv', '/activity.csv',
        `/credits/${credit}/ledger.csv`];

    async function everyPage(browser, shown = paths()) {
        for (const path of shown) {
            const { status, text } = await browser.get(path);
            assert.equal(status, 200, `${path}\n${text.slice(0, 1000)}`);
            assert.match(text.slice(-20), /<\/html>\s*$/, path);
            assert.ok(Buffer.byteLength(text) < ANSWER_BYTES_MAX, path);
        }
    }

    test('under names that are longest in bytes', () => everyPage(visitor));

    test('and the operator\'s staff choose among as many partners', async () => {
        const staff = await atBrowser(Object.assign(operator, { user: { email: server.demo.operator.email } }));
        await everyPage(staff, ['/benefits', '/activity', '/keys',
            `/benefits?partnerId=${one.partner.id}&limit=200`, `/keys?partnerId=${one.partner.id}&limit=200`,
            `/activity?partnerId=${one.partner.id}&limit=200`]);
    });

    for (const path of FILES) {
        test(path, async () => {
            const { status, text } = await visitor.get(path);
            assert.equal(status, 200);
            const rows = text.split('\r\n');
            const columns = rows[0].split(',').length;
            assert.equal(rows.pop(), '');
            assert.ok(rows.every((row) => row.split(',').length === columns));
        });
    }

    test('/keys.csv has every key once', async () => {
        const { text } = await visitor.get('/keys.csv');
        const refs = text.split('\r\n').slice(1, -1).map((row) => row.slice(0, row.indexOf(',')));
        assert.deepEqual(refs.sort(), column(server,
            `SELECT ref FROM product_key JOIN key_lot ON id = lot_id WHERE partner_id = '${one.partner.id}'
             AND benefit_id IS NOT NULL`).sort());
        assert.ok(refs.length > FULL_BENEFITS * OF_A_BENEFIT && LOT_KEYS > 0);
    });

    test('under names that are longest in HTML', async () => {
        await server.stop();
        name(server, QUOTES);
        await server.start();
        await everyPage(visitor);
        visitor.cookies.set('lang', 'sv');
        await everyPage(visitor, ['/benefits?limit=200', '/credits?limit=200', '/home']);
    });
});
