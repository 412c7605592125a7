/*
 * The texts that anybody may send: the text rows of every shape in src/ that is not a query's.
 */
import { readdirSync, readFileSync } from 'node:fs';

const SOURCES = new URL('../../../src/', import.meta.url);

/* From the name of the macro to the semicolon behind its last row; base/shape.h has what they are. */
const SHAPE = /^(static )?SHAPE(|_OPTIONAL|_WITHOUT|_OPTIONAL_WITHOUT|_AROUND)\((\w+), (.*?)\);$/gms;

/* FIELD(Type, KIND, member, "name", …), and LIST() likewise; other rows hold no texts. */
const ROW = /\b(?:FIELD|LIST)\(\s*\w+,\s*(\w+),\s*[\w.]+,\s*"(\w+)"/g;

const TEXTS = ['TEXT', 'NAME', 'SEARCH', 'PERSON', 'EMAIL'];
/* Nothing but letters, digits, "-" and "." passes these, and no "-" or "." at the beginning. */
const STRICT = ['ID', 'SLUG', 'DOMAIN', 'COUNTRY', 'CURRENCY', 'FIGURE'];
const NO_TEXTS = ['CURSOR', 'INT', 'BOOL', 'DATE', 'TIME', 'CHOICE', 'DECIMAL', 'AMOUNT'];

function* sources() {
    for (const name of readdirSync(SOURCES, { recursive: true })) {
        if (name.endsWith('.c')) {
            yield readFileSync(new URL(name, SOURCES), 'utf8');
        }
    }
}

function isText(kind, name) {
    if (![...TEXTS, ...STRICT, ...NO_TEXTS].includes(kind)) {
        throw new Error(`${name} is of the kind ${kind}, of which shapes.mjs knows nothing`);
    }
    return TEXTS.includes(kind);
}

function textsIn(rows) {
    return [...rows.matchAll(ROW)].filter(([, kind, name]) => isText(kind, name))
        .map(([, , name]) => name);
}

/* What a shape is made of: rows of its own, and those of another but for some. */
function partsOf(macro, rest) {
    const [first, , third] = rest.split(/,\s*/, 3);
    if (macro === '_AROUND') {
        return { own: textsIn(rest), other: third, without: [] };
    }
    if (macro.endsWith('_WITHOUT')) {
        const without = [...rest.matchAll(/"(\w+)"/g)].map(([, name]) => name);
        return { own: [], other: first, without };
    }
    return { own: textsIn(rest), other: null, without: [] };
}

function shapes() {
    const found = new Map();
    for (const source of sources()) {
        const shapesHere = [...source.matchAll(SHAPE)];
        if (shapesHere.length !== [...source.matchAll(/^(?:static )?SHAPE/gm)].length) {
            throw new Error(`shapes.mjs cannot read a shape among these:\n${source}`);
        }
        for (const [, isStatic, macro, name, rest] of shapesHere) {
            found.set(name, { isStatic, ...partsOf(macro, rest) });
        }
    }
    return found;
}

function textsOf(all, name) {
    const { own, other, without } = all.get(name);
    const taken = other === null ? [] : textsOf(all, other);
    return [...taken.filter((text) => !without.includes(text)), ...own];
}

/* Of what a file makes for itself out of another shape, others of its shapes are made. */
function isReadBy(all, name) {
    const { isStatic, other } = all.get(name);
    return !name.endsWith('_QUERY') && !(isStatic && other !== null);
}

/* "SHAPE.member" of each. */
export function textFields() {
    const all = shapes();
    return [...all.keys()].filter((name) => isReadBy(all, name))
        .flatMap((name) => textsOf(all, name).map((text) => `${name}.${text}`)).sort();
}
