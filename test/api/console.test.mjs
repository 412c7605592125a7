/*
 * The console of the operator's staff: where they arrive, what waits for them, their partners, and a
 * partner that is taken in at once.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { atBrowser, newStaff, newTenant, newUser, unique } from './lib/people.mjs';
import { enrol, incremental, newOffer, newProduct } from './lib/programme.mjs';
import { startServer } from './lib/server.mjs';

const STAFF_ROLES = ['operator-admin', 'catalogue-manager', 'support-agent', 'auditor'];

let server;
let operator;
let staff; // a browser of an operator admin

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
    staff = new Browser(server);
    await staff.signIn(server.demo.operator);
});
after(() => server?.remove());

const today = () => new Date().toISOString().slice(0, 10);
const daysFrom = (day, days) => new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10);

async function open(browser, path, status = 200) {
    const answer = await browser.get(path);
    assert.equal(answer.status, status, `${path}\n${answer.text.slice(0, 800)}`);
    return answer.text;
}
const inMain = (text) => text.slice(text.indexOf('<main'), text.indexOf('</main'));
const navOf = (text) => [.../<nav class="nav"[\s\S]*?<\/ul>/.exec(text)?.[0]
    .matchAll(/<a href="([^"]+)"( aria-current="page")?/g) ?? []].map(([, path, here]) => ({ path, here: here !== undefined }));

/* What a company says of itself in the form; the API takes the same. */
const company = (members = {}) => {
    const name = `Northwind ${unique()}`;
    const domain = `northwind-${unique()}.example`;
    return { name, country: 'SE', domain, administratorName: 'Nora Nord',
        administratorEmail: `nora@${domain}`, ...members };
};

async function newLicenceOffer() {
    const product = await newProduct(operator);
    return { product, offer: await newOffer(operator, 'gold', [incremental(product, 25)]) };
}

describe('the staff', () => {
    test('arrive at what waits for them, whatever their role', async () => {
        for (const role of STAFF_ROLES) {
            const browser = await atBrowser(await newStaff(operator, role));
            const { headers } = await browser.get('/');
            assert.equal(headers.location, '/ops', role);
            assert.deepEqual(navOf(await open(browser, '/ops')).map(({ path }) => path)
                .filter((path) => !path.startsWith('/ops')), []);
        }
    });

    test('have the same around the pages of partners, and around what is not there', async () => {
        const { tenant } = await newTenant(operator);
        for (const [path, status] of [[`/people?tenantId=${tenant.id}`, 200], ['/password', 200],
            ['/ops/nothing', 404], ['/nothing', 404], ['/ops/partners/par_01HZX3M8Q2V7T5N9K4R6W1Y0ZZ', 404]]) {
            const nav = navOf(await open(staff, path, status));
            assert.ok(nav.some(({ path: item }) => item === '/ops/partners'), path);
            assert.ok(!nav.some(({ path: item }) => item === '/benefits'), path);
        }
        const text = await open(staff, '/ops/partners');
        assert.deepEqual(navOf(text).filter(({ here }) => here).map(({ path }) => path), ['/ops/partners']);
    });

    /* RULE ROLE-1 */
    test('who may not are told so in the shell of the console', async () => {
        const auditor = await atBrowser(await newStaff(operator, 'auditor'));
        const text = await open(auditor, '/ops/partners/new', 403);
        assert.ok(navOf(text).some(({ path }) => path === '/ops/partners'));
        assert.doesNotMatch(await open(auditor, '/ops/partners'), /href="\/ops\/partners\/new"/);
    });

    test('are the only ones who get in', async () => {
        const { tenant } = await newTenant(operator);
        const admin = await atBrowser(await newUser(operator, tenant, 'global-admin', 'partner-admin'));
        for (const path of ['/ops', '/ops/partners', '/ops/partners.csv', '/ops/partners/new',
            `/ops/partners/${tenant.partnerId}`]) {
            const text = await open(admin, path, 403);
            assert.ok(navOf(text).some(({ path: item }) => item === '/home'), 'in their own shell');
        }
        const { headers } = await new Browser(server).get('/ops/partners?q=a');
        assert.match(headers.location, /^\/sign-in\?next=\/ops\/partners/);
    });
});

