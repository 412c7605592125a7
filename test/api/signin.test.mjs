/*
 * Signing in with a password, and the sessions that begin with it: over plain HTTP, as a browser
 * without scripts does it.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { Browser, tokenIn } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { startServer } from './lib/server.mjs';

const PASSWORD = 'correct horse battery';
const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;

let server;
let operator;
let admin;
let tenants;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    admin = server.demo.partner;
    tenants = [server.demo.partner.tenantId, server.demo.otherPartner.tenantId];
});
after(() => server.remove());

/* The clock goes on from where it is set, so each test begins later than the one before. */
let clock = Date.now();
async function setClock(ms) {
    clock = ms;
    const body = { now: new Date(ms).toISOString() };
    await operator.put('test-clock', body, { expect: 200 });
}

async function startOver() {
    await setClock(clock + 24 * HOUR);
}

/* Somebody with a password in each of these tenants. */
async function newPerson(where, { roles = ['reader'], password = PASSWORD } = {}) {
    const email = `person-${Math.random().toString(36).slice(2)}@people.example`;
    for (const tenant of where) {
        const person = { email, displayName: 'Åsa Öberg', kind: 'member', roles };
        await operator.post(`tenants/${tenant}/users`, person, { expect: 201 });
        await setPassword(email, tenant, password);
    }
    return { email, password };
}

async function linkFor(email, tenant) {
    const made = await server.cli('user', 'link', '--email', email, '--tenant', tenant);
    assert.equal(made.code, 0, made.stderr);
    return made.stdout.trim();
}

async function setPassword(email, tenant, password) {
    const path = await linkFor(email, tenant);
    const answer = await new Browser(server).submit(path, path, { password, repeat: password });
    assert.equal(answer.status, 303, answer.text);
}

async function signedIn(person, options) {
    const browser = new Browser(server, options);
    await browser.signIn(person);
    return browser;
}

const isSignedIn = async (browser) => (await browser.get('/organisation')).status === 200;

/* All bytes of the database, when the writer has nothing left to tidy up. */
async function databaseBytes() {
    const read = () => Buffer.concat(['', '-wal'].map((end) => server.database + end)
        .filter((path) => existsSync(path)).map((path) => readFileSync(path)));
    let last = read();
    for (let alike = 0; alike < 4; alike += 1) {
        await new Promise((go) => setTimeout(go, 300));
        const bytes = read();
        alike = bytes.equals(last) ? alike : -1;
        last = bytes;
    }
    return last;
}

