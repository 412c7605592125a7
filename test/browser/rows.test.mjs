/*
 * Lists of fifty rows: still small pages, whose headings and searches a reader gets through.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parse } from 'parse5';
import { Browser } from '../api/lib/browser.mjs';
import { newKeys } from '../api/lib/keys.mjs';
import { enrol, incremental, newOffer, newProduct } from '../api/lib/programme.mjs';
import { elementsOf } from './lib/crawl.mjs';
import { pages } from './lib/routes.mjs';
import { startWorld } from './lib/world.mjs';

const ROWS = 50;
const ELEMENTS = 1500;
const HTML_BYTES = 20 * 1024;

let world;

async function addBenefits({ operator, admin }) {
    const { body: tenant } = await operator.get(`tenants/${admin.user.tenantId}`);
    const products = [];
    for (let i = 0; i < ROWS; i += 1) {
        products.push(await newProduct(operator));
    }
    const offer = await newOffer(operator, 'gold', products.map((one) => incremental(one, 25)));
    await enrol(operator, { id: tenant.partnerId }, offer, new Date().toISOString().slice(0, 10));
}

async function addPeopleAndSubscriptions({ operator, admin }) {
    const keys = await newKeys(operator, { licenses: 5, count: ROWS });
    for (const [index, { key }] of keys.entries()) {
        await operator.post(`tenants/${admin.user.tenantId}/users`, { kind: 'member', roles: [],
            email: `row-${index}@contoso.example`, displayName: `Row ${index}` }, { expect: 201 });
        await admin.post('redemptions', { tenantId: admin.user.tenantId, action: 'activate',
            keys: [key], separate: true }, { expect: 201 });
    }
}

before(async () => {
    world = await startWorld();
    await addBenefits(world);
    await addPeopleAndSubscriptions(world);
});
after(() => world?.server.remove());

const lists = pages.filter(({ method, path }) => method === 'GET' && !/[{.]/.test(path));

test('Pages stay small when lists are long', async (t) => {
    const browser = new Browser(world.server);
    await browser.signIn(world.people.partner);
    const faults = [];
    let long = 0;
    for (const { path } of lists) {
        const { status, text } = await browser.get(path);
        const elements = [...elementsOf(parse(text))];
        const rows = elements.filter(({ tagName }) => tagName === 'tr').length;
        const bytes = gzipSync(text).length;
        long += status === 200 && rows > ROWS;
        t.diagnostic(`${path}: ${rows} rows, ${elements.length} elements, ${bytes} bytes compressed`);
        if (elements.length > ELEMENTS || bytes > HTML_BYTES) {
            faults.push(`${path}: ${elements.length} elements, ${bytes} bytes compressed`);
        }
    }
    assert.deepEqual(faults, []);
    assert.ok(long >= 4, `only ${long} lists are long`);
});
