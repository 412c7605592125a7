/*
 * A year is nearly over: its end is seen without doing anything, and three subscriptions are renewed from the
 * overview with keys that one holds.
 */
import assert from 'node:assert/strict';
import { newSubscription, setDay } from '../api/lib/keys.mjs';
import { atBrowser, newTenant, newUser, renewToken } from '../api/lib/people.mjs';
import { enrol, incremental, newOffer, newProduct } from '../api/lib/programme.mjs';
import { journey } from './lib/journey.mjs';
import { openWorld, world } from './lib/opened.mjs';

const WALKS = 6; // each of the ways in each of the languages
const SUBSCRIPTIONS = 3;
const BEGIN = '2027-01-12';
const NEARLY_OVER = '2027-12-20';
const END = '2028-01-12';

const admins = [];

/* Subscriptions that end together, and a key for each of them that was granted later. */
async function newAdmin() {
    const { operator } = world;
    const { partner, tenant } = await newTenant(operator);
    const admin = await newUser(operator, tenant, 'global-admin', 'partner-admin');
    const { email, password } = await atBrowser(admin);
    const products = [];
    for (let i = 0; i < SUBSCRIPTIONS; i += 1) {
        const product = await newProduct(operator);
        await newSubscription(operator, admin, { licenses: 25, sku: product.sku });
        products.push(incremental(product, 25));
    }
    await enrol(operator, partner, await newOffer(operator, 'gold', products), '2027-06-01');
    return { admin, email, password };
}

openWorld(async () => {
    await setDay(world.operator, BEGIN);
    await renewToken(Object.assign(world.operator, { user: { email: world.people.operator.email } }));
    for (let i = 0; i < WALKS; i += 1) {
        admins.push(await newAdmin());
    }
    await setDay(world.operator, NEARLY_OVER);
});

const always = async () => true;

journey('the next end is seen without doing anything', ['/home'], async (person) => {
    const [{ email, password }] = admins;
    await person.signIn({ email, password });
    person.interactions = 0;
    const next = person.page.locator(`#main time[datetime="${END}"]`).first();
    assert.ok(await next.isVisible());
    const { y } = await next.boundingBox();
    assert.ok(y < 720, `one has to scroll to ${y} for it`);
    person.assertWithin(0);
}, always);

journey('three subscriptions are renewed from the overview',
    ['/home', '/subscriptions/{id}/redeem/{draft}'], async (person) => {
        const { admin, ...who } = admins.pop();
        await person.signIn(who);
        for (let i = 0; i < SUBSCRIPTIONS; i += 1) {
            if (i > 0) {
                await person.select(person.page.locator('header a[href="/home"], #nav a[href="/home"]'));
            }
            await person.select(person.page
                .locator('.duties form[action="/drafts"] button[value=extend]'));
            await person.tick(person.page.locator('#tenant-verified'));
            await person.select(person.page
                .locator('form[method=post][action*="/redeem/"] button').last());
            assert.match(new URL(person.page.url()).pathname, /^\/redemptions\/red_/);
        }
        await renewToken(admin);
        const ends = (await admin.all('subscriptions')).map(({ endsOn }) => endsOn);
        assert.deepEqual(ends, new Array(SUBSCRIPTIONS).fill('2029-01-12'));
        person.assertWithin(12);
    }, always);
