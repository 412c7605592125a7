/*
 * Keys that are typed or pasted, with script and without: taken apart alike, in whatever form they
 * come.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newKeys } from '../api/lib/keys.mjs';
import { openLook } from './lib/browser.mjs';
import { browser, openWorld, world } from './lib/opened.mjs';
import { Person } from './lib/person.mjs';

/* How two keys may come. */
const PASTED = [
    (one, two) => `${one}, ${two}`, (one, two) => `${one}\t${two}`, (one, two) => `${one} ${two}`,
    (one, two) => `${one};${two}`, (one, two) => `${one}\n${two}\n`, (one, two) => `"${one}" "${two}"`,
    (one, two) => `1. ${one}\n2. ${two}`, (one, two) => `\u2022 ${one}\n\u2022 ${two}`,
    (one, two) => `${one}, ${two}`.replaceAll('-', '\u2011'),
    (one, two) => `\ufeff${one}\u00a0\u200b${two}.`.replaceAll('-', '\u2013'),
];

openWorld();

for (const script of ['on', 'off']) {
    test(`two keys are two, however they are parted, with script ${script}`, async (t) => {
        const look = await openLook(browser, world.server, { script });
        t.after(() => look.context.close());
        await new Person(look, { text: (english) => english }).signIn(world.people.partner);
        const [one, two] = (await newKeys(world.operator, { licenses: 25, count: 2 }))
            .map(({ key }) => key);
        for (const pasted of PASTED) {
            await look.page.goto(`/subscriptions/${world.subscriptions.large}/redeem?action=extend`);
            await look.page.fill('#keys', pasted(one, two));
            await look.page.locator('#keys').press('Tab');
            await look.page.locator('form:has(#keys) button').first().click();
            await look.page.waitForURL(/drf_/);
            assert.match(await look.page.locator('main').innerText(), /50\s+licences/,
                JSON.stringify(pasted(one, two)));
        }
    });

    test(`the character that no key has is named, with script ${script}`, async (t) => {
        const look = await openLook(browser, world.server, { script });
        t.after(() => look.context.close());
        look.refusalsExpected = true;
        await new Person(look, { text: (english) => english }).signIn(world.people.partner);
        await look.page.goto(`/subscriptions/${world.subscriptions.large}/redeem?action=extend`);
        await look.page.fill('#keys', 'WVEWE-1SMÅ3-K8D3K-44KKA-TG8P5');
        await look.page.locator('form:has(#keys) button').first().click();
        await look.page.locator('#keys-fault').waitFor();
        assert.match(await look.page.locator('main').innerText(), /never contains “Å”\. Check character 9/);
    });
}

/* RULE KEY-5: what the code of a key sheet leads to. The key goes into the field, and nowhere else. */
test('a key behind # fills the field, through the sign-in, and is sent to nobody', async (t) => {
    const look = await openLook(browser, world.server, {});
    t.after(() => look.context.close());
    const [{ key }] = await newKeys(world.operator, { licenses: 25 });
    const sent = [];
    look.page.on('request', (request) => sent.push(request.url().split('#')[0],
        request.postData() ?? '', JSON.stringify(request.headers())));
    await look.page.goto(`/activate#${key}`);
    assert.match(new URL(look.page.url()).pathname, /sign-in/);
    await look.page.fill('input[name=email]', world.people.partner.email);
    await look.page.fill('input[name=password]', world.people.partner.password);
    await look.page.locator('form:has(input[name=password]) button').first().click();
    await look.page.waitForURL(/\/activate/);
    await look.page.waitForFunction(() => document.querySelector('#keys')?.value !== '');
    assert.equal(await look.page.inputValue('#keys'), key);
    assert.equal(new URL(look.page.url()).hash, '', 'the key stays in the address');
    assert.ok(!sent.some((text) => text.includes(key)), 'the key was sent');

    await look.page.goto('/home');
    await look.page.goto('/activate#main');
    assert.equal(await look.page.inputValue('#keys'), '', 'what is no key is left alone');
    await look.page.locator('form:has(#keys) button').first().waitFor();
    assert.ok(!world.server.log.includes(key));
    look.assertQuiet();
});
