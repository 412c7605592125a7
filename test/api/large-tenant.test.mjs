/*
 * A tenant that has as much as it may, under names as long as they may be: every list answers, and
 * every file has all of it.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { atBrowser, newTenant, newUser, unique } from './lib/people.mjs';
import { enrol, incremental, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const OFFERS = 20;
const GRANTS = 100;
const DELETED = 18000;
const ACTIVE = 700;
const PEOPLE = 3000;
const LONG = '𝒜'.repeat(197);
/* In HTML each of these takes six bytes. */
const QUOTES = '"'.repeat(197);

let server;
let admin;
let visitor;
let products;
let tenant;

before(async () => {
    server = await startServer({ demo: true });
    const operator = new Api(server, { token: server.demo.operator.token });
    const { partner, tenant: made } = await newTenant(operator);
    tenant = made;
    products = await enrolInMuch(operator, partner);
    admin = await newUser(operator, tenant, 'global-admin');
    visitor = await atBrowser(admin);
    await server.stop();
    fill();
    await server.start();
});
after(() => server?.remove());

async function enrolInMuch(operator, partner) {
    const made = [];
    for (let i = 0; i < GRANTS; i += 1) {
        made.push(await newProduct(operator, { sku: `${'s'.repeat(55)}-${unique()}`,
            name: `${LONG}${i}`, nameSv: `${LONG}${i}` }));
    }
    const today = new Date().toISOString().slice(0, 10);
    for (let i = 0; i < OFFERS; i += 1) {
        const offer = await newOffer(operator, 'silver', made.map((one) => incremental(one, 1000)),
            { code: `${'o'.repeat(55)}-${unique()}`, name: `${LONG}${i}`, competency: `${LONG}${i}` });
        await enrol(operator, partner, offer, today);
    }
    return made;
}

/* What would take an hour of requests. */
function fill() {
    const today = Math.floor(Date.now() / 86400000);
    const skus = products.map(({ sku }, i) => `(${i}, '${sku}')`).join();
    execFileSync('sqlite3', ['-bail', server.database], { input: `
        CREATE TEMP TABLE named (i, sku);
        INSERT INTO named VALUES ${skus};
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${DELETED + ACTIVE})
        INSERT INTO subscription
            (tenant_id, id, sku, licenses, assigned, starts_on, ends_on, carry, receipts, voided)
        SELECT '${tenant.id}', printf('sub_01KAAAAAAAAAAAAAAA%08d', n.i), sku, 10, 0, ${today} - 700,
               CASE WHEN n.i > ${DELETED} THEN ${today} + n.i - ${DELETED} ELSE ${today} - 300 END, 0, 1, 0
          FROM n JOIN named ON named.i = n.i % ${GRANTS};
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${PEOPLE})
        INSERT INTO account (tenant_id, id, email, display_name, sort_name, kind, roles, created_at)
        SELECT '${tenant.id}', printf('usr_01KAAAAAAAAAAAAAAA%08d', i), 'p' || i || '@many.example',
               '${LONG}', '${LONG}', 'member', 0, 0
          FROM n;` });
}

async function page(path) {
    const answer = await visitor.get(path);
    assert.equal(answer.status, 200, `${path}\n${answer.text.slice(0, 1000)}`);
    return answer.text;
}

const somebody = 'usr_01KAAAAAAAAAAAAAAA00000001';
const lastOne = `sub_01KAAAAAAAAAAAAAAA${String(DELETED + ACTIVE).padStart(8, '0')}`;

for (const path of ['/home', '/benefits?limit=200', '/keys?limit=200', '/subscriptions?limit=200',
    `/subscriptions?q=${encodeURIComponent(LONG.slice(0, 200))}&limit=200`, '/people?limit=200',
    '/activity?limit=200', '/search?q=s', `/people/${somebody}`, `/subscriptions/${lastOne}`,
    `/subscriptions/${lastOne}/redeem`]) {
    test(`${decodeURI(path).slice(0, 40)} is shown`, async () => {
        assert.match(await page(path), /<\/html>\s*$/);
    });
}

