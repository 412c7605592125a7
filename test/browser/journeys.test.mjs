/*
 * What partners come to do, from sign-in to receipt, in no more interactions than agreed: with the
 * script, without any, and by keyboard alone, in both languages.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newKeys } from '../api/lib/keys.mjs';
import { openLook, startBrowser } from './lib/browser.mjs';
import { Person } from './lib/person.mjs';
import { pagesExist } from './lib/routes.mjs';
import { textIn } from './lib/texts.mjs';
import {
    heldCredit, keyOf, newColleague, newCredit, startWorld, subscribe,
} from './lib/world.mjs';

const WAYS = [
    { way: 'with the script', script: 'on', hands: 'mouse' },
    { way: 'without a script', script: 'off', hands: 'mouse' },
    { way: 'by keyboard alone', script: 'on', hands: 'keyboard' },
];

let browser;
let world;

before(async () => {
    world = await startWorld();
    browser = await startBrowser();
});

after(async () => {
    await browser?.close();
    await world?.server.remove();
});

/* A task of somebody who administers a partner, each time in an organisation of its own state. */
function journey(name, pages, task, needs = benefitWithKey) {
    describe(name, () => {
        for (const language of ['sv', 'en']) {
            for (const { way, script, hands } of WAYS) {
                test(`${way}, in ${language}`, async (t) => {
                    if (pagesExist(t, '/sign-in', ...pages)) {
                        await walk(task, needs, { language, script, hands }, t);
                    }
                });
            }
        }
    });
}

async function walk(task, needs, { language, script, hands }, t) {
    await refill(needs);
    const look = await openLook(browser, world.server, { language, script });
    const person = new Person(look, { hands, text: textIn.bind(null, language) });
    try {
        await task(person, look);
        look.assertQuiet();
        t.diagnostic(`${person.interactions} interactions`);
    } finally {
        await look.close();
    }
}

const E3 = 'microsoft-365-e3';

const hasOpenKey = (benefit) =>
    benefit.keys?.some(({ status }) => status === 'ready' || status === 'revealed');

/* A benefit that has an open key, or undefined. */
async function benefitWithKey({ admin }) {
    return (await admin.all('benefits')).find(hasOpenKey);
}

/* The same, of a product that the organisation does not have. */
async function benefitOfNewProduct({ admin }) {
    const held = (await admin.all('subscriptions')).map(({ sku }) => sku);
    return (await admin.all('benefits'))
        .find((benefit) => hasOpenKey(benefit) && !held.includes(benefit.sku));
}

/* Another partner, so to speak, when what is needed has been used. */
async function refill(needs) {
    if (await needs(world) === undefined) {
        await world.server.remove();
        world = await startWorld();
    }
}

async function openBenefit(person, id) {
    await person.select(person.page.locator('#nav a[href="/benefits"]'));
    await person.select(person.page.locator(`#open-${id}`));
}

journey('T1: see the benefits', ['/benefits'], async (person) => {
    await person.signIn(world.people.partner);
    await person.select(person.page.locator('#nav a[href="/benefits"]'));
    assert.ok(await person.page.locator('tbody tr').count() > 3);
    person.assertWithin(2);
});

/* Which of these people hold a credit now. */
async function holdersOf({ id }) {
    const { body } = await world.admin.get(`credits/${id}/users`, { expect: 200 });
    return body.items.map((user) => user.id);
}

async function giveTo(person, { email }) {
    await person.type(person.page.locator('#person'), email);
    await person.select(person.page.locator('#assign form button'));
}

const always = async () => true;

journey('T2: assign a credit to somebody', ['/benefits', '/credits/{id}'], async (person) => {
    const credit = await newCredit(world);
    const colleague = await newColleague(world);
    await person.signIn(world.people.partner);
    await person.select(person.page.locator('#nav a[href="/benefits"]'));
    await person.select(person.page.locator(`#main a[href="/credits/${credit.id}#assign"]`));
    await giveTo(person, colleague);
    assert.deepEqual(await holdersOf(credit), [colleague.id]);
    person.assertWithin(5);
}, always);

journey('T2: assign a bulk credit, from the overview', ['/home', '/credits/{id}'],
    async (person) => {
        const credit = await newCredit(world, { period: 'year', amount: '6000' });
        const colleague = await newColleague(world);
        await person.signIn(world.people.partner);
        await person.select(person.page.locator(`#main a[href="/credits/${credit.id}#assign"]`));
        await giveTo(person, colleague);
        assert.deepEqual(await holdersOf(credit), [colleague.id]);
        person.assertWithin(4);
    }, always);

