/*
 * A demo programme in which every page has something to show: subscriptions of several ages,
 * receipts, licences assigned and free, keys of every state, and names that try to be more than
 * names.
 */
import { askForMuch } from '../../api/lib/approvals.mjs';
import { Browser } from '../../api/lib/browser.mjs';
import { Api } from '../../api/lib/client.mjs';
import { assign, report, used } from '../../api/lib/credits.mjs';
import { newKeys, redeem } from '../../api/lib/keys.mjs';
import { unique } from '../../api/lib/people.mjs';
import { enrol, newOffer, newProduct } from '../../api/lib/programme.mjs';
import { startServer } from '../../api/lib/server.mjs';

export const HOSTILE = [
    '<script>alert(1)</script>', '"><img src=x onerror=alert(2)>', '=1+1', '𝔓𝔢𝔯𝔮 🗝️',
    'עברית العربية',
];

export async function startWorld(options = {}) {
    const server = await startServer({ demo: true, testClock: true, ...options });
    try {
        return await fill(server);
    } catch (error) {
        await server.remove();
        throw error;
    }
}

async function fill(server) {
    const operator = new Api(server, { token: server.demo.operator.token });
    const admin = new Api(server, { token: server.demo.partner.token });
    admin.user = { tenantId: server.demo.partner.tenantId };
    const world = { server, operator, admin, people: server.demo };
    await askForMuch(server, operator);
    world.subscriptions = {
        large: await subscribe(world, { licenses: 100 }),
        equal: await subscribe(world, { licenses: 100 }),
        small: await subscribe(world, { licenses: 5 }),
    };
    world.users = await namePeople(world);
    world.people = { ...world.people, employee: await letIn(world, world.users[1]) };
    world.credits = await giveCredits(world);
    world.unlinked = { stranger: [await linkFor(world, world.users[2])],
        /* The last is linked for those who have several organisations. */
        partner: [...await newDrafts(world), '/everywhere'] };
    return world;
}

/* A subscription of the partner's own, apart from others of its product. */
export async function subscribe({ operator, admin }, { licenses, sku = 'microsoft-365-e3' }) {
    const keys = await newKeys(operator, { licenses, sku });
    const receipt = await redeem(admin, 'activate', keys, { separate: true });
    return receipt.subscriptionId;
}

/* A key that anybody may redeem, as if a colleague had sent it. */
export async function keyOf({ operator }, { licenses, sku = 'microsoft-365-e3' }) {
    const [{ key }] = await newKeys(operator, { licenses, sku });
    return key;
}

const now = () => `${new Date().toISOString().slice(0, 19)}Z`;

/* The demo's own credits: a monthly one that two share and use, a bulk one, and one of nobody's. */
async function giveCredits({ admin, users }) {
    const { body } = await admin.get('credits', { expect: 200 });
    const monthly = body.items.find(({ kind }) => kind === 'monthly');
    const [bulk, free] = body.items.filter(({ kind }) => kind === 'bulk');
    await assign(admin, monthly, users[0]);
    await assign(admin, monthly, users[1]);
    await assign(admin, bulk, users[3]);
    await report(admin, [
        used(monthly, users[0], '12.25', now()), used(monthly, users[1], '40', now()),
        used(bulk, users[3], '20', now()),
    ]);
    return { monthly, bulk, free };
}

/* One more credit of the partner's, that nobody holds: by the month, or by the year. */
export async function newCredit({ operator, admin }, { period = 'month', amount = '100',
    since = now().slice(0, 10) } = {}) {
    const { body: me } = await admin.get('me', { expect: 200 });
    const product = await newProduct(operator,
        { kind: 'credit', name: `Cloud credit ${unique()}`, nameSv: `Molnkredit ${unique()}` });
    const offer = await newOffer(operator, 'silver', [{ sku: product.sku, type: 'incremental',
        credit: { period, currency: 'USD', amount } }]);
    await enrol(operator, me.partner, offer, since);
    const { body } = await admin.get('credits?limit=200', { expect: 200 });
    return body.items.find(({ source }) => source.offer === offer.code);
}

