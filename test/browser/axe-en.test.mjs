/*
 * Every state of every page in English is sound.
 */
import { checkLanguage } from './lib/sound.mjs';

checkLanguage('en', { colours: false });
