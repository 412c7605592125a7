/*
 * Every state of every page: what links lead to, for each kind of reader, and what only a form or a
 * mistake leads to.
 */
import { unique } from '../../api/lib/people.mjs';
import { crawl } from './crawl.mjs';
import { pages, routeOf } from './routes.mjs';
import { heldCredit, keyOf, newColleague, usedCredit } from './world.mjs';

const has = (path, method = 'GET') =>
    pages.some((route) => route.path === path && route.method === method);

/* Who looks, and where they begin. Without sign-in there is nobody but strangers. */
export const READERS = [
    { who: 'stranger', start: ['/help/terms', '/accessibility', '/problems/key-expired',
        '/not-there', ...(has('/sign-in') ? ['/sign-in'] : [])] },
    ...(has('/sign-in') ? [
        { who: 'partner', start: ['/', '/search?q=visio', '/search?q=zzz', '/search?key=1'] },
        { who: 'reader', start: ['/'] },
        { who: 'employee', start: ['/'] },
        { who: 'operator', start: ['/'] },
    ] : []),
];

const visited = new Set();

/* The pages that this reader gets to, each {address, status, html}. */
export async function statesOf(look, world, reader) {
    const found = await crawl(look, world.server,
        [...reader.start, ...(world.unlinked[reader.who] ?? [])]);
    found.forEach(({ address }) => visited.add(routeOf(address)));
    return found.filter(({ html }) => html !== null);
}

/* Wherever a form has led. */
export function visitedBy({ page }) {
    visited.add(routeOf(new URL(page.url()).pathname));
}

/* Rows of routes.def that are PAGEs and yet no pages, and why. */
const NO_PAGES = [
    [/\.csv$/, 'a table, which stored-names.test.mjs reads'],
];

/* Addresses of routes.def that nobody got to so far. */
export function unseenPages() {
    return pages.filter(({ method }) => method === 'GET').map(({ path }) => path)
        .filter((path) => !visited.has(path) && !NO_PAGES.some(([kind]) => kind.test(path)));
}

