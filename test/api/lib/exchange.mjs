/*
 * One request and its answer, to whatever a test talks to: perq itself, or a proxy that speaks TLS.
 *
 * A server is anything with {port}. With tls, {ca, name}, it is asked over TLS by that name and must
 * show a certificate of that authority; with from, the connection comes from that address of ours.
 */
import http from 'node:http';
import https from 'node:https';

/* Long enough for a machine that has other things to do; it tells a hang from slowness. */
export const ANSWER_WAIT_MS = 120000;

/* An unused connection is closed by us before the server does it, which is after 60 seconds. */
const UNUSED_MS = 20000;

const REPEATABLE = ['GET', 'HEAD'];

/* Keeps connections to a server of that kind. */
export function newAgent(server) {
    const { Agent } = server.tls ? https : http;
    return new Agent({ keepAlive: true, maxSockets: 64, timeout: UNUSED_MS });
}

function whereIs({ port, tls, from }, headers) {
    const place = { host: '127.0.0.1', port, localAddress: from, headers };
    return tls === undefined ? place : {
        ...place, ca: tls.ca, servername: tls.name, headers: { host: tls.name, ...headers },
    };
}

/*
 * A connection that was used before may be closed by the server in the moment in which it is used again;
 * that says nothing of the request, which is sent once more if it only reads.
 */
function wasClosedMeanwhile(request, error) {
    return request.reusedSocket && error.code === 'ECONNRESET' && REPEATABLE.includes(request.method);
}

/* options: method, path, headers, agent. Gives {status, headers, bytes}. */
export async function exchange(server, options, payload) {
    try {
        return await exchangeOnce(server, options, payload);
    } catch (failure) {
        if (!failure.closedMeanwhile) {
            throw failure;
        }
        return exchangeOnce(server, { ...options, agent: false }, payload);
    }
}

function exchangeOnce(server, { headers, ...options }, payload) {
    const { request: ask } = server.tls ? https : http;
    return new Promise((done, failed) => {
        const request = ask({ ...options, ...whereIs(server, headers) }, (response) => {
            const parts = [];
            response.on('data', (part) => parts.push(part));
            response.on('error', failed);
            response.on('end', () => done({
                status: response.statusCode, headers: response.headers,
                bytes: Buffer.concat(parts),
            }));
        });
        request.setTimeout(ANSWER_WAIT_MS, () => request.destroy(new Error('no answer in time')));
        request.on('error', (error) =>
            failed(Object.assign(error, { closedMeanwhile: wasClosedMeanwhile(request, error) })));
        request.end(payload);
    });
}
