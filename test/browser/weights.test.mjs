/*
 * What pages weigh, what language they speak, and that looking at them changes nothing.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parse } from 'parse5';
import { fetchAs, openLook } from './lib/browser.mjs';
import { elementsOf } from './lib/crawl.mjs';
import { browser, openWorld, world } from './lib/opened.mjs';
import { lookOf } from './lib/readers.mjs';
import { routeOf } from './lib/routes.mjs';
import { READERS, statesOf } from './lib/states.mjs';
import { englishIn, readableText } from './lib/words.mjs';

const KB = 1024;
const COLD_BYTES = 100 * KB;
const COLD_REQUESTS = 8;
const HTML_BYTES = 20 * KB;
const ELEMENTS = 1500;
const ASSET_BYTES = [
    [/\/app\.[^/]*\.css$/, 12 * KB], [/\/app\.[^/]*\.js$/, 8 * KB],
    [/\/icons\.[^/]*\.svg$/, 6 * KB], [/\/inter\.[^/]*\.woff2$/, 50 * KB],
];

openWorld();

/* What came over the wire, as the browser counts it; prefetches are not this page's. */
async function loadCounted(look, address) {
    const session = await look.context.newCDPSession(look.page);
    await session.send('Network.enable');
    const load = new Map();
    session.on('Network.requestWillBeSent', ({ requestId, request }) => {
        if (!request.headers['Sec-Purpose']) {
            load.set(requestId, { url: request.url, bytes: 0 });
        }
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        if (load.has(requestId)) {
            load.get(requestId).bytes = encodedDataLength;
        }
    });
    await look.page.goto(address);
    await look.settle();
    await session.detach();
    return [...load.values()];
}

function sum(load) {
    return load.reduce((total, { bytes }) => total + bytes, 0);
}

/* Another context has another cache: the page comes as to somebody who was never here. */
async function coldLoad(cookies, address) {
    const look = await openLook(browser, world.server, { language: 'sv' });
    look.refusalsExpected = true;
    await look.context.addCookies(cookies);
    const load = await loadCounted(look, address);
    await look.close();
    return load;
}

function weightFaults(address, html, load) {
    const faults = [];
    const hold = (what, value, limit) => {
        if (value > limit) {
            faults.push(`${address}: ${what} ${value}, at most ${limit}`);
        }
    };
    hold('requests of a cold page', load.length, COLD_REQUESTS);
    hold('bytes of a cold page', sum(load), COLD_BYTES);
    hold('bytes of HTML, compressed,', gzipSync(html).length, HTML_BYTES);
    hold('elements', [...elementsOf(parse(html))].length, ELEMENTS);
    for (const { url, bytes } of load) {
        const budget = ASSET_BYTES.find(([pattern]) => pattern.test(url));
        hold(url, bytes, budget ? budget[1] : COLD_BYTES);
    }
    return faults;
}

/* Names that people gave are in the language that they gave them in. */
async function namesOf({ operator, admin }) {
    const names = ['Isle of Man']; // so it is called in Swedish too
    for (const path of ['products', 'offers', 'partners']) {
        names.push(...(await operator.all(path)).flatMap(({ name, sku, code, competency }) =>
            [name, sku, code, competency]));
    }
    const users = await operator.all(`tenants/${admin.user.tenantId}/users`);
    names.push(...users.flatMap(({ displayName, email }) => [displayName, email]));
    return names.filter(Boolean);
}

/* Every row of every table. Sessions are written by signing in, which is over by then. */
function fingerprint(server) {
    const dump = execFileSync('sqlite3', ['-readonly', server.database, '.dump'],
        { maxBuffer: 256 * 1024 * KB });
    return createHash('sha256').update(dump).digest('hex');
}

for (const reader of READERS) {
    describe(`What the ${reader.who} is shown`, () => {
        test('is light', async (t) => {
            const look = await lookOf(browser, world, reader, { language: 'sv' });
            const cookies = await look.context.cookies();
            const faults = [];
            const loaded = new Set(); // what comes beside the HTML is the same for all of a route
            let most = [0, 0];
            for (const { address, html } of await statesOf(look, world, reader)) {
                const route = routeOf(address);
                const load = loaded.has(route) ? [] : await coldLoad(cookies, address);
                loaded.add(route);
                faults.push(...weightFaults(address, html, load));
                most = [Math.max(most[0], sum(load)), Math.max(most[1], load.length)];
            }
            await look.close();
            assert.deepEqual(faults, [], faults.join('\n'));
            t.diagnostic(`at most ${(most[0] / KB).toFixed(1)} KB in ${most[1]} requests, cold`);
        });

        test('is Swedish where Swedish is wanted', async () => {
            const look = await lookOf(browser, world, reader, { language: 'sv' });
            const names = await namesOf(world);
            const faults = [];
            for (const { address } of await statesOf(look, world, reader)) {
                await look.page.goto(address);
                const english = englishIn(await readableText(look.page), names);
                faults.push(...english.map((text) => `${address}: ${text}`));
            }
            await look.close();
            assert.deepEqual(faults, [], faults.join('\n'));
        });

        test('can be looked at twice, and nothing is written', async () => {
            const look = await lookOf(browser, world, reader, { language: 'sv' });
            const states = await statesOf(look, world, reader);
            const before = fingerprint(world.server);
            for (const { address } of states) {
                const answers = [];
                for (const headers of [{}, {}, { 'Sec-Purpose': 'prefetch' }]) {
                    const answer = await fetchAs(look.context, address, headers);
                    answers.push(answer.status());
                }
                assert.equal(new Set(answers).size, 1, `${address}: ${answers}`);
                assert.equal(fingerprint(world.server), before, `${address} writes`);
            }
            await look.close();
        });
    });
}
