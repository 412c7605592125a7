/*
 * Proves that metering loses nothing and counts nothing twice, whatever happens to the process:
 * clients send batches that overlap, the server is killed in the middle of it, and started again.
 *
 * RULE CR-7: an event of a source counts once: what was acknowledged is there afterwards, and
 * what was not may be sent again. RULE IDEM-2: nothing is acknowledged before it is durable.
 * RULE CR-8: what goes beyond the amount is uncovered. `perq check` finds nothing wrong.
 *
 * PERQ_SEED repeats the choices of a run, PERQ_ROUNDS sets another number of deaths.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newTenant, newUser } from '../api/lib/people.mjs';
import { Chance } from './lib/chance.mjs';
import { Broken, Line } from './lib/line.mjs';
import { checkIsClean, startProgramme } from './lib/programme.mjs';

const ROUNDS = Number(process.env.PERQ_ROUNDS ?? 40);
const CHECK_EVERY = 10;
const CLIENTS = 16;
const CREDITS = 4;
const BATCH = [1, 200];
const LOAD_MS = [30, 250];
const MICROS = 1000000n;

const chance = new Chance();
const counted = new Map(); /* id of an event → the event, all that were ever acknowledged */
let server;
let operator;
let credits;
let serial = 0;

/* One of the credits is so small that it is used up at once. */
async function newCredit(number) {
    const { partner, tenant } = await newTenant(operator);
    const admin = await newUser(operator, tenant, 'global-admin');
    const code = `metered-${number}`;
    await operator.post('products', { sku: code, name: code, kind: 'credit' }, { expect: 201 });
    await operator.post('offers', { code, name: code, tier: 'silver', benefits: [{ sku: code,
        type: 'incremental', credit: { period: 'year', currency: 'USD',
            amount: number === 0 ? '5.00' : '100000000.00' } }] }, { expect: 201 });
    const startsOn = new Date(Date.now() - 10 * 86400000).toISOString().slice(0, 10);
    await operator.post(`partners/${partner.id}/enrolments`, { offer: code, startsOn },
        { expect: 201 });
    const { items: [credit] } = (await admin.get('credits', { expect: 200 })).body;
    await admin.put(`credits/${credit.id}/users/${admin.user.id}`, undefined, { expect: 200 });
    return { id: credit.id, userId: admin.user.id, admin };
}

before(async () => {
    ({ server, operator } = await startProgramme());
    credits = [];
    for (let i = 0; i < CREDITS; i += 1) {
        credits.push(await newCredit(i));
    }
});
after(() => server?.remove());

function newEvent() {
    const credit = chance.pick(credits);
    serial += 1;
    return {
        source: chance.pick(['east', 'west']), id: `e-${chance.seed}-${serial}`,
        creditId: credit.id, userId: credit.userId,
        time: new Date(Date.now() - chance.between(0, 86400000)).toISOString(),
        amount: `0.${String(chance.between(1, 999999)).padStart(6, '0')}`,
    };
}

/* New events, and some that this or another client has sent before or is sending just now. */
function newBatch(pool) {
    const events = Array.from({ length: chance.between(...BATCH) }, () => (
        pool.length > 0 && chance.once(3) ? chance.pick(pool) : newEvent()));
    pool.push(...events);
    return events;
}

async function send(line, events, token = operator.token) {
    const answer = await line.post('usage', { events }, { token });
    assert.equal(answer.status, 200, answer.text);
    const { accepted, duplicates, rejected } = answer.body;
    assert.deepEqual(rejected, []);
    assert.equal(accepted + duplicates, events.length);
    return answer.body;
}

function acknowledge(events) {
    events.forEach((event) => counted.set(`${event.source} ${event.id}`, event));
}

async function sendUntilKilled(line, pool, round) {
    for (;;) {
        const events = newBatch(pool);
        try {
            await send(line, events);
            acknowledge(events);
            round.answered.push(events);
        } catch (error) {
            if (!(error instanceof Broken)) {
                throw error;
            }
            round.open.push(events);
            return;
        }
    }
}

async function loadAndKill() {
    const round = { answered: [], open: [] };
    const pool = [];
    const clients = Array.from({ length: CLIENTS },
        () => sendUntilKilled(new Line(server), pool, round));
    const failure = Promise.all(clients).then(() => null, (error) => error);
    const early = await Promise.race([failure, pause(chance.between(...LOAD_MS), 'time is up')]);
    await server.kill();
    assert.equal(early, 'time is up', `a client gave up first: ${early?.stack}`);
    assert.equal(await failure, null);
    return round;
}

/* What was acknowledged is there already; what was not is there or not, and then is. */
async function settle(round) {
    const line = new Line(server);
    for (const events of round.answered) {
        const { accepted } = await send(line, events);
        assert.equal(accepted, 0, 'an event that was acknowledged is lost');
    }
    for (const events of round.open) {
        await send(line, events);
        acknowledge(events);
        assert.equal((await send(line, events)).accepted, 0);
    }
    line.close();
}

function microsOf(amount) {
    const [whole, decimals = ''] = amount.split('.');
    return BigInt(whole) * MICROS + BigInt(decimals.padEnd(6, '0'));
}

/* To the millionth: nothing was lost, and nothing counted twice. */
async function assertSums() {
    const sums = new Map(credits.map(({ id }) => [id, 0n]));
    for (const { creditId, amount } of counted.values()) {
        sums.set(creditId, sums.get(creditId) + microsOf(amount));
    }
    for (const { id, admin } of credits) {
        const { body } = await admin.get(`credits/${id}`, { expect: 200 });
        const metered = microsOf(body.amount.amount) - microsOf(body.balance.amount) +
            microsOf(body.uncovered.amount);
        assert.equal(metered, sums.get(id), `${id} has ${metered} instead of ${sums.get(id)}`);
    }
}

test(`${ROUNDS} deaths lose no event and count none twice`, { timeout: 600000 }, async (t) => {
    t.diagnostic(`PERQ_SEED=${chance.seed}`);
    console.log(`usage.test: PERQ_SEED=${chance.seed}`);
    for (let number = 1; number <= ROUNDS; number += 1) {
        const round = await loadAndKill();
        await server.start();
        await settle(round);
        await assertSums();
        if (number % CHECK_EVERY === 0) {
            await checkIsClean(server);
        }
    }
    t.diagnostic(`${counted.size} events`);
});
