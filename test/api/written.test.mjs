/*
 * What people write, wherever it comes in: kept in one form, refused where nobody can see it, and
 * the same however it is spelt. Every text of the contract, and every text of the pages.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { domainToASCII } from 'node:url';
import { Browser, tokenIn } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { document } from './lib/contract.mjs';
import { newKeys, newSubscription } from './lib/keys.mjs';
import { atBrowser, newTenant, newUser, tokenOf, unique } from './lib/people.mjs';
import { textFields } from './lib/shapes.mjs';
import { startServer } from './lib/server.mjs';

const ANY = '0'.repeat(26);

/* Nothing, or nothing but blanks. */
const EMPTY = ['', ' ', '\u00a0', ' \u3000\u2003 '];
/* Besides letters, each of these. */
const UNSEEN = ['\u200b', '\ufeff', '\u00ad', '\u2060', '\u200e', '\u061c', '\u202e', '\u2066', '\u115f',
    '\u3164', '\u2800', '\ufffe', '\ue000', '\u0007', '\u200d', '\u200c', '\ufe0f', '\u{e0001}',
    '\u{1fffe}', '\u0378', '\ufffc'];

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
after(() => server?.remove());

/* --- the contract ----------------------------------------------------------------------------- */

const resolve = (schema) => schema.$ref === undefined ? schema :
    document.components.schemas[schema.$ref.split('/').at(-1)];

/* Every member that people write, with the pointer to it and the object that it stands in. */
function* textsIn(schema, pointer = '') {
    const own = resolve(schema);
    const name = schema.$ref?.split('/').at(-1) ?? '';
    if (/Given$/.test(name) && own.enum === undefined && own.type !== 'array') {
        yield { pointer, name };
    } else if (own.type === 'string' && pointer.endsWith('/reason')) {
        yield { pointer, name: 'NameGiven' };
    }
    for (const [member, inner] of Object.entries(own.properties ?? {})) {
        yield* textsIn(inner, `${pointer}/${member}`);
    }
    if (own.items !== undefined) {
        yield* textsIn(own.items, `${pointer}/0`);
    }
}

function bodyOf(schema) {
    const { example, properties } = resolve(schema);
    const [[list, { items }]] = Object.entries(properties);
    return structuredClone(example ?? { [list]: [resolve(items).example] });
}

function put(body, pointer, value) {
    const names = pointer.slice(1).split('/');
    const last = names.pop();
    names.reduce((at, name) => at[name], body)[last] = value;
    return body;
}

function* members() {
    for (const [path, methods] of Object.entries(document.paths)) {
        for (const [method, operation] of Object.entries(methods)) {
            const schema = operation.requestBody?.content?.['application/json']?.schema;
            for (const text of schema === undefined ? [] : textsIn(schema)) {
                yield { ...text, schema, method: method.toUpperCase(),
                    path: path.replace(/\{(\w+)\}/g, (_, name) => `${name.slice(0, 3)}_${ANY}`) };
            }
        }
    }
}

async function faultsOf({ method, path, schema, pointer }, value) {
    const body = put(bodyOf(schema), pointer, value);
    const asker = /licenses|releases/.test(path) ? operator.as(server.demo.partner.token) : operator;
    const answer = await asker.request(method, path, { body, ifMatch: '*', contract: false });
    assert.ok(answer.status < 500, `${method} ${path} ${answer.text}`);
    return (answer.body?.errors ?? []).filter((error) => error.pointer === pointer);
}

const inMember = ({ name }, text) => name === 'EmailGiven' ? `${text}@x.example` :
    name === 'DomainGiven' ? `${text}.example` : text;

