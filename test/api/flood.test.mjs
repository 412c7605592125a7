/*
 * Sign-in while others flood it with wrong passwords from many addresses: who has signed in from
 * this browser before goes first, then those whose address has failed least.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, tokenIn } from './lib/browser.mjs';
import { startServer } from './lib/server.mjs';

const ADDRESSES = 40;

let server;

before(async () => {
    server = await startServer({ demo: true, args: ['--tls-in-front'] });
});
after(() => server?.remove());

const from = (address) => new Browser(server, { headers: { 'x-forwarded-for': address } });

/* LIMIT SIGN_IN_PLACES_OF_ADDRESS */
test('one address has two places among those that wait', async () => {
    const browser = from('192.0.2.200');
    const csrf = tokenIn((await browser.get('/sign-in')).text);
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) =>
        browser.post('/sign-in', { csrf, email: `n${i}@x.example`, password: 'wrong horse battery' })));
    const count = (status) => answers.filter((answer) => answer.status === status).length;
    assert.equal(count(422) + count(503), 30);
    assert.ok(count(422) >= 2 && count(503) > 0, `${count(422)} compared, ${count(503)} refused`);
});

/* Whoever floods may wait for as long as others go first, which takes any time on a busy machine. */
function lateIsFine(error) {
    assert.match(error.message, /no answer in time/);
    return { status: 0 };
}

/* LIMIT SLOW_WORK_WAITING_MAX */
test('people sign in all the same', async () => {
    const known = from('192.0.2.100');
    await known.signIn(server.demo.partner);
    let flooding = true;
    let tries = 0;
    let turnedAway = 0;
    const flood = Promise.all(Array.from({ length: ADDRESSES }, async (_, i) => {
        const browser = from(`198.51.100.${i}`);
        const csrf = tokenIn((await browser.get('/sign-in')).text);
        while (flooding) {
            const answers = await Promise.all([0, 1, 2].map((n) => browser.post('/sign-in', { csrf,
                email: `u${i}-${tries}-${n}@x.example`, password: 'wrong horse battery' })
                .catch(lateIsFine)));
            tries += 1;
            turnedAway += answers.filter(({ status }) => status === 503).length;
            await new Promise((go) => setTimeout(go, 50));
        }
    }));
    try {
        while (tries < 2 * ADDRESSES) {
            await new Promise((go) => setTimeout(go, 50));
        }
        for (let i = 0; i < 5; i++) {
            await known.post('/sign-out', { csrf: tokenIn((await known.get('/organisation')).text) });
            await known.signIn(server.demo.partner);
            await from(`203.0.113.${i}`).signIn(server.demo.reader);
        }
    } finally {
        flooding = false;
        await flood;
    }
    assert.ok(turnedAway > 0, 'the flood was no flood');
});

/* RULE SIGN-3: without the name of whom it was tried for, and with what fail2ban needs. */
test('what was wrong leaves a line that tells the address', async () => {
    const browser = from('[2001:db8::7]:4711');
    await browser.signIn({ email: 'Nobody@X.example', password: 'wrong horse battery' },
        { expect: null });
    const lines = server.log.split('\n').filter((line) => line.includes('2001:db8::7'));
    assert.match(lines.join('\n'),
        /level=info sign-in=failed address=2001:db8::7 account=[0-9a-f]{16}$/m);
    assert.ok(!/nobody@x/i.test(server.log));
});
