/*
 * The calendar: a secret address, made and revoked on a page, and what a strict reader of RFC 5545
 * finds there.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { newKeys, redeem, setDay } from './lib/keys.mjs';
import { atBrowser, newTenant, newUser } from './lib/people.mjs';
import { core, enrol, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const TODAY = '2021-08-02';

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
beforeEach(() => setDay(operator, TODAY));
after(() => server?.remove());

/* --- a strict reader ------------------------------------------------------------------------- */

/* The lines of a calendar, unfolded, as {name, value}; whatever breaks a rule fails the test. */
function linesOf(bytes) {
    assert.equal(bytes.subarray(-2).toString('latin1'), '\r\n');
    const folded = bytes.toString('latin1').slice(0, -2).split('\r\n');
    for (const line of folded) {
        assert.ok(line.length > 0 && line.length <= 75, `${line.length} octets`);
        assert.doesNotMatch(line, /[\x00-\x08\x0a-\x1f\x7f]/);
        const utf8 = Buffer.from(line, 'latin1');
        assert.ok(utf8.equals(Buffer.from(utf8.toString('utf8'))), 'a character is cut in two');
    }
    return folded.join('\r\n').replaceAll('\r\n ', '').split('\r\n').map((line) => {
        const [, name, value] = /^([A-Z-]+(?:;[A-Z]+=[A-Z-]+)*):(.*)$/.exec(
            Buffer.from(line, 'latin1').toString('utf8'));
        return { name, value };
    });
}

/* TEXT: only what the standard escapes is escaped, and all of it. */
function textOf(value) {
    assert.match(value, /^([^\\,;]|\\[\\,;nN])*$/);
    return value.replace(/\\(.)/g, (_, c) => (c === 'n' || c === 'N' ? '\n' : c));
}

const TEXTS = ['SUMMARY', 'DESCRIPTION', 'NAME', 'X-WR-CALNAME'];

/* {…properties, events: [{…properties}]}; each property stands once. */
function calendarOf(bytes) {
    const lines = linesOf(bytes);
    assert.deepEqual([lines[0], lines.at(-1)],
        [{ name: 'BEGIN', value: 'VCALENDAR' }, { name: 'END', value: 'VCALENDAR' }]);
    const calendar = { events: [] };
    let at = calendar;
    for (const { name, value } of lines.slice(1, -1)) {
        if (name === 'BEGIN') {
            assert.deepEqual([value, at], ['VEVENT', calendar]);
            at = {};
            calendar.events.push(at);
        } else if (name === 'END') {
            assert.equal(value, 'VEVENT');
            assert.notEqual(at, calendar);
            at = calendar;
        } else {
            assert.equal(at[name], undefined, name);
            at[name] = TEXTS.includes(name) ? textOf(value) : value;
        }
    }
    assert.equal(at, calendar);
    assert.equal(calendar.VERSION, '2.0');
    assert.ok(calendar.PRODID);
    for (const event of calendar.events) {
        assert.match(event.UID, /^[a-z]+_[0-9A-Z]{26}-(use-by|ends)@perq$/);
        assert.match(event.DTSTAMP, /^\d{8}T\d{6}Z$/);
        assert.match(event['DTSTART;VALUE=DATE'], /^\d{8}$/);
        const day = (text) => Date.UTC(text.slice(0, 4), text.slice(4, 6) - 1, text.slice(6));
        assert.equal(day(event['DTEND;VALUE=DATE']) - day(event['DTSTART;VALUE=DATE']), 86400000);
        assert.match(event.SEQUENCE, /^\d+$/);
    }
    assert.equal(new Set(calendar.events.map((event) => event.UID)).size, calendar.events.length);
    return calendar;
}

/* --- people with a calendar ------------------------------------------------------------------ */

async function make(visitor, lang = 'en') {
    const { status, text } = await visitor.submit('/calendar', '/calendar', { lang });
    assert.equal(status, 200, text);
    return /http:\/\/[^/]+(\/calendar\/[A-Za-z0-9_-]{43}\.ics)</.exec(text)[1];
}

const reader = () => operator.as(null);

async function read(path) {
    const { bytes, headers } = await reader().get(path, { expect: 200 });
    assert.equal(headers['content-type'], 'text/calendar; charset=utf-8');
    return calendarOf(bytes);
}

const helpFor = (name) => `Help ${name}`.slice(0, 200);

/* A partner with a benefit of 25 licences, one of support, and a subscription of 10. */
async function newOwner(name = 'Visio Plan 2', role = 'global-admin') {
    const { partner, tenant } = await newTenant(operator);
    const product = await newProduct(operator, { name });
    const support = await newProduct(operator, { name: helpFor(name), kind: 'support' });
    const offer = await newOffer(operator, 'gold',
        [core(product, 25), { sku: support.sku, type: 'core', incidents: 20 }], { name });
    await enrol(operator, partner, offer);
    const admin = await newUser(operator, tenant, 'global-admin');
    const owned = await newProduct(operator, { name });
    const keys = await newKeys(operator, { sku: owned.sku, licenses: 10 });
    const receipt = await redeem(admin, 'activate', keys);
    const visitor = await atBrowser(await newUser(operator, tenant, role));
    return { partner, tenant, product, owned, admin, visitor, subscriptionId: receipt.subscriptionId };
}