test('every text of the contract is refused where nobody can see it, in words', async () => {
    const all = [...members()];
    assert.ok(all.length >= 14, JSON.stringify(all));
    for (const member of all) {
        for (const text of EMPTY) {
            assert.equal((await faultsOf(member, text)).length, 1,
                `${member.method} ${member.path} ${member.pointer} ${JSON.stringify(text)}`);
        }
        for (const character of UNSEEN) {
            for (const text of [`a${character}b`, `${character}b`, `b${character}`, character]) {
                const faults = await faultsOf(member, inMember(member, text));
                assert.equal(faults.length, 1,
                    `${member.method} ${member.path} ${member.pointer} ${JSON.stringify(text)}`);
                assert.match(faults[0].detail,
                    /nobody can see|nothing to be seen|control characters|is written like/);
            }
        }
    }
});

test('every text of the contract may have blanks around it and marks behind its letters', async () => {
    for (const member of members()) {
        for (const text of [` ${inMember(member, 'abc')}\u00a0`, inMember(member, 'A\u030abc'),
            `\t${inMember(member, 'abc')}\n`]) {
            assert.deepEqual(await faultsOf(member, text), [], `${member.path} ${member.pointer}`);
        }
    }
});

test('the contract and the server agree on control characters', async () => {
    const { admin } = await company();
    for (const [q, status] of [['a%07b', 422], ['a%09b', 422], ['%20a%C2%A0', 200], ['%20', 200]]) {
        await admin.get(`benefits?q=${q}`, { expect: status });
    }
});

/* --- one form --------------------------------------------------------------------------------- */

async function company() {
    const { partner, tenant } = await newTenant(operator);
    const admin = await newUser(operator, tenant, 'global-admin');
    return { partner, tenant, admin };
}

test('a name is kept composed, with plain blanks and none at its ends', async () => {
    const NAMES = [
        ['  Nora\u00a0Nord ', 'Nora Nord'], ['A\u030asa', 'Åsa'], ['\u212bsa', 'Åsa'], ['Nora  Nord', 'Nora Nord'],
        ['山田\u3000太郎', '山田 太郎'], ['می\u200cخواهم', 'می\u200cخواهم'], ['क्\u200dष', 'क्\u200dष'],
        ['👩\u200d👩\u200d👧', '👩\u200d👩\u200d👧'],
    ];
    const { tenant } = await company();
    for (const [displayName, kept] of NAMES) {
        const { body } = await operator.post(`tenants/${tenant.id}/users`, { displayName, kind: 'guest',
            email: `name-${unique()}@x.example` }, { expect: 201 });
        assert.equal(body.displayName, kept);
    }
});

/* --- pages ------------------------------------------------------------------------------------ */

/* Which page has the field, and what else its form sends; the others hold what programs made. */
const FORMS = {
    'NEW_PERSON_FORM.displayName': ({ text }) => ['/people', { displayName: text, kind: 'guest',
        email: `form-${unique()}@x.example` }],
    'NEW_PERSON_FORM.email': ({ text }) => ['/people', { displayName: 'X', kind: 'guest',
        email: `${text}@x.example` }],
    'ASSIGN_FORM.person': ({ text, subscription }) =>
        [`/subscriptions/${subscription.id}/licenses`, { person: text }],
    'HOLDER_FORM.person': ({ text, credit }) => [`/credits/${credit}/users`, { person: text }],
    'VIEW_NAME_FORM.name': ({ text }) => ['/views/guests', { name: text }],
    'SIGN_IN_FORM.email': ({ text }) => ['/sign-in', { email: text, password: 'x' }],
};
const ELSEWHERE = /^(?!\w+_FORM\.)|^SET_UP_FORM|\.(password|repeat|current|keys|keyRef|next|account|roles|q|userId|zone|benefitId|expect|ref|people|offer)$/;