/* RULE CR-4 */
journey('T7: take a monthly credit from somebody, and give it back', ['/credits/{id}'],
    async (person) => {
        const { credit, person: colleague } = await heldCredit(world);
        await person.signIn(world.people.partner);
        await person.page.goto(`/credits/${credit.id}`);
        await person.look.settle();
        person.interactions = 0;
        await person.select(person.page.locator('#people form button'));
        assert.deepEqual(await holdersOf(credit), []);
        await person.select(person.page.locator('#main [role=status] form button'));
        assert.deepEqual(await holdersOf(credit), [colleague.id]);
        person.assertWithin(2);
    }, always);

/* RULE CR-5 */
journey('T7: transfer a bulk credit', ['/credits/{id}', '/credits/{id}/transfer'],
    async (person) => {
        const { credit } = await heldCredit(world, { period: 'year', amount: '6000' });
        const next = await newColleague(world);
        await person.signIn(world.people.partner);
        await person.page.goto(`/credits/${credit.id}`);
        await person.look.settle();
        person.interactions = 0;
        await person.type(person.page.locator('#person'), next.email);
        await person.select(person.page.locator('#people form button'));
        await person.tick(person.page.locator('#confirmed'));
        await person.select(person.page.locator('#check form button'));
        assert.deepEqual(await holdersOf(credit), [next.id]);
        assert.equal(await person.page.locator('#main [role=status]').count(), 1);
        person.assertWithin(4);
    }, always);

async function revealKey(person) {
    const reveal = person.page.locator('form[action$="/reveal"]').first();
    await reveal.waitFor();
    await person.tick(reveal.locator('input[type=checkbox]'));
    await person.select(reveal.locator('button'));
    assert.match(await person.page.locator('#key').textContent(),
        /^[0-9A-Z]{5}(-[0-9A-Z]{5}){4}$/);
}

/* Without the script there is no button: people mark the key and copy it themselves. */
async function copyKey(person, look) {
    const key = await person.page.locator('#key').textContent();
    if (look.script !== 'on') {
        person.interactions += 1;
        return;
    }
    await person.select(person.page.locator('[data-copy="#key"]'));
    assert.equal(await person.page.evaluate(() => navigator.clipboard.readText()), key);
}

journey('T3: get a key', ['/benefits'], async (person) => {
    const { id } = await benefitWithKey(world);
    await person.signIn(world.people.partner);
    await openBenefit(person, id);
    await revealKey(person);
    person.assertWithin(5);
});

journey('T3: get a key from the overview, and copy it', ['/home', '/benefits'],
    async (person, look) => {
        await person.signIn(world.people.partner);
        await person.select(person.page.locator('#main a[href^="/benefits?open="]'));
        await revealKey(person);
        await copyKey(person, look);
        person.assertWithin(5);
    });

journey('T4: extend with a key of ours', ['/benefits', '/subscriptions/{id}/redeem/{draft}'],
    async (person) => {
        const { id, sku } = await benefitWithKey(world);
        const subscription = await subscribe(world, { licenses: 100, sku });
        await person.signIn(world.people.partner);
        await openBenefit(person, id);
        const offered = person.page.locator('form[action="/drafts"]')
            .filter({ has: person.page.locator(`input[value="${subscription}"]`) });
        await person.select(offered.locator('button[value=extend]'));
        await person.tick(person.page.locator('#tenant-verified'));
        await person.select(person.page.locator('form[method=post][action*="/redeem/"] button'));
        await assertReceipt(person, subscription, 100);
        person.assertWithin(6);
    });

/* A key of somebody else's, for a subscription of 100 licences. */
journey('T4b: add licences with a key that was sent', ['/subscriptions/{id}/redeem/{draft}'],
    async (person) => {
        const id = await subscribe(world, { licenses: 100 });
        const key = await keyOf(world, { licenses: 25 });
        await person.signIn(world.people.partner);
        await person.select(person.page.locator('#nav a[href="/subscriptions"]'));
        await person.select(person.page.locator(`a[href="/subscriptions/${id}"]`));
        await person.select(person.page.locator(`a[href^="/subscriptions/${id}/redeem"]`).nth(1));
        await person.type(person.page.locator('#keys'), key);
        await person.select(person.page.locator('form[action="/drafts"] button'));
        assert.ok(!person.page.url().includes(key), 'the address holds the key');
        await person.tick(person.page.locator('#tenant-verified'));
        await person.select(person.page.locator('form[method=post][action*="/redeem/"] button'));
        await assertReceipt(person, id, 125);
        person.assertWithin(9);
    });

async function assertReceipt(person, subscriptionId, licenses) {
    assert.match(new URL(person.page.url()).pathname, /^\/redemptions\/red_/);
    const { body } = await world.admin.get(`subscriptions/${subscriptionId}`, { expect: 200 });
    assert.equal(body.licenses, licenses);
}

