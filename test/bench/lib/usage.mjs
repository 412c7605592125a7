/*
 * Metering to measure: people of many tenants who hold credits, and what they use, in batches.
 */
import assert from 'node:assert/strict';
import http from 'node:http';
import { newFolder, Perq } from './perq.mjs';

const TENANTS = 16;
const PEOPLE = 8;

async function newMember(server, number) {
    const partner = await server.call('POST', 'partners',
        { name: `Partner ${number}`, country: 'SE' });
    const tenant = await server.call('POST', `partners/${partner.id}/tenants`,
        { name: `Tenant ${number}`, domain: `tenant${number}.example` });
    const email = (i) => `person${i}@tenant${number}.example`;
    const people = [];
    for (let i = 0; i < PEOPLE; i++) {
        people.push((await server.call('POST', `tenants/${tenant.id}/users`, { email: email(i),
            displayName: `Person ${i}`, kind: 'member', roles: i === 0 ? ['global-admin'] : [] })).id);
    }
    const said = server.cli('token', 'create', '--email', email(0));
    return { partner, people, token: /perq_[0-9A-Za-z_-]+/.exec(said)[0] };
}

async function newCredit(server, member) {
    await server.call('POST', `partners/${member.partner.id}/enrolments`,
        { offer: 'metered', startsOn: new Date().toISOString().slice(0, 10) });
    const { items: [credit] } = await server.call('GET', 'credits', undefined, member.token);
    for (const person of member.people) {
        await server.call('PUT', `credits/${credit.id}/users/${person}`, undefined, member.token);
    }
    return { id: credit.id, people: member.people };
}

/* {folder, token, credits}: a database with credits, and no server running on it. */
export async function newMeteredProgramme() {
    const server = await new Perq(newFolder(), ['--sample']).start();
    const token = server.operator;
    const credits = [];
    await server.call('POST', 'products', { sku: 'metered', name: 'Credit', kind: 'credit' });
    await server.call('POST', 'offers', { code: 'metered', name: 'Metered', tier: 'silver',
        benefits: [{ sku: 'metered', type: 'incremental',
            credit: { period: 'month', currency: 'USD', amount: '1000000.00' } }] });
    for (let i = 0; i < TENANTS; i++) {
        credits.push(await newCredit(server, await newMember(server, i)));
    }
    await server.stop();
    return { folder: server.folder, token, credits };
}

/*
 * Bodies of so many batches of so many events. As with services that meter, ids grow with time:
 * two milliseconds apart, in the manner of ULIDs.
 */
export function batchesOf({ credits }, source, batches, size) {
    const now = Date.now() - 60000;
    let number = 0;
    return Array.from({ length: batches }, () => JSON.stringify({
        events: Array.from({ length: size }, () => {
            const credit = credits[number % credits.length];
            number += 1;
            return {
                source,
                id: `01J${String(number * 2).padStart(23, '0')}`,
                creditId: credit.id,
                userId: credit.people[Math.floor(number / credits.length) % credit.people.length],
                time: new Date(now + (number % 50000)).toISOString(),
                meter: 'compute-hours',
                quantity: '0.25',
                amount: `0.${String(number % 1000000).padStart(6, '0')}`,
            };
        }),
    }));
}

function post(agent, port, token, body) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json',
        'content-length': Buffer.byteLength(body) };
    return new Promise((done, failed) => {
        const request = http.request({ agent, host: '127.0.0.1', port, method: 'POST',
            path: '/api/v1/usage', headers }, (answer) => {
            let text = '';
            answer.setEncoding('utf8');
            answer.on('data', (part) => { text += part; });
            answer.on('end', () => done({ status: answer.statusCode, text }));
        });
        request.on('error', failed);
        request.end(body);
    });
}

/* Sends all of them on so many connections; {count, seconds} of the events that were accepted. */
export async function send(port, token, bodies, connections) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
    const left = bodies.map((body) => Buffer.from(body));
    let count = 0;
    const started = performance.now();
    await Promise.all(Array.from({ length: connections }, async () => {
        while (left.length > 0) {
            const { status, text } = await post(agent, port, token, left.shift());
            assert.equal(status, 200, text);
            const { accepted, rejected } = JSON.parse(text);
            assert.deepEqual(rejected, []);
            count += accepted;
        }
    }));
    const seconds = (performance.now() - started) / 1000;
    agent.destroy();
    return { count, seconds };
}