const compact = (date) => date.replaceAll('-', '');

describe('a calendar', () => {
    let owner;
    let path;
    let benefits;

    before(async () => {
        await setDay(operator, TODAY);
        owner = await newOwner();
        path = await make(owner.visitor);
        benefits = await owner.admin.all('benefits');
    });

    test('has the last day of each benefit and the end of each subscription', async () => {
        const calendar = await read(path);
        const { body } = await owner.admin.get(`subscriptions/${owner.subscriptionId}`);
        const dates = Object.fromEntries(calendar.events.map((event) =>
            [event.UID, event['DTSTART;VALUE=DATE']]));
        assert.deepEqual(dates, {
            [`${benefits[0].id}-use-by@perq`]: compact(benefits[0].activateBy),
            [`${benefits[1].id}-use-by@perq`]: compact(benefits[1].activateBy),
            [`${body.id}-ends@perq`]: compact(body.endsOn),
        });
        const summaries = calendar.events.map((event) => event.SUMMARY).sort();
        assert.deepEqual(summaries, ['Ends: Visio Plan 2', 'Use by: Help Visio Plan 2', 'Use by: Visio Plan 2']);
        assert.equal(calendar['X-WR-CALNAME'], `Benefits and subscriptions of ${owner.tenant.name}`);
        const used = calendar.events.find((event) => event.SUMMARY === 'Use by: Visio Plan 2');
        assert.match(used.DESCRIPTION, /last day.*\nLicences: 25\nOffer: Visio Plan 2$/);
    });

    test('is the same until something changes, and says so', async () => {
        const first = await reader().get(path, { expect: 200 });
        await setDay(operator, '2021-08-20');
        const { headers } = await reader().get(path, { expect: 200 });
        assert.equal(headers.etag, first.headers.etag);
        assert.match(headers['cache-control'], /private/);
        const same = await reader().get(path, { ifNoneMatch: headers.etag, expect: 304 });
        assert.equal(same.text, '');

        const before = (await read(path)).events.find((event) => event.UID.startsWith('sub_'));
        await redeem(owner.admin, 'extend', await newKeys(operator, { sku: owner.owned.sku, licenses: 10 }),
            { subscriptionId: owner.subscriptionId });
        const changed = await reader().get(path, { ifNoneMatch: headers.etag, expect: 200 });
        const event = calendarOf(changed.bytes).events.find(({ UID }) => UID === before.UID);
        assert.equal(Number(event['DTSTART;VALUE=DATE']), Number(before['DTSTART;VALUE=DATE']) + 10000);
        assert.deepEqual([before.SEQUENCE, event.SEQUENCE], ['0', '1']);
        assert.match(event['LAST-MODIFIED'], /^20210820T/);
        assert.match(before['LAST-MODIFIED'], /^20210802T/);
    });

    test('loses what is used up, and what is deleted', async () => {
        const other = await newOwner();
        const at = await make(other.visitor);
        const [benefit] = (await other.admin.all('benefits')).filter((one) => one.keys?.length > 0);
        await redeem(other.admin, 'activate', [], { keyRefs: [benefit.keys[0].ref], keys: undefined });
        const uids = (await read(at)).events.map((event) => event.UID);
        assert.ok(!uids.includes(`${benefit.id}-use-by@perq`));
        assert.equal(uids.filter((uid) => uid.startsWith('sub_')).length, 2);
        await setDay(operator, '2022-11-01');
        assert.equal((await read(at)).events.length, 2);
        await setDay(operator, '2022-12-01');
        assert.equal((await read(at)).events.length, 0);
    });

    test('speaks the language that was chosen for it', async () => {
        const other = await newOwner('Visio');
        const calendar = await read(await make(other.visitor, 'sv'));
        assert.ok(calendar.events.some((event) => event.SUMMARY === 'Använd senast: Visio'));
        assert.match(calendar.NAME, /^Förmåner och prenumerationer för /);
    });
});

const HOSTILE = [
    'a,b;c\\d\\n "e": END:VEVENT', '<script>alert(1)</script>', '=1+1', '𝔓𝔢𝔯𝔮 🗝️'.repeat(12),
    'עברית العربية', ';VALUE=DATE:19700101', 'å'.repeat(200), ','.repeat(200),
];

for (const name of HOSTILE) {
    test(`a product may be called ${name.slice(0, 30)}`, async () => {
        const owner = await newOwner(name);
        const calendar = await read(await make(owner.visitor));
        assert.deepEqual(calendar.events.map((event) => event.SUMMARY).sort(),
            [`Ends: ${name}`, `Use by: ${helpFor(name)}`, `Use by: ${name}`].sort());
    });
}