describe('the work queue', () => {
    const queue = async (api = operator) => (await api.get('work-queue', { expect: 200 })).body.sources;
    const itemsOf = async (source) => (await queue()).find((one) => one.source === source)?.items ?? [];

    test('has years that end within 60 days, until another one of the same offer follows', async () => {
        const { partner } = await newTenant(operator);
        const { offer } = await newLicenceOffer();
        const first = daysFrom(today(), 60 - 365);
        const enrolment = await enrol(operator, partner, offer, first);
        const [item] = (await itemsOf('renewals')).filter(({ partnerId }) => partnerId === partner.id);
        assert.deepEqual(item, { id: enrolment.id, name: partner.name, partnerId: partner.id,
            offer: offer.name, due: enrolment.endsOn });
        assert.ok(inMain(await open(staff, '/ops')).includes(`/ops/partners/${partner.id}`));
        await enrol(operator, partner, offer, enrolment.endsOn);
        assert.ok(!(await itemsOf('renewals')).some(({ partnerId }) => partnerId === partner.id));
    });

    test('has partners of whom nobody can sign in, until an administrator has a password', async () => {
        const { body: made } = await operator.post('onboardings', company(), { expect: 201 });
        const waits = async () => (await itemsOf('unattended')).some(({ id }) => id === made.partner.id);
        assert.ok(await waits());
        const password = 'correct horse battery staple';
        const link = made.passwordLink;
        assert.equal((await new Browser(server).submit(link, link, { password, repeat: password })).status, 303);
        assert.ok(!await waits());
    });

    test('says of each source the first 20, and that there are more', async () => {
        for (let i = 0; i < 22; i += 1) {
            await operator.post('partners', { name: `Alone ${unique()}`, country: 'SE' }, { expect: 201 });
        }
        const { items, more } = (await queue()).find(({ source }) => source === 'unattended');
        assert.equal(items.length, 20);
        assert.equal(more, true);
        assert.match(await open(staff, '/ops'), /20\+/);
    });

    test('leads on where nothing waits', async () => {
        const empty = await startServer({ demo: true });
        try {
            const browser = new Browser(empty);
            await browser.signIn(empty.demo.operator);
            const text = inMain(await open(browser, '/ops'));
            assert.match(text, /Nothing waits for you/);
            assert.match(text, /href="\/ops\/partners\/new"/);
        } finally {
            await empty.remove();
        }
    });
});

describe('the list of partners', () => {
    const rows = (text) => [...new Set([...inMain(text).matchAll(/\/ops\/partners\/(par_\w+)/g)].map(([, id]) => id))];

    test('finds them by name, domain and what others call them, and says how they are doing', async () => {
        const { partner, tenant } = await newTenant(operator);
        const { offer } = await newLicenceOffer();
        await enrol(operator, partner, offer, daysFrom(today(), 30 - 365));
        await newUser(operator, tenant, 'global-admin');
        for (const word of [partner.name, tenant.domain, partner.id]) {
            const text = await open(staff, `/ops/partners?q=${encodeURIComponent(word)}`);
            assert.deepEqual(rows(text), [partner.id], word);
        }
        const all = await open(staff, `/ops/partners?q=${partner.id}&health=unattended`);
        assert.deepEqual(rows(all), [partner.id]);
        assert.deepEqual(rows(await open(staff, `/ops/partners?q=${partner.id}&health=well`)), []);
    });

    test('is a table too', async () => {
        const { partner, tenant } = await newTenant(operator);
        const { text, headers } = await staff.get(`/ops/partners.csv?q=${partner.id}`);
        assert.match(headers['content-disposition'], /partners\.csv/);
        assert.equal(text, 'id,name,country,domain,nextEnd,health,externalId,createdAt\r\n' +
            `${partner.id},${partner.name},SE,${tenant.domain},,no-offer,,${partner.createdAt}\r\n`);
    });
});

