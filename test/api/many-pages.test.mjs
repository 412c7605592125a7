/*
 * Many people at once on the pages: ticked in their list, or pasted on the page of a subscription.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { tokenIn } from './lib/browser.mjs';
import { newSubscription } from './lib/keys.mjs';
import { atBrowser, newTenant, newUser, unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

let server;
let operator;
let tenant;
let admin;
let browser;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    ({ tenant } = await newTenant(operator));
    admin = await newUser(operator, tenant, 'global-admin');
    browser = await atBrowser(admin);
});
after(() => server?.remove());

async function person(displayName) {
    const email = `person-${unique()}@${tenant.domain}`;
    const { body } = await admin.post(`tenants/${tenant.id}/users`,
        { email, displayName: displayName ?? `Person ${email}`, kind: 'member' }, { expect: 201 });
    return body;
}

const holdersOf = async ({ id }) =>
    (await admin.all(`subscriptions/${id}/licenses`)).map(({ userId }) => userId).sort();
const isDisabled = async ({ id }) =>
    (await admin.get(`users/${id}`, { expect: 200 })).body.disabled;
const idsIn = (text) => [...text.matchAll(/type="hidden" name="userId" value="([^"]+)"/g)]
    .map(([, id]) => id);

describe('people who are ticked', () => {
    const send = async (path, some, fields) => browser.post(path, [
        ['csrf', tokenIn((await browser.get('/people')).text)],
        ...some.map(({ id }) => ['userId', id]), ...Object.entries(fields)]);

    test('are all of the part that is shown, where that is asked for', async () => {
        await person();
        const none = await browser.get('/people');
        const all = await browser.get('/people?ticked=all');
        const boxes = (text) => text.match(/<input type="checkbox"[^>]*form="many"[^>]*>/g);
        assert.ok(boxes(all.text).length > 1);
        assert.ok(boxes(none.text).every((box) => !box.includes(' checked')));
        assert.ok(boxes(all.text).every((box) => box.includes(' checked')));
        assert.match(all.text, /href="\/people" data-swap="list">.*Tick none/s);
    });

    for (const [action, before, after] of [['assign', [], ['anna', 'bo']],
        ['release', ['anna', 'bo'], []]]) {
        test(`are checked before anything is done: ${action}`, async () => {
            const subscription = await newSubscription(operator, admin);
            const people = { anna: await person(), bo: await person() };
            const some = Object.values(people);
            if (before.length > 0) {
                await admin.post(`subscriptions/${subscription.id}/licenses`,
                    { people: some.map(({ id }) => id) }, { expect: 200 });
            }
            const fields = { subscriptionId: subscription.id, action };
            const check = await send('/people/licenses/check', some, fields);
            assert.equal(check.status, 200, check.text);
            assert.match(check.text, /Nothing is changed yet/);
            assert.deepEqual(await holdersOf(subscription),
                before.map((name) => people[name].id).sort());
            assert.deepEqual(idsIn(check.text), some.map(({ id }) => id));
            const done = await send('/people/licenses/change', some, fields);
            assert.equal(done.status, 200);
            assert.deepEqual(await holdersOf(subscription),
                after.map((name) => people[name].id).sort());
            const again = await send('/people/licenses/check', some, fields);
            assert.deepEqual(idsIn(again.text), []);
        });
    }

    test('are disabled, and enabled again', async () => {
        const some = [await person(), await person()];
        for (const [access, expected] of [['disable', true], ['enable', false]]) {
            const check = await send('/people/access/check', some, { access });
            assert.match(check.text, /Nothing is changed yet/);
            assert.equal(await isDisabled(some[0]), !expected);
            const done = await send('/people/access/change', some, { access });
            assert.equal(done.status, 200);
            assert.deepEqual([await isDisabled(some[0]), await isDisabled(some[1])],
                [expected, expected]);
        }
        const own = await send('/people/access/check', [admin.user], { access: 'disable' });
        assert.match(own.text, /Your roles do not allow this/);
    });

    test('are asked for', async () => {
        const subscription = await newSubscription(operator, admin);
        for (const path of ['licenses/check', 'licenses/change']) {
            const none = await send(`/people/${path}`, [],
                { subscriptionId: subscription.id, action: 'assign' });
            assert.equal(none.status, 422);
            assert.match(none.text, /<a href="#tick">Tick somebody first\./);
        }
        for (const path of ['access/check', 'access/change']) {
            const none = await send(`/people/${path}`, [], { access: 'disable' });
            assert.equal(none.status, 422);
            assert.match(none.text, /<a href="#tick">Tick somebody first\./);
        }
    });

    test('are there for who may do something with them', async () => {
        const ticksOf = async (role) => {
            const { text } = await (await atBrowser(await newUser(operator, tenant, role)))
                .get('/people');
            return [/form="many"/.test(text), /value="assign"/.test(text), /value="disable"/.test(text)];
        };
        assert.deepEqual(await ticksOf('reader'), [false, false, false]);
        assert.deepEqual(await ticksOf('billing-admin'), [true, true, false]);
        assert.deepEqual(await ticksOf('user-admin'), [true, false, true]);
    });
});

describe('a list that is pasted', () => {
    const paste = (subscription, people) => browser.submit(`/subscriptions/${subscription.id}`,
        `/subscriptions/${subscription.id}/licenses/check`, { people });

    test('is read line by line, as columns, and as a mail has it', async () => {
        const subscription = await newSubscription(operator, admin);
        const name = `Anna Andersson ${unique()}`;
        const some = [await person(), await person(), await person(name), await person(),
            await person(), await person()];
        const [one, two, , four, five, six] = some.map(({ email }) => email);
        for (const list of [
            `${one}\r\n${two}\r\n${name}\r\n${four}\n${five}\n\n${six}\r\n`,
            `Name\t${one}\tSales\r\nName\t${two}\tIT\r\n${name}\r\nX;${four};\r\n"${five}"\r\nY,${six}`,
            `${one}, ${two}; ${name};"Last, First" <${four}>\t<${five}>;${six.toUpperCase()}`,
        ]) {
            const check = await paste(subscription, list);
            assert.equal(check.status, 200, check.text);
            assert.deepEqual(idsIn(check.text), some.map(({ id }) => id), list);
        }
    });

    test('is shown with what would become of each, and then that is done', async () => {
        const subscription = await newSubscription(operator, admin, { licenses: 2 });
        const [has, gets, left] = [await person(), await person(), await person()];
        await admin.put(`subscriptions/${subscription.id}/licenses/${has.id}`, undefined,
            { expect: 200 });
        const check = await paste(subscription,
            [has.email, 'nobody@there.example', gets.email, left.email, gets.email].join('\n'));
        const rows = [...check.text.matchAll(/<tr role="row">\s*<th role="rowheader".*?<\/tr>/gs)]
            .map(([row]) => row);
        assert.equal(rows.length, 5);
        [/Has a licence already, since/, /not in the organisation/, /Gets a licence/,
            /All licences of this subscription are assigned/, /earlier row/]
            .forEach((expected, i) => assert.match(rows[i], expected));
        assert.match(check.text, /Afterwards 2 of 2 licences are assigned/);
        assert.deepEqual(idsIn(check.text), [gets.id]);
        const done = await browser.post('/people/licenses/change', [
            ['csrf', tokenIn(check.text)], ['subscriptionId', subscription.id],
            ['action', 'assign'], ['userId', gets.id]]);
        assert.match(done.text, /Has a licence now/);
        assert.deepEqual(await holdersOf(subscription), [has.id, gets.id].sort());
    });

    test('may hold 500 people, and somebody at least', async () => {
        const subscription = await newSubscription(operator, admin);
        const lines = Array.from({ length: 501 }, (_, i) => `n${i}@x.example`);
        const most = await paste(subscription, lines.slice(1).join('\n'));
        assert.equal(most.status, 200);
        const more = await paste(subscription, lines.join('\n'));
        assert.equal(more.status, 422);
        assert.match(more.text, /There are more than 500 people\. Enter them in parts\./);
        assert.match(more.text, /<a href="#people-list">/);
        assert.match(more.text, /n0@x\.example\nn1@x\.example/); // as it was entered
        for (const nothing of ['', ' \r\n\t;,\n']) {
            const refused = await paste(subscription, nothing);
            assert.equal(refused.status, 422);
            assert.match(refused.text, /id="people-list"[^>]*aria-invalid="true"/);
            assert.match(refused.text, /Enter at least one e-mail address or name\./);
        }
    });
});

describe('one licence', () => {
    const assign = (subscription, fields) => browser.submit(`/subscriptions/${subscription.id}`,
        `/subscriptions/${subscription.id}/licenses`, fields);

    test('is given by a whole name as by an address', async () => {
        const subscription = await newSubscription(operator, admin);
        const name = `Åke Ödman ${unique()}`;
        const { id } = await person(name);
        const answer = await assign(subscription, { person: name.toUpperCase() });
        assert.equal(answer.status, 303);
        assert.deepEqual(await holdersOf(subscription), [id]);
    });

    test('is given to who is chosen, where a name means several', async () => {
        const subscription = await newSubscription(operator, admin);
        const name = `Many ${unique()}`;
        const some = [await person(`${name} A`), await person(`${name} B`)];
        const answer = await assign(subscription, { person: name });
        assert.equal(answer.status, 303);
        assert.deepEqual(await holdersOf(subscription), []);
        const choose = await browser.get(answer.headers.location.split('#')[0]);
        assert.deepEqual(idsIn(choose.text), some.map(({ id }) => id));
        assert.equal((await assign(subscription, { userId: some[1].id })).status, 303);
        assert.deepEqual(await holdersOf(subscription), [some[1].id]);
        const nobody = await assign(subscription, { person: 'Nobody Of This Name' });
        assert.equal(nobody.status, 409);
        assert.match(nobody.text, /Nobody Of This Name.* is not in this organisation/s);
    });

    test('is not given twice, and it is said since when', async () => {
        const subscription = await newSubscription(operator, admin);
        const { email, displayName } = await person();
        assert.equal((await assign(subscription, { person: email })).status, 303);
        const twice = await assign(subscription, { person: email });
        assert.equal(twice.status, 200);
        assert.match(twice.text, new RegExp(`${displayName}</bdi> has a licence already, since`));
        assert.doesNotMatch(twice.text, /The licence is assigned/);
    });
});

describe('a subscription of many people', () => {
    let subscription;
    let people;

    before(async () => {
        subscription = await newSubscription(operator, admin, { licenses: 300 });
        people = [];
        for (let i = 0; i < 60; i += 1) {
            people.push(await person(`Holder ${String(i).padStart(3, '0')} ${unique()}`));
        }
        await admin.post(`subscriptions/${subscription.id}/licenses`,
            { people: people.map(({ id }) => id) }, { expect: 200 });
    });

    const shown = (text) => people.filter(({ email }) => text.includes(`<bdi>${email}</bdi>`)).length;

    test('shows 50 of them at a time', async () => {
        const first = await browser.get(`/subscriptions/${subscription.id}`);
        assert.equal(shown(first.text), 50);
        const more = /href="([^"#]+peopleAfter=[^"#]+)#people"/.exec(first.text)[1];
        assert.equal(shown((await browser.get(more.replaceAll('&amp;', '&'))).text), 10);
    });

    test('finds those who are looked for among all of them', async () => {
        const last = people.at(-1);
        const found = await browser.get(`/subscriptions/${subscription.id}?q=${
            encodeURIComponent(last.displayName)}`);
        assert.equal(shown(found.text), 1);
        assert.ok(found.text.includes(`<bdi>${last.email}</bdi>`));
        const nobody = await browser.get(`/subscriptions/${subscription.id}?q=nobody-is-called-so`);
        assert.equal(shown(nobody.text), 0);
    });

    /* Whoever is typed, not the first so many. */
    test('suggests anybody of the organisation for what is typed', async () => {
        const newest = await person(`Zuletzt ${unique()}`);
        const options = (text) => text.match(/<option value="[^"]+@/g)?.length ?? 0;
        const first = await browser.get(`/subscriptions/${subscription.id}`);
        assert.equal(options(first.text), 20);
        assert.ok(!first.text.includes(newest.email));
        const address = /data-suggest="([^"]+)"/.exec(first.text)[1];
        const typed = await browser.get(address.replaceAll('&amp;', '&') + 'zulet');
        assert.equal(options(typed.text), 1);
        assert.ok(typed.text.includes(`<option value="${newest.email}"`));
    });
});