/* RULE SIGN-1 and SIGN-2 */
describe('a password', () => {
    test('lets everybody of the demo in, and shows who one is', async () => {
        for (const person of Object.values(server.demo).filter((one) => one.password)) {
            const browser = new Browser(server);
            const answer = await browser.signIn(person);
            assert.equal(answer.headers.location, '/');
            assert.match((await browser.get('/')).headers.location, /^\/(home|ops|organisation)$/);
            const { status, text } = await browser.get('/organisation');
            assert.equal(status, 200);
            assert.ok(text.includes(person.email), text);
        }
    });

    test('that is wrong, and an address that nobody has, get the same answer', async () => {
        await startOver();
        const answers = [];
        for (const email of [admin.email, 'nobody@contoso.example', 'anna@contoso.example']) {
            const browser = new Browser(server);
            const answer = await browser.signIn({ email, password: 'not the password' },
                { expect: null });
            assert.equal(answer.status, 422);
            assert.ok(!browser.cookies.has('perq'));
            answers.push(answer.text.replaceAll(email, 'EMAIL').replace(/value="[\w-]{22}"/g, ''));
        }
        assert.equal(answers[0], answers[1]);
        assert.equal(answers[0], answers[2], 'somebody without a password');
        assert.match(answers[0], /do not belong together/);
    });

    test('is not shown again, but the address is', async () => {
        const answer = await new Browser(server).signIn(
            { email: 'a"><script>@x.example', password: 'secret-not-shown' }, { expect: null });
        assert.ok(!answer.text.includes('secret-not-shown'));
        assert.ok(answer.text.includes('value="a&quot;&gt;&lt;script&gt;@x.example"'), answer.text);
    });

    test('and address are both needed', async () => {
        const answer = await new Browser(server).signIn({ email: '', password: '' },
            { expect: null });
        assert.equal(answer.status, 422);
        assert.match(answer.text, /aria-invalid="true"/);
    });

    /* Made by libsodium's crypto_pwhash_str() from PASSWORD, as earlier versions kept it. */
    test('of an earlier kind is compared as it is, and kept anew at the next sign-in', async () => {
        const OLD = '$argon2id$v=19$m=65536,t=2,p=1$q3M70J5VANWHlgcaKOKolw' +
            '$6UNq4JEDJTJcQYdSKoSkxeo5ZRganKD9g6zWZKmi4Rc';
        const person = await newPerson([tenants[0]]);
        const kept = () => execFileSync('sqlite3', [server.database,
            `SELECT password_hash FROM account WHERE email = '${person.email}'`], { encoding: 'utf8' });
        await server.stop();
        execFileSync('sqlite3', [server.database,
            `UPDATE account SET password_hash = '${OLD}' WHERE email = '${person.email}'`]);
        await server.start();
        await setClock(clock);
        const wrong = await new Browser(server).signIn({ ...person, password: 'not this one' },
            { expect: null });
        assert.equal(wrong.status, 422);
        assert.ok(kept().startsWith('$argon2id$'));
        await signedIn(person);
        assert.match(kept(), /^\$perq1\$[\w-]{22}\$[\w-]{43}\n$/);
        await signedIn(person);
    });

    /* RULE SIGN-2 */
    test('opens all organisations that it is right for, however many there are', async () => {
        const many = [];
        for (let i = 0; i < 7; i++) {
            const partner = await operator.post('partners', { name: `Many ${i}`, country: 'SE' },
                { expect: 201 });
            const { body } = await operator.post(`partners/${partner.body.id}/tenants`,
                { name: `Many ${i}`, domain: `many-${i}.example` }, { expect: 201 });
            many.push(body.id);
        }
        const person = await newPerson(many);
        await setPassword(person.email, many[6], 'another horse battery');
        const all = await (await signedIn(person)).get('/organisation');
        for (let i = 0; i < 6; i++) {
            assert.ok(all.text.includes(`many-${i}.example`), `${i}`);
        }
        assert.ok(!all.text.includes('many-6.example'));
        const last = await signedIn({ ...person, password: 'another horse battery' });
        assert.ok((await last.get('/organisation')).text.includes('many-6.example'));
    });

    test('that many people have is not taken', async () => {
        const person = await newPerson([tenants[0]]);
        const path = await linkFor(person.email, tenants[0]);
        for (const password of ['password1234', '123456789012', 'aaaaaaaaaaaa', ' '.repeat(12)]) {
            const answer = await new Browser(server).submit(path, path, { password, repeat: password });
            assert.equal(answer.status, 422, password);
            assert.match(answer.text, /Many people have this password/);
        }
    });

    test('does not open the account of the same address in another organisation', async () => {
        await startOver();
        const person = await newPerson([tenants[0]]);
        await operator.post(`tenants/${tenants[1]}/users`, { email: person.email,
            displayName: 'Same address', kind: 'member', roles: ['global-admin'] },
        { expect: 201 });
        await setPassword(person.email, tenants[1], 'another password entirely');
        const browser = await signedIn(person);
        const { text } = await browser.get('/organisation');
        assert.ok(text.includes('contoso.example') && !text.includes('fabrikam.example'), text);
    });
});

