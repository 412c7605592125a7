/*
 * A lot of keys that another person approves: approved, drawn, released, exported once, ended
 * (RULE KEY-11); and unredeemed keys that are revoked.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newStaff, newTenant, newUser } from './lib/people.mjs';
import { Api } from './lib/client.mjs';
import { core, enrol, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';
import { lotIsBeingDrawn, soon } from './lib/soon.mjs';

const NOBODY = 'lot_01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';
const WHY = { reason: 'Order PO-88123' };

let server;
let manager;
let other;
let admin;
let product;
let partner;
let tenant;
let user;

before(async () => {
    server = await startServer({ demo: true, approvals: true });
    admin = new Api(server, { token: server.demo.operator.token });
    manager = await newStaff(admin, 'catalogue-manager');
    other = await newStaff(admin, 'catalogue-manager');
    product = await newProduct(admin);
    ({ partner, tenant } = await newTenant(admin));
    user = await newUser(admin, tenant, 'global-admin');
});
after(() => server?.remove());

const lotOf = (members = {}) =>
    ({ sku: product.sku, licenses: 5, count: 3, redeemBy: '9999-12-31', ...WHY, ...members });

const ask = async (members) =>
    (await manager.post('key-lots', lotOf(members), { expect: 202 })).body;

async function approve(approval, who = other) {
    await who.post(`approvals/${approval.id}/approve`, undefined, { expect: 200 });
    return approval.subject;
}

const step = async (id, name, body) =>
    (await manager.post(`key-lots/${id}/${name}`, body, { expect: 200 })).body;

async function released(members) {
    const id = await approve(await ask(members));
    await step(id, 'draw');
    return step(id, 'release');
}

const keysOf = async (lot, who = manager) =>
    (await who.get(`key-lots/${lot.id}/keys`, { expect: 200 })).body.items;

const redeem = (key, expect) => user.post('redemptions', { tenantId: tenant.id,
    action: 'activate', separate: true, keys: [key.key] }, { expect });

const refusedState = async (id, name, state, body) => {
    const problem = await manager.refused('POST', `key-lots/${id}/${name}`, 409, 'lot-state',
        { body });
    assert.equal(problem.lotState, state);
};

describe('RULE ROLE-3: a lot takes two people', () => {
    test('without a partner, or of more than 100 keys', async () => {
        await ask();
        await ask({ partnerId: partner.id, count: 101 });
        const { body } = await manager.post('key-lots',
            lotOf({ partnerId: partner.id, count: 100 }), { expect: 201 });
        assert.equal(body.state, 'released');
        assert.equal((await keysOf(body)).length, 100);
    });

    test('and a reason', async () => {
        const problem = await manager.refused('POST', 'key-lots', 422, 'member-invalid',
            { body: lotOf({ reason: undefined }) });
        assert.deepEqual(problem.errors.map(({ pointer }) => pointer), ['/reason']);
    });

    test('who are shown what it is', async () => {
        const approval = await ask({ count: 500, partnerId: partner.id });
        assert.equal(approval.kind, 'key-lot');
        assert.deepEqual(approval.request, lotOf({ count: 500, partnerId: partner.id }));
        assert.deepEqual(approval.preview, {
            sku: product.sku, licenses: 5, count: 500, licensesTogether: 2500,
            redeemBy: '9999-12-31', partnerId: partner.id, partner: partner.name,
        });
        await manager.refused('POST', `approvals/${approval.id}/approve`, 403, 'approval-own');
        await approve(approval);
    });

    test('unless the product is not what it was', async () => {
        const old = await newProduct(admin);
        const approval = await ask({ sku: old.sku });
        await admin.patch(`products/${old.sku}`, { retired: true }, { ifMatch: '*', expect: 200 });
        await other.refused('POST', `approvals/${approval.id}/approve`, 409, 'approval-outdated');
    });
});

describe('RULE KEY-11: step by step', () => {
    test('no key exists before it is approved and drawn, and none is seen before it is released',
        async () => {
            const approval = await ask();
            const id = approval.subject;
            await manager.refused('GET', `key-lots/${id}`, 404, 'not-found');
            await manager.refused('POST', `key-lots/${id}/draw`, 404, 'not-found');
            await approve(approval);
            assert.equal((await manager.get(`key-lots/${id}`)).body.state, 'approved');
            assert.equal((await manager.get(`key-lots/${id}`)).body.drawn, 0);
            await refusedState(id, 'release', 'approved');
            assert.equal((await step(id, 'draw')).state, 'drawn');
            assert.equal((await manager.get(`key-lots/${id}`)).body.drawn, 3);
            await refusedState(id, 'draw', 'drawn');
            await manager.refused('GET', `key-lots/${id}/keys`, 409, 'lot-state');
            const lot = await step(id, 'release');
            assert.equal(lot.state, 'released');
            await refusedState(id, 'release', 'released');
            await refusedState(id, 'cancel', 'released');
            const keys = await keysOf(lot);
            assert.equal(keys.length, 3);
            await redeem(keys[0], 201);
            const types = (await manager.as(admin.token).all('events?limit=200'))
                .filter(({ subject }) => subject === id).map(({ type }) => type);
            assert.deepEqual(types, ['key-lot.approved', 'key-lot.drawn', 'key-lot.created',
                'key-lot.exported']);
        });

    test('it is cancelled before it is released, and never there again', async () => {
        for (const steps of [[], ['draw']]) {
            const id = await approve(await ask());
            for (const name of steps) {
                await step(id, name);
            }
            await step(id, 'cancel');
            await manager.refused('GET', `key-lots/${id}`, 404, 'not-found');
            await manager.refused('POST', `key-lots/${id}/release`, 404, 'not-found');
        }
    });

    test('it is exported once, and again by a second person', async () => {
        const lot = await released();
        const path = `key-lots/${lot.id}`;
        await refusedState(lot.id, 'exports', 'released', WHY);
        await keysOf(lot);
        await manager.refused('GET', `${path}/keys`, 409, 'lot-exported');
        const { body: approval } = await manager.post(`${path}/exports`, WHY, { expect: 202 });
        assert.equal(approval.kind, 'key-export');
        await other.refused('POST', `approvals/${approval.id}/approve`, 403, 'not-permitted');
        await approve(approval, admin);
        await keysOf(lot);
        await manager.refused('GET', `${path}/keys`, 409, 'lot-exported');
    });

    test('what is left of it is revoked, by two people where it is more than ten keys', async () => {
        for (const [count, status] of [[11, 200], [12, 202]]) {
            const lot = await released({ count });
            const keys = await keysOf(lot);
            await redeem(keys[0], 201);
            const { body } = await manager.post(`key-lots/${lot.id}/revocation`, WHY,
                { expect: status });
            if (status === 202) {
                await approve(body);
            }
            await redeem(keys[1], 404);
            assert.equal((await manager.get(`key-lots/${lot.id}`)).body.state, 'ended');
            await refusedState(lot.id, 'revocation', 'ended', WHY);
            const event = (await admin.all('events?limit=200'))
                .find(({ type, subject }) => type === 'key-lot.ended' && subject === lot.id);
            assert.equal(event.data.revoked, count - 1);
            assert.equal(event.reason, WHY.reason);
        }
    });

    test('keys of a benefit are revoked, redeemed ones are not', async () => {
        const made = await newTenant(admin);
        const owner = await newUser(admin, made.tenant, 'global-admin');
        await enrol(admin, made.partner, await newOffer(admin, 'gold', [core(product, 5)]),
            new Date().toISOString().slice(0, 10));
        const [key] = (await owner.get('keys', { expect: 200 })).body.items;
        const path = `benefits/${key.benefitId}/revocation`;
        const { body } = await admin.post(path, WHY, { expect: 200 });
        assert.equal(body.id, key.benefitId);
        await owner.refused('POST', 'redemptions', 404, 'key-not-redeemable', { body: {
            tenantId: made.tenant.id, action: 'activate', separate: true, keyRefs: [key.ref] } });
        await admin.refused('POST', path, 409, 'no-key-left', { body: WHY });
        const event = (await owner.all('events?limit=200'))
            .find(({ type }) => type === 'benefit.keys-revoked');
        assert.deepEqual([event.data.revoked, event.reason], [1, WHY.reason]);
    });

    test('a lot that is not there is not found', async () => {
        for (const name of ['draw', 'release', 'cancel']) {
            await manager.refused('POST', `key-lots/${NOBODY}/${name}`, 404, 'not-found');
        }
        for (const name of ['exports', 'revocation']) {
            await manager.refused('POST', `key-lots/${NOBODY}/${name}`, 404, 'not-found',
                { body: WHY });
        }
    });

    /* Racing steps leave one winner. */
    test('is drawn once, however many ask at the same moment', async () => {
        const id = await approve(await ask({ count: 2000 }));
        const answers = await Promise.all([1, 2, 3].map(() =>
            manager.post(`key-lots/${id}/draw`)));
        assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409]);
        assert.equal((await keysOf(await step(id, 'release'))).length, 2000);
    });

    test('one that was cut short is drawn again, and one that was drawn is still there', async () => {
        const drawn = await approve(await ask());
        await step(drawn, 'draw');
        const cut = await approve(await ask({ count: 100000 }));
        const answer = manager.post(`key-lots/${cut}/draw`).catch(() => null);
        await soon(() => lotIsBeingDrawn(server));
        await server.kill();
        await answer;
        await server.start();
        assert.equal((await manager.get(`key-lots/${drawn}`)).body.state, 'drawn');
        await step(drawn, 'release');
        await soon(async () => (await manager.post(`key-lots/${cut}/draw`)).status === 200);
        assert.equal((await step(cut, 'release')).count, 100000);
        assert.equal((await server.cli('check')).code, 0);
    });
});

