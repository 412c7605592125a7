/*
 * What a browser loads beside a page: named after its content, kept for ever, compressed, small.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { Api } from './lib/client.mjs';
import { startServer } from './lib/server.mjs';

let server;
let browser;
let assets; // by name: {path, bytes, headers}

const get = (path, headers = {}) => browser.get(path, { contract: false, headers });

before(async () => {
    server = await startServer();
    browser = new Api(server);
    assets = await findAssets();
});
after(() => server.remove());

/* A page names most of them, the style the font, and a header the rules for loading ahead. */
async function findAssets() {
    const page = await get('/help/terms');
    const problem = await get('/nothing-here', { accept: 'text/html' });
    const named = `${page.text} ${problem.text} ${page.headers['speculation-rules']}`
        .match(/\/a\/[^"#]+/g);
    const found = {};
    for (const path of new Set(named)) {
        const answer = await get(path);
        assert.equal(answer.status, 200, path);
        const [, name, , ending] = /^\/a\/([a-z]+)\.([0-9a-f]{12})\.([a-z0-9]+)$/.exec(path);
        found[`${name}.${ending}`] = { path, ...answer };
    }
    return found;
}

test('pages name style, script, font, icon and the rules for loading ahead', () => {
    for (const name of ['app.css', 'app.js', 'favicon.svg', 'icons.svg', 'inter.woff2',
        'speculation.json']) {
        assert.ok(assets[name], name);
    }
    assert.ok(assets['app.css'].text.includes(assets['inter.woff2'].path.slice('/a/'.length)));
    JSON.parse(assets['speculation.json'].text);
});

test('a name holds the hash of what it names', () => {
    for (const { path, bytes } of Object.values(assets)) {
        const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
        assert.ok(path.includes(`.${hash}.`), path);
    }
});

test('an asset may be kept for ever, has its type and is not sniffed', () => {
    const TYPES = {
        css: 'text/css; charset=utf-8',
        js: 'text/javascript; charset=utf-8',
        svg: 'image/svg+xml',
        woff2: 'font/woff2',
        json: 'application/speculationrules+json',
    };
    for (const [name, { headers }] of Object.entries(assets)) {
        assert.equal(headers['content-type'], TYPES[name.split('.').pop()], name);
        assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
        assert.equal(headers['x-content-type-options'], 'nosniff');
        assert.equal(headers.vary, 'Accept-Encoding');
        assert.equal(headers['content-encoding'], undefined);
    }
});

/* Accept-Encoding, and the coding that must come. */
const CODINGS = [
    ['br, gzip', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br ; q=0.000 , gzip ; q=0.001', 'gzip'],
    ['gzip;q=0', undefined],
    ['identity', undefined],
    ['brotli, gzipped', undefined],
    [',,;q=1,', undefined],
];

test('it comes in the coding that the browser takes', async () => {
    const unpack = { br: brotliDecompressSync, gzip: gunzipSync };
    for (const [header, coding] of CODINGS) {
        for (const name of ['app.css', 'app.js']) {
            const answer = await get(assets[name].path, { 'accept-encoding': header });
            assert.equal(answer.headers['content-encoding'], coding, header);
            const plain = coding ? unpack[coding](answer.bytes) : answer.bytes;
            assert.ok(plain.equals(assets[name].bytes), `${name} as ${coding}`);
        }
    }
    const font = await get(assets['inter.woff2'].path, { 'accept-encoding': 'br, gzip' });
    assert.equal(font.headers['content-encoding'], undefined, 'a font is compressed in itself');
});

test('HEAD says the same without the body', async () => {
    const { path, bytes } = assets['app.css'];
    const answer = await browser.head(path, { contract: false });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-length'], String(bytes.length));
    assert.equal(answer.bytes.length, 0);
});

test('another name, another hash and another method lead nowhere', async () => {
    const { path } = assets['app.css'];
    const wrong = [path.replace(/\.[0-9a-f]{12}/, ''), path.replace(/[0-9a-f]{12}/, '0'.repeat(12)),
        '/a/app.css', '/a/..%2Fapp.css', '/a/%00', '/a/'];
    for (const other of wrong) {
        const answer = await get(other);
        assert.ok([400, 404].includes(answer.status), other);
        assert.equal(answer.headers['cache-control'], 'no-store', other);
    }
    const answer = await browser.post(path, {}, { contract: false });
    assert.equal(answer.status, 405);
});

test('all of it is small', () => {
    const KIB = 1024;
    const packed = (name) => gzipSync(assets[name].bytes, { level: 9 }).length;
    assert.ok(packed('app.css') <= 12 * KIB, `css ${packed('app.css')}`);
    assert.ok(packed('app.js') <= 8 * KIB, `js ${packed('app.js')}`);
    assert.ok(assets['inter.woff2'].bytes.length <= 50 * KIB);
});

test('the icons are those of the list, and drawings only', () => {
    const listed = readFileSync(new URL('../../web/icons.txt', import.meta.url), 'utf8')
        .split('\n').filter((line) => line && !line.startsWith('#'));
    const sprite = assets['icons.svg'];
    const names = [...sprite.text.matchAll(/<symbol id="([^"]+)"/g)].map(([, name]) => name);
    assert.deepEqual(names, listed);
    assert.ok(!/<script|<style|href=|\son[a-z]+=/.test(sprite.text));
    assert.ok(gzipSync(sprite.bytes, { level: 9 }).length <= 6 * 1024);
});

test('the style takes its colours from tokens, in light and dark', () => {
    const { text } = assets['app.css'];
    assert.ok(!/url\((?!inter\.)/.test(text), 'nothing but the font is loaded');
    assert.ok(!/\b(margin|padding|border)-(left|right|top|bottom)\b/.test(text),
        'directions are logical');
    assert.match(text, /light-dark\(/);
    assert.match(text, /^@layer reset,tokens,base,layout,parts,utils,print;/);
});

/* WCAG 2.2, 1.4.3 and 1.4.11: every pair that the style puts together. */
const TEXT_PAIRS = [
    ['text', 'bg'], ['text', 'surface'], ['text', 'sunken'], ['muted', 'bg'], ['muted', 'surface'],
    ['muted', 'sunken'], ['accent', 'bg'], ['accent', 'surface'], ['accent', 'accent-soft'],
    ['on-accent', 'accent'], ['ok', 'ok-soft'], ['warn', 'warn-soft'], ['bad', 'bad-soft'],
    ['bad', 'surface'], ['text', 'ok-soft'], ['text', 'warn-soft'], ['text', 'bad-soft'],
    ['text', 'accent-soft'], ['bg', 'text'],
];
const CONTROL_PAIRS = [['control', 'surface'], ['control', 'bg'], ['accent', 'surface'],
    ['warn', 'surface'], ['bad', 'surface']];

function luminance(colour) {
    const digits = colour.length === 4 ? [...colour.slice(1)].map((one) => one + one) :
        colour.slice(1).match(/../g);
    const [r, g, b] = digits.map((two) => parseInt(two, 16) / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
}

test('every pair of colours has the contrast that it needs, in light and dark', () => {
    const tokens = Object.fromEntries(
        [...assets['app.css'].text.matchAll(/--([a-z-]+):light-dark\((#\w+),(#\w+)\)/g)]
            .map(([, name, ...colours]) => [name, colours]));
    for (const [pairs, least] of [[TEXT_PAIRS, 4.5], [CONTROL_PAIRS, 3]]) {
        for (const [front, back] of pairs) {
            for (const scheme of [0, 1]) {
                const found = contrast(tokens[front][scheme], tokens[back][scheme]);
                assert.ok(found >= least,
                    `${front} on ${back}, ${['light', 'dark'][scheme]}: ${found.toFixed(2)}`);
            }
        }
    }
});
