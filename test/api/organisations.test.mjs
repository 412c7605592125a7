/*
 * One address in many organisations: the chooser has all that the password opens, and says that there
 * may be others. The password is chosen by whoever has the link, so the log says that they did.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { unique } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const EMAIL = 'everywhere@group.example';
const MANY = 12;
const SAME = 'the same password everywhere';
const OTHER = 'another password for one of them';

let server;
let operator;
let tenants;
let users;

async function choosePassword(tenant, password) {
    const { stdout } = await server.cli('user', 'link', '--email', EMAIL, '--tenant', tenant.id);
    const [path] = /\/set-up\/[\w-]+/.exec(stdout);
    const answer = await new Browser(server).submit(path, path, { password, repeat: password });
    assert.equal(answer.status, 303, answer.text);
}

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    const partner = await operator.post('partners', { name: 'Group', country: 'SE' }, { expect: 201 });
    tenants = [];
    users = [];
    for (let i = 0; i < MANY; i += 1) {
        const { body: tenant } = await operator.post(`partners/${partner.body.id}/tenants`,
            { name: `Group company ${i}`, domain: `company-${unique()}.example` }, { expect: 201 });
        const { body: user } = await operator.post(`tenants/${tenant.id}/users`, { email: EMAIL,
            displayName: 'Everywhere', kind: 'member', roles: ['global-admin'] }, { expect: 201 });
        tenants.push(tenant);
        users.push(user);
        await choosePassword(tenant, SAME);
    }
});
after(() => server?.remove());

async function chooserOf(password) {
    const browser = new Browser(server);
    await browser.signIn({ email: EMAIL, password });
    const { text } = await browser.get('/organisation');
    const main = text.slice(text.indexOf('<main'));
    return { browser, text, main,
        offered: new Set([...main.matchAll(/name="account" value="(usr_\w+)"/g)].map(([, id]) => id)) };
}

test('the chooser has every organisation that the password opens', async () => {
    const { offered, main } = await chooserOf(SAME);
    assert.deepEqual(offered, new Set(users.map(({ id }) => id)));
    assert.match(main, /Another organisation may need another password/);
});

test('each of them can be gone to from the menu of any page', async () => {
    const { browser } = await chooserOf(SAME);
    for (const [index, user] of users.entries()) {
        const { status } = await browser.submit('/home', '/organisation', { account: user.id });
        assert.equal(status, 303);
        const { text } = await browser.get('/home');
        const header = text.slice(0, text.indexOf('<main'));
        assert.ok(header.includes(`<bdi>${tenants[index].name}</bdi>`), tenants[index].name);
        assert.match(header, new RegExp(`value="${user.id}" aria-pressed="true"`));
        assert.match(header, /Global administrator/);
    }
});

test('one with a password of its own is left out by the others, and they say so', async () => {
    await choosePassword(tenants[3], OTHER);
    const { offered, main } = await chooserOf(SAME);
    assert.deepEqual(offered, new Set(users.filter((_, i) => i !== 3).map(({ id }) => id)));
    assert.match(main, /Another organisation may need another password/);
    const alone = await chooserOf(OTHER);
    assert.equal(alone.offered.size, 0);
    assert.match(alone.main, /Group company 3/);
    assert.match(alone.main, /Another organisation may need another password/);
    const activate = await alone.browser.get('/activate');
    assert.doesNotMatch(activate.text, /Use another organisation/);
});

test('who chose a password by a link is who did it', async () => {
    const { browser } = await chooserOf(SAME);
    await browser.submit('/home', '/organisation', { account: users[5].id });
    const { text } = await browser.get(`/activity.csv?q=${users[5].id}`);
    const rows = text.split('\n').filter((line) => line.includes('password.changed'));
    assert.ok(rows.length > 0, text);
    for (const row of rows) {
        assert.ok(row.includes('Everywhere'), row);
        assert.ok(!/operator/.test(row), row);
    }
});
