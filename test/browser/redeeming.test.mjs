/*
 * What partners come to do with keys, from sign-in to receipt, in no more interactions than agreed.
 */
import assert from 'node:assert/strict';
import { newKeys } from '../api/lib/keys.mjs';
import {
    benefitWithKey, hasOpenKey, journey, openBenefit,
} from './lib/journey.mjs';
import { openWorld, world } from './lib/opened.mjs';
import { keyOf, subscribe } from './lib/world.mjs';

const E3 = 'microsoft-365-e3';

openWorld();

/* A benefit that has an open key, of a product that the organisation does not have. */
async function benefitOfNewProduct({ admin }) {
    const held = (await admin.all('subscriptions')).map(({ sku }) => sku);
    return (await admin.all('benefits'))
        .find((benefit) => hasOpenKey(benefit) && !held.includes(benefit.sku));
}

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
        await person.page.locator('#result input[name=shownLicenses][value="10"]')
            .waitFor({ state: 'attached' });
        await person.tick(person.page.locator('#tenant-verified'));
        await person.select(person.page.locator('form[method=post][action*="/redeem/"] button'));
        await assertReceipt(person, id, 110);
    });

/* RULE CT-7: while the result of another choice is on its way, the old one cannot be redeemed. */
journey('Another way is chosen, and its result takes its time',
    ['/subscriptions/{id}/redeem/{draft}'], async (person, look) => {
        await person.signIn(world.people.partner);
        const id = await subscribe(world, { licenses: 100 });
        await extend(person, id, await keyOf(world, { licenses: 25 }));
        const redeem = person.page.locator('form[method=post][action*="/redeem/"] button');
        await person.tick(person.page.locator('#tenant-verified'));
        if (look.script === 'off') {
            look.refusalsExpected = true;
            await person.page.locator('#action-add').check();
            await redeem.click();
            await look.settle();
            await person.page.locator('[role=alert]').waitFor();
        } else {
            await chooseWhileHeld(person.page, redeem);
        }
        assert.match(await redeem.textContent(), /25/);
        await person.page.locator('#tenant-verified').check();
        await person.select(redeem);
        await assertReceipt(person, id, 125);
    });

async function chooseWhileHeld(page, redeem) {
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    await page.route('**/redeem/**', async (route) => {
        await held;
        await route.continue();
    });
    const place = await redeem.boundingBox();
    const before_ = page.url();
    await page.locator('#action-add').check();
    await page.locator('#result[inert][aria-busy=true]').waitFor();
    await page.mouse.click(place.x + place.width / 2, place.y + place.height / 2);
    assert.equal(page.url(), before_);
    release();
    await page.locator('#result:not([inert]) input[name=shown][value=add]')
        .waitFor({ state: 'attached' });
    assert.ok(await page.locator('#tenant-verified').isChecked(), 'the tick is lost');
    await page.unroute('**/redeem/**');
}
