/*
 * What stands in the log, by --log: never a secret, and of the database only what was asked for.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Api } from './lib/client.mjs';
import { newKeys, redeem } from './lib/keys.mjs';
import { perq, startServer } from './lib/server.mjs';
import { logRead, statementsOf } from './lib/statements.mjs';

/* A server on which somebody has signed in, redeemed a key and read their events. Stopped. */
async function logOf(...args) {
    const server = await startServer({ demo: true, args });
    try {
        const { operator, partner } = server.demo;
        const admin = new Api(server, { token: partner.token });
        admin.user = { tenantId: partner.tenantId };
        const keys = await newKeys(new Api(server, { token: operator.token }));
        await redeem(admin, 'activate', keys, { separate: true });
        const browser = new Browser(server);
        await browser.signIn(partner);
        await admin.get('events', { expect: 200 });
        await server.stop();
        /* Without what the demo says of itself, which is no log. */
        return { log: server.log.replace(/^(?!at=).*\n/gm, ''), secrets: [keys[0].key, keys[0].key.replaceAll('-', ''),
            operator.token, partner.token, partner.password, partner.email,
            ...browser.cookies.values()] };
    } finally {
        await server.remove();
    }
}

const withSql = (log) => log.split('\n').filter((line) => / sql="/.test(line));
const ofRequests = (log) => log.split('\n').filter((line) => / method=/.test(line));

test('debug tells each statement with its time, and how many a request needed', async () => {
    const { log, secrets } = await logOf('--log', 'debug');
    const statements = withSql(log);
    assert.ok(statements.length > 100);
    for (const line of statements) {
        assert.match(line, /^at=\d+\.\d{6} level=debug us=\d+ sql="[^"]+"$/);
        assert.ok(!line.includes('  '), line);
    }
    assert.ok(statements.some((line) => line.includes('FROM product_key JOIN key_lot ON')));
    for (const line of ofRequests(log)) {
        assert.match(line, / status=\d+ code=[a-z-]+ us=\d+ statements=\d+$/);
    }
    /* RULE KEY-5, AUD-3: keys, tokens, passwords, addresses and cookies are parameters. */
    assert.deepEqual(secrets.filter((secret) => log.includes(secret)), []);
});

test('info tells requests only, as if nothing was said', async () => {
    for (const args of [[], ['--log', 'info']]) {
        const { log } = await logOf(...args);
        assert.deepEqual(withSql(log), []);
        assert.ok(ofRequests(log).length >= 5);
        assert.ok(ofRequests(log).every((line) => / us=\d+$/.test(line)));
    }
});

test('error, and --quiet, tell neither', async () => {
    for (const args of [['--log', 'error'], ['--quiet'], ['--quiet', '--log', 'debug']]) {
        const { log } = await logOf(...args);
        assert.deepEqual([...withSql(log), ...ofRequests(log)], []);
    }
});

test('another word is refused', async () => {
    for (const word of ['loud', 'DEBUG', '']) {
        const { code, stderr } = await perq(['serve', '--log', word]);
        assert.equal(code, 2);
        assert.match(stderr, /^perq: --log: /);
    }
});

test('what comes in pieces is counted a piece at a time', async () => {
    const server = await startServer({ demo: true, args: ['--log', 'debug'] });
    try {
        const browser = new Browser(server);
        await browser.signIn(server.demo.partner);
        await logRead(server);
        const { answer, counts } = await statementsOf(server, () => browser.get('/people.csv'));
        assert.equal(answer.status, 200);
        assert.equal(counts.length, 3, 'the answer, the rows, the end');
        assert.ok(counts[0] > 0 && counts[1] > 0);
        assert.equal(counts[2], 1, 'whether the right to it still stands');
    } finally {
        await server.remove();
    }
});
