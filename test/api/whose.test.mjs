/*
 * The operator's staff say whose pages they want to see: by name, with a search, and never by an id.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { newStaff, newTenant, unique, atBrowser } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const OF_PARTNER = ['benefits', 'keys', 'activity'];
const OF_ORGANISATION = ['people', 'subscriptions', 'credits'];
const MORE_THAN_A_PART = 55;

let server, operator, one;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    one = await newTenant(operator);
    await operator.post(`partners/${one.partner.id}/tenants`,
        { name: 'A second house', domain: `second-${unique()}.example` }, { expect: 201 });
});
after(() => server?.remove());

const hrefs = (text) => [...text.slice(text.indexOf('<main')).matchAll(/href="([^"]+)"/g)]
    .map(([, href]) => href.replaceAll('&amp;', '&'));

async function get(browser, path, status = 200) {
    const answer = await browser.get(path);
    assert.equal(answer.status, status, `${path}\n${answer.text.slice(0, 800)}`);
    return answer.text;
}

async function staffIn(language) {
    const browser = new Browser(server, { language });
    await browser.signIn(server.demo.operator);
    return browser;
}

/* From the page of the menu to the partner's, each step a link whose words are a name. */
async function choose(browser, page) {
    await get(browser, `/${page}`);
    const found = await get(browser, `/whose?page=${page}&q=${encodeURIComponent(one.partner.name)}`);
    const to = hrefs(found).find((href) => href.includes(one.partner.id));
    assert.ok(to, `${page}: the partner is found by its name`);
    if (OF_PARTNER.includes(page)) {
        return to;
    }
    const houses = await get(browser, to);
    assert.match(houses, /A second house/);
    return hrefs(houses).find((href) => href.includes(one.tenant.id));
}

for (const [language, question] of [['en', /choose a partner/i], ['sv', /välj en partner/i]]) {
    describe(`in ${language}`, () => {
        for (const page of [...OF_PARTNER, ...OF_ORGANISATION]) {
            test(`/${page} is reached by a name`, async () => {
                const browser = await staffIn(language);
                const asked = await get(browser, `/${page}`);
                assert.match(asked, question);
                assert.match(asked, /type="search"[^>]*placeholder/);
                assert.doesNotMatch(asked, /<input[^>]*name="(?:tenantId|partnerId|subscriptionId)"/);
                const to = await choose(browser, page);
                assert.match(to, new RegExp(`^/${page}\\?`));
                const shown = await get(browser, to);
                assert.ok(shown.includes(page === 'people' || OF_ORGANISATION.includes(page)
                    ? one.tenant.name : one.partner.name), 'whose it is stands above it');
            });
        }

        test('no page of the menu asks for an id', async () => {
            const browser = await staffIn(language);
            const menu = [...(await get(browser, '/benefits')).matchAll(/<li><a href="(\/[a-z/-]+)"/g)]
                .map(([, href]) => href);
            assert.ok(menu.length >= 4, `${menu}`);
            for (const href of menu) {
                const { text } = await browser.get(href);
                assert.doesNotMatch(text, /\b(?:ten|sub|par)_(?![0-9A-Z]{26})/, href);
                assert.doesNotMatch(text, /<input(?![^>]*type="hidden")[^>]*name="[a-zA-Z]*Id"/, href);
            }
        });
    });
}

test('more partners than one part has go on, and a name that nobody has finds none', async () => {
    for (let i = 0; i < MORE_THAN_A_PART; i += 1) {
        await operator.post('partners', { name: `Of many ${unique()}`, country: 'SE' },
            { expect: 201 });
    }
    const browser = await staffIn('en');
    const first = await get(browser, '/whose?page=people&q=of+many');
    const next = hrefs(first).find((href) => href.includes('after='));
    assert.ok(next?.includes('q=of'), 'the search goes along');
    const found = (text) => hrefs(text).filter((href) => href.includes('partnerId=')).length;
    assert.equal(found(first) + found(await get(browser, next)), MORE_THAN_A_PART);
    assert.match(await get(browser, '/whose?page=people&q=nobody-is-called-so'), /No partner matches/);
});

test('whoever works for the programme may, and nobody else', async () => {
    for (const role of ['support-agent', 'auditor', 'catalogue-manager']) {
        await get(await atBrowser(await newStaff(operator, role)), '/whose?page=people');
    }
    const partner = new Browser(server);
    await partner.signIn(server.demo.partner);
    await get(partner, '/whose?page=people', 403);
    const staff = await staffIn('en');
    await get(staff, '/whose?page=nothing', 422);
    await get(staff, `/whose?page=people&partnerId=par_${'0'.repeat(26)}`, 404);
});