/* RULE SIGN-3 */
describe('attempts', () => {
    const wrong = (email) => ({ email, password: 'a wrong password' });

    async function tryUntilRefused(browser, email, most) {
        for (let tries = 1; tries <= most; tries += 1) {
            const answer = await browser.signIn(wrong(email), { expect: null });
            if (answer.status === 429) {
                assert.ok(Number(answer.headers['retry-after']) > 0);
                return tries;
            }
        }
        return Infinity;
    }

    /* The clock that can be set forgives nothing; what comes back is for test/unit/tries_test.c. */
    test('are few for one account from one address, whatever time it is', async () => {
        await startOver();
        const person = await newPerson([tenants[0]]);
        const tries = await tryUntilRefused(new Browser(server), person.email, 20);
        assert.ok(tries > 5 && tries <= 12, `refused at ${tries}`);
        const stranger = await new Browser(server).signIn(person, { expect: null });
        assert.equal(stranger.status, 429, 'the right password does not help a stranger now');
        await setClock(clock + 20 * MINUTE);
        const later = await new Browser(server).signIn(person, { expect: null });
        assert.equal(later.status, 429);
    });

    test('of strangers do not keep out who has signed in from this browser before', async () => {
        await startOver();
        const person = await newPerson([tenants[0]]);
        const own = await signedIn(person);
        await own.submit('/organisation', '/sign-out', {});
        await tryUntilRefused(new Browser(server), person.email, 20);
        assert.equal((await own.signIn(person)).status, 303);
    });

    test('with a device of another account count as a stranger\'s', async () => {
        await startOver();
        const person = await newPerson([tenants[0]]);
        const other = await signedIn(await newPerson([tenants[0]]));
        await other.submit('/organisation', '/sign-out', {});
        await tryUntilRefused(new Browser(server), person.email, 20);
        assert.equal((await other.signIn(person, { expect: null })).status, 429);
    });

    test('from another address go on, where a proxy of ours says which one', async (t) => {
        const proxied = await startServer({ demo: true, args: ['--tls-in-front'] });
        t.after(() => proxied.remove());
        const person = proxied.demo.partner;
        const from = (address) => new Browser(proxied, { headers: { 'x-forwarded-for': address } });
        await tryUntilRefused(from('10.9.9.9, 192.0.2.1'), person.email, 20);
        assert.equal((await from('192.0.2.1').signIn(person, { expect: null })).status, 429);
        assert.equal((await from('192.0.2.1, 192.0.2.2').signIn(person)).status, 303);
        await tryUntilRefused(from('2001:db8::1'), person.email, 20);
        assert.equal((await from('2001:db8::2').signIn(person, { expect: null })).status, 429,
            'one neighbourhood of IPv6 counts as one');
        assert.equal((await from('2001:db8:0:1::1').signIn(person)).status, 303);
    });

    test('cannot get round the limit by claiming another address', async () => {
        await startOver();
        const person = await newPerson([tenants[0]]);
        let tries = 0;
        for (let status = 0; status !== 429 && tries < 20; tries += 1) {
            const browser = new Browser(server,
                { headers: { 'x-forwarded-for': `192.0.2.${tries}` } });
            ({ status } = await browser.signIn(wrong(person.email), { expect: null }));
        }
        assert.ok(tries < 15, `refused at ${tries}`);
    });
});

/* RULE SIGN-5 */
describe('a form', () => {
    const refused = async (answer) => {
        assert.equal(answer.status, 403, answer.text.slice(0, 500));
        assert.match(answer.text, /no longer valid/);
    };

    test('without its token, or with a wrong one, is refused', async () => {
        await startOver();
        const browser = await signedIn(admin);
        await refused(await browser.post('/sign-out', {}));
        await refused(await browser.post('/sign-out', { csrf: '' }));
        await refused(await browser.post('/sign-out', { csrf: 'QUJDREVGR0hJSktMTU5PUA' }));
        assert.ok(await isSignedIn(browser));
    });

    test('with the token of another session is refused', async () => {
        const [one, other] = [await signedIn(admin), await signedIn(server.demo.otherPartner)];
        const csrf = tokenIn((await other.get('/organisation')).text);
        await refused(await one.post('/sign-out', { csrf }));
        const again = await signedIn(admin);
        const own = tokenIn((await again.get('/organisation')).text);
        await refused(await one.post('/sign-out', { csrf: own }));
        assert.ok(await isSignedIn(one));
    });

    test('to sign in needs the token and the cookie of the same visitor', async () => {
        await startOver();
        const fields = { email: admin.email, password: admin.password };
        await refused(await new Browser(server).post('/sign-in', fields));
        const visitor = new Browser(server);
        const csrf = tokenIn((await visitor.get('/sign-in')).text);
        await refused(await new Browser(server).post('/sign-in', { csrf, ...fields }));
        assert.equal((await visitor.post('/sign-in', { csrf, ...fields })).status, 303);
    });

    test('that another site sends is refused, whatever is in it', async () => {
        const browser = await signedIn(admin);
        for (const site of ['cross-site', 'same-site']) {
            await refused(await browser.submit('/organisation', '/sign-out', {},
                { headers: { 'sec-fetch-site': site } }));
        }
        const answer = await browser.submit('/organisation', '/sign-out', {},
            { headers: { 'sec-fetch-site': 'same-origin' } });
        assert.equal(answer.status, 303);
    });

    /* LIMIT FORM_BYTES_MAX */
    test('that is too large, no form, or has a field that nobody knows is refused', async () => {
        const browser = await signedIn(admin);
        const large = await browser.submit('/organisation', '/sign-out', { x: 'x'.repeat(65536) });
        assert.equal(large.status, 413);
        const json = await browser.request('POST', '/sign-out',
            { body: '{}', type: 'application/json' });
        assert.equal(json.status, 415);
        const unknown = await browser.submit('/organisation', '/sign-out', { x: '1' });
        assert.equal(unknown.status, 422);
        const escape = await browser.request('POST', '/sign-out', { body: 'csrf=%zz' });
        assert.equal(escape.status, 400);
        assert.ok(await isSignedIn(browser));
    });
});

