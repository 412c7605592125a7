/*
 * Every page is sound when the script does not arrive.
 */
import { test } from 'node:test';
import { openWorld } from './lib/opened.mjs';
import { checkWithoutScript } from './lib/sound.mjs';
import { READERS } from './lib/states.mjs';

openWorld();

for (const reader of READERS) {
    test(`Every page that the ${reader.who} can get to`, () => checkWithoutScript(reader));
}
