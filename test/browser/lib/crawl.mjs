/*
 * The addresses that a person can get to by links alone, so that a new page is tested because it
 * is linked. Of addresses that differ in an id or a value only, a few stand for all.
 */
import { parse } from 'parse5';
import { fetchAs } from './browser.mjs';
import { routeOf } from './routes.mjs';

const few = (queryNames) => (queryNames > 1 ? 1 : 2);
const NOT_A_PAGE = /^\/(a|api)\/|\.(csv|ics|svg|json)$/;

/* All elements of a document that parse5 read. */
export function* elementsOf(node) {
    for (const child of node.childNodes ?? []) {
        if (child.tagName) {
            yield child;
        }
        yield* elementsOf(child);
    }
}

export function attribute(element, name) {
    return element.attrs.find((attr) => attr.name === name)?.value;
}

function linksIn(html, base) {
    return [...elementsOf(parse(html))].filter((element) => element.tagName === 'a')
        .map((element) => attribute(element, 'href'))
        .filter((href) => href !== undefined)
        .map((href) => new URL(href, base))
        .filter((url) => url.origin === base.origin && !NOT_A_PAGE.test(url.pathname))
        .map((url) => url.pathname + url.search);
}

/* What addresses have in common that show the same kind of thing, and how many of them are enough. */
function kindOf(address) {
    const url = new URL(address, 'http://x');
    const names = [...new Set(url.searchParams.keys())].sort();
    return { kind: `${routeOf(url.pathname)}?${names}`, enough: few(names.length) };
}

/*
 * Gives [{address, status, headers, html}], in the order found; html is null where the answer
 * leads on. The request has the cookies of whoever is signed in (context.request of Playwright).
 */
export async function crawl({ context, language }, server, start) {
    const base = new URL(server.url);
    const seen = new Set();
    const kinds = new Map();
    const queue = [...start];
    const found = [];
    while (queue.length > 0) {
        const address = queue.shift();
        const { kind, enough } = kindOf(address);
        if (seen.has(address) || (kinds.get(kind) ?? 0) >= enough) {
            continue;
        }
        seen.add(address);
        const answer = await fetchAs(context, address,
            { accept: 'text/html', 'accept-language': language });
        const headers = answer.headers();
        if (answer.status() >= 300 && answer.status() < 400) {
            found.push({ address, status: answer.status(), headers, html: null });
            queue.push(...linksIn(`<a href="${headers.location}">`, base));
            continue;
        }
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        const html = await answer.text();
        found.push({ address, status: answer.status(), headers, html });
        queue.push(...linksIn(html, base));
    }
    return found;
}
