/*
 * A large organisation: 300 people, 50 benefits and subscriptions, an address that is in twelve organisations.
 * Every page that links lead to is still small, so that readers of headings and searches get through.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parse } from 'parse5';
import { Browser } from '../api/lib/browser.mjs';
import { assign } from '../api/lib/credits.mjs';
import { newKeys } from '../api/lib/keys.mjs';
import { enrol, incremental, newOffer, newProduct } from '../api/lib/programme.mjs';
import { crawl, elementsOf } from './lib/crawl.mjs';
import { newCredit, startWorld, subscribe } from './lib/world.mjs';

const ROWS = 50;
const PEOPLE = 300;
const HOLDERS = 240;
const AT_ONCE = 60;
const ORGANISATIONS = 12;
const ELEMENTS = 1500;
const HTML_BYTES = 20 * 1024;

let world, tenant;

async function addBenefits({ operator }) {
    const products = [];
    for (let i = 0; i < ROWS; i += 1) {
        products.push(await newProduct(operator));
    }
    const offer = await newOffer(operator, 'gold', products.map((one) => incremental(one, 25)));
    await enrol(operator, { id: tenant.partnerId }, offer, new Date().toISOString().slice(0, 10));
}

async function addSubscriptions({ operator, admin }) {
    for (const { key } of await newKeys(operator, { licenses: 5, count: ROWS })) {
        await admin.post('redemptions', { tenantId: tenant.id, action: 'activate', keys: [key],
            separate: true }, { expect: 201 });
    }
}

/* Most of them have a licence of one subscription, and some a share of one credit. */
async function addPeople({ operator, admin }) {
    const people = [];
    for (let i = 0; i < PEOPLE; i += 1) {
        const { body } = await operator.post(`tenants/${tenant.id}/users`, { kind: 'member',
            roles: [], email: `row-${i}@contoso.example`, displayName: `Row ${i}` }, { expect: 201 });
        people.push(body);
    }
    const large = await subscribe(world, { licenses: PEOPLE });
    for (let i = 0; i < HOLDERS; i += AT_ONCE) {
        await admin.post(`subscriptions/${large}/licenses`,
            { people: people.slice(i, i + AT_ONCE).map(({ id }) => id) }, { expect: 200 });
    }
    const credit = await newCredit(world);
    for (const person of people.slice(0, AT_ONCE)) {
        await assign(admin, credit, person);
    }
    return [`/subscriptions/${large}`, `/subscriptions/${large}?q=row`, `/credits/${credit.id}`];
}

/* The partner's administrator is one in eleven others too. */
async function addOrganisations({ operator, people, server }) {
    const { email, password } = people.partner;
    for (let i = 1; i < ORGANISATIONS; i += 1) {
        const { body: other } = await operator.post(`partners/${tenant.partnerId}/tenants`,
            { name: `Contoso ${i}`, domain: `contoso-${i}.example` }, { expect: 201 });
        await operator.post(`tenants/${other.id}/users`, { email, displayName: 'Astrid Admin',
            kind: 'member', roles: ['global-admin'] }, { expect: 201 });
        const { stdout } = await server.cli('user', 'link', '--email', email, '--tenant', other.id);
        const [path] = /\/set-up\/[\w-]+/.exec(stdout);
        await new Browser(server).submit(path, path, { password, repeat: password });
    }
}

let linked, astrid;

before(async () => {
    world = await startWorld();
    tenant = (await world.operator.get(`tenants/${world.admin.user.tenantId}`)).body;
    await addBenefits(world);
    await addSubscriptions(world);
    linked = await addPeople(world);
    await addOrganisations(world);
    astrid = (await world.admin.get('me', { expect: 200 })).body.user.id;
});
after(() => world?.server.remove());

/* What crawl() asks of a browser, in the words of ours. */
function lookWith(browser) {
    return { language: 'sv', context: { request: {
        async get(address, { headers }) {
            const { status, headers: given, text } = await browser.get(address, { headers });
            return { status: () => status, headers: () => given, text: async () => text };
        },
    } } };
}

test('Pages stay small when lists are long', async (t) => {
    const browser = new Browser(world.server);
    await browser.signIn(world.people.partner);
    await browser.submit('/organisation', '/organisation', { account: astrid });
    const faults = [];
    let long = 0;
    const start = ['/home', '/everywhere', '/organisation', ...linked];
    for (const { address, status, html } of await crawl(lookWith(browser), world.server, start)) {
        assert.ok(status < 400, `${address}: ${status}`);
        const elements = [...elementsOf(parse(html ?? ''))];
        const rows = elements.filter(({ tagName }) => tagName === 'tr').length;
        const bytes = gzipSync(html ?? '').length;
        long += rows > ROWS;
        t.diagnostic(`${address}: ${rows} rows, ${elements.length} elements, ${bytes} bytes compressed`);
        if (elements.length > ELEMENTS || bytes > HTML_BYTES) {
            faults.push(`${address}: ${elements.length} elements, ${bytes} bytes compressed`);
        }
    }
    assert.deepEqual(faults, []);
    assert.ok(long >= 5, `only ${long} lists are long`);
});