/* What only a form leads to, or a mistake in it. */
export const MISTAKES = [
    {
        name: 'a wrong password', needs: '/sign-in', who: 'stranger',
        async open({ page }) {
            await page.goto('/sign-in');
            await page.fill('#email', 'nobody@contoso.example');
            await page.fill('#password', 'not the password');
            await page.click('form[action="/sign-in"] button');
        },
    },
    {
        name: 'a new partner with something missing', needs: '/ops/partners/new', who: 'operator',
        async open({ page }) {
            await page.goto('/ops/partners/new');
            await page.fill('#name', 'Northwind');
            await page.click('form[action="/ops/partners/check"] button');
            await page.locator('[role=alert]').waitFor();
        },
    },
    {
        name: 'wrong use to check', needs: '/ops/credits/{id}/counter-postings', who: 'operator',
        async open({ page }, world) {
            const { credit, event } = await usedCredit(world);
            await page.goto(`/ops/credits/${credit.id}/counter-postings`);
            await page.fill('#source', event.source);
            await page.fill('#eventId', event.id);
            await page.fill('#reason', 'The meter counted twice');
            await page.click('form[action$="/counter-postings/check"] button');
            await page.locator('form[action$="/counter-postings"] button').waitFor();
        },
    },
    {
        name: 'a colleague who is invited', needs: '/ops/staff/new', who: 'operator',
        async open({ page }) {
            await page.goto('/ops/staff/new');
            await page.fill('#displayName', 'Kim Kollega');
            await page.fill('#email', `kim-${unique()}@operator.example`);
            await page.check('input[value=auditor]');
            await page.click('form[action="/ops/staff"] button');
            await page.locator('#link').waitFor();
        },
    },
    {
        name: 'a colleague without an address', needs: '/ops/staff/new', who: 'operator',
        async open({ page }) {
            await page.goto('/ops/staff/new');
            await page.click('form[action="/ops/staff"] button');
            await page.locator('[role=alert]').waitFor();
        },
    },
    {
        name: 'a token that was made', needs: '/tokens', who: 'partner',
        async open({ page }) {
            await page.goto('/tokens');
            await page.fill('#name', 'Nightly import');
            await page.click('form[action="/tokens"] button');
            await page.locator('#token').waitFor();
        },
    },
    {
        name: 'a token for too long', needs: '/ops/tokens', who: 'operator',
        async open({ page }) {
            await page.goto('/ops/tokens');
            await page.fill('#days', '500');
            await page.click('form[action="/ops/tokens"] button');
            await page.locator('[role=alert]').waitFor();
        },
    },
    {
        name: 'an offer to check', needs: '/ops/partners/{id}/enrol', who: 'operator',
        async open({ page }, { admin }) {
            const { body: me } = await admin.get('me', { expect: 200 });
            await page.goto(`/ops/partners/${me.partner.id}/enrol`);
            await page.selectOption('#offer', 'action-pack');
            await page.click('form[action$="/enrol/check"] button');
            await page.locator('#grants').waitFor();
        },
    },
    {
        name: 'a new partner to check', needs: '/ops/partners/new', who: 'operator',
        open: (look) => enterPartner(look),
    },
    {
        name: 'a partner that was taken in', needs: '/ops/partners/new', who: 'operator',
        async open(look) {
            await enterPartner(look);
            await look.page.click('form[action="/ops/partners"] button:not([formaction])');
            await look.page.locator('#link').waitFor();
        },
    },
    {
        name: 'a key that is shown', needs: '/benefits/{id}', who: 'partner',
        open: revealKey,
    },
    {
        name: 'an address of a calendar', needs: '/calendar', who: 'partner',
        async open({ page }) {
            await page.goto('/calendar');
            await page.click('form[action="/calendar"] button');
            await page.locator('#address').waitFor();
        },
    },
    {
        name: 'a person whose address is taken', needs: '/people/new', who: 'partner',
        async open({ page }) {
            await page.goto('/people/new');
            await page.fill('#displayName', 'Another');
            await page.fill('#email', 'person-0@contoso.example');
            await page.click('form[action="/people"] button');
            await page.locator('[role=alert]').waitFor();
        },
    },
    {
        name: 'a person who is disabled', needs: '/people/{id}', who: 'partner',
        async open({ page }, { users }) {
            await page.goto(`/people/${users[4].id}`);
            if (await page.locator('input[value=disable]').count() > 0) {
                await page.click('form[action$="/access"] button');
            }
            await page.locator('.badge.bad').waitFor();
        },
    },
    {
        name: 'a licence that can be had back', needs: '/people/{id}', who: 'partner',
        async open({ page }, { users }) {
            await page.goto(`/people/${users[3].id}`);
            if (await page.locator('form[action$="/licenses/release"] button').count() === 0) {
                await page.click('form[action$="/licenses"] button');
            }
            await page.locator('form[action$="/licenses/release"] button').first().click();
            await page.locator('.note.ok').waitFor();
        },
    },
    {
        name: 'a view that is kept', needs: '/people', who: 'partner',
        async open({ page }) {
            await page.goto('/people?kind=guest');
            await page.locator('#keep').evaluate((details) => { details.open = true; });
            await page.fill('#view-name', 'Guests');
            await page.click('#keep button');
            await page.locator('#views nav').waitFor();
        },
    },
    {
        name: 'a list of people that is checked', needs: '/subscriptions/{id}', who: 'partner',
        open: (look, world) => pasteList(look, world,
            `nobody@x.example\n${world.users.map(({ email }) => email).join('\n')}`, '#sum-head'),
    },
    {
        name: 'a list of people that is empty', needs: '/subscriptions/{id}', who: 'partner',
        open: (look, world) => pasteList(look, world, ';', '#people-list-fault'),
    },
    {
        name: 'somebody has a licence already', needs: '/subscriptions/{id}', who: 'partner',
        async open({ page }, { users, admin, subscriptions }) {
            await admin.post(`subscriptions/${subscriptions.large}/licenses`,
                { people: [users[0].id] }, { expect: 200 });
            await page.goto(`/subscriptions/${subscriptions.large}`);
            await page.fill('#person', users[0].email);
            await page.click('form[action$="/licenses"] button');
            await page.locator('#people [role=status]').waitFor();
        },
    },
    {
        name: 'people who would be disabled', needs: '/people', who: 'partner',
        async open({ page }, { users }) {
            await page.goto('/people?ticked=all&q=contoso');
            await page.locator(`#tick-${users[0].id}`).waitFor();
            await page.click('#many button[value=disable]');
            await page.locator('#sum-head').waitFor();
        },
    },
    {
        name: 'nobody is ticked', needs: '/people', who: 'partner',
        async open({ page }) {
            await page.goto('/people');
            await page.click('#many button[value=disable]');
            await page.locator('[role=alert]').waitFor();
        },
    },
    {
        name: 'many keys that are shown', needs: '/keys', who: 'partner',
        async open({ page }) {
            await page.goto('/keys?ticked=all');
            await page.check('#tenant-verified');
            await page.click('#many button:not([formaction])');
            await page.locator('.keysheet').first().waitFor();
        },
    },
    {
        name: 'many keys without a confirmation', needs: '/keys', who: 'partner',
        async open({ page }) {
            await page.goto('/keys?ticked=all');
            await page.click('#many button:not([formaction])');
            await page.locator('#unverified').waitFor();
        },
    },
    {
        name: 'many benefits to activate', needs: '/benefits', who: 'partner',
        async open({ page }) {
            await page.goto('/benefits?ticked=all');
            await page.click('#many button');
            await page.locator('#do').waitFor();
        },
    },
    {
        name: 'a monthly credit in the way of a bulk one', needs: '/credits/{id}', who: 'partner',
        async open({ page }, world) {
            const { person } = await heldCredit(world);
            await page.goto(`/credits/${world.credits.free.id}`);
            await page.fill('#person', person.email);
            await page.click('#assign form button');
            await page.locator('#way-head').waitFor();
        },
    },
    {
        name: 'a mistyped key', needs: '/subscriptions/{id}/redeem', who: 'partner',
        open: (look, world) => enterKey(look, world, 'B'.repeat(25)),
    },
    {
        name: 'a key that is too large', needs: '/subscriptions/{id}/redeem', who: 'partner',
        async open(look, world) {
            await enterKey(look, world, await keyOf(world, { licenses: 301 }), 'extend');
        },
    },
    {
        name: 'a key to extend with', needs: '/subscriptions/{id}/redeem', who: 'partner',
        async open(look, world) {
            await enterKey(look, world, await keyOf(world, { licenses: 25 }), 'extend');
        },
    },
    {
        name: 'a key to add', needs: '/subscriptions/{id}/redeem', who: 'partner',
        async open(look, world) {
            await enterKey(look, world, await keyOf(world, { licenses: 25 }), 'add');
        },
    },
    {
        name: 'a key to split', needs: '/subscriptions/{id}/redeem', who: 'partner',
        async open(look, world) {
            await enterKey(look, world, await keyOf(world, { licenses: 25 }), 'split');
        },
    },
    {
        name: 'a key to activate with', needs: '/activate', who: 'partner',
        async open({ page }, world) {
            await page.goto('/activate');
            await page.fill('#keys', await keyOf(world, { licenses: 25, sku: 'visio-plan-2' }));
            await page.click('form[action="/drafts"] button');
            await page.locator('#what').waitFor();
        },
    },
    {
        name: 'a key in the search box', needs: '/search', who: 'partner',
        async open({ page }, world) {
            await page.goto('/subscriptions');
            await page.keyboard.press('/');
            await page.keyboard.type(await keyOf(world, { licenses: 25 }));
            await page.keyboard.press('Enter');
            await page.locator('.note.warn').waitFor();
        },
    },
    {
        name: 'nobody who is known', needs: '/credits/{id}', who: 'partner',
        async open({ page }, { credits }) {
            await page.goto(`/credits/${credits.monthly.id}`);
            await page.fill('#person', 'nobody@x.example');
            await page.click('#assign form button');
            await page.locator('#person-fault').waitFor();
        },
    },
    {
        name: 'one of several people', needs: '/credits/{id}', who: 'partner',
        async open({ page }, { credits }) {
            await page.goto(`/credits/${credits.monthly.id}`);
            await page.fill('#person', 'person');
            await page.click('#assign form button');
            await page.locator('li.pick').first().waitFor();
        },
    },
    {
        name: 'somebody removed', needs: '/credits/{id}', who: 'partner',
        async open({ page }, world) {
            const { credit } = await heldCredit(world);
            await page.goto(`/credits/${credit.id}`);
            await page.click('#people td button');
            await page.locator('[role=status] form').waitFor();
        },
    },
    {
        name: 'a credit that is used up', needs: '/credits/{id}', who: 'partner',
        async open({ page }, world) {
            const { credit } = await heldCredit(world, { used: '107.50' });
            await page.goto(`/credits/${credit.id}`);
        },
    },
    {
        name: 'a transfer to check', needs: '/credits/{id}/transfer', who: 'partner',
        async open({ page }, world) {
            const { email } = await newColleague(world);
            await page.goto(`/credits/${world.credits.bulk.id}/transfer`);
            await page.fill('#person', email);
            await page.click('#main form[action$="/transfer"] button');
            await page.locator('#confirmed').waitFor();
        },
    },
    {
        name: 'a transfer that is refused', needs: '/credits/{id}/transfer', who: 'partner',
        async open({ page }, { credits, users }) {
            await page.goto(`/credits/${credits.bulk.id}/transfer`);
            await page.fill('#person', users[3].email);
            await page.click('#main form[action$="/transfer"] button');
            await page.locator('#person-fault').waitFor();
        },
    },
    {
        name: 'a transfer that takes away what is in the way', needs: '/credits/{id}/transfer',
        who: 'partner',
        async open({ page }, { credits, users }) {
            await page.goto(`/credits/${credits.bulk.id}/transfer`);
            await page.fill('#person', users[0].email);
            await page.click('#main form[action$="/transfer"] button');
            await page.locator('#confirmed').waitFor();
        },
    },
].filter(({ needs }) => has(needs));

