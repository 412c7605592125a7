/*
 * Proves that a disk that is full, or cannot be written to, costs nothing but the time until it can
 * be again: what cannot be kept is refused with a storage problem, what was answered 201 is there
 * (RULE IDEM-2), reading goes on, and the server needs no restart when there is room again. What
 * was refused changed nothing, and is granted when asked again (RULE IDEM-1).
 *
 * The full disk is a small file system in memory where mounting is allowed, and a limit on the size
 * of files (RLIMIT_FSIZE) everywhere.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Server, perqBinary } from '../api/lib/server.mjs';
import { soon } from '../api/lib/soon.mjs';
import { Line } from './lib/line.mjs';
import { fillDisk, newFolder, newSmallDisk, readOnlyView, unmount } from './lib/mount.mjs';
import { assertStorageProblem, checkIsClean, newCompany, startProgramme, stock }
    from './lib/programme.mjs';

const CLIENTS = 16;
const REFUSED_WANTED = 5; /* of each client, before it gives up */
const KEYS = 6000;
const RECOVERY_MS = 120000;
const COULD_NOT = 3; /* the exit status */
const NOBODY = 65534;

/* Redeems until the disk has refused some: {granted: [{wish, id, text}], refused: [wish]}. */
async function redeemUntilFull(server, company, keys) {
    const granted = [];
    const refused = [];
    const [{ token }] = company.admins;
    const [{ id }] = company.subscriptions;
    await Promise.all(Array.from({ length: CLIENTS }, async () => {
        const line = new Line(server, { token });
        for (let count = 0; count < REFUSED_WANTED && keys.length > 0;) {
            const key = keys.pop();
            const wish = {
                key: `disk-${key}`,
                body: {
                    tenantId: company.tenant.id, action: 'extend', subscriptionId: id, keys: [key],
                },
            };
            const answer = await line.post('redemptions', wish.body, { key: wish.key });
            if (answer.status === 201) {
                granted.push({ wish, id: answer.body.id, text: answer.text });
            } else {
                assertStorageProblem(answer);
                refused.push(wish);
                count += 1;
            }
        }
        line.close();
    }));
    assert.equal(refused.length, CLIENTS * REFUSED_WANTED, 'the disk never became full');
    return { granted, refused };
}

async function assertReadable(server, company, granted) {
    const line = new Line(server, { token: company.admins[0].token });
    for (const { id, text } of granted) {
        const answer = await line.get(`redemptions/${id}`);
        assert.equal(answer.status, 200, `${id} was answered 201, and is lost: ${answer.text}`);
        assert.deepEqual(answer.body, JSON.parse(text));
    }
    const subscription = await line.get(`subscriptions/${company.subscriptions[0].id}`);
    assert.equal(subscription.status, 200);
    line.close();
}

/* Asks once more for everything that was refused, until it is granted. */
async function redeemRefused(server, company, refused) {
    const line = new Line(server, { token: company.admins[0].token });
    const granted = [];
    const deadline = Date.now() + RECOVERY_MS;
    for (const wish of refused) {
        let answer = await line.post('redemptions', wish.body, { key: wish.key });
        while (answer.status !== 201) {
            assertStorageProblem(answer);
            assert.ok(Date.now() < deadline, 'there is room again, and the server does not see it');
            await pause(50);
            answer = await line.post('redemptions', wish.body, { key: wish.key });
        }
        assert.ok(!answer.replayed, 'what was refused had been done');
        granted.push({ wish, id: answer.body.id, text: answer.text });
    }
    line.close();
    return granted;
}

async function assertLotsRefused(server, operator) {
    const line = new Line(server, { token: operator.token });
    const body = { sku: 'microsoft-365-e3', licenses: 5, count: 50000, redeemBy: '9999-12-31' };
    assertStorageProblem(await line.post('key-lots', body));
    line.close();
}

/* Fill, go on, make room, go on: fill() and empty() are the two ways to do it. */
async function survivesFullDisk({ server, operator }, fill, empty) {
    const company = await newCompany(operator, { subscriptions: 1, licenses: 1000 });
    const keys = await stock(operator, KEYS, 1);
    const before = await checkIsClean(server);
    const all = [];
    for (let time = 0; time < 3; time += 1) {
        await fill();
        const { granted, refused } = await redeemUntilFull(server, company, keys);
        all.push(...granted);
        await assertLotsRefused(server, operator);
        await assertReadable(server, company, granted);
        await empty();
        all.push(...await redeemRefused(server, company, refused));
        assert.equal(await checkIsClean(server), before + all.length);
    }
    await server.restart();
    await assertReadable(server, company, all);
    return { company, all };
}

/* `perq serve` ends by itself, soon, with the status for "could not" and a reason in its log. */
function assertRefusesToStart(server, reason, { as = [] } = {}) {
    const [program, ...args] = [...as, perqBinary(), ...server.args];
    const { status, signal, stderr } = spawnSync(program, args,
        { cwd: '/', encoding: 'utf8', timeout: 120000 });
    assert.deepEqual({ status, signal }, { status: COULD_NOT, signal: null }, stderr);
    assert.match(stderr, reason);
}

