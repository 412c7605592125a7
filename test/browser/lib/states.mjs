/*
 * Every state of every page: what links lead to, for each kind of reader, and what only a form or a
 * mistake leads to.
 */
import { crawl } from './crawl.mjs';
import { pages } from './routes.mjs';

const has = (path, method = 'GET') =>
    pages.some((route) => route.path === path && route.method === method);

/* Who looks, and where they begin. Without sign-in there is nobody but strangers. */
export const READERS = [
    { who: 'stranger', start: ['/help/terms', '/accessibility', '/problems/key-expired',
        '/not-there', ...(has('/sign-in') ? ['/sign-in'] : [])] },
    ...(has('/sign-in') ? [
        { who: 'partner', start: ['/'] },
        { who: 'reader', start: ['/'] },
        { who: 'operator', start: ['/'] },
    ] : []),
];

/* Addresses that this reader gets to, each {address, status}. */
export function statesOf(look, world, reader) {
    return crawl(look, world.server, reader.start);
}
