/*
 * What was just done can be undone: for ten seconds where there is a script, and without one as long as
 * the page stands. Lists are turned, and keep what is looked for.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLook } from './lib/browser.mjs';
import { browser, openWorld, world } from './lib/opened.mjs';
import { Person } from './lib/person.mjs';

const UNDO_MS = 10000;

openWorld();

async function openAs(t, options) {
    const look = await openLook(browser, world.server, options);
    t.after(() => look.context.close());
    await new Person(look, { text: (english) => english }).signIn(world.people.partner);
    return look.page;
}

/* Somebody gets a licence. */
async function assign(page) {
    await page.goto(`/subscriptions/${world.subscriptions.large}`);
    const { email } = world.users[3];
    const held = page.locator('#people tr', { hasText: email }).locator('button');
    if (await held.count() > 0) {
        await held.click();
    }
    await page.fill('#people input[name=person]', email);
    await page.click('#people form[action$="/licenses"] button');
    await page.locator('[data-undo] button').waitFor();
}

for (const script of ['on', 'off']) {
    test(`the button takes back what was done, with script ${script}`, async (t) => {
        const page = await openAs(t, { script });
        await assign(page);
        await page.click('[data-undo] button');
        await page.waitForURL(/done=undone/);
        assert.match(await page.locator('#people').innerText(), /Undone/);
        assert.ok(!(await page.locator('#people table, #people .muted').first().innerText())
            .includes(world.users[3].email));
    });
}

test('where there is a script, it goes away after ten seconds', async (t) => {
    const page = await openAs(t, {});
    await page.clock.install();
    await assign(page);
    await page.clock.runFor(UNDO_MS / 2);
    assert.equal(await page.locator('[data-undo]').count(), 1);
    await page.clock.runFor(UNDO_MS);
    assert.equal(await page.locator('[data-undo]').count(), 0);
});

test('pages of a list are turned in both directions, with what is looked for', async (t) => {
    const page = await openAs(t, {});
    await page.goto('/people?limit=1&kind=member');
    const name = () => page.locator('#list th[scope=row]').innerText();
    const first = await name();
    await page.click('#next');
    await page.waitForURL(/after=/);
    assert.notEqual(await name(), first);
    assert.match(await page.locator('.pager p').innerText(), /^2–2 of \d+$/);
    await page.click('#previous');
    await page.waitForURL(/before=/);
    assert.equal(await name(), first);
    assert.equal(await page.locator('#kind').inputValue(), 'member');
});
