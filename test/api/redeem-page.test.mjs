/*
 * The pages that redeem keys, as a browser without script sees them: the subscriptions, Redeem
 * product key, Activate, the receipt and the calculator.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser, tokenIn } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { newKeys, redeem, setDay } from './lib/keys.mjs';
import { newUser, unique } from './lib/people.mjs';
import { newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const TODAY = '2021-08-02';
const NBSP = '\u00a0';

let server, operator, me, other, browser;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    me = await caller(server.demo.partner);
    other = await caller(server.demo.otherPartner);
    await setDay(operator, TODAY);
    browser = await signedIn(server.demo.partner);
});
after(() => server?.remove());

async function caller(person) {
    const api = operator.as(person.token);
    const { body } = await api.get('me', { expect: 200 });
    api.user = body.user;
    api.partner = body.partner;
    return api;
}

/* Sessions end when the clock moves, so whoever moves it signs in again. */
async function signedIn(person, options) {
    const fresh = new Browser(server, options);
    await fresh.signIn(person);
    return fresh;
}

async function atDay(day, person = server.demo.partner) {
    await setDay(operator, day);
    browser = await signedIn(person);
}

/* The fields that a form of the page would send untouched: hidden ones, and what is ticked. */
function fieldsOf(text, action) {
    const form = text.split('<form').find((part) => part.includes(`action="${action}"`) &&
        part.includes('name="csrf"'));
    assert.ok(form, `there is no form for ${action}\n${text.slice(0, 6000)}`);
    const inside = form.split('</form>')[0];
    return Object.fromEntries([...inside.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
        .map(([, name, value]) => [name, value]));
}

const plain = (text) => text.replace(/<[^>]*>/g, ' ').replaceAll('&nbsp;', ' ')
    .replaceAll(NBSP, ' ').replace(/\s+/g, ' ');

async function page(path, status = 200) {
    const answer = await browser.get(path);
    assert.equal(answer.status, status, `${path}\n${plain(answer.text).slice(0, 1500)}`);
    return answer.text;
}

/* Each scenario has a product of its own, so that none sees another's subscriptions. */
async function subscriptionEnding(licenses, endsOn, members = {}) {
    const product = await newProduct(operator, members);
    await setDay(operator, `${Number(endsOn.slice(0, 4)) - 1}${endsOn.slice(4)}`);
    const keys = await newKeys(operator, { sku: product.sku, licenses });
    const receipt = await redeem(me, 'activate', keys);
    await atDay(TODAY);
    return { id: receipt.subscriptionId, sku: product.sku, product };
}

async function keyFor(subscription, licenses) {
    const [key] = await newKeys(operator, { sku: subscription.sku, licenses });
    return key;
}

/* Enter keys on the page of the subscription; gives the answer. */
function enter(subscription, keys, action = 'extend') {
    return browser.submit(`/subscriptions/${subscription.id}/redeem`, '/drafts',
        { subscriptionId: subscription.id, action, keys });
}

/* The address of the draft, without its query. */
async function draftOf(subscription, keys, action) {
    const answer = await enter(subscription, keys, action);
    assert.equal(answer.status, 303, plain(answer.text).slice(0, 2000));
    return answer.headers.location.split('?')[0];
}

/* Tick, and redeem what the page shows. */
async function redeemOn(address, query, more = {}) {
    const text = await page(address + query);
    return browser.post(address, { ...fieldsOf(text, address), tenantVerified: '1', ...more });
}

const show = async (subscription) =>
    (await me.get(`subscriptions/${subscription.id}`, { expect: 200 })).body;

describe('the four licensing scenarios', () => {
    /* RULE CT-2, CT-5, CT-7 */
    const SCENARIOS = [
        { name: '100 licences and a key of 25: three months', held: 100, key: 25,
            endsOn: '2022-04-30', says: '30 April 2022' },
        { name: '100 licences and a key of 100: twelve months', held: 100, key: 100,
            endsOn: '2023-01-31', says: '31 January 2023' },
        { name: '5 licences and a key of 10: twenty-four months', held: 5, key: 10,
            endsOn: '2024-01-31', says: '31 January 2024' },
    ];

    for (const { name, held, key, endsOn, says } of SCENARIOS) {
        test(name, async () => {
            const subscription = await subscriptionEnding(held, '2022-01-31');
            const { key: text } = await keyFor(subscription, key);
            const address = await draftOf(subscription, text);
            const preview = plain(await page(`${address}?action=extend`));
            assert.match(preview, new RegExp(`After ${says} ${held} licences`));
            assert.match(preview, new RegExp(`${key} licences × 12 months`));
            assert.match(preview, new RegExp(`end later → ${held} licences · ends ${says}`));
            assert.match(preview, new RegExp(`→ ${held + key} licences · ends `));
            assert.match(preview, /No time is added or lost/);
            assert.equal((await show(subscription)).endsOn, '2022-01-31');

            const done = await redeemOn(address, '?action=extend');
            assert.equal(done.status, 303, plain(done.text).slice(0, 2000));
            assert.match(done.headers.location, /^\/redemptions\/red_/);
            const receipt = plain(await page(done.headers.location));
            assert.match(receipt, new RegExp(`now ends ${says} \\(before: 31 January 2022\\)`));
            assert.match(receipt, new RegExp(`After ${says} ${held} licences`));
            assert.equal((await show(subscription)).endsOn, endsOn);
        });
    }

    /* RULE CT-5, CT-10 */
    test('more than three times as many: the error, and how many licences fit', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const { key } = await keyFor(subscription, 301);
        const address = await draftOf(subscription, key);
        const text = await page(`${address}?action=extend`);
        assert.match(plain(text), /Create a new subscription\. This key would put/);
        assert.match(plain(text), /The key has 301 licences, more than 3 times your 100\./);
        assert.match(plain(text), /Nothing has been changed/);
        assert.ok(!text.includes('name="tenantVerified"'), 'there is nothing to redeem');
        const [, least] = /action=split&amp;addLicenses=([0-9]+)"/.exec(text);

        const fits = plain(await page(`${address}?action=split&addLicenses=${least}`));
        assert.match(fits, new RegExp(`${100 + Number(least)} licences`));
        const short = plain(await page(`${address}?action=split&addLicenses=${least - 1}`));
        assert.match(short, /This key would put/);
        const done = await redeemOn(address, `?action=split&addLicenses=${least}`);
        assert.equal(done.status, 303);
        assert.equal((await show(subscription)).licenses, 100 + Number(least));
    });

    test('exactly three times as many is allowed', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 300)).key);
        assert.match(plain(await page(`${address}?action=extend`)), /After 31 January 2025/);
    });
});