test('every text of the pages is refused where nobody can see it', async () => {
    assert.deepEqual(textFields().filter((field) => !ELSEWHERE.test(field)).sort(),
        Object.keys(FORMS).sort(), 'add the field of the new form to FORMS');
    const browser = new Browser(server);
    await browser.signIn(server.demo.partner);
    const api = operator.as(server.demo.partner.token);
    api.user = (await api.get('me', { expect: 200 })).body.user;
    const subscription = await newSubscription(operator, api);
    const { body: { items: [{ id: credit }] } } = await api.get('credits', { expect: 200 });
    const send = async (field, text) => {
        const [path, fields] = FORMS[field]({ text, subscription, credit });
        const csrf = tokenIn((await browser.get('/people/new')).text);
        return browser.post(path, { csrf, ...fields });
    };
    for (const field of Object.keys(FORMS)) {
        for (const text of UNSEEN) {
            const answer = await send(field, `a${text}b`);
            assert.equal(answer.status, 422, `${field} ${JSON.stringify(text)}`);
            assert.match(answer.text, /nobody can see|control characters|is written like/, field);
        }
    }
});

/* --- addresses and domains -------------------------------------------------------------------- */

describe('an address has one spelling', () => {
    let tenant, partner, admin, visitor;

    before(async () => {
        ({ partner, tenant, admin } = await company());
        visitor = await atBrowser(admin);
    });

    test('a domain is taken once, whichever of its spellings came first', async () => {
        const tenants = `partners/${partner.id}/tenants`;
        for (const [first, second] of [['åkeri-1.example', domainToASCII('åkeri-1.example')],
            [domainToASCII('åkeri-2.example'), 'ÅKERI-2.example'], ['A\u030akeri-3.example', 'åkeri-3.example']]) {
            const { body } = await operator.post(tenants, { name: 'Åkeri', domain: ` ${first} ` },
                { expect: 201 });
            assert.match(body.domain, /^åkeri-\d\.example$/);
            await operator.refused('POST', tenants, 409, 'already-exists',
                { body: { name: 'Åkeri', domain: second } });
        }
    });

    test('a person is found by every spelling, in every form, import and command', async () => {
        const id = unique();
        const kept = `łukasz-${id}@åkeri.example`;
        const SPELLINGS = [kept, kept.toUpperCase(), ` ${kept}\u00a0`, kept.normalize('NFD'),
            `ŁUKASZ-${id}@xn--keri-poa.example`, `łukasz-${id}@XN--KERI-POA.EXAMPLE`];
        const { body: person } = await operator.post(`tenants/${tenant.id}/users`, { displayName: 'Łukasz',
            email: SPELLINGS[4], kind: 'member', roles: ['reader'] }, { expect: 201 });
        assert.equal(person.email, kept);
        const subscription = await newSubscription(operator, admin);
        const path = `/subscriptions/${subscription.id}`;
        for (const email of SPELLINGS) {
            await operator.refused('POST', `tenants/${tenant.id}/users`, 409, 'already-exists',
                { body: { displayName: 'Again', email, kind: 'member' } });
            const given = await visitor.submit(path, `${path}/licenses`, { person: email });
            assert.equal(given.status, 303, `${email} ${given.text.slice(0, 300)}`);
            const { headers } = await admin.get(`subscriptions/${subscription.id}`, { expect: 200 });
            await admin.del(`subscriptions/${subscription.id}/licenses/${person.id}`,
                { ifMatch: headers.etag, expect: 200 });
            const { body } = await operator.post('participations', { participations:
                [{ domain: tenant.domain.toUpperCase(), email, programmes: [] }] }, { expect: 200 });
            assert.deepEqual(body, { changed: 0, unchanged: 1, rejected: [] });
            await tokenOf(server, email);
        }
        const api = operator.as(null);
        api.user = person;
        const { password } = await atBrowser(api);
        for (const email of SPELLINGS) {
            await new Browser(server).signIn({ email, password });
        }
    });

    test('what is none is refused with how one is written', async () => {
        for (const [domain, says] of [['nora@x.example', /A domain is written like/],
            ['http://x.example', /A domain/], ['å_b.example', /A domain/], ['xn--a.example', /A domain/]]) {
            const problem = await operator.refused('POST', `partners/${partner.id}/tenants`, 422,
                'member-invalid', { body: { name: 'X', domain } });
            assert.match(problem.errors[0].detail, says, domain);
        }
        for (const country of ['UK', 'ZZ', 'QQ', 'EU', 'se']) {
            const problem = await operator.refused('POST', 'partners', 422, 'member-invalid',
                { body: { name: 'X', country } });
            assert.match(problem.errors[0].detail, /ISO 3166-1/);
        }
    });

    test('what an earlier version stored is spelt anew at the start', async () => {
        const sqlite = (sql) => execFileSync('sqlite3', ['-bail', server.database], { input: sql })
            .toString().trim();
        const names = [unique(), unique()];
        const [one, two] = await Promise.all(names.map(async (name) => (await operator.post(
            `partners/${partner.id}/tenants`, { name: 'Old', domain: `old-${name}.example` },
            { expect: 201 })).body));
        const { body: nora } = await operator.post(`tenants/${one.id}/users`, { displayName: 'Nora',
            email: `nora@old-${names[0]}.example`, kind: 'member' }, { expect: 201 });
        const older = domainToASCII('äldre.example');
        assert.match(older, /^xn--/);
        await server.stop();
        sqlite(`UPDATE tenant SET domain = '${older}' WHERE id = '${one.id}';
            UPDATE tenant SET domain = 'www.${older}' WHERE id = '${two.id}';
            UPDATE account SET email = 'nora@${older}' WHERE id = '${nora.id}';
            UPDATE setting SET value = '1' WHERE name = 'folding';`);
        await server.start();
        const { body: tenants } = await operator.get(`partners/${partner.id}/tenants?limit=200`);
        const domains = tenants.items.map(({ domain }) => domain);
        assert.ok(domains.includes('äldre.example') && domains.includes('www.äldre.example'), domains);
        const { body } = await operator.get(`users/${nora.id}`, { expect: 200 });
        assert.equal(body.email, 'nora@äldre.example');
        const { stdout } = await server.cli('check', '--json');
        assert.deepEqual(JSON.parse(stdout).findings
            .filter((one) => !/^table (tenant|account|setting):/.test(one)), []);
    });
});

