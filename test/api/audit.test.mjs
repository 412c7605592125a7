/*
 * What names a person lies beside its event and can be removed; the chain stays whole.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { chainHash, textsFit, verify } from './lib/chain.mjs';
import { Api } from './lib/client.mjs';
import { newKeys, newSubscription, redeem, setDay } from './lib/keys.mjs';
import { atBrowser, newTenant, newUser, tokenOf } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';
import { soon } from './lib/soon.mjs';

const REASON = 'Åsa Öberg redeemed it for "somebody else"';

let server;
let operator;
let tenant;
let admin;

before(async () => {
    server = await startServer({ demo: true, testClock: true, args: ['--address-months', '6'] });
    operator = new Api(server, { token: server.demo.operator.token });
    await setDay(operator, '2091-01-31');
    operator.token = await tokenOf(server, server.demo.operator.email, '--days', '400');
    ({ tenant } = await newTenant(operator));
    admin = await newUser(operator, tenant, 'global-admin');
});
after(() => server?.remove());

const feed = (user, query = '') => user.all(`events?limit=200${query}`);

function sql(statement) {
    return execFileSync('sqlite3', [server.database, statement]).toString().trim();
}

/* But for the sums of its tables, of which a change by anybody else is one too. */
async function findings() {
    const { stdout } = await server.cli('check', '--json');
    return JSON.parse(stdout).findings.filter((one) => !/^table event:/.test(one));
}

/* RULE AUD-4: the chain has the digest of a reason, and not the reason. */
describe('a reason', () => {
    let voided;

    before(async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 7 });
        const [key] = await newKeys(operator, { licenses: 3 });
        const receipt = await redeem(admin, 'extend', [key], { subscriptionId: subscription.id });
        await operator.post(`redemptions/${receipt.id}/replacement`, { reason: REASON }, { expect: 201 });
        voided = (await feed(admin)).find(({ type }) => type === 'redemption.voided');
    });

    test('is told with its salt, and proved by its digest', async () => {
        assert.equal(voided.reason, REASON);
        assert.equal(voided.form, 'perq-event-3');
        assert.ok(textsFit(voided));
        assert.ok(!textsFit({ ...voided, reason: `${REASON}.` }));
        assert.ok(!textsFit({ ...voided, reasonSalt: '0'.repeat(32) }));
        const others = (await feed(operator)).filter(({ reason }) => reason === REASON);
        assert.equal(new Set(others.map(({ reasonDigest }) => reasonDigest)).size, others.length,
            'equal reasons do not look equal');
        assert.deepEqual(verify(await feed(admin)).faults, []);
    });

    test('can be removed with its salt', async () => {
        await server.stop();
        sql(`UPDATE event SET reason = NULL, reason_salt = NULL WHERE id = '${voided.id}'`);
        await server.start();
        const events = await feed(admin);
        const { reason, reasonSalt, ...rest } = voided;
        assert.deepEqual(events.find(({ id }) => id === voided.id), rest);
        assert.deepEqual(verify(events).faults, []);
        assert.deepEqual(await findings(), []);
        const browser = await atBrowser(admin);
        const { text } = await browser.get('/activity?kind=subscriptions', { expect: 200 });
        assert.match(text, /Redemption taken back/);
        assert.equal(text.includes('somebody else'), false);
    });

    test('that was put in the place of another one is found', async () => {
        const other = (await feed(admin)).find(({ type, reason }) =>
            type === 'key.replaced' && reason !== undefined);
        await server.stop();
        sql(`UPDATE event SET reason = 'Because' WHERE id = '${other.id}'`);
        await server.start();
        const found = await findings();
        assert.equal(found.length, 1, found.join('\n'));
        assert.match(found[0], new RegExp(`^events of ${tenant.id}: the chain breaks at number ${other.seq},`));
        await server.stop();
        sql(`UPDATE event SET reason = '${REASON}' WHERE id = '${other.id}'`);
        await server.start();
        assert.deepEqual(await findings(), []);
    });
});

/* RULE AUD-4: addresses are removed when the time is over that the operator has set. */
describe('an address', () => {
    const kept = () => Number(sql("SELECT COUNT(*) FROM event WHERE address <> ''"));

    /* So far ahead nothing is removed until somebody says that the clock is right (RULE DT-8). */
    async function jumpTo(day) {
        await setDay(operator, day);
        const { code, stderr } = await server.cli('clock', 'accept');
        assert.equal(code, 0, stderr);
    }

    /* The writer does it when it is awake anyway. */
    async function keeps(count) {
        await operator.post('partners', { name: 'Later', country: 'SE' }, { expect: 201 });
        await soon(() => kept() <= count + 1);
        assert.equal(kept(), count + 1);
    }

    test('is removed after so many months, and the chain stays whole', async () => {
        const events = await feed(operator);
        const count = kept();
        assert.ok(count > 20 && events.every(textsFit));
        await jumpTo('2091-07-30');
        await operator.post('partners', { name: 'Sooner', country: 'SE' }, { expect: 201 });
        await setDay(operator, '2091-08-01');
        await keeps(1);
        const left = await feed(operator);
        const { faults } = verify(left);
        assert.deepEqual(faults, []);
        for (const event of events) {
            const { from, fromSalt, ...actor } = event.actor;
            assert.deepEqual(left.find(({ id }) => id === event.id), { ...event, actor });
        }
        const { from, fromSalt } = left.at(-1).actor;
        assert.ok(from === '127.0.0.1' && fromSalt.length === 32);
        const { code, stdout } = await server.cli('check');
        assert.equal(code, 1, stdout); /* the first tests have written into the database */
        assert.deepEqual(await findings(), []);
    });

    test('is gone from the pages and their files, and who did it is not', async () => {
        const browser = await atBrowser(admin);
        const { text } = await browser.get('/activity?kind=people', { expect: 200 });
        assert.doesNotMatch(text, /from 127\.0\.0\.1/);
        assert.match(text, /the operator/);
        assert.doesNotMatch(text, /automatic/);
        const { body } = await operator.get('events?limit=50', { expect: 200 });
        assert.ok(body.items.some(({ actor }) => actor.kind === 'command-line'));
    });

    /* RULE AUD-2: what a hash covers itself cannot go. */
    test('of an event that covers it itself stays', async () => {
        const { tenant: old } = await newTenant(operator);
        await server.stop();
        const whole = JSON.parse(sql(`SELECT json_group_array(json_object('id', id, 'seq', seq,
            'type', type, 'at', strftime('%Y-%m-%dT%H:%M:%SZ', at / 1000000, 'unixepoch'),
            'actor', actor_id, 'from', address, 'partner', partner_id, 'subject', subject,
            'data', data)) FROM event WHERE stream = '${old.id}'`));
        let hash = Buffer.alloc(32);
        for (const row of whole.sort((a, b) => a.seq - b.seq)) {
            hash = chainHash(hash, { form: 'perq-event-1', stream: old.id, seq: row.seq, id: row.id,
                type: row.type, at: row.at, actor: { userId: row.actor, from: row.from },
                partnerId: row.partner, tenantId: old.id, subject: row.subject, data: JSON.parse(row.data) });
            sql(`UPDATE event SET form = 1, address_salt = NULL, address_digest = NULL,
                hash = x'${hash.toString('hex')}' WHERE id = '${row.id}'`);
        }
        assert.ok(whole.length > 0);
        await server.start();
        await jumpTo('2092-02-20');
        await keeps(whole.length);
        assert.deepEqual(verify(await feed(operator)).faults, []);
        assert.deepEqual(await findings(), []);
    });
});
