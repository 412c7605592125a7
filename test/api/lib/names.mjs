/*
 * Names that try to be more than names, in every text that anybody can store.
 */
import assert from 'node:assert/strict';
import { Browser } from './browser.mjs';
import { newKeys, redeem } from './keys.mjs';
import { tokenOf, unique } from './people.mjs';

export const PLAIN = 'Nordvik';

export const HOSTILE = [
    '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '\' onfocus=\'alert(1)\' x=\'',
    '</title><h1>x', '&lt;b&gt; &amp; {{n}} {n} %s %n', '𝒜🦊', 'שלום العربية', 'Å'.repeat(200),
];
/* Whoever was told another separator has cells that begin in the middle of ours. */
export const FORMULAS = ['=1+1', '+1', '-1', '@x', '＝1', '"=1"', '\'=1',
    'A;=1+1;+1;-1;@x,=2; =3;"=4";＝5;x'];

const PASSWORD = 'correct horse battery staple';

/* The longest e-mail address that has as much of the text in it as e-mail addresses may have. */
function emailOf(text, domain) {
    const allowed = text.replace(/[\s"(),:;<>@[\\\]]/g, '');
    return `${Buffer.from(allowed).subarray(0, 48).toString().replace(/\uFFFD$/, '')}${unique()}@${domain}`;
}

/*
 * {partner, tenant, subscription, credit, people: {admin, reader, operator}, draft, …}: everything that one
 * partner has, where every text is `text`. put(field, text) is told which field of which shape it
 * stands in.
 */
export async function fillWith(server, operator, text, put) {
    const say = (field) => put(field, text);
    const world = await newCompany(operator, say);
    world.offers = await newCatalogue(operator, say, world);
    world.people = await newPeople(server, operator, say, world);
    Object.assign(world, await newHistory(server, operator, say, world));
    return world;
}

/* What may be shorter than names are. */
const firstOf = (text, count) => [...text].slice(0, count).join('');

/* What something is called elsewhere is there once within its owner. */
const external = (say, field) => ({ externalId: `${firstOf(say(field), 100)}-${unique()}` });

const anyVersion = { ifMatch: '*', expect: 200 };

async function newCompany(operator, say) {
    const { body: partner } = await operator.post('partners', { name: say('PARTNER_INPUT.name'),
        country: 'SE', ...external(say, 'PARTNER_INPUT.externalId') }, { expect: 201 });
    const { body: tenant } = await operator.post(`partners/${partner.id}/tenants`,
        { name: say('TENANT_INPUT.name'), domain: `names-${unique()}.example`,
            ...external(say, 'TENANT_INPUT.externalId') }, { expect: 201 });
    await operator.patch(`partners/${partner.id}`, { name: say('PARTNER_CHANGE.name'),
        ...external(say, 'PARTNER_CHANGE.externalId') }, anyVersion);
    await operator.patch(`tenants/${tenant.id}`, { name: say('TENANT_CHANGE.name'),
        ...external(say, 'TENANT_CHANGE.externalId') }, anyVersion);
    await operator.post(`partners/${partner.id}/suspension`,
        { reason: say('REASON_INPUT.reason') }, { expect: 200 });
    await operator.del(`partners/${partner.id}/suspension`, anyVersion);
    await takeIn(operator, say);
    return { partner, tenant };
}

/* A partner that is taken in at once, a colleague and a token. */
async function takeIn(operator, say) {
    const domain = `taken-in-${unique()}.example`;
    await operator.post('onboardings', { name: say('ONBOARDING_INPUT.name'), country: 'SE', domain,
        administratorName: say('ONBOARDING_INPUT.administratorName'),
        administratorEmail: emailOf(say('ONBOARDING_INPUT.administratorEmail'), domain),
        ...external(say, 'ONBOARDING_INPUT.externalId') }, { expect: 201 });
    await operator.post('staff', { displayName: say('STAFF_INPUT.displayName'), roles: ['auditor'],
        email: emailOf(say('STAFF_INPUT.email'), 'operator.example') }, { expect: 201 });
    await operator.post('tokens', { name: say('OWN_TOKEN_INPUT.name'), days: 1 }, { expect: 201 });
}

async function newProduct(operator, say, kind = 'license') {
    const { body } = await operator.post('products', { sku: `names-${unique()}`, kind,
        name: say('PRODUCT_INPUT.name'), nameSv: say('PRODUCT_INPUT.nameSv') }, { expect: 201 });
    return body;
}

/* Benefits of every kind, of which one is retired and replaced by another. */
async function newCatalogue(operator, say, { partner }) {
    const licensed = await newProduct(operator, say);
    const { body: retired } = await operator.post('products', { sku: `names-${unique()}`,
        kind: 'license', name: 'Old' }, { expect: 201 });
    const credit = await newProduct(operator, say, 'credit');
    const support = await newProduct(operator, say, 'support');
    const { body: offer } = await operator.post('offers', { code: `names-${unique()}`,
        tier: 'gold', name: say('OFFER_INPUT.name'), competency: say('OFFER_INPUT.competency'),
        benefits: [
            { sku: licensed.sku, type: 'incremental', licenses: 25 },
            { sku: retired.sku, type: 'incremental', licenses: 25 },
            { sku: support.sku, type: 'core', incidents: 5 },
            { sku: credit.sku, type: 'incremental',
                credit: { period: 'month', currency: 'USD', amount: '100.00' } },
        ] }, { expect: 201 });
    const { body: enrolment } = await operator.post(`partners/${partner.id}/enrolments`, {
        offer: offer.code, startsOn: new Date().toISOString().slice(0, 10),
        ...external(say, 'ENROLMENT_INPUT.externalId') }, { expect: 201 });
    await operator.patch(`enrolments/${enrolment.id}`, external(say, 'ENROLMENT_CHANGE.externalId'), anyVersion);
    await operator.patch(`products/${retired.sku}`, { name: say('PRODUCT_CHANGE.name'),
        nameSv: say('PRODUCT_CHANGE.nameSv'), retired: true, replacedBy: licensed.sku },
    { ifMatch: '*', expect: 200 });
    return { licensed, retired };
}

async function letIn(server, email, ...args) {
    const { code, stdout, stderr } = await server.cli('user', 'link', '--email', email, ...args);
    assert.equal(code, 0, stderr);
    const path = stdout.trim();
    const answer = await new Browser(server).submit(path, path,
        { password: PASSWORD, repeat: PASSWORD });
    assert.equal(answer.status, 303, answer.text);
    return { email, password: PASSWORD };
}

async function newPeople(server, operator, say, { tenant }) {
    const users = `tenants/${tenant.id}/users`;
    const { body: admin } = await operator.post(users, {
        email: emailOf(say('USER_INPUT.email'), tenant.domain), kind: 'member',
        displayName: say('USER_INPUT.displayName'), roles: ['global-admin'],
        ...external(say, 'USER_INPUT.externalId') }, { expect: 201 });
    const { body: reader } = await operator.post(users, { email: `reader@${tenant.domain}`,
        displayName: 'Reader', kind: 'guest', roles: ['reader'] }, { expect: 201 });
    await operator.patch(`users/${reader.id}`, { displayName: say('USER_CHANGE.displayName'),
        ...external(say, 'USER_CHANGE.externalId') }, anyVersion);
    const staff = emailOf(say('LOCAL_USER_INPUT.email'), 'operator.example');
    const { code, stderr } = await server.cli('user', 'create', '--email', staff,
        '--name', say('LOCAL_USER_INPUT.displayName'), '--role', 'operator-admin');
    assert.equal(code, 0, stderr);
    return {
        admin: { ...admin, ...await letIn(server, admin.email) },
        reader: { ...reader, ...await letIn(server, reader.email) },
        operator: await letIn(server, staff),
    };
}

/* Somebody who takes part in another programme, and what was metered on the credit. */
async function newUse(operator, say, admin, { tenant, people }) {
    const programme = { code: `names-${unique()}`, name: say('PROGRAMME_INPUT.name'),
        nameSv: say('PROGRAMME_INPUT.nameSv') };
    await operator.post('programmes', programme, { expect: 201 });
    const { body: { changed } } = await operator.post('participations', { participations: [
        { tenantId: tenant.id, email: people.reader.email, programmes: [programme.code] }] },
    { expect: 200 });
    assert.equal(changed, 1);
    const meter = { code: `names-${unique()}`, name: say('METER_INPUT.name'),
        unit: firstOf(say('METER_INPUT.unit'), 40),
        price: { currency: 'USD', amount: '0.25' } };
    await operator.post('meters', meter, { expect: 201 });
    const { body: { items: [credit] } } = await admin.get('credits', { expect: 200 });
    await admin.put(`credits/${credit.id}/users/${people.admin.id}`, undefined, { expect: 200 });
    const { body: { accepted } } = await admin.post('usage', { events: [{
        source: firstOf(say('EVENT_INPUT.source'), 64), id: firstOf(say('EVENT_INPUT.id'), 128),
        creditId: credit.id, userId: people.admin.id, time: new Date().toISOString(),
        meter: meter.code, quantity: '1.5' }] }, { expect: 200 });
    assert.equal(accepted, 1);
    const wrong = { source: firstOf(say('COUNTER_POSTING_INPUT.source'), 64),
        id: `${firstOf(say('COUNTER_POSTING_INPUT.eventId'), 100)}-${unique()}` };
    await operator.post('usage', { events: [{ ...wrong, creditId: credit.id, userId: people.admin.id,
        time: new Date().toISOString(), amount: '1.5' }] }, { expect: 200 });
    await operator.post(`credits/${credit.id}/counter-postings`, { source: wrong.source,
        eventId: wrong.id, reason: firstOf(say('COUNTER_POSTING_INPUT.reason'), 500) }, { expect: 200 });
    return credit.id;
}

/* A subscription with a licence assigned, one that was replaced, a person, and an open draft. */
async function newHistory(server, operator, say, { tenant, offers, people }) {
    const admin = operator.as(await tokenOf(server, people.admin.email, '--name',
        say('TOKEN_INPUT.name')));
    admin.user = { tenantId: tenant.id };
    const lot = { sku: offers.licensed.sku, licenses: 25 };
    const receipt = await redeem(admin, 'activate',
        await newKeys(operator, { ...lot, reason: firstOf(say('LOT_INPUT.reason'), 500) }));
    const wrong = await redeem(admin, 'activate', await newKeys(operator, lot), { separate: true });
    await operator.post(`redemptions/${wrong.id}/replacement`,
        { reason: say('REPLACEMENT_INPUT.reason') }, { expect: 201 });
    const path = `subscriptions/${receipt.subscriptionId}`;
    const { headers } = await admin.get(path, { expect: 200 });
    await admin.put(`${path}/licenses/${people.admin.id}`, undefined,
        { ifMatch: headers.etag, expect: 200 });
    const credit = await newUse(operator, say, admin, { tenant, people });
    const browser = new Browser(server);
    await browser.signIn(people.admin);
    const added = await browser.submit('/people/new', '/people', {
        displayName: say('NEW_PERSON_FORM.displayName'), kind: 'guest',
        email: emailOf(say('NEW_PERSON_FORM.email'), 'guests.example') });
    assert.equal(added.status, 303, added.text);
    await admin.put('views/named', { list: 'people', name: say('VIEW_INPUT.name') }, { expect: 200 });
    await admin.put('views/renamed', { list: 'keys', name: 'Another' }, { expect: 200 });
    const renamed = await browser.submit('/views', '/views/renamed', { name: say('VIEW_NAME_FORM.name') });
    assert.equal(renamed.status, 303, renamed.text);
    const [{ key }] = await newKeys(operator, lot);
    const entry = `/subscriptions/${receipt.subscriptionId}/redeem`;
    const draft = await browser.submit(`${entry}?action=add`, '/drafts',
        { keys: key, subscriptionId: receipt.subscriptionId, action: 'add' });
    assert.equal(draft.status, 303, draft.text);
    return { subscription: receipt.subscriptionId, credit, token: admin.token,
        draft: draft.headers.location };
}
