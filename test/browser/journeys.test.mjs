/*
 * What partners come to do with benefits and credits, in no more interactions than agreed.
 */
import assert from 'node:assert/strict';
import { benefitWithKey, journey, openBenefit } from './lib/journey.mjs';
import { openWorld, world } from './lib/opened.mjs';
import { heldCredit, newColleague, newCredit } from './lib/world.mjs';

openWorld();

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
        await person.select(person.page.locator('#people td button'));
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