/* --- passwords -------------------------------------------------------------------------------- */

describe('a password is the same however its letters are made', () => {
    const COMPOSED = 'lösenord-på-åtta';
    const DECOMPOSED = COMPOSED.normalize('NFD');

    async function newcomer(password) {
        const { tenant } = await company();
        const user = await newUser(operator, tenant, 'reader');
        const { stdout } = await server.cli('user', 'link', '--email', user.user.email);
        const path = stdout.trim();
        const made = await new Browser(server).submit(path, path, { password, repeat: password });
        return { email: user.user.email, made };
    }

    test('set in one form, it lets in in the other; blanks at its ends are a part of it', async () => {
        for (const [set, typed] of [[COMPOSED, DECOMPOSED], [DECOMPOSED, COMPOSED],
            [`${COMPOSED} `, `${DECOMPOSED}\u00a0`]]) {
            const { email, made } = await newcomer(set);
            assert.equal(made.status, 303, made.text);
            await new Browser(server).signIn({ email, password: typed });
            const wrong = await new Browser(server).signIn({ email, password: `${typed} ` },
                { expect: null });
            assert.equal(wrong.status, 422);
        }
    });

    test('its characters are counted as people see them', async () => {
        assert.equal((await newcomer('åäöåäöåäöåä'.normalize('NFD'))).made.status, 422);
        assert.equal((await newcomer('åäöåäöåäöåäx'.normalize('NFD'))).made.status, 303);
    });

    /* Made by libsodium's crypto_pwhash_str() from DECOMPOSED, as an earlier version kept it. */
    test('one that was kept as it was typed lets in, and is kept anew', async () => {
        const OLD = '$argon2id$v=19$m=65536,t=2,p=1$p3LSCJFGj6VtjJwvWtUAqQ$gmdFFpwLabTssO1IXuJFzXRlJnjZHKFJgXIb7TIqfXA';
        const { email } = await newcomer('correct horse battery');
        const sqlite = (sql) => execFileSync('sqlite3', [server.database, sql], { encoding: 'utf8' });
        await server.stop();
        sqlite(`UPDATE account SET password_hash = '${OLD}' WHERE email = '${email}'`);
        await server.start();
        const wrong = await new Browser(server).signIn({ email, password: COMPOSED }, { expect: null });
        assert.equal(wrong.status, 422);
        await new Browser(server).signIn({ email, password: DECOMPOSED });
        await new Browser(server).signIn({ email, password: COMPOSED });
        assert.match(sqlite(`SELECT password_hash FROM account WHERE email = '${email}'`), /^\$perq1\$/);
    });
});

