/*
 * The texts that anybody may send: the text rows of every shape that an address is read by, but for
 * queries.
 */
import { readdirSync, readFileSync } from 'node:fs';

const SOURCES = new URL('../../../src/', import.meta.url);

/* From the macro's name to the semicolon behind the last row; base/shape.h has what they are. */
const SHAPE =
    /^(?:static )?SHAPE(|_OPTIONAL|_WITHOUT|_OPTIONAL_WITHOUT|_AROUND)\((\w+), (.*?)\);$/gms;

/* FIELD(Type, KIND, member, "name", …), and LIST() likewise. */
const ROW = /\b(?:FIELD|LIST)\(\s*\w+,\s*(\w+),\s*[\w.[\]]+,\s*"(\w+)"/g;
/* The one row that has a macro of its own (service/external.h). */
const EXTERNAL = /\bEXTERNAL_ID(?:_OR_NULL)?\(\w+\)/;
const OBJECT = /\bOBJECTS?\(\w+, \w+, "\w+", (\w+)/g;

const TEXTS = ['TEXT', 'NAME', 'SEARCH', 'PERSON', 'EMAIL', 'KEY', 'LINES', 'EXACT'];
/* Nothing but letters, digits, "-" and "." passes these, and no "-" or "." at the beginning. */
const STRICT = ['ID', 'SLUG', 'DOMAIN', 'COUNTRY', 'CURRENCY', 'FIGURE'];
const NO_TEXTS = ['CURSOR', 'INT', 'BOOL', 'DATE', 'TIME', 'CHOICE', 'DECIMAL', 'AMOUNT'];

function sources(ending) {
    return readdirSync(SOURCES, { recursive: true }).filter((name) => name.endsWith(ending))
        .map((name) => readFileSync(new URL(name, SOURCES), 'utf8'));
}

function isText(kind, name) {
    if (![...TEXTS, ...STRICT, ...NO_TEXTS].includes(kind)) {
        throw new Error(`${name} is of the kind ${kind}, of which shapes.mjs knows nothing`);
    }
    return TEXTS.includes(kind);
}

/* What a shape is made of: rows of its own, and those of another but for some. */
function partsOf(macro, rest) {
    const [first, , third] = rest.split(/,\s*/, 3);
    const isRest = macro.endsWith('_WITHOUT');
    return {
        texts: [...rest.matchAll(ROW)].filter(([, kind, name]) => isText(kind, name))
            .map(([, , name]) => name).concat(EXTERNAL.test(rest) ? ['externalId'] : []),
        objects: [...rest.matchAll(OBJECT)].map(([, shape]) => shape),
        other: isRest ? first : macro === '_AROUND' ? third : null,
        without: isRest ? [...rest.matchAll(/"(\w+)"/g)].map(([, name]) => name) : [],
    };
}

function shapes() {
    const found = new Map();
    for (const source of sources('.c')) {
        const here = [...source.matchAll(SHAPE)];
        if (here.length !== [...source.matchAll(/^(?:static )?SHAPE/gm)].length) {
            throw new Error(`shapes.mjs cannot read a shape among these:\n${source}`);
        }
        for (const [, macro, name, rest] of here) {
            found.set(name, partsOf(macro, rest));
        }
    }
    return found;
}

function textsOf(all, name) {
    const { texts, other, without } = all.get(name);
    const taken = other === null ? [] : textsOf(all, other);
    return [...taken.filter((text) => !without.includes(text)), ...texts];
}

/* This one, and those of the objects in it. */
function withObjects(all, name) {
    const { objects, other } = all.get(name);
    return [name, ...(other === null ? [] : withObjects(all, other).slice(1)),
        ...objects.flatMap((shape) => withObjects(all, shape))];
}

/* "SHAPE.member" of each. */
export function textFields() {
    const all = shapes();
    const named = sources('routes.def').flatMap((table) => table.match(/\b[A-Z_]+\b/g));
    const read = named.filter((name) => all.has(name) && !name.endsWith('_QUERY'));
    return [...new Set(read.flatMap((name) => withObjects(all, name)))]
        .flatMap((name) => textsOf(all, name).map((text) => `${name}.${text}`)).sort();
}
