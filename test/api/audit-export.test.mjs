/*
 * All chains as a file, followed with nothing but the file; and the events searched.
 * LIMIT EVENTS_SCANNED_MAX
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { verify } from './lib/chain.mjs';
import { Api } from './lib/client.mjs';
import { newSubscription } from './lib/keys.mjs';
import { newStaff, newTenant, newUser, unique } from './lib/people.mjs';
import { perq, startServer } from './lib/server.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';
const TODAY = new Date().toISOString().slice(0, 10);
const TOMORROW = new Date(Date.now() + 86400000).toISOString().slice(0, 10);

let server;
let operator;
let auditor;
let partner;
let tenant;
let sibling;
let admin;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    ({ partner, tenant } = await newTenant(operator));
    admin = await newUser(operator, tenant, 'global-admin');
    ({ body: sibling } = await operator.post(`partners/${partner.id}/tenants`,
        { name: 'Sibling', domain: `sibling-${unique()}.example` }, { expect: 201 }));
    await newUser(operator, sibling, 'global-admin');
    await newSubscription(operator, admin, { licenses: 25 });
    auditor = await newStaff(operator, 'auditor');
});
after(() => server?.remove());

const feed = (user, query = '') => user.all(`events?limit=200${query}`);

/* The export as {text, lines, events, heads}. */
async function exported(user, query = '') {
    const { text, headers } = await user.get(`event-export${query}`, { expect: 200 });
    assert.match(headers['content-type'], /^application\/jsonl/);
    assert.match(headers['content-disposition'], /filename="events\.jsonl"/);
    const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line));
    assert.ok(text.endsWith('\n'));
    return { text, lines, events: lines.filter(({ data }) => data),
        heads: lines.filter(({ data, stream }) => stream && !data) };
}

let files = 0;
function written(text) {
    const path = join(server.dir, `file-${files++}.jsonl`);
    writeFileSync(path, text);
    return path;
}

async function verified(text, ...more) {
    const { code, stdout, stderr } =
        await perq(['audit', 'verify', written(text), '--json', ...more]);
    assert.ok(code === 0 || code === 1, stderr);
    const answer = JSON.parse(stdout);
    assert.equal(answer.sound, code === 0);
    assert.equal(answer.findingCount > 0, code === 1);
    return answer;
}

