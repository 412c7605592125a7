/*
 * Measures Perq, and in the same run the limit that it is held against, so that the numbers mean
 * the same on any machine. `./dev bench redeem read` runs only what is named; without names,
 * everything. PERQ is the program, PERQ_BENCH the folder of the programs in this directory.
 *
 * How fast a machine is changes from minute to minute, so what is compared is measured in turns,
 * each held against its neighbour, and the median of the turns is taken. Beside the clock stands
 * the processor's time, which others on the machine change less.
 */
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { Browser } from '../api/lib/browser.mjs';
import { copyFolder, firstAnswer, freePort, Perq, removeFolder } from './lib/perq.mjs';
import { linesOf, newPartnerWithBenefits, newProgramme } from './lib/programme.mjs';
import { batchesOf, newMeteredProgramme, send } from './lib/usage.mjs';
import { addGrowth, addMost, addRatio, median, printTable, show } from './lib/report.mjs';
import { instructions, measure, startNginx, wrk } from './lib/tools.mjs';

const CONNECTIONS = 64;
const TURNS = 5;
const READ_TURNS = 7;
const READ_SECONDS = 2;
const PAGE_ROWS = 60;
const REDEMPTIONS = 16000;
const GROWTH_REDEMPTIONS = 8000;
const BATCH = 1000;
const BATCHES = 100;
const METERING_CONNECTIONS = 8;

/* --- redemptions ---------------------------------------------------------------------------- */

async function redeemBare(programme, lines) {
    const [recorded, replayed] = [copyFolder(programme.folder), copyFolder(programme.folder)];
    const result = await measure('redeem_bare_bench', [join(recorded, 'perq.key'),
        join(recorded, 'perq.db'), join(replayed, 'perq.db')], lines);
    [recorded, replayed].forEach(removeFolder);
    return result;
}

/* Of the client's, {count, seconds, cpuSeconds}, and the server's processor time. */
async function redeemServed(programme, lines, action = 'redeem') {
    const folder = copyFolder(programme.folder);
    const server = await new Perq(folder).start();
    const before = server.cpuSeconds;
    const result = await measure('redeem_load_bench', [server.port, CONNECTIONS, action], lines);
    result.serverCpuSeconds = server.cpuSeconds - before;
    await server.stop();
    if (action === 'redeem') {
        server.cli('check');
    }
    removeFolder(folder);
    return result;
}

function ratesOf(results) {
    return results.map(({ count, seconds }) => count / seconds);
}

function microsOf(results) {
    return ratesOf(results).map((rate) => 1e6 / rate);
}

function microsEach(results, member) {
    return median(results.map((result) => result[member] / result.count * 1e6)).toFixed(0);
}

function processorNote(few, many) {
    return `processor time each: ${microsEach(many, 'serverCpuSeconds')} µs against ` +
        `${microsEach(few, 'serverCpuSeconds')} µs`;
}

async function redeem() {
    const programme = await newProgramme(REDEMPTIONS);
    const lines = linesOf(programme, 0, REDEMPTIONS);
    const [bare, served] = [[], []];
    for (let turn = 0; turn < TURNS; turn++) {
        bare.push(await redeemBare(programme, lines));
        served.push(await redeemServed(programme, lines));
    }
    addRatio('redeem over HTTP, durable, 64 connections', ratesOf(served), ratesOf(bare), 0.5, {
        unit: 'redemptions/s',
        named: `by a bare loop of the same ${bare[0].statements} statements, 64 to a transaction`,
        note: 'half activate a separate subscription, half extend it; processor time each: ' +
            `server ${microsEach(served, 'serverCpuSeconds')} µs, ` +
            `client ${microsEach(served, 'cpuSeconds')} µs, ` +
            `bare loop ${microsEach(bare, 'cpuSeconds')} µs`,
    });
    removeFolder(programme.folder);
}

/* --- metering ------------------------------------------------------------------------------- */

async function meterServed(folder, programme, source) {
    const server = await new Perq(folder).start();
    const bodies = batchesOf(programme, source, BATCHES, BATCH);
    const before = server.cpuSeconds;
    const result = await send(server.port, programme.token, bodies, METERING_CONNECTIONS);
    result.serverCpuSeconds = server.cpuSeconds - before;
    if (result.count !== BATCHES * BATCH) {
        throw new Error(`${result.count} events were accepted`);
    }
    await server.stop();
    return result;
}

