/*
 * The tests' own client, against a server that closes a connection just as it is used again: what only
 * reads is asked once more, what changes something is not, and nothing is asked three times.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { exchange, newAgent } from './lib/exchange.mjs';

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

let listener;
let server;
let asked = [];
let isBroken = false; /* then nobody is answered any more */

before(async () => {
    listener = net.createServer((socket) => {
        let requests = 0;
        socket.on('error', () => {});
        socket.on('data', (bytes) => {
            requests += 1;
            asked.push(bytes.toString().split(' ')[0]);
            if (requests > 1 || isBroken) {
                socket.resetAndDestroy();
            } else {
                socket.write(ANSWER);
            }
        });
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    server = { port: listener.address().port };
});
after(() => listener.close());

/* Two requests over one connection: what became of the second, and what the server was asked. */
async function twice(method) {
    const agent = newAgent(server);
    await exchange(server, { agent, method: 'GET', path: '/' });
    asked = [];
    const { status, code } = await exchange(server, { agent, method, path: '/' })
        .catch((error) => error);
    agent.destroy();
    return { status, code, asked };
}

test('what only reads is asked once more', async () => {
    assert.deepEqual(await twice('GET'), { status: 200, code: undefined, asked: ['GET', 'GET'] });
});

test('what changes something is not', async () => {
    const { code, asked: requests } = await twice('POST');
    assert.deepEqual([code, requests], ['ECONNRESET', ['POST']]);
});

test('a server that is gone is not asked again and again', async () => {
    isBroken = true;
    asked = [];
    await assert.rejects(exchange(server, { agent: newAgent(server), method: 'GET', path: '/' }),
        { code: 'ECONNRESET' });
    assert.deepEqual(asked, ['GET']);
});
