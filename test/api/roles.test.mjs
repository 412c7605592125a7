/*
 * Who may do what: every role at every address, and whose things they see there.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { operations } from './lib/contract.mjs';
import { newStaff, newTenant, newUser, unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const TENANT_ROLES = ['global-admin', 'partner-admin', 'billing-admin', 'user-admin', 'reader'];
const STAFF_ROLES = ['operator-admin', 'catalogue-manager', 'support-agent', 'auditor'];
const ROLES = [...TENANT_ROLES, ...STAFF_ROLES, 'none'];

const STAFF = STAFF_ROLES;
const CATALOGUE = ['operator-admin', 'catalogue-manager'];
const OPERATOR = ['operator-admin'];
const READ_PARTNERS = ['operator-admin', 'support-agent', 'auditor'];
const BENEFITS = ['global-admin', 'partner-admin', 'reader', ...READ_PARTNERS];
const SUBSCRIPTIONS = ['billing-admin', ...BENEFITS];
const DIRECTORY = ['user-admin', ...SUBSCRIPTIONS];
const REDEEM = ['global-admin', 'billing-admin'];
const GIVE_CREDITS = ['global-admin', 'partner-admin'];
/* In a tenant everybody sees at least what they hold. */
const SEE_CREDITS = ROLES.filter((role) => role !== 'catalogue-manager');

