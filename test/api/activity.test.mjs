/*
 * The page of activity: what happened, to whom it is shown, how it is filtered, and as a file.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { newKeys, redeem, setDay } from './lib/keys.mjs';
import { atBrowser, newTenant, newUser, tokenOf, unique } from './lib/people.mjs';
import { core, enrol, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const KEY = /\b[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){4}\b/;
const HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>';
const ROW = /<tr role="row" id="(evt_[0-9A-Z]+)">(.*?)<\/tr>/gs;

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    await setDay(operator, '2091-03-01');
    operator.token = await tokenOf(server, server.demo.operator.email, '--days', '400');
});
after(() => server?.remove());

const newVisitor = async (tenant, ...roles) =>
    atBrowser(await newUser(operator, tenant, ...roles));

async function page(visitor, path, options) {
    const answer = await visitor.get(path, options);
    assert.equal(answer.status, 200, `${path}\n${answer.text.slice(0, 3000)}`);
    return answer.text;
}

/* The rows of the list, in order, as {id, text, html}. */
function rows(text) {
    return [...text.matchAll(ROW)].map(([, id, html]) =>
        ({ id, html, text: html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim() }));
}

const linkTo = (text, name) =>
    new RegExp(`href="([^"]*)"[^>]*>${name}`).exec(text)?.[1].replaceAll('&amp;', '&');

/* All rows from this address on, part by part. */
async function allRows(visitor, path) {
    const found = [];
    for (let next = path; next !== undefined;) {
        const text = await page(visitor, next);
        found.push(...rows(text));
        next = linkTo(text, 'Earlier activity');
    }
    return found;
}

