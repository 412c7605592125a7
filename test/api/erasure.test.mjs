/*
 * RULE KEY-5: the sealed copy of a product key goes with its redemption: out of the database file,
 * and out of the log beside it, while the server runs.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Api } from './lib/client.mjs';
import { newKeys, redeem } from './lib/keys.mjs';
import { newTenant, newUser } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const WAIT_MS = 60000; /* what is promised; a second or two is usual */

let server;
let operator;
let user;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    const { tenant } = await newTenant(operator);
    user = await newUser(operator, tenant, 'global-admin');
});
after(() => server?.remove());

const sealedCopies = (lotId) => execFileSync('sqlite3', ['-readonly', server.database,
    `SELECT hex(sealed) FROM product_key WHERE lot_id = '${lotId}'`]).toString().trim().split('\n')
    .map((line) => Buffer.from(line, 'hex'));

/* How many of these bytes stand in any file beside the database. */
function found(copies) {
    const files = readdirSync(server.dir).filter((name) => name.startsWith('perq.db'))
        .map((name) => readFileSync(join(server.dir, name)));
    return copies.filter((copy) => files.some((file) => file.includes(copy))).length;
}

async function vanish(copies) {
    const deadline = Date.now() + WAIT_MS;
    while (found(copies) > 0) {
        assert.ok(Date.now() < deadline, `${found(copies)} sealed copies are still there`);
        await pause(100);
    }
}

test('a key that is redeemed is in no file any more', async () => {
    const keys = await newKeys(operator, { count: 20 });
    const copies = sealedCopies(keys[0].lotId);
    assert.equal(copies.length, 20);
    assert.equal(found(copies), 20);
    await redeem(user, 'activate', keys, { separate: true });
    await vanish(copies);
});

test('nor is it when there is always something else to do', async () => {
    const keys = await newKeys(operator, { count: 20 });
    const copies = sealedCopies(keys[0].lotId);
    let busy = true;
    const load = (async () => {
        for (let made = 1; busy; made += 1) {
            await operator.post('partners', { name: `Busy ${made}`, country: 'SE' },
                { expect: 201 });
            await pause(50);
        }
    })();
    await redeem(user, 'activate', keys, { separate: true });
    await vanish(copies);
    busy = false;
    await load;
});

test('nor is one that a server had in its log when it died', async () => {
    const keys = await newKeys(operator, { count: 20 });
    const copies = sealedCopies(keys[0].lotId);
    await redeem(user, 'activate', keys, { separate: true });
    await server.kill();
    await server.start();
    await vanish(copies);
});

test('the log says no token of the sample programme', async () => {
    for (const person of ['operator', 'partner', 'reader', 'otherPartner']) {
        assert.ok(!server.log.includes(server.demo[person].token), person);
    }
    assert.match(server.log, /all of them, with tokens for programs: \S*demo\.json/);
});
