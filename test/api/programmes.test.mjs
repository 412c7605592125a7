/*
 * Other programmes: what people may take part in besides, so that refusals can say its name.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newStaff, newTenant, newUser } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
after(() => server?.remove());

test('the demo knows the programmes that a bulk credit cannot be combined with', async () => {
    const codes = (await operator.all('programmes')).map(({ code }) => code);
    assert.deepEqual(codes, ['action-pack', 'csp', 'enterprise-agreement', 'open', 'pass']);
});

test('the catalogue managers add programmes, each once, in any language', async () => {
    const manager = await newStaff(operator, 'catalogue-manager');
    const programme = { code: 'grant', name: 'Research grant', nameSv: 'Forskningsanslag' };
    const { body } = await manager.post('programmes', programme, { expect: 201 });
    assert.equal(body.nameSv, 'Forskningsanslag');
    const again = await manager.post('programmes', programme, { expect: 409 });
    assert.equal(again.body.code, 'already-exists');
    await manager.post('programmes', { code: 'No slug', name: 'x' }, { expect: 422 });
    const { items, next } = (await manager.get('programmes?limit=2', { expect: 200 })).body;
    assert.equal(items.length, 2);
    assert.ok(next);
});

test('partners have nothing to do with it', async () => {
    const { tenant } = await newTenant(operator);
    const admin = await newUser(operator, tenant, 'global-admin');
    await admin.get('programmes', { expect: 403 });
    await admin.post('programmes', { code: 'x', name: 'x' }, { expect: 403 });
});
