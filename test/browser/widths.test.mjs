/*
 * Every state of every page at every width between a wide screen and a small telephone, and at 200 % zoom:
 * nothing goes sideways, nothing is cut off. One sign-in for each reader and language, and measured in
 * the page; in English, whose words are the shorter ones, one page of each shape.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startBrowser } from './lib/browser.mjs';
import { shapeOf } from './lib/markup.mjs';
import { lookOf } from './lib/readers.mjs';
import { MISTAKES, READERS, statesOf } from './lib/states.mjs';
import { widthFaults } from './lib/widths.mjs';
import { longCredit, startWorld } from './lib/world.mjs';

let browser;
let world;

before(async () => {
    world = await startWorld();
    world.credits.long = await longCredit(world);
    browser = await startBrowser();
});

after(async () => {
    await browser?.close();
    await world?.server.remove();
});

function startOf(reader) {
    const { monthly, bulk, free, long } = world.credits;
    const own = [monthly, bulk, free, long].map(({ id }) => `/credits/${id}`);
    return { ...reader, start: [...reader.start, ...(reader.who === 'partner' ? own : [])] };
}

for (const language of ['sv', 'en']) {
    for (const reader of READERS) {
        test(`Every page of the ${reader.who} fits at every width, in ${language}`, async (t) => {
            const look = await lookOf(browser, world, reader, { language });
            look.refusalsExpected = true;
            const states = await statesOf(look, world, startOf(reader));
            const faults = [];
            const shapes = new Set();
            for (const { address, html } of states) {
                const shape = shapeOf(html);
                if (language === 'en' && shapes.has(shape)) {
                    continue;
                }
                shapes.add(shape);
                await look.page.goto(address);
                faults.push(...(await widthFaults(look.page)).map((fault) => `${address} ${fault}`));
            }
            await look.close();
            t.diagnostic(`${states.length} states`);
            assert.deepEqual(faults, [], faults.join('\n'));
        });
    }
}

describe('What a form leads to fits at every width', () => {
    for (const who of new Set(MISTAKES.map((mistake) => mistake.who))) {
        test(`of the ${who}`, async () => {
            const look = await lookOf(browser, world, { who }, { language: 'sv' });
            look.refusalsExpected = true;
            const faults = [];
            for (const mistake of MISTAKES.filter((one) => one.who === who)) {
                await mistake.open(look, world);
                await look.settle();
                faults.push(...(await widthFaults(look.page)).map((fault) => `${mistake.name}, ${fault}`));
            }
            await look.close();
            assert.deepEqual(faults, [], faults.join('\n'));
        });
    }
});