/* So many more benefits of the partner's, each of a new product with an unused key: their ids. */
export async function newBenefits({ operator, admin }, count) {
    const { body: me } = await admin.get('me', { expect: 200 });
    const products = [];
    for (let i = 0; i < count; i += 1) {
        products.push(await newProduct(operator));
    }
    const offer = await newOffer(operator, 'silver',
        products.map(({ sku }) => ({ sku, type: 'incremental', licenses: 5 })));
    await enrol(operator, me.partner, offer, now().slice(0, 10));
    return (await admin.all('benefits')).filter(({ sku }) => products.some((one) => one.sku === sku))
        .map(({ id }) => id);
}

/* Somebody new of the organisation, who holds nothing. */
export async function newColleague({ operator, admin }) {
    const { body } = await operator.post(`tenants/${admin.user.tenantId}/users`, {
        email: `colleague-${unique()}@contoso.example`, displayName: `Kim Kollega ${unique()}`,
        kind: 'member', roles: [],
    }, { expect: 201 });
    return body;
}

/* The same credit, held by somebody, of whom so much is used. */
export async function heldCredit(world, { used: amount, ...what } = {}) {
    const credit = await newCredit(world, what);
    const person = await newColleague(world);
    await assign(world.admin, credit, person);
    if (amount !== undefined) {
        await report(world.admin, [used(credit, person, amount, now())]);
    }
    return { credit, person };
}

/* The same, and what was told of its use. */
export async function usedCredit(world) {
    const { credit, person } = await heldCredit(world);
    const event = used(credit, person, '40', now());
    await report(world.operator, [event]);
    return { credit, event };
}

/* One that began some months ago, so that it has several periods; its holder has a long address. */
export async function longCredit(world) {
    const begin = new Date();
    begin.setUTCMonth(begin.getUTCMonth() - 4, 1);
    const credit = await newCredit(world, { since: begin.toISOString().slice(0, 10) });
    const { body } = await world.operator.post(`tenants/${world.admin.user.tenantId}/users`, {
        email: `wilhelmina.von.hohenstaufen-lindqvist.${unique()}@contoso.example`,
        displayName: 'Wilhelmina von Hohenstaufen-Lindqvist', kind: 'member', roles: [],
    }, { expect: 201 });
    await assign(world.admin, credit, body);
    await report(world.admin, [used(credit, body, '62.40', now())]);
    return credit;
}

async function linkFor({ server }, { email }) {
    const { stdout } = await server.cli('user', 'link', '--email', email);
    return stdout.trim();
}

/* Somebody without a role, who can sign in from now on. */
async function letIn(world, { email }) {
    const path = await linkFor(world, { email });
    const password = 'a password of an employee';
    await new Browser(world.server).submit(path, path, { password, repeat: password });
    return { email, password };
}

/* Where the keys stand that the partner has entered and not redeemed. */
async function newDrafts(world) {
    const browser = new Browser(world.server);
    await browser.signIn(world.people.partner);
    const { large } = world.subscriptions;
    const enter = async (page, fields) =>
        (await browser.submit(page, '/drafts', fields)).headers.location;
    return [
        await enter(`/subscriptions/${large}/redeem?action=add`, { subscriptionId: large,
            action: 'add', keys: await keyOf(world, { licenses: 25 }) }),
        await enter('/activate', { action: 'activate',
            keys: await keyOf(world, { licenses: 25, sku: 'visio-plan-2' }) }),
    ];
}

async function namePeople({ operator, admin, subscriptions }) {
    const users = [];
    for (const [index, displayName] of HOSTILE.entries()) {
        const { body } = await operator.post(`tenants/${admin.user.tenantId}/users`, {
            email: `person-${index}@contoso.example`, displayName, kind: 'member', roles: [],
        }, { expect: 201 });
        users.push(body);
    }
    const path = `subscriptions/${subscriptions.large}`;
    const { headers } = await admin.get(path, { expect: 200 });
    await admin.put(`${path}/licenses/${users[0].id}`, undefined,
        { ifMatch: headers.etag, expect: 200 });
    return users;
}
