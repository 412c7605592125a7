/*
 * A crowd: a database in which every list is longer than one part may be, every list within an
 * object is as long as it may be, and every text too. What there is one of is made over the API;
 * the others are its copies, written where a server that does not run has its database, for a
 * hundred thousand requests would take an hour.
 */
import './day.mjs';
import { execFileSync } from 'node:child_process';
import { enrolled, monthly, newCreditProduct } from './credits.mjs';
import { newKeys } from './keys.mjs';
import { incremental, newProduct } from './programme.mjs';

/* More than one part of a list, so that each has a second one. */
export const MANY = 250;
export const OF_A_BENEFIT = 1000;
export const FULL_BENEFITS = 45;
export const LOT_KEYS = 3000;
const DAY = Math.floor(Date.now() / 86400000);
const TODAY = new Date().toISOString().slice(0, 10);

/* The longest name in bytes, and the one that is longest when HTML escapes it. */
export const LONG = '\u{1D7D8}'.repeat(200);
export const QUOTES = '"'.repeat(200);

const labels = (letter) => `${letter.repeat(60)}.${letter.repeat(60)}`;
const DOMAIN = `${labels('d')}.${labels('e')}`;

function sqlite(server, text) {
    return execFileSync('sqlite3', ['-bail', server.database],
        { input: text, maxBuffer: 64 * 1024 * 1024 }).toString();
}

/* The values of a statement that selects one column. */
export function column(server, statement) {
    return sqlite(server, `${statement};`).split('\n').filter((line) => line !== '');
}

/* One of each: {partner, tenant, admin, benefit, credit, receipt, lot}. */
async function makeOne(operator) {
    const credit = await newCreditProduct(operator);
    const license = await newProduct(operator, { maxLicenses: 10000000 });
    const one = await enrolled(operator, TODAY,
        [incremental(license, 1000), { ...monthly(credit, '100.00'), type: 'incremental' }]);
    const { body: { items } } = await one.admin.get('benefits', { expect: 200 });
    const benefit = items.find(({ category }) => category === 'cloud');
    const { body: receipt } = await one.admin.post('redemptions', {
        tenantId: one.tenant.id, action: 'activate', keyRefs: [benefit.keys[0].ref],
    }, { expect: 201 });
    const [{ lotId }] = await newKeys(operator, { sku: license.sku, count: LOT_KEYS });
    return { ...one, benefit, receipt, lot: lotId, license, credit: one.credits[0],
        creditProduct: credit };
}

