/*
 * What the pages of a credit say where the person holds it already, or something that is in its way.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { tokenIn } from './lib/browser.mjs';
import { assign, bulk, monthly, newCreditProduct, newPerson } from './lib/credits.mjs';
import { setDay } from './lib/keys.mjs';
import { atBrowser, newTenant, newUser, unique } from './lib/people.mjs';
import { enrol, newOffer } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const TODAY = '2021-08-02';

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    await setDay(operator, TODAY);
});
after(() => server?.remove());

/* A tenant with a bulk credit and so many monthly ones, each of an offer of its own. */
async function world(months = 1) {
    const { partner, tenant } = await newTenant(operator);
    const grant = async (kind, tier, name) => {
        const offer = await newOffer(operator, tier,
            [{ ...kind(await newCreditProduct(operator)), type: 'incremental' }],
            { name, competency: tier === 'action-pack' ? undefined : `Competency ${unique()}` });
        await enrol(operator, partner, offer, TODAY);
    };
    for (let i = 0; i < months; i += 1) {
        await grant(monthly, 'silver', `Silver number ${i}`);
    }
    await grant(bulk, 'gold', 'Golden offer');
    const admin = await newUser(operator, tenant, 'global-admin');
    const credits = await admin.all('credits');
    return {
        tenant, admin, browser: await atBrowser(admin),
        monthly: credits.filter(({ kind }) => kind === 'monthly'),
        bulk: credits.find(({ kind }) => kind === 'bulk'),
    };
}

const holdersOf = async (api, { id }) =>
    (await api.all(`credits/${id}/users`)).map((user) => user.id);
const give = (browser, credit, fields) =>
    browser.submit(`/credits/${credit.id}`, `/credits/${credit.id}/users`, fields);

describe('who has it already', () => {
    for (const kind of ['monthly', 'bulk']) {
        test(`is not told that they now have it: ${kind}`, async () => {
            const its = await world();
            const credit = kind === 'bulk' ? its.bulk : its.monthly[0];
            const person = await newPerson(operator, its.tenant);
            const first = await give(its.browser, credit, { userId: person.id });
            assert.match(first.headers.location, /done=assigned/);
            const page = await its.browser.get(`/credits/${credit.id}`);
            const twice = await its.browser.post(`/credits/${credit.id}/users`,
                { csrf: tokenIn(page.text), userId: person.id });
            assert.match(twice.headers.location, /done=before/);
            const { text } = await its.browser.get(twice.headers.location);
            assert.match(text, /has the credit already, since <time datetime="2021-08-02"/);
            assert.doesNotMatch(text, /now has the credit/);
        });
    }

    test('is nobody to transfer it to', async () => {
        const { tenant, browser, admin, bulk: credit } = await world();
        const person = await newPerson(operator, tenant);
        await assign(admin, credit, person);
        const { text } = await browser.get(`/credits/${credit.id}/transfer?person=${
            encodeURIComponent(person.email)}`);
        assert.match(text, /already holds this credit\. Choose somebody else\./);
        assert.doesNotMatch(text, /Transfer it to change who holds it/);
    });
});

/* RULE CR-6 */
describe('a monthly credit that is in the way of a bulk one', () => {
    test('is named, and taken away to give the other', async () => {
        const { tenant, browser, admin, ...credits } = await world(2);
        const person = await newPerson(operator, tenant);
        for (const credit of credits.monthly) {
            await assign(admin, credit, person);
        }
        const refused = await give(browser, credits.bulk, { person: person.email });
        assert.equal(refused.status, 409);
        assert.match(refused.text, new RegExp(`${person.displayName} holds Cloud credit of Silver number \\d\\.`));
        assert.match(refused.text, new RegExp(`Take it from ${person.displayName} and assign this one`));
        assert.deepEqual(await holdersOf(admin, credits.bulk), []);
        const done = await browser.post(`/credits/${credits.bulk.id}/users`,
            { csrf: tokenIn(refused.text), userId: person.id, instead: '1' });
        assert.equal(done.status, 303);
        assert.deepEqual(await holdersOf(admin, credits.bulk), [person.id]);
        for (const credit of credits.monthly) {
            assert.deepEqual(await holdersOf(admin, credit), []);
        }
    });

    test('is taken away by a transfer too', async () => {
        const { tenant, browser, admin, ...credits } = await world();
        const [from, to] = [await newPerson(operator, tenant), await newPerson(operator, tenant)];
        await assign(admin, credits.bulk, from);
        await assign(admin, credits.monthly[0], to);
        const path = `/credits/${credits.bulk.id}/transfer`;
        const check = await browser.get(`${path}?person=${encodeURIComponent(to.email)}`);
        assert.match(check.text, new RegExp(`it is taken from <bdi>${to.displayName}`));
        assert.match(check.text, /name="instead" value="1"/);
        const done = await browser.post(path,
            { csrf: tokenIn(check.text), userId: to.id, confirmed: '1', instead: '1' });
        assert.equal(done.status, 303);
        assert.deepEqual(await holdersOf(admin, credits.bulk), [to.id]);
        assert.deepEqual(await holdersOf(admin, credits.monthly[0]), []);
    });

    test('stays where the other cannot be given all the same', async () => {
        const { tenant, browser, admin, ...credits } = await world();
        const [holder, person] = [await newPerson(operator, tenant), await newPerson(operator, tenant)];
        await assign(admin, credits.bulk, holder);
        await assign(admin, credits.monthly[0], person);
        const page = await browser.get('/people/new');
        const refused = await browser.post(`/credits/${credits.bulk.id}/users`,
            { csrf: tokenIn(page.text), userId: person.id, instead: '1' });
        assert.equal(refused.status, 409);
        assert.deepEqual(await holdersOf(admin, credits.monthly[0]), [person.id]);
    });

    test('is not offered where another programme is in the way', async () => {
        const { tenant, browser, admin, ...credits } = await world();
        const person = await newPerson(operator, tenant, { programmes: ['csp'] });
        await assign(admin, credits.monthly[0], person);
        const refused = await give(browser, credits.bulk, { person: person.email });
        assert.equal(refused.status, 409);
        assert.doesNotMatch(refused.text, /Take it from/);
        const problem = await admin.refused('PUT', `credits/${credits.bulk.id}/users/${person.id}`,
            409, 'credit-not-combinable');
        assert.equal(problem.heldCreditId, undefined);
    });
});