/* --- keys ------------------------------------------------------------------------------------- */

describe('keys as people write them', () => {
    const KEPT = [
        (key) => key.replaceAll('-', '\u2011'), (key) => key.replaceAll('-', '\u2013'),
        (key) => key.replaceAll('-', '\u2212'), (key) => key.replaceAll('-', '\u00a0'),
        (key) => key.replaceAll('-', '\t'), (key) => `\ufeff${key.replaceAll('-', '-\u200b')}`,
        (key) => `\u201c${key}\u201d.`, (key) => `\u2022 ${key},`, (key) => ` "${key}"\r\n`,
        (key) => [...key].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join(''),
    ];
    let browser, api, subscription, keys;

    before(async () => {
        browser = new Browser(server);
        await browser.signIn(server.demo.partner);
        api = operator.as(server.demo.partner.token);
        api.user = (await api.get('me', { expect: 200 })).body.user;
        subscription = await newSubscription(operator, api, { sku: 'microsoft-365-e3' });
        keys = (await newKeys(operator, { sku: 'microsoft-365-e3', count: 2 })).map(({ key }) => key);
    });

    const preview = (...typed) => ({ tenantId: api.user.tenantId, action: 'extend', keys: typed,
        subscriptionId: subscription.id });
    const entered = (typed) => browser.submit(`/subscriptions/${subscription.id}/redeem`, '/drafts',
        { keys: typed, subscriptionId: subscription.id, action: 'extend' });

    test('are read by the API and by the page', async () => {
        for (const write of KEPT) {
            await api.post('redemptions/preview', preview(write(keys[0])), { expect: 200 });
            const answer = await entered(write(keys[0]));
            assert.equal(answer.status, 303, `${write} ${answer.text.slice(0, 400)}`);
        }
    });

    test('several are taken apart in a form, however they are parted', async () => {
        for (const parted of [', ', ' ', '\t', ';', ' ; ', '\r\n', '\r\n\r\n', ' | ', ',\t']) {
            const answer = await entered(keys.join(parted));
            assert.equal(answer.status, 303, JSON.stringify(parted));
            const { text } = await browser.get(answer.headers.location);
            assert.match(text.replace(/<[^>]*>|&nbsp;|\u00a0/g, ' '), /50\s+licences/, JSON.stringify(parted));
        }
        for (const list of [`1. ${keys[0]}\r\n2. ${keys[1]}`, `\u2022 ${keys[0]}\r\n\u2022 ${keys[1]}\r\n\u2022 `]) {
            assert.equal((await entered(list)).status, 303, list);
        }
    });

    test('the character that no key has is named', async () => {
        const wrong = `${keys[0].slice(0, 6)}Å${keys[0].slice(7)}`;
        const { body } = await api.post('redemptions/preview', preview(wrong), { expect: 422 });
        assert.deepEqual([body.code, body.position, body.character], ['key-malformed', 6, 'Å']);
        assert.match((await entered(wrong)).text, /never contains “Å”\. Check character 6/);
        const { body: short } = await api.post('redemptions/preview', preview(keys[0].slice(0, 20)),
            { expect: 422 });
        assert.deepEqual([short.position, short.character], [undefined, undefined]);
    });
});