test('as many credits of products that others replaced are shown', async () => {
    const operator = new Api(server, { token: server.demo.operator.token });
    const { partner, tenant: other } = await newTenant(operator);
    const named = () => ({ sku: `${'s'.repeat(55)}-${unique()}`, name: `${QUOTES}${unique()}`.slice(-200),
        nameSv: `${LONG}${unique()}`, kind: 'credit' });
    const made = [];
    for (let i = 0; i < GRANTS; i += 1) {
        made.push(await newProduct(operator, named()));
    }
    const credit = { amount: '10', currency: 'USD', period: 'year' };
    for (let i = 0; i < OFFERS; i += 1) {
        const offer = await newOffer(operator, 'silver',
            made.map(({ sku }) => ({ sku, type: 'incremental', credit })),
            { code: `${'o'.repeat(55)}-${unique()}`, name: `${LONG}${i}`, competency: `${LONG}${i}` });
        await enrol(operator, partner, offer, new Date().toISOString().slice(0, 10));
    }
    const { sku: replacedBy } = await newProduct(operator, named());
    for (const { sku } of made) {
        const { headers } = await operator.get(`products/${sku}`);
        await operator.patch(`products/${sku}`, { retired: true, replacedBy },
            { ifMatch: headers.etag, expect: 200 });
    }
    const owner = await atBrowser(await newUser(operator, other, 'global-admin'));
    for (const path of ['/home', '/benefits?limit=200', '/benefits.csv', '/credits?limit=200']) {
        assert.equal((await owner.get(path)).status, 200, path);
    }
});

describe('a file has every row, whole:', () => {
    for (const [path, count] of [['/benefits.csv', OFFERS * GRANTS], ['/keys.csv', OFFERS * GRANTS],
        ['/subscriptions.csv', DELETED + ACTIVE], ['/subscriptions.csv?sort=-endsOn&status=active', ACTIVE],
        ['/people.csv', PEOPLE + 1]]) {
        test(path, async () => {
            const rows = (await page(path)).split('\r\n');
            const columns = rows[0].split(',').length;
            assert.equal(rows.pop(), '');
            assert.ok(rows.every((row) => row.split(',').length === columns));
            assert.equal(new Set(rows).size, count + 1);
        });
    }
});

test('a calendar has what can be used and ends first', async () => {
    const { text } = await visitor.submit('/calendar', '/calendar', { lang: 'en' });
    const [path] = /\/calendar\/[A-Za-z0-9_-]{43}\.ics/.exec(text);
    const calendar = (await page(path)).replaceAll('\r\n ', '');
    const ends = [...calendar.matchAll(/UID:(sub_[0-9A-Z]{26})-ends@perq/g)].map(([, id]) => id);
    assert.equal(ends.length, 500);
    assert.equal(ends[0], `sub_01KAAAAAAAAAAAAAAA${String(DELETED + 1).padStart(8, '0')}`);
    assert.equal(calendar.match(/-use-by@perq/g).length, 1000);
});

test('what can be chosen is what is active, wherever it stands', async () => {
    assert.equal((await page(`/people/${somebody}`)).match(/<option value="sub_/g).length, 200);
    assert.equal((await page('/what-if')).match(/<option value="sub_/g).length, 200);
});

test('of many keys, the one that a link names can be chosen', async () => {
    const keys = (await admin.all('benefits')).map((benefit) => benefit.keys[0].ref);
    const choices = async (path) => [...(await page(path)).matchAll(
        /name="keyRef" value="(KR-[0-9A-Z]{8})"( checked)?/g)];
    const shown = (await choices('/activate')).map(([, ref]) => ref);
    assert.equal(shown.length, 200);
    const other = keys.find((ref) => !shown.includes(ref));
    const chosen = (await choices(`/activate?keyRef=${other}`)).filter(([, , checked]) => checked);
    assert.deepEqual(chosen.map(([, ref]) => ref), [other]);
});
