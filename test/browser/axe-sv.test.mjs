/*
 * Every state of every page in Swedish is sound, in light and in dark.
 */
import { checkLanguage } from './lib/sound.mjs';

checkLanguage('sv', { colours: true });