/* What stands here is the whole of it: an address that is missing fails the first test. */
const MAY = {
    'GET /products': STAFF,
    'POST /products': CATALOGUE,
    'GET /products/{sku}': STAFF,
    'PATCH /products/{sku}': CATALOGUE,
    'GET /offers': STAFF,
    'POST /offers': CATALOGUE,
    'GET /offers/{code}': STAFF,
    'GET /programmes': STAFF,
    'POST /programmes': CATALOGUE,
    'GET /partners': STAFF,
    'POST /partners': OPERATOR,
    'GET /partners/{id}': STAFF,
    'PATCH /partners/{id}': OPERATOR,
    'POST /partners/{id}/suspension': OPERATOR,
    'DELETE /partners/{id}/suspension': OPERATOR,
    'GET /approvals': STAFF,
    'GET /approvals/{id}': STAFF,
    'POST /approvals/{id}/approve': CATALOGUE,
    'POST /approvals/{id}/refuse': CATALOGUE,
    'POST /approvals/{id}/withdraw': CATALOGUE,
    'GET /partners/{id}/tenants': STAFF,
    'POST /partners/{id}/tenants': OPERATOR,
    'GET /tenants/{id}': DIRECTORY,
    'PATCH /tenants/{id}': OPERATOR,
    'GET /tenants/{id}/users': DIRECTORY,
    'POST /tenants/{id}/users': ['global-admin', 'user-admin', 'operator-admin'],
    'POST /tenants/{id}/access': ['global-admin', 'user-admin', 'operator-admin'],
    'GET /users/{id}': DIRECTORY,
    'PATCH /users/{id}': ['global-admin', 'user-admin', 'operator-admin'],
    'GET /staff': READ_PARTNERS,
    'POST /staff': OPERATOR,
    'POST /tokens': ['global-admin', 'operator-admin'],
    'POST /users/{id}/password-link': ['operator-admin', 'support-agent'],
    'POST /onboardings': OPERATOR,
    'GET /work-queue': STAFF,
    'GET /keys': BENEFITS,
    'GET /views': ROLES,
    'PUT /views/{key}': ROLES,
    'DELETE /views/{key}': ROLES,
    'GET /tokens': ROLES,
    'GET /tokens/{id}': ROLES,
    'DELETE /tokens/{id}': ROLES,
    'GET /partners/{id}/enrolments': STAFF,
    'POST /partners/{id}/enrolments': OPERATOR,
    'GET /enrolments/{id}': STAFF,
    'PATCH /enrolments/{id}': OPERATOR,
    'GET /key-lots': STAFF,
    'POST /key-lots': CATALOGUE,
    'GET /key-lots/{id}': STAFF,
    'GET /key-lots/{id}/keys': CATALOGUE,
    'POST /key-lots/{id}/draw': CATALOGUE,
    'POST /key-lots/{id}/release': CATALOGUE,
    'POST /key-lots/{id}/cancel': CATALOGUE,
    'POST /key-lots/{id}/exports': CATALOGUE,
    'POST /key-lots/{id}/revocation': CATALOGUE,
    'POST /benefits/{id}/revocation': OPERATOR,
    'POST /keys/{ref}/block': ['operator-admin', 'support-agent'],
    'GET /me': ROLES,
    'GET /benefits': BENEFITS,
    'GET /benefits/{id}': BENEFITS,
    'POST /benefits/{id}/keys/{ref}/reveal': ['global-admin', 'partner-admin'],
    'POST /keys/reveal': ['global-admin', 'partner-admin'],
    'POST /activations': REDEEM,
    'GET /duties': SUBSCRIPTIONS,
    'GET /key-plans': BENEFITS,
    'GET /redemptions': SUBSCRIPTIONS,
    'POST /redemptions': REDEEM,
    'POST /redemptions/preview': REDEEM,
    'GET /redemptions/{id}': SUBSCRIPTIONS,
    'POST /redemptions/{id}/replacement': ['operator-admin', 'support-agent'],
    'GET /subscriptions': SUBSCRIPTIONS,
    'GET /subscriptions/{id}': SUBSCRIPTIONS,
    'GET /subscriptions/{id}/what-if': SUBSCRIPTIONS,
    'GET /subscriptions/{id}/licenses': SUBSCRIPTIONS,
    'POST /subscriptions/{id}/licenses': REDEEM,
    'POST /subscriptions/{id}/releases': REDEEM,
    'PUT /subscriptions/{id}/licenses/{userId}': REDEEM,
    'DELETE /subscriptions/{id}/licenses/{userId}': REDEEM,
    'GET /credits': SEE_CREDITS,
    'GET /credits/{id}': SEE_CREDITS,
    'GET /credits/{id}/users': SEE_CREDITS,
    'PUT /credits/{id}/users/{userId}': GIVE_CREDITS,
    'DELETE /credits/{id}/users/{userId}': GIVE_CREDITS,
    'POST /credits/{id}/transfer': GIVE_CREDITS,
    'POST /credits/{id}/counter-postings': OPERATOR,
    'GET /credits/{id}/ledger': BENEFITS,
    'GET /credits/{id}/usage': SEE_CREDITS,
    'POST /participations': ['operator-admin'],
    'POST /usage': ['operator-admin', ...GIVE_CREDITS],
    'GET /meters': STAFF,
    'POST /meters': CATALOGUE,
    'GET /meters/{code}': STAFF,
    'PUT /meters/{code}/price': CATALOGUE,
    'GET /rates': STAFF,
    'PUT /rates': CATALOGUE,
    'GET /events': SUBSCRIPTIONS,
    'GET /event-heads': SUBSCRIPTIONS,
    'GET /event-export': SUBSCRIPTIONS,
    'PUT /test-clock': OPERATOR,
};

const PREFIXES = {
    partners: 'par_', tenants: 'ten_', users: 'usr_', enrolments: 'enr_', 'key-lots': 'lot_',
    benefits: 'ben_', redemptions: 'red_', subscriptions: 'sub_', credits: 'crd_',
    tokens: 'tok_', approvals: 'apr_',
};
const NOBODY = '01HZX3M8Q2V7T5N9K4R6W1Y0ZZ';

/* The address with names of things that have the right form but do not exist. */
function nowhere(template) {
    return template.slice(1)
        .replace(/^([a-z-]+)\/\{id\}/, (whole, noun) => `${noun}/${PREFIXES[noun]}${NOBODY}`)
        .replace('{userId}', `usr_${NOBODY}`).replace('{ref}', 'KR-00000000').replace(/\{\w+\}/, 'x');
}

