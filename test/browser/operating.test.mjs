/*
 * What the operator's staff come to do with partners, in no more interactions than agreed.
 */
import assert from 'node:assert/strict';
import { unique } from '../api/lib/people.mjs';
import { journey } from './lib/journey.mjs';
import { openWorld, world } from './lib/opened.mjs';
import { usedCredit } from './lib/world.mjs';

openWorld();

const always = async () => true;

/* Where the work begins, from where it is counted. */
async function begin(person, path) {
    await person.signIn(world.people.operator);
    await person.page.goto(path);
    await person.look.settle();
    person.interactions = 0;
}

journey('see what waits', ['/ops'], async (person) => {
    await person.signIn(world.people.operator);
    assert.equal(new URL(person.page.url()).pathname, '/ops');
    person.assertWithin(1);
}, always);

journey('take a partner in', ['/ops/partners/new'], async (person, look) => {
    const domain = `northwind-${unique()}.example`;
    const field = (id) => person.page.locator(`#${id}`);
    await begin(person, '/ops/partners/new');
    await person.type(field('name'), 'Northwind');
    await person.pick(field('country'), look.language === 'sv' ? 'Sverige' : 'Sweden');
    await person.type(field('domain'), domain);
    await person.type(field('administratorName'), 'Nora Nord');
    await person.type(field('administratorEmail'), `nora@${domain}`);
    await person.pick(field('offer'), 'Microsoft Action Pack');
    await person.select(person.page.locator('form[action="/ops/partners/check"] button'));
    await person.select(person.page.locator('form[action="/ops/partners"] button'));
    person.assertWithin(8);
    assert.match(await person.page.locator('#link').textContent(), /\/set-up\/[\w-]{43}$/);
    const partners = await world.operator.all('partners?q=Northwind');
    const found = await Promise.all(partners.map(({ id }) => world.operator.all(`partners/${id}/tenants`)));
    assert.ok(found.flat().some((tenant) => tenant.domain === domain));
}, always);

journey('enrol a partner in an offer', ['/ops/partners/{id}/enrol'], async (person) => {
    const { body: { partner } } = await world.operator.post('onboardings', { name: 'Litware', country: 'SE',
        domain: `litware-${unique()}.example`, administratorName: 'Lo', administratorEmail: 'lo@litware.example' },
    { expect: 201 });
    await begin(person, `/ops/partners/${partner.id}`);
    await person.select(person.page.locator('#main .head a[href$="/enrol"]'));
    await person.pick(person.page.locator('#offer'), 'Microsoft Action Pack');
    await person.select(person.page.locator('form[action$="/enrol/check"] button'));
    await person.select(person.page.locator('form[action$="/enrol"] button'));
    person.assertWithin(4);
    assert.equal((await world.operator.all(`partners/${partner.id}/enrolments`)).length, 1);
}, always);

journey('give somebody a new link for a password', ['/ops/partners/{id}'], async (person, look) => {
    const { body: me } = await world.admin.get('me', { expect: 200 });
    await begin(person, `/ops/partners/${me.partner.id}`);
    await person.select(person.page.locator('form[action$="/link"] button').last());
    const link = await person.page.locator('#link').textContent();
    assert.match(link, /\/set-up\/[\w-]{43}$/);
    if (look.script === 'on') {
        await person.select(person.page.locator('[data-copy="#link"]'));
        assert.equal(await person.page.evaluate(() => navigator.clipboard.readText()), link);
    } else {
        person.interactions += 1; // it is marked and copied by hand
    }
    person.assertWithin(2);
}, always);

journey('take out wrong use', ['/ops/credits/{id}/counter-postings'], async (person) => {
    const { credit, event } = await usedCredit(world);
    await begin(person, `/ops/credits/${credit.id}/counter-postings`);
    await person.type(person.page.locator('#source'), event.source);
    await person.type(person.page.locator('#eventId'), event.id);
    await person.type(person.page.locator('#reason'), 'The meter counted twice');
    await person.select(person.page.locator('form[action$="/counter-postings/check"] button'));
    await person.select(person.page.locator('form[action$="/counter-postings"] button'));
    person.assertWithin(5);
    assert.equal((await world.admin.get(`credits/${credit.id}`)).body.used.amount, '0.00');
}, always);

journey('invite a colleague', ['/ops/staff/new'], async (person) => {
    await begin(person, '/ops/staff/new');
    await person.type(person.page.locator('#displayName'), 'Kim Kollega');
    await person.type(person.page.locator('#email'), `kim-${unique()}@operator.example`);
    await person.tick(person.page.locator('input[value=auditor]'));
    await person.select(person.page.locator('form[action="/ops/staff"] button'));
    person.assertWithin(4);
    assert.match(await person.page.locator('#link').textContent(), /\/set-up\/[\w-]{43}$/);
}, always);

journey('shut a colleague out who leaves', ['/ops/staff', '/ops/staff/{id}'], async (person) => {
    const { body: { user } } = await world.operator.post('staff',
        { displayName: 'Kim Kollega', email: `kim-${unique()}@operator.example` }, { expect: 201 });
    await begin(person, '/ops/staff');
    await person.select(person.page.locator(`#main a[href="/ops/staff/${user.id}"]`));
    await person.select(person.page.locator('button[value=disable]'));
    person.assertWithin(2);
    assert.equal((await world.operator.get(`users/${user.id}`)).body.disabled, true);
}, always);

journey('make a token for a program', ['/ops/tokens'], async (person) => {
    await begin(person, '/ops/tokens');
    await person.type(person.page.locator('#name'), 'Nightly import');
    await person.select(person.page.locator('form[action="/ops/tokens"] button'));
    person.assertWithin(2);
    assert.match(await person.page.locator('#token').textContent(), /^perq_[\w-]{43}$/);
}, always);
