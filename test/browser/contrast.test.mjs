/*
 * The colours of the stylesheet, compared by arithmetic: texts 4.5 times as light as what they stand on or
 * the other way around, borders of controls and pictures 3 times, in light and in dark. axe cannot
 * tell the text in pictures, nor what only shows when something is pointed at.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const FOLDER = new URL('../../web/css/', import.meta.url);
const CSS = ['base', 'layout', 'parts', 'pictures', 'lists', 'narrow', 'utils', 'print']
    .map((name) => readFileSync(new URL(`${name}.css`, FOLDER), 'utf8')).join('\n');
const TOKEN = /--([a-z-]+): light-dark\((#[0-9a-f]{3,8}), (#[0-9a-f]{3,8})\);/g;

const tokens = new Map([...CSS.matchAll(TOKEN)].map(([, name, light, dark]) =>
    [name, { light, dark }]));

/* What stands on what. */
const TEXTS = {
    text: ['bg', 'surface', 'sunken', 'accent-soft', 'ok-soft', 'warn-soft', 'bad-soft'],
    muted: ['bg', 'surface', 'sunken', 'accent-soft'],
    accent: ['bg', 'surface', 'sunken', 'accent-soft', 'ok-soft', 'warn-soft', 'bad-soft'],
    'on-accent': ['accent'],
    ok: ['surface', 'ok-soft'],
    warn: ['surface', 'warn-soft'],
    bad: ['bg', 'surface', 'sunken', 'bad-soft'],
    bg: ['text'],
};
const GRAPHICS = {
    control: ['bg', 'surface', 'sunken'],
    accent: ['bg', 'surface', 'sunken'],
    warn: ['surface', 'accent-soft'],
    bad: ['surface'],
    muted: ['surface', 'accent-soft'],
};

/* Lines between rows and around cards, which say nothing that the space does not say. */
const DECORATION = ['line'];

function luminance(colour) {
    const hex = colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour;
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
}

function tooFaint(pairs, least) {
    return Object.entries(pairs).flatMap(([front, backs]) => backs.flatMap((back) =>
        ['light', 'dark'].map((scheme) => ({ pair: `${front} on ${back}, ${scheme}`,
            ratio: contrast(tokens.get(front)[scheme], tokens.get(back)[scheme]) }))))
        .filter(({ ratio }) => ratio < least)
        .map(({ pair, ratio }) => `${pair}: ${ratio.toFixed(2)}, at least ${least}`);
}

test('Texts can be read on what they stand on', () => {
    assert.deepEqual(tooFaint(TEXTS, 4.5), []);
});

test('Controls and pictures can be made out', () => {
    assert.deepEqual(tooFaint(GRAPHICS, 3), []);
});

test('Every colour is compared with some other', () => {
    const compared = new Set([...Object.entries(TEXTS), ...Object.entries(GRAPHICS)]
        .flatMap(([front, backs]) => [front, ...backs]));
    assert.deepEqual([...tokens.keys()].filter((name) => !compared.has(name)), DECORATION);
});

test('No colour stands outside the tokens', () => {
    const used = CSS.slice(CSS.indexOf('@layer base {'), CSS.indexOf('@layer print {'))
        .matchAll(/[^{};]*:[^;{}]*#[0-9a-f]{3,8}\b[^;{}]*;/g);
    const known = /\.qr |::backdrop/; // dark on light for telephones; a shadow over the page
    const lines = [...used].map(([line]) => line.trim());
    const others = lines.filter((line) => {
        const at = CSS.indexOf(line);
        return !known.test(CSS.slice(CSS.lastIndexOf('\n', at), at + line.length));
    });
    assert.deepEqual(others, []);
});
