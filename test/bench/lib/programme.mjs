/*
 * Databases to measure on: tenants with people who hold tokens, and lots of keys to redeem.
 */
import assert from 'node:assert/strict';
import { ask, newFolder, Perq } from './perq.mjs';

export const TENANTS = 16;
const SKU = 'microsoft-365-e3';

const BENEFIT_KINDS = [
    { kind: 'license', quantity: { licenses: 25 } },
    { kind: 'license', quantity: { licenses: 100 } },
    { kind: 'credit', quantity: { credit: { period: 'year', currency: 'USD', amount: '6000.00' } } },
    { kind: 'support', quantity: { incidents: 20 } },
];

/* The same order every time, and one that no index has. */
function shuffle(items) {
    let seed = 12345;
    for (let i = items.length - 1; i > 0; i--) {
        seed = (seed * 1103515245 + 12345) % 2 ** 31;
        const j = Math.floor((seed / 2 ** 31) * (i + 1));
        [items[i], items[j]] = [items[j], items[i]];
    }
    return items;
}

async function newMember(server, number) {
    const partner = await server.call('POST', 'partners',
        { name: `Partner ${number}`, country: 'SE' });
    const tenant = await server.call('POST', `partners/${partner.id}/tenants`,
        { name: `Tenant ${number}`, domain: `tenant${number}.example` });
    const email = `admin@tenant${number}.example`;
    await server.call('POST', `tenants/${tenant.id}/users`,
        { email, displayName: `Admin ${number}`, kind: 'member', roles: ['global-admin'] });
    const said = server.cli('token', 'create', '--email', email);
    return { tenantId: tenant.id, token: /perq_[0-9A-Za-z_-]+/.exec(said)[0] };
}

async function newKeys(server, count) {
    const lot = await server.call('POST', 'key-lots',
        { sku: SKU, licenses: 25, count, redeemBy: '9999-12-31' });
    const { text } = await ask(server.port, `/api/v1/key-lots/${lot.id}/keys`,
        { token: server.operator });
    const keys = text.match(/"key":"[^"]+"/g).map((member) => member.slice(7, -1));
    assert.equal(keys.length, count);
    return shuffle(keys);
}

/*
 * {folder, members, keys, subscription}: a database with so many keys, all of them unused but the
 * one of the subscription, and no server running on it.
 */
export async function newProgramme(keyCount) {
    const server = await new Perq(newFolder(), ['--sample']).start();
    const members = [];
    for (let i = 0; i < TENANTS; i++) {
        members.push(await newMember(server, i));
    }
    const [key] = await newKeys(server, 1);
    const receipt = await server.call('POST', 'redemptions',
        { tenantId: members[0].tenantId, action: 'activate', keys: [key] }, members[0].token);
    const keys = await newKeys(server, keyCount);
    await server.stop();
    return { folder: server.folder, members, keys, subscription: receipt.subscriptionId };
}

/* Adds benefits of every kind to the demo partner until it has so many. */
async function addBenefits(server, partnerId, count) {
    const { items } = await server.call('GET', `benefits?partnerId=${partnerId}&limit=200`);
    const benefits = [];
    for (let i = items.length; i < count; i++) {
        const kind = BENEFIT_KINDS[i % BENEFIT_KINDS.length];
        const sku = `product-${i}`;
        await server.call('POST', 'products', { sku, name: `Cloud product number ${i}`,
            kind: kind.kind });
        benefits.push({ sku, type: i % 2 === 0 ? 'core' : 'incremental', ...kind.quantity });
    }
    await server.call('POST', 'offers', { code: 'everything', name: 'Gold competency',
        tier: 'gold', competency: 'Everything there is', benefits });
    await server.call('POST', `partners/${partnerId}/enrolments`, { offer: 'everything',
        startsOn: new Date().toISOString().slice(0, 10) });
}

/*
 * {folder, person}: the demo programme, whose partner has so many benefits; person is what
 * demo.json says of its administrator.
 */
export async function newPartnerWithBenefits(count) {
    const server = await new Perq(newFolder(), ['--sample']).start();
    const { partner: person } = server.demo;
    const { partnerId } = await server.call('GET', `tenants/${person.tenantId}`);
    await addBenefits(server, partnerId, count);
    await server.stop();
    return { folder: server.folder, person };
}

/* What the load client reads: line i is of connection i % 64, and that always of one tenant. */
export function linesOf(programme, first, count) {
    return programme.keys.slice(first, first + count).map((key, i) => {
        const member = programme.members[i % TENANTS];
        return `${member.token} ${member.tenantId} ${key}\n`;
    }).join('');
}
