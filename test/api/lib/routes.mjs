/*
 * The addresses that there are: the rows of every routes.def.
 *
 * A ROUTE says method, path, effect and permission; a PAGE is read by GET; a FORM or BUTTON is the
 * POST of a page.
 */
import { readdirSync, readFileSync } from 'node:fs';

const SOURCES = new URL('../../../src/', import.meta.url);
const ROW = /^(ROUTE|PAGE|FORM|BUTTON)\((.*)\)$/gm;

function columns(kind, text) {
    const [first, ...rest] = text.split(',').map((column) => column.trim().replaceAll('"', ''));
    switch (kind) {
        case 'ROUTE':
            return { method: first, path: rest[0], effect: rest[1], permit: rest[2] };
        case 'PAGE':
            return { method: 'GET', path: first, effect: 'READ', permit: rest[0] };
        default:
            return { method: 'POST', path: first, effect: rest[0], permit: rest[1] };
    }
}

function tables() {
    return readdirSync(SOURCES, { recursive: true }).filter((name) => /(^|\/)routes\.def$/.test(name));
}

export const routes = tables().flatMap((name) =>
    [...readFileSync(new URL(name, SOURCES), 'utf8').matchAll(ROW)]
        .map(([, kind, text]) => ({ kind, ...columns(kind, text) })));

/* Those that people read. */
export const pages = routes.filter(({ kind }) => kind === 'PAGE');