describe('add and split', () => {
    /* RULE CT-3, CT-7 */
    test('a date that moves earlier is said before anything happens', async () => {
        const subscription = await subscriptionEnding(100, '2022-07-31');
        await redeem(me, 'extend', await newKeys(operator,
            { sku: subscription.sku, licenses: 100 }), { subscriptionId: subscription.id });
        const address = await draftOf(subscription, (await keyFor(subscription, 100)).key, 'add');
        const preview = plain(await page(`${address}?action=add`));
        assert.match(preview, /The end date moves earlier/);
        assert.match(preview, /200 licences/);
        assert.match(preview, /100 licences × 23 months 29 days left/);
        const done = await redeemOn(address, '?action=add');
        assert.equal(done.status, 303);
        assert.match(plain(await page(done.headers.location)), /The end date moves earlier/);
    });

    /* RULE CT-10 */
    test('fewer licences than the key has: the rest moves the end date', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key, 'add');
        const preview = plain(await page(`${address}?action=split&addLicenses=10`));
        assert.match(preview, /110 licences/);
        assert.match(preview, /less than 12 months from today\. To keep 100 licences and a later date, choose Extend\./);
        const whatIf = await me.get(
            `subscriptions/${subscription.id}/what-if?action=add&licenses=25&addLicenses=10`);
        const done = await redeemOn(address, '?action=split&addLicenses=10');
        assert.equal(done.status, 303);
        assert.equal((await show(subscription)).endsOn, whatIf.body.after.endsOn);
        assert.match(plain(await page(done.headers.location)), /How the date is worked out/);
    });

    /* RULE CT-10: a choice of its own, beside all and none of them. */
    test('a split is chosen, and begins with half of the key', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key, 'split');
        const text = await page(`${address}?action=split`);
        assert.match(text, /value="split" checked/);
        assert.match(text, /id="add-licenses"[^>]*value="12"/);
        assert.match(plain(text), /Split Add some of the licences; the rest of the key extends/);
        assert.match(plain(text), /112 licences/);
        // The number is a split's: who adds, adds all.
        assert.match(plain(await page(`${address}?action=add&addLicenses=12`)), /125 licences/);
        assert.equal((await redeemOn(address, '?action=split')).status, 303);
        assert.equal((await show(subscription)).licenses, 112);
    });

    test('a key of one licence cannot be split', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 1)).key);
        assert.ok(!(await page(`${address}?action=extend`)).includes('value="split"'));
    });

    test('more licences than the key has are refused', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key, 'add');
        assert.match(plain(await page(`${address}?action=split&addLicenses=26`)),
            /The keys do not have that many licences/);
    });

    test('several keys count together, however they are separated', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const keys = await newKeys(operator, { sku: subscription.sku, licenses: 25, count: 3 });
        const [one, two, three] = keys.map((item) => item.key);
        const typed = `${one.toLowerCase()}\r\n${two.replaceAll('-', ' ')}, ${three}`;
        const address = await draftOf(subscription, typed);
        const text = plain(await page(`${address}?action=extend`));
        assert.match(text, /75 licences × 12 months/);
        for (const { ref } of keys) {
            assert.ok(text.includes(ref));
        }
    });
});

describe('the button does what it says, and nothing else', () => {
    const button = (text) => plain(/<button class="btn primary[^]*?<\/button>/.exec(text)[0]).trim();

    /* RULE CT-7 */
    test('it names the way, the licences and the date', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key);
        assert.equal(button(await page(`${address}?action=extend`)),
            'Redeem: extend to 30 April 2022');
        assert.equal(button(await page(`${address}?action=add`)),
            'Redeem: add 25 licences, ends 6 March 2022');
        assert.match(button(await page(`${address}?action=split&addLicenses=1`)),
            /^Redeem: add 1 licence, ends /);
        assert.match(button(await page(`${address}?action=split&addLicenses=0`)),
            /^Redeem: extend to /);

        const product = await newProduct(operator);
        const [{ key }] = await newKeys(operator, { sku: product.sku, licenses: 5 });
        const { headers } = await browser.submit('/activate', '/drafts', { keys: key });
        assert.equal(button(await page(headers.location)),
            'Redeem: activate, ends 2 August 2022');
    });

    /* Whichever is shown and whichever is chosen: where they differ, neither is done. */
    test('a way that was chosen after the result was shown is not redeemed', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key);
        const queries = { extend: '?action=extend', add: '?action=add',
            split: '?action=split&addLicenses=10' };
        for (const [shown, query] of Object.entries(queries)) {
            const fields = { ...fieldsOf(await page(address + query), address),
                tenantVerified: '1' };
            const others = [...Object.keys(queries).filter((way) => way !== shown)
                .map((action) => ({ action })), { action: 'split', addLicenses: '3' }];
            for (const chosen of others) {
                const answer = await browser.post(address, { ...fields, ...chosen });
                assert.equal(answer.status, 422, `${shown} shown, ${chosen.action} chosen`);
                assert.match(plain(answer.text),
                    /You chose another way than the one whose result was shown/);
                assert.match(answer.text,
                    new RegExp(`name="shown" value="${chosen.action}"`), 'its result is shown');
            }
        }
        assert.equal((await show(subscription)).endsOn, '2022-01-31');
        assert.equal((await redeemOn(address, queries.add)).status, 303);
        assert.equal((await show(subscription)).licenses, 125);
    });

    test('without script a button shows the result of what is chosen', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key);
        const fields = fieldsOf(await page(`${address}?action=extend`), address);
        const answer = await browser.post(address,
            { ...fields, action: 'split', addLicenses: '4', show: '1', tenantVerified: '1' });
        assert.equal(answer.status, 303);
        assert.equal(answer.headers.location, `${address}?action=split&addLicenses=4`);
        assert.equal((await show(subscription)).licenses, 100);
    });

    test('a form without the result that it was sent beside redeems nothing', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key);
        const fields = { ...fieldsOf(await page(`${address}?action=extend`), address),
            tenantVerified: '1' };
        for (const name of ['expectLicenses', 'expectEndsOn', 'tenantId']) {
            const { [name]: _, ...rest } = fields;
            const answer = await browser.post(address, rest);
            assert.equal(answer.status, 422, name);
            assert.match(plain(answer.text), /Look at the result before you redeem/);
        }
        assert.equal((await show(subscription)).endsOn, '2022-01-31');
    });

    test('a way that cannot be chosen says why', async () => {
        const subscription = await subscriptionEnding(10, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 50)).key);
        const text = await page(`${address}?action=add`);
        assert.match(text, /id="action-extend"[^>]* disabled/);
        assert.doesNotMatch(text, /id="action-add"[^>]* disabled/);
        assert.match(plain(text), /end later Not possible: Create a new subscription/);
        assert.doesNotMatch(plain(text), /choose extend/i, 'what is refused is not advised');
    });
});

