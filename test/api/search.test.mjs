/*
 * Searching: what is found, by whom, where ids lead, and that no key is repeated.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser, tokenIn } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { bulk, withCredit } from './lib/credits.mjs';
import { newKeys, redeem } from './lib/keys.mjs';
import { atBrowser, newTenant, newUser, unique } from './lib/people.mjs';
import { core, enrol, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>';

let server;
let operator;
let world;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    world = await newWorld();
});
after(() => server?.remove());

const newVisitor = async (tenant, ...roles) =>
    atBrowser(await newUser(operator, tenant, ...roles));

const addPerson = async (tenant, displayName) => (await operator.post(
    `tenants/${tenant.id}/users`,
    { email: `person-${unique()}@${tenant.domain}`, displayName, kind: 'member', roles: [] },
    { expect: 201 })).body;

/* A partner with a benefit, its key, a subscription made with it, and a colleague. */
async function newWorld() {
    const { partner, tenant } = await newTenant(operator);
    const product = await newProduct(operator,
        { name: `Visio Plan ${HOSTILE}`, nameSv: 'Ritplan 2', sku: `visio-plan-${unique()}` });
    const today = new Date().toISOString().slice(0, 10);
    const enrolment = await enrol(operator, partner,
        await newOffer(operator, 'silver', [core(product, 25)], { name: 'Silver for pictures' }), today);
    const admin = await newVisitor(tenant, 'global-admin');
    const [benefit] = await admin.api.all('benefits');
    const { body: receipt } = await admin.api.post('redemptions', {
        tenantId: tenant.id, action: 'activate', keyRefs: [benefit.keys[0].ref],
    }, { expect: 201 });
    return { partner, tenant, product, enrolment, admin, benefit, receipt,
        ref: benefit.keys[0].ref, person: await addPerson(tenant, `Åsa Öberg ${HOSTILE}`) };
}

async function search(visitor, q, headers = {}) {
    const answer = await visitor.get(`/search?q=${encodeURIComponent(q)}`, { headers });
    assert.equal(answer.status, 200, `${q}\n${answer.headers.location}\n${answer.text.slice(0, 2000)}`);
    return answer.text;
}