async function activate(person, id) {
    await person.signIn(world.people.partner);
    await openBenefit(person, id);
    await person.select(person.page.locator('button[name=action][value=activate]'));
    await person.tick(person.page.locator('#tenant-verified'));
    await person.select(person.page.locator('form[method=post][action^="/activate/"] button'));
    assert.match(new URL(person.page.url()).pathname, /^\/redemptions\/red_/);
}

journey('T5: activate the first of a product', ['/activate/{draft}', '/benefits'],
    async (person) => {
        const { id } = await benefitOfNewProduct(world);
        await activate(person, id);
        person.assertWithin(6);
    }, benefitOfNewProduct);

/* RULE SUB-3: the button says that it is another one. */
journey('T5: activate beside one of the same product', ['/activate/{draft}', '/benefits'],
    async (person) => {
        const { id, sku } = await benefitWithKey(world);
        await subscribe(world, { licenses: 10, sku });
        const count = async () => (await world.admin.all('subscriptions')).length;
        const before_ = await count();
        await activate(person, id);
        assert.equal(await count(), before_ + 1);
        person.assertWithin(6);
    });

/* RULE CT-2: what the four scenarios of licensing come to, before anything is redeemed. */
const SCENARIOS = [
    { owned: 100, key: 25, months: 3 },
    { owned: 100, key: 100, months: 12 },
    { owned: 5, key: 10, months: 24 },
    { owned: 100, key: 300, months: 36 },
];

function monthsBetween(from, to) {
    const [year, month] = from.split('-').map(Number);
    const [toYear, toMonth] = to.split('-').map(Number);
    return (toYear - year) * 12 + toMonth - month;
}

async function extend(person, id, key) {
    await person.page.goto(`/subscriptions/${id}/redeem?action=extend`);
    await person.look.settle();
    await person.type(person.page.locator('#keys'), key);
    await person.select(person.page.locator('form[action="/drafts"] button'));
}

journey('T6: extend, as the four scenarios say', ['/subscriptions/{id}/redeem/{draft}'],
    async (person) => {
        await person.signIn(world.people.partner);
        for (const { owned, key, months } of SCENARIOS) {
            const id = await subscribe(world, { licenses: owned });
            const { body: before } = await world.admin.get(`subscriptions/${id}`);
            await extend(person, id, await keyOf(world, { licenses: key }));
            await person.tick(person.page.locator('#tenant-verified'));
            await person.select(
                person.page.locator('form[method=post][action*="/redeem/"] button'));
            await assertReceipt(person, id, owned);
            const { body: now } = await world.admin.get(`subscriptions/${id}`);
            assert.equal(monthsBetween(before.endsOn, now.endsOn), months);
        }
    });

journey('T6: a key of more than three times the licences is refused',
    ['/subscriptions/{id}/redeem/{draft}'], async (person) => {
        await person.signIn(world.people.partner);
        const id = await subscribe(world, { licenses: 100 });
        const [{ key }] = await newKeys(world.operator, { licenses: 301, sku: E3 });
        await extend(person, id, key);
        const said = person.page.locator('#result [role=alert]');
        await said.waitFor();
        assert.equal(await person.page.locator('#tenant-verified').count(), 0);
        const { body } = await world.admin.get(`subscriptions/${id}`);
        assert.equal(body.licenses, 100);
        const fits = said.locator('a[href*="action=split"]');
        const [, least] = /addLicenses=([0-9]+)/.exec(await fits.getAttribute('href'));
        await person.select(fits);
        await person.tick(person.page.locator('#tenant-verified'));
        await person.select(person.page.locator('form[method=post][action*="/redeem/"] button'));
        await assertReceipt(person, id, 100 + Number(least));
    });

/* RULE CT-10 */
journey('Split a key: some licences now, the rest for the end date',
    ['/subscriptions/{id}/redeem/{draft}'], async (person, look) => {
        await person.signIn(world.people.partner);
        const id = await subscribe(world, { licenses: 100 });
        await extend(person, id, await keyOf(world, { licenses: 25 }));
        const licenses = person.page.locator('#add-licenses');
        assert.ok(!await licenses.isVisible(), 'the number is asked for where it counts');
        await person.choose(person.page.locator('#action-split'));
        await person.type(licenses, '10');
        if (look.script === 'off') {
            await person.select(person.page.locator('button[data-auto]'));
        }
        await person.page.locator('#result input[name=addLicenses][value="10"]')
            .waitFor({ state: 'attached' });
        await person.tick(person.page.locator('#tenant-verified'));
        await person.select(person.page.locator('form[method=post][action*="/redeem/"] button'));
        await assertReceipt(person, id, 110);
    });
