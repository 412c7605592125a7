/*
 * What stands where nobody sees it, at the width that the page has: past the edge of the screen, of a box
 * that cuts it off, or of one that would have to be scrolled sideways. Measured in the page, from what is
 * painted of each text and control.
 */

/* Widths of a screen, and what a wider one leaves at 200 % zoom (WCAG 1.4.10): 1280 and 1360 pixels. */
export const WIDTHS = [1360, 1180, 1024, 820, 680, 640, 390, 320];

/* Runs in the page. */
function measure() {
    const HIDDEN = '.skip, svg, [hidden], .toast, option, script, style';
    const SLACK = 1.5; // pixels that rounding and slanted letters may take
    const OWN_SCROLL = 'textarea, .formula';
    const screen = document.documentElement.clientWidth;

    const what = (element) => `${element.tagName.toLowerCase()}.${element.className} “` +
        `${(element.value || element.textContent).trim().replace(/\s+/g, ' ').slice(0, 40)}”`;
    const is = (element, kinds) => kinds.includes(getComputedStyle(element).overflowX);
    const sticksOut = (box, edges) => box.right > edges.right + SLACK || box.left < edges.left - SLACK;

    /* For screen readers alone. */
    const isShown = (element) => !element.closest(HIDDEN) &&
        element.checkVisibility({ visibilityProperty: true }) && !isClipped(element);
    function isClipped(element) {
        for (let at = element; at; at = at.parentElement) {
            if (getComputedStyle(at).clipPath !== 'none') {
                return true;
            }
        }
        return false;
    }

    /* The box that ends what is painted inside it, if this one sticks out of it. */
    function cutBy(element, box) {
        for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
            if (at.matches(OWN_SCROLL) || getComputedStyle(at).textOverflow === 'ellipsis') {
                return null;
            }
            if (is(at, ['hidden', 'clip', 'auto', 'scroll']) && sticksOut(box, at.getBoundingClientRect())) {
                return at;
            }
            if (getComputedStyle(at).position === 'fixed') {
                break;
            }
        }
        return sticksOut(box, { left: 0, right: screen }) ? document.documentElement : null;
    }

    /* Out of the cell, the row or the card that it belongs to, over what stands beside it. */
    function pushedOutOf(element, box) {
        const own = element.closest('td, th, li, dd, dt, .btn, .card, .note, .field');
        return own && !element.closest(OWN_SCROLL) && getComputedStyle(own).display !== 'contents' &&
            sticksOut(box, own.getBoundingClientRect()) ? own : null;
    }

    /* In how many lines its words stand, without those for screen readers. */
    function linesOf(element) {
        const tops = new Set();
        const words = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        const part = document.createRange();
        while (words.nextNode()) {
            if (words.currentNode.data.trim() !== '' && !isClipped(words.currentNode.parentElement)) {
                part.selectNodeContents(words.currentNode);
                for (const { top, width } of part.getClientRects()) {
                    if (width > 1) {
                        tops.add(Math.round(top / 8));
                    }
                }
            }
        }
        return tops.size;
    }

    const faults = [];
    function look(element, box) {
        if (box.width === 0 || box.height === 0) {
            return;
        }
        const cut = cutBy(element, box);
        const pushed = cut ? null : pushedOutOf(element, box);
        if (cut || pushed) {
            faults.push(`${what(element)} ${cut ? 'is cut off by' : 'sticks out of'} ${what(cut ?? pushed)}`);
        }
    }

    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
        const { parentElement } = walker.currentNode;
        if (walker.currentNode.data.trim() !== '' && isShown(parentElement)) {
            range.selectNodeContents(walker.currentNode);
            look(parentElement, range.getBoundingClientRect());
        }
    }
    for (const control of document.querySelectorAll('a, button, input, select, textarea, summary')) {
        if (control.type !== 'hidden' && isShown(control)) {
            look(control, control.getBoundingClientRect());
        }
    }
    for (const button of document.querySelectorAll('.btn:not(.wraps, .menu *)')) {
        if (isShown(button) && linesOf(button) > 1) {
            faults.push(`${what(button)} breaks in ${linesOf(button)} lines`);
        }
    }
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > screen) {
        faults.push(`the page scrolls to ${scrollWidth} px`);
    }
    return [...new Set(faults)].slice(0, 6);
}

/* The faults of the page that is shown, each with the widths that have it. */
export async function widthFaults(page, widths = WIDTHS) {
    const faults = new Map();
    const before = page.viewportSize();
    for (const width of widths) {
        await page.setViewportSize({ width, height: 700 });
        for (const fault of await page.evaluate(measure)) {
            faults.set(fault, [...faults.get(fault) ?? [], width]);
        }
    }
    await page.setViewportSize(before);
    return [...faults].map(([fault, at]) => `${at.join(', ')} px: ${fault}`);
}
