/*
 * The pages of credits over plain HTTP: the list, one credit with its people and its ledger, and
 * the page that checks a transfer.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import {
    assign as assignCredit, monthly as monthlyCredit, newPerson as newCreditPerson, report, used,
    withCredit,
} from './lib/credits.mjs';
import { setDay } from './lib/keys.mjs';
import { atBrowser, newStaff, newTenant, newUser, unique } from './lib/people.mjs';
import { enrol, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const TODAY = '2021-08-02';

let server;
let operator;
let world;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    await setDay(operator, TODAY);
    world = await newWorld();
});
after(() => server?.remove());

/* An offer with one credit, named after its kind. */
async function newCreditOffer(period, amount, tier, name) {
    const product = await newProduct(operator,
        { kind: 'credit', name, nameSv: `${name} på svenska` });
    const credit = { period, currency: 'USD', amount };
    return newOffer(operator, tier, [{ sku: product.sku, type: 'incremental', credit }]);
}

/* A tenant with a monthly credit of USD 100 and a bulk credit of USD 6000, and who may do what. */
async function newWorld() {
    const { partner, tenant } = await newTenant(operator);
    await enrol(operator, partner, await newCreditOffer('month', '100', 'silver', 'Monthly <b>'),
        TODAY);
    await enrol(operator, partner, await newCreditOffer('year', '6000', 'gold', 'Bulk & "co"'),
        TODAY);
    const admin = await atBrowser(await newUser(operator, tenant, 'global-admin'));
    const page = (await admin.get('/credits')).text;
    const [monthly, bulk] = rowsOf(page).map((row) => /\/credits\/(crd_\w+)/.exec(row)[1]);
    return { partner, tenant, admin, monthly, bulk };
}

const rowsOf = (page) => page.split('<tr role="row">').slice(2);
const mainOf = (page) => page.slice(page.indexOf('<main'), page.indexOf('</main>'));

async function newPerson(members = {}) {
    const { body } = await operator.post(`tenants/${world.tenant.id}/users`, {
        email: `person-${unique()}@${world.tenant.domain}`, displayName: `Person ${unique()}`,
        kind: 'member', ...members,
    }, { expect: 201 });
    return body;
}

const assign = (id, fields, admin = world.admin) =>
    admin.submit(`/credits/${id}`, `/credits/${id}/users`, fields);
const remove = (id, fields, admin = world.admin) =>
    admin.submit(`/credits/${id}`, `/credits/${id}/users/remove`, fields);

/* A bulk credit of a partner of its own, held by somebody. */
async function heldBulk() {
    const { partner, tenant } = await newTenant(operator);
    await enrol(operator, partner, await newCreditOffer('year', '6000', 'gold', 'Bulk'), TODAY);
    const admin = await atBrowser(await newUser(operator, tenant, 'global-admin'));
    const [, id] = /\/credits\/(crd_\w+)/.exec((await admin.get('/credits')).text);
    const people = [];
    for (const name of ['Holder', 'Next']) {
        const { body } = await operator.post(`tenants/${tenant.id}/users`, {
            email: `${name.toLowerCase()}-${unique()}@${tenant.domain}`, displayName: name,
            kind: 'member' }, { expect: 201 });
        people.push(body);
    }
    const answer = await assign(id, { person: people[0].email }, admin);
    assert.equal(answer.status, 303, answer.text);
    return { tenant, admin, id, holder: people[0], next: people[1] };
}

describe('the list', () => {
    test('says of each credit what it is and what is left', async () => {
        const { text } = await world.admin.get('/credits');
        const [monthly, bulk] = rowsOf(text);
        assert.match(monthly, /Monthly &lt;b&gt;/);
        assert.match(monthly, /Monthly credit/);
        assert.match(monthly, /USD.100/);
        assert.match(monthly, /1 September 2021/);
        assert.match(bulk, /Bulk &amp; &quot;co&quot;/);
        assert.match(bulk, /USD.6,000/);
        assert.match(bulk, /1 August 2022/);
        assert.match(bulk, new RegExp(`href="/credits/${world.bulk}#assign"`));
        assert.match(text, /Not assigned/);
    });

    test('is in Swedish where the reader is', async () => {
        const { text } = await world.admin.get('/credits',
            { headers: { 'accept-language': 'sv' } });
        assert.match(text, /Månadskredit/);
        assert.match(text, /Årskredit/);
        assert.match(text, /6.000.USD/);
        assert.match(text, /Bulk &amp; &quot;co&quot; på svenska/);
    });

    test('says where credits come from when there are none', async () => {
        const { tenant } = await newTenant(operator);
        const admin = await atBrowser(await newUser(operator, tenant, 'global-admin'));
        assert.match((await admin.get('/credits')).text, /There are no credits in your offers/);
    });
});

