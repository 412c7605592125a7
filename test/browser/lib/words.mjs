/*
 * English that must not stand on a Swedish page. No word of this list is Swedish too, nor part of
 * the name of a product, an offer or a person, which stay as they are.
 */
const ENGLISH = new RegExp(`(?<!\\p{L})(${[
    'the', 'and', 'of', 'are', 'you', 'your', 'this', 'that', 'these', 'with', 'without', 'from',
    'which', 'what', 'when', 'where', 'who', 'how', 'not', 'nothing', 'cannot', 'has', 'have',
    'was', 'were', 'been', 'will', 'can', 'every', 'each', 'other', 'another', 'before', 'after',
    'until', 'than', 'then', 'there', 'here', 'only', 'some', 'more', 'less', 'least', 'most',
    'benefits?', 'keys?', 'licences?', 'licenses?', 'subscriptions?', 'receipts?', 'offers?',
    'enrolments?', 'partners', 'redeem(ed)?', 'redemptions?',
    'reveal(ed)?', 'activated?', 'extend(ed)?', 'assign(ed)?', 'release(d)?', 'copy', 'copied',
    'print', 'show', 'hide', 'open(ed)?', 'search', 'find', 'clear',
    'sign', 'signed', 'password', 'e-mail', 'name', 'roles?', 'user', 'users', 'people',
    'day', 'days', 'month', 'months', 'year', 'years', 'today', 'date', 'dates',
    'january', 'february', 'march', 'may', 'june', 'july', 'october',
    'use', 'used', 'unused', 'expired?', 'ends', 'ended', 'left', 'ready', 'core', 'incremental',
    'next', 'back', 'cancel', 'continue', 'check', 'details', 'overview', 'activity', 'wrong',
    'page', 'pages', 'menu', 'main', 'skip', 'words', 'times', 'accessibility', 'language',
    'help', 'quantity', 'type', 'kind', 'result', 'now',
].join('|')})(?!\\p{L})`, 'iu');

/* Names come from the data; whoever marked something as English meant it. */
export async function readableText(page) {
    return page.evaluate(() => {
        const copy = document.documentElement.cloneNode(true);
        copy.querySelectorAll('script, style, bdi, code, [lang=en], .key, option[data-name]')
            .forEach((element) => element.remove());
        const attributes = ['aria-label', 'title', 'placeholder', 'alt', 'data-l', 'data-done',
            'data-busy'];
        const said = [...copy.querySelectorAll('*')].flatMap((element) =>
            attributes.map((name) => element.getAttribute(name)).filter(Boolean));
        const texts = [];
        const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            texts.push(walker.currentNode.data);
        }
        return [...texts, ...said].map((text) => text.replace(/\s+/g, ' ').trim())
            .filter(Boolean);
    });
}

/* Each text in which English stands, names (longest first) taken out. */
export function englishIn(texts, names) {
    const inOrder = [...names].sort((a, b) => b.length - a.length);
    return texts.filter((text) =>
        ENGLISH.test(inOrder.reduce((rest, name) => rest.replaceAll(name, ' '), text)));
}
