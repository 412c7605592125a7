/*
 * What needs doing in all organisations of one sign-in: one list, by organisation, in as many
 * statements as for one; each button goes to the organisation and on.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser, tokenIn } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { newKeys, redeem, setDay } from './lib/keys.mjs';
import { renewToken, unique } from './lib/people.mjs';
import { enrol, incremental, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';
import { logRead, statementsOf } from './lib/statements.mjs';

const EMAIL = 'everywhere@group.example';
const PASSWORD = 'the same password everywhere';
const TODAY = '2021-08-02';
const STATEMENTS_MAX = 12;
const PARTNERS = 3;
const HOUSES = 6; /* of each partner: 18 organisations, more than one page has */

let server, operator, product, houses, browser;

async function choosePassword(tenant) {
    const { stdout } = await server.cli('user', 'link', '--email', EMAIL, '--tenant', tenant.id);
    const [path] = /\/set-up\/[\w-]+/.exec(stdout);
    const answer = await new Browser(server).submit(path, path, { password: PASSWORD, repeat: PASSWORD });
    assert.equal(answer.status, 303, answer.text);
}

/* Everybody's role is the same but in the last house of each partner, where there is none. */
async function newHouse(partner, place) {
    const { body: tenant } = await operator.post(`partners/${partner.id}/tenants`,
        { name: `House ${unique()}`, domain: `house-${unique()}.example` }, { expect: 201 });
    const roles = place === HOUSES - 1 ? [] : ['global-admin'];
    const { body: user } = await operator.post(`tenants/${tenant.id}/users`,
        { email: EMAIL, displayName: 'Everywhere', kind: 'member', roles }, { expect: 201 });
    await choosePassword(tenant);
    return { partner, tenant, user, place };
}

async function apiOf(house) {
    const api = Object.assign(operator.as(null), { user: { ...house.user, tenantId: house.tenant.id } });
    await renewToken(api);
    return api;
}

before(async () => {
    server = await startServer({ demo: true, testClock: true, args: ['--log', 'debug'] });
    operator = new Api(server, { token: server.demo.operator.token });
    await setDay(operator, TODAY);
    product = await newProduct(operator, { name: 'Something to use' });
    houses = [];
    for (let i = 0; i < PARTNERS; i += 1) {
        const { body: partner } = await operator.post('partners',
            { name: `Group ${i}`, country: 'SE' }, { expect: 201 });
        for (let place = 0; place < HOUSES; place += 1) {
            houses.push(await newHouse(partner, place));
        }
    }
    /* In the second house of each partner an offer, in the third a subscription that ends. */
    for (const { partner, tenant } of houses.filter(({ place }) => place === 1)) {
        const offer = await newOffer(operator, 'gold', [incremental(product, 25)]);
        await enrol(operator, partner, offer, TODAY, { tenantId: tenant.id });
    }
    for (const house of houses.filter(({ place }) => place === 2)) {
        await redeem(await apiOf(house), 'activate',
            await newKeys(operator, { sku: product.sku, licenses: 7 }));
    }
    await setDay(operator, '2022-07-20');
    browser = await signedIn();
});
after(() => server?.remove());

async function signedIn(options) {
    const person = new Browser(server, options);
    await person.signIn({ email: EMAIL, password: PASSWORD });
    return person;
}

async function get(path, who = browser, status = 200) {
    const answer = await who.get(path);
    assert.equal(answer.status, status, answer.text.slice(0, 1000));
    return answer.text;
}

const plain = (text) => text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

/* Of each card of the page: whose it is, its rows, and what its form sends. */
const cards = (text) => text.split('<section class="card"').slice(1).map((part) => {
    const card = part.split('</section>')[0];
    return {
        account: /name="account" value="([^"]+)"/.exec(card)[1],
        words: plain(card),
        next: [...card.matchAll(/name="next" value="([^"]*)"/g)]
            .map(([, value]) => value.replaceAll('&amp;', '&')),
    };
});

