/*
 * Proves that SIGTERM finishes what is in flight, and that long work is done whole or not at all.
 *
 * RULE IDEM-2: what was answered 201 around the signal is there after the next start. RULE IDEM-1:
 * what was refused or cut off is done once when it is asked again. A key lot that the signal finds
 * half made is finished; one that SIGKILL finds half made was never there.
 *
 * PERQ_SEED repeats the choices of a run.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { lotIsHalfMade, soon } from '../api/lib/soon.mjs';
import { Chance } from './lib/chance.mjs';
import { Broken, Line } from './lib/line.mjs';
import { checkIsClean, newCompany, startProgramme, stock } from './lib/programme.mjs';

const ROUNDS = 25;
const CLIENTS = 32;
const LOT_KEYS = 60000;
const LOT = { sku: 'microsoft-365-e3', licenses: 5, count: LOT_KEYS, redeemBy: '9999-12-31' };

const chance = new Chance();
let server;
let operator;
let company;
let keys;

before(async () => {
    console.log(`stop.test: PERQ_SEED=${chance.seed}`);
    ({ server, operator } = await startProgramme());
    company = await newCompany(operator, { subscriptions: 2, licenses: 500 });
    keys = await stock(operator, 40000, 1);
});
after(() => server?.remove());

/* Redeems until it is told that it is too late, or cut off. */
async function redeemUntilStopped(line, round) {
    const [{ token }] = company.admins;
    for (;;) {
        const key = keys.pop();
        const wish = {
            key: `stop-${key}`, token, body: {
                tenantId: company.tenant.id, action: 'extend', keys: [key],
                subscriptionId: chance.pick(company.subscriptions).id,
            },
        };
        const answer = await line.post('redemptions', wish.body, wish).catch((error) => {
            assert.ok(error instanceof Broken, error.stack);
            return null;
        });
        if (answer?.status !== 201) {
            assert.ok(answer === null || answer.body.code === 'busy-try-again', answer?.text);
            round.refused.push({ wish, sure: answer !== null });
            return;
        }
        assert.ok(!answer.replayed);
        round.granted.push({ wish, text: answer.text });
    }
}

async function checkRound(round) {
    const line = new Line(server);
    for (const { wish, text } of round.granted) {
        const again = await line.post('redemptions', wish.body, wish);
        assert.equal(again.text, text, 'it was answered 201, and is lost');
        assert.ok(again.replayed);
    }
    for (const { wish, sure } of round.refused) {
        const again = await line.post('redemptions', wish.body, wish);
        assert.equal(again.status, 201, again.text);
        assert.ok(!(sure && again.replayed), 'it was refused, and done');
    }
    line.close();
}

test(`${ROUNDS} times told to end under load, it finishes what it has begun`,
    { timeout: 300000 }, async (t) => {
        const before = await checkIsClean(server);
        let granted = 0;
        let refused = 0;
        for (let number = 0; number < ROUNDS; number += 1) {
            const round = { granted: [], refused: [] };
            const lines = Array.from({ length: CLIENTS }, () => new Line(server));
            const clients = lines.map((line) => redeemUntilStopped(line, round));
            await pause(chance.between(10, 150));
            await server.stop();
            await Promise.all(clients);
            await server.start();
            await checkRound(round);
            granted += round.granted.length;
            refused += round.refused.length;
        }
        assert.equal(await checkIsClean(server), before + granted + refused);
        t.diagnostic(`${granted} granted, ${refused} refused or cut off`);
    });

test('a key lot that is half made is finished before the end', async (t) => {
    const line = new Line(server, { token: operator.token });
    const made = line.post('key-lots', LOT, { key: 'last-lot' });
    await soon(() => lotIsHalfMade(server));
    const began = Date.now();
    await server.stop();
    const { status, body } = await made;
    assert.equal(status, 201);
    t.diagnostic(`it took ${Date.now() - began} ms`);
    await server.start();
    const { body: lot } = await operator.get(`key-lots/${body.id}`, { expect: 200 });
    assert.equal(lot.count, LOT_KEYS);
    await checkIsClean(server);
});

test('a key lot that SIGKILL finds half made was never there', async () => {
    const before = await operator.all('key-lots?limit=200');
    for (const wait of [5, 50, 150, 400]) {
        const line = new Line(server, { token: operator.token });
        const made = line.post('key-lots', LOT, { key: `lost-lot-${wait}` }).catch((error) => error);
        await pause(wait);
        await server.kill();
        const answer = await made;
        await server.start();
        const lots = await operator.all('key-lots?limit=200');
        if (answer instanceof Broken) {
            const again = await line.post('key-lots', LOT, { key: `lost-lot-${wait}` });
            assert.equal(again.status, 201, again.text);
            if (!again.replayed) {
                assert.equal(lots.length, before.length);
            }
            before.push(again.body);
        } else {
            before.push(answer.body);
        }
        const now = (await operator.all('key-lots?limit=200')).map((lot) => lot.id);
        assert.deepEqual(now, before.map((lot) => lot.id));
        line.close();
    }
    await checkIsClean(server);
});
