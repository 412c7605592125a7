/*
 * Proves that clients who are slow, silent or gone do not starve those who work: with 10 000
 * connections that say nothing, hundreds that send a byte a second, and hundreds that break off,
 * 16 clients get every answer, and the right one. Then the server ends at once when it is told to,
 * although all of them are still there (RULE IDEM-2: what was answered is kept).
 *
 * The number of connections is as large as the limit on open files allows, 5 000 at least.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newStaff } from '../api/lib/people.mjs';
import { Line, spread } from './lib/line.mjs';
import { checkIsClean, newCompany, startProgramme, stock } from './lib/programme.mjs';

const SILENT_WANTED = 10000;
const SILENT_LEAST = 5000;
const SLOW = 300; /* of each kind */
const SLOW_MS = 6000;
const HALF_SENT = 4000;
const UNREAD = 1500;
const MEMORY_MAX = 256; /* MiB */
const CLIENTS = 16;
const REDEMPTIONS = 1500;
const FILES_FOR_OTHERS = 2000;
const STOP_MS = 120000;
const STEP_MS = 1000;

let server;
let operator;
let company;
const others = []; /* sockets of those who do not work */
const timers = [];

before(async () => {
    ({ server, operator } = await startProgramme());
    company = await newCompany(operator, { people: 4, subscriptions: 4, licenses: 500 });
});
after(async () => {
    timers.forEach(clearInterval);
    others.forEach((socket) => socket.destroy());
    await server?.remove();
});

function filesAllowed() {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/^Max open files +([0-9]+)/m.exec(limits)?.[1] ?? Infinity);
}

/* Resident memory of the server, in MB. */
function memory() {
    const status = readFileSync(`/proc/${server.child.pid}/status`, 'utf8');
    return Math.round(Number(/^VmRSS:\s+([0-9]+)/m.exec(status)[1]) / 1024);
}

/* From one of many addresses, as each has its ports. */
function connect(serial) {
    return new Promise((done, failed) => {
        const socket = net.connect({
            host: '127.0.0.1', port: server.port, localAddress: `127.0.2.${1 + serial % 200}`,
        });
        socket.on('connect', () => done(socket));
        socket.on('error', failed);
        socket.resume();
        others.push(socket);
    });
}

async function connectMany(count) {
    const sockets = [];
    for (let i = 0; i < count; i += 200) {
        const some = Array.from({ length: Math.min(200, count - i) }, (_, k) => connect(i + k));
        sockets.push(...await Promise.all(some));
    }
    sockets.forEach((socket) => socket.on('error', () => {}));
    return sockets;
}

/* Sends what it has a byte at a time, a byte a second. */
function sendSlowly(sockets, text) {
    let sent = 0;
    const step = () => {
        for (const socket of sockets) {
            if (!socket.destroyed) {
                socket.write(text[sent % text.length]);
            }
        }
        sent += 1;
    };
    step();
    timers.push(setInterval(step, STEP_MS));
}

const HEAD = 'POST /api/v1/redemptions HTTP/1.1\r\nHost: 127.0.0.1\r\n';

/* The work of the 16: redemptions, what they made, and what needs no database. */
async function workWell(count) {
    const lines = Array.from({ length: CLIENTS }, () => new Line(server));
    const keys = await stock(operator, count, 1);
    const receipts = [];
    await spread(lines, keys, async (key, line) => {
        const { token } = company.admins[receipts.length % 4];
        const { id } = company.subscriptions[receipts.length % 4];
        const body = {
            tenantId: company.tenant.id, action: 'extend', keys: [key], subscriptionId: id,
        };
        const answer = await line.post('redemptions', body, { token });
        assert.equal(answer.status, 201, answer.text);
        receipts.push(answer.body);
        const read = await line.get(`redemptions/${answer.body.id}`, { token });
        assert.deepEqual(read.body, answer.body);
        assert.equal((await line.get('/healthz')).status, 200);
    });
    lines.forEach((line) => line.close());
    return receipts;
}

test('silent connections starve nobody', { timeout: 300000 }, async (t) => {
    const silent = Math.min(SILENT_WANTED, filesAllowed() - FILES_FOR_OTHERS);
    if (silent < SILENT_LEAST) {
        t.diagnostic(`only ${filesAllowed()} open files are allowed`);
    }
    const atRest = memory();
    await connectMany(silent);
    await workWell(REDEMPTIONS);
    t.diagnostic(`${silent} silent connections; ${atRest} MB before, ${memory()} MB with them`);
});

