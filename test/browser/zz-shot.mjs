import { writeFileSync } from 'node:fs';
import { startServer } from '../api/lib/server.mjs';
import { openLook, startBrowser } from './lib/browser.mjs';
import { Person } from './lib/person.mjs';
const server = await startServer({ args: ['--demo'] });
const browser = await startBrowser();
try {
    const paths = process.argv.slice(3);
    for (const language of process.argv[2].split(',')) {
        const look = await openLook(browser, server, { language });
        await new Person(look, {}).signIn(server.demo.administrator);
        for (const path of paths) {
            for (const width of [1360, 680, 390]) {
                await look.page.setViewportSize({ width, height: 700 });
                let p = path;
                if (path === '/credit') {
                    await look.page.goto('/credits');
                    p = await look.page.locator('main tbody tr', { hasText: 'Silver competency' }).locator('a').first().getAttribute('href');
                }
                await look.page.goto(p);
                await look.settle();
                const over = await look.page.evaluate(() => [document.documentElement.scrollWidth, document.querySelectorAll('*').length, location.pathname]);
                console.log(language, p, width, over.join(' '));
                writeFileSync(`/tmp/hov/${path.replaceAll(/\W/g, '_')}-${width}-${language}.png`, await look.page.screenshot({ fullPage: true }));
            }
        }
    }
} finally { await browser.close(); await server.remove(); }
