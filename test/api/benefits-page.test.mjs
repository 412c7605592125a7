/*
 * The pages of benefits and product keys, as a browser without script gets them.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Browser, tokenIn } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { redeem, newKeys, setDay } from './lib/keys.mjs';
import { newTenant, newUser, renewToken } from './lib/people.mjs';
import { core, enrol, incremental, newOffer, newProduct } from './lib/programme.mjs';
import { readQr } from './lib/qr.mjs';
import { startServer } from './lib/server.mjs';

const TODAY = '2021-08-02';
const PASSWORD = 'correct horse battery staple';
const KEY = /\b[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){4}\b/;

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
beforeEach(() => setDay(operator, TODAY));
after(() => server?.remove());

/* A member of the tenant with these roles, at a browser; `api` is the same person's program. */
async function newVisitor(tenant, ...roles) {
    const api = await newUser(operator, tenant, ...roles);
    const { code, stdout, stderr } = await server.cli('user', 'link', '--email', api.user.email);
    assert.equal(code, 0, stderr);
    const [path] = /\/set-up\/[A-Za-z0-9_-]+/.exec(stdout);
    const browser = new Browser(server);
    const answer = await browser.submit(path, path, { password: PASSWORD, repeat: PASSWORD });
    assert.equal(answer.status, 303, answer.text);
    await renewToken(api);
    browser.api = api;
    return browser;
}

async function newHolder(role = 'global-admin') {
    const { partner, tenant } = await newTenant(operator);
    return { partner, tenant, visitor: await newVisitor(tenant, role) };
}

/* A partner with one benefit of 25 licences and its key. */
async function newKeyHolder(members = {}, role = 'global-admin') {
    const holder = await newHolder(role);
    const product = await newProduct(operator, members);
    const offer = await newOffer(operator, 'silver', [core(product, 25)]);
    await enrol(operator, holder.partner, offer);
    const [benefit] = await (await newUser(operator, holder.tenant, 'reader')).all('benefits');
    return { ...holder, product, benefit, key: benefit.keys[0] };
}

const plain = (text) => text.replace(/<[^>]*>/g, ' ').replaceAll('\u00a0', ' ')
    .replace(/\s+/g, ' ');

async function page(visitor, path, options) {
    const answer = await visitor.get(path, options);
    assert.equal(answer.status, 200, `${path}\n${answer.text.slice(0, 3000)}`);
    return answer.text;
}

