/*
 * Many at once: small lots and imports are made while others, and large ones, are being made. 503 is
 * for when there really is no room.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newPerson } from './lib/credits.mjs';
import { newTenant, unique } from './lib/people.mjs';
import { newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

let server;
let operator;
let product;

before(async () => {
    server = await startServer({ demo: true, rateLimit: null });
    operator = new Api(server, { token: server.demo.operator.token });
    product = await newProduct(operator);
});
after(() => server?.remove());

const lot = (count) =>
    ({ sku: product.sku, licenses: 1, count, redeemBy: '9999-12-31' });
const many = (count, ask) => Promise.all(Array.from({ length: count }, (_, i) => ask(i)));
const statuses = (answers) => answers.map(({ status }) => status);

/* A programme, people, and an import of one row about the person. */
async function imports() {
    const { tenant } = await newTenant(operator);
    const { body: programme } = await operator.post('programmes',
        { code: `p-${unique()}`, name: 'Programme' }, { expect: 201 });
    const people = await many(10, () => newPerson(operator, tenant));
    const row = ({ email }) =>
        ({ tenantId: tenant.id, email, programmes: [programme.code] });
    return { people, row };
}

test('ten lots of one key at once are all made', async () => {
    assert.deepEqual(statuses(await many(10, () => operator.post('key-lots', lot(1)))),
        Array(10).fill(201));
});

test('ten imports of one person at once are all done', async () => {
    const { people, row } = await imports();
    const answers = await many(10, (i) =>
        operator.post('participations', { participations: [row(people[i])] }));
    assert.deepEqual(statuses(answers), Array(10).fill(200));
    assert.ok(answers.every(({ body }) => body.changed === 1));
});

/* Of those that have begun and are not whole yet. */
const unfinished = () => Number(execFileSync('sqlite3', [server.database,
    'SELECT count(*) FROM key_lot WHERE whole = 0']).toString());

/* A lot that takes its time, longer than other requests may; gives the status. */
function makeLarge(count) {
    const body = JSON.stringify(lot(count));
    return new Promise((done, fail) => {
        const headers = { authorization: `Bearer ${operator.token}`,
            'content-type': 'application/json', 'content-length': body.length };
        const request = http.request({ port: server.port, method: 'POST',
            path: '/api/v1/key-lots', headers, agent: false }, (response) => {
            response.resume().on('end', () => done(response.statusCode));
        });
        request.on('error', fail).end(body);
    });
}

/*
 * LIMIT SHORT_LOT_KEYS_MAX, LIMIT SHORT_IMPORT_ROWS_MAX, LIMIT SHORT_IMPORT_BYTES_MAX: two large
 * lots are being made and a third waits. Each of them takes twenty turns of the writer, all of the
 * small ones together a few.
 */
test('none of them waits for large ones, which wait for one another', async () => {
    const { people, row } = await imports();
    let ended = 0;
    const large = many(3, async () => {
        const status = await makeLarge(20000);
        ended += 1;
        return status;
    });
    while (unfinished() < 2) {
        await new Promise((go) => setTimeout(go, 10));
    }
    const small = await Promise.all([
        many(2, (i) => operator.post('key-lots', lot(i === 0 ? 1000 : 1))),
        many(2, (i) => operator.post('participations', { participations: [row(people[i])] })),
    ]);
    assert.deepEqual(small.map(statuses), [[201, 201], [200, 200]]);
    assert.equal(ended, 0, 'all were done before the first of the large ones');
    assert.deepEqual(await large, [201, 201, 201]);
});