/* What stands in the groups of the page: {heading: [address]}. */
function groups(text) {
    const sections = text.slice(text.indexOf('<main'))
        .matchAll(/<h2 id="[a-z]+">([^<]*)<\/h2>(.*?)<\/section>/gs);
    return Object.fromEntries([...sections].map(([, name, html]) =>
        [name, [...html.matchAll(/<li>.*?<a[^>]* href="([^"]*)"/gs)].map(([, href]) => href)]));
}

const leadsTo = async (visitor, q) => {
    const answer = await visitor.get(`/search?q=${encodeURIComponent(q)}`);
    assert.equal(answer.status, 303, `${q}: ${answer.text.slice(0, 500)}`);
    return answer.headers.location;
};

describe('the groups', () => {
    const all = () => ({
        Benefits: [`/benefits/${world.benefit.id}`],
        'Product keys': [`/benefits/${world.benefit.id}#of-${world.ref}`],
        Subscriptions: [`/subscriptions/${world.receipt.subscriptionId}`],
        Receipts: [`/redemptions/${world.receipt.id}`],
    });

    test('have what has the text in the name of its product, or in its SKU', async () => {
        assert.deepEqual(groups(await search(world.admin, 'VISIO PLAN')), all());
        const { Benefits, Subscriptions } = groups(await search(world.admin, world.product.sku));
        assert.deepEqual({ Benefits, Subscriptions },
            { Benefits: all().Benefits, Subscriptions: all().Subscriptions });
        const swedish = { 'accept-language': 'sv' };
        assert.deepEqual(Object.keys(groups(await search(world.admin, 'ritplan', swedish))),
            ['Förmåner', 'Produktnycklar', 'Prenumerationer', 'Kvitton']);
    });

    test('have what an offer gave, and keys by a part of the reference', async () => {
        const ofOffer = groups(await search(world.admin, 'for pictures'));
        assert.deepEqual(ofOffer.Benefits, all().Benefits);
        const ofPart = groups(await search(world.admin, world.ref.slice(0, 8).toLowerCase()));
        assert.deepEqual(ofPart, { 'Product keys': all()['Product keys'] });
    });

    test('have people by a part of the name or by the address', async () => {
        const people = [`/people/${world.person.id}`];
        for (const text of ['öberg', 'ÅSA Ö', world.person.email]) {
            assert.deepEqual(groups(await search(world.admin, text)), { People: people }, text);
        }
    });

    test('lead to pages that are there', async () => {
        const text = await search(world.admin, 'visio');
        for (const path of Object.values(groups(text)).flat()) {
            assert.equal((await world.admin.get(path.split('#')[0])).status, 200, path);
        }
    });

    test('have credits by product or offer, whatever became of them', async () => {
        const { tenant, credit, product, offer } = await withCredit(operator, '2021-08-02', bulk);
        const admin = await newVisitor(tenant, 'partner-admin');
        const Credits = [`/credits/${credit.id}`];
        for (const text of ['CLOUD CREDIT', product.sku, offer.name]) {
            assert.deepEqual(groups(await search(admin, text)).Credits, Credits, text);
        }
        const swedish = await search(admin, 'molnkredit', { 'accept-language': 'sv' });
        assert.deepEqual(groups(swedish).Krediter, Credits);
        assert.match(swedish, /6.000.{1,40}om året/s);
        assert.equal(await leadsTo(admin, credit.id.toLowerCase()), Credits[0]);
        const billing = await newVisitor(tenant, 'billing-admin');
        assert.equal(groups(await search(billing, product.sku)).Credits, undefined);
        assert.equal(groups(await search(world.admin, product.sku)).Credits, undefined);
    });

    test('show five of each, and where the others are', async () => {
        for (let number = 0; number < 6; number += 1) {
            await addPerson(world.tenant, `Zelda ${number}`);
            await redeem(world.admin.api, 'activate',
                await newKeys(operator, { sku: world.product.sku }), { separate: true });
        }
        const people = await search(world.admin, 'zelda');
        assert.equal(groups(people).People.length, 5);
        assert.match(people, /href="\/people\?q=zelda">Everybody who matches/);
        const text = await search(world.admin, 'visio plan');
        assert.equal(groups(text).Subscriptions.length, 5);
        assert.match(text, /href="\/subscriptions\?q=visio%20plan">All subscriptions that match/);
        const { Receipts } = groups(text);
        assert.deepEqual([Receipts.length, Receipts], [5, [...Receipts].sort().reverse()]);
    });

    test('are none where nothing is found: then it says what can be', async () => {
        const text = await search(world.admin, 'nothing like it');
        assert.match(text, /Nothing found/);
        assert.match(text, /What can be searched for/);
        const nothing = await world.admin.get('/search');
        assert.match(nothing.text, /What can be searched for/);
        assert.doesNotMatch(nothing.text, /Nothing found/);
    });

    test('show names that try to be more, and the text itself, harmlessly', async () => {
        for (const text of ['visio', 'öberg', HOSTILE.slice(0, 99), '\u202e=1+1'.slice(1), '𝔓'.repeat(100)]) {
            const html = await search(world.admin, text);
            assert.doesNotMatch(html, /<script>alert|<img src=x/, text);
        }
        assert.match(await search(world.admin, '"><b>'), /value="&quot;&gt;&lt;b&gt;"/);
    });

    test('are in Swedish for whoever reads Swedish', async () => {
        const text = await search(world.admin, 'zzz', { 'accept-language': 'sv' });
        assert.match(text, /Träffar på ”<bdi>zzz<\/bdi>”/);
        assert.match(text, /Inga träffar/);
    });
});

describe('an id or a reference', () => {
    test('leads straight to its page, however it is typed', async () => {
        const { admin, benefit, receipt, ref, person, enrolment } = world;
        const pages = [
            [benefit.id, `/benefits/${benefit.id}`],
            [benefit.id.toLowerCase(), `/benefits/${benefit.id}`],
            [receipt.id, `/redemptions/${receipt.id}`],
            [receipt.subscriptionId, `/subscriptions/${receipt.subscriptionId}`],
            [person.id, `/people/${person.id}`],
            [enrolment.id, '/benefits?q=Silver%20for%20pictures'],
            [ref, `/benefits/${benefit.id}#of-${ref}`],
            [ref.toLowerCase(), `/benefits/${benefit.id}#of-${ref}`],
        ];
        for (const [text, path] of pages) {
            assert.equal(await leadsTo(admin, text), path);
            assert.equal((await admin.get(path.split('#')[0])).status, 200);
            const sent = await admin.submit('/home', '/search', { q: text });
            assert.deepEqual([sent.status, sent.headers.location], [303, path]);
        }
    });

    test('of a key from elsewhere leads to the receipt of what was done with it', async () => {
        const keys = await newKeys(operator, { sku: world.product.sku });
        const receipt = await redeem(world.admin.api, 'activate', keys, { separate: true });
        assert.equal(await leadsTo(world.admin, keys[0].ref), `/redemptions/${receipt.id}`);
    });

    test('that is nobody\'s finds nothing', async () => {
        for (const text of ['sub_01HZX3M8Q2V7T5N9K4R6W1Y0ZZ', 'KR-00000000', 'evt_x', 'ben_']) {
            assert.match(await search(world.admin, text), /Nothing found/);
        }
    });
});

/* RULE ROLE-2 */
describe('who finds what', () => {
    test('nothing of another partner, by any name', async () => {
        const other = await newWorld();
        const visitor = await newVisitor(world.tenant, 'global-admin');
        for (const text of [other.benefit.id, other.receipt.id, other.receipt.subscriptionId,
            other.person.id, other.enrolment.id, other.ref, other.person.email, other.product.sku]) {
            assert.match(await search(visitor, text), /Nothing found/, text);
        }
        const { People } = groups(await search(other.admin, 'öberg'));
        assert.deepEqual(People, [`/people/${other.person.id}`]);
    });

    test('nothing of another tenant of the same partner but what is the partner\'s', async () => {
        const beside = await operator.post(`partners/${world.partner.id}/tenants`,
            { name: 'Beside', domain: `tenant-${unique()}.example` }, { expect: 201 });
        const visitor = await newVisitor(beside.body, 'global-admin');
        for (const text of [world.receipt.id, world.receipt.subscriptionId, world.person.id, 'öberg']) {
            assert.match(await search(visitor, text), /Nothing found/, text);
        }
        assert.equal(await leadsTo(visitor, world.benefit.id), `/benefits/${world.benefit.id}`);
        assert.deepEqual(Object.keys(groups(await search(visitor, 'visio'))), ['Benefits', 'Product keys']);
    });

    test('each role finds what it may see', async () => {
        const finds = async (role) => Object.keys(groups(
            await search(await newVisitor(world.tenant, role), 'visio')));
        assert.deepEqual(await finds('reader'), ['Benefits', 'Product keys', 'Subscriptions', 'Receipts']);
        assert.deepEqual(await finds('billing-admin'), ['Subscriptions', 'Receipts']);
        assert.deepEqual(await finds('user-admin'), ['What can be searched for']);
        const billing = await newVisitor(world.tenant, 'billing-admin');
        assert.equal(await leadsTo(billing, world.ref), `/redemptions/${world.receipt.id}`);
        assert.match(await search(billing, world.benefit.id), /Nothing found/);
        const nobody = await newVisitor(world.tenant);
        assert.equal((await nobody.get('/search?q=visio')).status, 403);
    });

    test('the staff have no box, and are led to what an id names', async () => {
        const staff = new Browser(server);
        await staff.signIn(server.demo.operator);
        assert.doesNotMatch((await staff.get('/benefits')).text, /id="q"/);
        assert.equal(await leadsTo(staff, world.receipt.id), `/redemptions/${world.receipt.id}`);
        assert.match(await search(staff, 'visio'), /Nothing found/);
    });
});

/* RULE KEY-5 */
describe('a product key in the search box', () => {
    const TYPED = [(key) => key, (key) => key.toLowerCase(), (key) => key.replaceAll('-', ''),
        (key) => key.replaceAll('-', ' '), (key) => `my key ${key}`, (key) => key.slice(0, -1)];

    test('is neither searched for, nor repeated, nor logged', async () => {
        const [{ key }] = await newKeys(operator);
        for (const typed of TYPED.map((change) => change(key))) {
            const sent = await world.admin.submit('/home', '/search', { q: typed });
            assert.deepEqual([sent.status, sent.headers.location], [303, '/search?key=1'], typed);
            assert.equal(await leadsTo(world.admin, typed), '/search?key=1');
        }
        const { status, text } = await world.admin.get('/search?key=1');
        assert.equal(status, 200);
        assert.match(text, /looks like a product key/);
        assert.match(text, /href="\/activate">Enter a product key/);
        assert.doesNotMatch(server.log, new RegExp(key.slice(0, 5), 'i'));
        assert.doesNotMatch(server.log, /visio|berg/i);
    });

    test('is not repeated by a refusal either', async () => {
        const [{ key }] = await newKeys(operator);
        const { text } = await world.admin.submit('/home', '/search', { q: `${key}${'x'.repeat(100)}` });
        assert.doesNotMatch(text, new RegExp(key));
    });
});

describe('the box', () => {
    test('stands on every page of a partner, and holds what was searched for', async () => {
        for (const path of ['/home', '/benefits', '/subscriptions', '/people', '/activity']) {
            const { text } = await world.admin.get(path);
            assert.match(text, /<form class="search" role="search" method="post" action="\/search"/, path);
            assert.match(text, /<input id="q" name="q" type="search"[^>]*value="">/, path);
        }
        assert.match(await search(world.admin, 'visio'), /<input id="q"[^>]*value="visio">/);
        const { text } = await new Browser(server).get('/sign-in');
        assert.doesNotMatch(text, /id="q"/);
    });

    test('sends what was typed to the address of the search', async () => {
        const sent = await world.admin.submit('/home', '/search', { q: 'åsa & co' });
        assert.deepEqual([sent.status, sent.headers.location], [303, '/search?q=%C3%A5sa%20%26%20co']);
        const empty = await world.admin.submit('/home', '/search', { q: '' });
        assert.deepEqual([empty.status, empty.headers.location], [303, '/search']);
        assert.ok(tokenIn((await world.admin.get('/search')).text));
        assert.equal((await world.admin.post('/search', { q: 'visio' })).status, 403);
    });

    test('refuses what is too long', async () => {
        assert.equal((await world.admin.get(`/search?q=${'x'.repeat(101)}`)).status, 422);
        assert.equal((await world.admin.get('/search?what=1')).status, 422);
    });
});

/* Words of the glossary, in either language, and the page that each is about. */
const WORDS = [
    ['årskredit', '/credits'], ['masskredit', '/credits'], ['Månadskrediter', '/credits'],
    ['bulk credit', '/credits'], ['plats', '/subscriptions'], ['seat', '/subscriptions'],
    ['utöka', '/subscriptions'], ['utöka slutdatum', '/subscriptions'], ['licenser', '/subscriptions'],
    ['inkrementell', '/benefits'], ['fördel', '/benefits'], ['grundförmån', '/benefits'],
    ['förfallodatum', '/benefits'], ['verifiera', '/activate'], ['lösa in', '/activate'],
    ['nyckelblad', '/keys'], ['25-siffrig', '/keys'], ['gästanvändare', '/people'],
    ['revisionslogg', '/activity'], ['räknehjälp', '/what-if'], ['klientorganisation', '/organisation'],
    ['registreringsår', '/help/terms'], ['Action Pack', '/help/terms'], ['supportbiljett', '/help/support'],
];

test('our own words lead to the page that they are about', async () => {
    for (const [word, path] of WORDS) {
        const { Pages: found = [] } = groups(await search(world.admin, word));
        assert.ok(found.includes(path), `${word}: ${found}`);
    }
    assert.equal(groups(await search(world.admin, 'visio')).Pages, undefined);
});
