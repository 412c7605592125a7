/*
 * perq check: what agrees with itself passes, and what somebody spoilt by hand is found and named.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { assign, bulk, monthly, newPerson, report, used, withCredit } from './lib/credits.mjs';
import { newKeys, newSubscription, redeem } from './lib/keys.mjs';
import { newTenant, newUser } from './lib/people.mjs';
import { perq, startServer } from './lib/server.mjs';

let server;
let dir;
let subscription;
let gone;
let receipts;
let tenant;
let spareRef;
let shared;
let yearly;
let corrected;

/* A credit that two people share or have one after the other, used beyond its amount. */
async function usedCredit(operator, kind) {
    const today = new Date().toISOString().slice(0, 10);
    const made = await withCredit(operator, today, kind, '10.00');
    const [first, second] = [await newPerson(operator, made.tenant),
        await newPerson(operator, made.tenant)];
    await assign(made.admin, made.credit, first);
    if (kind === monthly) {
        await assign(made.admin, made.credit, second);
    } else {
        await made.admin.post(`credits/${made.credit.id}/transfer`, { userId: second.id },
            { expect: 200 });
    }
    const now = new Date().toISOString();
    const events = [used(made.credit, first, '7.50', now), used(made.credit, second, '5.00', now)];
    await report(made.admin, events);
    return { ...made, first, second, events };
}

/* A tenant with every kind of receipt, with licences in use, and a subscription that was voided. */
before(async () => {
    server = await startServer({ demo: true });
    const operator = new Api(server, { token: server.demo.operator.token });
    ({ tenant } = await newTenant(operator));
    const admin = await newUser(operator, tenant, 'global-admin');
    subscription = await newSubscription(operator, admin, { licenses: 7 });
    const redeemFor = async (action, licenses, more = {}) => redeem(admin, action,
        await newKeys(operator, { licenses }), { subscriptionId: subscription.id, ...more });
    const voidIt = (receipt) => operator.post(`redemptions/${receipt.id}/replacement`,
        { reason: 'Testing' }, { expect: 201 });

    await redeemFor('extend', 5);
    await redeemFor('add', 3);
    await redeemFor('add', 10, { addLicenses: 4 });
    await voidIt(await redeemFor('extend', 11));
    await admin.put(`subscriptions/${subscription.id}/licenses/${admin.user.id}`, undefined,
        { expect: 200 });
    receipts = await admin.all(`redemptions?subscriptionId=${subscription.id}`);

    gone = await newSubscription(operator, admin, { licenses: 2 });
    const [made] = await admin.all(`redemptions?subscriptionId=${gone.id}`);
    await voidIt(made);
    [{ ref: spareRef }] = await newKeys(operator);

    shared = await usedCredit(operator, monthly);
    yearly = await usedCredit(operator, bulk);
    corrected = await usedCredit(operator, monthly);
    const [{ source, id: eventId }] = corrected.events;
    await operator.post(`credits/${corrected.credit.id}/counter-postings`, { source, eventId,
        reporter: corrected.tenant.id, reason: 'Counted twice' }, { expect: 200 });

    const running = await server.cli('check');
    assert.equal(running.code, 0, running.stdout + running.stderr);
    await server.stop();
    dir = mkdtempSync(join(tmpdir(), 'perq-check-'));
});
after(async () => {
    rmSync(dir, { recursive: true, force: true });
    await server?.remove();
});

const check = (database) => perq(['check', '--database', `sqlite:${database}`]);

/* The verdict on a copy of the database in which these statements were run. */
async function spoilt(...statements) {
    const copy = join(dir, 'spoilt.db');
    copyFileSync(server.database, copy);
    const script = ['PRAGMA ignore_check_constraints=1;', ...statements, ''].join(';\n');
    const out = execFileSync('sqlite3', ['-bail', copy], { input: script });
    assert.equal(out.toString(), '');
    try {
        return await check(copy);
    } finally {
        for (const suffix of ['', '-wal', '-shm']) {
            rmSync(copy + suffix, { force: true });
        }
    }
}

async function finds(pattern, ...statements) {
    const { code, stdout, stderr } = await spoilt(...statements);
    assert.equal(code, 1, `${statements.join('; ')}\n${stdout}${stderr}`);
    assert.match(stdout, pattern, statements.join('; '));
}