async function usage() {
    const programme = await newMeteredProgramme();
    const [bare, served] = [[], []];
    for (let turn = 0; turn < TURNS; turn++) {
        const [ours, theirs] = [copyFolder(programme.folder), copyFolder(programme.folder)];
        served.push(await meterServed(ours, programme, 'bench'));
        bare.push(await measure('usage_bare_bench',
            ['insert', join(ours, 'perq.db'), join(theirs, 'perq.db'), BATCH]));
        if (turn === 0) {
            new Perq(ours).cli('check');
        }
        [ours, theirs].forEach(removeFolder);
    }
    addRatio(`usage events over HTTP, durable, each once, in batches of ${BATCH}`,
        ratesOf(served), ratesOf(bare), 0.5, {
            unit: 'events/s',
            named: 'by bare SQLite, which inserts the same rows in the same batches',
            note: `${METERING_CONNECTIONS} connections; ids grow with time; processor time each: ` +
                `server ${microsEach(served, 'serverCpuSeconds')} µs, ` +
                `bare ${microsEach(bare, 'cpuSeconds')} µs`,
        });
    removeFolder(programme.folder);
}

async function stored() {
    const [FEW, MANY] = [10000, 10000000];
    const sides = [];
    for (const count of [FEW, MANY]) {
        const programme = await newMeteredProgramme();
        await measure('usage_bare_bench', ['fill', join(programme.folder, 'perq.db'), count]);
        sides.push({ programme, turns: [] });
    }
    for (let turn = 0; turn < TURNS; turn++) {
        for (const { programme, turns } of sides) {
            turns.push(await meterServed(programme.folder, programme, `bench-${turn}`));
        }
    }
    const [few, many] = sides.map(({ turns }) => turns);
    addGrowth(`usage events with ${show(MANY)} stored`, microsOf(many), microsOf(few), 1.5,
        { named: `with ${show(FEW)}`, note: processorNote(few, many) });
    sides.forEach(({ programme }) => removeFolder(programme.folder));
}

/* --- reads ---------------------------------------------------------------------------------- */

/* An answer in turns with nginx, and a constant of its size. */
async function compareToNginx(server, path, who, answer, bar) {
    const nginx = await startNginx(answer.text);
    const [ours, theirs] = [[], []];
    const before = [server.cpuSeconds, nginx.cpuSeconds()];
    for (let turn = 0; turn < READ_TURNS; turn++) {
        ours.push(await wrk(server.port, path, { ...who, seconds: READ_SECONDS }));
        theirs.push(await wrk(nginx.port, '/', { seconds: READ_SECONDS }));
    }
    const each = (seconds, rates) => `${(seconds * 1e6 / READ_SECONDS /
        rates.reduce((a, b) => a + b)).toFixed(1)} µs`;
    const note = 'our log is on, to /dev/null, nginx has none; processor time each: ' +
        `${each(server.cpuSeconds - before[0], ours)}, ` +
        `nginx ${each(nginx.cpuSeconds() - before[1], theirs)}`;
    await nginx.stop();
    return [ours, theirs, bar, {
        unit: 'answers/s',
        named: `by nginx with a constant of the same ${show(Buffer.byteLength(answer.text))} bytes`,
        note,
    }];
}

async function read() {
    const programme = await newProgramme(1000);
    const server = await new Perq(programme.folder).start();
    const path = `/api/v1/subscriptions/${programme.subscription}`;
    const { token } = programme.members[0];
    const answer = await firstAnswer(server.port, path, { token });
    const compared = await compareToNginx(server, path, { token }, answer, 0.6);
    await server.stop();
    addRatio('GET /subscriptions/{id}, 64 connections', ...compared);
    removeFolder(programme.folder);
}

