/*
 * The world and the browser that the tests of a file share:
 *
 *     openWorld();
 *     test('…', async () => { … world.people.partner … browser … });
 */
import { after, before } from 'node:test';
import { startBrowser } from './browser.mjs';
import { startWorld } from './world.mjs';

export let browser;
export let world;

/* For the tests of this file; `prepare` adds what they need besides. */
export function openWorld(prepare = async () => {}) {
    before(async () => {
        world = await startWorld();
        await prepare();
        browser = await startBrowser();
    });
    after(async () => {
        await browser?.close();
        await world?.server.remove();
    });
}

/* For when what there was to use up has been used up. */
export async function openAnotherWorld() {
    await world.server.remove();
    world = await startWorld();
}