/* RULE AUD-1, AUD-3: the pages are made from the same events as the feed. */
describe('the list', () => {
    let tenant;
    let partner;
    let admin;
    let visitor;
    let benefit;
    let receipt;
    let colleague;

    before(async () => {
        ({ partner, tenant } = await newTenant(operator));
        admin = await newUser(operator, tenant, 'global-admin');
        const product = await newProduct(operator, { name: `Visio ${HOSTILE}` });
        await enrol(operator, partner, await newOffer(operator, 'silver', [core(product, 25)]),
            '2091-02-01');
        [benefit] = await admin.all('benefits');
        await setDay(operator, '2091-03-05');
        await admin.post(`benefits/${benefit.id}/keys/${benefit.keys[0].ref}/reveal`,
            { tenantId: tenant.id, tenantVerified: true }, { expect: 200 });
        receipt = (await admin.post('redemptions', {
            tenantId: tenant.id, action: 'activate', keyRefs: [benefit.keys[0].ref],
        }, { expect: 201 })).body;
        colleague = (await operator.post(`tenants/${tenant.id}/users`, {
            email: `anna-${unique()}@${tenant.domain}`, displayName: `Åsa ${HOSTILE}`,
            kind: 'member', roles: [],
        }, { expect: 201 })).body;
        await setDay(operator, '2091-03-09');
        const subscription = `subscriptions/${receipt.subscriptionId}`;
        const { headers } = await admin.get(subscription, { expect: 200 });
        await admin.put(`${subscription}/licenses/${colleague.id}`, undefined,
            { ifMatch: headers.etag, expect: 200 });
        visitor = await atBrowser(admin);
    });

    /* Without what making the browser left behind. */
    const deeds = async (query) => rows(await page(visitor, `/activity${query}`))
        .filter(({ text }) => !/Signed|Link for|Password|Token for/.test(text));

    test('says when, who, what and what it is about, the latest first', async () => {
        const [licence, person, redeemed, revealed] = await deeds('');
        assert.match(licence.text, /^9 March 2091, 12:00 UTC User user-\S+ from 127\.0\.0\.1 Licence assigned Visio/);
        assert.match(licence.text, /for Åsa/);
        assert.match(person.text, /^5 March 2091, 12:00 UTC the operator Person added Åsa/);
        assert.match(redeemed.text, /Product key redeemed Visio/);
        assert.match(revealed.text, /Product key shown Visio .* KR-[0-9A-Z]{8}$/);
        assert.doesNotMatch(person.text, /127\.0\.0\.1|operator@/);
    });

    test('leads to what each was about', async () => {
        const [licence, , redeemed, revealed] = await deeds('');
        const lead = async (row, path) => {
            assert.equal(linkTo(row.html, '<bdi>Visio'), path);
            await page(visitor, path.split('#')[0]);
        };
        await lead(licence, `/subscriptions/${receipt.subscriptionId}`);
        await lead(redeemed, `/redemptions/${receipt.id}`);
        await lead(revealed, `/benefits/${benefit.id}#of-${benefit.keys[0].ref}`);
        const [added] = (await deeds('?kind=people')).filter(({ text }) => /Åsa/.test(text));
        assert.equal(linkTo(added.html, '<bdi>Åsa'), `/people/${colleague.id}`);
        await page(visitor, `/people/${colleague.id}`);
        const enrolled = rows(await page(visitor, '/activity?kind=benefits'))[0];
        assert.match(enrolled.text, /Enrolled in an offer Offer of silver/);
        assert.equal(linkTo(enrolled.html, '<bdi>Offer'), '/benefits?q=Offer%20of%20silver');
    });

    test('shows every event of the feed that is the tenant\'s or the partner\'s as a whole', async () => {
        const feed = (await admin.all('events?limit=200')).map(({ id }) => id).reverse();
        assert.deepEqual((await allRows(visitor, '/activity?limit=2')).map(({ id }) => id), feed);
    });

    test('never shows a key, nor anything that is run', async () => {
        const text = await page(visitor, '/activity');
        assert.doesNotMatch(text, KEY);
        assert.doesNotMatch(text, /<script>alert|<img src=x/);
        assert.match(text, /Visio &lt;script&gt;alert/);
    });

    const kinds = async (query) =>
        (await allRows(visitor, `/activity?${query}`)).map(({ text }) => /UTC (.*)/.exec(text)[1]);

    test('filters by what it is about', async () => {
        assert.equal((await kinds('kind=keys')).length, 2);
        assert.equal((await kinds('kind=subscriptions')).length, 1);
        assert.match((await kinds('kind=licences')).join(), /^User [^,]*Licence assigned/);
        assert.match((await kinds('kind=benefits')).join(), /^the operator Enrolled/);
        assert.match((await kinds('kind=people')).join(), /Person added/);
        const signing = await kinds('kind=sign-in');
        assert.ok(signing.length >= 2 && signing.every((text) => /Sign|Link|Password|Token/.test(text)));
    });

    test('filters by who did it: a name, an address, or the operator', async () => {
        const mine = await kinds(`who=${admin.user.email.toUpperCase()}`);
        assert.ok(mine.length >= 4 && mine.every((text) => text.includes(admin.user.email)));
        assert.deepEqual(await kinds(`who=User%20${admin.user.email.slice(0, -3)}`), mine);
        const theirs = await kinds('who=operator');
        assert.ok(theirs.length >= 3 && theirs.every((text) => text.startsWith('the operator')));
        assert.deepEqual(await kinds('who=nobody-like-this'), []);
    });

    test('filters by days, the last one included', async () => {
        const days = async (query) => new Set((await allRows(visitor, `/activity?${query}`))
            .map(({ text }) => /^(\d+) March/.exec(text)[1]));
        assert.deepEqual(await days('from=2091-03-05&to=2091-03-05'), new Set(['5']));
        assert.deepEqual(await days('from=2091-03-05'), new Set(['9', '5']));
        assert.deepEqual(await days('to=2091-03-01&limit=1'), new Set(['1']));
        assert.deepEqual(await days('from=2091-03-10'), new Set());
        assert.deepEqual(await days('from=1970-01-01&to=9999-12-31'), new Set(['9', '5', '1']));
    });

    test('filters by what it happened to', async () => {
        const { ref } = benefit.keys[0];
        assert.match((await kinds(`q=${ref.toLowerCase()}`)).join(), /Product key shown[^,]*$/);
        assert.match((await kinds(`q=${receipt.id}`)).join(), /Product key redeemed[^,]*$/);
    });

    test('keeps the filters in the form, the next part and the file', async () => {
        const query = 'kind=sign-in&who=user&from=2091-03-01&to=2091-03-31';
        const text = await page(visitor, `/activity?${query}&limit=1`);
        assert.match(text, /<option value="sign-in" selected>/);
        assert.match(text, /name="who"[^>]*value="user"/);
        assert.match(text, /name="from"[^>]*value="2091-03-01"/);
        assert.match(text, /name="to"[^>]*value="2091-03-31"/);
        assert.ok(linkTo(text, 'Earlier activity').startsWith(`/activity?${query}&limit=1&after=`));
        assert.ok(text.includes(`href="/activity.csv?${query.replaceAll('&', '&amp;')}"`));
    });

    test('says what to do where nothing is found', async () => {
        const text = await page(visitor, '/activity?q=nothing-like-it');
        assert.match(text, /Nothing matches/);
        assert.match(text, /href="\/activity">Clear the filter/);
    });

    test('has filters that are ready', async () => {
        const text = await page(visitor, '/activity');
        for (const name of ['The last 30 days', 'What happened to keys', 'What I did',
            'What the operator did']) {
            assert.ok(rows(await page(visitor, linkTo(text, name))).length > 0, name);
        }
    });

    test('refuses what it does not know', async () => {
        for (const query of ['kind=none', 'from=yesterday', 'to=2091-02-30', 'limit=0', 'limit=201',
            'what=1', `who=${'x'.repeat(255)}`,
            `q=${'x'.repeat(101)}`]) {
            const answer = await visitor.get(`/activity?${query}`);
            assert.equal(answer.status, 422, query);
            assert.match(answer.headers['content-type'], /text\/html/);
        }
        for (const cursor of ['x', 'sub_01HZX3M8Q2V7T5N9K4R6W1Y0ZZ']) {
            assert.equal((await visitor.get(`/activity?after=${cursor}`)).status, 400, cursor);
        }
        const long = (length) => encodeURIComponent('𝔓'.repeat(length));
        await page(visitor, `/activity?who=${long(254)}&q=${long(100)}&limit=1&kind=keys`);
    });

    test('finds what somebody with a very long address did', async () => {
        const long = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example`;
        await operator.post(`tenants/${tenant.id}/users`, { email: long, displayName: 'Long',
            kind: 'member', roles: ['global-admin'] }, { expect: 201 });
        const visit = await atBrowser(Object.assign(operator.as(await tokenOf(server, long)),
            { user: { email: long } }));
        const mine = await page(visit, linkTo(await page(visit, '/activity'), 'What I did'));
        assert.ok(rows(mine).some(({ text }) => text.includes('Long')), mine);
    });

    test('is in Swedish for whoever reads Swedish', async () => {
        const text = await page(visitor, '/activity?who=programoperat%C3%B6ren',
            { headers: { 'accept-language': 'sv' } });
        assert.match(text, /<h1>Aktivitet<\/h1>/);
        assert.match(text, /5 mars 2091/);
        assert.match(text, /programoperatören/);
        assert.ok(rows(text).length >= 3);
    });

    test('stands in the navigation, and the overview leads to it', async () => {
        assert.match(await page(visitor, '/activity'), /<a href="\/activity" aria-current="page">/);
        assert.match(await page(visitor, '/home'), /<a href="\/activity">All activity<\/a>/);
    });

    describe('as a file', () => {
        const HEAD = 'id,at,who,email,from,type,what,object,name,person,reason';
        const lines = (text) => text.split('\r\n').slice(0, -1);

        test('has the same events, by the same filters', async () => {
            const filters = ['', '?kind=keys', '?who=operator', '?from=2091-03-05&to=2091-03-05'];
            for (const query of filters) {
                const answer = await visitor.get(`/activity.csv${query}`);
                assert.equal(answer.status, 200, answer.text);
                assert.match(answer.headers['content-type'], /^text\/csv/);
                assert.match(answer.headers['content-disposition'], /attachment; filename="activity.csv"/);
                const [head, ...events] = lines(answer.text);
                assert.equal(head, HEAD);
                assert.deepEqual(events.map((line) => line.split(',')[0]),
                    (await allRows(visitor, `/activity${query}`)).map(({ id }) => id), query);
            }
        });

        test('says what the list says, and nothing that a spreadsheet would run', async () => {
            const { tenant: other } = await newTenant(operator);
            const hostile = await newVisitor(other, 'global-admin');
            await operator.post(`tenants/${other.id}/users`, {
                email: `x-${unique()}@${other.domain}`, displayName: '=1+1', kind: 'member', roles: [],
            }, { expect: 201 });
            const [, added] = lines((await hostile.get('/activity.csv?kind=people')).text);
            assert.match(added, /^evt_\w+,2091-03-09T12:00:\d\dZ,the operator,,,user\.created,Person added,usr_\w+,"'=1\+1",,$/);
            assert.doesNotMatch((await visitor.get('/activity.csv')).text, KEY);
        });

        test('of nothing has a head only', async () => {
            const answer = await visitor.get('/activity.csv?q=nothing-like-it');
            assert.equal(answer.text, `${HEAD}\r\n`);
        });
    });
});

describe('credits', () => {
    test('are among it, with what time alone did', async () => {
        const { partner, tenant } = await newTenant(operator);
        const product = await newProduct(operator, { name: 'Azure monthly', kind: 'credit' });
        const credit = { period: 'month', currency: 'USD', amount: '100' };
        await enrol(operator, partner, await newOffer(operator, 'gold',
            [{ sku: product.sku, type: 'core', credit }]), '2091-03-09');
        const visitor = await newVisitor(tenant, 'global-admin');
        const found = rows(await page(visitor, '/activity?kind=credits'));
        assert.match(found.map(({ text }) => text).join('\n'), /the operator Credit set up Azure monthly/);
        assert.match(found[0].text, /automatic Credit for a period granted/);
        const [{ subject }] = (await visitor.api.all('events?limit=200'))
            .filter(({ type }) => type === 'credit.provisioned');
        assert.match(linkTo(found[0].html, '<bdi>Azure'), /^\/(credits|benefits)\//);
        const answer = await visitor.get(`/search?q=${subject}`);
        assert.equal(answer.headers.location, linkTo(found[0].html, '<bdi>Azure'));

        /* Nowhere does it read as if the operator had done it, nor what a command did as nobody's. */
        const csv = await visitor.get('/activity.csv?kind=credits');
        assert.match(csv.text, /,automatic,,,credit\.granted,/);
        assert.match(csv.text, /,the operator,,,credit\.provisioned,/);
        const home = await visitor.get('/home');
        assert.match(home.text, /Credit for a period granted.{1,200}automatic/s);
        const swedish = await visitor.get('/home', { headers: { 'accept-language': 'sv' } });
        assert.match(swedish.text, /automatiskt/);
        const demo = new Browser(server);
        await demo.signIn(server.demo.partner);
        const { text } = await demo.get('/activity.csv?kind=credits');
        assert.match(text, /,the operator,,,credit\.provisioned,/);
        assert.doesNotMatch(text, /,automatic,,,credit\.(provisioned|assigned|used)/);
    });
});

/* RULE ROLE-2, BEN-3 */
describe('who sees what', () => {
    test('nobody sees another partner, nor another tenant of the same partner', async () => {
        const { partner, tenant } = await newTenant(operator);
        const beside = await operator.post(`partners/${partner.id}/tenants`,
            { name: 'Beside', domain: `tenant-${unique()}.example` }, { expect: 201 });
        const here = await newVisitor(tenant, 'reader');
        const there = await newVisitor(beside.body, 'reader');
        const ids = async (visitor) => (await allRows(visitor, '/activity')).map(({ id }) => id);
        const feed = await operator.all(`events?partnerId=${partner.id}&limit=200`);
        const not = (other) => feed.filter(({ tenantId }) => tenantId !== other.id)
            .map(({ id }) => id).reverse();
        assert.deepEqual(await ids(here), not(beside.body));
        assert.deepEqual(await ids(there), not(tenant));
        const { partner: stranger } = await newTenant(operator);
        for (const path of ['/activity', '/activity.csv']) {
            assert.equal((await here.get(`${path}?partnerId=${stranger.id}`)).status, 404);
        }
    });

    test('a role without it is refused, and has it nowhere in the navigation', async () => {
        const { tenant } = await newTenant(operator);
        const visitor = await newVisitor(tenant, 'user-admin');
        assert.equal((await visitor.get('/activity')).status, 403);
        assert.equal((await visitor.get('/activity.csv')).status, 403);
        for (const role of ['partner-admin', 'billing-admin', 'reader']) {
            await page(await newVisitor(tenant, role), '/activity');
        }
    });

    test('what a role may not open is named and not linked', async () => {
        const { partner, tenant } = await newTenant(operator);
        const product = await newProduct(operator);
        await enrol(operator, partner, await newOffer(operator, 'silver', [core(product, 5)]));
        const billing = await newVisitor(tenant, 'billing-admin');
        const [row] = rows(await page(billing, '/activity?kind=benefits'));
        assert.match(row.text, /Enrolled in an offer enr_[0-9A-Z]+$/);
        assert.doesNotMatch(row.html, /href/);
    });

    test('the staff choose a partner and see all of it', async () => {
        const staff = new Browser(server);
        await staff.signIn(server.demo.operator);
        assert.match(await page(staff, '/activity'), /choose a partner/i);
        const { partner, tenant } = await newTenant(operator);
        const admin = await newUser(operator, tenant, 'global-admin');
        await redeem(admin, 'activate', await newKeys(operator));
        const address = `/activity?partnerId=${partner.id}`;
        const feed = (await admin.all('events?limit=200')).map(({ id }) => id).reverse();
        assert.deepEqual((await allRows(staff, `${address}&limit=2`)).map(({ id }) => id), feed);
        assert.equal((await staff.get('/activity.csv')).status, 422);
        assert.equal((await staff.get(`/activity.csv?partnerId=${partner.id}`)).status, 200);
    });

    test('who is not signed in signs in first', async () => {
        const answer = await new Browser(server).get('/activity?kind=keys');
        assert.equal(answer.status, 303);
        assert.match(answer.headers.location, /^\/sign-in\?next=/);
    });
});

/* A page reads 2000 events at most, however many there are. */
describe('a long history', () => {
    const MANY = 2100;

    test('is looked through bit by bit', async () => {
        const { tenant } = await newTenant(operator);
        const visitor = await newVisitor(tenant, 'global-admin');
        await redeem(visitor.api, 'activate', await newKeys(operator));
        await Promise.all(Array.from({ length: MANY }, (_, number) =>
            operator.post(`tenants/${tenant.id}/users`, {
                email: `many-${number}@${tenant.domain}`, displayName: `Many ${number}`,
                kind: 'member', roles: [],
            }, { expect: 201 })));
        const first = await page(visitor, '/activity?kind=keys');
        assert.deepEqual(rows(first), []);
        assert.match(first, /Nothing found so far/);
        assert.match(first, /Looked through everything back to <time[^>]*>9 March 2091/);
        const [redeemed] = rows(await page(visitor, linkTo(first, 'Earlier activity')));
        assert.match(redeemed.text, /Product key redeemed/);
        const file = await visitor.get('/activity.csv?kind=keys');
        assert.equal(file.text.split('\r\n').length, 3);
        const all = await visitor.get('/activity.csv');
        assert.ok(all.text.split('\r\n').length > MANY);
    });
});