/* As a browser asks for it, signed in; the answer is as long as it is, without compression. */
async function page() {
    const { folder, person } = await newPartnerWithBenefits(PAGE_ROWS);
    const server = await new Perq(folder).start();
    const path = `/benefits?limit=${PAGE_ROWS}`;
    const browser = new Browser(server);
    await browser.signIn(person);
    const answer = await browser.get(path);
    const rowsShown = answer.text.match(/<tr role="row" id="ben_/g)?.length;
    if (rowsShown !== PAGE_ROWS) {
        throw new Error(`the page has ${rowsShown} rows`);
    }
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const compared = await compareToNginx(server, path, { cookie }, answer, 0.35);
    await server.stop();
    addRatio(`the page /benefits with ${PAGE_ROWS} rows, 64 connections`, ...compared);
    removeFolder(folder);
}

/* --- the arithmetic ------------------------------------------------------------------------- */

async function heart() {
    const timed = { coterm: (await measure('heart_bench', ['coterm', 5000000])).ns,
        key: (await measure('heart_bench', ['key', 5000000])).ns };
    addMost('a co-termination', await instructions('coterm', 20000), 520, 'instructions',
        `activate, extend, add and add in part in turn; ${timed.coterm} ns (150 wanted)`);
    addMost('a key check', await instructions('key', 20000), 380, 'instructions',
        `a key without error; ${timed.key} ns (100 wanted)`);
}

/* --- start and memory ----------------------------------------------------------------------- */

async function start() {
    const TIMES = 20;
    const programme = await newProgramme(1000);
    const path = `/api/v1/subscriptions/${programme.subscription}`;
    const { token } = programme.members[0];
    const took = [];
    for (let i = 0; i < TIMES; i++) {
        const server = new Perq(programme.folder);
        const port = await freePort();
        const begun = performance.now();
        server.spawn(port);
        const { status } = await firstAnswer(port, path, { token });
        took.push(performance.now() - begun);
        if (status !== 200) {
            throw new Error(`the first answer was ${status}`);
        }
        await server.stop();
    }
    addMost('from the start to the first answer', median(took), 20, 'ms',
        `median of ${TIMES}, on an existing database, to a request with token`);
    removeFolder(programme.folder);
}

function connect(port) {
    return new Promise((done, failed) => {
        const socket = createConnection({ port, host: '127.0.0.1' }, () => done(socket));
        socket.on('error', failed);
    });
}

/* As many as the server and this program may have, 10 000 at most. */
async function connectMany(port, wanted) {
    const sockets = [];
    try {
        while (sockets.length < wanted) {
            sockets.push(...await Promise.all(Array.from({ length: 100 }, () => connect(port))));
        }
    } catch (error) {
        console.error(`no more connections: ${error.message}`);
    }
    return sockets;
}

async function memory() {
    const programme = await newProgramme(1000);
    const server = await new Perq(programme.folder).start();
    const path = `/api/v1/subscriptions/${programme.subscription}`;
    const { token } = programme.members[0];
    addMost('memory after the start', server.residentMiB, 16, 'MiB', 'resident');
    await wrk(server.port, path, { token, seconds: 2 });
    addMost('memory at rest after reading', server.residentMiB, 16, 'MiB',
        'resident, after 2 seconds of reading on 64 connections');
    const sockets = await connectMany(server.port, 10000);
    await firstAnswer(server.port, path, { token });
    addMost('memory with idle connections', server.residentMiB, 64, 'MiB',
        `resident, ${sockets.length} connections`);
    sockets.forEach((socket) => socket.destroy());
    await server.stop();
    removeFolder(programme.folder);
}

/* --- growth --------------------------------------------------------------------------------- */

async function growth() {
    const programmes = [await newProgramme(10000), await newProgramme(1000000)];
    const results = { preview: [[], []], redeem: [[], []] };
    for (let turn = 0; turn < TURNS; turn++) {
        for (const action of Object.keys(results)) {
            for (const [i, programme] of programmes.entries()) {
                const lines = linesOf(programme, 0, GROWTH_REDEMPTIONS);
                results[action][i].push(await redeemServed(programme, lines, action));
            }
        }
    }
    for (const action of Object.keys(results)) {
        const [few, many] = results[action];
        addGrowth(`${action} with 1 000 000 keys`, microsOf(many), microsOf(few), 1.5,
            { named: 'with 10 000', note: processorNote(few, many) });
    }
    programmes.forEach(({ folder }) => removeFolder(folder));
}

const PARTS = { heart, start, memory, read, page, redeem, growth, usage, stored };
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS);
for (const name of chosen) {
    if (!(name in PARTS)) {
        console.error(`there is no ${name}; there is ${Object.keys(PARTS).join(', ')}`);
        process.exit(2);
    }
    await PARTS[name]();
}
printTable();
