/*
 * Every state of every page in one language, as axe, a narrow screen and a parser see it. The colours of
 * a page are the same in each language, so one of them looks at those.
 *
 *     checkLanguage('sv', { colours: true });
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SIZES } from './browser.mjs';
import {
    axeFaults, lengthenText, sidewaysFaults, targetFaults, turnAround, widenText,
} from './look.mjs';
import { markupFaults, shapeOf, titleOf } from './markup.mjs';
import { browser, openWorld, world } from './opened.mjs';
import { lookOf } from './readers.mjs';
import { routeOf } from './routes.mjs';
import { MISTAKES, READERS, statesOf, unseenPages, visitedBy } from './states.mjs';

/* The same page in other colours can be wrong in these only. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/* Pages of the same shape need axe once. */
const shapes = new Set();

function isNewShape(html) {
    const shape = shapeOf(html);
    const isNew = !shapes.has(shape);
    shapes.add(shape);
    return isNew;
}

/* The page in each size, in light and in dark. */
async function faultsOfSizes(page, colours, note) {
    for (const size of ['desktop', 'phone']) {
        await page.setViewportSize(SIZES[size]);
        await page.emulateMedia({ colorScheme: 'light' });
        note(`${size}, light`, await axeFaults(page, { except: colours ? [] : OF_COLOURS }));
        if (colours) {
            await page.emulateMedia({ colorScheme: 'dark' });
            note(`${size}, dark`, await axeFaults(page, { only: OF_COLOURS }));
        }
        note(size, await targetFaults(page));
    }
}

/* The same, and then in a narrow size however it is set. */
async function faultsOfLook({ page }, { colours, isNew }) {
    const faults = [];
    const note = (where, list) => faults.push(...list.map((fault) => `${where}: ${fault}`));
    if (isNew) {
        await faultsOfSizes(page, colours, note);
    }
    await page.setViewportSize(SIZES.narrow);
    for (const widened of [false, true]) {
        await widenText(page, widened);
        note(widened ? '320 px, text spaced' : '320 px', await sidewaysFaults(page));
    }
    await widenText(page, false);
    await turnAround(page, true);
    note('320 px, right to left', await sidewaysFaults(page));
    await turnAround(page, false);
    await page.emulateMedia({ forcedColors: 'active' });
    note('320 px, forced colours', await sidewaysFaults(page));
    await page.emulateMedia({ forcedColors: null });
    await lengthenText(page);
    note('320 px, longer words', await sidewaysFaults(page));
    return faults;
}

function noteNoise(faults, look) {
    faults.push(...look.noise.map((line) => `console: ${line}`));
}

async function checkStates(reader, language, colours) {
    const look = await lookOf(browser, world, reader, { language });
    look.refusalsExpected = true;
    const states = await statesOf(look, world, reader);
    const faults = [];
    const titles = new Map();
    for (const { address, status, html } of states) {
        const note = (list) => faults.push(...list.map((fault) => `${address}: ${fault}`));
        const route = routeOf(address);
        note(markupFaults(html, language));
        const title = titleOf(html);
        if (status === 200 && (titles.get(title) ?? route) !== route) {
            note([`has the title of ${titles.get(title)}, “${title}”`]);
        }
        titles.set(title, route);
        if (status >= 500) {
            note([`status ${status}`]);
        }
        await look.page.goto(address);
        note(await faultsOfLook(look, { colours, isNew: isNewShape(html) }));
    }
    noteNoise(faults, look);
    await look.close();
    assert.deepEqual(faults, [], faults.join('\n'));
    return states.length;
}

/* Without the script nothing but the buttons that it hides is different. */
export async function checkWithoutScript(reader) {
    const look = await lookOf(browser, world, reader, { language: 'sv', script: 'lost', size: 'phone' });
    look.refusalsExpected = true;
    const faults = [];
    const seen = new Set();
    for (const { address, html } of await statesOf(look, world, reader)) {
        const shape = shapeOf(html);
        if (seen.has(shape)) {
            continue;
        }
        seen.add(shape);
        await look.page.goto(address);
        faults.push(...(await axeFaults(look.page)).map((fault) => `${address}: ${fault}`));
    }
    noteNoise(faults, look);
    await look.close();
    assert.deepEqual(faults, [], faults.join('\n'));
}

async function checkMistake(mistake, language, colours) {
    const look = await lookOf(browser, world, mistake, { language });
    look.refusalsExpected = true;
    await mistake.open(look, world);
    await look.settle();
    visitedBy(look);
    const isNew = isNewShape(await look.page.content());
    const faults = await faultsOfLook(look, { colours, isNew });
    noteNoise(faults, look);
    await look.close();
    assert.deepEqual(faults, [], faults.join('\n'));
}

/* colours: look at them too. */
export function checkLanguage(language, { colours }) {
    openWorld();
    for (const reader of READERS) {
        test(`Every page that the ${reader.who} can get to is sound: wide, narrow and spaced`,
            async (t) => {
                t.diagnostic(`${await checkStates(reader, language, colours)} states`);
            });
    }
    describe('What a form leads to', () => {
        for (const mistake of MISTAKES) {
            test(mistake.name, () => checkMistake(mistake, language, colours));
        }
    });
    test('No page is without a link to it', () => {
        assert.deepEqual(unseenPages(), []);
    });
}
