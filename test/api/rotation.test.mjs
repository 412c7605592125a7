/*
 * perq key rotate: another key file. What could be read can still be read, what was redeemed is
 * still redeemed, and with the old file nothing opens that came after it.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
    copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync,
    statSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newKeys, redeem } from './lib/keys.mjs';
import { newTenant, newUser } from './lib/people.mjs';
import { perq, startServer } from './lib/server.mjs';

let server;
let operator;
let user;
let dir;
let keys; /* the first was redeemed before the first rotation, the second before the second */
let receipt;
let backup;
let keyFile;

const beside = (name) => join(server.dir, name);
const digests = () => JSON.parse(execFileSync('sqlite3', ['-readonly', '-json', server.database,
    `SELECT ref, hex(digest) AS digest, hex(sealed) AS sealed FROM product_key
      WHERE lot_id = '${keys[0].lotId}' ORDER BY position`]).toString());

async function rotate() {
    const { code, stdout, stderr } = await server.cli('key', 'rotate');
    assert.equal(code, 0, stderr);
    return stdout;
}

before(async () => {
    server = await startServer({ demo: true });
    dir = mkdtempSync(join(tmpdir(), 'perq-rotation-'));
    keyFile = beside('perq.key');
    operator = new Api(server, { token: server.demo.operator.token });
    const { tenant } = await newTenant(operator);
    user = await newUser(operator, tenant, 'global-admin');
    keys = await newKeys(operator, { count: 5 });
    receipt = await redeem(user, 'activate', [keys[0]], { separate: true });
    backup = join(dir, 'before.db');
    assert.equal((await server.cli('backup', backup)).code, 0);
    copyFileSync(keyFile, join(dir, 'old.key'));
});
after(async () => {
    rmSync(dir, { recursive: true, force: true });
    await server?.remove();
});

/* The key's text, as its owner sees it; null once it cannot be shown any more. */
async function readable() {
    const { body } = await operator.get(`key-lots/${keys[0].lotId}/keys`, { expect: 200 });
    return body.items.map(({ key }) => key ?? null);
}

async function used(key, id) {
    const body = await user.refused('POST', 'redemptions', 409, 'key-already-redeemed', {
        body: {
            tenantId: user.user.tenantId, action: 'activate', separate: true, keys: [key.key],
        },
    });
    assert.ok(JSON.stringify(body).includes(id), JSON.stringify(body));
}

test('is refused while a server runs, and where there is no database', async () => {
    const running = await server.cli('key', 'rotate');
    assert.equal(running.code, 3);
    assert.match(running.stderr, /stop the server first/);
    const none = await perq(['key', 'rotate', '--database', `sqlite:${join(dir, 'none.db')}`]);
    assert.equal(none.code, 3);
    assert.match(none.stderr, /no such database/);
    assert.ok(!existsSync(join(dir, 'none.db')));
});

test('gives every key that can be read another copy and another digest', async () => {
    const [shown, old] = [await readable(), digests()];
    await server.stop();
    assert.match(await rotate(), /\d+ product keys are sealed anew/);
    const now = digests();
    assert.equal(now[0].digest, old[0].digest);
    assert.equal(now[0].sealed, '');
    for (let i = 1; i < old.length; i++) {
        assert.notEqual(now[i].digest, old[i].digest);
        assert.notEqual(now[i].sealed, old[i].sealed);
    }
    const files = readdirSync(server.dir).filter((name) => name.startsWith('perq.db'))
        .map((name) => readFileSync(beside(name)));
    for (const { sealed, digest } of old.slice(1)) {
        for (const hex of [sealed, digest]) {
            assert.ok(!files.some((file) => file.includes(Buffer.from(hex, 'hex'))));
        }
    }
    await server.start();
    assert.deepEqual(await readable(), shown);
});

test('keeps the old key file beside the new one, both private', () => {
    const kept = readFileSync(beside('perq.key.before-rotation-1'));
    assert.ok(kept.equals(readFileSync(join(dir, 'old.key'))));
    assert.ok(!kept.equals(readFileSync(keyFile)));
    assert.ok(!existsSync(beside('perq.key.new')));
    assert.equal(statSync(keyFile).mode & 0o777, 0o600);
    assert.equal(statSync(beside('perq.key.before-rotation-1')).mode & 0o777, 0o600);
});

/* RULE KEY-3 */
test('leaves redeemed what was redeemed, and redeemable what was not, again and again', async () => {
    await used(keys[0], receipt.id);
    const second = await redeem(user, 'activate', [keys[1]], { separate: true });
    await server.stop();
    await rotate();
    assert.ok(existsSync(beside('perq.key.before-rotation-2')));
    await server.start();
    await used(keys[0], receipt.id);
    await used(keys[1], second.id);
    await redeem(user, 'activate', [keys[2], keys[3]], { separate: true });
    assert.equal((await server.cli('check')).code, 0);
});

/* RULE IDEM-1 */
test('knows a request again that was sent before', async () => {
    const send = () => operator.post('partners', { name: 'Once only', country: 'SE' },
        { expect: 201, headers: { 'Idempotency-Key': 'across-a-rotation' } });
    const first = await send();
    await server.stop();
    await rotate();
    await server.start();
    assert.equal((await send()).body.id, first.body.id);
});

test('an older backup needs the key file of its time, and says so', async () => {
    await server.stop();
    const refused = await server.cli('restore', backup);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /sealed with another key file, .* before perq key rotate/);
    const forced = await server.cli('restore', '--unverified', backup);
    assert.equal(forced.code, 3);
    assert.match(forced.stderr, /before perq key rotate needs the key file of then/);

    const then = join(dir, 'then');
    mkdirSync(then, { mode: 0o700 });
    copyFileSync(join(dir, 'old.key'), join(then, 'perq.key'));
    const address = ['--database', `sqlite:${join(then, 'perq.db')}`];
    const restored = await perq(['restore', backup, ...address]);
    assert.equal(restored.code, 0, restored.stderr);
    assert.equal((await perq(['check', ...address])).code, 0);
    await server.start();
});

test('the old key file does not do for what came after', async () => {
    await server.stop();
    renameSync(keyFile, join(dir, 'new.key'));
    copyFileSync(join(dir, 'old.key'), keyFile);
    for (const command of [['serve', '--listen', '127.0.0.1:0'], ['serve', '-n', '--listen', '127.0.0.1:0'],
        ['key', 'rotate']]) {
        const { code, stderr } = await server.cli(...command);
        assert.equal(code, 3, command.join(' '));
        assert.match(stderr, /before perq key rotate needs the key file of then/);
    }
    const check = await server.cli('check');
    assert.equal(check.code, 1);
    assert.match(check.stdout, /before perq key rotate needs the key file of then/);
    renameSync(join(dir, 'new.key'), keyFile);
    await server.start();
});

/* The moments between the last transaction and the names are too short to be hit. */
test('is finished by the next start when it was decided', async () => {
    await server.stop();
    const old = readFileSync(keyFile);
    await rotate();
    renameSync(keyFile, beside('perq.key.new'));
    writeFileSync(keyFile, old, { mode: 0o600 });
    assert.equal((await server.cli('serve', '-n', '--listen', '127.0.0.1:0')).code, 0);
    await server.start();
    assert.ok(!existsSync(beside('perq.key.new')));
    assert.ok(!readFileSync(keyFile).equals(old));
    assert.ok(readFileSync(beside('perq.key.before-rotation-4')).equals(old));
    assert.ok(!existsSync(beside('perq.key.before-rotation-5')));
    await used(keys[0], receipt.id);
});