/* RULE AUD-6 */
describe('an export', () => {
    test('of the staff has every chain and its head, and is whole', async () => {
        const { text, lines, events, heads } = await exported(auditor);
        assert.equal(lines[0].export, 'perq-audit-1');
        assert.deepEqual(lines.at(-1), { end: 'perq-audit-1', events: events.length, chains: heads.length });
        assert.deepEqual(lines.slice(1, -1), [...events, ...heads]);
        assert.deepEqual(events, await feed(auditor));
        const { faults, heads: chains } = verify(events);
        assert.deepEqual(faults, []);
        assert.deepEqual(heads.map(({ stream }) => stream), [...chains.keys()].sort());
        for (const { stream, seq, hash, id, at } of heads) {
            assert.deepEqual({ seq, hash: Buffer.from(hash, 'hex') }, chains.get(stream));
            const last = events.findLast((event) => event.stream === stream);
            assert.deepEqual({ id, at }, { id: last.id, at: last.at });
        }
        const answer = await verified(text);
        assert.deepEqual(answer, { findings: [], sound: true, findingCount: 0, events: events.length,
            chains: heads.length, wholeExport: true, headsCompared: 0, takenAsTheyAre: 0 });
    });

    /* RULE AUD-1: who takes everything away is written down before. */
    test('is an event, and the last one in it', async () => {
        const { events } = await exported(auditor);
        const { type, actor, stream, data } = events.at(-1);
        assert.deepEqual({ type, userId: actor.userId, stream, data },
            { type: 'events.exported', userId: (await auditor.get('me')).body.user.id, stream: 'operator', data: {} });
        const { events: own } = await exported(admin);
        assert.deepEqual([own.at(-1).type, own.at(-1).stream, own.at(-1).subject],
            ['events.exported', tenant.id, tenant.id]);
    });

    test('of one partner tells the partner', async () => {
        const { text, events } = await exported(auditor, `?partnerId=${partner.id}`);
        assert.deepEqual([...new Set(events.map(({ stream }) => stream))].sort(),
            [partner.id, tenant.id, sibling.id].sort());
        assert.deepEqual([events.at(-1).stream, events.at(-1).subject], [partner.id, partner.id]);
        assert.ok((await feed(admin)).some(({ id }) => id === events.at(-1).id));
        assert.ok((await verified(text)).sound);
        await auditor.refused('GET', `event-export?partnerId=par_${NOBODY}`, 404, 'not-found');
        await auditor.refused('GET', 'event-export?limit=3', 422, 'member-unknown');
    });

    /* RULE ROLE-2 */
    test('of people of a tenant has what their feed has', async () => {
        const { text, events, heads } = await exported(admin);
        assert.deepEqual(events, await feed(admin));
        assert.deepEqual(heads.map(({ stream }) => stream).sort(), [partner.id, tenant.id].sort());
        assert.ok((await verified(text)).sound);
        await admin.refused('GET', `event-export?partnerId=par_${NOBODY}`, 404, 'not-found');
        const manager = await newUser(operator, tenant, 'partner-admin');
        const whole = await exported(manager);
        assert.deepEqual(whole.events, await feed(manager));
        assert.ok(whole.events.some(({ stream }) => stream === sibling.id));
        assert.ok((await verified(whole.text)).sound);
    });

    test('holds texts in every script', async () => {
        for (const name of ['Åsa Öberg', '李小龍', '𝒜𝓃𝓃𝒶 😀', 'a"b\\c', "d'e<f>&/"]) {
            await operator.post('partners', { name, country: 'SE' }, { expect: 201 });
        }
        const { text } = await exported(auditor);
        assert.ok((await verified(text)).sound);
        const spaced = execFileSync('jq', ['-c', '--ascii-output', '.'], { input: text, maxBuffer: 2 ** 26 });
        assert.ok((await verified(spaced)).sound, 'however a tool writes it');
    });

    /* RULE AUD-2: each change of what happened is found, and where. */
    test('that was changed says where', async () => {
        const { lines } = await exported(admin);
        const at = lines.findIndex(({ type }) => type === 'key.redeemed');
        const { seq, stream, id } = lines[at];
        const found = async (change) => {
            const copy = structuredClone(lines);
            change(copy);
            const { findings } = await verified(copy.map((line) => `${JSON.stringify(line)}\n`).join(''));
            return findings.join('\n');
        };
        const breaks = new RegExp(`^chain ${stream} breaks at number ${seq}, ${id}: its hash is expected` +
            ' to be [0-9a-f]{64}, and is [0-9a-f]{64}$');
        for (const change of [
            (event) => { event.data.licenses += 1; }, (event) => { event.subject = 'x'; },
            (event) => { event.type = 'user.vanished'; }, (event) => { event.at = '2001-01-01T00:00:00Z'; },
            (event) => { event.actor.userId = `usr_${NOBODY}`; }, (event) => { delete event.partnerId; },
            (event) => { event.data = Object.fromEntries(Object.entries(event.data).reverse()); },
        ]) {
            assert.match(await found((copy) => change(copy[at])), breaks);
        }
        assert.match(await found((copy) => { copy[at].actor.from = '192.0.2.1'; }),
            /says an address or a reason that is not the one of its digest/);
        assert.match(await found((copy) => { copy[at].note = 'by hand'; }),
            new RegExp(`line ${at + 1} cannot be read: it has a member that its hash does not cover`));
        assert.match(await found((copy) => copy.splice(at, 1)),
            new RegExp(`number ${seq} is expected, and number ${seq + 1} comes`));
        assert.match(await found((copy) => copy.pop()), /the file is cut off/);
    });

    test('without what names a person is as whole', async () => {
        const { lines } = await exported(admin);
        for (const line of lines) {
            delete line.actor?.from;
            delete line.actor?.fromSalt;
            delete line.reason;
            delete line.reasonSalt;
        }
        assert.ok((await verified(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))).sound);
    });
});