/* Copies of them. Ids are made of a number, which tells where a copy came from. */
const copies = ({ tenant, partner, admin, offer, benefit, credit, receipt, license, creditProduct }) => `
PRAGMA foreign_keys = OFF;
CREATE TEMP TABLE n AS WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 2000)
    SELECT i FROM c;
CREATE TEMP TABLE many AS SELECT i FROM n WHERE i <= ${MANY};

/* The catalogue. */
INSERT INTO product (sku, name, name_sv, kind, retired, replaced_by, licenses_max, created_at)
    SELECT printf('%s-%04d', '${'s'.repeat(59)}', i), '', '', 'license', 1,
    '${license.sku}', 10000000, 0 FROM many;
INSERT INTO product (sku, name, name_sv, kind, retired, replaced_by, licenses_max, created_at)
    SELECT printf('%s-%04d', '${'c'.repeat(59)}', i), '', '', 'credit', 1,
    '${creditProduct.sku}', 1, 0 FROM many;
INSERT INTO offer SELECT printf('%s-%04d', '${'o'.repeat(59)}', i), printf('off_01K%023d', i), '',
    'silver', '', 0 FROM many;
INSERT INTO offer_benefit SELECT code, i, printf('%s-%04d', '${'c'.repeat(59)}', i), 'incremental',
    NULL, NULL, 'month', 'USD', 999999999999999999 FROM offer JOIN many ON i <= 100
    WHERE id LIKE 'off_01K%';
INSERT INTO other_programme SELECT printf('%s-%04d', '${'p'.repeat(35)}', i), '', '', 0 FROM many;
INSERT INTO meter SELECT printf('%s-%04d', '${'m'.repeat(59)}', i), '', '${'\u{1D7D8}'.repeat(20)}', 0
    FROM many;
INSERT INTO meter_price SELECT code, printf('A%c%c', char(65 + i / 26), char(65 + i % 26)), 0,
    999999999999999999 FROM meter JOIN many ON i <= 200 WHERE unit <> 'x' AND created_at = 0;
DELETE FROM exchange_rate;
INSERT INTO exchange_rate SELECT 'USD', printf('%c%c%c', char(65 + i / 676), char(65 + i / 26 % 26),
    char(65 + i % 26)), 999999999999999999, 0 FROM n WHERE i <= 1000;

/* Partners, tenants and people. */
INSERT INTO partner (id, name, country, locale, created_at)
    SELECT printf('par_01K%023d', i), '', 'SE', 'sv', 0 FROM many;
INSERT INTO tenant (partner_id, id, name, domain, created_at)
    SELECT '${partner.id}', printf('ten_01K%023d', i), '', printf('t%04d.${DOMAIN}', i), 0 FROM many;
INSERT INTO account (tenant_id, id, email, display_name, sort_name, kind, roles, created_at)
    SELECT '${tenant.id}', printf('usr_01K%023d', i),
           '${'\u{1D7D8}'.repeat(64)}' || printf('@p%04d.${labels('d')}.${'f'.repeat(55)}', i), '', '',
           'member', 0, 0 FROM many;
INSERT INTO account_programme SELECT tenant_id, id, printf('%s-%04d', '${'p'.repeat(35)}', n.i)
    FROM account JOIN n ON n.i <= 16 WHERE id LIKE 'usr_01K%';

/* As many lists under names as somebody may keep. */
INSERT INTO saved_view SELECT '${tenant.id}', '${admin.user.id}', printf('${'v'.repeat(59)}-%02d', n.i),
    'people', '${LONG}', '', 0 FROM n WHERE n.i <= 50;

/* The operator's staff, and tokens of the tenant's people. */
INSERT INTO account (tenant_id, id, email, display_name, sort_name, kind, roles, created_at)
    SELECT '', printf('usr_01M%023d', i),
           '${'\u{1D7D8}'.repeat(64)}' || printf('@o%04d.${labels('d')}.${'f'.repeat(55)}', i),
           '${LONG}', '${LONG}', 'member', 0, 0 FROM many;
INSERT INTO api_token (hash, id, account_id, created_at, expires_at, tenant_id, name)
    SELECT CAST(printf('%032d', i) AS BLOB), printf('tok_01K%023d', i), printf('usr_01K%023d', i), 0,
           253402300799000000, '${tenant.id}', '${LONG}' FROM many;

/* Each of the staff asks for something about a partner of its own, with as much as can be said. */
INSERT INTO approval (id, kind, subject, request, preview, digest, reason, asked_by, asked_at, lapses_at,
    state) SELECT printf('apr_01K%023d', i), 'partner-suspension', printf('par_01K%023d', i), '{}',
    json_object('name', '${LONG}'), zeroblob(32), '${'r'.repeat(500)}', printf('usr_01M%023d', i), 0,
    253402300799000000, 'waiting' FROM many;

/* Eight benefits of each enrolment; of those with keys, some have as many as they may. */
INSERT INTO enrolment (partner_id, id, offer_code, tenant_id, starts_on, ends_on, activate_by,
    created_at) SELECT '${partner.id}', printf('enr_01K%023d', i), printf('%s-%04d',
    '${'o'.repeat(59)}', i), '${tenant.id}', ${DAY}, ${DAY} + 365, ${DAY} + 395, 0 FROM many;
INSERT INTO benefit SELECT partner_id, printf('ben_01K%023d', n.i), printf('enr_01K%023d', (n.i - 1) / 8 + 1),
    printf('%s-%04d', CASE n.i % 8 WHEN 0 THEN '${'c'.repeat(59)}' ELSE '${'s'.repeat(59)}' END,
           (n.i - 1) / 8 + 1), 'incremental', CASE n.i % 8 WHEN 0 THEN NULL ELSE 10000000 END, NULL, 0,
    CASE n.i % 8 WHEN 0 THEN 'month' END, CASE n.i % 8 WHEN 0 THEN 'USD' END,
    CASE n.i % 8 WHEN 0 THEN 100000000 END, activate_by, NULL, created_at
    FROM benefit JOIN n ON n.i <= ${8 * MANY - 2} WHERE id = '${benefit.id}';
CREATE TEMP TABLE keyed AS SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS i
    FROM benefit WHERE id LIKE 'ben_01K%' AND licenses IS NOT NULL;
INSERT INTO key_lot (id, sku, licenses, key_count, redeem_by, partner_id, benefit_id, whole, given_up,
    created_at) SELECT printf('lot_01K%023d', keyed.i), sku, 10000000, 1, redeem_by, partner_id,
    keyed.id, 1, 0, created_at FROM key_lot JOIN keyed WHERE benefit_id = '${benefit.id}';
CREATE TEMP TABLE made AS SELECT lot.i AS lot, n.i AS place, lot.i * 1000 + n.i AS number
    FROM keyed lot JOIN n ON n.i <= CASE WHEN lot.i <= ${FULL_BENEFITS} THEN ${OF_A_BENEFIT} ELSE 1 END;
INSERT INTO product_key SELECT printf('lot_01K%023d', lot), place, printf('KR-%08d', number),
    CAST(printf('%016d', number) AS BLOB), NULL, CASE place WHEN 1 THEN 'ready' ELSE 'revoked' END,
    NULL, NULL, NULL FROM made;
/* All but one of what the benefit of the receipt may have. */
INSERT INTO product_key SELECT lot_id, i, printf('KR-5%07d', i), CAST(printf('5%015d', i) AS BLOB), NULL,
    'revoked', NULL, NULL, NULL FROM product_key JOIN n
    ON i BETWEEN 2 AND ${OF_A_BENEFIT - 1} WHERE redemption_id = '${receipt.id}';
INSERT INTO key_lot (id, sku, licenses, key_count, redeem_by, partner_id, benefit_id, whole, given_up,
    created_at) SELECT printf('lot_01M%023d', i), printf('%s-%04d', '${'s'.repeat(59)}', i), 10000000,
    1000000, ${DAY}, '${partner.id}', NULL, 1, 0, 0 FROM many;

/* Subscriptions with a receipt of fifty keys each; one has all people. */
INSERT INTO subscription SELECT tenant_id, printf('sub_01K%023d', i), printf('%s-%04d',
    '${'s'.repeat(59)}', i), 10000000, CASE i WHEN 1 THEN ${MANY} ELSE 0 END, starts_on, ends_on, carry,
    1, 0 FROM subscription JOIN many WHERE id = '${receipt.subscriptionId}';
INSERT INTO license_assignment SELECT tenant_id, printf('sub_01K%023d', 1), id, 0 FROM account
    WHERE id LIKE 'usr_01K%';
INSERT INTO redemption SELECT tenant_id, printf('red_01K%023d', i), printf('sub_01K%023d', i), 1, action,
    at, today, account_id, key_licenses, licenses_added, rule, pool, ticks_each, held, before_licenses,
    before_starts_on, before_ends_on, before_carry, after_licenses, after_starts_on, after_ends_on,
    after_carry, voids, reason FROM redemption JOIN many WHERE id = '${receipt.id}';
INSERT INTO redemption_key SELECT '${tenant.id}', printf('red_01K%023d', many.i), n.i,
    printf('KR-6%07d', many.i * 50 + n.i), 10000000, printf('KR-7%07d', many.i * 50 + n.i)
    FROM many JOIN n ON n.i <= 50;

/* Credits that more people hold than are shown, and one that all do. */
INSERT INTO credit SELECT tenant_id, printf('crd_01K%023d', i), partner_id, printf('ben_01K%023d', 8 * i),
    kind, currency, micros, rate, starts_on, ends_on, NULL, CASE i WHEN 1 THEN ${MANY} ELSE 25 END,
    periods, is_open, due_on, postings, created_at FROM credit JOIN many ON i < ${MANY}
    WHERE id = '${credit.id}';
INSERT INTO credit_period SELECT tenant_id, printf('crd_01K%023d', i), number, starts_on, ends_on,
    granted, used, lapsed, uncovered FROM credit_period JOIN many ON i < ${MANY}
    WHERE credit_id = '${credit.id}';
INSERT INTO credit_user SELECT '${tenant.id}', printf('crd_01K%023d', many.i), printf('usr_01K%023d', n.i),
    0, NULL FROM many JOIN n ON n.i <= CASE many.i WHEN 1 THEN ${MANY} ELSE 25 END
    WHERE many.i < ${MANY};
INSERT INTO posting SELECT tenant_id, printf('crd_01K%023d', 1), n.i, n.i, kind, account,
    printf('usr_01K%023d', 1), period, 999999999999999999, at
    FROM posting JOIN n ON n.i <= 2 * ${MANY} WHERE credit_id = '${credit.id}' AND seq = 1;

/* The events of the products that there are now, as if each had been made. */
INSERT INTO event SELECT stream, 1000000 + many.i, printf('evt_01K%023d', many.i), partner_id, tenant_id, type,
    at, actor_id, address, '${'s'.repeat(64)}', NULL, '{"kind":"license","name":"${LONG}","nameSv":"${LONG}"}',
    hash, form, address_salt, address_digest, NULL, NULL FROM event JOIN many WHERE type = 'product.created'
    AND seq = (SELECT MAX(seq) FROM event WHERE type = 'product.created') AND stream = 'operator';
/* A chain of each partner. */
INSERT INTO event (stream, seq, id, partner_id, tenant_id, type, at, actor_id, address, subject, data, hash, form)
    SELECT printf('par_01K%023d', i), 1, printf('evt_01M%023d', i), printf('par_01K%023d', i), '',
    'partner.created', 0, '', '', printf('par_01K%023d', i), '{"name":"${LONG}"}', zeroblob(32), 3 FROM many;
`;

/* Everything that has a name is called that; the next start puts the names in order. */
export function name(server, text) {
    sqlite(server, ['product SET name', 'product SET name_sv', 'offer SET name', 'offer SET competency',
        'other_programme SET name', 'other_programme SET name_sv', 'meter SET name', 'partner SET name',
        'tenant SET name', 'account SET display_name', 'account SET sort_name']
        .map((what) => `UPDATE ${what} = '${text}';`).join('\n') +
        "DELETE FROM setting WHERE name = 'folding';");
}

/* The server ends and starts again with all of this in its database. */
export async function makeCrowd(server, operator) {
    const one = await makeOne(operator);
    await server.stop();
    sqlite(server, copies(one));
    name(server, LONG);
    return one;
}