/* RULE SIGN-4 */
describe('a session', () => {
    test('is in the database as a hash only', async () => {
        const browser = await signedIn(admin);
        const text = browser.cookies.get('perq');
        assert.match(text, /^[\w-]{43}$/);
        const bytes = await databaseBytes();
        assert.ok(!bytes.includes(text) && !bytes.includes(Buffer.from(text, 'base64url')));
        assert.ok(bytes.includes(createHash('sha256').update(text).digest()));
        assert.ok(!server.log.includes(text));
    });

    test('is another one after each sign-in, whatever the browser brings along', async () => {
        const browser = new Browser(server);
        browser.cookies.set('perq', 'A'.repeat(43));
        await browser.signIn(admin);
        const first = browser.cookies.get('perq');
        assert.notEqual(first, 'A'.repeat(43));
        const copy = new Browser(server);
        copy.cookies.set('perq', first);
        const csrf = tokenIn((await browser.get('/organisation')).text);
        await browser.post('/sign-in', { csrf, email: admin.email, password: admin.password });
        assert.notEqual(browser.cookies.get('perq'), first);
        assert.ok(await isSignedIn(browser));
        assert.ok(!await isSignedIn(copy), 'the one before has ended');
    });

    test('ends after half an hour without any activity', async () => {
        await startOver();
        const browser = await signedIn(admin);
        await setClock(clock + 29 * MINUTE);
        assert.ok(await isSignedIn(browser));
        await setClock(clock + 29 * MINUTE);
        assert.ok(await isSignedIn(browser), 'looking at a page is activity');
        await setClock(clock + 31 * MINUTE);
        const answer = await browser.get('/organisation');
        assert.equal(answer.status, 303);
        assert.equal(answer.headers.location, '/sign-in?next=/organisation&ended=idle');
        assert.ok(!browser.cookies.has('perq'));
        assert.match((await browser.get(answer.headers.location)).text, /after 30 minutes/);
        const draft = await browser.get('/sign-in?next=/activate/drf_0&ended=idle');
        assert.match(draft.text, /your draft is saved/);
    });

    test('ends after half a day, whatever happens', async () => {
        await startOver();
        const browser = await signedIn(admin);
        for (let at = 0; at < 11 * HOUR + 50 * MINUTE; at += 25 * MINUTE) {
            assert.ok(await isSignedIn(browser), `after ${at / MINUTE} minutes`);
            await setClock(clock + 25 * MINUTE);
        }
        const answer = await browser.get('/organisation');
        assert.equal(answer.headers.location, '/sign-in?next=/organisation&ended=limit');
    });

    test('lasts over a restart, and its idleness too', async () => {
        await startOver();
        const person = await newPerson([tenants[0]]);
        const [busy, idle] = [await signedIn(person), await signedIn(person)];
        await setClock(clock + 25 * MINUTE);
        assert.ok(await isSignedIn(busy));
        await server.restart();
        await setClock(clock + 10 * MINUTE);
        assert.ok(await isSignedIn(busy));
        assert.ok(!await isSignedIn(idle));
    });

    test('ends when its owner signs out, and others go on', async () => {
        await startOver();
        const [one, other] = [await signedIn(admin), await signedIn(admin)];
        const copy = new Browser(server);
        copy.cookies = new Map(one.cookies);
        const answer = await one.submit('/organisation', '/sign-out', {});
        assert.equal(answer.headers.location, '/sign-in?ended=out');
        assert.equal(answer.headers['clear-site-data'], '"cache", "storage"');
        assert.equal(answer.headers['strict-transport-security'], undefined, 'only with TLS');
        assert.ok(!one.cookies.has('perq'));
        assert.ok(!await isSignedIn(copy), 'not only the cookie is gone');
        assert.ok(await isSignedIn(other));
    });

    test('ends with all others of the same person, in all organisations', async () => {
        const person = await newPerson(tenants);
        const stranger = await signedIn(admin);
        const all = [await signedIn(person), await signedIn(person), await signedIn(person)];
        const answer = await all[0].submit('/organisation', '/sign-out-everywhere', {});
        assert.equal(answer.status, 303);
        for (const browser of all) {
            assert.ok(!await isSignedIn(browser));
        }
        assert.ok(await isSignedIn(stranger));
    });

    /* RULE SIGN-6 */
    test('is no token, and a token is no session', async () => {
        const browser = await signedIn(admin);
        const cookie = `perq=${browser.cookies.get('perq')}`;
        await operator.as(null).refused('GET', 'me', 401, 'sign-in-required',
            { headers: { cookie } });
        await operator.as(browser.cookies.get('perq'))
            .refused('GET', 'me', 401, 'sign-in-required');
        const page = await new Browser(server).get('/organisation',
            { headers: { authorization: `Bearer ${admin.token}` } });
        assert.equal(page.status, 303);
    });

    test('leaves its beginning and its end in the log of the organisation', async () => {
        const person = await newPerson([tenants[0]]);
        const browser = await signedIn(person);
        await browser.submit('/organisation', '/sign-out', {});
        const events = await operator.all('events?limit=200');
        const types = events.slice(-2).map((event) => `${event.type} ${event.data.how}`);
        assert.deepEqual(types, ['session.started password', 'session.ended sign-out']);
        assert.equal(events.at(-1).tenantId, tenants[0]);
    });
});

