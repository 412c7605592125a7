/*
 * Whoever takes their time: headers, bodies and answers that trickle end, silence is let be for a
 * while, and who is refused in the middle of a body hears it. How long each may take exactly is for
 * test/unit/wires_test.c; here the server is seen to do it.
 */
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Api, answersIn } from './lib/client.mjs';
import { startServer } from './lib/server.mjs';

const DROP = 'x';

let server;
let operator;
let auth;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    auth = `Authorization: Bearer ${operator.token}\r\n`;
});
after(() => server?.remove());

const pause = (ms) => new Promise((go) => setTimeout(go, ms));

/* A connection that says this, and what becomes of it: {socket, text(), closed}. */
function connection(text) {
    const socket = net.connect(server.port, '127.0.0.1');
    const parts = [];
    const at = Date.now();
    const one = { socket, text: () => Buffer.concat(parts).toString('latin1') };
    socket.on('data', (part) => parts.push(part));
    socket.on('error', () => {});
    one.closed = new Promise((done) => {
        socket.on('close', () => done((Date.now() - at) / 1000));
    });
    socket.write(text);
    return one;
}

/* Says so much more every second, until it is closed: after how many seconds that was. */
async function trickle(text, drop = DROP) {
    const one = connection(text);
    const timer = setInterval(() => one.socket.write(drop), 1000);
    const seconds = await one.closed;
    clearInterval(timer);
    return seconds;
}

const post = (headers) =>
    `POST /api/v1/products HTTP/1.1\r\nHost: x\r\n${auth}${headers}\r\n`;

/*
 * All at once, because each takes as long as it takes. How late it is is the machine's affair; one that
 * is never ended lets the test run out of time.
 */
test('a connection is ended when it is', { concurrency: true, timeout: 600000 }, async (t) => {
    await Promise.all([
        /* LIMIT HEADER_SECONDS_MAX */
        t.test('too slow with its first headers', async () => {
            const seconds = await trickle('GET /healthz HTTP/1.1\r\nHost: x\r\nA: ');
            assert.ok(seconds > 18, `${seconds} s`);
        }),
        t.test('too slow with the headers of a later request', async () => {
            const one = connection('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
            await pause(3000);
            const timer = setInterval(() => one.socket.write('G'), 1000);
            const seconds = await one.closed;
            clearInterval(timer);
            assert.equal(answersIn(Buffer.from(one.text(), 'latin1'))[0].status, 200);
            assert.ok(seconds > 20, `${seconds} s`);
        }),
        /* LIMIT SLOW_SECONDS_MAX, LIMIT SLOW_BYTES */
        t.test('too slow with its body', async () => {
            const seconds = await trickle(post('Content-Length: 60000\r\n'));
            assert.ok(seconds > 28, `${seconds} s`);
        }),
        t.test('too slow with a body in chunks', async () => {
            const seconds = await trickle(post('Transfer-Encoding: chunked\r\n'),
                '1\r\n \r\n');
            assert.ok(seconds > 28, `${seconds} s`);
        }),
        /* LIMIT IDLE_SECONDS_MAX */
        t.test('silent for too long, but not before', async () => {
            const one = connection('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
            await pause(25000);
            one.socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
            const seconds = await one.closed;
            assert.equal(answersIn(Buffer.from(one.text(), 'latin1')).length, 2);
            assert.ok(seconds > 80, `${seconds} s`);
        }),
    ]);
});

/* LIMIT LINGER_SECONDS_MAX, LIMIT LINGERING_MAX */
test('who is refused in the middle of a body hears it, and the connection ends', async () => {
    const body = Buffer.alloc(200 * 1024, 'x');
    for (let i = 0; i < 20; i++) {
        const one = connection('POST /api/v1/products HTTP/1.1\r\nHost: x\r\n' +
            `Content-Length: ${10 * body.length}\r\n\r\n`);
        one.socket.write(body);
        one.socket.write(body);
        await one.closed;
        const [answer] = answersIn(Buffer.from(one.text(), 'latin1'));
        assert.equal(answer?.status, 401, one.text());
        assert.equal(JSON.parse(answer.text).code, 'sign-in-required');
    }
});

test('who is refused with a short body goes on over the same connection', async () => {
    const one = connection('POST /api/v1/products HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}' +
        'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await one.closed;
    const statuses = answersIn(Buffer.from(one.text(), 'latin1')).map(({ status }) => status);
    assert.deepEqual(statuses, [401, 200]);
});
