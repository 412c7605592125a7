/*
 * Every table, as programs get it and as people open it: what the API gives is RFC 4180 with commas;
 * what pages offer has the mark by which spreadsheets know UTF-8, and the separator that the
 * spreadsheet of whoever reads the page takes apart without being asked.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pages } from '../browser/lib/routes.mjs';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { document } from './lib/contract.mjs';
import { newKeys, newSubscription } from './lib/keys.mjs';
import { startServer } from './lib/server.mjs';

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const SEPARATORS = { en: ',', sv: ';' };

let server;
let operator;
let api;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    api = operator.as(server.demo.partner.token);
    const { body } = await api.get('me', { expect: 200 });
    api.user = body.user;
    await newSubscription(operator, api);
    await operator.patch(`users/${body.user.id}`, { displayName: 'Åsa; Öberg, "Ås"' },
        { ifMatch: '*', expect: 200 });
});
after(() => server?.remove());

/* Rows of cells (RFC 4180). */
function rowsOf(text, separator) {
    const CELL = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\r\n]*))(${separator}|\r\n)`, 'gy');
    const rows = [[]];
    while (CELL.lastIndex < text.length) {
        const cell = CELL.exec(text);
        assert.ok(cell, `not a table behind ${rows.at(-1)}`);
        rows.at(-1).push(cell[1]?.replaceAll('""', '"') ?? cell[2]);
        if (cell[3] === '\r\n') {
            rows.push([]);
        }
    }
    assert.deepEqual(rows.pop(), [], 'the last row ends');
    return rows;
}

for (const [language, separator] of Object.entries(SEPARATORS)) {
    test(`every table of the pages is one for a spreadsheet that is set to ${language}`, async () => {
        const browser = new Browser(server, { language });
        await browser.signIn(server.demo.partner);
        const staff = new Browser(server, { language });
        await staff.signIn(server.demo.operator);
        const { body: { items: [credit] } } = await api.get('credits', { expect: 200 });
        const tables = pages.filter(({ path }) => path.endsWith('.csv'));
        assert.ok(tables.length >= 6);
        for (const { path } of tables) {
            const who = path.startsWith('/ops') ? staff : browser;
            const { bytes, status } = await who.get(path.replace('{id}', credit.id));
            assert.equal(status, 200, path);
            assert.ok(bytes.subarray(0, 3).equals(MARK), path);
            const text = bytes.subarray(3).toString();
            assert.ok(!text.includes('\ufeff'), `${path}: the mark comes once`);
            const [heading, ...rows] = rowsOf(text, separator);
            assert.ok(heading.length >= 8 && heading.every((name) => /^[a-zA-Z]+$/.test(name)),
                `${path}: ${heading}`);
            assert.ok(rows.length > 0, path);
            for (const row of rows) {
                assert.equal(row.length, heading.length, `${path}: ${row}`);
            }
        }
        const people = await browser.get('/people.csv');
        assert.ok(rowsOf(people.text, separator).some((row) => row.includes('Åsa; Öberg, "Ås"')));
    });
}

test('every table of the API has commas and no mark, whatever the language', async () => {
    const [{ lotId }] = await newKeys(operator);
    const tables = Object.entries(document.paths).filter(([, { get }]) =>
        get?.responses['200']?.content?.['text/csv'] !== undefined).map(([path]) => path);
    assert.ok(tables.length >= 2);
    for (const path of tables) {
        const who = path.includes('key-lots') ? operator : api;
        const { bytes } = await who.get(path.replace(/\{\w+\}/, lotId),
            { accept: 'text/csv', language: 'sv', expect: 200 });
        const [heading, ...rows] = rowsOf(bytes.toString(), ',');
        assert.match(heading[0], /^(id|ref)$/);
        assert.ok(rows.length > 0 && rows.every((row) => row.length === heading.length), path);
    }
});
