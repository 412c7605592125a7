/*
 * What takes two people of the staff: asking, deciding, and who may (RULE ROLE-3). The kind that is
 * asked for here is the suspension of a partner; suspension.test.mjs says what that does.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newStaff, newTenant, tokenOf, unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const setTime = (api, now) => api.put('test-clock', { now }, { expect: 200 });

const NOBODY = 'apr_01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';
const NOW = '2021-08-02T09:00:00Z';
/* The clock goes on, so moments are compared by their hour. */
const hour = (time) => time?.slice(0, 13);
const WHY = { reason: 'Unpaid since March' };

let server;
let asker;
let other;

before(async () => {
    server = await startServer({ demo: true, testClock: true, approvals: true });
    const operator = new Api(server, { token: server.demo.operator.token });
    asker = await newStaff(operator, 'operator-admin');
    other = await newStaff(operator, 'operator-admin');
});
beforeEach(() => setTime(asker, NOW));
after(() => server?.remove());

async function newPartner() {
    return (await asker.post('partners', { name: `Firm ${unique()}`, country: 'SE' },
        { expect: 201 })).body;
}

async function ask(partner, who = asker) {
    return (await who.post(`partners/${partner.id}/suspension`, WHY, { expect: 202 })).body;
}

const decide = (who, approval, what, expect, body) =>
    who.post(`approvals/${approval.id}/${what}`, body, { expect });

const refused = (who, approval, what, status, code, body) =>
    who.refused('POST', `approvals/${approval.id}/${what}`, status, code, { body });

const suspendedAt = async (partner) => (await asker.get(`partners/${partner.id}`)).body.suspendedAt;

/* The events of the operator, of these kinds, about one approval. */
async function eventsOf(approval) {
    return (await asker.all('events?limit=200')).filter((event) => event.subject === approval.id);
}

