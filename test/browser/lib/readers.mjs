/*
 * A look at Perq through the eyes of one of READERS (states.mjs), signed in where they can be.
 */
import { openLook } from './browser.mjs';
import { Person } from './person.mjs';
import { textIn } from './texts.mjs';

export async function lookOf(browser, world, reader, options) {
    const look = await openLook(browser, world.server, options);
    if (reader.who !== 'stranger') {
        const person = new Person(look, { text: textIn.bind(null, look.language) });
        await person.signIn(world.people[reader.who]);
    }
    return look;
}