test('a database that nobody touched is right', async () => {
    const { code, stdout } = await check(server.database);
    assert.equal(code, 0, stdout);
    const [, subscriptions, found] =
        /^(\d+) subscriptions, (\d+) receipts, \d+ credits, \d+ postings, \d+ events in \d+ chains: nothing wrong\n$/
            .exec(stdout);
    assert.ok(Number(subscriptions) >= 2 && Number(found) >= 8, stdout);
});

test('what cannot be read is neither right nor wrong', async () => {
    const { code, stderr } = await check(join(dir, 'absent.db'));
    assert.equal(code, 3);
    assert.match(stderr, /absent\.db/);
});

/* RULE SUB-5: a subscription is what its receipts make of it. */
describe('a subscription', () => {
    const set = (what) => `UPDATE subscription SET ${what} WHERE id = '${subscription.id}'`;
    const named = () => new RegExp(`subscription ${subscription.id}: `);

    for (const what of ['licenses = licenses + 1', 'ends_on = ends_on + 1', 'carry = carry + 1',
        'carry = carry - 1', 'starts_on = starts_on - 1', 'receipts = receipts + 1',
        'voided = 1']) {
        test(`is found when somebody sets ${what}`, () => finds(named(), set(what)));
    }

    test('is found when it was voided and comes alive again', () =>
        finds(/should not exist/, `UPDATE subscription SET voided = 0 WHERE id = '${gone.id}'`));

    test('is missed when it is deleted', () => finds(/is a receipt of no subscription/,
        `DELETE FROM license_assignment WHERE subscription_id = '${subscription.id}'`,
        `DELETE FROM subscription WHERE id = '${subscription.id}'`));

    /* RULE SUB-6 */
    test('is found when assigned licences are miscounted', async () => {
        const pattern = /counts [0-9]+ assigned licences and has [0-9]+/;
        await finds(pattern, set('assigned = assigned + 1'));
        await finds(pattern,
            `DELETE FROM license_assignment WHERE subscription_id = '${subscription.id}'`);
    });
});

describe('a receipt', () => {
    const set = (at, what) => `UPDATE redemption SET ${what} WHERE id = '${receipts[at].id}'`;

    /* 0 activate, 1 extend, 2 add, 3 add a part, 4 extend that was taken back, 5 the taking back */
    for (const [at, what] of [
        [0, 'key_licenses = 8'], [0, 'today = today + 1'], [0, 'after_starts_on = 5'],
        [1, 'after_carry = after_carry + 1'], [1, 'after_ends_on = after_ends_on + 1'],
        [1, 'before_licenses = 8'], [1, 'pool = pool - 1'], [1, 'ticks_each = ticks_each + 1'],
        [2, 'licenses_added = 2'], [2, "action = 'extend'"], [2, 'held = 0'],
        [3, 'after_licenses = after_licenses + 1'], [3, 'key_licenses = 1000000000000'],
        [3, 'today = -5'], [5, 'voids = NULL'], [5, 'after_carry = 3'],
        [5, `voids = 'red_nothing'`], [5, "action = 'extend'"],
    ]) {
        test(`number ${at + 1} is found when somebody sets ${what}`, () =>
            finds(new RegExp(`receipt ${receipts[at].id} `), set(at, what)));
    }

    test('is found when its number is another', () =>
        finds(/has the number 6 instead of 5/, set(4, 'number = 40')));

    test('is missed when it is deleted', async () => {
        for (const receipt of receipts) {
            await finds(new RegExp(subscription.id),
                `DELETE FROM redemption WHERE id = '${receipt.id}'`);
        }
    });
});