describe('RULE ROLE-3: two people', () => {
    test('what is asked for waits, and nothing has been done', async () => {
        const partner = await newPartner();
        const answer = await asker.post(`partners/${partner.id}/suspension`, WHY, { expect: 202 });
        const { id, digest, askedBy, askedAt, lapsesAt, ...rest } = answer.body;
        assert.deepEqual([hour(askedAt), hour(lapsesAt)], ['2021-08-02T09', '2021-08-05T09']);
        assert.equal(answer.headers.location, `/api/v1/approvals/${id}`);
        assert.match(digest, /^[0-9a-f]{64}$/);
        assert.deepEqual(rest, {
            kind: 'partner-suspension', subject: partner.id, state: 'waiting', reason: WHY.reason,
            request: {},
            preview: { partnerId: partner.id, name: partner.name, country: 'SE' },
        });
        assert.equal(askedBy.displayName, 'Staff operator-admin');
        assert.equal(await suspendedAt(partner), undefined);
        assert.deepEqual((await other.get(`approvals/${id}`, { expect: 200 })).body,
            { ...answer.body, outdated: false });
    });

    test('another person approves it, and it is done', async () => {
        const partner = await newPartner();
        const approval = await ask(partner);
        const { body } = await decide(other, approval, 'approve', 200);
        assert.equal(body.state, 'approved');
        assert.equal(hour(body.decidedAt), hour(NOW));
        assert.notEqual(body.decidedBy.userId, body.askedBy.userId);
        assert.equal(hour(await suspendedAt(partner)), hour(NOW));
        /* Both are named: by the event of the approval, and by that of what was done. */
        const [requested, approved] = await eventsOf(approval);
        assert.deepEqual([requested.type, approved.type],
            ['approval.requested', 'approval.approved']);
        assert.equal(requested.actor.userId, body.askedBy.userId);
        assert.equal(approved.actor.userId, body.decidedBy.userId);
        assert.equal(approved.data.askedBy, body.askedBy.userId);
        assert.equal(approved.data.digest, approval.digest);
        const done = (await asker.all(`events?partnerId=${partner.id}`))
            .find((event) => event.type === 'partner.suspended');
        assert.deepEqual(done.data, { approval: approval.id, askedBy: body.askedBy.userId });
    });

    test('nobody approves their own, by another token either', async () => {
        const approval = await ask(await newPartner());
        const again = asker.as(await tokenOf(server, asker.user.email));
        for (const who of [asker, again]) {
            await refused(who, approval, 'approve', 403, 'approval-own');
            await refused(who, approval, 'refuse', 403, 'approval-own', WHY);
        }
        assert.equal((await asker.get(`approvals/${approval.id}`)).body.state, 'waiting');
    });

    test('there is no second account with the same address in other letters', async () => {
        const { code } = await server.cli('user', 'create', '--email',
            asker.user.email.toUpperCase(), '--name', 'Same', '--role', 'operator-admin');
        assert.notEqual(code, 0);
    });

    test('who may not ask for it does not approve it either', async () => {
        const approval = await ask(await newPartner());
        const manager = await newStaff(asker, 'catalogue-manager');
        await refused(manager, approval, 'approve', 403, 'not-permitted');
        await refused(manager, approval, 'refuse', 403, 'not-permitted', WHY);
        for (const role of ['support-agent', 'auditor']) {
            const reader = await newStaff(asker, role);
            await reader.get(`approvals/${approval.id}`, { expect: 200 });
            await refused(reader, approval, 'approve', 403, 'not-permitted');
        }
    });

    test('it is refused with a reason', async () => {
        const partner = await newPartner();
        const approval = await ask(partner);
        await refused(other, approval, 'refuse', 422, 'member-invalid', {});
        const { body } = await decide(other, approval, 'refuse', 200, { reason: 'They paid' });
        assert.deepEqual([body.state, body.decision], ['refused', 'They paid']);
        assert.equal(await suspendedAt(partner), undefined);
        const last = (await eventsOf(approval)).at(-1);
        assert.deepEqual([last.type, last.reason], ['approval.refused', 'They paid']);
    });

    test('it is withdrawn by whoever asked, and nobody else', async () => {
        const approval = await ask(await newPartner());
        await refused(other, approval, 'withdraw', 403, 'approval-not-own');
        const { body } = await decide(asker, approval, 'withdraw', 200);
        assert.equal(body.state, 'withdrawn');
        assert.equal((await eventsOf(approval)).at(-1).type, 'approval.withdrawn');
    });

    test('it lapses after 72 hours', async () => {
        const partner = await newPartner();
        const approval = await ask(partner);
        await setTime(asker, '2021-08-05T08:59:00Z');
        assert.equal((await other.get(`approvals/${approval.id}`)).body.state, 'waiting');
        await setTime(asker, '2021-08-05T09:01:00Z');
        assert.equal((await other.get(`approvals/${approval.id}`)).body.state, 'lapsed');
        for (const [who, what, body] of [[other, 'approve'], [other, 'refuse', WHY],
            [asker, 'withdraw']]) {
            const problem = await refused(who, approval, what, 409, 'approval-decided', body);
            assert.equal(problem.state, 'lapsed');
        }
        /* What lapsed is in nobody's way. */
        await ask(partner);
    });

    test('the same is asked for once at a time', async () => {
        const partner = await newPartner();
        const approval = await ask(partner);
        const problem = await other.refused('POST', `partners/${partner.id}/suspension`, 409,
            'approval-waiting', { body: WHY });
        assert.equal(problem.approvalId, approval.id);
        assert.equal(problem.askedBy, 'Staff operator-admin');
        await decide(asker, approval, 'withdraw', 200);
        await ask(partner, other);
    });
});

describe('RULE ROLE-3: exactly what was shown', () => {
    test('facts that changed meanwhile make it void, until they are what they were', async () => {
        const partner = await newPartner();
        const approval = await ask(partner);
        const rename = async (name) => {
            const { headers } = await other.get(`partners/${partner.id}`);
            await other.patch(`partners/${partner.id}`, { name },
                { ifMatch: headers.etag, expect: 200 });
        };
        await rename('Another name');
        await refused(other, approval, 'approve', 409, 'approval-outdated');
        const { body } = await other.get(`approvals/${approval.id}`);
        assert.deepEqual([body.state, body.outdated, body.preview.name],
            ['waiting', true, partner.name]);
        await rename(partner.name);
        await decide(other, approval, 'approve', 200);
    });

    test('what nobody could do any more is outdated', async () => {
        const partner = await newPartner();
        const first = await ask(partner);
        await decide(other, first, 'approve', 200);
        await asker.refused('POST', `partners/${partner.id}/suspension`, 409, 'already-suspended',
            { body: WHY });
    });

    test('what somebody asked for who may not any more is outdated', async () => {
        const gone = await newStaff(asker, 'operator-admin');
        const approval = await ask(await newPartner(), gone);
        assert.equal((await server.cli('user', 'disable', '--email', gone.user.email)).code, 0);
        await refused(other, approval, 'approve', 409, 'approval-outdated');
        await decide(other, approval, 'refuse', 200, WHY);
    });
});

