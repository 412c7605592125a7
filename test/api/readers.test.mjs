/*
 * What readers want of their pages: the way back from what they just did, times in their own zone, and
 * how many rows a list has.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser, tokenIn } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { monthly, newCreditProduct, newPerson } from './lib/credits.mjs';
import { newKeys, redeem } from './lib/keys.mjs';
import { atBrowser, newTenant, newUser } from './lib/people.mjs';
import { enrol, newOffer } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const TODAY = new Date().toISOString().slice(0, 10);

let server;
let operator;
let tenant;
let admin;
let user;
let visitor;
let person;
let subscription;
let credit;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    const { partner, tenant: made } = await newTenant(operator);
    tenant = made;
    admin = await newUser(operator, tenant, 'global-admin', 'partner-admin');
    user = await newUser(operator, tenant, 'global-admin', 'partner-admin');
    visitor = await atBrowser(user);
    person = await newPerson(operator, tenant, { displayName: 'Berit Back' });
    const offer = await newOffer(operator, 'gold',
        [{ ...monthly(await newCreditProduct(operator)), type: 'incremental' }]);
    await enrol(operator, partner, offer, TODAY);
    ({ subscriptionId: subscription } = await redeem(admin, 'activate',
        await newKeys(operator, { licenses: 5 })));
    ({ body: { items: [credit] } } = await admin.get('credits', { expect: 200 }));
});
after(() => server?.remove());

/* The same person at another browser. */
async function elsewhere() {
    const browser = new Browser(server);
    await browser.signIn({ email: user.user.email, password: 'correct horse battery staple' });
    return browser;
}

/* --- undoing ---------------------------------------------------------------------------------- */

const holdsLicence = async () => (await admin.get(`subscriptions/${subscription}/licenses`,
    { expect: 200 })).body.items.some(({ userId }) => userId === person.id);
const holdsCredit = async () => (await admin.get(`credits/${credit.id}/users`,
    { expect: 200 })).body.items.some(({ id }) => id === person.id);

/* As somebody else would do it. */
async function setHolder(thing, people, held) {
    const { headers } = await admin.get(thing, { expect: 200 });
    await admin.request(held ? 'PUT' : 'DELETE', `${thing}/${people}/${person.id}`,
        { ifMatch: headers.etag, expect: 200 });
}
const setLicence = (held) => setHolder(`subscriptions/${subscription}`, 'licenses', held);
const setCredit = (held) => setHolder(`credits/${credit.id}`, 'users', held);

/* What is done on a page, whether it is held afterwards, and how somebody else would change that. */
const DEEDS = {
    'assigning a licence': { holds: holdsLicence, set: setLicence, gives: true,
        page: () => `/subscriptions/${subscription}`, action: () => `/subscriptions/${subscription}/licenses`,
        fields: () => ({ person: person.email }) },
    'releasing a licence': { holds: holdsLicence, set: setLicence, gives: false,
        page: () => `/subscriptions/${subscription}`,
        action: () => `/subscriptions/${subscription}/licenses/release`,
        fields: () => ({ userId: person.id }) },
    'assigning a licence to a person': { holds: holdsLicence, set: setLicence, gives: true,
        page: () => `/people/${person.id}`, action: () => `/people/${person.id}/licenses`,
        fields: () => ({ subscriptionId: subscription }) },
    'releasing a licence of a person': { holds: holdsLicence, set: setLicence, gives: false,
        page: () => `/people/${person.id}`,
        action: () => `/subscriptions/${subscription}/licenses/release`,
        fields: () => ({ userId: person.id, fromPerson: 1 }) },
    'assigning a monthly credit': { holds: holdsCredit, set: setCredit, gives: true,
        page: () => `/credits/${credit.id}`, action: () => `/credits/${credit.id}/users`,
        fields: () => ({ userId: person.id }) },
    'removing somebody from a monthly credit': { holds: holdsCredit, set: setCredit, gives: false,
        page: () => `/credits/${credit.id}`, action: () => `/credits/${credit.id}/users/remove`,
        fields: () => ({ userId: person.id }) },
};

/* The form that offers it: where it goes, and its fields. */
function undoIn(text) {
    const form = /<form[^>]*action="(\/undo\/[a-z]+)"[^>]*data-undo[^>]*>(.*?)<\/form>/s.exec(text);
    return form && { action: form[1], fields: Object.fromEntries(
        [...form[2].matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value])) };
}

