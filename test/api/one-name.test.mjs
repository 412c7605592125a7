/*
 * One name for one thing: what the menu calls a page, the page calls itself, in its heading, in its
 * title and where other pages say the way to it; in both languages.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { startServer } from './lib/server.mjs';

let server;

before(async () => {
    server = await startServer({ demo: true });
});
after(() => server?.remove());

const words = (text) => text.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ').trim();

for (const language of ['en', 'sv']) {
    describe(`in ${language}`, () => {
        test('a page is called as the menu calls it', async () => {
            const browser = new Browser(server, { language });
            await browser.signIn(server.demo.partner);
            const { text } = await browser.get('/benefits');
            const nav = /<nav[^>]*class="nav"[^]*?<\/nav>/.exec(text)[0];
            const menu = [...nav.matchAll(/<a href="(\/[a-z-]+)"[^>]*>([^]*?)<\/a>/g)]
                .map(([, href, name]) => [href, words(name)]);
            assert.ok(menu.length >= 8, `${menu}`);
            for (const [href, name] of menu) {
                const page = (await browser.get(href)).text;
                assert.equal(words(/<h1>([^]*?)<\/h1>/.exec(page)[1]), name, href);
                assert.ok(words(/<title>([^<]*)/.exec(page)[1]).startsWith(name), href);
                for (const [, inner, crumb] of page.matchAll(/class="crumb"[^]*?<a href="([^"]+)">([^]*?)<\/a>/g)) {
                    assert.equal(words(crumb), menu.find(([to]) => to === inner)?.[1], href);
                }
            }
        });

        test('the way to a page begins with its name in the menu', async () => {
            const browser = new Browser(server, { language });
            await browser.signIn(server.demo.partner);
            const home = (await browser.get('/home')).text;
            const name = (href) => words(new RegExp(`<a href="${href}"[^>]*>([^]*?)</a>`).exec(home)[1]);
            const { text } = await browser.get('/what-if/keys');
            const [, from, crumb] = /class="crumb"[^]*?<a href="([^"]+)">([^]*?)<\/a>/.exec(text);
            assert.equal(from, '/what-if');
            assert.equal(words(crumb), name(from));
        });
    });
}
