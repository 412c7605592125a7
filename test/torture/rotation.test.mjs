/*
 * Proves that perq key rotate may die at any moment: it goes on where it was, or never began, and in
 * the end every key can be shown and redeemed once (RULE KEY-3, KEY-5).
 *
 * PERQ_SEED repeats the choices of a run, PERQ_ROUNDS sets another number of deaths.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newKeys, redeem } from '../api/lib/keys.mjs';
import { perqBinary } from '../api/lib/server.mjs';
import { Chance } from './lib/chance.mjs';
import { checkIsClean, newCompany, startProgramme } from './lib/programme.mjs';

/* A database knows of 64 earlier key files at most, and each round may come to its end. */
const ROUNDS = Math.min(Number(process.env.PERQ_ROUNDS ?? 40), 56);
const KEYS = 40000;
const ROTATIONS = 3; /* that are let come to their end, in between */

const chance = new Chance();
let server;
let operator;
let admin;
let lotId;
let shown;
let firstKeys;

async function readable() {
    const items = await operator.all(`key-lots/${lotId}/keys`, { contract: false });
    return items.map(({ key }) => key ?? null);
}

before(async () => {
    ({ server, operator } = await startProgramme());
    ({ admins: [admin] } = await newCompany(operator));
    const [{ lotId: id }] = await newKeys(operator, { count: KEYS, licenses: 3 });
    lotId = id;
    firstKeys = await newKeys(operator, { count: 2, licenses: 3 });
    await redeem(admin, 'activate', [firstKeys[0]], { separate: true });
    shown = await readable();
    assert.equal(shown.filter(Boolean).length, KEYS);
    await server.stop();
});
after(() => server?.remove());

const rotate = () => server.cli('key', 'rotate');
const isPending = () => execFileSync('sqlite3', [server.database,
    "SELECT COUNT(*) FROM setting WHERE name = 'key-rotation-next'"]).toString().trim() === '1';

async function rotateAndKill(delayMs) {
    const child = spawn(perqBinary(),
        ['key', 'rotate', '--database', `sqlite:${server.database}`], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    await Promise.race([pause(delayMs), ended]);
    child.kill('SIGKILL');
    await ended;
}

/* Whoever comes in between is told, and changes nothing. */
async function othersAreTold() {
    const fingerprint = readFileSync(join(server.dir, 'perq.key'));
    for (const command of [['serve', '--listen', '127.0.0.1:0'],
        ['serve', '-n', '--listen', '127.0.0.1:0'], ['backup', join(server.dir, 'copy.db')],
        ['token', 'create', '--email', 'operator@perq.example']]) {
        const { code, stderr } = await server.cli(...command);
        assert.equal(code, 3, `${command}: ${stderr}`);
        assert.match(stderr, /was broken off|not to be had/);
    }
    const { code, stdout } = await server.cli('check');
    assert.equal(code, 1);
    assert.match(stdout, /let perq key rotate go on with it/);
    assert.ok(readFileSync(join(server.dir, 'perq.key')).equals(fingerprint));
    assert.ok(!existsSync(join(server.dir, 'copy.db')));
}

test(`${ROUNDS} deaths lose no key`, { timeout: 600000 }, async (t) => {
    console.log(`rotation.test: PERQ_SEED=${chance.seed}`);
    const began = Date.now();
    assert.equal((await rotate()).code, 0);
    const whole = Date.now() - began;
    let pending = 0;
    let finished = 1;
    for (let round = 1; round <= ROUNDS; round += 1) {
        await rotateAndKill(chance.between(1, whole));
        if (isPending()) {
            pending += 1;
            if (pending === 1) {
                await othersAreTold();
            }
        }
        if (round % Math.ceil(ROUNDS / ROTATIONS) === 0) {
            const { code, stderr } = await rotate();
            assert.equal(code, 0, stderr);
            finished += 1;
            assert.ok(!isPending());
        }
    }
    if (isPending()) {
        assert.equal((await rotate()).code, 0);
    }
    await server.start();
    assert.deepEqual(await readable(), shown);
    await admin.refused('POST', 'redemptions', 409, 'key-already-redeemed', {
        body: {
            tenantId: admin.user.tenantId, action: 'activate', separate: true,
            keys: [firstKeys[0].key],
        },
    });
    for (let i = 0; i < 20; i += 1) {
        const key = chance.pick(shown);
        shown = shown.filter((other) => other !== key);
        await redeem(admin, 'activate', [{ key }], { separate: true });
    }
    await checkIsClean(server);
    t.diagnostic(`${pending} of ${ROUNDS} deaths in the middle, ${finished} came to their end`);
});
