/*
 * Requests made from the contract, with what its schemas take and what they do not, by several people:
 * nothing is answered with 5xx but 503 and its Retry-After, every answer is one that the contract has,
 * and nothing that the contract refuses is done. PERQ_GENERATED says how many (./dev contract), and
 * PERQ_SEED which; a failure names both.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { askForMuch } from './lib/approvals.mjs';
import { Api } from './lib/client.mjs';
import { Generator, newChance, operations, World } from './lib/generate.mjs';
import { startServer } from './lib/server.mjs';

const COUNT = Number(process.env.PERQ_GENERATED ?? 3000);
const SEED = Number(process.env.PERQ_SEED ?? 1);

/* Who asks for what is the operator's, and for what is a partner's; most of it they may. */
const WHO = {
    operator: ['operator', 'operator', 'operator', 'operator', 'operator', 'operator', 'partner', 'reader', 'anybody'],
    partner: ['partner', 'partner', 'partner', 'partner', 'partner', 'operator', 'operator', 'reader', 'anybody'],
    server: ['operator', 'operator', 'partner', 'anybody'],
};

let server;
let callers;
let generators; /* each names what its caller has seen */
const chance = newChance(SEED);

/* Those who ask, and their tokens, stay as they are. */
async function spared() {
    const ids = new Set();
    for (const name of ['operator', 'partner', 'reader']) {
        const { body } = await callers[name].get('me', { expect: 200 });
        ids.add(body.user.id);
        (await callers[name].all(`tokens?userId=${body.user.id}`)).forEach(({ id }) => ids.add(id));
    }
    return ids;
}

/* Everybody reads every list, so that there are things to name. */
async function lookAround(name) {
    for (const operation of operations.filter(({ method, template }) =>
        method === 'GET' && template.startsWith('/api/v1') && !template.includes('{'))) {
        generators[name].world.learnFrom(operation.operationId, (await callers[name].get(operation.template)).body);
    }
}

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    const anybody = new Api(server);
    const { operator, partner, reader } = server.demo;
    callers = {
        operator: anybody.as(operator.token), partner: anybody.as(partner.token), reader: anybody.as(reader.token), anybody,
    };
    await askForMuch(server, callers.operator, 3);
    const keep = await spared();
    generators = Object.fromEntries(Object.keys(callers)
        .map((name) => [name, new Generator(chance, new World(chance, keep))]));
    await redeemOne();
    for (const name of ['operator', 'partner', 'reader']) {
        await lookAround(name);
    }
    for (const partnerId of [...generators.operator.world.known('PartnerId')]) {
        for (const [list, name] of [['tenants', 'listTenants'], ['enrolments', 'listEnrolments']]) {
            const { body } = await callers.operator.get(`partners/${partnerId}/${list}`);
            generators.operator.world.learnFrom(name, body);
        }
    }
    generators.anybody.world = generators.operator.world;
});
after(() => server.remove());

/* There is a subscription, and a receipt. */
async function redeemOne() {
    const { body: me } = await callers.partner.get('me');
    const benefits = await callers.partner.all('benefits');
    const { ref } = benefits.flatMap(({ keys = [] }) => keys).find(({ status }) => status === 'ready');
    await callers.partner.post('redemptions', { tenantId: me.tenant.id, action: 'activate', keyRefs: [ref] });
}

/* What was asked, shown so that somebody can ask it again. */
function shown(number, who, { method, path, options }) {
    const { raw, ...rest } = options;
    return `request ${number} of seed ${SEED} by ${who}: ${method} ${path} ` +
        `${JSON.stringify({ ...rest, raw: raw?.toString('latin1').slice(0, 200) }).slice(0, 1500)}`;
}

/* A partner that is suspended would be refused nearly everything from here on. */
async function resumeAfter({ operationId }, { path }, { status }) {
    if (operationId === 'suspendPartner' && status < 300) {
        const partner = path.replace('/suspension', '');
        const { headers } = await callers.operator.get(partner, { expect: 200 });
        await callers.operator.request('DELETE', path, { ifMatch: headers.etag, expect: 200 });
    }
}

function checkStatus(who, { status, headers }) {
    if (status >= 500) {
        assert.equal(status, 503, 'an answer of 5xx');
        assert.match(headers['retry-after'] ?? '', /^[0-9]+$/, '503 without Retry-After');
    }
    assert.ok(status !== 401 || who === 'anybody', 'somebody with a token is not known any more');
}

test(`${COUNT} requests from the contract are answered as it says`, async () => {
    const etags = new Map();
    const done = new Map(operations.map(({ operationId }) => [operationId, 0]));
    const statuses = {};
    for (let number = 0; number < COUNT; number += 1) {
        const operation = operations[number % operations.length];
        const who = chance.one(WHO[operation.tags[0]]);
        const request = generators[who].request(operation, etags);
        try {
            const answer = await callers[who].request(request.method, request.path, request.options);
            checkStatus(who, answer);
            statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
            if (answer.status < 300) {
                done.set(operation.operationId, done.get(operation.operationId) + 1);
                generators[who].world.learnFrom(operation.operationId, answer.body);
            }
            await resumeAfter(operation, request, answer);
            if (answer.headers.etag) {
                etags.set(request.path.split('?')[0], answer.headers.etag);
            }
        } catch (error) {
            throw new Error(`${shown(number, who, request)}\n${error.message.slice(0, 3000)}`, { cause: error.code });
        }
    }
    console.log(`statuses ${JSON.stringify(statuses)}`);
    const never = [...done].filter(([, times]) => times === 0).map(([name]) => name);
    assert.ok(never.length <= operations.length / 5, `never done: ${never.join(', ')}`);
});

test('the database is sound after it', async () => {
    await server.stop();
    const { code, stdout } = await server.cli('check');
    assert.equal(code, 0, stdout);
});