/* RULE KEY-3, RULE KEY-5: a key is redeemed where its receipt says so, and then it is erased. */
describe('a key', () => {
    const ref = () => receipts[1].keys[0].ref;
    const set = (what, which = ref()) => `UPDATE product_key SET ${what} WHERE ref = '${which}'`;
    const named = (which = ref()) => new RegExp(`^${which} `, 'm');

    for (const what of ["state = 'ready'", "state = 'revoked'", "tenant_id = 'ten_other'",
        'tenant_id = NULL', "redemption_id = 'red_other'", 'redemption_id = NULL',
        "sealed = x'00'", "ref = 'KR-00000000'"]) {
        test(`is found when it was redeemed and somebody sets ${what}`, () =>
            finds(what.startsWith('ref') ? /^KR-00000000 /m : named(), set(what)));
    }

    test('is found when nobody redeemed it and it says so', () =>
        finds(named(spareRef), set("state = 'redeemed'", spareRef)));

    test('is found when its line of the receipt is gone or says another number', async () => {
        await finds(named(), `DELETE FROM redemption_key WHERE ref = '${ref()}'`);
        await finds(/do not add up/,
            `UPDATE redemption_key SET licenses = 1 WHERE ref = '${ref()}'`);
    });

    test('is missed when it is deleted', () =>
        finds(named(), `DELETE FROM product_key WHERE ref = '${ref()}'`));
});

/* RULE CR-7: a credit is what its ledger makes of it, and the ledger what its events. */
describe('a credit', () => {
    const named = ({ credit }, what) => new RegExp(`credit ${credit.id}: ${what}`);
    const set = ({ credit }, table, what, where = '1') => `UPDATE ${table} SET ${what}` +
        ` WHERE ${table === 'credit' ? 'id' : 'credit_id'} = '${credit.id}' AND ${where}`;

    for (const [what, said] of [
        ['micros = micros + 1', 'the postings of entry 1 do not sum to zero'],
        ['micros = -micros', 'period 0 has another balance'],
        ['micros = 9223372036854775807', 'posting . says what the rules would have refused'],
        ["account = 'used'", 'period 0 has'], ["account = 'nothing'", 'posting . says'],
        ["kind = 'nothing'", 'posting . says'], ['period = 7', 'posting . says'],
        ['period = -1', 'posting . says'], ['seq = 70', 'posting . stands where'],
        ['entry = 2', 'the postings of entry'],
    ]) {
        test(`is found when somebody sets ${what} in its ledger`, () =>
            finds(named(shared, said), set(shared, 'posting', what, 'seq = 1')));
    }

    for (const [what, said] of [
        ['granted = granted + 1', 'period 0 has another balance'],
        ['used = used - 1', 'period 0 has another balance'],
        ['uncovered = uncovered + 1', 'period 0 has other use than its days'],
        ['starts_on = starts_on - 1', 'period 0 has other days'],
        ['ends_on = ends_on + 1', 'period 0 has other days'], ['number = 1', 'period 0 is missing'],
    ]) {
        test(`is found when somebody sets ${what} in its period`, () =>
            finds(named(shared, said), set(shared, 'credit_period', what)));
    }

    for (const [what, said] of [
        ['postings = postings + 1', 'it counts'], ['users = users + 1', 'it counts'],
        ['periods = periods + 1', 'it counts'], ['periods = 1000000', 'its dates or its amount'],
        ['starts_on = starts_on + 1', 'period 0 has other days'],
        ['ends_on = 9223372036854775807', 'its dates or its amount'],
        ["kind = 'nothing'", 'its kind says a word'], ['micros = 0', 'its dates or its amount'],
    ]) {
        test(`is found when somebody sets ${what}`, () =>
            finds(named(shared, said), set(shared, 'credit', what)));
    }

    test('is found when its holder is not who has it', async () => {
        await finds(named(yearly, 'its holder'), set(yearly, 'credit', 'holder_id = NULL'));
        await finds(named(yearly, 'its holder'),
            set(yearly, 'credit', `holder_id = '${yearly.first.id}'`));
        await finds(named(yearly, 'it counts'), set(yearly, 'credit_user', 'until = NULL'));
    });

    test('is found when its postings or its periods are missing', async () => {
        const where = `WHERE credit_id = '${yearly.credit.id}'`;
        await finds(named(yearly, 'posting'), `DELETE FROM posting ${where} AND seq = 3`);
        await finds(named(yearly, 'it counts'), `DELETE FROM posting ${where} AND seq > 4`);
        await finds(named(yearly, 'it counts'), `DELETE FROM credit_period ${where}`);
    });

    test('is found when an event of its use is changed, missing or made up', async () => {
        const where = `WHERE credit_id = '${shared.credit.id}' AND account_id = '${shared.first.id}'`;
        const other = new RegExp(`${shared.credit.id} has other days of use than its events`);
        await finds(other, `DELETE FROM usage_event ${where}`);
        await finds(other, `UPDATE usage_event SET micros = micros + 1 ${where}`);
        await finds(other, `UPDATE usage_event SET at = at - 86400000000 ${where}`);
        await finds(other, `UPDATE usage_event SET account_id = '${shared.second.id}' ${where}`);
        await finds(other, `UPDATE usage_day SET events = events + 1 ${where}`);
    });

    /* RULE CR-13 */
    test('is found when what says which use was wrong is missing or made up', async () => {
        const found = (credit) => new RegExp(`${credit.id} has other days of use than its events`);
        const unsaid = (credit) => new RegExp(`${credit.id} is a credit whose grants, lapses or corrections`);
        for (const [credit, statement] of [
            [corrected.credit, `DELETE FROM usage_correction WHERE credit_id = '${corrected.credit.id}'`],
            [shared.credit, `INSERT INTO usage_correction SELECT reporter, source, id, credit_id, 1
                FROM usage_event WHERE credit_id = '${shared.credit.id}' LIMIT 1`],
        ]) {
            await finds(found(credit), statement);
            await finds(unsaid(credit), statement);
        }
        await finds(named(corrected, 'period 0 has another balance'),
            `UPDATE posting SET micros = 2 * micros WHERE credit_id = '${corrected.credit.id}' AND kind = 'correction'`);
    });
});