describe('cookies', () => {
    const lines = (answer) => Object.fromEntries(
        (answer.headers['set-cookie'] ?? []).map((line) => [line.split('=')[0], line]));

    test('are for us alone, and gone with the browser where they open something', async () => {
        const set = lines(await new Browser(server).signIn(admin));
        assert.match(set.perq, /^perq=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
        assert.match(set['perq-device'], /Max-Age=34560000; HttpOnly; SameSite=Lax$/);
    });

    test('are bound to the host and to TLS, where that is in front', async (t) => {
        const proxied = await startServer({ demo: true, args: ['--tls-in-front'] });
        t.after(() => proxied.remove());
        const browser = new Browser(proxied);
        const set = lines(await browser.signIn(proxied.demo.partner));
        assert.match(set['__Host-perq'], /; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
        assert.equal(set.perq, undefined);
        const unprotected = new Browser(proxied);
        unprotected.cookies.set('perq', browser.cookies.get('__Host-perq'));
        assert.equal((await unprotected.get('/organisation')).status, 303);
        assert.ok(await isSignedIn(browser));
        for (const path of ['/organisation', '/healthz', '/api/v1/me', '/people.csv', '/nowhere']) {
            const { headers } = await browser.get(path);
            assert.equal(headers['strict-transport-security'],
                'max-age=31536000; includeSubDomains', path);
            assert.match(headers['content-security-policy'], /frame-ancestors 'none'/, path);
        }
    });

    test('that come twice, or are broken, open nothing and break nothing', async () => {
        const browser = await signedIn(admin);
        const good = `perq=${browser.cookies.get('perq')}`;
        const as = (cookie) => new Browser(server).get('/organisation', { headers: { cookie } });
        assert.equal((await as(`a=b;${good};c`)).status, 200);
        assert.equal((await as(`${good}; perq=x`)).status, 303);
        assert.equal((await as(`perq=x; ${good}`)).status, 303);
        for (const cookie of ['perq', 'perq=', '=perq', 'perq="x"', ';;;', `perq=${'a'.repeat(4000)}`,
            'lang=<script>; theme="><img>', 'perq=../../x', 'perq=%00']) {
            assert.equal((await as(cookie)).status, 303, cookie);
        }
    });
});

describe('several organisations', () => {
    test('are offered after the sign-in, and one can be chosen', async () => {
        await startOver();
        const person = await newPerson(tenants, { roles: ['reader'] });
        const browser = new Browser(server);
        const answer = await browser.signIn(person, { next: '/password' });
        assert.equal(answer.headers.location, '/organisation?next=/password');
        const page = await browser.get(answer.headers.location);
        const choices = [...page.text.matchAll(/name="account" value="(usr_\w+)"( checked)?/g)];
        assert.equal(choices.length, 2);
        const other = choices.find(([, , checked]) => !checked)[1];
        const old = new Map(browser.cookies);
        const chosen = await browser.post('/organisation',
            { csrf: tokenIn(page.text), account: other, next: '/password' });
        assert.equal(chosen.headers.location, '/password');
        assert.notEqual(browser.cookies.get('perq'), old.get('perq'));
        const now = await browser.get('/organisation');
        assert.match(now.text, new RegExp(`value="${other}" checked`));
        const before = new Browser(server);
        before.cookies = old;
        assert.ok(!await isSignedIn(before), 'a form of the organisation before cannot be sent');

        await browser.submit('/organisation', '/sign-out', {});
        await browser.signIn(person);
        assert.match((await browser.get('/organisation')).text,
            new RegExp(`value="${other}" checked`), 'the one that was used last');
    });

    test('that are not one\'s own cannot be chosen', async () => {
        const browser = await signedIn(await newPerson([tenants[0]]));
        const { body } = await operator.as(server.demo.otherPartner.token).get('me');
        for (const account of [body.user.id, 'usr_00000000000000000000000000', 'x', '']) {
            const answer = await browser.submit('/organisation', '/organisation', { account });
            assert.ok([404, 422].includes(answer.status), `${account} → ${answer.status}`);
        }
    });

    test('without a role say whom to ask', async () => {
        const browser = await signedIn(await newPerson([tenants[0]], { roles: [] }));
        const { text } = await browser.get('/organisation');
        assert.match(text, /You have no role here/);
        assert.ok(text.includes('admin@contoso.example'), text);
    });
});

/* RULE SIGN-7 */
describe('where to go on', () => {
    test('is a page of ours', async () => {
        await startOver();
        const answer = await new Browser(server).signIn(admin, { next: '/password' });
        assert.equal(answer.headers.location, '/password');
        const asked = await new Browser(server).get('/organisation?changed=1');
        assert.equal(asked.headers.location, '/sign-in?next=/organisation%3Fchanged%3D1');
    });

    test('is never another host, nor what is no page', async () => {
        for (const next of ['//evil.example/', 'https://evil.example/', '/\\evil.example',
            '\\\\evil.example', '/%2F/evil.example', '/sign-in/../..//evil.example', ' /password',
            '/password\\@evil.example', 'javascript:alert(1)', '/api/v1/me', '/nowhere', '/sign-out',
            'password', '/.//evil.example', '/\tpassword', '?', '//', '/é']) {
            const browser = new Browser(server);
            const answer = await browser.signIn(admin, { next, expect: null });
            const fine = answer.status === 422 || answer.headers.location === '/';
            assert.ok(fine, `${next} → ${answer.status} ${answer.headers.location}`);
            if (answer.status === 303) {
                const preferred = await browser.submit('/organisation', '/preferences', { next });
                assert.equal(preferred.headers.location, '/');
            }
        }
    });
});

/* RULE SIGN-1 */
describe('one\'s own password', () => {
    test('is changed by who knows it, and ends all other sessions', async () => {
        await startOver();
        const person = await newPerson(tenants);
        const [own, other] = [await signedIn(person), await signedIn(person)];
        const change = (fields) => own.submit('/password', '/password', {
            current: PASSWORD, password: 'a new long password', repeat: 'a new long password',
            ...fields,
        });
        for (const [fields, what] of [
            [{ current: 'wrong password' }, /do not belong together/],
            [{ password: 'short', repeat: 'short' }, /12 to 200 characters/],
            [{ repeat: 'a new long passwore' }, /not the same password/],
            [{ password: person.email.toUpperCase(), repeat: person.email.toUpperCase() },
                /must not be the e-mail address/],
        ]) {
            const answer = await change(fields);
            assert.equal(answer.status, 422);
            assert.match(answer.text, what);
        }
        assert.ok(await isSignedIn(other), 'nothing has changed until now');
        assert.equal((await change({})).headers.location, '/organisation?changed=1');
        assert.ok(await isSignedIn(own));
        assert.ok(!await isSignedIn(other));
        assert.equal((await new Browser(server).signIn(person, { expect: null })).status, 422);
        const again = await signedIn({ ...person, password: 'a new long password' });
        assert.equal([...(await again.get('/organisation')).text.matchAll(/name="account"/g)].length,
            2, 'in all organisations that it opened before');
    });
});

describe('a link', () => {
    test('sets a password once, and ends the sessions that there are', async () => {
        await startOver();
        const person = await newPerson([tenants[0]]);
        const session = await signedIn(person);
        const path = await linkFor(person.email, tenants[0]);
        assert.match(path, /^\/set-up\/[\w-]{43}$/);
        const browser = new Browser(server);
        const page = await browser.get(path);
        assert.equal(page.headers['cache-control'], 'no-store');
        assert.ok(page.text.includes(person.email));
        const fields = { password: 'chosen by the link', repeat: 'chosen by the link' };
        assert.equal((await browser.submit(path, path, fields)).status, 303);
        assert.ok(await isSignedIn(browser));
        assert.ok(!await isSignedIn(session));
        assert.equal((await new Browser(server).get(path)).status, 410);
        const csrf = tokenIn((await browser.get('/organisation')).text);
        assert.equal((await browser.post(path, { csrf, ...fields })).status, 410);
        const bytes = await databaseBytes();
        assert.ok(!bytes.includes(path.slice('/set-up/'.length)));
        assert.ok(!server.log.includes(path));
    });

    test('ends after a day, and when there is a newer one', async () => {
        const person = await newPerson([tenants[0]]);
        const old = await linkFor(person.email, tenants[0]);
        const path = await linkFor(person.email, tenants[0]);
        assert.equal((await new Browser(server).get(old)).status, 410);
        assert.equal((await new Browser(server).get(path)).status, 200);
        await setClock(clock + 25 * HOUR);
        assert.equal((await new Browser(server).get(path)).status, 410);
        assert.equal((await new Browser(server).get('/set-up/x')).status, 410);
    });

    test('makes the first operator of a new server, and nobody else', async (t) => {
        const fresh = await startServer();
        t.after(() => fresh.remove());
        const link = () => /(\/set-up\/[\w-]{43})/.exec(fresh.log)?.[1];
        const old = link();
        assert.ok(old, fresh.log);
        await fresh.restart();
        const path = link();
        assert.notEqual(path, old);
        assert.equal((await new Browser(fresh).get(old)).status, 410);

        const browser = new Browser(fresh);
        const set = (fields) => browser.submit(path, path, {
            email: 'Olle@Operator.example', displayName: 'Olle', password: PASSWORD,
            repeat: PASSWORD, ...fields,
        });
        assert.equal((await set({ email: '' })).status, 422);
        assert.equal((await set({ email: 'olle' })).status, 422);
        assert.equal((await set({ password: 'too short', repeat: 'too short' })).status, 422);
        const kept = await set({ password: 'olle@operator.example', repeat: 'olle@operator.example' });
        assert.equal(kept.status, 422);
        assert.ok(kept.text.includes('value="Olle"'), 'what was entered is still there');
        const racing = new Browser(fresh);
        const answers = await Promise.all([set({}), racing.submit(path, path, {
            email: 'second@operator.example', displayName: 'Second', password: PASSWORD,
            repeat: PASSWORD,
        })]);
        assert.deepEqual(answers.map((answer) => answer.status).sort(), [303, 410]);
        const winner = answers[0].status === 303 ? browser : racing;
        const { text } = await winner.get('/organisation');
        assert.match(text, /Operator administrator/);
        assert.equal((await new Browser(fresh).get(path)).status, 410);
        await fresh.restart();
        assert.equal(link(), undefined, 'there is an operator now');
        assert.ok(await isSignedIn(winner));
    });
});

describe('pages', () => {
    const OPEN = ['/sign-in', '/help/terms', '/accessibility'];
    const CLOSED = ['/', '/organisation', '/password'];

    /* RULE SIGN-8 */
    test('change nothing in the database when they are read, twice', async () => {
        await startOver();
        const browser = await signedIn(admin);
        const link = await linkFor('anna@contoso.example', tenants[0]);
        const first = await databaseBytes();
        for (const path of [...OPEN, ...CLOSED, link, ...OPEN, ...CLOSED, link]) {
            assert.ok((await browser.get(path)).status < 400, path);
            await new Browser(server).get(path);
        }
        await setClock(clock + 10 * MINUTE);
        await browser.get('/organisation');
        assert.ok(first.equals(await databaseBytes()));
    });

    test('are closed to who is not signed in, and come back to where one was', async () => {
        for (const path of CLOSED) {
            const answer = await new Browser(server).get(path);
            assert.equal(answer.status, 303);
            const next = path === '/' ? '' : `?next=${path}`;
            assert.equal(answer.headers.location, `/sign-in${next}`);
        }
        const post = await new Browser(server).post('/sign-out', {});
        assert.equal(post.headers.location, '/sign-in');
    });

    test('that are not there or take no form say so in the same shell', async () => {
        const browser = await signedIn(admin);
        for (const [method, path, status] of [['GET', '/nowhere', 404], ['GET', '/sign-out', 405],
            ['DELETE', '/organisation', 405], ['GET', '/organisation?x=1', 422]]) {
            const answer = await browser.request(method, path);
            assert.equal(answer.status, status, path);
            assert.match(answer.headers['content-type'], /^text\/html/);
            assert.match(answer.headers['content-security-policy'], /default-src 'none'/);
            assert.match(answer.text, /id="reference"/);
        }
    });

    test('speak the language and show the colours that were chosen', async () => {
        const browser = new Browser(server, { language: 'fr' });
        assert.match((await browser.get('/sign-in')).text, /<html lang="sv">/);
        const answer = await browser.submit('/sign-in', '/preferences',
            { lang: 'en', next: '/sign-in?ended=out' });
        assert.equal(answer.headers.location, '/sign-in?ended=out');
        assert.match((await browser.get('/sign-in')).text, /<html lang="en">/);
        await browser.submit('/sign-in', '/preferences', { theme: 'dark' });
        assert.match((await browser.get('/sign-in')).text, /<html lang="en" data-theme="dark">/);
        await browser.submit('/sign-in', '/preferences', { theme: 'system' });
        assert.match((await browser.get('/sign-in')).text, /<html lang="en">/);
        const wrong = await browser.submit('/sign-in', '/preferences', { lang: 'xx' });
        assert.equal(wrong.status, 422);
    });

    test('in Swedish have no English words', async () => {
        const browser = await signedIn(admin, { language: 'sv' });
        const visitor = new Browser(server, { language: 'sv' });
        const link = await linkFor('anna@contoso.example', tenants[0]);
        const failed = await visitor.signIn({ email: 'x', password: 'y' }, { expect: null });
        const pages = [failed];
        for (const path of ['/organisation', '/password', '/organisation?changed=1']) {
            pages.push(await browser.get(path));
        }
        for (const path of ['/sign-in?ended=idle', '/sign-in?ended=limit', '/sign-in?ended=out',
            '/sign-in?ended=everywhere', link, '/set-up/x', '/nowhere']) {
            pages.push(await visitor.get(path));
        }
        const ENGLISH = /\b(the|and|you|your|sign|password|please|with|this|again|of|is|are)\b/i;
        for (const { text } of pages) {
            const shown = text.replace(/<(\w+)[^>]* lang="en"[^>]*>.*?<\/\1>/gs, '')
                .replace(/<script.*?<\/script>/gs, '').replace(/<[^>]*>/g, ' ')
                .replace(/[\w.-]+@[\w.-]+/g, '');
            assert.doesNotMatch(shown, ENGLISH, shown.replace(/\s+/g, ' '));
        }
    });
});
