/*
 * The texts that anybody may send: the text fields of every SHAPE in src/ that is not a query.
 */
import { readdirSync, readFileSync } from 'node:fs';

const SOURCES = new URL('../../../src/', import.meta.url);
const SHAPE = /^(?:static )?SHAPE\((\w+),/gm;
const TEXT_FIELD = /\{\s*"(\w+)",[\s\\]*FIELD_TEXTS?\b([^}]*)\}/g;

/* Nothing but letters, digits, "-" and "." passes these, and no "-" or "." at the beginning. */
const STRICT = /\.check = (is_\w+_id|text_is_(slug|currency|country|locale|domain)|money_is_amount)\b/;

function* sources() {
    for (const name of readdirSync(SOURCES, { recursive: true })) {
        if (name.endsWith('.c')) {
            yield readFileSync(new URL(name, SOURCES), 'utf8');
        }
    }
}

/* "SHAPE.member" of each. A field belongs to the next SHAPE in its file. */
export function textFields() {
    const found = [];
    for (const source of sources()) {
        let at = 0;
        for (const shape of source.matchAll(SHAPE)) {
            const table = source.slice(at, shape.index);
            at = shape.index;
            if (!shape[1].endsWith('_QUERY')) {
                found.push(...[...table.matchAll(TEXT_FIELD)]
                    .filter(([, , rest]) => !STRICT.test(rest))
                    .map(([, member]) => `${shape[1]}.${member}`));
            }
        }
    }
    return [...new Set(found)].sort();
}
