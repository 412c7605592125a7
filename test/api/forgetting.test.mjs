/*
 * What the server keeps for a while only: answers for requests that are sent again, and what is
 * left of key lots that were never whole.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { startServer } from './lib/server.mjs';
import { soon } from './lib/soon.mjs';

const ANSWERS = 450; /* more than two steps of forgetting */
const DAY_MS = 86400000;

let server;
let operator;
let noon;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    noon = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2;
});
after(() => server?.remove());

const setDay = (days) => operator.put('test-clock',
    { now: new Date(noon + days * DAY_MS).toISOString() }, { expect: 200 });

const partner = (name, idempotencyKey) =>
    operator.post('partners', { name, country: 'SE' }, { idempotencyKey });

const kept = () => Number(execFileSync('sqlite3', ['-readonly', server.database,
    'SELECT COUNT(*) FROM idempotency']).toString());

/* Soon there are so many left; the writer does it between other work. */
async function keeps(count) {
    await soon(() => kept() <= count);
    assert.equal(kept(), count);
}

/* RULE IDEM-1: the same answer for a week; afterwards the key is as good as new. */
test('answers for retries are kept for a week and then forgotten', async () => {
    await setDay(0);
    const first = await partner('First', 'key-0');
    assert.equal(first.status, 201);
    await Promise.all(Array.from({ length: ANSWERS - 1 }, async (_, i) =>
        assert.equal((await partner(`Partner ${i + 1}`, `key-${i + 1}`)).status, 201)));
    assert.equal(kept(), ANSWERS);

    await setDay(6);
    const again = await partner('First', 'key-0');
    assert.equal(again.headers['idempotency-replayed'], 'true');
    assert.deepEqual(again.body, first.body);
    assert.equal((await partner('Second', 'key-0')).body.code, 'idempotency-mismatch');
    assert.equal((await partner('Second', 'key-new')).status, 201);
    assert.equal(kept(), ANSWERS + 1);

    /* Nobody asks for it: the writer does it when it is awake anyway. */
    await setDay(8);
    assert.equal((await partner('Third', 'key-newer')).status, 201);
    await keeps(2);
    assert.equal((await partner('Second', 'key-0')).status, 201);
    assert.equal((await partner('Second', 'key-new')).headers['idempotency-replayed'], 'true');
});

test('the clock set back does not stop the forgetting', async () => {
    await setDay(0);
    assert.equal((await partner('Fourth', 'key-back')).status, 201);
    await setDay(20);
    assert.equal((await partner('Fifth', 'key-later')).status, 201);
    await keeps(1);
});

test('a server that starts forgets what the one before it left', async () => {
    await setDay(0);
    await server.stop();
    execFileSync('sqlite3', [server.database, 'UPDATE idempotency SET created_at = 0']);
    await server.start();
    await keeps(0);
});

test('what is left of a key lot that was never whole is removed bit by bit', async () => {
    const count = (sql) => Number(execFileSync('sqlite3', ['-readonly', server.database, sql])
        .toString());
    const lot = { sku: 'power-bi-pro', licenses: 5, count: 1000, redeemBy: '2099-12-31' };
    const { body } = await operator.post('key-lots', lot, { expect: 201 });
    const whole = await operator.post('key-lots', lot, { expect: 201 });
    await server.stop();
    execFileSync('sqlite3', [server.database,
        `UPDATE key_lot SET whole = 0 WHERE id = '${body.id}'`]);
    await server.start();
    await operator.refused('GET', `key-lots/${body.id}`, 404, 'not-found');
    await soon(() => count('SELECT COUNT(*) FROM key_lot WHERE given_up = 1') === 0);
    const left = (id) => count(`SELECT COUNT(*) FROM product_key WHERE lot_id = '${id}'`);
    assert.equal(left(body.id), 0);
    assert.equal(left(whole.body.id), 1000);
});
