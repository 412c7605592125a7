/*
 * Whatever somebody is called comes out as text: in every page that can be got to, in both
 * languages, for whoever looks, and in every table for spreadsheets. (No mail is sent so far; its
 * subjects will belong here.)
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parse } from 'parse5';
import { attribute, crawl, elementsOf } from '../browser/lib/crawl.mjs';
import { markupFaults } from '../browser/lib/markup.mjs';
import { pages } from '../browser/lib/routes.mjs';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { fillWith, FORMULAS, HOSTILE, PLAIN } from './lib/names.mjs';
import { textFields } from './lib/shapes.mjs';
import { startServer } from './lib/server.mjs';

/* Texts that are compared, looked up or hashed, and then forgotten. */
const NOT_STORED = [
    'ACCESS_INPUT.people', 'ACTIVATIONS_FORM.benefitId', 'ACTIVATIONS_FORM.expect', 'ACTIVATION_INPUT.benefitIds',
    'ACTIVATION_INPUT.expect', 'KEYS_CSV_FORM.ref', 'LICENSES_FORM.userId', 'LICENSE_LIST_FORM.people',
    'MANY_ACCESS_FORM.userId', 'PEOPLE_INPUT.people', 'REVEAL_MANY_FORM.ref', 'REVEAL_MANY_INPUT.refs',
    'ASSIGN_FORM.person', 'DRAFT_FORM.keyRef', 'DRAFT_FORM.keys', 'ENROLMENT_INPUT.offer',
    'ENROL_FORM.offer', 'MEMBER_ROLES_FORM.roles', 'ONBOARDING_INPUT.locale', 'ONBOARDING_INPUT.offer',
    'STAFF_INPUT.roles',
    'HOLDER_FORM.person',
    'LOCAL_ACCESS_INPUT.email', 'LOCAL_ACCESS_INPUT.tenantId', 'LOCAL_LIST_INPUT.after',
    'LOCAL_LIST_INPUT.email', 'LOCAL_LIST_INPUT.tenantId',
    'LOCAL_REVOKE_INPUT.email', 'LOCAL_REVOKE_INPUT.tenantId', 'LOCAL_USER_INPUT.roles',
    'LOT_INPUT.sku', 'NEW_PERSON_FORM.roles', 'ORGANISATION_FORM.account',
    'ORGANISATION_FORM.next', 'PARTICIPATION_INPUT.email', 'PARTNER_CHANGE.locale', 'PARTNER_INPUT.locale',
    'PASSWORD_FORM.current', 'PASSWORD_FORM.password', 'PASSWORD_FORM.repeat', 'PAGE_SIZE_FORM.next',
    'PREFERENCES_FORM.next', 'TIME_ZONE_FORM.next', 'TIME_ZONE_FORM.zone', 'VIEW_INPUT.query',
    'PREVIEW_INPUT.keyRefs', 'PREVIEW_INPUT.keys', 'PREVIEW_INPUT.subscriptionId',
    'REDEEM_INPUT.keyRefs', 'REDEEM_INPUT.keys',
    'REDEEM_INPUT.subscriptionId', 'RELEASE_PEOPLE_FORM.userId', 'SEARCH_FORM.q', 'SET_UP_FORM.password', 'SET_UP_FORM.repeat',
    'SIGN_IN_FORM.email', 'SIGN_IN_FORM.next', 'SIGN_IN_FORM.password', 'TOKEN_INPUT.email',
    'TOKEN_INPUT.tenantId', 'USER_CHANGE.roles',
    'USER_INPUT.roles', 'WHOSE_INPUT.email', 'WHOSE_INPUT.tenantId',
];

let server;
let operator;
let plain; // what elements and attributes pages have when nobody's name is hostile
const filled = new Set();

function put(field, text) {
    filled.add(field);
    return text;
}

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    const world = await fillWith(server, operator, PLAIN, put);
    plain = new Set((await lookAtAll(world, 'en')).flatMap(({ html }) => partsOf(html)));
});
after(() => server?.remove());

/* --- pages ------------------------------------------------------------------------------------ */