/* RULE AUD-2: what is changed, removed or put in breaks the chain. */
describe('an event', () => {
    const at = (seq) => `WHERE stream = '${tenant.id}' AND seq = ${seq}`;
    const breaks = (seq) =>
        new RegExp(`events of ${tenant.id}: the chain breaks at number ${seq},`);

    for (const what of ["data = '{}'", "data = data || ' '", "type = 'key.revealed'", 'at = 0',
        'at = -9223372036854775808', 'at = 9223372036854775807', "actor_id = 'usr_other'",
        "address = '192.0.2.1'", 'address_salt = zeroblob(16)', 'address_digest = zeroblob(32)',
        'form = 1', 'form = 2', 'form = 4', "subject = 'x'", "reason = 'why not'", "partner_id = 'par_other'",
        "tenant_id = ''", "id = 'evt_other'", "hash = zeroblob(32)", "hash = x''",
        "hash = zeroblob(33)"]) {
        test(`is found when somebody sets ${what}`, () =>
            finds(breaks(3), `UPDATE event SET ${what} ${at(3)}`));
    }

    test('is missed when it is deleted', () =>
        finds(new RegExp(`events of ${tenant.id}: number 3 is missing`),
            `DELETE FROM event ${at(3)}`));

    test('is found when it is put in the place of another', () =>
        finds(breaks(3), `DELETE FROM event ${at(3)}`, `UPDATE event SET seq = 3 ${at(4)}`));

    test('is found when it is moved to another stream', () =>
        finds(/events of ten_other: the chain breaks at number 1,/,
            `UPDATE event SET stream = 'ten_other' ${at(1)}`));
});

/* RULE AUD-1: what somebody may do is what the events say. */
describe('a person', () => {
    const of = (what) => `UPDATE account SET ${what} WHERE tenant_id = '${tenant.id}'`;

    for (const [what, said] of [
        ['roles = 256', 'its roles are not'], ['roles = roles + 2', 'its roles are not'],
        ['roles = 0', 'its roles are not'], ['disabled_at = 1', 'its events say otherwise'],
    ]) {
        test(`is found when somebody sets ${what}`, () =>
            finds(new RegExp(`user usr_\\S+: ${said}`), of(what)));
    }

    test('is found when no event made it', () => finds(/user usr_none: no event says who made it/,
        `INSERT INTO account (tenant_id, id, email, display_name, kind, roles, created_at)
            SELECT '${tenant.id}', 'usr_none', 'none@example.org', 'None', 'member', 0, 1`));
});