describe('RULE KEY-13: a key that others may know is blocked', () => {
    const block = async (ref, who = admin) =>
        (await who.post(`keys/${ref}/block`, { reason: 'Posted in a forum' }, { expect: 200 })).body;

    test('its partner is told, and gets another one', async () => {
        const made = await newTenant(admin);
        const owner = await newUser(admin, made.tenant, 'global-admin');
        await enrol(admin, made.partner, await newOffer(admin, 'gold', [core(product, 5)]),
            new Date().toISOString().slice(0, 10));
        const keys = async () => (await owner.get('keys', { expect: 200 })).body.items;
        const [key] = await keys();
        const agent = await newStaff(admin, 'support-agent');
        const { ref, replacedBy, ...rest } = await block(key.ref, agent);
        assert.deepEqual([ref, rest], [key.ref, {}]);
        const redeemBy = (keyRef, expect) => owner.post('redemptions', { tenantId: made.tenant.id,
            action: 'activate', separate: true, keyRefs: [keyRef] }, { expect });
        assert.equal((await redeemBy(ref, 404)).body.code, 'key-not-redeemable');
        const event = (await owner.all('events?limit=200')).find(({ type }) => type === 'key.blocked');
        assert.equal(event.reason, 'Posted in a forum');
        assert.deepEqual(event.data, { sku: product.sku, benefitId: key.benefitId, replacedBy });
        const other = (await keys()).find((one) => one.ref === replacedBy);
        assert.deepEqual([other.licenses, other.redeemBy], [key.licenses, key.redeemBy]);
        await redeemBy(replacedBy, 201);
        for (const [name, code] of [[ref, 'no-key-left'], [replacedBy, 'key-already-redeemed']]) {
            await admin.refused('POST', `keys/${name}/block`, 409, code, { body: WHY });
        }
    });

    test('one that anybody may redeem has no other in its place', async () => {
        const [key] = await keysOf(await released({ count: 1 }));
        assert.deepEqual(await block(key.ref), { ref: key.ref });
        await redeem(key, 404);
    });

    test('one that is not there is not found', async () => {
        for (const ref of ['KR-00000000', 'x']) {
            await admin.refused('POST', `keys/${ref}/block`, 404, 'not-found', { body: WHY });
        }
    });
});