describe('heads', () => {
    /* What was kept elsewhere tells that all was made anew. */
    test('that were written down are compared', async () => {
        const heads = await auditor.all('event-heads');
        const kept = written(heads.map((head) => `${JSON.stringify(head)}\n`).join(''));
        const { text, lines, events } = await exported(auditor);
        const answer = await verified(text, '--heads', kept);
        assert.ok(answer.sound);
        assert.equal(answer.headsCompared, heads.length);
        assert.ok((await verified((await exported(auditor)).text, '--heads', written(text))).sound,
            'an earlier export will do');

        const other = structuredClone(heads);
        const index = other.findIndex(({ stream }) => stream === tenant.id);
        other[index].hash = 'f'.repeat(64);
        const of = (list) => written(list.map((head) => `${JSON.stringify(head)}\n`).join(''));
        assert.match((await verified(text, '--heads', of(other))).findings.join('\n'),
            new RegExp(`^chain ${tenant.id}: of number ${other[index].seq} the hash f+ was written down`));
        other[index] = { ...heads[index], seq: 1000 };
        assert.match((await verified(text, '--heads', of(other))).findings.join('\n'),
            /and number 1000 was written down: its end is not in the file/);

        /* The feed from where it was left, behind a head of then. */
        const own = events.filter(({ stream }) => stream === tenant.id);
        const { seq, hash, stream } = own[1];
        const rest = own.slice(2).map((event) => `${JSON.stringify(event)}\n`).join('');
        assert.ok(own.length > 3 && lines.length > 10);
        assert.ok((await verified(rest, '--heads', of([{ stream, seq, hash }]))).sound);
        assert.match((await verified(rest)).findings.join('\n'), /begins at number 3/);
    });

    test('are those of the chains that one may follow', async () => {
        assert.deepEqual((await admin.all('event-heads?limit=1')).map(({ stream }) => stream),
            [partner.id, tenant.id].sort());
        assert.deepEqual((await auditor.all(`event-heads?limit=2&partnerId=${partner.id}`))
            .map(({ stream }) => stream), [partner.id, tenant.id, sibling.id].sort());
        const all = await auditor.all('event-heads?limit=3');
        assert.equal(all.find(({ stream }) => stream === 'operator').hash,
            (await feed(auditor)).findLast(({ stream }) => stream === 'operator').hash);
        await admin.refused('GET', `event-heads?partnerId=par_${NOBODY}`, 404, 'not-found');
    });
});

describe('perq audit verify', () => {
    test('says in sentences what it found, and how it ends', async () => {
        const { text, lines } = await exported(admin);
        const { code, stdout } = await perq(['audit', 'verify', written(text)]);
        assert.equal(code, 0, stdout);
        assert.match(stdout, /^\d+ events in 2 chains, 0 heads of earlier compared: nothing wrong\n$/);
        const events = lines.slice(1, -3).map((line) => `${JSON.stringify(line)}\n`).join('');
        const bare = await perq(['audit', 'verify', written(events)]);
        assert.equal(bare.code, 0, bare.stdout);
        assert.match(bare.stdout, /The file does not say where the chains end/);
        const spoilt = await perq(['audit', 'verify', written(`${text}x\n`)]);
        assert.equal(spoilt.code, 1);
        assert.match(spoilt.stdout, /stands behind the end\nline \d+ cannot be read: it is no JSON object\n.*2 wrong\n$/);
    });

    test('reads standard input, and says which file it cannot read', async () => {
        const { text } = await exported(admin);
        const said = await perq(['audit', 'verify', '-'], { input: text });
        assert.match(said.stdout, /nothing wrong/);
        for (const args of [['/nowhere'], [server.dir], [written(text), '--heads', '/nowhere']]) {
            const { code, stderr } = await perq(['audit', 'verify', ...args]);
            assert.equal(code, 3, stderr);
            assert.match(stderr, /^perq audit verify: \/.*: \w/);
        }
        assert.equal((await perq(['audit', 'verify'])).code, 2);
        assert.equal((await perq(['audit', 'verify', 'a', 'b'])).code, 2);
    });

    /* A line of any length is read past, and not kept. */
    test('reads what is no export to its end', async () => {
        const { findings } = await verified(`${'x'.repeat(100000)}\n{"data":{}}\n[]\n\0\n{"data":1,"data":2}\n`);
        assert.equal(findings.length, 5, findings.join('\n'));
        assert.equal(findings[0], 'line 1 cannot be read: it is too long');
        assert.equal(findings[1], 'line 2 cannot be read: its member form is missing');
    });
});