describe('one list over all organisations', () => {
    test('has each thing once, in the organisation that it is of', async () => {
        const found = cards(await get('/everywhere'));
        const of = (place) => houses.filter((house) => house.place === place)
            .map(({ user }) => user.id).sort();
        assert.deepEqual(found.filter(({ words }) => /25 licences/.test(words))
            .map(({ account }) => account).sort(), of(1));
        assert.deepEqual(found.filter(({ words }) => /7 licences end/.test(words))
            .map(({ account }) => account).sort(), of(2));
        assert.equal(found.length, 2 * PARTNERS);
        const text = plain(await get('/everywhere'));
        for (const { tenant, place } of houses) {
            assert.ok(text.includes(tenant.name), `${tenant.name}, place ${place}`);
        }
    });

    test('has the most urgent first', async () => {
        const [first] = cards(await get('/everywhere'));
        assert.match(first.words, /7 licences end.*13 days left/);
    });

    test('leads on: there, and to what is to be done, by a form alone', async () => {
        const text = await get('/everywhere');
        const card = cards(text).find(({ words }) => /7 licences end/.test(words));
        const [next] = card.next;
        assert.match(next, /^\/subscriptions\/sub_\w+\/redeem\?action=extend$/);
        const person = await signedIn();
        /* Without its token nothing happens. */
        const forged = await person.post('/organisation', { account: card.account, next });
        assert.equal(forged.status, 403);
        const { headers, status } = await person.post('/organisation',
            { csrf: tokenIn(await get('/everywhere', person)), account: card.account, next });
        assert.equal(status, 303);
        assert.equal(headers.location, next);
        assert.match(plain(await get(next, person)), /Something|Redeem product key/);
        const header = (await get('/home', person)).split('<main')[0];
        assert.match(header, new RegExp(`value="${card.account}" aria-pressed="true"`));
    });

    test('is reached from the overview and the menu of those who have several', async () => {
        const person = await signedIn();
        const csrf = tokenIn(await get('/organisation', person));
        await person.post('/organisation', { csrf, account: houses[0].user.id });
        const text = await get('/home', person);
        assert.equal([...text.matchAll(/href="\/everywhere"/g)].length, 2);
        const alone = new Browser(server);
        await alone.signIn(server.demo.partner);
        assert.doesNotMatch(await get('/home', alone), /href="\/everywhere"/);
        await get('/everywhere', alone);
    });

    test('is in Swedish for whoever reads Swedish', async () => {
        const text = plain(await get('/everywhere', await signedIn({ language: 'sv' })));
        assert.match(text, /Att göra i alla organisationer/);
        assert.match(text, /7 licenser/);
        assert.match(text, /Inget att göra i:/);
    });

    test('asks as few times for eighteen organisations as for one', async (t) => {
        const person = await signedIn();
        await logRead(server);
        const { counts } = await statementsOf(server, () => person.get('/everywhere'));
        t.diagnostic(`${Math.max(...counts)} statements`);
        assert.ok(Math.max(...counts) <= STATEMENTS_MAX, `${counts}`);
    });
});

test('the API says the same of the organisation that a token is for', async () => {
    const [ending] = houses.filter(({ place }) => place === 2);
    const { body } = await (await apiOf(ending)).get('duties', { expect: 200 });
    assert.deepEqual(body.organisations.map(({ tenantId }) => tenantId), [ending.tenant.id]);
    /* The partner's benefit too: by this token it can be used in no other organisation. */
    assert.deepEqual(body.organisations[0].duties.map(({ kind, by }) => [kind, by]),
        [['renew', '2022-08-02'], ['use', '2022-09-01']]);
    const { body: none } = await operator.get('duties', { expect: 200 });
    assert.deepEqual(none.organisations, []);
});

test('a benefit extends what its organisation has, as on the overview', async () => {
    const house = houses.find(({ place }) => place === 1);
    const words = async () => cards(await get('/everywhere'))
        .find(({ account }) => account === house.user.id).words;
    assert.match(await words(), /25 licences.* Activate/);
    await redeem(await apiOf(house), 'activate',
        await newKeys(operator, { sku: product.sku, licenses: 9 }));
    assert.match(await words(), /25 licences.* Extend/);
});
