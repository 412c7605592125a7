/*
 * Credits to use: partners that hold one, people to give it to, and what they use.
 */
import { newTenant, newUser, unique } from './people.mjs';
import { enrol, newOffer, newProduct } from './programme.mjs';

export const usd = (amount) => ({ currency: 'USD', amount });

/* A new product that is a credit. */
export function newCreditProduct(operator) {
    return newProduct(operator, { kind: 'credit', name: 'Cloud credit', nameSv: 'Molnkredit' });
}

/* What an offer says of a credit: a monthly one of 100 USD unless members say otherwise. */
export const monthly = (product, amount = '100.00', members = {}) => ({
    sku: product.sku, type: 'core', credit: { period: 'month', ...usd(amount) }, ...members,
});
export const bulk = (product, amount = '6000.00', members = {}) => ({
    sku: product.sku, type: 'core', credit: { period: 'year', ...usd(amount) }, ...members,
});

/* A new tenant, enrolled in an offer of these benefits: {partner, tenant, admin, offer, credits}. */
export async function enrolled(operator, startsOn, benefits, { tier = 'silver' } = {}) {
    const { partner, tenant } = await newTenant(operator);
    const offer = await newOffer(operator, tier, benefits);
    await enrol(operator, partner, offer, startsOn);
    const admin = await newUser(operator, tenant, 'global-admin');
    const { body } = await admin.get('credits', { expect: 200 });
    return { partner, tenant, offer, admin, credits: body.items };
}

/* The same with one credit: kind is monthly or bulk. */
export async function withCredit(operator, startsOn, kind, amount) {
    const product = await newCreditProduct(operator);
    const made = await enrolled(operator, startsOn, [kind(product, amount)]);
    return { ...made, product, credit: made.credits[0] };
}

/* Somebody of the tenant, without token. */
export async function newPerson(operator, tenant, members = {}) {
    const email = `person-${unique()}@${tenant.domain}`;
    const { body } = await operator.post(`tenants/${tenant.id}/users`,
        { email, displayName: `Person ${email}`, kind: 'member', ...members }, { expect: 201 });
    return body;
}

export async function show(api, credit, query = '') {
    return (await api.get(`credits/${credit.id}${query}`, { expect: 200 })).body;
}

export async function assign(api, credit, user, options = {}) {
    return (await api.put(`credits/${credit.id}/users/${user.id}`, undefined,
        { expect: 200, ...options })).body;
}

export async function ledger(api, credit) {
    return api.all(`credits/${credit.id}/ledger?limit=200`);
}

/* One event; members over those that every event has. */
export function used(credit, user, amount, time, members = {}) {
    return {
        source: 'meter', id: `event-${unique()}`, creditId: credit.id, userId: user.id, time,
        ...(amount === null ? {} : { amount }), ...members,
    };
}

export async function report(api, events, options = {}) {
    return (await api.post('usage', { events }, { expect: 200, ...options })).body;
}

/* Decimal text as millionths. */
export function micros(text) {
    const [, sign, whole, decimals = ''] = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(text);
    const value = BigInt(whole + decimals.padEnd(6, '0'));
    return sign === '-' ? -value : value;
}

export const sum = (postings) =>
    postings.reduce((total, posting) => total + micros(posting.amount.amount), 0n);

/* The events of these types about the credit, oldest first, as [type, data]. */
export async function happened(api, credit, ...types) {
    const events = await api.all('events?limit=200');
    return events.filter((event) => event.subject === credit.id && types.includes(event.type))
        .map((event) => [event.type, event.data]);
}
