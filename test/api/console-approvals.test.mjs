/*
 * What takes two people of the staff, in the browser: asked for by one, decided by another.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { tokenIn } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { atBrowser, newStaff, newTenant, newUser } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const REASON = 'Unpaid since March';

let server;
let operator;
let asker, other, agent; // browsers: two operator admins, and a support agent

before(async () => {
    server = await startServer({ demo: true, approvals: true });
    operator = new Api(server, { token: server.demo.operator.token });
    asker = await atBrowser(await newStaff(operator, 'operator-admin'));
    other = await atBrowser(await newStaff(operator, 'operator-admin'));
    agent = await atBrowser(await newStaff(operator, 'support-agent'));
});
after(() => server?.remove());

async function open(browser, path, status = 200) {
    const answer = await browser.get(path);
    assert.equal(answer.status, status, `${path}\n${answer.text.slice(0, 800)}`);
    return answer.text;
}

/* As a form of the page sends it. */
async function send(browser, page, action, fields = {}) {
    return browser.post(action, { csrf: tokenIn(await open(browser, page)), ...fields });
}

/* Where the one who asked for a suspension is led. */
async function askFor(partner, who = asker) {
    const page = `/ops/partners/${partner.id}`;
    const { status, headers, text } = await send(who, page, `${page}/suspension`, { reason: REASON });
    assert.equal(status, 303, text);
    return headers.location.replace('?done=asked', '');
}

const suspendedAt = async (partner) =>
    (await operator.get(`partners/${partner.id}`, { expect: 200 })).body.suspendedAt;

describe('RULE ROLE-3: a suspension', () => {
    test('is asked for by one and approved by another, and the partner sees it', async () => {
        const { partner, tenant } = await newTenant(operator);
        const admin = await atBrowser(await newUser(operator, tenant, 'global-admin'));
        const page = await askFor(partner);
        assert.match(page, /^\/ops\/approvals\/apr_/);
        const own = await open(asker, page);
        assert.match(own, /You asked for this, so another person must approve it/);
        assert.doesNotMatch(own, /\/approve"/);
        assert.equal(await suspendedAt(partner), undefined);

        for (const list of ['/ops', '/ops/approvals', '/ops/approvals?show=waiting']) {
            assert.ok((await open(other, list)).includes(`href="${page}"`), list);
        }
        assert.ok(!(await open(asker, '/ops/approvals')).includes(page), 'nobody decides on their own');
        const asked = await open(other, page);
        assert.ok(asked.includes(partner.name) && asked.includes(REASON));
        const done = await send(other, page, `${page}/approve`);
        assert.equal(done.headers.location, `${page}?done=approved`);
        assert.match(await open(other, done.headers.location), /You approved it, and it is done/);
        assert.notEqual(await suspendedAt(partner), undefined);
        assert.ok(!(await open(other, '/ops')).includes(page), 'what is done waits no more');
        assert.match(await open(admin, '/home'), /suspended/);

        const partnerPage = `/ops/partners/${partner.id}`;
        assert.match(await open(asker, partnerPage), /Suspended since/);
        const resumed = await send(asker, partnerPage, `${partnerPage}/resume`);
        assert.equal(resumed.headers.location, `${partnerPage}?done=resumed`);
        assert.equal(await suspendedAt(partner), undefined);
    });

    test('is not approved by whoever asked, whatever they send', async () => {
        const { partner } = await newTenant(operator);
        const page = await askFor(partner);
        const { status, text } = await send(asker, page, `${page}/approve`);
        assert.equal(status, 403, text);
        assert.equal(await suspendedAt(partner), undefined);
    });

    test('is refused with a reason, and only then', async () => {
        const { partner } = await newTenant(operator);
        const page = await askFor(partner);
        const none = await send(other, page, `${page}/refuse`);
        assert.equal(none.status, 422);
        assert.match(none.text, /<title>Error: .*href="#reason"/s);
        const refused = await send(other, page, `${page}/refuse`, { reason: 'They paid' });
        assert.equal(refused.headers.location, `${page}?done=refused`);
        const text = await open(asker, page);
        assert.ok(text.includes('They paid') && text.includes('Refused'));
        const late = await send(other, '/ops', `${page}/approve`);
        assert.equal(late.status, 409);
        assert.equal(await suspendedAt(partner), undefined);
    });

    test('is withdrawn by whoever asked', async () => {
        const { partner } = await newTenant(operator);
        const page = await askFor(partner);
        const { headers } = await send(asker, page, `${page}/withdraw`);
        assert.equal(headers.location, `${page}?done=withdrawn`);
        assert.match(await open(other, page), /Withdrawn/);
    });

    test('needs a reason, which is asked for at its field', async () => {
        const { partner } = await newTenant(operator);
        const page = `/ops/partners/${partner.id}`;
        const { status, text } = await send(asker, page, `${page}/suspension`);
        assert.equal(status, 422);
        assert.match(text, /<details class="card" open>/);
        assert.match(text, /href="#reason"/);
    });

    test('is seen by a support agent, who decides nothing', async () => {
        const { partner } = await newTenant(operator);
        const page = await askFor(partner);
        const text = await open(agent, page);
        assert.doesNotMatch(text, /\/(approve|refuse|withdraw)"/);
        const { status } = await send(agent, page, `${page}/approve`);
        assert.equal(status, 403);
        assert.doesNotMatch(await open(agent, `/ops/partners/${partner.id}`), /Suspend this partner/);
        await operator.post(`approvals/${page.split('/').pop()}/refuse`, { reason: 'Enough' }, { expect: 200 });
    });
});

test('what nobody has, and lists without anything, say so', async () => {
    assert.match(await open(agent, '/ops/approvals'), /Nothing waits for you/);
    await open(other, '/ops/approvals/apr_01HZX3M8Q2V7T5N9K4R6W1Y0ZZ', 404);
    await open(other, '/ops/approvals?show=nothing', 422);
});

/* RULE ROLE-3: where nobody else has to approve anything, it is done at once. */
test('one who is not asked to wait suspends at once', async () => {
    const alone = await startServer({ demo: true });
    try {
        const api = new Api(alone, { token: alone.demo.operator.token });
        const browser = await atBrowser(await newStaff(api, 'operator-admin'));
        const { partner } = await newTenant(api);
        const page = `/ops/partners/${partner.id}`;
        const { headers } = await send(browser, page, `${page}/suspension`, { reason: REASON });
        assert.equal(headers.location, `${page}?done=suspended`);
        assert.match(await open(browser, headers.location), /The partner is suspended, and is told so/);
    } finally {
        await alone.remove();
    }
});
