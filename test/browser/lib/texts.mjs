/*
 * The words on the pages: the English text is the key, po/sv.po has the Swedish.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const PO = new URL('../../../po/sv.po', import.meta.url);

function readPo(text) {
    const found = new Map();
    const entry = /^msgid ((?:".*"\s*)+)^msgstr ((?:".*"\s*)+)/gm;
    const joined = (lines) => [...lines.matchAll(/"(.*)"\s*$/gm)]
        .map(([, part]) => JSON.parse(`"${part}"`)).join('');
    for (const [, id, translation] of text.matchAll(entry)) {
        found.set(joined(id), joined(translation));
    }
    return found;
}

const SWEDISH = readPo(readFileSync(PO, 'utf8'));

/* The text in that language, its {members} filled in. */
export function textIn(language, english, members = {}) {
    const translated = SWEDISH.get(english);
    assert.ok(translated !== undefined, `no page says “${english}” (po/sv.po)`);
    return Object.entries(members).reduce(
        (text, [name, value]) => text.replaceAll(`{${name}}`, value),
        language === 'sv' ? translated : english);
}
