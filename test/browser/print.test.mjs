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