const splitName = (name) => name.split(' ');

let server;
let operator;
const people = {};

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    const { tenant } = await newTenant(operator);
    for (const role of TENANT_ROLES) {
        people[role] = await newUser(operator, tenant, role);
    }
    for (const role of STAFF_ROLES) {
        people[role] = await newStaff(operator, role);
    }
    people.none = await newUser(operator, tenant);
});

after(() => server.remove());

test('the table of this test has every address of the API', () => {
    const inContract = operations.filter((one) => one.template.startsWith('/api/v1/'))
        .map((one) => `${one.method} ${one.template.slice('/api/v1'.length)}`);
    assert.deepEqual(Object.keys(MAY).sort(), inContract.sort());
});

/* RULE ROLE-1: denied by default: what a role may is in the table, and nothing else. */
for (const role of ROLES) {
    test(`${role}: every address is open or closed as the table says`, async () => {
        const differs = [];
        for (const [name, roles] of Object.entries(MAY)) {
            const [method, template] = splitName(name);
            const body = method === 'GET' || method === 'DELETE' ? undefined : {};
            const answer = await people[role].request(method, nowhere(template), { body });
            const closed = answer.status === 403 && answer.body.code === 'not-permitted';
            assert.notEqual(answer.status, 401, name);
            if (closed === roles.includes(role)) {
                differs.push(`${name} → ${answer.status}`);
            }
        }
        assert.deepEqual(differs, []);
    });
}

test('who is not signed in learns nothing, not even which addresses take which bodies', async () => {
    const stranger = operator.as(null);
    for (const name of Object.keys(MAY)) {
        const [method, template] = splitName(name);
        await stranger.refused(method, nowhere(template), 401, 'sign-in-required',
            { raw: method === 'GET' ? undefined : '{"not json' });
    }
});

test('a role that is refused is refused before its request is read', async () => {
    await people.none.refused('POST', 'products', 403, 'not-permitted', { raw: '{"not json' });
    await people.none.refused('GET', 'benefits?limit=many', 403, 'not-permitted');
});

/* The partner of the demo programme with a benefit, its key and a subscription made from one. */
async function demoThings() {
    const partner = operator.as(server.demo.partner.token);
    const benefits = await partner.all('benefits?limit=200');
    const withKey = benefits.filter((one) => one.keys.some((key) => key.status === 'ready'));
    const [used, kept] = withKey;
    const redemption = await partner.post('redemptions', {
        tenantId: server.demo.partner.tenantId, action: 'activate', keyRefs: [used.keys[0].ref],
    }, { expect: 201 });
    return { partner, benefits, kept, receipt: redemption.body };
}

/* RULE BEN-3: a partner's benefits are seen by its own people who may, and by nobody else. */
test('benefits are seen by those of the partner who may, and by no other partner', async () => {
    const partner = operator.as(server.demo.partner.token);
    const benefits = await partner.all('benefits?limit=200');
    const ids = benefits.map((one) => one.id);
    assert.ok(ids.length > 0);
    const { body: tenant } = await operator.get(`tenants/${server.demo.partner.tenantId}`,
        { expect: 200 });
    for (const role of ['global-admin', 'partner-admin', 'reader']) {
        const own = await newUser(operator, tenant, role);
        assert.deepEqual((await own.all('benefits')).map((one) => one.id).sort(), [...ids].sort());
        await own.get(`benefits/${ids[0]}`, { expect: 200 });
    }
    const sibling = await operator.post(`partners/${tenant.partnerId}/tenants`,
        { name: 'Sibling', domain: `sibling-${unique()}.example` }, { expect: 201 });
    const besides = await newUser(operator, sibling.body, 'partner-admin');
    assert.deepEqual((await besides.all('benefits')).map((one) => one.id).sort(), [...ids].sort());

    for (const roles of [[], ['billing-admin'], ['user-admin'], ['billing-admin', 'user-admin']]) {
        const own = await newUser(operator, tenant, ...roles);
        await own.refused('GET', 'benefits', 403, 'not-permitted');
        await own.refused('GET', `benefits/${ids[0]}`, 403, 'not-permitted');
    }
    for (const stranger of [people['global-admin'], operator.as(server.demo.otherPartner.token)]) {
        const seen = (await stranger.all('benefits')).map((one) => one.id);
        assert.deepEqual(seen.filter((id) => ids.includes(id)), []);
        await stranger.refused('GET', `benefits/${ids[0]}`, 404, 'not-found');
    }
});