/* RULE CR-4 */
describe('a monthly credit', () => {
    test('shows its holders 50 at a time, and all of them', async () => {
        const { partner, tenant } = await newTenant(operator);
        await enrol(operator, partner, await newCreditOffer('month', '100', 'silver', 'Shared'), TODAY);
        const admin = await atBrowser(await newUser(operator, tenant, 'global-admin'));
        const [{ id }] = (await admin.api.get('credits', { expect: 200 })).body.items;
        const emails = [];
        for (let i = 0; i < 53; i += 1) {
            const email = `holder-${i}@${tenant.domain}`;
            const { body } = await operator.post(`tenants/${tenant.id}/users`,
                { email, displayName: `Holder ${i}`, kind: 'member' }, { expect: 201 });
            await admin.api.put(`credits/${id}/users/${body.id}`, undefined, { ifMatch: '*', expect: 200 });
            emails.push(email);
        }
        const holdersOn = (text) => [...text.matchAll(/data-l="E-mail">(?:<bdi>)?(holder-[^<]+)/g)]
            .map(([, email]) => email);
        const first = (await admin.get(`/credits/${id}`)).text;
        const [, more] = /href="([^"]*peopleAfter=[^"]*)#people"/.exec(first);
        const { status, text: rest } = await admin.get(more.replaceAll('&amp;', '&'));
        assert.equal(status, 200);
        assert.deepEqual([...holdersOn(first), ...holdersOn(rest)].sort(), emails.sort());
        assert.equal(holdersOn(first).length, 50);
        assert.ok(rest.includes(`href="/credits/${id}#people"`), 'the way to the first ones');
        assert.equal((await admin.get(`/credits/${id}?peopleAfter=x`)).status, 400);
    });

    test('is given to somebody by e-mail address, taken away, and given back', async () => {
        const person = await newPerson({ displayName: '"><img src=x onerror=alert(1)>' });
        const given = await assign(world.monthly, { person: person.email.toUpperCase() });
        assert.equal(given.status, 303, given.text);
        const shown = (await world.admin.get(given.headers.location)).text;
        assert.match(shown, /now has the credit/);
        assert.match(shown, new RegExp(person.email));
        assert.ok(!shown.includes('<img'));

        const taken = await remove(world.monthly, { userId: person.id });
        assert.equal(taken.status, 303);
        const banner = mainOf((await world.admin.get(taken.headers.location)).text);
        assert.match(banner, /no longer has the monthly credit/);
        assert.match(banner, /Undo/);
        assert.ok(!rowsOf(banner).some((row) => row.includes(person.email)));

        const back = await assign(world.monthly, { userId: person.id });
        assert.equal(back.status, 303);
        assert.match((await world.admin.get(`/credits/${world.monthly}`)).text,
            new RegExp(person.email));
    });

    test('is given by the whole name; of several people one is chosen', async () => {
        const name = `Åsa ${unique()}`;
        const one = await newPerson({ displayName: name });
        const alone = await assign(world.monthly, { person: name.toLowerCase() });
        assert.match(alone.headers.location, new RegExp(`done=assigned&who=${one.id}`));

        const other = await newPerson({ displayName: name, kind: 'guest' });
        const asked = await assign(world.monthly, { person: name });
        assert.equal(asked.status, 303);
        const choice = (await world.admin.get(asked.headers.location.split('#')[0])).text;
        assert.match(choice, /Choose who is meant/);
        assert.match(choice, new RegExp(`name="userId" value="${other.id}"`));
        assert.match(choice, /Guest/);
    });

    test('a part of a name gives nobody anything yet', async () => {
        const person = await newPerson({ displayName: `Zacharias ${unique()}` });
        const asked = await assign(world.monthly, { person: 'zachar' });
        assert.match(asked.headers.location, /\?q=zachar#assign$/);
        const { text } = await world.admin.get(`/credits/${world.monthly}?q=zachar`);
        assert.match(text, new RegExp(`name="userId" value="${person.id}"`));
        assert.ok(!rowsOf(text).some((row) => row.includes(person.email)));
    });

    /* RULE CR-3 */
    test('whoever is not in the organisation must be added first', async () => {
        const typed = '<script>alert(1)</script>@x.example';
        for (const [language, said] of [['en', /is not in this organisation/],
            ['sv', /finns inte i organisationen/]]) {
            const { status, text } = await world.admin.submit(`/credits/${world.monthly}`,
                `/credits/${world.monthly}/users`, { person: typed },
                { headers: { 'accept-language': language } });
            assert.equal(status, 409);
            assert.match(text, said);
            assert.match(text, /href="\/people\/new"/);
            assert.match(text, /id="person"[^>]* aria-invalid="true"/);
            assert.ok(!text.includes('<script>alert'));
        }
    });

    test('an empty field is said to be empty', async () => {
        const { status, text } = await assign(world.monthly, { person: '' });
        assert.equal(status, 422);
        assert.match(text, /id="person-fault"/);
    });

    test('says what is lost, and when', async () => {
        const { text } = await world.admin.get(`/credits/${world.monthly}`);
        assert.match(text, /USD.100 is left this month\. What is not used by .*1 September 2021.* is lost/);
    });

    test('is not transferred', async () => {
        const { status } = await world.admin.get(`/credits/${world.monthly}/transfer`);
        assert.equal(status, 409);
    });
});

/* RULE CR-5 */
describe('a bulk credit', () => {
    test('has one holder, and nothing on the page removes them', async () => {
        const { admin, id, holder } = await heldBulk();
        const { text } = await admin.get(`/credits/${id}`);
        assert.match(text, /cannot be removed, only transferred/);
        assert.match(text, new RegExp(holder.email));
        assert.ok(!text.includes('/users/remove'));
        assert.ok(!text.includes(`action="/credits/${id}/users"`));
        const { status, text: refused } = await remove(id, { userId: holder.id }, admin);
        assert.equal(status, 409);
        assert.match(refused, /cannot be removed, only transferred/);
    });

    test('is transferred after a look at what goes along', async () => {
        const { admin, id, holder, next } = await heldBulk();
        const check = `/credits/${id}/transfer?person=${encodeURIComponent(next.email)}`;
        const { text } = await admin.get(check);
        assert.match(text, new RegExp(holder.email));
        assert.match(text, /USD.6,000/);
        assert.match(text, /1 August 2022/);

        const fields = { userId: next.id };
        const unticked = await admin.submit(check, `/credits/${id}/transfer`, fields);
        assert.equal(unticked.status, 422);
        assert.match(unticked.text, /Confirm the transfer first/);
        assert.match(unticked.text, new RegExp(`value="${next.id}"`));

        const done = await admin.submit(check, `/credits/${id}/transfer`,
            { ...fields, confirmed: '1' });
        assert.equal(done.status, 303, done.text);
        const shown = (await admin.get(done.headers.location)).text;
        assert.match(shown, /is transferred to .*Next/);
        assert.match(shown, /Gone along to the next holder/);
        assert.ok(!mainOf(shown).includes(`<span class="muted"><bdi>${holder.email}`));
    });

    test('goes to nobody who is unknown or has it already', async () => {
        const { admin, id, holder, next } = await heldBulk();
        const ask = async (person, headers) => (await admin.get(
            `/credits/${id}/transfer?person=${encodeURIComponent(person)}`, { headers })).text;
        assert.match(await ask('nobody@x.example'), /is not in this organisation/);
        assert.match(await ask(holder.email), /already holds this credit/);
        assert.match(await ask('n'), /Choose who is meant/);
        const shown = await operator.get(`users/${next.id}`, { expect: 200 });
        await operator.patch(`users/${next.id}`, { disabled: true },
            { ifMatch: shown.headers.etag, expect: 200 });
        assert.match(await ask(next.email), /id="person-fault">This person&#39;s account is disabled\. Enable it, or choose/);
        assert.match(await ask('n'), /Cannot sign in/);
        assert.match(await ask('nobody@x.example', { 'accept-language': 'sv' }),
            /finns inte i organisationen/);
    });

    /* RULE CR-6 */
    test('goes to nobody who takes part in another programme, which is named', async () => {
        const { admin, id, next, tenant } = await heldBulk();
        const shown = await operator.get(`users/${next.id}`, { expect: 200 });
        await operator.patch(`users/${next.id}`, { programmes: ['pass'] },
            { ifMatch: shown.headers.etag, expect: 200 });
        const { text } = await admin.get(
            `/credits/${id}/transfer?person=${encodeURIComponent(next.email)}`);
        assert.match(text, /cannot be combined/);
        assert.match(text, /takes part in (Pass|pass)/);
        assert.ok(!text.includes('name="confirmed"'), tenant.name);
        const sent = await admin.submit(`/credits/${id}/transfer`, `/credits/${id}/transfer`,
            { userId: next.id, confirmed: '1' });
        assert.equal(sent.status, 409);
        assert.match(sent.text, /cannot be combined/);
    });
});

describe('who may see what', () => {
    test('readers see credits and change nothing', async () => {
        const reader = await atBrowser(await newUser(operator, world.tenant, 'reader'));
        const { status, text } = await reader.get(`/credits/${world.monthly}`);
        assert.equal(status, 200);
        assert.ok(!text.includes(`/credits/${world.monthly}/users`));
        assert.ok(!(await reader.get('/credits')).text.includes('#assign'));
        const person = await newPerson();
        assert.equal((await assign(world.monthly, { userId: person.id }, reader)).status, 403);
        assert.equal((await reader.get(`/credits/${world.bulk}/transfer`)).status, 403);
    });

    test('who does not manage benefits sees none of the pages', async () => {
        const billing = await atBrowser(await newUser(operator, world.tenant, 'billing-admin'));
        for (const path of ['/credits', `/credits/${world.monthly}`]) {
            assert.equal((await billing.get(path)).status, 403);
        }
    });

    /* RULE ROLE-2 */
    test('of another organisation nothing is there', async () => {
        const { tenant } = await newTenant(operator);
        const other = await atBrowser(await newUser(operator, tenant, 'global-admin'));
        const { monthly, bulk } = world;
        for (const path of [`/credits/${monthly}`, `/credits/${bulk}/transfer`,
            `/credits/${monthly}/ledger.csv`, '/credits/crd_nonsense']) {
            assert.equal((await other.get(path)).status, 404, path);
        }
        const person = await newPerson();
        const sent = await other.submit('/credits', `/credits/${monthly}/users`,
            { userId: person.id });
        assert.equal(sent.status, 404);
        const { admin, id } = await heldBulk();
        assert.equal((await assign(id, { userId: person.id }, admin)).status, 409);
    });

    test("the operator's staff say whose credits they want to see", async () => {
        const staff = await atBrowser(await newStaff(operator, 'operator-admin'));
        assert.match((await staff.get('/credits')).text, /choose a partner/i);
        const { text } = await staff.get(`/credits?tenantId=${world.tenant.id}`);
        assert.match(text, new RegExp(world.bulk));
        const one = await staff.get(`/credits/${world.bulk}`);
        assert.equal(one.status, 200);
        assert.ok(!one.text.includes(`/credits/${world.bulk}/users`));
    });
});

describe('time', () => {
    test('before the year of a bulk credit nothing can be used or transferred', async () => {
        const { partner, tenant } = await newTenant(operator);
        await enrol(operator, partner, await newCreditOffer('year', '6000', 'gold', 'Early'),
            '2021-09-01');
        const api = await newUser(operator, tenant, 'global-admin');
        const admin = await atBrowser(api);
        const [, id] = /\/credits\/(crd_\w+)/.exec((await admin.get('/credits')).text);
        const given = await assign(id, { person: api.user.email }, admin);
        const { text } = await admin.get(given.headers.location);
        assert.match(text, /The credit begins <time datetime="2021-09-01">/);
        assert.match(text, /can be transferred in its enrolment year only/);
        assert.match(text, /<button class="btn" disabled>/);
        assert.ok(!text.includes(`action="/credits/${id}/transfer"`));
        assert.match((await admin.get('/my')).text, /Begins <time datetime="2021-09-01">/);
        assert.equal((await admin.get(`/my/credits/${id}`)).status, 200);
    });

    test('passes on the pages as on the credit', async () => {
        const { admin, id } = await heldBulk();
        try {
            await setDay(operator, '2021-11-05');
            const again = await atBrowser(world.admin.api);
            const now = (await again.get(`/credits/${world.monthly}`)).text;
            assert.match(now, /<option value="3" selected>/);
            const first = (await again.get(`/credits/${world.monthly}?period=0`)).text;
            assert.match(first, /This period is over/);
            assert.match(first, /Not used, and lost/);
            assert.equal((await again.get(`/credits/${world.monthly}?period=4`)).status, 404);

            const { text, headers } = await again.get(`/credits/${world.monthly}/ledger.csv`);
            assert.match(headers['content-type'], /^text\/csv/);
            const [head, ...lines] = text.trimEnd().split('\r\n');
            assert.equal(head, 'seq,entry,at,kind,account,holderId,period,amount,currency');
            assert.equal(lines.length, 14);
            assert.equal(lines.map((line) => Number(line.split(',')[7]))
                .reduce((sum, amount) => sum + amount, 0), 0);

            await setDay(operator, '2022-08-03');
            const late = await atBrowser(admin.api);
            const over = (await late.get(`/credits/${id}`)).text;
            assert.match(over, /can no longer be transferred/);
            assert.ok(!over.includes(`action="/credits/${id}/transfer"`));
            const closed = (await late.get(`/credits/${id}/transfer`)).text;
            assert.match(closed, /can be transferred in its enrolment year only/);
            assert.match(closed, /<button class="btn" disabled>/);
        } finally {
            await setDay(operator, TODAY);
        }
    });
});

describe('use', () => {
    /* The picture's words and the numbers beside it, of a credit of which this was used today. */
    async function pageAfter(amount, language = 'en') {
        const { admin, credit, tenant } = await withCredit(operator, TODAY, monthlyCredit);
        const person = await newCreditPerson(operator, tenant);
        await assignCredit(admin, credit, person);
        await report(admin, [used(credit, person, amount, `${TODAY}T08:00:00Z`)]);
        const { text } = await (await atBrowser(admin)).get(`/credits/${credit.id}`,
            { headers: { 'accept-language': language } });
        return { text, said: text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ') };
    }

    test('is drawn, forecast and told of in a table', async () => {
        const { text, said } = await pageAfter('12.50');
        assert.match(text, /<path class="use" d="M0 0H0L32 37H32"\/>/);
        assert.match(text, /<path class="fc" d="M32 37L258 300"\/>/);
        assert.match(text, /<path class="ideal"/);
        assert.match(said, /12.% of the credit is used\. At this pace it lasts to 9 August 2021/);
        assert.match(said, /2 August 2021 USD.12\.50 USD.87\.50/);
        assert.ok(!/ style=/.test(text));
        assert.match((await pageAfter('12.50', 'sv')).said,
            /12.% av krediten är förbrukad\. I den här takten räcker den till 9 augusti 2021/);
    });

    test('that is slow leaves something over', async () => {
        assert.match((await pageAfter('2')).said,
            /2.% of the credit is used\. At this pace about USD.38 is left on 1 September 2021/);
    });

    /* RULE CR-9 */
    test('shows which alerts were reached', async () => {
        const { text } = await pageAfter('85');
        assert.equal(text.match(/<span class="badge warn">[^%]*(50|80).%/g).length, 2);
        assert.match(text, /<span class="badge">90.%/);
    });

    /* RULE CR-8 */
    test('beyond the amount suspends the credit, and says until when', async () => {
        const { said } = await pageAfter('107.50');
        assert.match(said, /The credit is suspended, because all of it is used\./);
        assert.match(said, /It goes on 2 September 2021 with USD.100/);
        assert.match(said, /USD.7\.50 was used beyond the credit in this period/);
        assert.match(said, /Use beyond the credit/);
    });
});
