/*
 * Every page is sound when the script does not arrive.
 */
import { test } from 'node:test';
import { checkWithoutScript, lookAtWorld } from './lib/sound.mjs';
import { READERS } from './lib/states.mjs';

lookAtWorld();

for (const reader of READERS) {
    test(`Every page that the ${reader.who} can get to`, () => checkWithoutScript(reader));
}
