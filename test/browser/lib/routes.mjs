/*
 * Which page an address is.
 */
import { pages } from '../../api/lib/routes.mjs';

export { pages };

/* The row that an address (without its query) belongs to, or undefined. */
export function routeOf(path) {
    return pages.filter(({ method }) => method === 'GET').map((route) => route.path)
        .find((pattern) => {
            const parts = pattern.split('/');
            const given = path.split(/[?#]/)[0].split('/');
            return parts.length === given.length && parts.every((part, index) =>
                part.startsWith('{') || part === given[index]);
        });
}

/* False, with a word to the test runner, while a page that the test needs is not built. */
export function pagesExist(test, ...paths) {
    const missing = paths.filter((path) =>
        !pages.some((route) => route.method === 'GET' && route.path === path));
    if (missing.length > 0) {
        test.skip(`not built yet: ${missing.join(', ')}`);
    }
    return missing.length === 0;
}
