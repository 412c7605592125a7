/*
 * What all pages have in common: the headers, the shell, both languages, and refusals as pages.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { startServer } from './lib/server.mjs';
import { pages } from './lib/routes.mjs';

const root = new URL('../../', import.meta.url);
const source = (path) => readFileSync(new URL(path, root), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');

const PUBLIC_PAGES = ['/help/terms', '/accessibility', '/problems/key-expired'];
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let server;
let browser;

before(async () => {
    server = await startServer();
    browser = new Api(server);
});
after(() => server.remove());

const open = (path, language = 'en') =>
    browser.get(path, { contract: false, language, headers: HTML });

function assertPageHeaders({ headers }) {
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(headers['content-security-policy'],
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; " +
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types perq");
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'same-origin');
    assert.match(headers.vary, /\bCookie\b/);
    assert.match(headers['speculation-rules'], /^"\/a\/speculation\.[0-9a-f]{12}\.json"$/);
}

/* No script or style in the page, one heading, unique ids, no word left in braces. */
function assertShell(text, language) {
    assert.match(text, new RegExp(`^<!DOCTYPE html>\\n<html lang="${language}">`));
    assert.equal(text.match(/<h1[ >]/g).length, 1);
    assert.match(text, /<title>[^<]+ – [^<]+<\/title>/);
    assert.match(text, /<a class="skip" href="#main">/);
    assert.match(text, /<main id="main" tabindex="-1">/);
    assert.ok(!/<style|\sstyle=|\son[a-z]+=|<noscript|javascript:/i.test(text));
    assert.deepEqual(text.match(/<script[^>]*>/g).filter((tag) => !/ src="\/a\//.test(tag)), []);
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, 'an id stands twice');
    assert.ok(!/\{\{|\}\}|\{[a-z]+\}/.test(text), 'a tag was left over');
}

test('every page comes in both languages, in the same shell, with the same headers', async () => {
    for (const path of PUBLIC_PAGES) {
        for (const language of ['en', 'sv']) {
            const answer = await open(path, language);
            assert.equal(answer.status, 200, path);
            assertPageHeaders(answer);
            assertShell(answer.text, language);
        }
    }
});

test('pages are kept by nobody unless they say so', async () => {
    const answer = await open('/help/terms');
    assert.equal(answer.headers['cache-control'], 'no-store');
});

test('the glossary names the words of the other language nowhere', async () => {
    const { text } = await open('/help/terms', 'sv');
    assert.match(text, /<dt>Förmån<\/dt>/);
    for (const word of ['benefit', 'licence', 'redeem', 'subscription', 'receipt', 'the ']) {
        assert.ok(!new RegExp(`\\b${word}`, 'i').test(text.split('<main')[1]), word);
    }
});

test('whoever looks for nothing with a browser gets a page with a reference', async () => {
    const answer = await open('/nothing/here', 'sv');
    assert.equal(answer.status, 404);
    assertPageHeaders(answer);
    assertShell(answer.text, 'sv');
    assert.match(answer.text, /<h1>Här finns ingenting\.<\/h1>/);
    assert.match(answer.text, /<code id="reference" class="ref">[0-9a-f]{16}<\/code>/);
    assert.equal(answer.headers['content-language'], 'sv');
});

test('programs, and browsers at the API, get a problem document', async () => {
    for (const [path, headers] of [['/nothing/here', {}], ['/api/v1/nothing', HTML]]) {
        const answer = await browser.get(path, { contract: false, headers });
        assert.equal(answer.status, 404);
        assert.equal(answer.headers['content-type'], 'application/problem+json');
        assert.equal(answer.headers['content-security-policy'],
            "default-src 'none'; frame-ancestors 'none'");
    }
});

test('a page refuses the wrong method and unknown parameters as a page', async () => {
    for (const [method, path, status] of [['POST', '/help/terms', 405],
        ['GET', '/sign-in?x=%3Cscript%3E', 422], ['GET', '/sign-in?x=%ff', 400]]) {
        const answer = await browser.request(method, path, { contract: false, headers: HTML });
        assert.equal(answer.status, status, `${method} ${path}`);
        assertPageHeaders(answer);
        assertShell(answer.text, 'en');
        assert.ok(!answer.text.includes('<script>'));
    }
});

test('every link of these pages leads somewhere', async () => {
    for (const path of [...PUBLIC_PAGES, '/nothing/here']) {
        const { text } = await open(path);
        for (const [, target] of text.matchAll(/(?:href|src)="(\/[^"#]*)/g)) {
            assert.equal((await open(target)).status, 200, `${path} → ${target}`);
        }
        for (const [, target] of text.matchAll(/action="(\/[^"#]*)/g)) {
            const answer = await browser.post(target, {}, { contract: false, headers: HTML });
            assert.equal(answer.status, 415, `${path} → ${target} is there, and takes forms only`);
        }
    }
});

test('the navigation leads to pages only, for those who may open them', () => {
    const permits = new Map(pages.map(({ path, permit }) => [path, permit]));
    const items = [...`${source('src/portal/nav.def')}${source('src/console/nav.def')}`.matchAll(
        /^\s*NAV\(\s*"([^"]+)"\s*,.*,\s*(\w+)\s*\)\s*$/gm)];
    for (const [, path, permit] of items) {
        assert.equal(permits.get(path), permit, path);
    }
});