async function enterPartner({ page }) {
    await page.goto('/ops/partners/new');
    const domain = `northwind-${unique()}.example`;
    await page.fill('#name', 'Northwind Handels AB');
    await page.selectOption('#country', 'SE');
    await page.fill('#domain', domain);
    await page.fill('#administratorName', 'Nora Nord');
    await page.fill('#administratorEmail', `nora@${domain}`);
    await page.selectOption('#offer', 'gold-cloud-platform');
    await page.click('form[action="/ops/partners/check"] button');
    await page.locator('#grants').waitFor();
}

/* Of a benefit whose key was never used; the look stays at the sheet of the key. */
async function pasteList({ page }, { subscriptions }, list, then) {
    await page.goto(`/subscriptions/${subscriptions.large}`);
    await page.click('#people summary');
    await page.fill('#people-list', list);
    await page.click('form[action$="/licenses/check"] button');
    await page.locator(then).waitFor();
}

export async function revealKey({ page }, { admin }) {
    const benefits = await admin.all('benefits');
    const { id } = benefits.find(({ keys }) => keys?.some(({ status }) =>
        status === 'ready' || status === 'revealed'));
    await page.goto(`/benefits/${id}`);
    const form = page.locator('form[action$="/reveal"]').first();
    await form.locator('input[type=checkbox]').check();
    await form.locator('button').click();
    await page.locator('#key').waitFor();
}

async function enterKey({ page, settle }, { subscriptions }, key, action = 'add') {
    await page.goto(`/subscriptions/${subscriptions.large}/redeem?action=${action}`);
    await page.fill('#keys', key);
    await page.click('form[action="/drafts"] button');
    await settle();
}
