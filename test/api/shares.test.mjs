/*
 * Fair shares: what is counted is counted for the account, whatever the number of its tokens,
 * sessions and connections, and for strangers by their address.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, describe, test } from 'node:test';
import { Browser, tokenIn } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { atBrowser, newTenant, newUser, tokenOf } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

const servers = [];
after(() => Promise.all(servers.map((server) => server.remove())));

async function started(options) {
    const server = await startServer({ demo: true, ...options });
    servers.push(server);
    return server;
}

/* Of a request that announces a body and waits to be asked for it: the first status it hears. */
function ask(server, token, length) {
    return new Promise((done, failed) => {
        const socket = net.connect(server.port, '127.0.0.1');
        socket.on('error', failed);
        socket.on('data', (bytes) => {
            const [, status] = /^HTTP\/1\.1 ([0-9]{3})/.exec(bytes.toString('latin1'));
            done({ status: Number(status), socket });
        });
        socket.write(`POST /api/v1/usage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
            `Authorization: Bearer ${token}\r\nContent-Length: ${length}\r\n` +
            'Expect: 100-continue\r\n\r\n');
    });
}

const MIB = 1024 * 1024;

describe('bodies', () => {
    /* LIMIT HELD_BODIES_MIB */
    test('that are not answered yet are bounded all together, and make room when they end', async () => {
        const server = await started({ args: ['--held-bodies', '8'] });
        const tokens = ['operator', 'partner', 'otherPartner'].map((who) => server.demo[who].token);
        const first = await ask(server, tokens[0], 4 * MIB);
        const second = await ask(server, tokens[1], 4 * MIB);
        const third = await ask(server, tokens[2], 4 * MIB);
        assert.deepEqual([first.status, second.status, third.status], [100, 100, 503]);
        first.socket.destroy();
        let again;
        for (let i = 0; i < 200 && again?.status !== 100; i++) {
            again = await ask(server, tokens[2], 4 * MIB);
        }
        assert.equal(again.status, 100);
        [second, third, again].forEach(({ socket }) => socket.destroy());
    });

    /* LIMIT HELD_BODY_BYTES_OF_ACCOUNT */
    test('of one account are bounded, whatever the number of its tokens', async () => {
        const server = await started();
        const { email, token } = server.demo.operator;
        const other = await tokenOf(server, email);
        const asked = [];
        for (const one of [token, other, token, other, token]) {
            asked.push(await ask(server, one, 4 * MIB));
        }
        assert.deepEqual(asked.map(({ status }) => status), [100, 100, 100, 100, 429]);
        const elsewhere = await ask(server, server.demo.partner.token, 4 * MIB);
        assert.equal(elsewhere.status, 100);
        [...asked, elsewhere].forEach(({ socket }) => socket.destroy());
    });

    /* RULE SIGN-9: who was let in when the headers came is asked again when the rest took its time. */
    test('that took their time are refused where the right to send them has ended', async () => {
        const server = await started();
        const token = await tokenOf(server, server.demo.operator.email, '--name', 'slow');
        const operator = new Api(server, { token: server.demo.operator.token });
        const body = JSON.stringify({ events: [] });
        const { socket, status } = await ask(server, token, body.length);
        assert.equal(status, 100);
        const { id } = (await operator.all('tokens')).find(({ name }) => name === 'slow');
        await operator.del(`tokens/${id}`, { ifMatch: '*', expect: 200 });
        await new Promise((go) => setTimeout(go, 1000));
        const answer = new Promise((done) => {
            socket.on('data', (bytes) => done(bytes.toString('latin1')));
        });
        socket.write(body);
        assert.match(await answer, /^HTTP\/1\.1 401 /);
        socket.destroy();
    });

    test('of strangers are not waited for', async () => {
        const server = await started();
        const stranger = await ask(server, `perq_${'A'.repeat(43)}`, 100000);
        assert.equal(stranger.status, 401);
        stranger.socket.destroy();
    });

    /* LIMIT STRANGER_FORM_BYTES_MAX */
    test('of strangers are no longer than a sign-in takes', async () => {
        const server = await started();
        const browser = new Browser(server);
        const form = { email: 'a@x.example', password: 'p'.repeat(200), next: `/${'n'.repeat(1900)}` };
        assert.equal((await browser.submit('/sign-in', '/sign-in', form)).status, 422);
        const long = await browser.submit('/sign-in', '/sign-in', { ...form, x: 'x'.repeat(8192) });
        assert.equal(long.status, 413);
    });
});

describe('requests', () => {
    /* LIMIT REQUESTS_A_SECOND */
    test('of one account are counted together, whatever the number of its tokens', async () => {
        const server = await started({ rateLimit: 5 });
        const { email, token } = server.demo.partner;
        const tokens = [token];
        for (let i = 0; i < 5; i++) {
            tokens.push(await tokenOf(server, email));
        }
        const began = Date.now();
        const answers = await Promise.all(Array.from({ length: 60 }, (_, i) =>
            new Api(server, { token: tokens[i % tokens.length] }).get('me')));
        const taken = answers.filter(({ status }) => status === 200).length;
        const most = 5 + 5 * (Date.now() - began) / 1000 + 1;
        assert.ok(taken >= 5 && taken <= most, `${taken} of at most ${most}`);
        await new Api(server, { token: server.demo.reader.token }).get('me', { expect: 200 });
    });
});

/* Each of them sends this form so many times at once: how many were taken, and in which time. */
async function sendForms(browsers, page, action, fields, times) {
    const began = Date.now();
    const statuses = [];
    await Promise.all(browsers.map(async (browser) => {
        const csrf = tokenIn((await browser.get(page)).text);
        const answers = await Promise.all(Array.from({ length: times },
            () => browser.post(action, { csrf, ...fields })));
        statuses.push(...answers.map(({ status }) => status));
    }));
    const taken = statuses.filter((status) => status === 200).length;
    assert.ok(statuses.every((status) => status === 200 || status === 429), statuses.join());
    return { taken, seconds: (Date.now() - began) / 1000, refused: statuses.length - taken };
}

describe('changes from pages', () => {
    /* LIMIT PAGE_CHANGES_A_SECOND */
    test('of one person are counted together, whatever the number of sessions', async () => {
        const server = await started({ rateLimit: 1000 });
        const browsers = [];
        for (let i = 0; i < 4; i++) {
            browsers.push(new Browser(server));
            await browsers[i].signIn(server.demo.reader);
        }
        const { taken, seconds, refused } = await sendForms(browsers, '/calendar', '/calendar',
            { lang: 'en' }, 20);
        assert.ok(taken >= 10 && taken <= 10 + 10 * seconds + 1, `${taken} in ${seconds} s`);
        assert.ok(refused > 0 || seconds > 7);
        const other = new Browser(server);
        await other.signIn(server.demo.partner);
        const one = await sendForms([other], '/calendar', '/calendar', { lang: 'en' }, 1);
        assert.equal(one.taken, 1);
    });
});

describe('sessions', () => {
    /* LIMIT SESSIONS_OF_ACCOUNT */
    test('of one account are twenty, and one more ends the oldest', async () => {
        const server = await started();
        const operator = new Api(server, { token: server.demo.operator.token });
        const { tenant } = await newTenant(operator);
        const first = await atBrowser(await newUser(operator, tenant, 'reader'));
        const others = [];
        for (let i = 0; i < 20; i++) {
            const browser = new Browser(server);
            await browser.signIn(first);
            others.push(browser);
            assert.equal((await first.get('/organisation')).status, i < 19 ? 200 : 303, `${i}`);
        }
        for (const browser of others) {
            assert.equal((await browser.get('/organisation')).status, 200);
        }
        const events = await operator.all(`events?tenantId=${tenant.id}&type=session.ended`)
            .catch(() => operator.all('events'));
        const ended = events.filter(({ type, tenantId }) =>
            type === 'session.ended' && tenantId === tenant.id);
        assert.deepEqual(ended.map(({ data }) => data.how), ['too many']);
    });
});

/* A batch that keeps the processor busy: all of it is refused. */
function batch(server, count) {
    const event = (i) => ({ source: 's', id: `${i}`.padStart(60, '0'),
        creditId: 'crd_01ARZ3NDEKTSV4RRFFQ69G5FAV', userId: 'usr_01ARZ3NDEKTSV4RRFFQ69G5FAV',
        time: new Date().toISOString(), amount: '0.000001' });
    return { events: Array.from({ length: count }, (_, i) => event(i)) };
}

/* That the whole server took since its start, of which the account took no more. */
function processorSeconds({ child }) {
    const words = readFileSync(`/proc/${child.pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return (Number(words[11]) + Number(words[12])) / 100;
}

describe('what is dear', () => {
    /* LIMIT PROCESSOR_MS_A_SECOND, LIMIT PROCESSOR_SECONDS */
    test('is paid for with the time that it takes, by its account alone', async () => {
        const server = await started({ rateLimit: 1000 });
        const partner = new Api(server, { token: server.demo.partner.token });
        const other = new Api(server, { token: server.demo.otherPartner.token });
        const body = batch(server, 5000);
        const [began, before] = [Date.now(), processorSeconds(server)];
        /* A machine that is busy enough gives the server no more than this, and nobody is refused. */
        const isBusy = () =>
            processorSeconds(server) - before < 1 + 0.25 * (Date.now() - began) / 1000;
        let refused;
        for (let i = 0; i < 400 && refused === undefined && (i < 40 || !isBusy()); i++) {
            const answer = await partner.post('usage', body);
            refused = answer.status === 429 ? answer : undefined;
        }
        await other.get('me', { expect: 200 });
        if (refused === undefined) {
            assert.ok(isBusy(), 'all of it was taken');
            return;
        }
        assert.equal(refused.body.code, 'too-many-requests');
        assert.ok(Number(refused.headers['retry-after']) >= 1);
    });

    test('waits for its turn, and gets it', async () => {
        const server = await started({ rateLimit: 1000 });
        const reader = new Browser(server);
        await reader.signIn(server.demo.partner);
        const answers = await Promise.all(Array.from({ length: 12 },
            (_, i) => reader.get(`/people?q=nobody${i}`)));
        assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    });
});
