/*
 * What bad input gets: a problem document with the right status and code, never a 500, and nothing
 * half done. Bytes that are not even HTTP are in smuggling.test.mjs.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { operations } from './lib/contract.mjs';
import { startServer } from './lib/server.mjs';

const BODY_MAX = 256 * 1024;
const NOBODY = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

let server;
let operator;
let partner;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    partner = new Api(server, { token: server.demo.partner.token });
});
after(() => server?.remove());

const product = (change = {}) => ({ sku: 'sample', name: 'Sample', kind: 'license', ...change });
const lot = (change = {}) =>
    ({ sku: 'microsoft-365-e3', licenses: 25, count: 1, redeemBy: '2999-12-31', ...change });

/* RULE AUD-1: without an event there was no change, so the feed tells whether there was one. */
async function nothingChanges(work) {
    const events = async () => (await operator.all('events?limit=200')).map((event) => event.id);
    const earlier = await events();
    await work();
    assert.deepEqual(await events(), earlier, 'a refused request left a trace');
}

function pointers(problem) {
    return problem.errors.map((error) => error.pointer).sort();
}

/* Refused with 422 and exactly these pointers, all with this code. */
async function faults(method, path, options, code, ...expected) {
    const problem = await operator.refused(method, path, 422, code, options);
    assert.deepEqual(pointers(problem), expected.sort(), JSON.stringify(problem));
    assert.deepEqual([...new Set(problem.errors.map((error) => error.code))], [code]);
}