describe('one partner', () => {
    test('is shown with its years, organisations, people and what happened', async () => {
        const { partner, tenant } = await newTenant(operator);
        const { offer, product } = await newLicenceOffer();
        await enrol(operator, partner, offer, today());
        const admin = await newUser(operator, tenant, 'partner-admin');
        const text = inMain(await open(staff, `/ops/partners/${partner.id}`));
        for (const part of [offer.name, tenant.domain, admin.user.email, product.name,
            `/benefits?partnerId=${partner.id}`, `/people?tenantId=${tenant.id}`,
            `/activity?partnerId=${partner.id}`, '0 of 1 in use']) {
            assert.ok(text.includes(part), part);
        }
    });

    test('shows a catalogue manager nothing that is the partner’s own', async () => {
        const { partner, tenant } = await newTenant(operator);
        const browser = await atBrowser(await newStaff(operator, 'catalogue-manager'));
        const text = inMain(await open(browser, `/ops/partners/${partner.id}`));
        assert.ok(!text.includes(`/benefits?partnerId=${partner.id}`));
        assert.ok(!text.includes(`/people?tenantId=${tenant.id}`));
    });
});

describe('a partner is taken in at once', () => {
    const countOf = async (path) => (await operator.all(path)).length;

    test('by the API: company, organisation, administrator and offer', async () => {
        const { offer, product } = await newLicenceOffer();
        const input = company({ offer: offer.code, externalId: `crm-${unique()}` });
        const before = await countOf('partners');
        const { body: preview } = await operator.post('onboardings', { ...input, dryRun: true }, { expect: 200 });
        assert.equal(preview.enrolment.startsOn, today());
        assert.deepEqual(preview.enrolment.grants, [{ sku: product.sku, name: product.name,
            type: 'incremental', quantity: { licenses: 25 }, outcome: 'granted', supersedes: 0 }]);
        assert.equal(await countOf('partners'), before, 'nothing is made yet');

        const { body: made, headers } = await operator.post('onboardings', input, { expect: 201 });
        assert.equal(headers.location, `/api/v1/partners/${made.partner.id}`);
        assert.equal(made.tenant.name, input.name);
        assert.equal(made.tenant.domain, input.domain);
        assert.deepEqual(made.administrator.roles, ['global-admin', 'partner-admin']);
        assert.equal(made.enrolment.benefits.length, 1);
        const types = (await operator.all('events?limit=200'))
            .filter(({ partnerId, tenantId }) => partnerId === made.partner.id || tenantId === made.tenant.id)
            .map(({ type }) => type).sort();
        assert.deepEqual(types, ['enrolment.created', 'partner.created', 'password.link-created',
            'tenant.created', 'user.created']);
    });

    test('or not at all', async () => {
        const input = company();
        await operator.post('onboardings', input, { expect: 201 });
        const before = await countOf('partners');
        for (const [members, status, code, pointer] of [
            [{ domain: input.domain }, 409, 'already-exists', '/domain'],
            [{ offer: 'no-such-offer' }, 422, 'member-invalid', '/offer'],
            [{ country: 'XX' }, 422, 'member-invalid', '/country'],
            [{ administratorEmail: 'nobody' }, 422, 'member-invalid', '/administratorEmail'],
            [{ administratorName: undefined }, 422, 'member-invalid', '/administratorName'],
            [{ startsOn: '9999-12-31', offer: 'action-pack' }, 422, 'date-out-of-range', '/startsOn'],
        ]) {
            for (const dryRun of [true, false]) {
                const { errors } = await operator.refused('POST', 'onboardings', status, code,
                    { body: { ...company(members), dryRun } });
                assert.deepEqual(errors.map((fault) => fault.pointer), [pointer]);
            }
        }
        const external = { externalId: `crm-${unique()}` };
        await operator.post('onboardings', company(external), { expect: 201 });
        const { errors } = await operator.refused('POST', 'onboardings', 409, 'already-exists',
            { body: company(external) });
        assert.deepEqual(errors.map((fault) => fault.pointer), ['/externalId']);
        assert.equal(await countOf('partners'), before + 1);
    });

    for (const [language, [checked, granted]] of Object.entries({
        en: ['Nothing is made yet', 'Will be granted'], sv: ['Inget är skapat än', 'Kommer att ges'] })) {
        test(`on a page, in ${language}: after a look at what is granted`, async () => {
            const browser = new Browser(server, { language });
            await browser.signIn(server.demo.operator);
            const input = company({ offer: 'action-pack', startsOn: '' });
            const before = await countOf('partners');
            const look = await browser.submit('/ops/partners/new', '/ops/partners/check', input);
            assert.equal(look.status, 200, look.text.slice(0, 2000));
            assert.ok(look.text.includes(checked) && look.text.includes(granted), 'says what it comes to');
            assert.equal(await countOf('partners'), before);

            const fields = Object.fromEntries([...look.text.matchAll(
                /<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name, value]) => [name, value]));
            const again = await browser.post('/ops/partners/change', fields);
            assert.ok(again.text.includes(`value="${input.domain}"`), 'and leads back with what was entered');
            const { status, text } = await browser.post('/ops/partners', fields);
            assert.equal(status, 200);
            const [, link] = /<code id="link">[^<]*(\/set-up\/[\w-]+)<\/code>/.exec(text);
            assert.equal((await new Browser(server).get(link)).status, 200);
            const [, id] = /\/ops\/partners\/(par_\w+)/.exec(text);
            assert.ok(!(await open(browser, `/ops/partners/${id}`)).includes(link), 'it is shown once');

            const refused = await browser.post('/ops/partners', fields);
            assert.equal(refused.status, 409);
            assert.match(refused.text, /id="domain-fault"/);
        });
    }
});

