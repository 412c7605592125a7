/*
 * What is asked of the page that is shown, whatever it is. Each gives a list of what is wrong.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/* only: names of rules, to run no others. except: names of those not to run. */
export async function axeFaults(page, { only = null, except = [] } = {}) {
    if (await page.evaluate('window.axe === undefined')) {
        await page.evaluate(AXE);
    }
    const violations = await page.evaluate(async ([tags, rules, left]) => {
        const result = await window.axe.run(document, {
            runOnly: rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags },
            rules: Object.fromEntries(left.map((name) => [name, { enabled: false }])),
            resultTypes: ['violations'],
        });
        return result.violations.map(({ id, help, nodes }) => ({
            id, help, nodes: nodes.map(({ target, failureSummary }) =>
                `${target.join(' ')} – ${failureSummary}`),
        }));
    }, [TAGS, only, except]);
    return violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.join('\n  ')}`);
}

/* What stands outside a screen of that width, past every box that scrolls by itself. */
export async function sidewaysFaults(page) {
    return page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        const wide = [...document.querySelectorAll('body *')].filter((element) => {
            const box = element.getBoundingClientRect();
            return box.width > 0 && box.right > width + 1 &&
                !element.closest('.scroll, .formula, .vh, svg') &&
                getComputedStyle(element).position !== 'fixed';
        }).map((element) => `${element.tagName}.${element.className}: ` +
            element.textContent.trim().slice(0, 40));
        return document.documentElement.scrollWidth > width ?
            [`scrolls to ${document.documentElement.scrollWidth} px`, ...wide.slice(0, 5)] : [];
    });
}

/* WCAG 1.4.12: texts may be set wider than we set them. */
export async function widenText(page, yes) {
    await page.evaluate((wanted) => {
        document.adoptedStyleSheets = [];
        if (wanted) {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; ' +
                'word-spacing: .16em !important } p { margin-bottom: 2em !important }');
            document.adoptedStyleSheets = [sheet];
        }
    }, yes);
}

/*
 * Texts of some other language: every word of ours is longer by two fifths. Names, keys, dates and
 * formulas are not ours.
 */
export async function lengthenText(page) {
    await page.evaluate(() => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const { currentNode: text } = walker;
            if (!text.parentElement.closest('bdi, code, time, svg, script, .key, .ref, .formula')) {
                text.data = text.data.replace(/\p{L}{3,}/gu, (word) =>
                    word + 'enenenenen'.slice(0, Math.round(word.length * 0.4)));
            }
        }
    });
}

/* As it would be written from right to left. */
export async function turnAround(page, yes) {
    await page.evaluate((dir) => { document.documentElement.dir = dir; }, yes ? 'rtl' : 'ltr');
}

/* WCAG 2.5.8: what can be hit is 24 pixels wide and high, except links within sentences. */
export async function targetFaults(page) {
    return page.evaluate(() => [...document.querySelectorAll('a, button, input, select, summary')]
        .filter((element) => element.tagName !== 'A' || ![...element.parentElement.childNodes]
            .some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== ''))
        .filter((element) => element.type !== 'hidden' && element.checkVisibility() &&
            !element.closest('p, .vh, .skip'))
        .map((element) => [element.getBoundingClientRect(), element])
        .filter(([box]) => box.height < 23.5 || box.width < 23.5)
        .map(([box, element]) =>
            `${element.outerHTML.slice(0, 80)} is ${box.width | 0} x ${box.height | 0}`));
}
