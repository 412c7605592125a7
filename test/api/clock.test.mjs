/*
 * A clock that is wrong for a while: what time alone brings about is not written down on its word, so
 * that everything is as it was when it is right again.
 *
 * The server is made to live in 2022 and then started anew, when it shows today: years ahead of what
 * was last written down.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { assign, ledger, monthly, newPerson, show, withCredit } from './lib/credits.mjs';
import { setDay } from './lib/keys.mjs';
import { exchange } from './lib/exchange.mjs';
import { startServer } from './lib/server.mjs';

let server;
let operator;
let made;
let saved;

const sqlite = (sql) => execFileSync('sqlite3', ['-readonly', server.database, sql]).toString();
const readiness = async () =>
    JSON.parse((await exchange(server, { method: 'GET', path: '/readyz' })).bytes.toString());

/* All that a credit, a retry and a lot are, as the database has it. */
const kept = () => ['credit', 'credit_period', 'posting', 'idempotency', 'key_lot', 'product_key',
    'api_token', 'event'].map((table) => sqlite(`SELECT * FROM ${table}`)).join('\n');

const partner = (key) => operator.post('partners', { name: 'Once', country: 'SE' },
    { idempotencyKey: key, expect: 201 });

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    await setDay(operator, '2022-01-31');
    made = await withCredit(operator, '2022-01-31', monthly, '100.00');
    await assign(made.admin, made.credit, await newPerson(operator, made.tenant));
    await partner('kept');
    saved = { credit: await show(made.admin, made.credit), ledger: await ledger(made.admin, made.credit) };
    await server.stop();
    await server.start();
});
after(() => server?.remove());

/* RULE DT-8 */
describe('a clock that is years ahead', () => {
    test('is said in the log, once, and where the server says that it is ready', async () => {
        assert.equal(server.log.match(/the clock is more than a month ahead/g).length, 1, server.log);
        assert.deepEqual(await readiness(), { status: 'ok', clock: 'ahead' });
    });

    test('writes nothing: back in time everything is as before', async () => {
        const before = kept();
        /* Whoever looks is told of the day that the server shows, and that changes nothing. */
        await operator.get('credits/' + made.credit.id, { expect: 200 });
        await operator.get('events', { expect: 200 });
        assert.equal(kept(), before);
        await setDay(operator, '2022-02-01');
        assert.deepEqual(await readiness(), { status: 'ok' });
        assert.deepEqual(await ledger(made.admin, made.credit), saved.ledger);
        const { status, period, balance } = await show(made.admin, made.credit);
        assert.deepEqual({ status, period, balance }, {
            status: saved.credit.status, period: saved.credit.period, balance: saved.credit.balance,
        });
        const again = await partner('kept');
        assert.equal(again.headers['idempotency-replayed'], 'true');
    });

    test('that is set while the server runs is seen as well', async () => {
        await setDay(operator, '2023-06-01');
        assert.deepEqual(await readiness(), { status: 'ok', clock: 'ahead' });
        await setDay(operator, '2022-02-02');
        assert.deepEqual(await readiness(), { status: 'ok' });
        await setDay(operator, '2022-03-01'); /* as much may pass, and a server be off */
        assert.deepEqual(await readiness(), { status: 'ok' });
        await setDay(operator, '2022-02-02');
    });

    test('lets nobody stay signed in until then', async () => {
        await setDay(operator, '2023-06-01');
        const browser = new Browser(server);
        await browser.signIn(server.demo.partner);
        assert.equal((await browser.get('/benefits')).status, 200);
        await setDay(operator, '2022-02-02');
        assert.equal((await browser.get('/benefits')).status, 303);
    });
});

/* After a long stop the clock is right; only the operator can know. */
test('the operator says that the clock is right, and then time is written down', async () => {
    await server.stop();
    await server.start();
    assert.deepEqual(await readiness(), { status: 'ok', clock: 'ahead' });
    const periods = () => Number(sqlite(
        `SELECT COUNT(*) FROM credit_period WHERE credit_id = '${made.credit.id}'`));
    assert.equal(periods(), 1);
    const { code, stdout, stderr } = await server.cli('clock', 'accept');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^\d{4}-\d\d-\d\dT/);
    assert.deepEqual(await readiness(), { status: 'ok' });
    await server.stop();
    await server.start();
    assert.deepEqual(await readiness(), { status: 'ok' });
    const deadline = Date.now() + 10000;
    while (periods() === 1 && Date.now() < deadline) {
        await new Promise((go) => setTimeout(go, 20));
    }
    assert.ok(periods() > 1);
    assert.equal((await server.cli('check')).code, 0);
});

test('it can be said while no server runs', async () => {
    await setDay(operator, '2022-02-02');
    await partner('another');
    await server.stop();
    assert.equal((await server.cli('clock', 'accept')).code, 0);
    await server.start();
    assert.deepEqual(await readiness(), { status: 'ok' });
});
