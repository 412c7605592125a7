/*
 * Many at once: licences, keys and benefits, in no more interactions than agreed.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openLook } from './lib/browser.mjs';
import { journey } from './lib/journey.mjs';
import { browser, openWorld, world } from './lib/opened.mjs';
import { Person } from './lib/person.mjs';
import { textIn } from './lib/texts.mjs';
import { newBenefits, newColleague, newCredit, subscribe } from './lib/world.mjs';

openWorld();

const always = async () => true;

async function holdersOf(id) {
    return (await world.admin.all(`subscriptions/${id}/licenses`)).map(({ userId }) => userId);
}

journey('25 licences to 25 people, from a list', ['/subscriptions/{id}'], async (person) => {
    const id = await subscribe(world, { licenses: 30 });
    const people = [];
    for (let i = 0; i < 25; i += 1) {
        people.push(await newColleague(world));
    }
    await person.signIn(world.people.partner);
    await person.select(person.page.locator('#nav a[href="/subscriptions"]'));
    await person.select(person.page.locator(`#main a[href="/subscriptions/${id}"]`));
    await person.select(person.page.locator('#people summary'));
    await person.type(person.page.locator('#people-list'),
        people.map(({ email }) => email).join('\n'));
    await person.select(person.page.locator('form[action$="/licenses/check"] button'));
    await person.select(person.page.locator('form[action="/people/licenses/change"] button'));
    await person.page.locator('#sum-head').waitFor();
    assert.deepEqual((await holdersOf(id)).sort(), people.map((one) => one.id).sort());
    person.assertWithin(8);
}, always);

journey('all who are ticked get a licence', ['/people'], async (person) => {
    const id = await subscribe(world, { licenses: 30, sku: 'visio-plan-2' });
    const colleague = await newColleague(world);
    await person.signIn(world.people.partner);
    await person.select(person.page.locator('#nav a[href="/people"]'));
    await person.page.goto(`/people?q=${encodeURIComponent(colleague.email)}`); // as if looked for
    person.interactions += 1;
    await person.tick(person.page.locator(`#tick-${colleague.id}`));
    await person.page.locator('#many-product').selectOption(id);
    person.interactions += 1;
    await person.select(person.page.locator('#many button[value=assign]'));
    await person.select(person.page.locator('form[action="/people/licenses/change"] button'));
    await person.page.locator('#sum-head').waitFor();
    assert.deepEqual(await holdersOf(id), [colleague.id]);
    person.assertWithin(7);
}, always);

journey('all benefits that are ticked are activated', ['/benefits'], async (person) => {
    const ids = await newBenefits(world, 2);
    await person.signIn(world.people.partner);
    await person.select(person.page.locator('#nav a[href="/benefits"]'));
    for (const id of ids) {
        await person.tick(person.page.locator(`#tick-${id}`));
    }
    await person.select(person.page.locator('#many button'));
    await person.tick(person.page.locator('#tenant-verified'));
    await person.select(person.page.locator('form[action="/activations"] button'));
    await person.page.locator('#main a[href^="/redemptions/"]').first().waitFor();
    assert.equal(await person.page.locator('#main a[href^="/redemptions/"]').count(), 2);
    person.assertWithin(7);
}, always);

journey('6 keys, shown on one page', ['/keys'], async (person) => {
    await newBenefits(world, 6);
    await person.signIn(world.people.partner);
    await person.select(person.page.locator('#nav a[href="/keys"]'));
    await person.select(person.page.locator('#tick'));
    await person.tick(person.page.locator('#tenant-verified'));
    await person.select(person.page.locator('#many button:not([formaction])'));
    await person.page.locator('#all-keys').waitFor();
    assert.ok(await person.page.locator('.keysheet .key').count() >= 6);
    person.assertWithin(5);
}, always);

describe('people are suggested', () => {
    test('for what is typed, whoever they are', async () => {
        const colleague = await newColleague(world);
        const look = await openLook(browser, world.server, { language: 'en' });
        try {
            await new Person(look, { text: textIn.bind(null, 'en') }).signIn(world.people.partner);
            for (const path of [`/subscriptions/${world.subscriptions.large}`,
                `/credits/${(await newCredit(world)).id}`]) {
                await look.page.goto(path);
                await look.page.locator('#person').pressSequentially(colleague.email.slice(0, -3));
                await look.page.locator(`#candidates option[value="${colleague.email}"]:only-child`)
                    .waitFor({ state: 'attached' });
                assert.equal(new URL(look.page.url()).search, '');
            }
            look.assertQuiet();
        } finally {
            await look.close();
        }
    });
});