describe('a body that cannot be read', () => {
    const refusedJson = (raw, ...codes) => nothingChanges(async () => {
        const answer = await operator.request('POST', 'products',
            { raw: Buffer.from(raw), expect: 400 });
        assert.ok(codes.includes(answer.body.code), `${answer.body.code} for ${raw.slice(0, 60)}`);
    });

    test('is refused when it is not JSON', async () => {
        const texts = ['', ' ', 'nonsense', '{', '{"sku":', '{"sku":"a"', "{'sku':'a'}",
            '{"sku":"a",}', '{}{}', '{} x', '{"sku":NaN}', '{"count":01}', '{"count":+1}',
            '{"count":.5}', '{"sku":"\n"}', '{"sku":"\\x"}', '{"sku":"\\ud800"}',
            '{"sku":undefined}', '{sku:"a"}', '/* */{}', '\uFEFF{}'];
        for (const text of texts) {
            await refusedJson(text, 'json-invalid');
        }
    });

    test('is refused when it is not UTF-8', async () => {
        const sequences = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
            [0xe2, 0x82], [0x80], [0xf8, 0x88, 0x80, 0x80, 0x80]];
        for (const bytes of sequences) {
            await refusedJson(Buffer.concat(
                [Buffer.from('{"sku":"sample","kind":"license","name":"a'),
                Buffer.from(bytes), Buffer.from('b"}')]), 'json-invalid');
        }
        await refusedJson(Buffer.from(JSON.stringify(product()), 'utf16le'), 'json-invalid');
    });

    test('is refused when an object has a member twice', async () => {
        await refusedJson('{"sku":"a","sku":"b","name":"n","kind":"license"}',
            'json-duplicate-member');
        await refusedJson('{"sku":"a","\\u0073ku":"a","name":"n","kind":"license"}',
            'json-duplicate-member');
        await refusedJson('{"x":{"y":1,"y":1}}', 'json-duplicate-member');
    });

    /* LIMIT JSON_DEPTH_MAX */
    test('is refused when it is nested deeper than 16 levels', async () => {
        const nested = (levels) => `{"name":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
        await refusedJson(nested(17), 'json-too-deep');
        await refusedJson(nested(2000), 'json-too-deep');
        await refusedJson('['.repeat(200000), 'json-too-deep', 'json-invalid');
        await operator.refused('POST', 'products', 422, 'member-invalid',
            { raw: Buffer.from(nested(16)) });
    });

    test('is refused when it is not an object', async () => {
        for (const text of ['[]', '1', '"x"', 'null', 'true']) {
            const { status, body } = await operator.request('POST', 'products',
                { raw: Buffer.from(text) });
            assert.ok(['400 json-invalid', '422 member-invalid'].includes(
                `${status} ${body.code}`), text);
        }
    });

    /* LIMIT BODY_BYTES_MAX */
    test('is refused beyond 256 KiB and read up to there', async () => {
        const padded = (size) => Buffer.from(
            JSON.stringify(product({ sku: 'padded' })).padEnd(size));
        await operator.refused('POST', 'products', 413, 'body-too-large',
            { raw: padded(BODY_MAX + 1) });
        await operator.refused('GET', 'products/padded', 404, 'not-found');
        await operator.request('POST', 'products', { raw: padded(BODY_MAX), expect: 201 });
    });

    test('is refused when it calls itself something else than JSON', async () => {
        const types = ['text/plain', 'application/x-www-form-urlencoded',
            'multipart/form-data; boundary=x', 'application/jsonx', 'application/xml'];
        for (const contentType of types) {
            await operator.refused('POST', 'products', 415, 'unsupported-media-type',
                { body: product(), contentType });
        }
        await operator.refused('POST', 'products', 422, 'member-invalid',
            { body: {}, contentType: 'Application/JSON; charset=UTF-8' });
        await operator.refused('POST', 'products', 422, 'member-invalid',
            { raw: Buffer.from('{}'), contentType: null });
    });
});

describe('members', () => {
    test('that are missing are all named', async () => {
        await faults('POST', 'products', { body: {} }, 'member-invalid', '/sku', '/name', '/kind');
        await faults('POST', 'partners', { body: { name: 'A' } }, 'member-invalid', '/country');
    });

    test('that are unknown are named with a JSON pointer', async () => {
        const body = product({ colour: 1, 'a/b': {}, 'c~d': [], '': null });
        await faults('POST', 'products', { body }, 'member-unknown', '/colour', '/a~1b', '/c~0d',
            '/');
        await faults('POST', 'products', { body: product({ createdAt: '2026-01-01T00:00:00Z' }) },
            'member-unknown', '/createdAt');
    });

    test('that have names longer than any of ours are named by where they stand', async () => {
        const name = `x${'é'.repeat(300)}`;
        await faults('POST', 'products', { body: product({ [name]: 1 }) }, 'member-unknown', '');
        await faults('POST', 'offers', { body: { code: 'sample', name: 'Sample', tier: 'gold',
            benefits: [{ sku: 'microsoft-365-e3', type: 'core', licenses: 5, [name]: 1 }] } },
            'member-unknown', '/benefits/0');
        const tags = Array.from({ length: 40 }, (_, i) => [`${i}${'x'.repeat(5000)}`, 1]);
        await faults('POST', 'products', { body: product(Object.fromEntries(tags)) }, 'member-unknown',
            ...Array(32).fill(''));
    });

    test('inside lists and objects are named with their place', async () => {
        const offer = (...benefits) => ({ code: 'sample', name: 'Sample', tier: 'gold', benefits });
        const good = { sku: 'microsoft-365-e3', type: 'core', licenses: 5 };
        const credit = { period: 'week', currency: 'usd', amount: '-1' };
        await faults('POST', 'offers', { body: offer(good, { ...good, licenses: '5' }) },
            'member-invalid', '/benefits/1/licenses');
        await faults('POST', 'offers', { body: offer(
            { sku: 'azure-bulk-credit', type: 'core', credit }) }, 'member-invalid',
            '/benefits/0/credit/period', '/benefits/0/credit/currency',
            '/benefits/0/credit/amount');
        await faults('POST', 'offers', { body: offer({ ...good, seats: 5 }) },
            'member-unknown', '/benefits/0/seats');
        await faults('POST', 'offers', { body: offer() }, 'member-invalid', '/benefits');
        /* LIMIT OFFER_BENEFITS_MAX */
        await faults('POST', 'offers', { body: offer(...Array(101).fill(good)) }, 'member-invalid',
            '/benefits');
        await faults('POST', 'offers', { body: offer(good, 7) }, 'member-invalid', '/benefits/1');
    });

    test('of another type or shape are refused', async () => {
        const wrong = {
            sku: ['', 'A', 'a b', 'a--b', '-a', 'a-', '../x', 'å', 'a'.repeat(65), 1, null, [], {},
                true],
            name: ['', 'a'.repeat(201), 'a\u0001b', 'a\nb', 'a\u202Eb', 'a\u2028b', 1, null, ['x']],
            kind: ['License', 'seat', '', 0, null],
            nameSv: ['', null, 5], replacedBy: ['A B', null], maxLicenses: [0, 10000001, '5', null],
        };
        for (const [member, values] of Object.entries(wrong)) {
            for (const value of values) {
                await faults('POST', 'products', { body: product({ [member]: value }) },
                    'member-invalid', `/${member}`);
            }
        }
    });

    test('are counted in characters, not in bytes', async () => {
        const name = '😀'.repeat(200);
        const { body } = await operator.post('products', product({ sku: 'smileys', name }),
            { expect: 201 });
        assert.equal(body.name, name);
        await faults('POST', 'products', { body: product({ name: `${name}😀` }) },
            'member-invalid', '/name');
    });

    test('with a NUL in them are refused', async () => {
        const { status } = await operator.request('POST', 'products',
            { body: product({ name: 'a\u0000b' }) });
        assert.ok(status === 400 || status === 422);
    });

    test('that say who, where and when are checked', async () => {
        const tenant = server.demo.partner.tenantId;
        for (const country of ['se', 'SWE', '', 'Å1', 46]) {
            await faults('POST', 'partners', { body: { name: 'A', country } }, 'member-invalid',
                '/country');
        }
        for (const email of ['', 'x', 'a@', '@b.example', 'a@b@c.example', 'a b@c.example',
            `a@${'b'.repeat(254)}`]) {
            const body = { email, displayName: 'A', kind: 'member' };
            await faults('POST', `tenants/${tenant}/users`, { body }, 'member-invalid', '/email');
        }
        for (const redeemBy of ['', '2022-02-30', '2023-02-29', '2022-2-3', '1969-12-31',
            '10000-01-01', '2022-01-01T00:00:00Z', '２０２２-01-01', 20220101, null]) {
            await faults('POST', 'key-lots', { body: lot({ redeemBy }) }, 'member-invalid',
                '/redeemBy');
        }
        const role = { email: 'a@b.example', displayName: 'A', kind: 'member',
            roles: ['operator-admin'] };
        const problem = await operator.refused('POST', `tenants/${tenant}/users`, 422,
            'member-invalid', { body: role });
        assert.match(pointers(problem)[0], /^\/roles/);
    });
});

describe('numbers', () => {
    /* Written as text: JavaScript would round some of them. */
    const literals = ['0', '-1', '-0', '10000001', '1.5', '25.0000001', '1e-400', '1e25',
        '2147483648', '4294967297', '9223372036854775807', '9223372036854775808',
        '-9223372036854775809', '99999999999999999999', '"25"', 'true', 'null', '[25]'];
    const withLicenses = (literal) =>
        Buffer.from(JSON.stringify(lot({ licenses: '#' })).replace('"#"', literal));

    test('beyond their bounds are refused with 422', () => nothingChanges(async () => {
        for (const literal of literals) {
            await faults('POST', 'key-lots', { raw: withLicenses(literal) }, 'member-invalid',
                '/licenses');
        }
        /* What no double holds is no number to the parser either: the pointer may be the whole. */
        for (const literal of ['1e400', '-1e400', '1'.repeat(400)]) {
            const problem = await operator.refused('POST', 'key-lots', 422, 'member-invalid',
                { raw: withLicenses(literal) });
            assert.ok(['', '/licenses'].includes(pointers(problem).join()), literal);
        }
        for (const count of [0, -1, 1000001]) {
            await faults('POST', 'key-lots', { body: lot({ count }) }, 'member-invalid', '/count');
        }
    }));

    test('as money are decimal text', async () => {
        const benefit = (amount) => ({ sku: 'azure-bulk-credit', type: 'core',
            credit: { period: 'year', currency: 'USD', amount } });
        for (const amount of ['', '1e3', '-1', '+1', '1.', '.5', '1.1234567', '1234567890123',
            ' 1', '1,5', '１', 100]) {
            const body = { code: 'sample', name: 'Sample', tier: 'gold',
                benefits: [benefit(amount)] };
            await faults('POST', 'offers', { body }, 'member-invalid', '/benefits/0/credit/amount');
        }
    });
});

describe('query parameters', () => {
    /* LIMIT PAGE_LIMIT_MAX */
    test('beyond their bounds are refused with a pointer', async () => {
        const wrong = {
            limit: ['0', '201', '-1', 'abc', '1.5', '1e1', '0x10', '%2B5', '99999999999999999999',
                '', '%C3%BF'],
            expiringWithinDays: ['-1', '3661', 'soon'], category: ['all', 'Cloud'], status: ['new'],
            sort: ['price', '--name', 'name,-name'], partnerId: ['x', `ten_${NOBODY}`],
            q: ['x'.repeat(101)],
        };
        for (const [name, values] of Object.entries(wrong)) {
            for (const value of values) {
                const problem = await partner.refused('GET', `benefits?${name}=${value}`, 422,
                    'member-invalid');
                assert.deepEqual(pointers(problem), [`/query/${name}`]);
            }
        }
    });

    test('that are unknown or there twice are refused', async () => {
        await faults('GET', 'products?colour=1', {}, 'member-unknown', '/query/colour');
        await faults('GET', `products?${'x'.repeat(600)}=1`, {}, 'member-unknown', '/query');
        await faults('GET', 'products?Limit=1', {}, 'member-unknown', '/query/Limit');
        await faults('GET', 'products?limit=1&limit=2', {}, 'member-invalid', '/query/limit');
        await faults('POST', 'products?limit=1', { body: product() }, 'member-unknown',
            '/query/limit');
    });

    test('that are no cursor are refused', async () => {
        const { body } = await operator.get('products?limit=1', { expect: 200 });
        const cursors = ['x', '!', '%00', 'AAAA', '%FF', `${body.next}x`, body.next.slice(1),
            `${body.next}%3D`, 'e30',
            Buffer.from('sub_').toString('base64url'), '..%2F..', 'a'.repeat(400)];
        for (const cursor of cursors) {
            await operator.refused('GET', `products?after=${cursor}`, 400, 'cursor-invalid');
        }
        const sorted = await partner.get('benefits?limit=1&sort=name', { expect: 200 });
        await partner.refused('GET', `benefits?limit=1&sort=-activateBy&after=${sorted.body.next}`,
            400, 'cursor-invalid');
    });
});

describe('addresses', () => {
    const samples = { sku: 'microsoft-365-e3', code: 'action-pack', ref: 'KR-00000000' };
    const filled = (template) => template.replace(/{(\w+)}/g,
        (_, name) => samples[name] ?? `sub_${NOBODY}`);

    test('answer a method they do not take with 405 and Allow', async () => {
        for (const template of new Set(operations.map((operation) => operation.template))) {
            const taken = operations.filter((one) => one.template === template).map((one) =>
                one.method);
            const allowed = taken.includes('GET') ? [...taken, 'HEAD'] : taken;
            for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS',
                'TRACE']) {
                if (!allowed.includes(method)) {
                    const answer = await operator.request(method, filled(template),
                        { expect: 405 });
                    assert.deepEqual(answer.headers.allow.split(', ').sort(), allowed.sort(),
                        template);
                }
            }
        }
    });

    test('that do not exist are answered 404', async () => {
        const paths = ['/api', '/api/v1', '/api/v2/me', '/api/v1/nothing', '/api/v1/me/',
            '/api/v1//me', '/API/v1/me', '/favicon.ico', '/problems/no-such-code', '/healthz/x',
            '/.git/config', '/metrics'];
        for (const path of paths) {
            await operator.refused('GET', path, 404, 'not-found');
        }
    });

    test('with an id of the wrong shape are answered 404', async () => {
        const wrong = ['x', '%20', 'null', '-1', '*', '%2E%2E', '..%2Fme', '%00', '%C3%A5',
            '%F0%9F%98%80', 'sub_', `sub_${NOBODY}0`, `sub_${NOBODY.slice(1)}`,
            `sub_${NOBODY.toLowerCase()}`, `sub_${NOBODY.replace('A', 'U')}`, `SUB_${NOBODY}`,
            `crd_${NOBODY}`, `sub_${NOBODY}%00`, NOBODY, "'%20OR%201=1--", 'a'.repeat(4000)];
        const single = operations.filter((one) => one.method === 'GET' &&
            one.template.includes('{id}'));
        const query = (template) => template.endsWith(
            '/what-if') ? '?action=extend&licenses=1' : '';
        for (const { template } of single) {
            for (const id of wrong) {
                const answer = await operator.get(template.replace('{id}', id) + query(template),
                    { contract: false });
                assert.ok([404, 400].includes(answer.status),
                    `${template} ${id} → ${answer.status}`);
                assert.equal(answer.headers['content-type'], 'application/problem+json');
                assert.ok(answer.status === 404 || /%00/.test(id), `${template} ${id} → 400`);
            }
        }
        for (const sku of ['NO', 'a--b', 'a'.repeat(65), 'no-such-product', '%27']) {
            await operator.refused('GET', `products/${sku}`, 404, 'not-found');
            await operator.refused('GET', `offers/${sku}`, 404, 'not-found');
        }
        await partner.refused('POST', `benefits/ben_${NOBODY}/keys/KR-1/reveal`, 404, 'not-found',
            { body: { tenantId: server.demo.partner.tenantId, tenantVerified: true } });
    });

    test('answer HEAD as GET without the body', async () => {
        for (const path of ['products', 'products/microsoft-365-e3', 'products/none', '/healthz',
            '/openapi.json', 'me']) {
            const whole = await operator.get(path);
            const head = await operator.head(path);
            assert.equal(head.status, whole.status, path);
            assert.equal(head.headers.etag, whole.headers.etag, path);
            assert.equal(head.headers['content-type'], whole.headers['content-type'], path);
        }
    });

    test('of the test clock take no time from which dates would run out', async () => {
        const clocked = await startServer({ demo: true, testClock: true });
        try {
            const api = new Api(clocked, { token: clocked.demo.operator.token });
            await api.refused('PUT', 'test-clock', 422, 'member-invalid',
                { body: { now: '9999-12-31T23:59:59.999999Z' } });
            await api.put('test-clock', { now: '9989-12-31T23:59:59Z' }, { expect: 200 });
        } finally {
            await clocked.remove();
        }
    });

    test('of the test clock do not exist without --test-clock', async () => {
        await operator.refused('PUT', 'test-clock', 404, 'not-found',
            { body: { now: '2022-01-31T12:00:00Z' } });
    });
});

describe('versions', () => {
    test('that are stale are refused with 412, and none at all with 428', async () => {
        await operator.post('products', product({ sku: 'versioned' }), { expect: 201 });
        const { headers: { etag } } = await operator.get('products/versioned', { expect: 200 });
        const change = (name, ifMatch) =>
            ['PATCH', 'products/versioned', { body: { name }, ifMatch }];
        const refused = ([method, path, options], status, code) =>
            operator.refused(method, path, status, code, options);

        await nothingChanges(async () => {
            await refused(change('B'), 428, 'etag-required');
            for (const tag of ['"stale"', '""', `W/${etag}`, etag.slice(0, -1), `${etag}x`,
                'x'.repeat(299)]) {
                await refused(change('B', tag), 412, 'etag-stale');
            }
        });
        const changed = await operator.request(...change('B', etag));
        assert.equal(changed.status, 200);
        assert.notEqual(changed.headers.etag, etag);
        await refused(change('C', etag), 412, 'etag-stale');
        await operator.patch('products/versioned', { name: 'D' }, { ifMatch: '*', expect: 200 });
    });
});

describe('headers', () => {
    test('that sign in badly are answered 401', async () => {
        const good = operator.token;
        const values = ['', 'Bearer', 'Bearer ', `Basic ${good}`, good, 'Bearer perq_',
            `Bearer ${good}x`, `Bearer ${good.slice(0, -1)}`, `Bearer ${good} x`,
            `Bearer ${'x'.repeat(4000)}`, 'Bearer \u00ff', `Bearer ${good.toUpperCase()}`];
        await operator.refused('GET', 'me', 401, 'sign-in-required', { token: null });
        for (const authorization of values) {
            await operator.refused('GET', 'me', 401, 'sign-in-required',
                { token: null, headers: { authorization } });
        }
        await operator.get('me', { token: null, headers: { authorization: `bearer ${good}` },
            expect: 200 });
    });

    test('with a bad Idempotency-Key are answered 400', () => nothingChanges(async () => {
        for (const idempotencyKey of ['', 'a b', 'a\tb', 'å', 'x'.repeat(256)]) {
            await operator.refused('POST', 'products', 400, 'idempotency-key-invalid',
                { body: product(), idempotencyKey });
        }
    }));

    test('with a strange language are answered in English, with Swedish in Swedish', async () => {
        const title = async (language) =>
            (await operator.refused('GET', 'nothing', 404, 'not-found', { language })).title;
        const english = await title('en');
        for (const language of ['', 'tlh', ';;;q=,,', 'sv;q=0', '*', 'x'.repeat(3000),
            'en;q=0.9, sv;q=0.1']) {
            assert.equal(await title(language), english, language);
        }
        assert.notEqual(await title('sv'), english);
        assert.equal(await title('en;q=0.1, sv-SE;q=0.9'), await title('sv'));
    });
});
