/*
 * What stands around every page: the header and its menus, how wide forms are, and how a refused form
 * says so. With script and without.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser } from '../api/lib/browser.mjs';
import { unique } from '../api/lib/people.mjs';
import { openLook, startBrowser } from './lib/browser.mjs';
import { lookOf } from './lib/readers.mjs';
import { READERS, statesOf } from './lib/states.mjs';
import { textIn } from './lib/texts.mjs';
import { startWorld } from './lib/world.mjs';

const FIELD_WIDTH = 30 * 16;
const NARROW = { width: 390, height: 640 };
const LONG = ['Försäkringsaktiebolaget Skandinaviska Återförsäkringsgruppen i Västernorrland',
    'Aktiebolaget Norrlands Molntjänster och Partnerförmåner'];
const PASSWORD = 'one password for two places';

let browser;
let world;
let both; // somebody in two organisations with long names

/* One address in two organisations of one partner, with one password. */
async function inTwo({ server, operator }) {
    const email = `sigrid-${unique()}@lang.example`;
    const partner = await operator.post('partners', { name: LONG[0], country: 'SE' }, { expect: 201 });
    for (const name of LONG) {
        const { body: tenant } = await operator.post(`partners/${partner.body.id}/tenants`,
            { name, domain: `avdelningen-for-licenser-${unique()}.example` }, { expect: 201 });
        await operator.post(`tenants/${tenant.id}/users`, { email, kind: 'member',
            displayName: 'Sigrid von Hohenstaufen-Lindqvist', roles: ['global-admin'] }, { expect: 201 });
        const { stdout } = await server.cli('user', 'link', '--email', email, '--tenant', tenant.id);
        const [path] = /\/set-up\/[\w-]+/.exec(stdout);
        const { status } = await new Browser(server).submit(path, path,
            { password: PASSWORD, repeat: PASSWORD });
        assert.equal(status, 303);
    }
    return { email, password: PASSWORD };
}

before(async () => {
    world = await startWorld();
    both = await inTwo(world);
    world.people.both = both;
    browser = await startBrowser();
});

after(async () => {
    await browser?.close();
    await world?.server.remove();
});

const boxOf = (page, selector) => page.locator(selector).first().evaluate((element) => {
    const { top, bottom, height } = element.getBoundingClientRect();
    return { top, bottom, height };
});

for (const language of ['sv', 'en']) {
    test(`the header is one row, and the navigation begins under it, in ${language}`, async () => {
        const look = await lookOf(browser, world, { who: 'both' }, { language });
        for (const width of [1360, 1180, 1024, 912]) {
            await look.page.setViewportSize({ width, height: 640 });
            await look.page.goto('/home');
            await look.page.evaluate(() => scrollTo(0, 200));
            const { height, bottom } = await boxOf(look.page, '.top');
            assert.ok(height <= 60, `${height} px high at ${width} px`);
            assert.ok((await boxOf(look.page, '#nav li')).top >= bottom, `under the header at ${width} px`);
        }
        look.assertQuiet();
        await look.close();
    });

    test(`a telephone has three controls in an eighth of its screen, in ${language}`, async () => {
        const look = await lookOf(browser, world, { who: 'both' }, { language });
        for (const width of [NARROW.width, 320]) {
            await look.page.setViewportSize({ width, height: NARROW.height });
            await look.page.goto('/home');
            const { height } = await boxOf(look.page, '.top');
            assert.ok(height <= 0.12 * NARROW.height, `${height} px`);
            const shown = await look.page.locator('.top').locator('a, button, input').evaluateAll((all) =>
                all.filter((element) => element.checkVisibility()).length);
            assert.equal(shown, 3);
        }
        await look.close();
    });
}

for (const script of ['on', 'off']) {
    describe(`with script ${script}`, () => {
        test('the menu of the organisation says the role and leads to the other one', async () => {
            const look = await openLook(browser, world.server, { script });
            const { page } = look;
            await page.goto('/sign-in');
            await page.fill('#email', both.email);
            await page.fill('#password', both.password);
            await page.click('form[action="/sign-in"] button');
            await page.waitForURL(/organisation/);
            for (const size of ['wide', 'narrow']) {
                await page.setViewportSize(size === 'wide' ? { width: 1360, height: 900 } : NARROW);
                await page.goto('/home');
                if (size === 'narrow') {
                    await page.click('.navbtn');
                }
                await page.locator('[popovertarget=places]:visible').click();
                const menu = page.locator('#places');
                assert.match(await menu.innerText(), /Global administrator/);
                const other = menu.locator('button:not([aria-pressed])');
                const name = (await other.innerText()).split('\n')[0];
                await other.click();
                await page.locator('.top .who', { hasText: name }).first()
                    .waitFor({ state: 'attached' }); // a telephone has it in the menu
            }
            await look.close();
        });

        test('the menu of the person shows which language and colours are chosen', async () => {
            const look = await lookOf(browser, world, { who: 'partner' }, { script });
            const { page } = look;
            await page.goto('/people');
            const open = () => page.locator('[popovertarget=me]:visible').click();
            await open();
            await page.locator('#me button[value=dark]').click();
            await open();
            const dark = page.locator('#me button[value=dark]');
            assert.equal(await dark.getAttribute('aria-pressed'), 'true');
            const backOf = (one) => one.evaluate((button) => getComputedStyle(button).backgroundColor);
            assert.notEqual(await backOf(dark), await backOf(page.locator('#me button[value=light]')));
            await page.locator('#me button[value=sv]').click();
            assert.equal(new URL(page.url()).pathname, '/people');
            assert.equal(await page.locator('html').getAttribute('lang'), 'sv');
            await open();
            assert.equal(await page.locator('#me a[href="/password"]').isVisible(), true);
            await page.locator('#me form[action="/sign-out"] button').click();
            await page.waitForURL(/sign-in/);
            await look.close();
        });

        test('a refused form keeps its place when the language is changed', async () => {
            const look = await lookOf(browser, world, { who: 'partner' }, { script });
            look.refusalsExpected = true;
            const { page } = look;
            await page.goto('/people/new');
            await page.locator('form[action="/people"] button').click();
            await page.locator('[role=alert]').waitFor();
            await page.locator('[popovertarget=me]:visible').click();
            await page.locator('#me button[value=sv]').click();
            await page.locator('html[lang=sv]').waitFor({ state: 'attached' });
            assert.equal(new URL(page.url()).pathname, '/people/new');
            await look.close();
        });
    });
}

