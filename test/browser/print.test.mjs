/*
 * The sheet of a product key, as it comes out of a printer.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browser, openWorld, world } from './lib/opened.mjs';
import { lookOf } from './lib/readers.mjs';
import { revealKey } from './lib/states.mjs';
import { textIn } from './lib/texts.mjs';

let folder;

openWorld();
before(() => {
    folder = mkdtempSync(join(tmpdir(), 'perq-print-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/* What is on paper: the text, and the number of pages. */
async function print(page) {
    const path = join(folder, 'sheet.pdf');
    await page.pdf({ path, format: 'A4', preferCSSPageSize: true });
    const run = (program, ...args) => execFileSync(program, [...args], { encoding: 'utf8' });
    return { text: run('pdftotext', '-layout', path, '-'),
        pages: Number(/^Pages:\s+(\d+)$/m.exec(run('pdfinfo', path))[1]) };
}

for (const language of ['sv', 'en']) {
    test(`The sheet of a key is one page with all that is needed, in ${language}`, async () => {
        const look = await lookOf(browser, world, { who: 'partner' }, { language });
        await revealKey(look, world);
        const key = await look.page.locator('#key').textContent();
        const product = await look.page.locator('h1').textContent();
        const sheet = await print(look.page);
        const said = sheet.text.replace(/\s+/g, ' ');
        assert.equal(sheet.pages, 1);
        for (const text of [key, product.trim(), 'contoso.example']) {
            assert.ok(said.includes(text), `“${text}” is not on paper:\n${sheet.text}`);
        }
        for (const text of ['Sign out', 'Overview', 'Skip to the content']) {
            assert.ok(!said.includes(textIn(language, text)), `“${text}” is on paper`);
        }
        look.assertQuiet();
        await look.close();
    });
}

/* The pages of what was printed, each as text. */
const pagesOf = ({ text }) => text.split('\f').filter((one) => one.trim() !== '');

test('A list begins on its first page, whole in width, with its heads on each page', async () => {
    const look = await lookOf(browser, world, { who: 'partner' }, { language: 'en' });
    for (const [address, heads, last] of [['/benefits?limit=200', 'Benefit', 'Status'],
        ['/keys?limit=200', 'Key', 'Status'], ['/activity?limit=200', 'When', 'about']]) {
        await look.page.goto(address);
        const names = await look.page.locator('tbody tr > *:last-child').first().innerText();
        const pages = pagesOf(await print(look.page));
        const rows = await look.page.locator('tbody tr').count();
        assert.ok(rows > 5, `${address} has ${rows} rows`);
        assert.ok(pages[0].split('\n').filter((line) => line.trim() !== '').length > 12,
            `${address}: the first page is empty\n${pages[0]}`);
        for (const [index, page] of pages.entries()) {
            assert.match(page, new RegExp(heads), `${address}: no heads on page ${index + 1}\n${page}`);
            assert.match(page, new RegExp(last), `${address}: the last column is cut off\n${page}`);
        }
        const cut = await look.page.evaluate(() => {
            const table = document.querySelector('table').getBoundingClientRect();
            return table.right - document.querySelector('.scroll').getBoundingClientRect().right;
        });
        assert.ok(cut <= 1, `${address}: ${names}`);
    }
    await look.close();
});
