/*
 * What is asked of the bytes of a page, before a browser repairs them.
 */
import { parse } from 'parse5';
import { attribute, elementsOf } from './crawl.mjs';

function textOf(node) {
    return node.nodeName === '#text' ? node.value :
        (node.childNodes ?? []).map(textOf).join('');
}

export function titleOf(html) {
    const title = [...elementsOf(parse(html))].find(({ tagName }) => tagName === 'title');
    return title === undefined ? '' : textOf(title);
}

/* Attributes that say what an element is, whatever it is called and wherever it leads. */
const OF_SHAPE = ['class', 'role', 'type', 'lang', 'aria-current', 'aria-expanded', 'aria-invalid'];

/* The same for pages that differ only in words and in how often something comes. */
export function shapeOf(html) {
    const kinds = [...elementsOf(parse(html))].map(({ tagName, attrs, parentNode }) =>
        [parentNode.nodeName, tagName, ...attrs.map(({ name, value }) =>
            (OF_SHAPE.includes(name) ? `${name}=${value}` : name))].join(' '));
    return [...new Set(kinds)].join('\n');
}

/* What is wrong with the page, one line each. */
export function markupFaults(html, language) {
    const faults = [];
    const document = parse(html, {
        sourceCodeLocationInfo: true,
        onParseError: ({ code, startLine }) => faults.push(`${code} in line ${startLine}`),
    });
    const elements = [...elementsOf(document)];
    const ids = elements.map((element) => attribute(element, 'id')).filter((id) => id !== undefined);
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    faults.push(...twice.map((id) => `id="${id}" comes twice`));
    const count = (name) => elements.filter(({ tagName, namespaceURI }) =>
        tagName === name && namespaceURI.endsWith('/xhtml')).length; // a picture has a title too
    for (const name of ['h1', 'main', 'title']) {
        if (count(name) !== 1) {
            faults.push(`${count(name)} <${name}>`);
        }
    }
    const [root] = elements;
    if (attribute(root, 'lang') !== language) {
        faults.push(`lang="${attribute(root, 'lang')}", not ${language}`);
    }
    return [...faults, ...elements.flatMap(inlineFaults), ...elements.flatMap(danglingFaults(ids))];
}

function inlineFaults({ tagName, attrs, childNodes }) {
    const faults = attrs.filter(({ name, value }) => name === 'style' || name.startsWith('on') ||
        /^\s*javascript:/i.test(value)).map(({ name }) => `<${tagName} ${name}=…>`);
    if (tagName === 'style' || tagName === 'noscript' ||
        (tagName === 'script' && childNodes.length > 0)) {
        faults.push(`<${tagName}> in the page`);
    }
    return faults;
}

const REFERENCES = ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'popovertarget'];

const danglingFaults = (ids) => ({ tagName, attrs }) => attrs
    .filter(({ name }) => REFERENCES.includes(name))
    .flatMap(({ name, value }) => value.split(/\s+/).filter((id) => !ids.includes(id))
        .map((id) => `<${tagName} ${name}="${id}"> names nothing`));