/* RULE ROLE-2: another tenant's object answers exactly like one that does not exist. */
test("another partner's things answer like things that are not there", async () => {
    const { kept, receipt } = await demoThings();
    const stranger = people['global-admin'];
    const reveal = { tenantId: stranger.user.tenantId, tenantVerified: true };
    const subscription = `sub_${NOBODY}`;
    const cases = [
        ['GET', `benefits/${kept.id}`, `benefits/ben_${NOBODY}`],
        ['POST', `benefits/${kept.id}/keys/${kept.keys[0].ref}/reveal`,
            `benefits/ben_${NOBODY}/keys/KR-00000000/reveal`, { body: reveal }],
        ['GET', `redemptions/${receipt.id}`, `redemptions/red_${NOBODY}`],
        ['GET', `redemptions?subscriptionId=${receipt.subscriptionId}`,
            `redemptions?subscriptionId=${subscription}`],
        ['GET', `subscriptions/${receipt.subscriptionId}`, `subscriptions/${subscription}`],
        ['GET', `subscriptions/${receipt.subscriptionId}/licenses`,
            `subscriptions/${subscription}/licenses`],
        ['GET', `subscriptions/${receipt.subscriptionId}/what-if?action=extend&licenses=25`,
            `subscriptions/${subscription}/what-if?action=extend&licenses=25`],
        ['PUT', `subscriptions/${receipt.subscriptionId}/licenses/${stranger.user.id}`,
            `subscriptions/${subscription}/licenses/${stranger.user.id}`],
        ['DELETE', `subscriptions/${receipt.subscriptionId}/licenses/${stranger.user.id}`,
            `subscriptions/${subscription}/licenses/${stranger.user.id}`, { ifMatch: '*' }],
    ];
    for (const [method, foreign, absent, options = {}] of cases) {
        const told = async (path) => {
            const { status, body } = await stranger.request(method, path, options);
            const { requestId, ...rest } = body;
            return { status, ...rest };
        };
        assert.deepEqual(await told(foreign), await told(absent), `${method} ${foreign}`);
    }
    assert.deepEqual(await stranger.all('subscriptions'), []);
    assert.deepEqual(await stranger.all('redemptions'), []);
    const events = await stranger.all('events?limit=200');
    assert.deepEqual(events.filter((one) => one.subject === receipt.id), []);
});

/* RULE ROLE-2: a key of another partner's benefit cannot be told from one that is not there. */
test("another partner's key reference redeems like one that is not there", async () => {
    const partner = operator.as(server.demo.partner.token);
    const benefits = await partner.all('benefits?limit=200');
    const [key] = benefits.flatMap((one) => one.keys).filter((one) => one.status === 'ready');
    const stranger = people['billing-admin'];
    const told = async (ref) => {
        const { status, body } = await stranger.post('redemptions/preview',
            { tenantId: stranger.user.tenantId, action: 'activate', keyRefs: [ref] });
        const { requestId, ...rest } = body;
        return { ...rest, status };
    };
    const foreign = await told(key.ref);
    assert.ok(foreign.status >= 400);
    assert.deepEqual(foreign, await told('KR-00000000'));
});
