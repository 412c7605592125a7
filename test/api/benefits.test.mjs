/*
 * The list of benefits as JSON and CSV, who sees it, and showing a key.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { setDay } from './lib/keys.mjs';
import { newStaff, newTenant, newUser, unique } from './lib/people.mjs';
import { core, enrol, incremental, newOffer, newProduct } from './lib/programme.mjs';
import { perq, startServer } from './lib/server.mjs';

const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';
const TODAY = '2021-08-02';

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
beforeEach(() => setDay(operator, TODAY));
after(() => server?.remove());

async function newPartner() {
    const { partner, tenant } = await newTenant(operator);
    return { partner, tenant, admin: await newUser(operator, tenant, 'global-admin') };
}

/* A partner with one licence benefit of so many licences. */
async function newHolder(licenses = 25) {
    const holder = await newPartner();
    const product = await newProduct(operator);
    const offer = await newOffer(operator, 'silver', [core(product, licenses)]);
    const enrolment = await enrol(operator, holder.partner, offer);
    const [item] = await holder.admin.all('benefits');
    return { ...holder, product, offer, enrolment, benefit: item, key: item.keys[0] };
}

const names = (items) => items.map((item) => item.name);

/* RULE BEN-2: the list filters, searches, sorts, and exports. */
describe('the list', () => {
    let admin;
    let partner;

    before(async () => {
        await setDay(operator, TODAY);
        ({ partner, admin } = await newPartner());
        const visio = await newProduct(operator, { name: 'Visio Plan 2', nameSv: 'Visio-plan 2' });
        const azure = await newProduct(operator,
            { name: 'Azure bulk credit', nameSv: 'Åzure masskredit', kind: 'credit' });
        const support = await newProduct(operator, { name: 'Technical support', kind: 'support' });
        const power = await newProduct(operator, { name: 'power BI', sku: `power-bi-${unique()}` });
        const credit = { period: 'year', currency: 'USD', amount: '6000.5' };
        await enrol(operator, partner, await newOffer(operator, 'gold', [
            incremental(visio, 6), { sku: azure.sku, type: 'incremental', credit },
        ], { name: 'Gold competency', competency: 'Molnplattform Ö' }), '2021-06-01');
        await enrol(operator, partner, await newOffer(operator, 'silver', [
            { sku: support.sku, type: 'core', incidents: 20 }, core(power, 25),
        ], { name: 'Silver "extra", competency' }), '2020-10-01');
        const used = (await admin.all('benefits?q=power'))[0];
        await admin.post('redemptions', {
            tenantId: admin.user.tenantId, action: 'activate', keyRefs: [used.keys[0].ref],
        }, { expect: 201 });
    });

    const FOUND = [
        ['', ['power BI', 'Technical support', 'Azure bulk credit', 'Visio Plan 2']],
        ['?category=cloud', ['power BI', 'Visio Plan 2']],
        ['?category=credit', ['Azure bulk credit']],
        ['?category=support', ['Technical support']],
        ['?status=ready', ['Technical support', 'Azure bulk credit', 'Visio Plan 2']],
        ['?status=used', ['power BI']],
        ['?status=active', []],
        ['?expiringWithinDays=90', ['power BI', 'Technical support']],
        ['?expiringWithinDays=89', []],
        ['?status=ready&expiringWithinDays=92', ['Technical support']],
        ['?q=VISIO', ['Visio Plan 2']],
        ['?q=molnplattform%20%C3%B6', ['Azure bulk credit', 'Visio Plan 2']],
        ['?q=silver', ['power BI', 'Technical support']],
        ['?q=power-bi-', ['power BI']],
        ['?q=nothing', []],
        ['?q=', ['power BI', 'Technical support', 'Azure bulk credit', 'Visio Plan 2']],
        ['?q=%25', []],
        ['?category=cloud&status=used&q=bi', ['power BI']],
        ['?sort=name', ['Azure bulk credit', 'power BI', 'Technical support', 'Visio Plan 2']],
        ['?sort=-name', ['Visio Plan 2', 'Technical support', 'power BI', 'Azure bulk credit']],
        ['?sort=-activateBy', ['Azure bulk credit', 'Visio Plan 2', 'power BI', 'Technical support']],
        ['?sort=source', ['Azure bulk credit', 'Visio Plan 2', 'power BI', 'Technical support']],
        ['?sort=-source', ['power BI', 'Technical support', 'Azure bulk credit', 'Visio Plan 2']],
        ['?sort=status', ['Azure bulk credit', 'Technical support', 'Visio Plan 2', 'power BI']],
        ['?sort=-status', ['power BI', 'Azure bulk credit', 'Technical support', 'Visio Plan 2']],
        ['?sort=quantity', ['Visio Plan 2', 'power BI', 'Azure bulk credit', 'Technical support']],
        ['?sort=-quantity', ['Technical support', 'Azure bulk credit', 'power BI', 'Visio Plan 2']],
    ];
    for (const [query, expected] of FOUND) {
        test(`benefits${query}`, async () => {
            assert.deepEqual(names(await admin.all(`benefits${query}`)), expected);
        });
    }

    test('goes on where the page before ended, in every order', async () => {
        for (const sort of ['name', '-name', 'activateBy', '-activateBy', 'source', '-source',
            'status', '-status', 'quantity', '-quantity']) {
            const whole = await admin.all(`benefits?sort=${sort}`);
            assert.deepEqual(await admin.all(`benefits?sort=${sort}&limit=1`), whole, sort);
        }
    });

    test('goes on also when the last item does not match any more', async () => {
        const holder = await newPartner();
        const products = [await newProduct(operator), await newProduct(operator), await newProduct(operator)];
        await enrol(operator, holder.partner, await newOffer(operator, 'silver',
            products.map((product) => core(product, 25))), '2021-06-01');
        const path = 'benefits?limit=1&sort=-name&status=ready';
        const { body } = await holder.admin.get(path, { expect: 200 });
        await holder.admin.post('redemptions', {
            tenantId: holder.tenant.id, action: 'activate', keyRefs: [body.items[0].keys[0].ref],
        }, { expect: 201 });
        const rest = await holder.admin.get(`${path}&after=${body.next}`, { expect: 200 });
        assert.deepEqual(names(rest.body.items), [products[1].name]);
        await holder.admin.refused('GET', `benefits?limit=1&sort=-name&after=${body.next}`, 400,
            'cursor-invalid');
    });

    test('is in the reader\'s language, also for searching and sorting', async () => {
        const swedish = admin.as(admin.token, 'sv');
        assert.deepEqual(names(await swedish.all('benefits?sort=name')),
            ['power BI', 'Technical support', 'Visio-plan 2', 'Åzure masskredit']);
        assert.deepEqual(names(await swedish.all('benefits?q=%C3%A5zure')), ['Åzure masskredit']);
    });

    test('knows its cursors', async () => {
        const other = await newHolder();
        await other.admin.get('benefits?limit=1', { expect: 200 });
        const foreign = Buffer.from(other.benefit.id).toString('base64url');
        for (const cursor of [foreign, 'x', Buffer.from(`ben_${NOBODY}`).toString('base64url'), '%25']) {
            await admin.refused('GET', `benefits?after=${cursor}`, 400, 'cursor-invalid');
        }
    });

    const WRONG = [
        ['category=clouds', '/query/category'], ['status=redeemed', '/query/status'],
        ['expiringWithinDays=-1', '/query/expiringWithinDays'],
        ['expiringWithinDays=3661', '/query/expiringWithinDays'],
        ['expiringWithinDays=1.5', '/query/expiringWithinDays'], ['sort=price', '/query/sort'],
        ['partnerId=x', '/query/partnerId'], ['limit=0', '/query/limit'], ['limit=201', '/query/limit'],
        [`q=${'x'.repeat(101)}`, '/query/q'],
    ];
    for (const [query, pointer] of WRONG) {
        test(`refuses ${query.slice(0, 30)}`, async () => {
            const problem = await admin.refused('GET', `benefits?${query}`, 422, 'member-invalid');
            assert.deepEqual(problem.errors.map((fault) => fault.pointer), [pointer]);
        });
    }

    test('is a file of comma-separated values, if that is asked for', async () => {
        const answer = await admin.get('benefits?sort=name&limit=1', { accept: 'text/csv', expect: 200 });
        assert.match(answer.headers['content-type'], /^text\/csv; charset=utf-8$/);
        assert.match(answer.headers['content-disposition'], /^attachment; filename="benefits.csv"$/);
        const items = await admin.all('benefits?sort=name');
        const [azure, power, support, visio] = items;
        assert.deepEqual(answer.text.split('\r\n'), [
            'id,name,sku,category,offer,offerName,competency,type,quantity,unit,used,status,activateBy,endsOn',
            `${azure.id},Azure bulk credit,${azure.sku},credit,${azure.source.offer},Gold competency,` +
                'Molnplattform Ö,incremental,6000.50,USD/year,0.00,ready,2022-07-01,2022-06-01',
            `${power.id},power BI,${power.sku},cloud,${power.source.offer},` +
                '"Silver ""extra"", competency",,core,25,licenses,25,used,2021-10-31,',
            `${support.id},Technical support,${support.sku},support,${support.source.offer},` +
                '"Silver ""extra"", competency",,core,20,incidents,0,ready,2021-10-31,',
            `${visio.id},Visio Plan 2,${visio.sku},cloud,${visio.source.offer},Gold competency,` +
                'Molnplattform Ö,incremental,6,licenses,0,ready,2022-07-01,',
            '',
        ]);
    });

    test('hands no formula to a spreadsheet', async () => {
        const victim = await newPartner();
        for (const name of ['=HYPERLINK("http://evil.example")', '+1', '-1', '@SUM(A1)']) {
            const product = await newProduct(operator, { name });
            await enrol(operator, victim.partner,
                await newOffer(operator, 'silver', [core(product, 1)], { name: '=1+1' }));
        }
        const { text } = await victim.admin.get('benefits', { accept: 'text/csv', expect: 200 });
        const cells = text.split(/\r\n/).slice(1, -1);
        assert.equal(cells.length, 4);
        assert.ok(!/(^|,)"?[=+@-]/m.test(text), text);
        assert.ok(text.includes(`"'=HYPERLINK(""http://evil.example"")"`), text);
    });
});

/* RULE BEN-3: global admin and partner admin see them, and readers; nobody else, no other partner. */
describe('benefits are seen', () => {
    let holder;

    before(async () => {
        await setDay(operator, TODAY);
        holder = await newHolder();
    });

    for (const role of ['global-admin', 'partner-admin', 'reader']) {
        test(`by a ${role}`, async () => {
            const user = await newUser(operator, holder.tenant, role);
            assert.deepEqual(await user.all('benefits'), [holder.benefit]);
            assert.deepEqual((await user.get(`benefits/${holder.benefit.id}`)).body, holder.benefit);
        });
    }

    for (const role of ['billing-admin', 'user-admin']) {
        test(`not by a ${role}`, async () => {
            const user = await newUser(operator, holder.tenant, role);
            await user.refused('GET', 'benefits', 403, 'not-permitted');
            await user.refused('GET', `benefits/${holder.benefit.id}`, 403, 'not-permitted');
        });
    }

    /* RULE ROLE-2: what is another partner's is not there. */
    test('not by another partner', async () => {
        const other = await newPartner();
        assert.deepEqual(await other.admin.all('benefits'), []);
        for (const id of [holder.benefit.id, `ben_${NOBODY}`, 'x']) {
            await other.admin.refused('GET', `benefits/${id}`, 404, 'not-found');
        }
        for (const id of [holder.partner.id, `par_${NOBODY}`]) {
            await other.admin.refused('GET', `benefits?partnerId=${id}`, 404, 'not-found');
        }
        await other.admin.get(`benefits?partnerId=${other.partner.id}`, { expect: 200 });
    });

    test('in every tenant of the partner', async () => {
        const { body } = await operator.post(`partners/${holder.partner.id}/tenants`,
            { name: 'Second', domain: `second-${unique()}.example` }, { expect: 201 });
        const user = await newUser(operator, body, 'reader');
        assert.deepEqual(await user.all('benefits'), [holder.benefit]);
    });

    test('by the operator\'s staff, who say whose they want to see', async () => {
        const agent = await newStaff(operator, 'support-agent');
        for (const staff of [operator, agent]) {
            assert.deepEqual(await staff.all(`benefits?partnerId=${holder.partner.id}`),
                [holder.benefit]);
            assert.deepEqual((await staff.get(`benefits/${holder.benefit.id}`)).body, holder.benefit);
            await staff.refused('GET', `benefits?partnerId=par_${NOBODY}`, 404, 'not-found');
            const problem = await staff.refused('GET', 'benefits', 422, 'member-invalid');
            assert.equal(problem.errors[0].pointer, '/query/partnerId');
        }
    });
});

/* RULE DT-4: allowed while today is at most that date. */
test('a benefit is ready on its last day and expired on the next', async () => {
    const { admin, benefit, key } = await newHolder();
    await setDay(operator, benefit.activateBy);
    const last = (await admin.get(`benefits/${benefit.id}`)).body;
    assert.deepEqual([last.status, last.keys[0].status], ['ready', 'ready']);
    assert.equal((await admin.all('benefits?expiringWithinDays=0')).length, 1);
    await setDay(operator, '2022-09-02');
    const next = (await admin.get(`benefits/${benefit.id}`)).body;
    assert.deepEqual([next.status, next.keys[0].status], ['expired', 'expired']);
    assert.equal((await admin.all('benefits?expiringWithinDays=3660')).length, 0);
    assert.deepEqual((await admin.all('benefits?status=expired'))[0].keys[0],
        { ...key, status: 'expired' });
});

/* RULE KEY-6: showing a key is an event, and needs the word that the tenant is the right one. */
describe('a key', () => {
    const path = (holder) => `benefits/${holder.benefit.id}/keys/${holder.key.ref}/reveal`;
    const verified = (user) => ({ tenantId: user.user.tenantId, tenantVerified: true });

    async function reveal(holder, options = {}) {
        const { body } = await holder.admin.post(path(holder), verified(holder.admin),
            { expect: 200, ...options });
        return body.key;
    }

    async function reveals(holder) {
        return (await holder.admin.all('events')).filter((event) => event.type === 'key.revealed');
    }

    test('is shown to its partner, and the event says to whom', async () => {
        const holder = await newHolder();
        const key = await reveal(holder);
        assert.equal((await perq(['key', 'check'], { input: `${key}\n` })).stdout, 'ok\n');
        const shown = (await holder.admin.get(`benefits/${holder.benefit.id}`)).body;
        assert.deepEqual([shown.status, shown.used, shown.keys[0].status], ['ready', 0, 'revealed']);
        const [event, ...more] = await reveals(holder);
        assert.deepEqual(more, []);
        assert.equal(event.subject, holder.key.ref);
        assert.equal(event.actor.userId, holder.admin.user.id);
        assert.equal(event.tenantId, holder.tenant.id);
        assert.deepEqual(event.data, {
            ref: holder.key.ref, benefitId: holder.benefit.id, sku: holder.product.sku,
        });
        assert.ok(!JSON.stringify(event).includes(key));
    });

    test('is the same every time, and every time is an event', async () => {
        const holder = await newHolder();
        const idempotencyKey = `reveal-${unique()}`;
        const keys = [await reveal(holder), await reveal(holder, { idempotencyKey }),
            await reveal(holder, { idempotencyKey })];
        assert.equal(new Set(keys).size, 1);
        assert.equal((await reveals(holder)).length, 3);
    });

    test('can be named in small letters', async () => {
        const holder = await newHolder();
        await holder.admin.post(path(holder).replace(holder.key.ref, holder.key.ref.toLowerCase()),
            verified(holder.admin), { expect: 200 });
    });

    test('redeems what the benefit says', async () => {
        const holder = await newHolder(40);
        const { body } = await holder.admin.post('redemptions', {
            tenantId: holder.tenant.id, action: 'activate', keys: [await reveal(holder)],
        }, { expect: 201 });
        assert.deepEqual(body.after.licenses, 40);
        const used = (await holder.admin.get(`benefits/${holder.benefit.id}`)).body;
        assert.deepEqual([used.status, used.used, used.keys[0].status], ['used', 40, 'redeemed']);
    });

    const UNVERIFIED = [
        ['not verified', { tenantVerified: false }, '/tenantVerified'],
        ['without a word on it', { tenantVerified: undefined }, '/tenantVerified'],
        ['verified by a text', { tenantVerified: 'true' }, '/tenantVerified'],
        ['without a tenant', { tenantId: undefined }, '/tenantId'],
        ['in what is no tenant', { tenantId: 'x' }, '/tenantId'],
    ];
    for (const [what, members, pointer] of UNVERIFIED) {
        test(`is not shown ${what}`, async () => {
            const holder = await newHolder();
            const problem = await holder.admin.refused('POST', path(holder), 422, 'member-invalid',
                { body: { ...verified(holder.admin), ...members } });
            assert.deepEqual(problem.errors.map((fault) => fault.pointer), [pointer]);
            assert.deepEqual(await reveals(holder), []);
        });
    }

    test('is not shown in another tenant', async () => {
        const holder = await newHolder();
        for (const tenantId of [`ten_${NOBODY}`, (await newPartner()).tenant.id]) {
            await holder.admin.refused('POST', path(holder), 409, 'wrong-tenant',
                { body: { tenantId, tenantVerified: true } });
        }
    });

    /* RULE ROLE-2: another partner's benefit and another benefit's key are not there. */
    test('is not there for another partner, nor under another benefit', async () => {
        const holder = await newHolder();
        const other = await newHolder();
        const body = verified(other.admin);
        await other.admin.refused('POST', path(holder), 404, 'not-found', { body });
        for (const ref of [holder.key.ref, 'KR-00000000', 'x']) {
            await other.admin.refused('POST', `benefits/${other.benefit.id}/keys/${ref}/reveal`, 404,
                'not-found', { body });
        }
        assert.deepEqual(await reveals(holder), []);
    });

    for (const role of ['reader', 'billing-admin', 'user-admin']) {
        test(`is not shown to a ${role}`, async () => {
            const holder = await newHolder();
            const user = await newUser(operator, holder.tenant, role);
            await user.refused('POST', path(holder), 403, 'not-permitted', { body: verified(user) });
        });
    }

    /* The operator administers the programme, but the tenants' secrets are not its own. */
    test('is not shown to the operator', async () => {
        const holder = await newHolder();
        await operator.refused('POST', path(holder), 403, 'not-permitted',
            { body: { tenantId: holder.tenant.id, tenantVerified: true } });
    });

    test('is not shown after its last day', async () => {
        const holder = await newHolder();
        await setDay(operator, holder.benefit.activateBy);
        await reveal(holder);
        await setDay(operator, '2022-09-02');
        const problem = await holder.admin.refused('POST', path(holder), 410, 'key-expired',
            { body: verified(holder.admin) });
        assert.equal(problem.redeemBy, holder.benefit.activateBy);
    });

    /* RULE KEY-7: that it is redeemed is said only to the tenant that did it. */
    test('is not shown once it is redeemed', async () => {
        const holder = await newHolder();
        const { body: receipt } = await holder.admin.post('redemptions', {
            tenantId: holder.tenant.id, action: 'activate', keyRefs: [holder.key.ref],
        }, { expect: 201 });
        const problem = await holder.admin.refused('POST', path(holder), 409,
            'key-already-redeemed', { body: verified(holder.admin) });
        assert.equal(problem.redemptionId, receipt.id);
        const { body } = await operator.post(`partners/${holder.partner.id}/tenants`,
            { name: 'Second', domain: `second-${unique()}.example` }, { expect: 201 });
        const second = await newUser(operator, body, 'partner-admin');
        const other = await second.refused('POST', path(holder), 404, 'key-not-redeemable',
            { body: verified(second) });
        assert.equal(other.redemptionId, undefined);
    });

    /* RULE KEY-5: not in the log. */
    test('is never in the log', async () => {
        const key = await reveal(await newHolder());
        assert.ok(!server.log.includes(key) && !server.log.includes(key.replaceAll('-', '')));
    });

    test('that was replaced counts as unused until the new one is redeemed', async () => {
        const holder = await newHolder();
        const redeemed = await holder.admin.post('redemptions', {
            tenantId: holder.tenant.id, action: 'activate', keyRefs: [holder.key.ref],
        }, { expect: 201 });
        const replaced = await operator.post(`redemptions/${redeemed.body.id}/replacement`,
            { reason: 'Wrong choice' }, { expect: 201 });
        const waiting = (await holder.admin.get(`benefits/${holder.benefit.id}`)).body;
        assert.deepEqual([waiting.status, waiting.used], ['ready', 0]);
        assert.deepEqual(waiting.keys.map((key) => [key.ref, key.status]),
            [[holder.key.ref, 'redeemed'], [replaced.body.ref, 'ready']]);
        await holder.admin.post('redemptions', {
            tenantId: holder.tenant.id, action: 'activate', keyRefs: [replaced.body.ref],
        }, { expect: 201 });
        const used = (await holder.admin.get(`benefits/${holder.benefit.id}`)).body;
        assert.deepEqual([used.status, used.used], ['used', 25]);

        /* RULE KEY-5: a benefit's key is its partner's, so its lot is not the operator's to export. */
        await operator.get(`key-lots/${replaced.body.lotId}`, { expect: 200 });
        await operator.refused('GET', `key-lots/${replaced.body.lotId}/keys`, 403, 'not-permitted');
    });
});

/* A thread remembers what it read last, as long as nothing was written (src/store/memo.c). */
describe('the list, asked for again and again,', () => {
    test('is of whom it is asked for', async () => {
        const [one, other] = [await newHolder(10), await newHolder(20)];
        for (let turn = 0; turn < 20; turn += 1) {
            for (const { admin, benefit } of [one, other, other, one]) {
                const [item, ...more] = await admin.all('benefits');
                assert.deepEqual([item.id, item.keys[0].ref, more.length],
                    [benefit.id, benefit.keys[0].ref, 0]);
            }
        }
    });

    test('is never older than the last change', async () => {
        const holder = await newHolder();
        for (let count = 1; count <= 20; count += 1) {
            assert.equal((await holder.admin.all('benefits')).length, count);
            await enrol(operator, holder.partner,
                await newOffer(operator, 'gold', [incremental(await newProduct(operator), 5)]));
        }
    });
});
