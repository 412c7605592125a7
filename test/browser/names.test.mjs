/*
 * Names that try to run: the browser shows them, and nothing happens.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Api } from '../api/lib/client.mjs';
import { fillWith } from '../api/lib/names.mjs';
import { startServer } from '../api/lib/server.mjs';
import { openLook, startBrowser } from './lib/browser.mjs';
import { crawl } from './lib/crawl.mjs';
import { Person } from './lib/person.mjs';

const NAME = '"><img src=x onerror=alert(1)>\'<script>alert(2)</script>';

let browser;
let server;
let world;

before(async () => {
    server = await startServer({ demo: true });
    const operator = new Api(server, { token: server.demo.operator.token });
    world = await fillWith(server, operator, NAME, (field, text) => text);
    browser = await startBrowser();
});

after(async () => {
    await browser?.close();
    await server?.remove();
});

for (const [who, start] of [['admin', () => [world.draft, '/']],
    ['operator', () => [`/benefits?partnerId=${world.partner.id}`,
        `/people?tenantId=${world.tenant.id}`, '/']]]) {
    test(`Nothing runs, wherever a name stands, for the ${who}`, async () => {
        const look = await openLook(browser, server, {});
        const opened = [];
        look.page.on('dialog', (dialog) => {
            opened.push(`${look.page.url()}: ${dialog.message()}`);
            dialog.dismiss();
        });
        await new Person(look, {}).signIn(world.people[who]);
        look.refusalsExpected = true;
        for (const { address, html } of await crawl(look, server, start())) {
            if (html !== null) {
                await look.page.goto(address);
                await look.page.locator('main').waitFor();
            }
        }
        await look.settle();
        assert.deepEqual(opened, []);
        look.assertQuiet();
        await look.close();
    });
}
