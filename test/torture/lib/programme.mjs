/*
 * What torture works on: tenants with people who may redeem, subscriptions, and keys in stock.
 */
import assert from 'node:assert/strict';
import { Api } from '../../api/lib/client.mjs';
import { newKeys, newSubscription } from '../../api/lib/keys.mjs';
import { newTenant, newUser } from '../../api/lib/people.mjs';
import { startServer } from '../../api/lib/server.mjs';

/* A server with the demo programme, that only speaks of what went wrong; {server, operator}. */
export async function startProgramme({ args = [], ...options } = {}) {
    const server = await startServer({ demo: true, args: ['--quiet', ...args], ...options });
    return { server, operator: new Api(server, { token: server.demo.operator.token }) };
}

/* A tenant with people who may redeem, and subscriptions of theirs: {tenant, admins, subscriptions}. */
export async function newCompany(operator, { people = 1, subscriptions = 0, licenses = 100 } = {}) {
    const { tenant } = await newTenant(operator);
    const admins = [];
    for (let i = 0; i < people; i += 1) {
        admins.push(await newUser(operator, tenant, 'global-admin'));
    }
    const held = [];
    for (let i = 0; i < subscriptions; i += 1) {
        held.push(await newSubscription(operator, admins[0], { licenses }));
    }
    return { tenant, admins, subscriptions: held };
}

/* The texts of that many new keys. */
export async function stock(operator, count, licenses) {
    return (await newKeys(operator, { count, licenses })).map((item) => item.key);
}

/* `perq check` finds nothing wrong; gives the number of receipts that it read. */
export async function checkIsClean(server) {
    const { code, stdout, stderr } = await server.cli('check');
    assert.equal(code, 0, `perq check: status ${code}\n${stdout}${stderr}`);
    return Number(/ ([0-9]+) receipts/.exec(stdout)[1]);
}

/* A refusal for want of space, as it must look: nothing else may be said in its place. */
export function assertStorageProblem(answer) {
    const statuses = { 'storage-full': 507, 'storage-unavailable': 503 };
    const code = answer.body?.code;
    assert.ok(code in statuses, `not a storage problem: ${answer.head}\n${answer.text}`);
    assert.equal(answer.status, statuses[code]);
    assert.match(answer.head, /content-type: application\/problem\+json/i);
}
