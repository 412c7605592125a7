/*
 * A task of somebody who administers a partner: with the script, without any, and by keyboard alone, in both
 * languages.
 *
 *     openWorld();
 *     journey('T1: see the benefits', ['/benefits'], async (person) => { … });
 *
 * The tests of a file share a world, which is another one when what a task needs has been used up in it.
 */
import { describe, test } from 'node:test';
import { openLook } from './browser.mjs';
import { browser, openAnotherWorld, world } from './opened.mjs';
import { Person } from './person.mjs';
import { pagesExist } from './routes.mjs';
import { textIn } from './texts.mjs';

const WAYS = [
    { way: 'with the script', script: 'on', hands: 'mouse' },
    { way: 'without a script', script: 'off', hands: 'mouse' },
    { way: 'by keyboard alone', script: 'on', hands: 'keyboard' },
];

/* A task of somebody who administers a partner, each time in an organisation of its own state. */
export function journey(name, pages, task, needs = benefitWithKey) {
    describe(name, () => {
        for (const language of ['sv', 'en']) {
            for (const { way, script, hands } of WAYS) {
                test(`${way}, in ${language}`, async (t) => {
                    if (pagesExist(t, '/sign-in', ...pages)) {
                        await walk(task, needs, { language, script, hands }, t);
                    }
                });
            }
        }
    });
}

async function walk(task, needs, { language, script, hands }, t) {
    await refill(needs);
    const look = await openLook(browser, world.server, { language, script });
    const person = new Person(look, { hands, text: textIn.bind(null, language) });
    try {
        await task(person, look);
        look.assertQuiet();
        t.diagnostic(`${person.interactions} interactions`);
    } finally {
        await look.close();
    }
}

export const hasOpenKey = (benefit) =>
    benefit.keys?.some(({ status }) => status === 'ready' || status === 'revealed');

/* A benefit that has an open key, or undefined. */
export async function benefitWithKey({ admin }) {
    return (await admin.all('benefits')).find(hasOpenKey);
}

/* Another partner, so to speak, when what is needed has been used. */
async function refill(needs) {
    if (await needs(world) === undefined) {
        await openAnotherWorld();
    }
}

export async function openBenefit(person, id) {
    await person.select(person.page.locator('#nav a[href="/benefits"]'));
    await person.select(person.page.locator(`#open-${id}`));
}