/* What acts for whoever writes, or stands between the data and whoever reads it. */
describe('the schema', () => {
    for (const [said, sql] of [
        ['the trigger t was made by no migration',
            'CREATE TRIGGER t AFTER INSERT ON session BEGIN SELECT 1; END'],
        ['the view v was made by no migration', 'CREATE VIEW v AS SELECT 1'],
        ['the index i was made by no migration', 'CREATE INDEX i ON account (kind)'],
        ['the index session_by_end is missing', 'DROP INDEX session_by_end'],
        ['the table session is not as', 'ALTER TABLE session ADD COLUMN a'],
    ]) {
        test(`is found to be another one: ${said}`, () => finds(new RegExp(`schema: ${said}`), sql));
    }

    test('may have been counted by ANALYZE', async () => {
        const { code, stdout } = await spoilt('ANALYZE');
        assert.equal(code, 0, stdout);
    });

    test('that is another one keeps the server from starting, and nothing is done', async () => {
        const copy = join(dir, 'changed.db');
        const trigger = 'CREATE TRIGGER t AFTER INSERT ON setting BEGIN SELECT 1; END';
        copyFileSync(server.database, copy);
        copyFileSync(join(server.dir, 'perq.key'), join(dir, 'perq.key'));
        execFileSync('sqlite3', ['-bail', copy], { input: trigger });
        for (const dry of [[], ['-n']]) {
            const { code, stderr } = await perq(['serve', '--listen', '127.0.0.1:0', '--database',
                `sqlite:${copy}`, ...dry]);
            assert.equal(code, 3, stderr);
            assert.match(stderr, /the schema was changed: the trigger t was made by no migration/);
        }
    });
});

/*
 * Every column of every table: what a row says is found to be another thing, a row that is gone to
 * be missing, and one more to be one too many. What cannot be seen stands here, and why.
 */
describe('of every table', () => {
    const sqlite = (sql) => execFileSync('sqlite3', ['-bail', server.database], { input: sql })
        .toString().trim();
    const NOT_SEEN = {
        log_base: 'which log belongs to the file: a start looks at it, and it says nothing of anybody',
        migration: 'of another version nothing can be said: status 3, and a word which one',
    };
    const other = (column) => `${column} = CASE typeof(${column}) WHEN 'integer' THEN ${column} + 1000003` +
        ` WHEN 'text' THEN ${column} || 'x' WHEN 'blob' THEN randomblob(length(${column})) ELSE 1 END`;

    const tables = () => sqlite("SELECT name FROM sqlite_master WHERE type = 'table'" +
        " AND name NOT LIKE 'sqlite_%'").split('\n');
    const columnsOf = (table) => sqlite(`SELECT name FROM pragma_table_info('${table}')`).split('\n');

    test('each column counts', async () => {
        copyFileSync(join(server.dir, 'perq.key'), join(dir, 'perq.key'));
        for (const table of tables().filter((name) => !(name in NOT_SEEN))) {
            const one = `WHERE rowid = (SELECT MIN(rowid) FROM ${table})`;
            const isEmpty = sqlite(`SELECT COUNT(*) FROM ${table}`) === '0';
            const columns = columnsOf(table);
            const statements = isEmpty
                ? [`INSERT INTO ${table} VALUES (${columns.map(() => '1').join(', ')})`]
                : [`DELETE FROM ${table} ${one}`,
                    ...columns.map((column) => `UPDATE ${table} SET ${other(column)} ${one}`)];
            for (const statement of statements) {
                await finds(/./, statement);
            }
        }
    });

    test('the version is said where nothing else can be', async () => {
        const older = await spoilt('DELETE FROM migration WHERE number > 1');
        assert.equal(older.code, 3);
        assert.match(older.stderr, /it is of an older perq: start the server once/);
        const newer = await spoilt("INSERT INTO migration VALUES (9999, 'x', 1)");
        assert.equal(newer.code, 3);
        assert.match(newer.stderr, /it was made by a newer perq/);
    });

    /* Without the key file nobody can seal what the tables add up to. */
    test('what they add up to is sealed', async () => {
        copyFileSync(join(server.dir, 'perq.key'), join(dir, 'perq.key'));
        await finds(/table offer: its sum was not sealed with this key file/,
            "UPDATE table_sum SET seal = zeroblob(16) WHERE name = 'offer'");
        await finds(/table offer: its sum is missing/, "DELETE FROM table_sum WHERE name = 'offer'");
    });
});

