/*
 * The overview as a decision: what needs doing, by when, and with which button; what is said where
 * nothing does; and how credits look that are nearly or wholly used, wherever they are shown.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { assign, bulk, monthly, newPerson, report, used, withCredit } from './lib/credits.mjs';
import { newSubscription, setDay } from './lib/keys.mjs';
import { atBrowser, newTenant, newUser, renewToken } from './lib/people.mjs';
import { core, enrol, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const TODAY = '2021-08-02';

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
beforeEach(() => setDay(operator, TODAY));
after(() => server?.remove());

const plain = (text) => text.replace(/<[^>]*>/g, ' ').replaceAll('\u00a0', ' ')
    .replace(/\s+/g, ' ').trim();

/* Sessions and tokens end as the clock goes on, so whoever looks signs in anew. */
async function look(api, path = '/home') {
    await renewToken(api);
    const answer = await (await atBrowser(api)).get(path);
    assert.equal(answer.status, 200, answer.text);
    return answer.text;
}

/* What needs doing, in order: its level, its words, and what its button says and leads to. */
function duties(text) {
    return [...text.matchAll(/<li class="(bad|warn|)">\s*<span class="what">(.*?)<\/li>/gs)]
        .map(([, level, row]) => {
            const [, href, says] = /<a class="btn[^"]*" href="([^"]*)">([^<]*)/.exec(row) ?? [];
            return { level, text: plain(row), href, says };
        });
}

const lists = (text) => plain(/<section class="card" aria-labelledby="to-do">(.*?)<p class="row">/s
    .exec(text)[1]);

async function newAdmin(role = 'global-admin') {
    const { partner, tenant } = await newTenant(operator);
    return { partner, tenant, admin: await newUser(operator, tenant, role) };
}

describe('what is said where nothing needs doing', () => {
    test('to somebody new', async () => {
        const { admin } = await newAdmin();
        assert.match(lists(await look(admin)), /^0 things to do This is where your benefits will be/);
    });

    test('where there is no offer yet, but a subscription', async () => {
        const { admin } = await newAdmin();
        await newSubscription(operator, admin);
        assert.match(lists(await look(admin)), /You have no offer yet/);
    });

    test('where all is in use: and what the next date is', async () => {
        const { partner, tenant, admin } = await newAdmin();
        const product = await newProduct(operator);
        await enrol(operator, partner, await newOffer(operator, 'gold', [core(product, 5)]), TODAY);
        const [benefit] = await admin.all('benefits');
        await admin.post('redemptions', { tenantId: tenant.id, action: 'activate',
            keyRefs: [benefit.keys[0].ref] }, { expect: 201 });
        assert.match(lists(await look(admin)),
            /Nothing is left to do: all benefits are in use\. The next date is 2 August 2022/);
    });

    test('where benefits expired unused, which is no all-clear', async () => {
        const { partner, admin } = await newAdmin();
        const products = [await newProduct(operator), await newProduct(operator)];
        await enrol(operator, partner, await newOffer(operator, 'gold',
            products.map((product) => core(product, 5))), TODAY);
        await setDay(operator, '2022-09-05');
        const text = await look(admin);
        assert.match(lists(text), /2 benefits expired unused/);
        assert.doesNotMatch(text, /all benefits are in use|Nothing is left/);
    });

    test('to whoever sees subscriptions only', async () => {
        const { admin } = await newAdmin('billing-admin');
        assert.match(lists(await look(admin)), /No subscription ends in the next 90 days/);
    });
});

/* RULE SUB-1 */
describe('a subscription', () => {
    const DAYS = [
        ['2022-05-03', []],
        ['2022-05-04', [['warn', /90 days left/, 'Extend', /\/subscriptions\/sub_\w+\/redeem\?action=extend/]]],
        ['2022-07-03', [['bad', /30 days left/, 'Extend', /redeem/]]],
        ['2022-08-02', [['bad', /Ended 2 August 2022 \. People can still work Disabled in 30 days/,
            'Activate again', /\/activate\?subscriptionId=sub_/]]],
        ['2022-09-01', [['bad', /Disabled since 1 September 2022 .*Deleted in 90 days/,
            'Activate again', /\/activate\?subscriptionId=sub_/]]],
        ['2022-11-29', [['bad', /Deleted in 1 day /, 'Activate again', /\/activate/]]],
        ['2022-11-30', []],
    ];

    test('is among what needs doing from 90 days before its end until it is deleted', async () => {
        const { admin } = await newAdmin();
        await newSubscription(operator, admin);
        for (const [day, expected] of DAYS) {
            await setDay(operator, day);
            const found = duties(await look(admin));
            assert.equal(found.length, expected.length, day);
            for (const [index, [level, says, button, href]] of expected.entries()) {
                assert.equal(found[index].level, level, day);
                assert.match(found[index].text, says, day);
                assert.equal(found[index].says, button, day);
                assert.match(found[index].href, href, day);
            }
        }
    });

    test('stands among benefits by its day, under its month', async () => {
        const { partner, admin } = await newAdmin();
        await newSubscription(operator, admin);
        const product = await newProduct(operator);
        await enrol(operator, partner, await newOffer(operator, 'gold', [core(product, 5)]),
            '2021-07-20');
        await setDay(operator, '2022-07-01');
        const text = await look(admin);
        assert.deepEqual([...text.matchAll(/<h3>([^<]*?)\s*<\/h3>/g)].map(([, month]) => month),
            ['August 2022']);
        assert.deepEqual(duties(text).map(({ says }) => says), ['Extend', 'Activate']);
    });

    test('has no button for whoever may not press it', async () => {
        const { tenant, admin } = await newAdmin();
        await newSubscription(operator, admin);
        await setDay(operator, '2022-07-20');
        await renewToken(admin);
        const reader = await newUser(operator, tenant, 'reader');
        assert.deepEqual(duties(await look(reader)).map(({ says }) => says), [undefined]);
    });
});

describe('the dates', () => {
    test('have what ends on this day of the next year', async () => {
        const { admin } = await newAdmin();
        await newSubscription(operator, admin);
        assert.match(await look(admin), /2 August 2022<\/time><\/th>.{1,80}1 subscription ends/);
    });

    test('of one day are one mark, with how many there are', async () => {
        const { partner, admin } = await newAdmin();
        const products = await Promise.all([1, 2, 3].map(() => newProduct(operator)));
        await enrol(operator, partner, await newOffer(operator, 'gold',
            products.map((product) => core(product, 5))), '2021-07-01');
        const text = await look(admin);
        assert.equal(text.match(/class="mark"/g).length, 1);
        assert.match(plain(text), /31 Jul ×3 3 benefits: last day to use them/);
        assert.match(text, /Last day to use 3 benefits/);
    });
});

describe('the latest activity', () => {
    test('has five lines, says what happened to what, and leaves out what comes by the hour', async () => {
        const { admin, credit, tenant, product } = await withCredit(operator, TODAY, bulk);
        const person = await newPerson(operator, tenant);
        await assign(admin, credit, person);
        await report(admin, [used(credit, person, '1', `${TODAY}T08:00:00Z`)]);
        const text = await look(admin);
        const [, latest] = /<h2 id="latest">(.*?)<\/ul>/s.exec(text);
        assert.equal(latest.match(/<li>/g).length, 5);
        assert.match(plain(latest), new RegExp(
            `Credit assigned: ${product.name} for ${person.displayName}`));
        assert.match(latest, new RegExp(`href="/credits/${credit.id}"`));
        assert.doesNotMatch(latest, /Signed in|password|Use of a credit/);
    });
});

describe('a credit that is nearly or wholly used', () => {
    const CASES = [['79', 'ok', ''], ['80', 'warn', 'warn'], ['100', 'bad', 'bad']];

    for (const [amount, badge, level] of CASES) {
        test(`looks so wherever it appears: USD ${amount} of 100`, async () => {
            const { admin, credit, tenant } = await withCredit(operator, TODAY, monthly);
            const { email } = admin.user;
            await assign(admin, credit, admin.user);
            await report(admin, [used(credit, admin.user, amount, `${TODAY}T08:00:00Z`)]);
            assert.ok(email.endsWith(tenant.domain));
            for (const path of ['/credits', `/credits/${credit.id}`, '/my',
                `/my/credits/${credit.id}`, '/benefits']) {
                const text = await look(admin, path);
                assert.match(text, new RegExp(`class="badge ${badge}"`), path);
                assert.equal(/class="(badge|bar|stat) bad/.test(text), level === 'bad', path);
            }
            for (const path of ['/credits', '/my']) {
                assert.match(await look(admin, path), new RegExp(`class="bar ${level}"`), path);
            }
            assert.match(await look(admin),
                new RegExp(`<div class="stat ${level}"><dt><a href="/credits">`));
        });
    }

    /* RULE CR-9 */
    test('has the marks of its alerts in the picture', async () => {
        const { admin, credit } = await withCredit(operator, TODAY, monthly);
        await assign(admin, credit, admin.user);
        await report(admin, [used(credit, admin.user, '85', `${TODAY}T08:00:00Z`)]);
        for (const path of [`/credits/${credit.id}`, `/my/credits/${credit.id}`]) {
            const text = await look(admin, path);
            assert.equal(text.match(/<path class="alert on"/g).length, 2, path);
            assert.match(text, /<path class="alert on" d="M0 150H1000"\/>/, path);
        }
    });
});

describe('the past year', () => {
    const row = (text, name) => plain(new RegExp(
        `<th role="rowheader" scope="row">${name}\\s*</th>(.*?)</tr>`, 's').exec(text)[1]);

    test('adds up what of its benefits was used, lapsed and is left', async () => {
        const { partner, tenant, admin } = await newAdmin();
        const products = [await newProduct(operator), await newProduct(operator)];
        await enrol(operator, partner, await newOffer(operator, 'gold',
            products.map((product) => core(product, 25))), TODAY);
        const [benefit] = await admin.all('benefits');
        await admin.post('redemptions', { tenantId: tenant.id, action: 'activate',
            keyRefs: [benefit.keys[0].ref] }, { expect: 201 });
        assert.equal(row(await look(admin), 'Licence-based'), '50 25 0 25');
        await setDay(operator, '2022-09-05');
        assert.equal(row(await look(admin), 'Licence-based'), '50 25 25 0');
        await setDay(operator, '2023-09-05');
        assert.doesNotMatch(await look(admin), /id="year"/);
    });

    /* Whether or not somebody has written the periods down. */
    test('counts periods of credits, those too in which nothing was used', async () => {
        const { admin, credit } = await withCredit(operator, TODAY, monthly);
        await assign(admin, credit, admin.user);
        await report(admin, [used(credit, admin.user, '40', `${TODAY}T08:00:00Z`)]);
        await setDay(operator, '2021-11-05');
        assert.equal(row(await look(admin), 'Credits, USD'),
            'USD 400 USD 40 USD 260 USD 100');
    });
});

describe('the ledger', () => {
    test('has signs, what is left after each, and from where to where', async () => {
        const { admin, credit, tenant } = await withCredit(operator, TODAY, bulk, '100');
        const [one, next] = [await newPerson(operator, tenant), await newPerson(operator, tenant)];
        await assign(admin, credit, one);
        await report(admin, [used(credit, one, '30', `${TODAY}T08:00:00Z`)]);
        await admin.post(`credits/${credit.id}/transfer`, { userId: next.id }, { expect: 200 });
        const text = await look(admin, `/credits/${credit.id}`);
        const [, ledger] = /id="ledger"(.*?)<\/table>/s.exec(text);
        const rows = [...ledger.matchAll(/<tr role="row">(.*?)<\/tr>/gs)].slice(1)
            .map(([, cells]) => plain(cells));
        assert.match(rows[0], new RegExp(`${one.displayName} → ${next.displayName} .* USD 70 USD 70$`));
        assert.match(rows[1], /Available → Used .* −USD 30 USD 70$/);
        assert.match(rows.at(-1), /The programme → Available .* \+USD 100 USD 100$/);
    });

    test('goes on adding up where a page of it ends', async () => {
        const { admin, credit, tenant } = await withCredit(operator, TODAY, bulk, '100');
        const person = await newPerson(operator, tenant);
        await assign(admin, credit, person);
        for (let i = 0; i < 12; i += 1) {
            await report(admin, [used(credit, person, '1', `${TODAY}T08:00:00Z`)]);
        }
        const text = await look(admin, `/credits/${credit.id}`);
        const amounts = [...plain(/id="ledger"(.*?)<\/table>/s.exec(text)[1])
            .matchAll(/−USD 1 USD (\d+)/g)].map(([, left]) => Number(left));
        assert.equal(amounts[0], 88);
        assert.deepEqual(amounts, amounts.map((_, index) => 88 + index));
    });
});

describe('people who hold credits', () => {
    test('hold them in the list and in its table too', async () => {
        const { admin, credit, tenant, product } = await withCredit(operator, TODAY, monthly);
        const person = await newPerson(operator, tenant);
        await assign(admin, credit, person);
        const text = await look(admin, '/people');
        const [, row] = new RegExp(`href="/people/${person.id}"(.*?)</tr>`, 's').exec(text);
        assert.ok(row.includes(`<bdi>${product.name}</bdi>`));
        const csv = (await (await atBrowser(admin)).get('/people.csv')).text;
        const line = csv.split('\r\n').find((each) => each.startsWith(person.id));
        assert.equal(line.split(',')[5], product.sku);
    });
});

describe('the button of a subscription that ends', () => {
    /* Two keys of its product, of which the second that was granted must be used first. */
    async function ending() {
        const { partner, tenant, admin } = await newAdmin();
        const product = await newProduct(operator);
        const { id } = await newSubscription(operator, admin, { licenses: 25, sku: product.sku });
        for (const since of [TODAY, '2021-07-20']) {
            await enrol(operator, partner, await newOffer(operator, 'gold', [core(product, 25)],
                { competency: since }), since);
        }
        const [first] = (await admin.all('benefits'))
            .sort((a, b) => a.activateBy.localeCompare(b.activateBy));
        await setDay(operator, '2022-06-20');
        await renewToken(admin);
        return { tenant, admin, id, ref: first.keys[0].ref };
    }

    const begin = (browser, id) => browser.submit(`/subscriptions/${id}`, '/drafts',
        { nextKey: '1', subscriptionId: id, action: 'extend' });

    test('begins with the key that must be used first', async () => {
        const { admin, id, ref } = await ending();
        const text = await look(admin);
        assert.match(text, new RegExp(`name="nextKey" value="1">\\s*<input[^>]*value="${id}"`));
        const browser = await atBrowser(admin);
        const { headers, status } = await begin(browser, id);
        assert.equal(status, 303);
        assert.match(headers.location, new RegExp(`^/subscriptions/${id}/redeem/drf_\\w+\\?action=extend$`));
        assert.ok((await browser.get(headers.location)).text.includes(ref));
    });

    test('leads to where a key is entered when there is none any more', async () => {
        const { admin } = await newAdmin();
        const { id } = await newSubscription(operator, admin);
        assert.doesNotMatch(await look(admin), /nextKey/);
        const { headers } = await begin(await atBrowser(admin), id);
        assert.equal(headers.location, `/subscriptions/${id}/redeem?action=extend`);
    });

    /* RULE BEN-3 */
    test('begins with no key for whoever may not see any', async () => {
        const { tenant, id } = await ending();
        const billing = await newUser(operator, tenant, 'billing-admin');
        assert.doesNotMatch(await look(billing), /nextKey/);
        const { headers, status } = await begin(await atBrowser(billing), id);
        assert.equal(status, 303);
        assert.equal(headers.location, `/subscriptions/${id}/redeem?action=extend`);
    });
});