describe('what an enrolment would grant', () => {
    const preview = (partner, body) =>
        operator.post(`partners/${partner.id}/enrolments`, { ...body, dryRun: true }, { expect: 200 });

    /* RULE BEN-1 */
    test('is what it grants then, also where it takes the place of something', async () => {
        const { partner, tenant } = await newTenant(operator);
        const product = await newProduct(operator);
        const core = (licenses) => [{ sku: product.sku, type: 'core', licenses }];
        const silver = await newOffer(operator, 'silver', core(10));
        const gold = await newOffer(operator, 'gold', core(25));
        await enrol(operator, partner, silver, today());
        const { body: more } = await preview(partner, { offer: gold.code, startsOn: today() });
        assert.deepEqual(more.grants.map(({ outcome, quantity, supersedes }) => [outcome, quantity.licenses, supersedes]),
            [['granted', 25, 1]]);
        assert.equal(more.tenantId, tenant.id);
        await enrol(operator, partner, gold, today());
        const other = await newOffer(operator, 'silver', core(10));
        const { body: held } = await preview(partner, { offer: other.code, startsOn: today() });
        assert.deepEqual(held.grants.map(({ outcome }) => outcome), ['held']);
        assert.equal((await enrol(operator, partner, other, today())).benefits.length, 0);
        await operator.refused('POST', `partners/${partner.id}/enrolments`, 409, 'enrolment-overlaps',
            { body: { offer: gold.code, startsOn: today(), dryRun: true } });
    });

    /* RULE BEN-6 */
    test('leaves out what is retired, and says so', async () => {
        const { partner } = await newTenant(operator);
        const { offer, product } = await newLicenceOffer();
        await operator.patch(`products/${product.sku}`, { retired: true }, { ifMatch: '*', expect: 200 });
        const { body } = await preview(partner, { offer: offer.code, startsOn: today() });
        assert.deepEqual(body.grants.map(({ outcome }) => outcome), ['retired']);
        assert.equal((await enrol(operator, partner, offer, today())).benefits.length, 0);
    });
});