/* RULE AUD-1: each has its event, and each event its thing; said by name and not as a sum only. */
describe('by its name', () => {
    for (const [said, sql] of [
        [/^product suite-x is there, but no event made it$/m,
            "INSERT INTO product (sku, name, name_sv, kind, retired, licenses_max, created_at)" +
            " SELECT 'suite-x', name, name_sv, kind, retired, licenses_max, created_at FROM product LIMIT 1"],
        [/^receipt red_\S+ is there, but no event made it$/m,
            "DELETE FROM event WHERE type = 'key.redeemed'"],
        [/^tenant.created ten_\S+ is said by an event, but it is not there$/m, 'DELETE FROM tenant'],
        [/^partner par_\S+ is there, but no event made it$/m, 'DELETE FROM event'],
        [/^crd_\S+ is a credit whose grants, lapses or corrections are not those of its events$/m,
            "DELETE FROM event WHERE type = 'credit.granted'"],
        [/^lot_\S+ is a lot that does not have its keys$/m,
            "DELETE FROM product_key WHERE state = 'ready'"],
        [/^lot_\S+ is a lot that does not have its keys$/m,
            "UPDATE product_key SET sealed = NULL WHERE state = 'ready'"],
        [/^lot_\S+ is a lot that does not have its keys$/m,
            'UPDATE key_lot SET licenses = licenses + 1 WHERE benefit_id IS NULL'],
        [/^\S+: a row of account that there is not is referred to$/m, 'DELETE FROM account'],
    ]) {
        test(`is found what ${sql} did`, () => finds(said, sql));
    }

    test('a sealed copy that nobody can open is found', async () => {
        copyFileSync(join(server.dir, 'perq.key'), join(dir, 'perq.key'));
        await finds(new RegExp(`^key ${spareRef}: its sealed copy cannot be opened$`, 'm'),
            `UPDATE product_key SET sealed = zeroblob(length(sealed)) WHERE ref = '${spareRef}'`);
    });
});

/* Bits that fall over on a disk: whatever the engine calls damaged is not called sound. */
test('of copies with one other bit, each that the engine calls damaged is found', async () => {
    const bytes = readFileSync(server.database);
    const copy = join(dir, 'flipped.db');
    let chance = 20261130;
    let damaged = 0;
    for (let round = 0; round < 60; round++) {
        chance = (chance * 1103515245 + 12345) % 2147483648;
        const at = round < 8 ? round * 2 + 1 : chance % bytes.length;
        const flipped = Buffer.from(bytes);
        flipped[at] ^= 1 << (round % 8);
        writeFileSync(copy, flipped);
        const said = spawnSync('sqlite3', [`file:${copy}?immutable=1`, 'PRAGMA integrity_check'],
            { encoding: 'utf8' });
        const { code, stdout, stderr } = await check(copy);
        for (const suffix of ['-wal', '-shm']) {
            rmSync(copy + suffix, { force: true });
        }
        if (said.status !== 0 || said.stdout !== 'ok\n') {
            damaged++;
            assert.equal(code, 1, `byte ${at}: ${stdout}${stderr}`);
            assert.match(stdout, /: damaged: /);
        } else {
            assert.ok(code === 0 || code === 1, `byte ${at}: ${stderr}`);
        }
    }
    assert.ok(damaged >= 8, `${damaged} of 60`);
});

test('what is found is said as JSON too', async () => {
    const sound = await perq(['check', '--json', '--database', `sqlite:${server.database}`]);
    assert.equal(sound.code, 0, sound.stderr);
    const said = JSON.parse(sound.stdout);
    assert.deepEqual([said.sound, said.findings, said.findingCount, said.keyFile],
        [true, [], 0, true]);
    assert.ok(said.events > 0 && said.chains > 0 && said.sealedKeys > 0);
    const copy = join(dir, 'json.db');
    copyFileSync(server.database, copy);
    execFileSync('sqlite3', ['-bail', copy], { input: 'DELETE FROM offer_benefit;' });
    const spoiltOne = await perq(['check', '--json', '--progress', '--database', `sqlite:${copy}`]);
    assert.equal(spoiltOne.code, 1, spoiltOne.stderr);
    const { findings, findingCount, sound: isSound } = JSON.parse(spoiltOne.stdout);
    assert.deepEqual([isSound, findings.length], [false, findingCount]);
    assert.match(findings[0], /^table offer_benefit: it has 0 rows instead of \d+$/);
    assert.match(spoiltOne.stderr, /\r\d+ events/);
});
