/*
 * Names and addresses in any script: found however they are typed, also where an older program has
 * stored what it made of them.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { Browser } from './lib/browser.mjs';
import { atBrowser, newTenant, newUser, unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const NAMES = ['Łukasz Ørsted', 'Ὀδυσσεύς Αθήνας', 'Йожик Ёлкин', 'Frieda Weißßen', 'İpek Işık',
    'Nguyễn Văn Đức', 'Shawn O’Neill', 'Åsa Öberg', 'Őry ﬁnn'];

/* What is typed, and whom it finds. */
const FOUND = [
    ['łukasz', 'Łukasz Ørsted'], ['LUKASZ', 'Łukasz Ørsted'], ['ŁUKASZ', 'Łukasz Ørsted'],
    ['orsted', 'Łukasz Ørsted'], ['ΟΔΥΣΣΕΥΣ', 'Ὀδυσσεύς Αθήνας'], ['αθηνας', 'Ὀδυσσεύς Αθήνας'],
    ['ИОЖИК', 'Йожик Ёлкин'], ['елкин', 'Йожик Ёлкин'], ['WEISSSSEN', 'Frieda Weißßen'],
    ['ipek isik', 'İpek Işık'], ['duc', 'Nguyễn Văn Đức'], ["o'neill", 'Shawn O’Neill'],
    ['a\u030asa', 'Åsa Öberg'], ['oberg', 'Åsa Öberg'], ['őry finn', 'Őry ﬁnn'], ['ORY', 'Őry ﬁnn'],
];

let server;
let operator;
let tenant;
let visitor;
let lukasz;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    ({ tenant } = await newTenant(operator));
    visitor = await atBrowser(await newUser(operator, tenant, 'user-admin'));
    for (const displayName of NAMES) {
        await newPerson(displayName, `person-${unique()}@${tenant.domain}`);
    }
    const api = await newUser(operator, tenant, 'reader');
    lukasz = await atBrowser(api);
});
after(() => server?.remove());

async function newPerson(displayName, email, expect = 201) {
    const { body } = await operator.post(`tenants/${tenant.id}/users`,
        { displayName, email, kind: 'member', roles: [] }, { expect });
    return body;
}

const sqlite = (sql) => execFileSync('sqlite3', ['-bail', server.database], { input: sql })
    .toString().trim();

async function whomFinds(typed) {
    const { status, text } = await visitor.get(`/people?q=${encodeURIComponent(typed)}`);
    assert.equal(status, 200, text.slice(0, 1000));
    return NAMES.filter((name) => text.includes(name));
}

async function everybodyIsFound() {
    for (const [typed, name] of FOUND) {
        assert.deepEqual(await whomFinds(typed), [name], typed);
    }
}

test('people are found in any script, with accents or without', everybodyIsFound);

test('an address is the same in capitals of any script, and composed or not', async () => {
    const email = `łódź.å-${unique()}@${tenant.domain}`;
    assert.equal((await newPerson('Somebody', email.toUpperCase())).email, email);
    for (const same of [email, email.toUpperCase(), email.normalize('NFD')]) {
        assert.equal((await newPerson('Somebody else', same, 409)).code, 'already-exists');
    }
    /* Without its accents it is another one. */
    await newPerson('Somebody else', email.replace('å', 'a'));
});

describe('what an older program stored', () => {
    const address = `łukasz-${unique()}@old.example`;
    const taken = [`öŁ-${unique()}@old.example`];
    const folding = () => sqlite("SELECT value FROM setting WHERE name = 'folding'");
    let events;

    before(async () => {
        const twin = await newPerson('Twin one', taken[0]);
        taken.push(twin.email);
        const other = await newPerson('Twin two', `other-${unique()}@old.example`);
        await server.stop();
        events = sqlite('SELECT COUNT(*) FROM event');
        /* As it folded: nothing beyond U+0137, and not all of what lies below. */
        sqlite(`UPDATE account SET sort_name = lower(display_name), search_text = '';
            UPDATE account SET email = 'Ł' || substr('${address}', 2) WHERE email = '${lukasz.email}';
            UPDATE account SET email = '${taken[0]}' WHERE id = '${other.id}';
            DELETE FROM setting WHERE name = 'folding';`);
        await server.start();
    });

    test('is folded anew at the start, without an event', async () => {
        await everybodyIsFound();
        assert.equal(sqlite('SELECT COUNT(*) FROM event'), events);
        assert.match(folding(), /libunistring/);
        assert.equal(sqlite("SELECT COUNT(*) FROM account WHERE sort_name = 'łukasz ørsted'"), '1');
    });

    test('lets people sign in with their address however they type it', async () => {
        for (const email of [address, address.toUpperCase()]) {
            await new Browser(server).signIn({ email, password: lukasz.password });
        }
    });

    test('keeps two addresses that have become one apart, and says so', async () => {
        assert.equal(sqlite(`SELECT COUNT(*) FROM account WHERE email IN ('${taken.join("','")}')`), '2');
        assert.match(server.log, /another user has the same address/);
    });

    test('is left alone by the next start', async () => {
        await server.stop();
        sqlite("UPDATE account SET search_text = '' WHERE display_name = 'Åsa Öberg'");
        await server.start();
        assert.deepEqual(await whomFinds('öberg'), []);
        await server.stop();
        sqlite("UPDATE setting SET value = '0' WHERE name = 'folding'");
        await server.start();
        assert.deepEqual(await whomFinds('öberg'), ['Åsa Öberg']);
    });

    test('is folded in parts, however many people there are', async () => {
        await server.stop();
        sqlite(`UPDATE setting SET value = '0' WHERE name = 'folding';
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2001)
            INSERT INTO account (tenant_id, id, email, display_name, kind, roles, created_at)
            SELECT '${tenant.id}', printf('usr_01KAAAAAAAAAAAAAAA%08d', i), 'p' || i || '@many.example',
                   'Öž ' || i, 'member', 0, 0
              FROM n;`);
        await server.start();
        assert.equal(sqlite(`SELECT COUNT(*) FROM account WHERE sort_name LIKE 'öž %'
            AND search_text LIKE 'oz %many.example'`), '2001');
    });
});