describe('a partner is enrolled on a page', () => {
    test('after a look at what is granted', async () => {
        const { partner } = await newTenant(operator);
        const { offer, product } = await newLicenceOffer();
        const page = `/ops/partners/${partner.id}/enrol`;
        assert.ok((await open(staff, `/ops/partners/${partner.id}`)).includes(page));
        const fields = { offer: offer.code, startsOn: today() };
        const look = await staff.submit(page, `${page}/check`, fields);
        assert.equal(look.status, 200, look.text.slice(0, 2000));
        assert.ok(look.text.includes(product.name) && look.text.includes('Will be granted'));
        const years = async () => (await operator.all(`partners/${partner.id}/enrolments`)).length;
        assert.equal(await years(), 0, 'nothing is granted yet');
        const done = await staff.submit(page, page, fields);
        assert.equal(done.headers.location, `/ops/partners/${partner.id}?done=enrolled`);
        assert.equal(await years(), 1);
        for (const action of [page, `${page}/check`]) {
            const again = await staff.submit(page, action, fields);
            assert.equal(again.status, 409);
            assert.match(again.text, /role="alert"/);
        }
        const empty = await staff.submit(page, page, { offer: '', startsOn: '' });
        assert.match(empty.text, /id="offer-fault"/);
    });

    test('by an operator admin', async () => {
        const { partner } = await newTenant(operator);
        const support = await atBrowser(await newStaff(operator, 'support-agent'));
        await open(support, `/ops/partners/${partner.id}/enrol`, 403);
        assert.doesNotMatch(await open(support, `/ops/partners/${partner.id}`), /\/enrol"/);
        await open(staff, '/ops/partners/par_01HZX3M8Q2V7T5N9K4R6W1Y0ZZ/enrol', 404);
    });
});

/* RULE SIGN-10: whoever has the link can be that person. */
describe('a link for a password', () => {
    test('is made by operator admins for anybody, and leads in once', async () => {
        const { tenant } = await newTenant(operator);
        const { user } = await newUser(operator, tenant, 'reader');
        const link = async () =>
            (await operator.post(`users/${user.id}/password-link`, undefined, { expect: 201 })).body.passwordLink;
        const first = await link();
        const second = await link();
        assert.equal((await new Browser(server).get(first)).status, 410, 'the earlier one ends');
        const password = 'correct horse battery staple';
        const browser = new Browser(server);
        assert.equal((await browser.submit(second, second, { password, repeat: password })).status, 303);
        assert.equal((await new Browser(server).get(second)).status, 410);
        await link();
        const page = await staff.submit(`/ops/partners/${tenant.partnerId}`, `/ops/people/${user.id}/link`, {});
        assert.match(page.text, /<code id="link">http[^<]*\/set-up\/[\w-]{43}<\/code>/);
    });

    test('is made by support agents for those of partners who have none yet, and by no others', async () => {
        const { tenant } = await newTenant(operator);
        const { body: fresh } = await operator.post(`tenants/${tenant.id}/users`, { kind: 'member', roles: [],
            email: `fresh@${tenant.domain}`, displayName: 'Fresh' }, { expect: 201 });
        const support = await newStaff(operator, 'support-agent');
        const make = (api, id) => api.post(`users/${id}/password-link`, undefined, { expect: 201 });
        const { body: { passwordLink: link } } = await make(support, fresh.id);
        const password = 'correct horse battery staple';
        await new Browser(server).submit(link, link, { password, repeat: password });
        const member = (await operator.all('staff')).find(({ email }) => email !== support.user.email);
        for (const id of [fresh.id, member.id]) {
            await support.refused('POST', `users/${id}/password-link`, 403, 'not-permitted');
        }
        for (const role of ['catalogue-manager', 'auditor']) {
            await (await newStaff(operator, role)).refused('POST', `users/${fresh.id}/password-link`, 403,
                'not-permitted');
        }
        await operator.patch(`users/${fresh.id}`, { disabled: true }, { ifMatch: '*', expect: 200 });
        await operator.refused('POST', `users/${fresh.id}/password-link`, 409, 'user-disabled');
    });
});