function partsOf(html) {
    return [...elementsOf(parse(html))].flatMap(({ tagName, attrs }) =>
        [tagName, ...attrs.map(({ name }) => `${tagName} ${name}`)]);
}

/* What a browser would show or use of a page. */
function textsOf(node) {
    return [node.value ?? '', ...(node.attrs ?? []).map(({ value }) => value),
        ...(node.childNodes ?? []).flatMap(textsOf)];
}

/* As crawl() wants to ask. */
function lookOf(browser, language) {
    const get = async (address) => {
        const answer = await browser.get(address);
        return { status: () => answer.status, headers: () => answer.headers,
            text: () => answer.text };
    };
    return { context: { request: { get } }, language };
}

/* Where to begin, so that what is found first is this partner's. */
function startOf({ partner, tenant, subscription, draft }, who) {
    const lists = pages.filter(({ method, path }) => method === 'GET' && !/[{.]/.test(path))
        .map(({ path }) => path);
    const whose = who === 'operator' ? [`?partnerId=${partner.id}`, `?tenantId=${tenant.id}`] : [''];
    return [
        ...lists.flatMap((path) => whose.map((query) => path + query)),
        ...(who === 'admin' ? [draft] : []), `/subscriptions/${subscription}`, '/', ...lists,
    ];
}

async function lookAs(world, who, language) {
    const browser = new Browser(server, { language });
    await browser.signIn(world.people[who]);
    const found = await crawl(lookOf(browser, language), server, startOf(world, who));
    return found.filter(({ html }) => html !== null)
        .map(({ address, html, status }) => ({ address, html, status, language, who }));
}

async function lookAtAll(world, language) {
    const found = [];
    for (const who of ['admin', 'reader', 'operator']) {
        found.push(...await lookAs(world, who, language));
    }
    return found;
}

function faultsOf({ html, language }) {
    const parts = partsOf(html).filter((part) => !plain.has(part));
    return [...markupFaults(html, language), ...new Set(parts.map((part) => `has ${part}`))];
}

/* --- tables ----------------------------------------------------------------------------------- */

/* What an entry of a ledger takes is a number, and stays one; none of the names is like it. */
const AMOUNT = /^-[0-9]+\.[0-9]{2,6}$/;

/*
 * The cells, as a spreadsheet reads them (RFC 4180) that was told this separator. What stands behind
 * a quotation mark that ends in the middle of a cell is a part of it.
 */
function cellsOf(csv, separator) {
    const cells = [];
    const CELL = new RegExp(
        `(?:"((?:[^"]|"")*)"([^${separator}\\r\\n]*)|([^${separator}\\r\\n]*))(${separator}|\\r\\n|$)`, 'gy');
    while (CELL.lastIndex < csv.length) {
        const cell = CELL.exec(csv);
        if (cell === null) { // a quotation mark without an end
            break;
        }
        cells.push(cell[3] ?? cell[1].replaceAll('""', '"') + cell[2]);
    }
    return cells;
}

/* What docs/API.md says that a program does with a cell. */
const undone = (cell) =>
    cell.replace(/(^|[,;\t\r\n])([ "]*)'(?='*[=+\-@＝＋－＠])/g, '$1$2');

async function tablesOf(world) {
    const tables = pages.filter(({ path }) => path.endsWith('.csv')).map(({ path }) => path);
    const found = [];
    for (const who of ['admin', 'operator']) {
        const browser = new Browser(server);
        await browser.signIn(world.people[who]);
        for (const path of tables.filter((one) => who === 'operator' || !one.startsWith('/ops/'))) {
            const query = path.startsWith('/ops/') ? `?q=${world.partner.id}` : who === 'admin' || path === '/credits/{id}/ledger.csv' ? '' :
                path === '/people.csv' || path === '/subscriptions.csv' ?
                    `?tenantId=${world.tenant.id}` : `?partnerId=${world.partner.id}`;
            const answer = await browser.get(path.replace('{id}', world.credit) + query);
            if (answer.status === 200 || who === 'admin') {
                assert.match(answer.headers['content-type'], /^text\/csv/, path);
                found.push({ path, text: answer.text });
            }
        }
    }
    const { text } = await operator.get(`benefits?partnerId=${world.partner.id}`,
        { accept: 'text/csv', contract: false });
    return [...found, { path: 'GET /api/v1/benefits', text }];
}

/* ---------------------------------------------------------------------------------------------- */

async function assertPages(world, text, language) {
    const found = await lookAtAll(world, language);
    const faults = found.flatMap((page) => faultsOf(page).map((fault) =>
        `${page.address} (${page.who}, ${page.language}): ${fault}`));
    assert.deepEqual(faults, [], faults.join('\n'));
    const named = found.filter(({ html }) => textsOf(parse(html)).some((part) =>
        part.includes(text)));
    assert.ok(named.length > found.length / 2, 'hardly any page has the name');
}

async function assertTables(world, text) {
    const tables = await tablesOf(world);
    for (const { path, text: csv } of tables) {
        for (const separator of [',', ';', '\t']) {
            const formulas = [...cellsOf(csv, separator),
                ...csv.split('\r\n').flatMap((line) => line.split(separator))].filter((cell) =>
                /^[ "]*[=+\-@＝＋－＠]/.test(cell) && !AMOUNT.test(cell));
            assert.deepEqual(formulas, [], `${path} split at ${separator}`);
        }
    }
    assert.ok(tables.some((table) => cellsOf(table.text, ',').some((cell) => undone(cell) === text)),
        'no table has the name');
}

for (const [index, text] of HOSTILE.entries()) {
    test(`Everything is called ${text.slice(0, 40)}, and nothing else`, async () => {
        const world = await fillWith(server, operator, text, put);
        await assertPages(world, text, ['sv', 'en'][index % 2]);
        await assertTables(world, text);
    });
}

for (const text of FORMULAS) {
    test(`Everything is called ${text}, which is no formula in any table`, async () => {
        await assertTables(await fillWith(server, operator, text, put), text);
    });
}

test('What is searched for is text too', async () => {
    const browser = new Browser(server, { language: 'en' });
    await browser.signIn(server.demo.partner);
    const lists = pages.filter(({ method, path }) => method === 'GET' && !/[{.]/.test(path));
    for (const { path } of lists) {
        for (const text of HOSTILE.slice(0, 5)) {
            const { html = '', status } = await browser.get(`${path}?q=${encodeURIComponent(text)}`)
                .then((answer) => ({ html: answer.text, status: answer.status }));
            const faults = status === 303 ? [] : faultsOf({ html, language: 'en' });
            assert.deepEqual(faults, [], `${path}?q=${text}`);
        }
    }
});

test('The first operator of a server may have any name', async (t) => {
    const fresh = await startServer();
    t.after(() => fresh.remove());
    const [path] = /\/set-up\/[\w-]{43}/.exec(fresh.log);
    const browser = new Browser(fresh);
    const password = 'correct horse battery staple';
    const made = await browser.submit(path, path, { password, repeat: password,
        email: put('SET_UP_FORM.email', '=1+\'&1@operator.example'),
        displayName: put('SET_UP_FORM.displayName', HOSTILE[1]) });
    assert.equal(made.status, 303, made.text);
    const { text } = await browser.get('/organisation');
    assert.deepEqual(faultsOf({ html: text, language: 'en' }), []);
    assert.ok([...elementsOf(parse(text))].every((element) => attribute(element, 'src') !== 'x'));
    assert.ok(textsOf(parse(text)).some((part) => part.includes(HOSTILE[1])));
});

/* What would turn the direction of writing for all that follows, or the line. */
test('What cannot be seen in a name is refused', async () => {
    for (const character of ['\u202E', '\u2066', '\u2028', '\t', '\r', '\n', '\u0085']) {
        await operator.refused('POST', 'partners', 422, 'member-invalid',
            { body: { name: `a${character}b`, country: 'SE' } });
    }
});

/* Last: by now all of them should have been filled in. */
test('Every text that can be stored is one of these', () => {
    assert.deepEqual([...filled, ...NOT_STORED].sort(), textFields(),
        'put a name into a new text in lib/names.mjs, or say that it is not stored');
});