test('those who send a byte a second starve nobody', { timeout: 300000 }, async (t) => {
    const length = 'Content-Length: 200000\r\n';
    const headers = await connectMany(SLOW);
    sendSlowly(headers, `${HEAD}${length}X-Slow: ${'x'.repeat(1000)}`);
    const [{ token }] = company.admins;
    const bodies = await connectMany(SLOW);
    bodies.forEach((socket) =>
        socket.write(`${HEAD}Authorization: Bearer ${token}\r\n${length}\r\n{`));
    sendSlowly(bodies, ' ');
    for (const end = Date.now() + SLOW_MS; Date.now() < end;) {
        await workWell(REDEMPTIONS);
    }
    t.diagnostic(`${2 * SLOW} slow connections; ${memory()} MB with them`);
});

/* Half of the bodies come from somebody who may send one. */
test('all who take at once do not take much', { timeout: 300000 }, async (t) => {
    const [{ token }] = company.admins;
    const room = filesAllowed() - FILES_FOR_OTHERS - others.filter((one) => !one.destroyed).length;
    await connectMany(Math.min(SILENT_WANTED, room - HALF_SENT - UNREAD));
    const bodies = await connectMany(HALF_SENT);
    bodies.forEach((socket, i) => socket.write(`${HEAD}Content-Length: 262144\r\n` +
        `${i % 2 === 0 ? '' : `Authorization: Bearer ${token}\r\n`}\r\n${'x'.repeat(2000)}`));
    const { body: lot } = await operator.post('key-lots', { sku: 'power-bi-pro', licenses: 1,
        count: 50000, redeemBy: '2030-01-01' }, { expect: 201 });
    const reader = await newStaff(operator, 'operator-admin');
    const downloads = await connectMany(UNREAD);
    downloads.forEach((socket) => {
        socket.pause();
        socket.write(`GET /api/v1/key-lots/${lot.id}/keys HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
            `Authorization: Bearer ${reader.token}\r\n\r\n`);
    });
    await workWell(REDEMPTIONS);
    const held = memory();
    t.diagnostic(`${held} MB`);
    assert.ok(held <= MEMORY_MAX, `${held} MB`);
    [...bodies, ...downloads].forEach((socket) => socket.destroy());
});

/* Whole requests too, whose answers nobody waits for: they are done, or not, but never by halves. */
test('those who break off starve nobody and leave nothing behind', async (t) => {
    const keys = await stock(operator, SLOW, 1);
    const [{ token }] = company.admins;
    for (let round = 0; round < 4; round += 1) {
        const sockets = await connectMany(SLOW);
        sockets.forEach((socket, i) => {
            const body = JSON.stringify({
                tenantId: company.tenant.id, action: 'activate', separate: true, keys: [keys[i]],
            });
            const whole = `${HEAD}Authorization: Bearer ${token}\r\n` +
                `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
            const cut = [whole.length, whole.length - 1, HEAD.length + 9, 3][(i + round) % 4];
            socket.write(whole.slice(0, cut), () => {
                if (i % 2 === 0) {
                    socket.resetAndDestroy();
                } else {
                    socket.end();
                }
            });
        });
        await workWell(200);
    }
    await checkIsClean(server);
    const lines = [new Line(server, { token })];
    await spread(lines, keys, async (key, line) => {
        const answer = await line.post('redemptions', {
            tenantId: company.tenant.id, action: 'activate', separate: true, keys: [key],
        });
        assert.ok(answer.status === 201 || answer.body.code === 'key-already-redeemed',
            answer.text);
    });
    lines.forEach((line) => line.close());
    t.diagnostic(`${memory()} MB`);
});

test('told to end, it ends soon, though all of them are still there', async (t) => {
    const receipts = await workWell(CLIENTS);
    const lines = Array.from({ length: CLIENTS }, () => new Line(server));
    let answeredLate = 0;
    const [{ token }] = company.admins;
    /* These go on asking until they are cut off. */
    const busy = lines.map(async (line) => {
        for (;;) {
            const answer = await line.get('benefits', { token }).catch(() => null);
            if (answer === null) {
                return;
            }
            assert.ok([200, 503].includes(answer.status), answer.text);
            answeredLate += 1;
        }
    });
    await pause(100);
    const began = Date.now();
    server.child.kill('SIGTERM');
    const how = await Promise.race([server.ended, pause(STOP_MS, 'it did not end', { ref: false })]);
    assert.deepEqual(how, { code: 0, signal: null }, server.log);
    t.diagnostic(`it took ${Date.now() - began} ms, and answered ${answeredLate} more`);
    lines.forEach((line) => line.close());
    await Promise.all(busy);

    await server.start();
    const line = new Line(server, { token });
    for (const receipt of receipts) {
        assert.deepEqual((await line.get(`redemptions/${receipt.id}`)).body, receipt);
    }
    line.close();
    await checkIsClean(server);
});