/* What comes first: that it listens, or that it ends with a reason. */
async function servesOrRefuses({ args }) {
    const child = spawn(perqBinary(), args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(child, 'close');
    let said = '';
    let status;
    child.stderr.setEncoding('utf8').on('data', (text) => { said += text; });
    ended.then(([code]) => { status = code; });
    await soon(() => status !== undefined || /listening on/.test(said));
    if (status === undefined) {
        child.kill('SIGKILL');
        await ended;
        return 'serves';
    }
    assert.equal(status, COULD_NOT, said);
    assert.match(said, /(start|demo)="/);
    return 'refuses';
}

test('a full disk refuses changes, loses none and heals by itself', async (t) => {
    const dir = newSmallDisk('48m');
    if (dir === null) {
        t.skip('mounting is not allowed here');
        return;
    }
    let server;
    t.after(async () => {
        await server?.kill();
        unmount(dir);
        rmSync(dir, { recursive: true, force: true });
    });
    const ballast = join(dir, 'ballast');
    const programme = await startProgramme({ dir });
    ({ server } = programme);
    const { company, all } = await survivesFullDisk(programme,
        () => fillDisk(ballast, 300 * 1024), () => rmSync(ballast));

    /* Killed while there is no room at all, and started there. */
    fillDisk(ballast, 0);
    await server.kill();
    t.diagnostic(`started on a full disk it ${await servesOrRefuses(server)}`);

    rmSync(ballast);
    await server.start();
    await assertReadable(server, company, all);
    await checkIsClean(server);
    await server.stop();
    fillDisk(ballast, 0);
    assertRefusesToStart(server, /cannot be opened/);
    rmSync(ballast);
    await server.start();
    await assertReadable(server, company, all);
    await server.stop();
});

test('files that may not grow refuse changes, lose none and heal by themselves', async (t) => {
    const programme = await startProgramme();
    const { server } = programme;
    t.after(() => server.remove());
    const limit = (bytes) => {
        const { status, error } = spawnSync('prlimit',
            ['--pid', String(server.child.pid), `--fsize=${bytes}:`]);
        assert.equal(status, 0, `prlimit: ${error ?? status}`);
    };
    let time = 0;
    await survivesFullDisk(programme, () => {
        /* Beyond the end of the log; in the middle of it; nothing at all. */
        const log = statSync(`${server.database}-wal`).size;
        limit([log + 100000, Math.floor(log / 3), 0][time]);
        time += 1;
    }, () => limit('unlimited'));
});

test('a folder that is read only is refused at the start, and said so', async (t) => {
    const { server } = await startProgramme();
    t.after(() => server.remove());
    const view = readOnlyView(server.dir);
    if (view === null) {
        t.skip('mounting is not allowed here');
        return;
    }
    try {
        await server.stop();
        const there = new Server({ dir: view });
        assertRefusesToStart(there, /[Rr]ead-only file system/);
        assertRefusesToStart(new Server({ dir: join(view, 'new') }), /[Rr]ead-only file system/);
        await server.start();
        await checkIsClean(server);
    } finally {
        unmount(view);
        rmSync(view, { recursive: true });
    }
});

const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

function canBeNobody() {
    const [program, ...args] = [...AS_NOBODY, perqBinary(), 'help'];
    return process.getuid() === 0 && spawnSync(program, args).status === 0;
}

function giveTo(user, folder) {
    for (const name of ['.', ...readdirSync(folder)]) {
        chownSync(join(folder, name), user, user);
    }
}

function allow(folder, folderMode, fileMode) {
    for (const name of readdirSync(folder)) {
        chmodSync(join(folder, name), fileMode);
    }
    chmodSync(folder, folderMode);
}

test('files and folders that others own are refused at the start, and said so', async (t) => {
    if (!canBeNobody()) {
        t.skip('this needs root, setpriv, and a program that everybody may run');
        return;
    }
    const { server } = await startProgramme();
    t.after(() => server.remove());
    await server.stop();
    const refuses = (reason) => assertRefusesToStart(server, reason, { as: AS_NOBODY });
    refuses(/[Pp]ermission denied/); /* mode 0700, root's */
    chmodSync(server.dir, 0o555);
    refuses(/[Pp]ermission denied|cannot be/);
    chmodSync(server.dir, 0o777);
    refuses(/[Pp]ermission denied|cannot be/);
    giveTo(NOBODY, server.dir);
    allow(server.dir, 0o555, 0o600);
    refuses(/cannot be opened/);
    allow(server.dir, 0o755, 0o600);
    chmodSync(server.database, 0o444);
    refuses(/cannot be/);
    giveTo(0, server.dir);
    allow(server.dir, 0o700, 0o600);
    await server.start();
    await checkIsClean(server);
});

/* A program that runs holds its files open, so it may go on; but it may not lie. */
test('a folder that becomes read only costs nothing that was answered', async (t) => {
    if (!canBeNobody()) {
        t.skip('this needs root, setpriv, and a program that everybody may run');
        return;
    }
    const dir = newFolder();
    const { server, operator } = await startProgramme({ dir });
    t.after(() => server.remove());
    const company = await newCompany(operator, { subscriptions: 1 });
    const keys = await stock(operator, 200, 1);
    await server.stop();
    giveTo(NOBODY, dir);
    server.under = AS_NOBODY;
    await server.start();
    allow(dir, 0o555, 0o400);

    const line = new Line(server, { token: company.admins[0].token });
    const granted = [];
    for (const key of keys) {
        const wish = {
            tenantId: company.tenant.id, action: 'extend', keys: [key],
            subscriptionId: company.subscriptions[0].id,
        };
        const answer = await line.post('redemptions', wish);
        if (answer.status === 201) {
            granted.push({ id: answer.body.id, text: answer.text });
        } else {
            assertStorageProblem(answer);
        }
    }
    line.close();
    t.diagnostic(`${granted.length} of ${keys.length} were granted`);
    await assertReadable(server, company, granted);
    await server.kill();
    assertRefusesToStart(server, /[Pp]ermission denied|cannot be/, { as: AS_NOBODY });
    allow(dir, 0o700, 0o600);
    await server.start();
    await assertReadable(server, company, granted);
    await checkIsClean(server);
});