describe('undone once, however often it is pressed:', () => {
    for (const [name, { holds, set, gives, page, action, fields }] of Object.entries(DEEDS)) {
        test(name, async () => {
            if (await holds() === gives) {
                await set(!gives);
            }
            const { headers } = await visitor.submit(page(), action(), fields());
            assert.equal(await holds(), gives);
            const undo = undoIn((await visitor.get(headers.location.split('#')[0])).text);
            assert.ok(undo, `${headers.location} offers it`);
            const press = () => visitor.post(undo.action, undo.fields);
            const first = await press();
            assert.equal(first.status, 303, first.text.slice(0, 500));
            assert.equal(await holds(), !gives);
            assert.match((await visitor.get(first.headers.location.split('#')[0])).text, /Undone/);
            await set(gives);
            assert.equal((await press()).status, 303);
            assert.equal(await holds(), gives, 'what somebody did since stays');
        });
    }

    test('nothing is offered where nothing happened', async () => {
        await setLicence(true);
        const { status, text } = await visitor.submit(`/subscriptions/${subscription}`,
            `/subscriptions/${subscription}/licenses`, { person: person.email });
        assert.equal(status, 200);
        assert.match(text, /has a licence already/);
        assert.equal(undoIn(text), null);
    });

    test('by whoever may do the opposite only', async () => {
        const reader = await atBrowser(await newUser(operator, tenant, 'reader'));
        const { text } = await reader.get('/people');
        for (const [action, thingId, deed] of [['/undo/licenses', subscription, 'license-released'],
            ['/undo/credits', credit.id, 'credit-removed']]) {
            const { status } = await reader.post(action, { csrf: tokenIn(text), deed, thingId,
                userId: person.id, offer: 'und_01ARZ3NDEKTSV4RRFFQ69G5FAV' });
            assert.equal(status, 403, action);
        }
    });
});

/* --- the time zone ---------------------------------------------------------------------------- */

const chooseZone = (browser, zone) => browser.submit('/time-zone', '/time-zone', { zone, next: '/people' });
const dayIn = (timeZone) => new Intl.DateTimeFormat('sv', { timeZone }).format(new Date());

describe('moments are shown in the zone of the reader', () => {
    test('on every page that shows any, and kept with the account', async () => {
        assert.match((await visitor.get('/activity')).text, /<time[^>]*>[^<]*UTC<\/time>/);
        const { status, headers } = await chooseZone(visitor, 'Asia/Tokyo');
        assert.deepEqual([status, headers.location], [303, '/people']);
        for (const browser of [visitor, await elsewhere()]) {
            const { text } = await browser.get('/activity');
            const [, iso, shown] = /<time datetime="(\d{4}-\d\d-\d\dT[\d:]+Z)">([^<]*)<\/time>/.exec(text);
            const [hour, minute] = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo',
                hour: '2-digit', minute: '2-digit' }).format(new Date(iso)).split(':');
            assert.match(shown, new RegExp(`${hour}:${minute}\u00a0GMT\\+9$`));
            assert.match(text, /Times are those of Asia\/Tokyo/);
        }
        await chooseZone(visitor, 'UTC');
    });

    test('and a stranger has a cookie', async () => {
        const stranger = new Browser(server);
        await chooseZone(stranger, 'Europe/Stockholm');
        assert.match((await stranger.get('/sign-in')).text, /Europe\/Stockholm/);
        for (const zone of ['Nowhere', '..etc.passwd', 'Europe']) {
            stranger.cookies.set('zone', zone);
            assert.match((await stranger.get('/sign-in')).text, /Times are in UTC/);
        }
    });

    test('of which there are many, by region, and no other', async () => {
        const { text } = await visitor.get('/time-zone');
        for (const zone of ['Europe/Stockholm', 'America/New_York', 'Asia/Tokyo', 'UTC']) {
            assert.ok(text.includes(`<option value="${zone}"`), zone);
        }
        assert.equal((await chooseZone(visitor, 'Europe/Nowhere')).status, 422);
    });

    test('and where it is another day there than in UTC, every page says so', async () => {
        for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
            await chooseZone(visitor, zone);
            const differs = dayIn(zone) !== dayIn('UTC');
            const { text } = await visitor.get('/people');
            assert.equal((text.match(/id="other-day"/g) ?? []).length, dayIn(zone) !== dayIn('UTC') ? 1 : 0,
                `${zone} ${differs}`);
        }
        await chooseZone(visitor, 'UTC');
        assert.doesNotMatch((await visitor.get('/people')).text, /other-day/);
    });
});

/* --- rows ------------------------------------------------------------------------------------- */

test('how many rows a list has is kept with the reader', async () => {
    for (let i = 0; i < 30; i += 1) {
        await newPerson(operator, tenant);
    }
    const rows = async (browser) =>
        (await browser.get('/people')).text.match(/<th role="rowheader"/g).length;
    assert.ok(await rows(visitor) > 30);
    const { headers } = await visitor.submit('/people', '/page-size', { rows: 25, next: '/people?kind=member' });
    assert.equal(headers.location, '/people?kind=member');
    assert.equal(await rows(visitor), 25);
    assert.equal(await rows(await elsewhere()), 25);
    assert.match((await visitor.get('/people')).text, /1–25 of 3\d/);
    assert.equal((await visitor.submit('/people', '/page-size', { rows: 26 })).status, 422);
});