/* Each list with a bar, one of its filters, and what its forms ask for. */
const BARS = [
    { list: '/people?q=nobody&kind=guest', forms: ['/people/licenses/check', '/people/access/check'] },
    { list: '/keys?q=nothing&status=redeemed', forms: ['/keys/reveal', '/keys/list.csv'] },
    { list: '/benefits?q=nothing&status=active', forms: ['/activations/check'] },
];

describe('a bar whose form is refused leaves the list as it was', () => {
    const chosen = (text) => [...[...text.matchAll(/name="q"[^>]*value="([^"]*)"/g)].map(([, q]) => q),
        ...[...text.matchAll(/<option value="([^"]+)" selected>/g)].map(([, value]) => value)];

    for (const { list, forms } of BARS) {
        for (const form of forms) {
            test(`${form} of ${list}`, async () => {
                const before = await browser.get(list);
                assert.equal(before.status, 200);
                const send = (place) => browser.post(form,
                    [['csrf', tokenIn(before.text)], ['beside', place]]);
                const { status, text } = await send(list);
                assert.ok(status >= 400, text);
                assert.ok(chosen(before.text).length > 1);
                assert.deepEqual(chosen(text), chosen(before.text));
            });

            test(`${form} beside what is no list`, async () => {
                const { text: page } = await browser.get(list);
                for (const place of ['', '?', '/x?q=%', `${list}&after=x`, '?q=1&q=2', '?sort=x',
                    `?q=${'x'.repeat(500)}`]) {
                    const { status, text } = await browser.post(form,
                        [['csrf', tokenIn(page)], ['beside', place]]);
                    assert.equal(status, 422, `${place} ${text}`);
                }
            });
        }
    }
});
