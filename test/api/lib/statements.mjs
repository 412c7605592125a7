/*
 * How many statements a request has the database run, as a server with --log debug says it.
 *
 *     const server = await startServer({ demo: true, args: ['--log', 'debug'] });
 *     const browser = new Browser(server);
 *     await logRead(server);
 *     const { answer, counts } = await statementsOf(server, () => browser.get('/help/terms'));
 *
 * One request at a time, or nobody knows whose they were.
 */
import assert from 'node:assert/strict';
import { Browser } from './browser.mjs';

const LINE = /request=([0-9a-f]{16}) actor=.* status=\d+ .* statements=(\d+)\n/;
const PIECE = /request=([0-9a-f]{16}) bytes=(\d+) statements=(\d+)\n/g;
const WAIT_MS = 120000;

/* What `find` finds in the log behind a place, as soon as it is there. */
async function waitFor(server, start, find) {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
        const found = find(server.log.slice(start));
        if (found) {
            return found;
        }
        assert.ok(Date.now() < deadline, `not in the log:\n${server.log.slice(start, start + 4000)}`);
        await new Promise((go) => setTimeout(go, 1));
    }
}

/*
 * A line is written before its answer is sent, and lines come in order: when that of this request
 * is here, so are those of all before. To be called behind requests that statementsOf() did not send.
 */
export async function logRead(server) {
    const start = server.log.length;
    await new Browser(server).get('/healthz');
    await waitFor(server, start, (log) => /route="\/healthz".*\n/.test(log));
}

/* What is said of a request: of its answer, then of each piece, of which the last one is empty. */
function countsIn(log, isStream) {
    const line = LINE.exec(log);
    const pieces = [...log.matchAll(PIECE)].filter(([, id]) => id === line?.[1]);
    const ended = !isStream || pieces.some(([, , bytes]) => bytes === '0');
    return line && ended ? [line[2], ...pieces.map(([, , , count]) => count)].map(Number) : null;
}

/* send: sends one request and gives its answer. */
export async function statementsOf(server, send) {
    const start = server.log.length;
    const answer = await send();
    const isStream = answer.headers['transfer-encoding'] === 'chunked';
    return { answer, counts: await waitFor(server, start, (log) => countsIn(log, isStream)) };
}
