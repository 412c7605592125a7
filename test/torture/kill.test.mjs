/*
 * Proves that what was answered survives any death of the process: 200 times the server is killed
 * under load at a random moment and started again.
 *
 * RULE IDEM-2: every redemption answered 201 is there afterwards, with the same content.
 * RULE IDEM-1: one that was not answered may be there or not, but asking again with the same
 * Idempotency-Key gives one result, and never a second one.
 * RULE KEY-3: no key is redeemed twice. RULE SUB-5: `perq check` finds nothing wrong.
 *
 * PERQ_SEED repeats the choices of a run, PERQ_ROUNDS sets another number of deaths.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { perqBinary } from '../api/lib/server.mjs';
import { Chance } from './lib/chance.mjs';
import { Broken, Line, spread } from './lib/line.mjs';
import { checkIsClean, newCompany, startProgramme, stock } from './lib/programme.mjs';

const ROUNDS = Number(process.env.PERQ_ROUNDS ?? 200);
const CHECK_EVERY = 20;
const CLIENTS = 16;
const LOAD_MS = [50, 300];
const KEY_LICENSES = 3;
const STOCK_KEYS = 20000;
const STOCK_LOW = 4000;

const chance = new Chance();
const answered = new Map(); /* receipt id → the answer's text, all that were ever given */
let server;
let operator;
let companies;
let keys = [];
let serial = 0;

before(async () => {
    ({ server, operator } = await startProgramme());
    companies = [];
    for (let i = 0; i < 4; i += 1) {
        companies.push(await newCompany(operator, { people: 2, subscriptions: 2, licenses: 300 }));
    }
});
after(() => server?.remove());

/* What a client is going to ask; asked again, it is the same to the letter. */
function newWish() {
    const company = chance.pick(companies);
    const action = chance.pick(['activate', 'extend', 'add', 'add']);
    const product = keys.pop();
    const body = { tenantId: company.tenant.id, action, keys: [product] };
    if (action === 'activate') {
        body.separate = true;
    } else {
        body.subscriptionId = chance.pick(company.subscriptions).id;
    }
    if (action === 'add' && chance.once(2)) {
        body.addLicenses = chance.between(1, KEY_LICENSES - 1);
    }
    serial += 1;
    return { key: `wish-${chance.seed}-${serial}`, token: chance.pick(company.admins).token, body };
}

function ask(line, { key, token, body }) {
    return line.post('redemptions', body, { key, token });
}

async function granted(line, wish) {
    const answer = await ask(line, wish);
    assert.equal(answer.status, 201, `${JSON.stringify(wish.body)}\n${answer.text}`);
    return answer;
}

/* Redeems until the connection breaks. The wish that was not answered is the client's last. */
async function redeemUntilKilled(line, round) {
    for (;;) {
        const wish = newWish();
        let answer;
        try {
            answer = await granted(line, wish);
            answered.set(answer.body.id, answer.text);
            round.answered.push({ wish, id: answer.body.id });
            if (chance.once(10)) {
                const again = await granted(line, wish);
                assert.equal(again.text, answer.text);
                assert.ok(again.replayed);
            }
        } catch (error) {
            if (!(error instanceof Broken)) {
                throw error;
            }
            if (answer === undefined) {
                round.open.push(wish);
            }
            return;
        }
    }
}

/* One round's load and its end. */
async function loadAndKill() {
    const round = { answered: [], open: [] };
    const lines = Array.from({ length: CLIENTS }, () => new Line(server));
    const clients = lines.map((line) => redeemUntilKilled(line, round));
    const failure = Promise.all(clients).then(() => null, (error) => error);
    const early = await Promise.race([failure, pause(chance.between(...LOAD_MS), 'time is up')]);
    await server.kill();
    assert.equal(early, 'time is up', `a client gave up first: ${early?.stack}`);
    const error = await failure;
    assert.equal(error, null, error?.stack);
    return round;
}

/* Dies once more before it is ready, in the middle of putting the database right. */
async function startAndKill() {
    const child = spawn(perqBinary(), server.args, { stdio: 'ignore' });
    const ended = once(child, 'exit');
    await pause(chance.between(1, 30));
    child.kill('SIGKILL');
    await ended;
}

async function checkAnswered(line, { wish, id }) {
    const read = await line.get(`redemptions/${id}`, { token: wish.token });
    assert.equal(read.status, 200, `${id} was answered 201, and is lost: ${read.text}`);
    assert.deepEqual(read.body, JSON.parse(answered.get(id)));
    if (chance.once(8)) {
        const again = await granted(line, wish);
        assert.equal(again.text, answered.get(id));
        assert.ok(again.replayed);
    }
}

async function settleOpen(line, wish) {
    const first = await granted(line, wish);
    const second = await granted(line, wish);
    assert.equal(second.text, first.text);
    assert.ok(second.replayed);
    assert.ok(!answered.has(first.body.id), 'two wishes have one receipt');
    answered.set(first.body.id, first.text);
    const other = await ask(line, { ...wish, key: `${wish.key}-other` });
    assert.equal(other.status, 409, other.text);
    assert.equal(other.body.code, 'key-already-redeemed');
}

async function checkRound(round) {
    const lines = Array.from({ length: CLIENTS }, () => new Line(server));
    await spread(lines, round.answered, (given, line) => checkAnswered(line, given));
    await spread(lines, round.open, (wish, line) => settleOpen(line, wish));
    lines.forEach((line) => line.close());
}

/* All receipts of all subscriptions are those that were answered, and no key is in two of them. */
async function checkEverything() {
    const found = new Set();
    const refs = new Set();
    for (const company of companies) {
        const [admin] = company.admins;
        for (const subscription of await admin.all('subscriptions?limit=200', { contract: false })) {
            const path = `redemptions?subscriptionId=${subscription.id}&limit=200`;
            for (const receipt of await admin.all(path, { contract: false })) {
                found.add(receipt.id);
                assert.deepEqual(receipt, JSON.parse(answered.get(receipt.id) ?? 'null') ?? receipt);
                for (const { ref } of receipt.keys) {
                    assert.ok(!refs.has(ref), `${ref} was redeemed twice`);
                    refs.add(ref);
                }
            }
        }
    }
    for (const id of answered.keys()) {
        assert.ok(found.has(id), `${id} is lost`);
    }
    return found.size;
}

test(`${ROUNDS} deaths lose nothing that was answered`, { timeout: 600000 }, async (t) => {
    t.diagnostic(`PERQ_SEED=${chance.seed}`);
    console.log(`kill.test: PERQ_SEED=${chance.seed}`);
    const before = await checkIsClean(server);
    let open = 0;
    for (let number = 1; number <= ROUNDS; number += 1) {
        if (keys.length < STOCK_LOW) {
            keys = keys.concat(await stock(operator, STOCK_KEYS, KEY_LICENSES));
        }
        const round = await loadAndKill();
        open += round.open.length;
        if (chance.once(8)) {
            await startAndKill();
        }
        const dead = number % (2 * CHECK_EVERY) === 0;
        if (dead) {
            await checkIsClean(server);
        }
        await server.start();
        await checkRound(round);
        if (number % CHECK_EVERY === 0) {
            assert.equal(await checkIsClean(server), before + answered.size, `round ${number}`);
        }
    }
    const total = await checkEverything();
    assert.equal(await checkIsClean(server), total);
    t.diagnostic(`${answered.size} redemptions answered, ${open} cut off`);
});