describe('what has ended', () => {
    async function endedWith(licenses, people) {
        const subscription = await subscriptionEnding(licenses, '2022-01-31');
        const tenant = { id: me.user.tenantId, domain: me.user.email.split('@')[1] };
        const users = [];
        for (let i = 0; i < people; i += 1) {
            const { user } = await newUser(operator, tenant);
            await me.put(`subscriptions/${subscription.id}/licenses/${user.id}`, undefined,
                { expect: 200 });
            users.push(user);
        }
        return { ...subscription, users };
    }

    const activateKey = async (subscription, key) => {
        const { status, headers, text } = await browser.submit(
            `/activate?subscriptionId=${subscription.id}`, '/drafts',
            { subscriptionId: subscription.id, action: 'activate', keys: key });
        assert.equal(status, 303, plain(text));
        return headers.location;
    };

    /* RULE SUB-6 */
    test('people are released where they are in the way, or a separate one is begun', async () => {
        const subscription = await endedWith(4, 4);
        const one = await keyFor(subscription, 2);
        await atDay('2022-02-10');
        const address = await activateKey(subscription, one.key);
        const text = await page(address);
        assert.match(plain(text), /Release 2 licences, so that those of the key are enough/);
        for (const { id } of subscription.users) {
            assert.ok(text.includes(`name="userId" value="${id}"`));
        }
        const form = { ...fieldsOf(text, `${address}/release`) };
        const [first, second, ...rest] = subscription.users.map(({ id }) => id);
        const send = (ids, more = { tenantVerified: '1' }) => browser.post(`${address}/release`,
            [...Object.entries({ ...form, ...more }), ...ids.map((id) => ['userId', id])]);
        const refused = async (ids, says, more) => {
            const answer = await send(ids, more);
            assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`);
            assert.match(plain(answer.text), says);
            for (const id of ids) {
                assert.match(answer.text, new RegExp(`value="${id}" checked`), 'the tick stays');
            }
            const { assigned, status } = await show(subscription);
            assert.deepEqual({ assigned, status }, { assigned: 4, status: 'expired' }, `${says}`);
        };
        await refused([], /Choose whose licences are to be released/);
        await refused([first, second], /Confirm the organisation/, {});
        /* Too few of them: nobody is released. */
        await refused([first], /More licences are assigned to people than would be left/);
        const both = await send([first, second]);
        assert.match(both.headers.location, /^\/redemptions\/red_/);
        const { assigned, licenses, status } = await show(subscription);
        assert.deepEqual({ assigned, licenses, status },
            { assigned: rest.length, licenses: 2, status: 'active' });
        /* Once more leads to the receipt. */
        assert.match((await send([first, second])).headers.location, /done=already$/);

        // The other way out: what is there stays as it is.
        const held = await endedWith(4, 3);
        const other = await keyFor(held, 2);
        await atDay('2022-02-10');
        const beside = await activateKey(held, other.key);
        const done = await browser.post(`${beside}/release`, { separate: '1', tenantVerified: '1',
            ...fieldsOf(await page(beside), `${beside}/release`) });
        assert.equal(done.status, 303, plain(done.text));
        assert.equal((await show(held)).licenses, 4);
        await atDay(TODAY);
    });

    /* RULE SUB-1: in every state but the last, on the page of the product and of the person. */
    test('a licence can be released as long as there is one', async () => {
        const subscription = await endedWith(4, 2);
        const [one] = subscription.users;
        const release = `/subscriptions/${subscription.id}/licenses/release`;
        for (const day of [TODAY, '2022-02-10', '2022-04-10']) {
            await atDay(day);
            assert.ok((await page(`/subscriptions/${subscription.id}`)).includes(release), day);
            assert.ok((await page(`/people/${one.id}`)).includes(release), day);
        }
        const back = await browser.post(release,
            { ...fieldsOf(await page(`/people/${one.id}`), release) });
        assert.match(back.headers.location,
            new RegExp(`^/people/${one.id}\\?done=released&of=${subscription.id}&undo=und_\\w+$`));
        assert.equal((await show(subscription)).assigned, 1);
        await atDay('2022-06-10');
        assert.ok(!(await page(`/subscriptions/${subscription.id}`)).includes(release));
        await atDay(TODAY);
    });

    /* RULE SUB-2, CT-7 */
    test('fewer licences than before are said before and after', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const { key } = await keyFor(subscription, 30);
        await atDay('2022-02-10');
        const address = await activateKey(subscription, key);
        const text = plain(await page(address));
        assert.match(text, /Now 31 January 2022 100 licences After 10 February 2023 30 licences/);
        assert.match(text, /70 licences fewer than before: 100 → 30/);
        const receipt = plain(await page((await redeemOn(address, '')).headers.location));
        assert.match(receipt, /70 licences fewer than before: 100 → 30/);
        assert.doesNotMatch(receipt, /Licences added/);
        await atDay(TODAY);
    });
});

describe('the time of a subscription', () => {
    const timeline = (text) => plain(/<dl class="timeline">[^]*?<\/dl>/.exec(text)[0]).trim();

    /* RULE SUB-1: one end date, and what comes after it. */
    test('is said in words, with the one end date there is', async () => {
        const subscription = await subscriptionEnding(25, '2022-01-31');
        for (const [action, licenses] of [['extend', 25], ['add', 100], ['extend', 5]]) {
            await redeem(me, action, await newKeys(operator, { sku: subscription.sku, licenses }),
                { subscriptionId: subscription.id });
        }
        const { endsOn } = await show(subscription);
        const text = await page(`/subscriptions/${subscription.id}`);
        assert.match(timeline(text), new RegExp(
            '^Began 31 January 2021 Today 2 August 2021 Ends ' +
            `${longDate(endsOn)} .* Disabled ${longDate(later(endsOn, 30))} .* ` +
            `Deleted ${longDate(later(endsOn, 120))} `));
        const latest = Math.max(...(await me.all(`redemptions?subscriptionId=${subscription.id}`))
            .map(({ after }) => Date.parse(after.endsOn)));
        const outside = plain(text.replace(/<table[^]*?<\/table>/g, ''));
        assert.ok(latest > Date.parse(endsOn) && !outside.includes(
            longDate(new Date(latest).toISOString().slice(0, 10))), 'an end date of the past');
        const order = ['id="time-head"', 'id="people"', 'id="receipts"']
            .map((id) => text.indexOf(id));
        assert.deepEqual(order, [...order].sort((a, b) => a - b));
        assert.ok(!plain(text.split('</h1>')[1].split('id="people"')[0]).includes('sub_'));
        assert.match(text, /class="bar"/);
    });

    test('that has ended is not said to end', async () => {
        const subscription = await subscriptionEnding(25, '2022-01-31');
        for (const [day, today] of [['2022-02-10', 'Ended .* Today .* Disabled'],
            ['2022-04-10', 'Disabled .* Today .* Deleted']]) {
            await atDay(day);
            const said = timeline(await page(`/subscriptions/${subscription.id}`));
            assert.match(said, new RegExp(today));
            assert.match(said, /Ended 31 January 2022/);
        }
        await atDay(TODAY);
    });

    const later = (day, days) => new Date(Date.parse(day) + days * 86400e3)
        .toISOString().slice(0, 10);
    const longDate = (day) => new Date(day).toLocaleDateString('en-GB',
        { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
});

describe('a plan of several keys', () => {
    const rows = (text) => [...text.matchAll(/<tr role="row">\s*<th role="rowheader"[^]*?<\/tr>/g)]
        .map(([row]) => plain(row).trim());

    /* RULE CT-7: step for step what redeeming the same keys in that order does. */
    test('says what each of them comes to, as redeeming them does', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const path = `/what-if?subscriptionId=${subscription.id}`;
        const first = await page(`${path}&action=extend&licenses=25&then=1`);
        assert.match(first, /name="steps" value="extend:25"/);
        const text = await page(`${path}&steps=extend:25,add:50,split:30:10&action=extend&licenses=5`);
        const planned = rows(text);
        assert.equal(planned.length, 4);
        const numbers = [];
        for (const [action, licenses, more] of [['extend', 25], ['add', 50],
            ['add', 30, { addLicenses: 10 }], ['extend', 5]]) {
            const { after: { licenses: all, endsOn } } = await redeem(me, action,
                await newKeys(operator, { sku: subscription.sku, licenses }),
                { subscriptionId: subscription.id, ...more });
            numbers.push(`${all} ${new Date(endsOn).toLocaleDateString('en-GB',
                { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })}`);
        }
        numbers.forEach((says, i) => assert.ok(planned[i].includes(says), `${planned[i]}: ${says}`));
        assert.match(text, /href="\/what-if\?[^"]*steps=extend[^"]*add[^"]*"/, 'without one of them');
        assert.match(text, /<a [^>]*href="\/what-if"/, 'in the menu');
    });

    test('stops at the first that is refused, and says why', async () => {
        const subscription = await subscriptionEnding(10, '2022-01-31');
        const planned = rows(await page(
            `/what-if?subscriptionId=${subscription.id}&steps=extend:5,extend:31,add:1`));
        assert.match(planned[0], /10 \d+ \w+ 20\d\d/);
        assert.match(planned[1], /Create a new subscription/);
        assert.match(planned[2], /– –/);
    });

    /* LIMIT WHAT_IF_STEPS_MAX */
    test('is refused where it is none, or of more than 12', async () => {
        await page(`/what-if?steps=${Array(12).fill('add:1').join(',')}`);
        for (const steps of ['extend', 'extend:0', 'extend:x', 'activate:5', 'add:5,', 'split:5',
            'add:99999999999999999999', 'extend:1;add:1', Array(13).fill('add:1').join(',')]) {
            await page(`/what-if?steps=${encodeURIComponent(steps)}`, 422);
        }
    });
});

describe('a retired product', () => {
    /* RULE BEN-6 */
    test('its keys are used in every way, and its successor is named', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const successor = await newProduct(operator, { name: `Successor ${unique()}` });
        const keys = await newKeys(operator, { sku: subscription.sku, licenses: 25, count: 3 });
        const { headers } = await operator.get(`products/${subscription.sku}`, { expect: 200 });
        await operator.patch(`products/${subscription.sku}`,
            { retired: true, replacedBy: successor.sku },
            { ifMatch: headers.etag, expect: 200 });
        for (const [i, query] of ['?action=extend', '?action=add'].entries()) {
            const address = await draftOf(subscription, keys[i].key);
            const text = plain(await page(address + query));
            assert.ok(text.includes(`its successor is ${successor.name}`), text);
            assert.ok(!text.includes(successor.sku));
            assert.equal((await redeemOn(address, query)).status, 303);
        }
        const { headers: at } = await browser.submit('/activate', '/drafts',
            { keys: keys[2].key });
        assert.ok(plain(await page(at.location)).includes(`its successor is ${successor.name}`));
        const done = await redeemOn(at.location, '', { separate: '1' });
        assert.equal(done.status, 303, plain(done.text));
    });
});

describe('entering keys', () => {
    let subscription;
    before(async () => {
        subscription = await subscriptionEnding(100, '2022-01-31');
    });

    const refused = async (keys, status, says) => {
        const answer = await enter(subscription, keys);
        assert.equal(answer.status, status, plain(answer.text));
        assert.match(plain(answer.text), says);
        assert.match(answer.text, /role="alert"/);
        assert.match(answer.text, /id="keys"[^>]*aria-invalid="true"/);
        return answer.text;
    };

    test('too short, a letter that no key has, one wrong character', async () => {
        const { key } = await keyFor(subscription, 25);
        const kept = await refused(key.slice(0, -2), 422,
            /Enter all 25 characters\. You have entered 23\./);
        assert.ok(kept.includes(key.slice(0, -2)), 'what is to be corrected is still there');
        await refused(`${key.slice(0, 6)}U${key.slice(7)}`, 422,
            /A product key never contains “U”\. Check character 6\./);
        const wrong = `${key[0] === '7' ? '8' : '7'}${key.slice(1)}`;
        const text = await refused(wrong, 422, /Check character 1 first: number 1 of group 1\. If it is right, more than one is wrong/);
        assert.match(text, /data-wrong="0 1"/);
        assert.match(await refused(`${key}\n${wrong}`, 422, /Key 2 of 2: Check character 1 first/),
            /data-wrong="1 1"/);
    });

    test('nothing, the same key twice, a key that there is not', async () => {
        const { key } = await keyFor(subscription, 25);
        await refused('', 422, /Enter a product key/);
        await refused(`${key} ${key}`, 422, /given twice/);
        const elsewhere = await newKeys(operator,
            { sku: subscription.sku, partnerId: other.partner.id });
        const text = await refused(elsewhere[0].key, 404, /cannot be redeemed here/);
        assert.ok(!text.includes(elsewhere[0].key), 'a whole key is not shown');
    });

    /* RULE KEY-2: where two are wrong, one that is right may explain it as well. */
    test('no character is called wrong that may be right', async () => {
        const { key } = await keyFor(subscription, 25);
        const other = (c) => (c === '7' ? '8' : '7');
        for (let at = 0; at < 20; at += 1) {
            const chars = [...key.replaceAll('-', '')];
            chars[at] = other(chars[at]);
            chars[at + 3] = other(chars[at + 3]);
            const answer = await enter(subscription, chars.join(''));
            assert.equal(answer.status, 422);
            const says = plain(answer.text);
            assert.match(says, /more than one (?:is|of the characters is) wrong/i);
            assert.doesNotMatch(says, /haracter [0-9]+ is wrong/);
        }
    });

    /* As a spreadsheet, a letter, or nothing at all parts them. */
    test('several keys, however they come', async () => {
        const keys = (await newKeys(operator, { sku: subscription.sku, licenses: 1, count: 3 }))
            .map(({ key }) => key);
        for (const between of [', ', ',', ';', '\t', '\r\n', '\n', ' ', '|', ';\t', '', '-']) {
            for (const shape of [(key) => key, (key) => key.replaceAll('-', '')]) {
                const answer = await enter(subscription, keys.map(shape).join(between));
                assert.equal(answer.status, 303,
                    `${JSON.stringify(between)} ${plain(answer.text).slice(0, 1000)}`);
                assert.match(plain(await page(answer.headers.location)), /3 licences × 12 months/);
            }
        }
    });

    /* RULE KEY-9: the key is not to be typed again for having been entered in the wrong place. */
    test('a key of another product leads on to where it can be used', async () => {
        const product = await newProduct(operator);
        const [{ key }] = await newKeys(operator, { sku: product.sku, licenses: 25 });
        const { status, headers } = await enter(subscription, key);
        assert.equal(status, 303);
        const text = await page(headers.location);
        assert.match(plain(text), /The key is for another product.*It is for /);
        assert.ok(!text.includes('tenantVerified') && !text.includes('id="action-add"'));
        const [, activate] = /href="(\/activate\/drf_[^"]+)"/.exec(text);
        const done = await redeemOn(activate, '');
        assert.equal(done.status, 303, plain(done.text));
        const mine = await me.all('subscriptions');
        assert.ok(mine.some(({ sku, licenses }) => sku === product.sku && licenses === 25));
    });

    test('keys of several products are chosen one product at a time', async () => {
        const product = await newProduct(operator);
        const [one] = await newKeys(operator, { sku: product.sku });
        const two = await keyFor(subscription, 25);
        const answer = await browser.submit('/activate', '/drafts',
            { keys: `${one.key}\n${two.key}` });
        assert.equal(answer.status, 409);
        assert.match(plain(answer.text), /Choose keys of one product at a time/);
        assert.doesNotMatch(plain(answer.text), /Choose a subscription of the same product/);
    });

    /* RULE KEY-4 */
    test('a key whose last day is past, with the date as people write it', async () => {
        const [{ key }] = await newKeys(operator,
            { sku: subscription.sku, redeemBy: '2021-08-03' });
        await atDay('2021-08-04');
        await refused(key, 410, /The last day to use this key was 3 August 2021\./);
        await atDay(TODAY);
    });

    /* RULE KEY-8 */
    test('too many wrong keys: the page says when to go on', async () => {
        const { body: tenant } = await operator.get(`tenants/${me.user.tenantId}`);
        const { code, stdout } = await newGuesser(tenant);
        assert.equal(code, 0);
        const [path] = /\/set-up\/[A-Za-z0-9_-]+/.exec(stdout);
        const guesser = new Browser(server);
        const password = 'correct horse battery staple';
        await guesser.submit(path, path, { password, repeat: password });
        const { text } = await guesser.get(`/subscriptions/${subscription.id}/redeem`);
        const fields = { csrf: tokenIn(text), subscriptionId: subscription.id, action: 'extend' };
        let answer;
        for (let i = 0; i < 101 && answer?.status !== 429; i += 1) {
            answer = await guesser.post('/drafts', { ...fields, keys: 'B'.repeat(25) });
        }
        assert.equal(answer.status, 429);
        assert.match(plain(answer.text), /Too many wrong keys\. ?Try again in 1 minute\./);
    });

    async function newGuesser(tenant) {
        const guesser = await newUser(operator, tenant, 'global-admin');
        return server.cli('user', 'link', '--email', guesser.user.email);
    }

    /* RULE KEY-3 */
    test('a key that is used up', async () => {
        const used = await keyFor(subscription, 25);
        const spare = await draftOf(subscription, used.key);
        const { id } = await redeem(me, 'extend', [used], { subscriptionId: subscription.id });
        const text = await refused(used.key, 409, new RegExp(
            'already redeemed\\. Astrid Admin used it on 2 August 2021 for .+' +
            'A key can only be redeemed once\\. View the receipt See unused keys'));
        assert.ok(text.includes(`href="/redemptions/${id}"`) && text.includes('href="/keys"'));
        const stale = await page(spare, 409);
        assert.ok(stale.includes(`href="/redemptions/${id}"`), 'a draft of the same key');

        const foreign = await newKeys(operator, { sku: subscription.sku, licenses: 25 });
        await redeem(other, 'activate', foreign, { separate: true });
        const silent = await refused(foreign[0].key, 404, /cannot be redeemed here/);
        assert.ok(!silent.includes('View the receipt'));
    });

    test('the key is in no address, and on no page once it was entered', async () => {
        const { key, ref } = await keyFor(subscription, 25);
        const bare = key.replaceAll('-', '');
        const answer = await enter(subscription, key);
        const address = answer.headers.location;
        const preview = await page(address);
        const done = await redeemOn(address.split('?')[0], '?action=extend');
        const receipt = await page(done.headers.location);
        const detail = await page(`/subscriptions/${subscription.id}`);
        for (const text of [address, preview, done.headers.location, receipt, detail]) {
            assert.ok(!text.includes(key) && !text.includes(bare));
        }
        assert.ok(preview.includes(ref) && receipt.includes(ref));
        const again = await browser.get(address);
        assert.equal(again.status, 303, 'a draft is used once');
        assert.ok(!again.headers.location.includes(bare) && !again.text.includes(key));
        assert.equal((await browser.get(`/subscriptions/${subscription.id}/redeem`))
            .headers['cache-control'], 'no-store');
    });

    test('a form without its token is not taken', async () => {
        const { key } = await keyFor(subscription, 25);
        const answer = await browser.post('/drafts',
            { subscriptionId: subscription.id, action: 'extend', keys: key });
        assert.equal(answer.status, 403);
    });
});

describe('redeeming', () => {
    /* What a second click, or the button Back, sends. */
    async function assertLeadsToReceipt(address, fields, receipt) {
        const done = `${receipt}?done=already`;
        for (const answer of [await browser.get(address), await browser.post(address, fields),
            await browser.post(address, { ...fields, tenantVerified: '' })]) {
            assert.equal(answer.status, 303, plain(answer.text).slice(0, 1000));
            assert.equal(answer.headers.location, done);
        }
        assert.match(plain(await page(done)),
            /This was already done at 12:00 UTC\. Here is the receipt\./);
        assert.ok(!plain(await page(receipt)).includes('already done'));
    }

    /* RULE KEY-3 */
    test('what was done already leads to its receipt', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key);
        const fields = { ...fieldsOf(await page(`${address}?action=extend`), address),
            tenantVerified: '1' };
        const { location } = (await browser.post(address, fields)).headers;
        const before_ = await show(subscription);
        await assertLeadsToReceipt(address, fields, location);
        assert.deepEqual(await show(subscription), before_);

        const swede = await signedIn(server.demo.partner, { language: 'sv' });
        assert.match(plain((await swede.get(`${location}?done=already`)).text),
            /Det här gjordes redan kl\. 12\.00 UTC\. Här är kvittot\./);
        assert.equal((await (await signedIn(server.demo.otherPartner)).get(address)).status, 404);
    });

    test('an activation that was done already leads to its receipt', async () => {
        await atDay(TODAY);
        const { sku } = await newProduct(operator);
        const [{ key }] = await newKeys(operator, { sku, licenses: 25 });
        const draft = await browser.submit('/activate', '/drafts', { keys: key });
        const address = draft.headers.location;
        const fields = { ...fieldsOf(await page(address), address), tenantVerified: '1' };
        const { location } = (await browser.post(address, fields)).headers;
        await assertLeadsToReceipt(address, fields, location);

        await atDay('2021-08-03');
        await browser.get(address);
        assert.match(plain(await page(`${location}?done=already`)),
            /This was already done: 2 August 2021, 12:00 UTC\./);
        await atDay('2021-08-04');
        await page(address, 404);
        await atDay(TODAY);
    });

    test('two that are sent at once redeem once', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key);
        const fields = { ...fieldsOf(await page(`${address}?action=extend`), address),
            tenantVerified: '1' };
        const answers = await Promise.all([1, 2, 3].map(() => browser.post(address, fields)));
        const [receipt] = answers[0].headers.location.split('?');
        for (const { status, headers } of answers) {
            assert.equal(status, 303);
            assert.equal(headers.location.split('?')[0], receipt);
        }
        assert.equal((await show(subscription)).endsOn, '2022-04-30');
    });

    /* RULE SUB-4 */
    test('without the tick nothing is redeemed, nor in another organisation', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key);
        const fields = fieldsOf(await page(`${address}?action=extend`), address);
        const missing = await browser.post(address, fields);
        assert.equal(missing.status, 422);
        assert.match(plain(missing.text), /Confirm the organisation before you redeem/);
        assert.match(missing.text, /id="tenant-verified"[^>]*aria-invalid="true"/);

        const wrong = await browser.post(address,
            { ...fields, tenantVerified: '1', tenantId: other.user.tenantId });
        assert.equal(wrong.status, 409);
        assert.match(plain(wrong.text), /not the organisation you are signed in to/);
        assert.match(plain(wrong.text), /You are signed in to Contoso \(contoso\.example\)/);
        assert.ok(wrong.text.includes('href="/organisation"'));
        assert.equal((await show(subscription)).endsOn, '2022-01-31');
        assert.equal((await redeemOn(address, '?action=extend')).status, 303);
    });

    /* RULE CT-7 */
    test('if the facts changed, the new result is shown and nothing is used', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key);
        const fields = fieldsOf(await page(`${address}?action=extend`), address);
        await redeem(me, 'extend', [await keyFor(subscription, 100)],
            { subscriptionId: subscription.id });
        const answer = await browser.post(address, { ...fields, tenantVerified: '1' });
        assert.equal(answer.status, 409);
        const text = plain(answer.text);
        assert.match(text, /The result has changed since you looked\. No key has been used\./);
        assert.match(text, /Now 31 January 2023/);
        assert.match(text, /After 30 April 2023/);
        assert.equal((await show(subscription)).endsOn, '2023-01-31');

        const fresh = { ...fieldsOf(answer.text, address), tenantVerified: '1' };
        assert.equal((await browser.post(address, fresh)).status, 303);
        assert.equal((await show(subscription)).endsOn, '2023-04-30');
    });

    test('a draft is another person\'s and lasts a day', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key);
        const stranger = await signedIn(server.demo.otherPartner);
        assert.equal((await stranger.get(address)).status, 404);
        const [, , , , draft] = address.split('/');
        assert.equal((await stranger.get(`/activate/${draft}`)).status, 404);

        await operator.put('test-clock', { now: '2021-08-03T11:50:00Z' }, { expect: 200 });
        browser = await signedIn(server.demo.partner);
        await page(address);
        await operator.put('test-clock', { now: '2021-08-03T12:10:00Z' }, { expect: 200 });
        assert.equal((await browser.get(address)).status, 404);
        await atDay(TODAY);
    });

    test('who may not redeem sees the products and no button', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const reader = await signedIn(server.demo.reader);
        const list = await reader.get('/subscriptions');
        assert.equal(list.status, 200);
        assert.ok(!list.text.includes('/redeem"'));
        const detail = await reader.get(`/subscriptions/${subscription.id}`);
        assert.equal(detail.status, 200);
        assert.ok(!detail.text.includes('name="person"'));
        assert.equal((await reader.get(`/subscriptions/${subscription.id}/redeem`)).status, 403);
        assert.equal((await reader.get('/activate')).status, 403);
    });

    test('not signed in, one signs in first and comes back', async () => {
        const answer = await new Browser(server).get('/subscriptions');
        assert.equal(answer.status, 303);
        assert.equal(answer.headers.location, '/sign-in?next=/subscriptions');
    });
});

describe('activating', () => {
    const activate = async (keys, query = '') => {
        const fields = fieldsOf(await page(`/activate${query}`), '/drafts');
        const answer = await browser.post('/drafts', { ...fields, keys });
        assert.equal(answer.status, 303, plain(answer.text).slice(0, 2000));
        assert.match(answer.headers.location, /^\/activate\/drf_/);
        return answer.headers.location;
    };

    test('a new product: organisation, key, check, receipt', async () => {
        await atDay(TODAY);
        const product = await newProduct(operator);
        const [{ key }] = await newKeys(operator, { sku: product.sku, licenses: 25 });
        const entry = plain(await page('/activate'));
        assert.ok(entry.includes(server.demo.partner.email));
        assert.doesNotMatch(plain(entry), /ten_/, 'ids are for programs');
        const address = await activate(key);
        const check = plain(await page(address));
        assert.match(check, /Licences 25 Duration 12 months Starts 2 August 2021 Ends 2 August 2022/);
        const done = await redeemOn(address, '');
        assert.equal(done.status, 303);
        assert.match(plain(await page(done.headers.location)), /is active and ends 2 August 2022/);
    });

    /* RULE SUB-3 */
    test('where it is active already: extend, add, or a separate one on purpose', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await activate((await keyFor(subscription, 25)).key);
        const text = await page(address);
        assert.match(plain(text), /You already have .* \( 100 licences , ends 31 January 2022\)/);
        const [draft] = address.split('/').slice(-1);
        const extend = `/subscriptions/${subscription.id}/redeem/${draft}`;
        assert.ok(text.includes(`href="${extend}?action=extend"`));
        assert.ok(text.includes(`href="${extend}?action=add"`));
        assert.match(plain(await page(`${extend}?action=extend`)), /After 30 April 2022/);

        const refused = await redeemOn(address, '');
        assert.equal(refused.status, 409);
        assert.match(plain(refused.text), /already an active subscription/);
        const separate = await redeemOn(address, '', { separate: '1' });
        assert.equal(separate.status, 303);
        assert.equal((await show(subscription)).endsOn, '2022-01-31');
    });

    /* RULE SUB-2 */
    for (const [state, day] of [['expired', '2022-02-10'], ['disabled', '2022-04-01']]) {
        test(`one that is ${state} comes back`, async () => {
            const subscription = await subscriptionEnding(100, '2022-01-31');
            await atDay(day);
            const entry = await page(`/subscriptions/${subscription.id}/redeem`);
            assert.match(plain(entry), /This subscription has ended/);
            assert.ok(entry.includes(`/activate?subscriptionId=${subscription.id}`));
            const [{ key }] = await newKeys(operator, { sku: subscription.sku, licenses: 120 });
            const address = await activate(key, `?subscriptionId=${subscription.id}`);
            assert.match(plain(await page(address)), /Your subscription ended 31 January 2022/);
            const done = await redeemOn(address, '');
            assert.equal(done.status, 303, plain(done.text).slice(0, 2000));
            const now = await show(subscription);
            assert.deepEqual([now.licenses, now.status], [120, 'active']);
            await atDay(TODAY);
        });
    }

    test('one\'s own unused keys can be chosen, and preselected', async () => {
        const { benefits } = await ownKeys();
        const [{ ref }] = benefits;
        const text = await page(`/activate?keyRef=${ref}`);
        assert.match(text, new RegExp(`value="${ref}" checked`));
        const answer = await browser.submit('/activate', '/drafts', { keyRef: ref });
        assert.equal(answer.status, 303);
        assert.ok((await page(answer.headers.location)).includes(ref));
        const both = await browser.submit('/activate', '/drafts',
            { keyRef: ref, keys: 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA' });
        assert.equal(both.status, 422);
        assert.match(plain(both.text), /not both/);
    });

    async function ownKeys() {
        await atDay(TODAY);
        const items = await me.all('benefits');
        const keys = items.flatMap((item) => item.keys ?? []);
        if (keys.length > 0) {
            return { benefits: keys };
        }
        assert.fail('the demo has keys');
        return null;
    }
});

describe('what one has', () => {
    test('the list and the detail say the same as the API', async () => {
        const subscription = await subscriptionEnding(1000, '2022-01-31');
        await redeem(me, 'extend', [await keyFor(subscription, 250)],
            { subscriptionId: subscription.id });
        const row = plain((await page('/subscriptions')).split('<tr')
            .find((part) => part.includes(subscription.id)));
        assert.match(row, /0 1,000 30 April 2022 Active Redeem key/);
        const text = await page(`/subscriptions/${subscription.id}`);
        assert.match(text, /<svg class="timebar"/);
        const shown = plain(text);
        assert.match(shown, /31 January 2021 Activated/);
        assert.match(shown, /2 August 2021 Extended 1,000 → 1,000 31 January 2022 → 30 April 2022/);
        assert.match(shown, /250 licences × 12 months = 3,000 months for one licence/);
    });

    const idsIn = (text) => [...new Set([...text.matchAll(/href="\/subscriptions\/(sub_[0-9A-Z]{26})"/g)]
        .map(([, id]) => id))];
    const linkIn = (text, says) => new RegExp(`href="([^"]*)"[^>]*>${says}`).exec(text)?.[1]
        .replaceAll('&amp;', '&');

    const nextIn = (text) => /rel="next" href="([^"]*)"/.exec(text)?.[1].replaceAll('&amp;', '&');

    /* All parts of a list, as somebody gets to them who follows its links. */
    async function wholeList(path) {
        const parts = [];
        for (let next = path; next !== undefined; next = nextIn(parts.at(-1))) {
            parts.push(await page(next));
        }
        return parts.flatMap(idsIn);
    }

    test('the list is searched, filtered and sorted, in parts', async () => {
        const name = `Ünïque ${unique()}`;
        const large = await subscriptionEnding(300, '2021-09-30', { name });
        const ended = await subscriptionEnding(20, '2021-07-20', { name: name.toUpperCase() });
        const small = await subscriptionEnding(10, '2022-06-30', { name });
        const found = `/subscriptions?q=${encodeURIComponent(name.toLowerCase())}`;
        const inOrder = async (query) => assert.deepEqual(
            [await wholeList(`${found}${query}`), await wholeList(`${found}${query}&limit=1`)],
            [query, query].map((sort) => ORDERS[sort].map(({ id }) => id)), query);
        const ORDERS = {
            '': [large, ended, small], '&sort=endsOn': [ended, large, small],
            '&sort=-endsOn': [small, large, ended], '&sort=licenses': [small, ended, large],
            '&sort=-licenses': [large, ended, small], '&sort=assigned': [large, ended, small],
            '&status=active': [large, small], '&status=expired': [ended], '&status=deleted': [],
            '&status=active&sort=endsOn': [large, small],
        };
        for (const query of Object.keys(ORDERS)) {
            await inOrder(query);
        }
        const byName = await wholeList(`${found}&sort=product&limit=1`);
        assert.deepEqual([...byName].reverse(), await wholeList(`${found}&sort=-product&limit=2`));
        assert.deepEqual(await wholeList(`/subscriptions?q=${small.id.toLowerCase()}`), [small.id]);

        const text = await page(`${found}&sort=endsOn`);
        assert.match(text, /aria-sort="ascending"><a id="by-ends"/);
        assert.equal(linkIn(text, 'Ends').split('?')[1].includes('sort=-endsOn'), true);
        assert.match(await page('/subscriptions?q=nothing+like+it'), /No subscription matches/);
        for (const query of ['status=lost', 'sort=colour']) {
            await page(`/subscriptions?${query}`, 422);
        }
        assert.equal((await browser.get('/subscriptions?after=x')).status, 400);
    });

    test('the list as CSV', async () => {
        const name = `=1+1 ${unique()}`;
        const subscription = await subscriptionEnding(300, '2022-01-31', { name });
        const answer = await browser.get(`/subscriptions.csv?q=${encodeURIComponent(name)}`);
        assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8');
        assert.match(answer.headers['content-disposition'], /subscriptions\.csv/);
        assert.deepEqual(answer.text.split('\r\n'), [
            'id,product,sku,status,licenses,assigned,startsOn,endsOn',
            `${subscription.id},"'${name}",${subscription.sku},active,300,0,2021-01-31,2022-01-31`, '']);
        const stranger = await signedIn(server.demo.otherPartner);
        assert.ok(!(await stranger.get('/subscriptions.csv')).text.includes(subscription.id));
        const staff = await signedIn(server.demo.operator);
        assert.equal((await staff.get('/subscriptions.csv')).status, 422);
        const theirs = await staff.get(`/subscriptions.csv?tenantId=${me.user.tenantId}`);
        assert.ok(theirs.text.includes(subscription.id));
        assert.match((await staff.get(`/subscriptions?tenantId=${me.user.tenantId}`)).text,
            new RegExp(`href="/subscriptions.csv\\?tenantId=${me.user.tenantId}"`));
    });

    test('all receipts and all people can be got to', async () => {
        const subscription = await subscriptionEnding(300, '2022-01-31');
        const keys = await newKeys(operator, { sku: subscription.sku, licenses: 1, count: 51 });
        for (const key of keys) {
            await redeem(me, 'extend', [key], { subscriptionId: subscription.id });
        }
        for (let i = 0; i < 51; i += 1) {
            const { body } = await operator.post(`tenants/${me.user.tenantId}/users`, {
                email: `many-${unique()}@contoso.example`, displayName: `Many ${i}`, kind: 'member',
                roles: [],
            }, { expect: 201 });
            await me.put(`subscriptions/${subscription.id}/licenses/${body.id}`, undefined,
                { ifMatch: '*', expect: 200 });
        }
        const receipts = (text) => [...text.matchAll(/href="\/redemptions\/(red_[^"]+)"/g)].length;
        const people = (text) => text.split('data-l="E-mail"').length - 1;
        const first = await page(`/subscriptions/${subscription.id}`);
        assert.deepEqual([receipts(first), people(first)], [50, 50]);
        const links = [...first.matchAll(/href="([^"#]*After=[^"#]*)#(receipts|people)"/g)]
            .map(([, href]) => href.replaceAll('&amp;', '&'));
        const rest = await page(links.find((href) => href.includes('receiptsAfter')));
        assert.deepEqual([receipts(rest), people(rest)], [2, 50]);
        assert.match(rest, /From the beginning/);
        const others = await page(links.find((href) => href.includes('peopleAfter')));
        assert.deepEqual([receipts(others), people(others)], [50, 1]);
    });

    /* RULE SUB-6 */
    test('licences are assigned to people and released', async () => {
        const subscription = await subscriptionEnding(1, '2022-01-31');
        const address = `/subscriptions/${subscription.id}`;
        const assign = (person) => browser.submit(address, `${address}/licenses`, { person });
        const unknown = await assign('nobody@contoso.example');
        assert.equal(unknown.status, 409);
        assert.match(plain(unknown.text), /not in the organisation/);
        assert.ok(unknown.text.includes('value="nobody@contoso.example"'));
        assert.equal((await assign('maria@fabrikam.example')).status, 409);

        const done = await assign('Anna@Contoso.example');
        assert.match(done.headers.location,
            new RegExp(`^${address}\\?done=assigned&who=usr_\\w+&undo=und_\\w+#people$`));
        const text = await page(`${address}?done=assigned`);
        assert.match(plain(text), /1 of 1 licences are assigned/);
        assert.match(plain(text), /Anna Andersson/);
        const full = await assign('bo@contoso.example');
        assert.equal(full.status, 409);
        assert.match(plain(full.text), /All licences of this subscription are assigned/);

        const release = `${address}/licenses/release`;
        const released = await browser.post(release, fieldsOf(text, release));
        assert.equal(released.status, 303);
        assert.equal((await show(subscription)).assigned, 0);
    });

    test('the calculator needs no key', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = `/what-if?subscriptionId=${subscription.id}`;
        assert.match(plain(await page(address)), /the new end date stands here/);
        assert.match(plain(await page(`${address}&licenses=25&action=extend&addLicenses=`)),
            /After 30 April 2022/);
        assert.match(plain(await page(`${address}&licenses=25&action=add&addLicenses=10`)),
            /After .* 125 licences/);
        assert.match(plain(await page(`${address}&licenses=25&action=split&addLicenses=10`)),
            /After .* 110 licences/);
        assert.match(plain(await page(`${address}&licenses=25&action=split`)), /112 licences/);
        const over = await page(`${address}&licenses=301&action=extend`);
        assert.match(plain(over), /This key would put/);
        const [, query] = /href="\/what-if\?([^"]*addLicenses=[0-9]+)"/.exec(over);
        assert.ok(!plain(await page(`/what-if?${query.replaceAll('&amp;', '&')}`))
            .includes('This key would put'));
        await page('/what-if');
    });

    test('another partner\'s things are not there', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key);
        const { location } = (await redeemOn(address, '?action=extend')).headers;
        const stranger = await signedIn(server.demo.otherPartner);
        for (const path of [`/subscriptions/${subscription.id}`, location,
            `/subscriptions/${subscription.id}/redeem`,
            `/what-if?subscriptionId=${subscription.id}&licenses=1`]) {
            assert.equal((await stranger.get(path)).status, 404, path);
        }
    });

    test('names are harmless, whatever they are', async () => {
        const NAMES = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '=1+1',
            '𝔓𝔢𝔯𝔮 👩‍🚀', 'עברית שם'];
        for (const name of NAMES) {
            const subscription = await subscriptionEnding(100, '2022-01-31', { name });
            const tenant = { id: me.user.tenantId, domain: 'contoso.example' };
            const { body: person } = await operator.post(`tenants/${tenant.id}/users`, {
                email: `hostile-${unique()}@contoso.example`, displayName: name, kind: 'member',
                roles: [],
            }, { expect: 201 });
            await me.put(`subscriptions/${subscription.id}/licenses/${person.id}`, undefined,
                { ifMatch: '*', expect: 200 });
            const address = await draftOf(subscription, (await keyFor(subscription, 25)).key);
            const texts = [await page('/subscriptions'), await page('/what-if'),
                await page(`/subscriptions/${subscription.id}`),
                await page(`/subscriptions/${subscription.id}/redeem`),
                await page(`${address}?action=extend`),
                await page(`/activate/${address.split('/').pop()}`)];
            texts.push(await page((await redeemOn(address, '?action=add')).headers.location));
            for (const text of texts) {
                assert.ok(!text.includes('<script>alert') && !text.includes('<img src=x'));
            }
        }
    });

    test('in Swedish, without a word of English', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const swede = await signedIn(server.demo.partner, { language: 'sv' });
        const key = (await keyFor(subscription, 301)).key;
        const draft = await swede.submit(`/subscriptions/${subscription.id}/redeem`, '/drafts',
            { subscriptionId: subscription.id, action: 'add', keys: key });
        const address = draft.headers.location.split('?')[0];
        for (const path of ['/subscriptions', `/subscriptions/${subscription.id}`,
            `/subscriptions/${subscription.id}/redeem`, '/activate', '/what-if',
            `${address}?action=extend`, `${address}?action=add`,
            `/activate/${address.split('/').pop()}`]) {
            const { text, status } = await swede.get(path);
            assert.equal(status, 200, path);
            assert.doesNotMatch(plain(text.split('<main')[1]),
                /\b(the|licence|licences|ends|key|keys|with|subscription|month|months|day)\b/i, path);
            assert.equal(text.match(/<h1[ >]/g).length, 1);
            const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
            assert.equal(new Set(ids).size, ids.length, `${path}: ids are unique`);
        }
        assert.match(plain((await swede.get(`${address}?action=add`)).text), /31 januari 2022/);
    });

    test('reading changes nothing', async () => {
        const subscription = await subscriptionEnding(100, '2022-01-31');
        const address = await draftOf(subscription, (await keyFor(subscription, 25)).key);
        const count = async () => (await me.all('events')).length;
        const before_ = [await show(subscription), await count()];
        for (const path of ['/subscriptions', `/subscriptions/${subscription.id}`, '/activate',
            `${address}?action=extend`, `${address}?action=add`, '/what-if']) {
            assert.equal(await page(path), await page(path), path);
        }
        assert.deepEqual([await show(subscription), await count()], before_);
    });
});