/* The benefits in the rows of the list, in order, as {id, text}. */
function rows(text) {
    return [...text.matchAll(/<tr role="row" id="(ben_[0-9A-Z]+)">(.*?)<\/tr>/gs)].map(
        ([, id, cells]) => ({ id, text: cells.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ') }));
}

const names = (text) => rows(text).map((row) => /^ *(.*?) (Licence|Usage|Technical)/.exec(row.text)[1].trim());
const revealPath = ({ benefit, key }) => `/benefits/${benefit.id}/keys/${key.ref}/reveal`;

function reveal(holder, fields = {}, visitor = holder.visitor) {
    return visitor.submit(`/benefits/${holder.benefit.id}`, revealPath(holder),
        { tenantId: holder.tenant.id, tenantVerified: '1', ...fields });
}

const events = async (api, type) =>
    (await api.all('events?limit=200')).filter((event) => event.type === type);

/* RULE BEN-2: name, offer, type, quantity, use, status and last day; filters, search, sort, CSV. */
describe('the list', () => {
    let visitor;

    before(async () => {
        await setDay(operator, TODAY);
        const holder = await newHolder();
        ({ visitor } = holder);
        const visio = await newProduct(operator, { name: 'Visio Plan 2', nameSv: 'Visio-plan 2' });
        const azure = await newProduct(operator, { name: 'Azure bulk credit', kind: 'credit' });
        const support = await newProduct(operator, { name: 'Case help', kind: 'support' });
        const power = await newProduct(operator, { name: 'power BI' });
        await enrol(operator, holder.partner, await newOffer(operator, 'gold', [
            incremental(visio, 6),
            { sku: azure.sku, type: 'incremental', credit: { period: 'year', currency: 'USD', amount: '6000' } },
        ], { name: 'Gold competency', competency: 'Cloud Platform' }), '2021-06-01');
        await enrol(operator, holder.partner, await newOffer(operator, 'silver', [
            { sku: support.sku, type: 'core', incidents: 20 }, core(power, 2500),
        ], { name: 'Silver competency' }), '2020-10-01');
        const [used] = await visitor.api.all('benefits?q=power');
        await visitor.api.post('redemptions', {
            tenantId: holder.tenant.id, action: 'activate', keyRefs: [used.keys[0].ref],
        }, { expect: 201 });
    });

    test('shows everything that a benefit is', async () => {
        const [support, power, azure, visio] = rows(await page(visitor, '/benefits'));
        assert.match(power.text, /power BI .*2,500 licences.*2,500 of 2,500 redeemed.*Silver competency.*Core.*31 October 2021.*Used/);
        assert.match(support.text, /Case help .*20 incidents.*Core.*31 October 2021.*Not used/);
        assert.match(azure.text, /USD 6,000 a year.*Gold competency Cloud Platform.*Incremental.*31 May 2022.*Not assigned Assign/);
        assert.match(visio.text, /6 licences.*Incremental.*1 July 2022.*Not used/);
    });

    const FOUND = [
        ['', ['Case help', 'power BI', 'Azure bulk credit', 'Visio Plan 2']],
        ['?category=cloud', ['power BI', 'Visio Plan 2']],
        ['?category=credit&status=&within=&q=', ['Azure bulk credit']],
        ['?status=ready', ['Case help', 'Azure bulk credit', 'Visio Plan 2']],
        ['?status=ready&within=90', ['Case help']],
        ['?q=VISIO', ['Visio Plan 2']],
        ['?sort=-name', ['Visio Plan 2', 'power BI', 'Case help', 'Azure bulk credit']],
        ['?q=nothing+like+it', []],
    ];

    for (const [query, expected] of FOUND) {
        test(`filters, searches and sorts: ${query}`, async () => {
            assert.deepEqual(names(await page(visitor, `/benefits${query}`)), expected);
        });
    }

    test('says what to do where nothing is found', async () => {
        const text = await page(visitor, '/benefits?q=nothing+like+it');
        assert.match(text, /No benefit matches/);
        assert.match(text, /href="\/benefits">Clear the filter/);
    });

    test('goes on where its part ended', async () => {
        const first = await page(visitor, '/benefits?limit=3&sort=name');
        const next = /rel="next" href="([^"]*)"/.exec(first)[1].replaceAll('&amp;', '&');
        assert.deepEqual([...names(first), ...names(await page(visitor, next))],
            ['Azure bulk credit', 'Case help', 'power BI', 'Visio Plan 2']);
        assert.doesNotMatch(await page(visitor, next), /rel="next"/);
    });

    test('marks the column that it is sorted by', async () => {
        const text = await page(visitor, '/benefits?sort=-name');
        assert.equal((text.match(/aria-sort="none"/g)).length, 4);
        assert.match(text, /aria-sort="descending"><a id="by-name" href="\/benefits\?sort=name"/);
    });

    test('opens one row by a link', async () => {
        const [first] = rows(await page(visitor, '/benefits?status=ready'));
        const closed = await page(visitor, '/benefits?status=ready');
        assert.ok(closed.includes(`href="/benefits?status=ready&amp;open=${first.id}#${first.id}"`));
        assert.doesNotMatch(closed, /aria-expanded="true"/);
        const open = await page(visitor, `/benefits?status=ready&open=${first.id}`);
        assert.equal(open.match(/aria-expanded="true"/g).length, 1);
        assert.match(open, /<tr role="row" class="detail">/);
        assert.ok(open.includes(`href="/benefits?status=ready#${first.id}"`));
    });

    test('exports what the API exports', async () => {
        for (const [query, same] of [['', ''], ['?category=cloud&sort=-name', '?category=cloud&sort=-name'],
            ['?within=90', '?expiringWithinDays=90'], ['?q=VISIO', '?q=VISIO']]) {
            const answer = await visitor.get(`/benefits.csv${query}`);
            const api = await visitor.api.get(`benefits${same}`, { accept: 'text/csv', expect: 200 });
            assert.equal(answer.text, api.text);
            assert.match(answer.headers['content-type'], /^text\/csv/);
            assert.match(answer.headers['content-disposition'], /attachment; filename="benefits.csv"/);
        }
        assert.match(await page(visitor, '/benefits?category=cloud'),
            /href="\/benefits.csv\?category=cloud" download/);
    });

    test('is in Swedish for whoever reads Swedish', async () => {
        const headers = { 'accept-language': 'sv' };
        const text = await page(visitor, '/benefits', { headers });
        assert.match(text, /<html lang="sv"/);
        assert.match(text, /Azure- och molnprodukter/);
        assert.match(text, /2\u00A0500 licenser/);
        assert.match(text, /31 oktober 2021/);
        assert.match(text, /Visio-plan 2/);
    });

    test('is kept by browsers only to be asked for again', async () => {
        const answer = await visitor.get('/benefits');
        assert.equal(answer.headers['cache-control'], 'private, no-cache');
        assert.match(answer.headers['content-security-policy'], /default-src 'none'/);
    });

    test('refuses what it does not know', async () => {
        for (const query of ['?category=none', '?sort=price', '?limit=0', '?open=b3', '?what=1']) {
            const answer = await visitor.get(`/benefits${query}`);
            assert.equal(answer.status, 422, query);
            assert.match(answer.headers['content-type'], /text\/html/);
        }
        const { id } = (await visitor.api.all('benefits'))[0];
        const answer = await visitor.get(`/benefits?after=${id.slice(0, -2)}ZZ`);
        assert.equal(answer.status, 400);
    });
});

/* RULE BEN-3: the partner's own people who may, and nobody else. */
describe('who sees benefits', () => {
    let holder;

    before(async () => {
        await setDay(operator, TODAY);
        holder = await newKeyHolder();
    });

    test('nobody who is not signed in', async () => {
        const stranger = new Browser(server);
        for (const path of ['/benefits', '/benefits.csv', `/benefits/${holder.benefit.id}`, '/keys']) {
            const answer = await stranger.get(path);
            assert.equal(answer.status, 303);
            assert.equal(answer.headers.location, `/sign-in?next=${path}`);
        }
    });

    test('not a billing administrator', async () => {
        const visitor = await newVisitor(holder.tenant, 'billing-admin');
        for (const path of ['/benefits', '/benefits.csv', `/benefits/${holder.benefit.id}`, '/keys']) {
            assert.equal((await visitor.get(path)).status, 403);
        }
    });

    test('a reader, who is offered neither to reveal nor to redeem', async () => {
        const visitor = await newVisitor(holder.tenant, 'reader');
        const text = await page(visitor, `/benefits/${holder.benefit.id}`);
        assert.match(text, new RegExp(holder.key.ref));
        assert.doesNotMatch(text, /Reveal key/);
        assert.doesNotMatch(text, /action="\/drafts"/);
        const { displayName } = holder.visitor.api.user;
        assert.match(text, new RegExp(`Ask a global administrator.*${displayName}`, 's'));
        const csrf = tokenIn(await page(visitor, '/organisation'));
        const answer = await visitor.post(revealPath(holder),
            { csrf, tenantId: holder.tenant.id, tenantVerified: '1' });
        assert.equal(answer.status, 403);
        assert.doesNotMatch(answer.text, KEY);
        assert.match(answer.text, new RegExp(`<li><bdi>${displayName}</bdi></li>`));
    });

    /* RULE ROLE-2: another partner's benefit is not there. */
    test('not another partner', async () => {
        const { visitor, tenant } = await newHolder();
        assert.deepEqual(rows(await page(visitor, '/benefits')), []);
        assert.equal((await visitor.get(`/benefits/${holder.benefit.id}`)).status, 404);
        const own = await newKeyHolder();
        const answer = await own.visitor.submit(`/benefits/${own.benefit.id}`, revealPath(holder),
            { tenantId: own.tenant.id, tenantVerified: '1' });
        assert.equal(answer.status, 404);
        assert.ok(tenant);
    });

    test('the operator, who is asked whose', async () => {
        const staff = new Browser(server);
        await staff.signIn(server.demo.operator);
        for (const path of ['/benefits', '/keys']) {
            const text = await page(staff, path);
            assert.ok(text.includes(`href="${path}?partnerId=${holder.partner.id}"`), text);
            assert.match(await page(staff, `${path}?partnerId=${holder.partner.id}`),
                new RegExp(holder.product.name));
        }
        assert.doesNotMatch(await page(staff, `/benefits/${holder.benefit.id}`), /Reveal key/);
    });
});

describe('a benefit in full', () => {
    /* RULE SUB-7: the benefit's last day and the subscription's end are both there. */
    test('shows both dates', async () => {
        const holder = await newKeyHolder();
        await redeem(holder.visitor.api, 'activate',
            await newKeys(operator, { sku: holder.product.sku, licenses: 100 }));
        for (const path of [`/benefits/${holder.benefit.id}`, `/benefits?open=${holder.benefit.id}`]) {
            const text = await page(holder.visitor, path);
            assert.match(text, /<dt>Use by<\/dt>\s*<dd><time datetime="2022-09-01">1 September 2022/);
            assert.match(text, /100 licences, ends <time datetime="2022-08-02">2 August 2022/);
            assert.match(text, /are different dates/);
        }
    });

    test('walks through a licence: organisation, key, what next', async () => {
        const holder = await newKeyHolder();
        const text = await page(holder.visitor, `/benefits?open=${holder.benefit.id}`);
        assert.match(text, new RegExp(`Check that <bdi>${holder.tenant.name}</bdi> \\(${holder.tenant.domain}\\)`));
        assert.match(text, new RegExp(`${holder.key.ref}`));
        assert.match(text, /25 licences for 12 months, use by/);
        assert.match(text, /href="\/help\/support"/);
        assert.doesNotMatch(text, KEY);
    });

    test('uses a key straight away: activate, extend, add', async () => {
        const holder = await newKeyHolder();
        await redeem(holder.visitor.api, 'activate',
            await newKeys(operator, { sku: holder.product.sku, licenses: 100 }));
        const [{ id }] = await holder.visitor.api.all('subscriptions');
        const path = `/benefits/${holder.benefit.id}`;
        const text = await page(holder.visitor, path);
        for (const action of ['activate', 'extend', 'add']) {
            assert.match(text, new RegExp(`name="action" value="${action}"`));
            const answer = await holder.visitor.submit(path, '/drafts', {
                keyRef: holder.key.ref, action, ...(action === 'activate' ? {} : { subscriptionId: id }),
            });
            assert.equal(answer.status, 303, answer.text);
            assert.doesNotMatch(answer.headers.location, KEY);
            assert.equal((await holder.visitor.get(answer.headers.location)).status, 200);
        }
        assert.equal(text.split(`name="subscriptionId" value="${id}"`).length, 2);
    });

    /* RULE CT-2, CT-7: what the calculator says, beside the key. */
    test('says what extending with a key gives', async () => {
        const holder = await newKeyHolder();
        for (const licenses of [100, 8]) {
            await redeem(holder.visitor.api, 'activate', await newKeys(operator,
                { sku: holder.product.sku, licenses }), { separate: true });
        }
        const text = plain(await page(holder.visitor, `/benefits/${holder.benefit.id}`));
        const [large] = (await holder.visitor.api.all('subscriptions'))
            .filter(({ licenses }) => licenses === 100);
        const { body } = await holder.visitor.api.get(
            `subscriptions/${large.id}/what-if?action=extend&licenses=25`, { expect: 200 });
        assert.equal(body.after.endsOn, '2022-11-02');
        assert.match(text, new RegExp(`Extending ${holder.product.name} \\( ?100 licences ?, ` +
            'ends 2 August 2022 ?\\) with this key gives \\+ ?3 months → 2 November 2022'));
        assert.match(text, /subscription with 8 licences that ends 2 August 2022/);
        assert.match(text, /The key is too large for extending: add at least 1 licence\./);
    });

    test('leads from a redeemed key to its receipt', async () => {
        const holder = await newKeyHolder();
        const { body } = await holder.visitor.api.post('redemptions', {
            tenantId: holder.tenant.id, action: 'activate', keyRefs: [holder.key.ref],
        }, { expect: 201 });
        assert.match(await page(holder.visitor, `/benefits/${holder.benefit.id}`),
            new RegExp(`href="/redemptions/${body.id}"`));
        assert.equal((await holder.visitor.get(`/redemptions/${body.id}`)).status, 200);
    });

    /* RULE BEN-6: what is retired stays valid and names its replacement. */
    test('names the replacement of a retired product', async () => {
        const holder = await newKeyHolder();
        const heir = await newProduct(operator, { name: 'Heir of it', nameSv: 'Arvtagaren' });
        const { body, headers } = await operator.get(`products/${holder.product.sku}`);
        assert.equal(body.retired, false);
        await operator.patch(`products/${holder.product.sku}`,
            { retired: true, replacedBy: heir.sku }, { ifMatch: headers.etag, expect: 200 });
        const text = await page(holder.visitor, `/benefits/${holder.benefit.id}`);
        assert.match(text, /is retired/);
        assert.match(text, /replaced by <bdi>Heir of it/);
        assert.match(await page(holder.visitor, '/benefits', { headers: { 'accept-language': 'sv' } }),
            /Ersätts av <bdi>Arvtagaren/);
    });

    test('has a page that leads to technical support', async () => {
        assert.match(await page(new Browser(server), '/help/support'), /<h1>Technical support<\/h1>/);
    });
});

describe('revealing a key', () => {
    /* RULE KEY-6: with the box ticked, and written down. RULE KEY-5: nowhere but on that page. */
    test('shows it once it is written down', async () => {
        const holder = await newKeyHolder();
        const answer = await reveal(holder);
        assert.equal(answer.status, 200, answer.text);
        const [key] = KEY.exec(answer.text);
        assert.equal(answer.headers['cache-control'], 'no-store');
        assert.match(answer.text, /<svg class="qr" [^>]*role="img"/);
        const [, where] = /class="where">(https?:\/\/[^<]+\/activate)<\/strong>/.exec(answer.text);
        /* Behind the #, which no browser sends to anybody. */
        const address = new URL(readQr(answer.text));
        assert.equal(address.href, `${where}#${key}`);
        assert.equal(address.hash, `#${key}`);
        assert.equal(address.search, '');
        assert.match(answer.text, /data-copy="#key"/);
        assert.doesNotMatch(answer.text, /style=/);
        const { body } = await holder.visitor.api.post(revealPath(holder).replace(/^/, '/api/v1'),
            { tenantId: holder.tenant.id, tenantVerified: true }, { expect: 200 });
        assert.equal(key, body.key);
        const written = await events(holder.visitor.api, 'key.revealed');
        assert.equal(written.length, 2);
        assert.equal(written[0].subject, holder.key.ref);
        assert.ok(!server.log.includes(key));
    });

    test('without the tick asks for it, at the box', async () => {
        const holder = await newKeyHolder();
        const answer = await reveal(holder, { tenantVerified: '' });
        assert.equal(answer.status, 422);
        assert.doesNotMatch(answer.text, KEY);
        assert.match(answer.text, /role="alert"/);
        assert.match(answer.text, new RegExp(`<a href="#verified-${holder.key.ref}">Verify that this`));
        assert.match(answer.text, new RegExp(`id="verified-${holder.key.ref}"[^>]*aria-invalid="true"`));
        assert.deepEqual(await events(holder.visitor.api, 'key.revealed'), []);
    });

    test('in another organisation than the form was opened in is refused', async () => {
        const holder = await newKeyHolder();
        const other = await newTenant(operator);
        const answer = await reveal(holder, { tenantId: other.tenant.id });
        assert.equal(answer.status, 409);
        assert.doesNotMatch(answer.text, KEY);
        assert.deepEqual(await events(holder.visitor.api, 'key.revealed'), []);
    });

    test('without the token of the form is refused', async () => {
        const holder = await newKeyHolder();
        const answer = await holder.visitor.post(revealPath(holder),
            { tenantId: holder.tenant.id, tenantVerified: '1' });
        assert.notEqual(answer.status, 200);
        assert.doesNotMatch(answer.text, KEY);
        assert.deepEqual(await events(holder.visitor.api, 'key.revealed'), []);
    });

    test('that is redeemed is refused, on the page of its benefit', async () => {
        const holder = await newKeyHolder();
        const opened = await page(holder.visitor, `/benefits/${holder.benefit.id}`);
        await holder.visitor.api.post('redemptions', {
            tenantId: holder.tenant.id, action: 'activate', keyRefs: [holder.key.ref],
        }, { expect: 201 });
        const answer = await holder.visitor.post(revealPath(holder), {
            csrf: tokenIn(opened), tenantId: holder.tenant.id, tenantVerified: '1',
        });
        assert.equal(answer.status, 409);
        assert.match(answer.text, /already redeemed|already been redeemed/);
        assert.doesNotMatch(answer.text, KEY);
    });
});

describe('the list of keys', () => {
    test('names them by reference and never shows one', async () => {
        const holder = await newKeyHolder();
        await reveal(holder);
        const text = await page(holder.visitor, '/keys');
        assert.match(text, new RegExp(`href="/benefits/${holder.benefit.id}#of-${holder.key.ref}"`));
        assert.match(text, /25 × 12 months/);
        assert.match(text, /Shown/);
        assert.doesNotMatch(text, KEY);
    });

    test('filters by state and search', async () => {
        const holder = await newKeyHolder();
        const found = async (query) =>
            (await page(holder.visitor, `/keys${query}`)).includes(`#of-${holder.key.ref}`);
        assert.equal(await found('?status=ready'), true);
        assert.equal(await found('?status=redeemed'), false);
        assert.equal(await found(`?q=${holder.key.ref.toLowerCase()}`), true);
        assert.equal(await found('?q=something'), false);
        assert.equal((await holder.visitor.get('/keys?status=lost')).status, 422);
    });

    test('says when each was first shown, as a table and as CSV', async () => {
        const holder = await newKeyHolder({ name: '=1+1' });
        const csv = async (query = '') => {
            const answer = await holder.visitor.get(`/keys.csv${query}`);
            assert.equal(answer.status, 200);
            assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8');
            assert.doesNotMatch(answer.text, KEY);
            return answer.text.split('\r\n').slice(1, -1);
        };
        assert.match(await page(holder.visitor, '/keys'), /data-l="First shown">–</);
        const [fresh] = await csv();
        assert.ok(fresh.startsWith(`${holder.key.ref},"'=1+1",${holder.product.sku},25,12,`), fresh);
        assert.match(fresh, /,2022-09-01,,ready$/);
        await reveal(holder);
        const [row] = await csv();
        assert.match(row, /,2022-09-01,2021-08-02T12:00:[0-9]{2}Z,revealed$/);
        await operator.put('test-clock', { now: `${TODAY}T12:20:00Z` }, { expect: 200 });
        await reveal(holder);
        assert.deepEqual(await csv(), [row], 'the first time stays');
        const text = await page(holder.visitor, '/keys');
        assert.match(text, /data-l="First shown"><time datetime="2021-08-02">2 August 2021/);
        assert.ok(text.includes('href="/keys.csv"'));
        assert.deepEqual(await csv('?status=redeemed'), []);

        const { body } = await holder.visitor.api.post('redemptions', {
            tenantId: holder.tenant.id, action: 'activate', keyRefs: [holder.key.ref],
        }, { expect: 201 });
        assert.ok((await page(holder.visitor, '/keys')).includes(`href="/redemptions/${body.id}"`));
    });

    test('goes on where its part ended', async () => {
        const holder = await newHolder();
        const products = await Promise.all([1, 2, 3].map(() => newProduct(operator)));
        await enrol(operator, holder.partner,
            await newOffer(operator, 'gold', products.map((product) => core(product, 5))));
        const refs = (text) => [...text.matchAll(/#of-(KR-[0-9A-Z]{8})"/g)].map(([, ref]) => ref);
        const first = await page(holder.visitor, '/keys?limit=2');
        const next = /rel="next" href="([^"]*)"/.exec(first)[1].replaceAll('&amp;', '&');
        const all = [...refs(first), ...refs(await page(holder.visitor, next))];
        assert.equal(new Set(all).size, 3);
        assert.deepEqual([...all].sort(), all);
    });
});

describe('the overview', () => {
    test('says what needs doing, in the order of its dates', async () => {
        const holder = await newKeyHolder();
        const text = await page(holder.visitor, '/home');
        assert.match(text, /1 thing to do/);
        assert.ok(text.includes(`href="/benefits?open=${holder.benefit.id}#${holder.benefit.id}"`));
        assert.match(text, /Product key|Enrolled in an offer/);
    });

    /* RULE SUB-7: both kinds of dates are in the strip, and told apart. */
    test('shows the dates of the coming year, with a table of the same', async () => {
        const holder = await newKeyHolder();
        await setDay(operator, '2021-10-02');
        await redeem(holder.visitor.api, 'activate', await newKeys(operator, { licenses: 100 }));
        const visitor = await newVisitor(holder.tenant, 'reader');
        await setDay(operator, '2021-10-03');
        await visitor.signIn({ email: visitor.api.user.email, password: PASSWORD });
        const text = await page(visitor, '/home');
        assert.equal(text.match(/class="mark"/g).length, 2);
        assert.match(text, /2 October 2022<\/time><\/th>.{1,80}1 subscription ends<\/td>/);
        assert.match(text, /1 September 2022<\/time><\/th>.{1,80}Last day to use 1 benefit<\/td>/);
    });

    test('tells a revealed key, and by whom', async () => {
        const holder = await newKeyHolder();
        await reveal(holder);
        const text = await page(holder.visitor, '/home');
        assert.match(plain(text), new RegExp(`Product key shown: ${holder.product.name} ${holder.key.ref}`));
        assert.ok(text.includes(`<bdi>${holder.visitor.api.user.displayName}</bdi>`));
        assert.doesNotMatch(text, KEY);
    });

    /* RULE BEN-3: a billing administrator has subscriptions, and no benefits. */
    test('keeps benefits from those who may not see them', async () => {
        const holder = await newKeyHolder();
        const visitor = await newVisitor(holder.tenant, 'billing-admin');
        assert.doesNotMatch(await page(visitor, '/home'), new RegExp(holder.product.name));
    });
});

describe('what people have typed', () => {
    const HOSTILE = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '=1+1',
        '\u{1F600} four bytes', '\u05E9\u05DC\u05D5\u05DD right to left'];

    for (const name of HOSTILE) {
        test(`comes out harmless: ${JSON.stringify(name)}`, async () => {
            const partner = await operator.post('partners', { name, country: 'SE' }, { expect: 201 });
            const tenant = await operator.post(`partners/${partner.body.id}/tenants`,
                { name, domain: `hostile-${HOSTILE.indexOf(name)}.example` }, { expect: 201 });
            const visitor = await newVisitor(tenant.body, 'global-admin');
            const product = await newProduct(operator, { name, nameSv: name });
            const heir = await newProduct(operator, { name });
            await enrol(operator, partner.body, await newOffer(operator, 'gold',
                [core(product, 5)], { name, competency: name }));
            const etag = (await operator.get(`products/${product.sku}`)).headers.etag;
            await operator.patch(`products/${product.sku}`, { retired: true, replacedBy: heir.sku },
                { ifMatch: etag, expect: 200 });
            const [benefit] = await visitor.api.all('benefits');
            const shown = await visitor.submit(`/benefits/${benefit.id}`,
                `/benefits/${benefit.id}/keys/${benefit.keys[0].ref}/reveal`,
                { tenantId: tenant.body.id, tenantVerified: '1' });
            const texts = [shown.text, await page(visitor, `/benefits?open=${benefit.id}`),
                await page(visitor, `/benefits?q=${encodeURIComponent(name)}`),
                await page(visitor, `/benefits/${benefit.id}`), await page(visitor, '/keys'),
                await page(visitor, '/home')];
            const escaped = name.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
            for (const text of texts) {
                assert.ok(text.includes(`<bdi>${escaped}</bdi>`), text);
                assert.doesNotMatch(text, /<script>|<img|onerror=alert\(1\)>/);
            }
            const { text: csv } = await visitor.get('/benefits.csv');
            assert.doesNotMatch(csv, /(^|,)"?=/m);
        });
    }
});

function dump() {
    return execFileSync('sqlite3', [server.database, '.dump'], { maxBuffer: 1 << 28 }).toString();
}

test('every page twice leaves the database unchanged', async () => {
    const holder = await newKeyHolder();
    const paths = ['/home', '/benefits', `/benefits?open=${holder.benefit.id}`, '/benefits.csv',
        `/benefits/${holder.benefit.id}`, '/keys', '/help/support'];
    const earlier = dump();
    for (const path of [...paths, ...paths]) {
        await page(holder.visitor, path);
    }
    assert.ok(dump() === earlier);
});
