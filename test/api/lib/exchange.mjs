/*
 * One request and its answer, to whatever a test talks to: perq itself, or a proxy that speaks TLS.
 *
 * A server is anything with {port}. With tls, {ca, name}, it is asked over TLS by that name and must
 * show a certificate of that authority; with from, the connection comes from that address of ours.
 */
import http from 'node:http';
import https from 'node:https';

export const ANSWER_WAIT_MS = 30000;

/* Keeps connections to a server of that kind. */
export function newAgent(server) {
    const { Agent } = server.tls ? https : http;
    return new Agent({ keepAlive: true, maxSockets: 64 });
}

function whereIs({ port, tls, from }, headers) {
    const place = { host: '127.0.0.1', port, localAddress: from, headers };
    return tls === undefined ? place : {
        ...place, ca: tls.ca, servername: tls.name, headers: { host: tls.name, ...headers },
    };
}

/* options: method, path, headers, agent. Gives {status, headers, bytes}. */
export function exchange(server, { headers, ...options }, payload) {
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
        request.on('error', failed);
        request.end(payload);
    });
}
