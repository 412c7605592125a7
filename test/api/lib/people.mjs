/*
 * People to ask as: users of a tenant with any roles, and the operator's staff, each as an Api.
 */
import assert from 'node:assert/strict';
import { Browser } from './browser.mjs';

const TOKEN = /\bperq_[A-Za-z0-9_-]{43}\b/;

let serial = 0;

/* A number that no other call gets; for names that must be new. */
export function unique() {
    serial += 1;
    return serial;
}

/* A new token for the user with this e-mail address; args go to `perq token create`. */
export async function tokenOf(server, email, ...args) {
    const { code, stdout, stderr } = await server.cli('token', 'create', '--email', email, ...args);
    assert.equal(code, 0, stderr);
    const found = TOKEN.exec(stdout);
    assert.ok(found, stdout);
    return found[0];
}

/* A new partner with one tenant. */
export async function newTenant(operator) {
    const name = `Partner ${unique()}`;
    const partner = await operator.post('partners', { name, country: 'SE' }, { expect: 201 });
    const tenant = await operator.post(`partners/${partner.body.id}/tenants`,
        { name, domain: `tenant-${unique()}.example` }, { expect: 201 });
    return { partner: partner.body, tenant: tenant.body };
}

/* A new member of the tenant with these roles, whose token lives as long as any may. */
export async function newUser(operator, tenant, ...roles) {
    const email = `user-${unique()}@${tenant.domain}`;
    const { body } = await operator.post(`tenants/${tenant.id}/users`,
        { email, displayName: `User ${email}`, kind: 'member', roles }, { expect: 201 });
    const api = operator.as(null);
    api.user = body;
    await renewToken(api);
    return api;
}

/* A token in the place of the one that a link for a password, or being disabled, revoked. */
export async function renewToken(api) {
    const { email, tenantId } = api.user;
    const where = tenantId === undefined ? [] : ['--tenant', tenantId];
    api.token = await tokenOf(api.server, email, '--days', '400', ...where);
}

/* The same person at a browser, with a password of their own; `api` is their program. */
export async function atBrowser(api, options) {
    const { email } = api.user;
    const password = 'correct horse battery staple';
    const { code, stdout, stderr } = await api.server.cli('user', 'link', '--email', email);
    assert.equal(code, 0, stderr);
    const [path] = /\/set-up\/[A-Za-z0-9_-]+/.exec(stdout);
    const browser = new Browser(api.server, options);
    const answer = await browser.submit(path, path, { password, repeat: password });
    assert.equal(answer.status, 303, answer.text);
    await renewToken(api);
    return Object.assign(browser, { api, email, password });
}

/* Somebody of the operator's staff with this role, signed in. */
export async function newStaff(operator, role) {
    const email = `staff-${unique()}@operator.example`;
    const { code, stderr } = await operator.server.cli('user', 'create', '--email', email,
        '--name', `Staff ${role}`, '--role', role);
    assert.equal(code, 0, stderr);
    const api = operator.as(await tokenOf(operator.server, email));
    api.user = { email };
    return api;
}