/* One outcome; whoever came second is told which, and by whom. */
test('people who decide at the same moment come to one outcome', async () => {
    for (let round = 0; round < 8; round += 1) {
        const partner = await newPartner();
        const approval = await ask(partner);
        const third = round === 0 ? await newStaff(asker, 'operator-admin') : other;
        const answers = await Promise.all([
            other.post(`approvals/${approval.id}/approve`),
            third.post(`approvals/${approval.id}/refuse`, WHY),
            asker.post(`approvals/${approval.id}/withdraw`),
        ]);
        const won = answers.filter((answer) => answer.status === 200);
        assert.equal(won.length, 1);
        const { state } = won[0].body;
        for (const lost of answers.filter((answer) => answer.status !== 200)) {
            assert.equal(lost.status, 409);
            assert.equal(lost.body.code, 'approval-decided');
            assert.equal(lost.body.state, state);
            assert.equal(lost.body.decidedBy, won[0].body.decidedBy.displayName);
        }
        assert.equal(await suspendedAt(partner) !== undefined, state === 'approved');
    }
});

test('an approval that is sent twice is given once', async () => {
    const approval = await ask(await newPartner());
    const options = { expect: 200, idempotencyKey: `approve-${unique()}` };
    const path = `approvals/${approval.id}/approve`;
    const one = await other.post(path, undefined, options);
    const two = await other.post(path, undefined, options);
    assert.deepEqual(two.body, one.body);
    assert.equal(two.headers['idempotency-replayed'], 'true');
});

test('lists: what waits for me, what is mine, what came of it', async () => {
    const [one, two, three] = [await ask(await newPartner()), await ask(await newPartner(), other),
        await ask(await newPartner())];
    await decide(other, three, 'refuse', 200, WHY);
    const ids = async (who, query) => (await who.all(`approvals?limit=2&${query}`))
        .map((approval) => approval.id)
        .filter((id) => [one.id, two.id, three.id].includes(id));
    assert.deepEqual(await ids(other, 'forMe=true'), [one.id]);
    assert.deepEqual(await ids(asker, 'forMe=true'), [two.id]);
    assert.deepEqual(await ids(asker, 'mine=true'), [one.id, three.id]);
    assert.deepEqual(await ids(asker, 'mine=true&state=waiting'), [one.id]);
    assert.deepEqual(await ids(asker, 'mine=false'), [two.id]);
    assert.deepEqual(await ids(other, 'state=refused'), [three.id]);
    assert.deepEqual(await ids(other, 'kind=partner-suspension'), [one.id, two.id, three.id]);
    const auditor = await newStaff(asker, 'auditor');
    assert.deepEqual(await ids(auditor, 'forMe=true'), []);
    assert.deepEqual(await ids(auditor, 'state=waiting'), [one.id, two.id]);
});

test('an approval that is not there is not found', async () => {
    await other.refused('GET', `approvals/${NOBODY}`, 404, 'not-found');
    await other.refused('POST', `approvals/${NOBODY}/approve`, 404, 'not-found');
    await other.refused('POST', `approvals/${NOBODY}/withdraw`, 404, 'not-found');
    await other.refused('POST', `approvals/${NOBODY}/refuse`, 404, 'not-found', { body: WHY });
});

describe('RULE ROLE-3: off in two ways only', () => {
    /* What is asked by one, then when there are two, then when one of them may not sign in. */
    async function askThrice(approvals, expected) {
        const small = await startServer({ demo: true, approvals });
        try {
            const operator = new Api(small, { token: small.demo.operator.token });
            const suspend = async () => {
                const { partner } = await newTenant(operator);
                const { status } = await operator.post(`partners/${partner.id}/suspension`, WHY);
                const events = await operator.all(`events?partnerId=${partner.id}`);
                const done = events.find((event) => event.type === 'partner.suspended');
                assert.deepEqual(done?.data, status === 200 ? { approval: 'off' } : undefined);
                return status;
            };
            const alone = await suspend();
            const second = await newStaff(operator, 'auditor');
            const both = await suspend();
            await small.cli('user', 'disable', '--email', second.user.email);
            assert.deepEqual([alone, both, await suspend()], expected);
        } finally {
            await small.remove();
        }
    }

    test('while there was never a second account of the staff', () =>
        askThrice(true, [200, 202, 202]));
    test('by the command line', () => askThrice(false, [200, 200, 200]));
});