describe('the address', () => {
    let owner;

    before(async () => {
        await setDay(operator, TODAY);
        owner = await newOwner();
    });

    const gone = (path) => reader().refused('GET', path, 404, 'not-found');

    test('is one for each person: a new one ends the old, and none is left after revoking', async () => {
        const first = await make(owner.visitor);
        const second = await make(owner.visitor);
        await gone(first);
        await read(second);
        const colleague = await atBrowser(await newUser(operator, owner.tenant, 'reader'));
        const other = await make(colleague);
        const revoked = await owner.visitor.submit('/calendar', '/calendar/revoke', {});
        assert.equal(revoked.headers.location, '/calendar?done=revoked');
        await gone(second);
        await read(other);
        await gone('/calendar/x.ics');
        await gone(`/calendar/${'A'.repeat(43)}.ics`);
        await gone(second.slice(0, -4));
        const { status } = await owner.visitor.get('/calendar');
        assert.equal(status, 200);
    });

    /* RULE AUD-1, RULE AUD-3: written down, and without the secret. */
    test('leaves events, but is neither in the database nor in the log', async () => {
        const other = await newOwner();
        const path = await make(other.visitor);
        await read(path);
        await other.visitor.submit('/calendar', '/calendar/revoke', {});
        await other.visitor.submit('/calendar', '/calendar/revoke', {});
        const secret = /\/calendar\/(.*)\.ics/.exec(path)[1];
        const { text, body } = await operator.get(`events?partnerId=${other.partner.id}&limit=200`);
        assert.deepEqual(body.items.filter((event) => event.type.startsWith('calendar.'))
            .map((event) => [event.type, event.subject]),
        [['calendar.created', other.visitor.api.user.id], ['calendar.revoked', other.visitor.api.user.id]]);
        assert.ok(!text.includes(secret));
        assert.ok(!server.log.includes(secret));
        assert.match(server.log, /route="\/calendar\/\{file\}" status=200/);
        for (const file of [server.database, `${server.database}-wal`]) {
            assert.ok(!readFileSync(file).includes(secret));
        }
    });

    /* RULE ROLE-1: exactly what the person may see at that moment. */
    test('leads nowhere while the person may not see benefits', async () => {
        const person = await newUser(operator, owner.tenant, 'partner-admin');
        const path = await make(await atBrowser(person));
        await read(path);
        const change = async (roles) => owner.admin.patch(`users/${person.user.id}`, { roles },
            { ifMatch: '*', expect: 200 });
        await change(['billing-admin', 'user-admin']);
        await gone(path);
        await change(['reader']);
        await read(path);
    });

    /* RULE ROLE-2 */
    test("never has another organisation's subscriptions", async () => {
        const other = await newOwner('Other product');
        const { body: sibling } = await operator.post(`partners/${owner.partner.id}/tenants`,
            { name: 'Sibling', domain: `sibling-${owner.tenant.domain}` }, { expect: 201 });
        const besides = await atBrowser(await newUser(operator, sibling, 'reader'));
        const events = (await read(await make(besides))).events;
        assert.deepEqual(events.filter((event) => event.UID.startsWith('sub_')), []);
        assert.equal(events.filter((event) => event.UID.startsWith('ben_')).length, 2);
        const own = (await read(await make(owner.visitor))).events;
        assert.ok(!JSON.stringify([events, own]).includes('Other product'));
        assert.ok((await read(await make(other.visitor))).events.length === 3);
    });

    test('needs neither cookie nor token, and takes none instead of the secret', async () => {
        const path = await make(owner.visitor);
        await operator.get(path, { token: 'perq_wrong', expect: 200 });
        assert.equal((await owner.visitor.get('/calendar/wrong.ics')).status, 404);
    });

    test('is made by those who see benefits, on a page in both languages', async () => {
        for (const role of ['billing-admin', 'user-admin']) {
            const visitor = await atBrowser(await newUser(operator, owner.tenant, role));
            assert.equal((await visitor.get('/calendar')).status, 403);
        }
        const staff = new Browser(server);
        await staff.signIn(server.demo.operator);
        assert.equal((await staff.get('/calendar')).status, 403);
        assert.doesNotMatch((await staff.get(`/benefits?partnerId=${owner.partner.id}`)).text, /href="\/calendar"/);
        const swede = await atBrowser(await newUser(operator, owner.tenant, 'reader'), { language: 'sv' });
        assert.match((await swede.get('/benefits')).text, /href="\/calendar"/);
        assert.match((await swede.get('/calendar')).text, /Du har ingen kalender än/);
        const wrong = await swede.submit('/calendar', '/calendar', { lang: 'de' });
        assert.equal(wrong.status, 422);
    });

    test('that is drawn at random costs its caller', async () => {
        const limited = await startServer({ demo: true, rateLimit: 5 });
        try {
            const stranger = new Api(limited);
            const answers = await Promise.all(Array.from({ length: 12 }, () =>
                stranger.get(`/calendar/${'B'.repeat(43)}.ics`)));
            const codes = answers.map(({ status }) => status);
            assert.ok(codes.includes(404) && codes.includes(429), codes.join());
        } finally {
            await limited.remove();
        }
    });
});