/* RULE ROLE-2: a filter leaves out, and never shows more. */
describe('the events are searched', () => {
    const ids = (events) => events.map(({ id }) => id);

    test('by chain, by who did it, by kind, by what it happened to', async () => {
        const all = await feed(auditor);
        const cases = [
            [`stream=${tenant.id}`, ({ stream }) => stream === tenant.id],
            ['stream=operator', ({ stream }) => stream === 'operator'],
            [`userId=${admin.user.id}`, ({ actor }) => actor.userId === admin.user.id],
            ['type=user.created', ({ type }) => type === 'user.created'],
            [`subject=${tenant.id}`, ({ subject }) => subject === tenant.id],
            [`stream=${tenant.id}&type=user.created`,
                ({ stream, type }) => stream === tenant.id && type === 'user.created'],
            [`partnerId=${partner.id}&stream=${sibling.id}`, ({ stream }) => stream === sibling.id],
            [`from=${TODAY}&to=${TODAY}`, () => true],
            [`from=${TOMORROW}`, () => false],
            ['to=2001-01-01', () => false],
            ['stream=nowhere', () => false],
        ];
        for (const [query, wanted] of cases) {
            const found = ids(await feed(auditor, `&${query}`));
            assert.deepEqual(found, ids(all.filter(wanted)), query);
            assert.deepEqual(ids(await auditor.all(`events?limit=1&${query}`)), found, query);
        }
        assert.ok(ids(await feed(auditor, '&type=user.created')).length > 2);
    });

    test('by whoever may see them only', async () => {
        const own = await feed(admin);
        assert.deepEqual(ids(await feed(admin, `&stream=${tenant.id}`)),
            ids(own.filter(({ stream }) => stream === tenant.id)));
        for (const query of [`stream=${sibling.id}`, 'stream=operator', `stream=${sibling.id}&partnerId=${partner.id}`]) {
            assert.deepEqual(await feed(admin, `&${query}`), [], query);
        }
    });

    test('a few thousand at a time, saying whether there is more', async () => {
        const { tenant: large } = await newTenant(operator);
        await server.stop();
        execFileSync('sqlite3', [server.database, `
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
            INSERT INTO event (stream, seq, id, partner_id, tenant_id, type, at, actor_id, address, subject,
                               data, hash, form)
            SELECT '${large.id}', 1000 + i, printf('evt_00%024d', i), '${large.partnerId}', '${large.id}',
                   CASE i % 6000 WHEN 0 THEN 'key.revealed' ELSE 'key.redeemed' END, 0, '', '', 'x', '{}',
                   zeroblob(32), 3 FROM n;`]);
        await server.start();
        const parts = [];
        for (let next; parts.at(-1)?.more !== false;) {
            const after = next === undefined ? '' : `&after=${next}`;
            const { body } = await auditor.get(
                `events?stream=${large.id}&type=key.revealed&limit=200${after}`, { expect: 200 });
            parts.push(body);
            next = body.next;
        }
        assert.deepEqual(parts.map(({ items }) => items.length), [0, 1, 1]);
        assert.deepEqual(parts.map(({ more }) => more), [true, true, false]);
    });

    test('and what is no kind, no day or no id is refused', async () => {
        for (const query of ['type=key', 'from=yesterday', 'userId=x', 'stream=', `subject=${'x'.repeat(101)}`]) {
            await auditor.refused('GET', `events?${query}`, 422, 'member-invalid');
        }
    });
});