test('the language button of a filtered list leads back to what is shown', async () => {
    const look = await lookOf(browser, world, { who: 'partner' }, {});
    await look.page.goto('/benefits');
    await look.page.locator('#find').pressSequentially('visio');
    await look.settle();
    await look.page.locator('[popovertarget=me]:visible').click();
    await look.page.locator('#me button[value=sv]').click();
    await look.settle();
    assert.match(look.page.url(), /[?&]q=visio/);
    await look.close();
});

/* What is wrong with how a refusal is shown. */
async function refusalFaults(page, language) {
    const faults = [];
    const error = textIn(language, 'Error:');
    if (!(await page.title()).startsWith(`${error} `)) {
        faults.push(`the title is “${await page.title()}”`);
    }
    return faults.concat(await page.evaluate(() => {
        const alert = document.querySelector('#main [role=alert]');
        const lost = alert && [...alert.querySelectorAll('a[href^="#"]')]
            .map((link) => link.getAttribute('href')).filter((href) => !document.querySelector(href));
        return [
            ...(alert ? [] : ['there is no summary']),
            ...(document.activeElement === alert ? [] : [`the focus is on ${document.activeElement?.outerHTML.slice(0, 60)}`]),
            ...(lost ?? []).map((href) => `there is no field ${href}`),
        ];
    }));
}

/* Forms that are sent empty: by whom, on which page. */
const EMPTY = [
    ['stranger', () => '/sign-in', 'form[action="/sign-in"]', 2],
    ['partner', () => '/password', 'form[action="/password"]', 3],
    ['partner', () => '/people/new', 'form[action="/people"]', 2],
    ['partner', ({ subscriptions }) => `/subscriptions/${subscriptions.large}`, 'form[action$="/licenses"]', 1],
    ['partner', ({ credits }) => `/credits/${credits.monthly.id}`, '#assign form', 1],
    ['partner', () => '/activate', 'form[action="/drafts"]', 1],
];

for (const [language, script] of [['sv', 'on'], ['en', 'off']]) {
    test(`an empty form is refused in our words, and the focus is on what is wrong, ${language}, script ${script}`, async () => {
        const looks = {};
        const faults = [];
        for (const [who, addressOf, form, fields] of EMPTY) {
            looks[who] ??= await lookOf(browser, world, { who }, { language, script });
            looks[who].refusalsExpected = true;
            const { page, settle } = looks[who];
            const address = addressOf(world);
            await page.goto(address);
            await page.locator(`${form} button`).last().click();
            await page.locator('#main [role=alert]').waitFor();
            await settle();
            const links = await page.locator('#main [role=alert] a[href^="#"]').count();
            const found = await refusalFaults(page, language);
            if (links < fields) {
                found.push(`${links} links for ${fields} fields`);
            }
            faults.push(...found.map((fault) => `${address}: ${fault}`));
        }
        await Promise.all(Object.values(looks).map((look) => look.close()));
        assert.deepEqual(faults, [], faults.join('\n'));
    });
}

test('no field is wider than 30 rem', async () => {
    const faults = [];
    for (const reader of READERS) {
        const look = await lookOf(browser, world, reader, {});
        look.refusalsExpected = true;
        for (const { address } of await statesOf(look, world, reader)) {
            await look.page.goto(address);
            faults.push(...(await look.page.evaluate((most) => [...document.querySelectorAll(
                '#main :is(input, select, textarea)')]
                .filter((field) => field.getBoundingClientRect().width > most + 1)
                .map((field) => field.outerHTML.slice(0, 60)), FIELD_WIDTH))
                .map((fault) => `${address}: ${fault}`));
        }
        await look.close();
    }
    assert.deepEqual(faults, [], faults.join('\n'));
});

test('an address that there is not has all that stands around a page', async () => {
    const look = await lookOf(browser, world, { who: 'partner' }, { language: 'sv' });
    look.refusalsExpected = true;
    const answer = await look.page.goto('/nope/nothing');
    assert.equal(answer.status(), 404);
    assert.ok(await look.page.locator('#nav a').count() > 3);
    assert.equal(await look.page.locator('#me button[value=en]').count(), 1);
    assert.equal(await look.page.locator('html').getAttribute('lang'), 'sv');
    await look.close();
});
