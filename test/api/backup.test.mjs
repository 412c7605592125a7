/*
 * perq backup and perq restore: a copy is of one moment and verified, only one that is as we made it
 * is believed, and putting it in place is never half done.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
    copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync,
    truncateSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { newKeys, redeem } from './lib/keys.mjs';
import { newTenant, newUser } from './lib/people.mjs';
import { perq, perqBinary, startServer } from './lib/server.mjs';

let server;
let operator;
let user;
let dir;
let file;
let names = 0;

before(async () => {
    server = await startServer({ demo: true });
    operator = new Api(server, { token: server.demo.operator.token });
    const { tenant } = await newTenant(operator);
    user = await newUser(operator, tenant, 'global-admin');
    dir = mkdtempSync(join(tmpdir(), 'perq-backup-'));
});
after(async () => {
    rmSync(dir, { recursive: true, force: true });
    await server?.remove();
});
beforeEach(() => {
    names += 1;
    file = join(dir, `copy-${names}.db`);
});

async function done(command, ...args) {
    const { code, stdout, stderr } = await server.cli(command, ...args);
    assert.equal(code, 0, stdout + stderr);
    return stdout;
}

/* The command must end with this status and say why; what it says. */
async function refused(code, pattern, ...args) {
    const answer = await server.cli(...args);
    assert.equal(answer.code, code, answer.stdout + answer.stderr);
    assert.match(answer.stderr, pattern);
    return answer.stderr;
}

const sqlite = (database, sql) => execFileSync('sqlite3', ['-bail', database], { input: sql })
    .toString().trim();

/* What lies beside the database, apart from what SQLite makes and removes as it likes. */
const beside = () => readdirSync(server.dir).filter((name) => !/-(wal|shm)$/.test(name)).sort();

describe('a backup', () => {
    test('is one private file, and says that the key file is not in it', async () => {
        const said = await done('backup', file);
        assert.match(said, /keep a copy of \S*perq\.key/);
        assert.equal(statSync(file).mode & 0o777, 0o600);
        assert.deepEqual(readdirSync(dir), [`copy-${names}.db`]);
        const master = readFileSync(join(server.dir, 'perq.key'), 'utf8').split(' ')[1].trim();
        assert.ok(!readFileSync(file).includes(Buffer.from(master, 'hex')));
        assert.ok(!readFileSync(file).includes(master));
        const { code, stdout } = await perq(['check', '--database', `sqlite:${file}`]);
        assert.equal(code, 0, stdout);
        assert.match(stdout, /nothing wrong/);
    });

    test('ends with a seal, and is a database for every program all the same', async () => {
        const begun = new Date().toISOString().slice(0, 19);
        await done('backup', file);
        const bytes = readFileSync(file);
        const seal = bytes.subarray(bytes.lastIndexOf('perq-backup-1')).toString();
        const [, madeAt] = /^perq-backup-1 (\S{20}) [0-9a-f]{32} [0-9a-f]{64}\n$/.exec(seal);
        assert.ok(madeAt.slice(0, 19) >= begun, madeAt);
        assert.equal((bytes.length - seal.length) % 4096, 0);
        assert.equal(sqlite(file, 'PRAGMA integrity_check'), 'ok');
        assert.ok(Number(sqlite(file, 'SELECT COUNT(*) FROM partner')) > 0);
    });

    test('never takes the place of a file', async () => {
        writeFileSync(file, 'precious');
        await refused(3, /exists already/, 'backup', file);
        assert.equal(readFileSync(file, 'utf8'), 'precious');
    });

    test('cannot be written where there is no folder, nor of what is not there', async () => {
        await refused(3, /no-such-folder/, 'backup', join(dir, 'no-such-folder', 'copy.db'));
        const { code, stderr } =
            await perq(['backup', file, '--database', `sqlite:${join(dir, 'absent.db')}`]);
        assert.equal(code, 3);
        assert.match(stderr, /no such database/);
        assert.ok(!existsSync(file) && !existsSync(join(dir, 'absent.db')));
    });

    test('that was broken off does not stand in the way of the next', async () => {
        writeFileSync(`${file}.new`, 'half');
        writeFileSync(`${file}.new-wal`, 'half');
        await done('backup', file);
        assert.ok(!existsSync(`${file}.new`) && !existsSync(`${file}.new-wal`));
    });

    test('is refused where the database contradicts itself', async () => {
        const spoilt = join(dir, 'spoilt.db');
        await done('backup', spoilt);
        sqlite(spoilt, "DELETE FROM event WHERE seq = 2 AND stream = 'operator';" +
            "UPDATE event SET data = '{}' WHERE seq = 1;");
        const answer = await perq(['backup', file, '--database', `sqlite:${spoilt}`]);
        assert.equal(answer.code, 1, answer.stdout + answer.stderr);
        assert.match(answer.stderr, /events of /);
        assert.ok(!existsSync(file) && !existsSync(`${file}.new`));
    });

    /* RULE IDEM-2: what was answered before the copy began is in it. */
    test('under load has everything that was answered before it began', async () => {
        let made = 0;
        let loading = true;
        const load = Array.from({ length: 8 }, async () => {
            while (loading) {
                const name = `Load ${made + 1}`;
                await operator.post('partners', { name, country: 'SE' }, { expect: 201 });
                made += 1;
            }
        });
        while (made < 20) {
            await new Promise((go) => setTimeout(go, 5));
        }
        const before = made;
        await done('backup', file);
        const afterwards = made;
        loading = false;
        await Promise.all(load);
        const count = Number(sqlite(file, "SELECT COUNT(*) FROM partner WHERE name LIKE 'Load %'"));
        assert.ok(count >= before && count <= afterwards + 8, `${before} ${count} ${afterwards}`);
        assert.ok(afterwards > before, 'the server went on working');
    });
});

describe('a restore', () => {
    test('is refused while a server runs', async () => {
        await done('backup', file);
        await refused(3, /stop the server first/, 'restore', file);
        assert.equal((await operator.get('/readyz')).status, 200);
    });

    /* RULE KEY-3: the drill. What was redeemed before the backup stays redeemed after it. */
    test('brings back the moment of the backup', async () => {
        const [early, late] = await newKeys(operator, { count: 2 });
        const receipt = await redeem(user, 'activate', [early], { separate: true });
        await done('backup', file);
        const lost = await redeem(user, 'activate', [late], { separate: true });

        await server.stop();
        const said = await done('restore', file);
        assert.match(said, /was made by this server at \d{4}-\S+Z and not changed since/);
        assert.match(said, /before-restore-[0-9]+ now/);
        await server.start();
        await done('check');

        await user.refused('POST', 'redemptions', 409, 'key-already-redeemed', {
            body: {
                tenantId: user.user.tenantId, action: 'activate', separate: true, keys: [early.key],
            },
        });
        const again = await user.get(`redemptions/${receipt.id}`, { expect: 200 });
        assert.deepEqual(again.body, receipt);
        await user.get(`redemptions/${lost.id}`, { expect: 404 });
        await redeem(user, 'activate', [late], { separate: true });
    });

    test('moves what was there aside, whole and with its log', async () => {
        const name = `Only in the old one ${names}`;
        await done('backup', file);
        await operator.post('partners', { name, country: 'SE' }, { expect: 201 });
        await server.kill();
        assert.ok(statSync(`${server.database}-wal`).size > 0);
        const said = await done('restore', file);
        const [, aside] = /is (\S+) now/.exec(said);
        const count = `SELECT COUNT(*) FROM partner WHERE name = '${name}'`;
        assert.equal(sqlite(server.database, count), '0');

        /* And back again. Nobody sealed that one. */
        await refused(1, /nothing proves that this server made it/, 'restore', aside);
        await done('restore', '--unverified', aside);
        assert.equal(sqlite(server.database, count), '1');
        await server.start();
        await done('check');
    });

    test('works where no database is yet, with the key file beside it', async () => {
        const fresh = join(dir, `fresh-${names}`, 'perq.db');
        const restore = (...options) =>
            perq(['restore', file, '--database', `sqlite:${fresh}`, ...options]);
        await done('backup', file);
        const early = await restore();
        assert.equal(early.code, 3, early.stdout);
        assert.match(early.stderr, /perq\.key: is missing, and without it nothing proves/);
        assert.ok(!existsSync(fresh));
        copyFileSync(join(server.dir, 'perq.key'), join(dir, `fresh-${names}`, 'perq.key'));
        const answer = await restore();
        assert.equal(answer.code, 0, answer.stderr);
        const next = await perq(['serve', '-n', '--listen', '127.0.0.1:0', '--database', `sqlite:${fresh}`]);
        assert.equal(next.code, 0, next.stderr);
        assert.equal(statSync(fresh).size % 4096, 0, 'the seal is no part of the database');
    });

    test('works without the key file when told to, and asks for it', async () => {
        const fresh = join(dir, `fresh-${names}`, 'perq.db');
        await done('backup', file);
        const answer = await perq(['restore', file, '--database', `sqlite:${fresh}`,
            '--unverified']);
        assert.equal(answer.code, 0, answer.stderr);
        assert.match(answer.stdout, /perq\.key is missing/);
        const start = await perq(['serve', '-n', '--listen', '127.0.0.1:0', '--database', `sqlite:${fresh}`]);
        assert.equal(start.code, 3);
        assert.match(start.stderr, /the key file is missing/);
    });
});

describe('a restore is refused, and leaves everything as it was,', () => {
    let untouched;

    before(async () => {
        await server.stop();
    });
    beforeEach(async () => {
        await done('backup', file);
        untouched = [beside(), readFileSync(server.database)];
    });
    after(async () => {
        await server.start();
        await done('check');
    });

    async function refusedUntouched(code, pattern, ...options) {
        await refused(code, pattern, 'restore', file, ...options);
        assert.deepEqual(beside(), untouched[0]);
        assert.ok(readFileSync(server.database).equals(untouched[1]));
    }

    /* However it was changed, it is not ours any more; told to take it, we look at what it is. */
    async function refusedEitherWay(code, pattern) {
        await refusedUntouched(1, /nothing proves that this server made it|it was changed after/);
        await refusedUntouched(code, pattern, '--unverified');
    }

    test('when the file is not there', async () => {
        rmSync(file);
        await refusedUntouched(3, /No such file/);
    });

    test('when the file is none of ours', async () => {
        writeFileSync(file, 'Dear diary, '.repeat(1000));
        await refusedEitherWay(1, /damaged, or not a database/);
        rmSync(file);
        sqlite(file, 'CREATE TABLE diary (day TEXT)');
        await refusedEitherWay(1, /no database of perq/);
        writeFileSync(file, '');
        await refusedEitherWay(1, /no database of perq/);
    });

    test('when a part of the file is missing', async () => {
        truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096);
        await refusedEitherWay(1, /damaged/);
    });

    test('when a page of the file is damaged', async () => {
        const bytes = readFileSync(file);
        bytes.fill(0x5a, 4096 * 3, 4096 * 4);
        writeFileSync(file, bytes);
        await refusedEitherWay(1, /damaged/);
    });

    test('when the content contradicts itself', async () => {
        sqlite(file, 'UPDATE subscription SET licenses = licenses + 1');
        await refusedEitherWay(1, /contradicts itself/);
    });

    for (const [what, said, sql] of [
        ['a trigger', /the trigger t was made by no migration/, 'CREATE TRIGGER t AFTER INSERT ' +
            'ON session BEGIN UPDATE account SET roles = 256 WHERE id = new.account_id; END'],
        ['a view', /the view v was made by no migration/, 'CREATE VIEW v AS SELECT 1'],
        ['a table', /the table t was made by no migration/, 'CREATE TABLE t (a)'],
        ['a column', /the table session is not as the migrations make it/,
            'ALTER TABLE session ADD COLUMN a'],
        ['one index less', /the index session_by_end is missing/, 'DROP INDEX session_by_end'],
        ['other roles', /its roles are not those that its events gave it/,
            "UPDATE account SET roles = 256 WHERE tenant_id <> ''"],
    ]) {
        test(`when somebody gave it ${what}`, async () => {
            sqlite(file, sql);
            await refusedEitherWay(1, said);
        });
    }

    /* Of another version too the schema is known: as many migrations as it has had. */
    test('when it is older and somebody gave it a trigger', async () => {
        const first = readFileSync(new URL('../../src/store/migrations/001_programme.sql',
            import.meta.url), 'utf8');
        rmSync(file);
        sqlite(file, `CREATE TABLE migration ( number BIGINT PRIMARY KEY, name TEXT NOT NULL,` +
            ` applied_at BIGINT NOT NULL);${first}
            INSERT INTO migration VALUES (1, 'programme', 0);`);
        const fresh = join(dir, `older-${names}.db`);
        const taken = await perq(['restore', file, '--unverified', '--database', `sqlite:${fresh}`]);
        assert.equal(taken.code, 0, taken.stderr);
        sqlite(file, 'CREATE TRIGGER t AFTER INSERT ON setting BEGIN SELECT 1; END');
        await refusedEitherWay(1, /^the trigger t was made by no migration\nperq restore/);
    });

    /* Each byte counts, also those that no table looks at, and those of the seal itself. */
    test('when any byte of it is another one', async () => {
        const whole = readFileSync(file);
        const seal = whole.lastIndexOf('perq-backup-1');
        for (const at of [0, 30, 72, 4096, whole.length >> 1, seal - 1, seal, seal + 14, seal + 20,
            seal + 34, seal + 40, seal + 67, seal + 68, whole.length - 2, whole.length - 1]) {
            const bytes = Buffer.from(whole);
            bytes[at] ^= 1;
            writeFileSync(file, bytes);
            await refusedUntouched(1,
                /nothing proves that|it was changed after|sealed with another key file/);
        }
        writeFileSync(file, Buffer.concat([whole, Buffer.from('\n')]));
        await refusedUntouched(1, /nothing proves that/);
        writeFileSync(file, Buffer.concat([whole.subarray(0, seal), whole]));
        await refusedUntouched(1, /it was changed after/);
    });

    /* What lies in a log would be moved into the copy, and no seal speaks of it. */
    test('when somebody put a log beside it', async () => {
        const whole = readFileSync(file);
        const child = spawn('sqlite3', [file]);
        child.stdin.write("UPDATE partner SET name = name || '!'; SELECT 1;\n");
        await once(child.stdout, 'data');
        child.kill('SIGKILL');
        await once(child, 'exit');
        assert.ok(statSync(`${file}-wal`).size > 0);
        writeFileSync(file, whole);
        await refusedUntouched(1, /it was changed after/);
        rmSync(`${file}-wal`);
        rmSync(`${file}-shm`, { force: true });
    });

    test('when it was made by a newer perq', async () => {
        sqlite(file, "INSERT INTO migration (number, name, applied_at) VALUES (999, 'later', 0)");
        await refusedEitherWay(3, /newer perq/);
    });

    /* RULE KEY-5: with another key file no product key in it could ever be read again. */
    test('when it belongs to another key file', async () => {
        sqlite(file, "UPDATE setting SET value = 'another' WHERE name = 'key-file-fingerprint'");
        await refusedEitherWay(3, /key file belongs to another database/);
    });

    test('when another server sealed it', async () => {
        const other = await startServer();
        try {
            rmSync(file);
            assert.equal((await other.cli('backup', file)).code, 0);
        } finally {
            await other.remove();
        }
        await refusedUntouched(1, /sealed with another key file/);
    });

    test('when it is the database of a server that runs', async () => {
        const other = await startServer();
        try {
            await refused(3, /a server uses this database/, 'restore', other.database);
        } finally {
            await other.remove();
        }
        await refused(3, /a server uses this database/, 'restore', server.database);
    });
});

/*
 * What a file is that was put in the place of the database by hand, the log of the one before would
 * be moved into.
 */
describe('a copy that is put beside the log of another database', () => {
    let victim;
    let admin;
    let copy;

    const partners = async (count) => {
        for (let i = 0; i < count; i++) {
            await admin.post('partners', { name: `${names} ${i}`, country: 'SE' }, { expect: 201 });
        }
    };
    const ANOTHERS = /the log beside it \(-wal\) is that of a database which lay here before/;
    const refusedToStart = async (said = ANOTHERS) => {
        const bytes = readFileSync(victim.database);
        for (const dry of [[], ['-n']]) {
            const { code, stderr } = await victim.cli('serve', '--listen', '127.0.0.1:0', ...dry);
            assert.equal(code, 3, stderr);
            assert.match(stderr, said);
        }
        assert.ok(readFileSync(victim.database).equals(bytes));
    };
    const isRestored = async () => {
        assert.equal((await victim.cli('restore', copy)).code, 0);
        await victim.start();
        const { code, stdout } = await victim.cli('check');
        assert.equal(code, 0, stdout);
    };

    beforeEach(async () => {
        victim = await startServer({ demo: true });
        admin = new Api(victim, { token: victim.demo.operator.token });
        copy = join(dir, `beside-${names}.db`);
    });
    afterEach(() => victim.remove());

    test('of the same time, does not start', async () => {
        await partners(2);
        assert.equal((await victim.cli('backup', copy)).code, 0);
        await partners(10);
        await victim.kill();
        copyFileSync(copy, victim.database);
        await refusedToStart();
        await isRestored();
    });

    test('of a later time, does not start', async () => {
        assert.equal((await victim.cli('backup', copy)).code, 0);
        await partners(30);
        await victim.restart();
        await partners(10);
        await victim.kill();
        copyFileSync(copy, victim.database);
        await refusedToStart();
        await isRestored();
    });

    test('and is an older file of the database itself, does not start', async () => {
        await victim.stop();
        const older = readFileSync(victim.database);
        await victim.start();
        await partners(10);
        await victim.restart();
        await partners(10);
        await victim.kill();
        writeFileSync(victim.database, older);
        await refusedToStart(/the log beside it \(-wal\) (is that of|does not go with)/);
        await victim.start().then(() => assert.fail('it started'), () => {});
        rmSync(`${victim.database}-wal`);
        await victim.start();
    });

    test('which is its own, starts', async () => {
        await partners(10);
        await victim.kill();
        const log = readFileSync(`${victim.database}-wal`);
        const file = readFileSync(victim.database);
        await victim.start();
        await victim.stop();
        writeFileSync(victim.database, file);
        writeFileSync(`${victim.database}-wal`, log);
        await victim.start();
        const { code, stdout } = await victim.cli('check');
        assert.equal(code, 0, stdout);
    });
});

/* Killed at any moment, the old database is there or the new one, and either starts. */
describe('a restore that is killed', () => {
    const OLD = 'In the old one';
    const NEW = 'In the new one';
    const which = (database) =>
        (sqlite(database, `SELECT COUNT(*) FROM partner WHERE name = '${OLD}'`) === '0' ? NEW : OLD);
    let victim;
    let copy;
    let old;

    /* The old one has a name more than the copy. And a server that died: the last lies in its log. */
    beforeEach(async () => {
        victim = await startServer({ demo: true });
        const admin = new Api(victim, { token: victim.demo.operator.token });
        copy = join(dir, `new-${names}.db`);
        assert.equal((await victim.cli('backup', copy)).code, 0);
        await admin.post('partners', { name: OLD, country: 'SE' }, { expect: 201 });
        await victim.stop();
        old = readFileSync(victim.database);
        await victim.start();
        await admin.post('partners', { name: 'Only in the log', country: 'SE' }, { expect: 201 });
        await victim.kill();
        assert.ok(statSync(`${victim.database}-wal`).size > 0);
    });
    afterEach(() => victim.remove());

    async function startsAndChecks() {
        await victim.start();
        const { code, stdout } = await victim.cli('check');
        assert.equal(code, 0, stdout);
        await victim.stop();
    }

    function restoreKilledAfter(delayMs) {
        const began = Date.now();
        const child = spawn(perqBinary(),
            ['restore', copy, '--database', `sqlite:${victim.database}`], { stdio: 'ignore' });
        const timer = setTimeout(() => child.kill('SIGKILL'), delayMs);
        return new Promise((go) => child.on('exit', () => {
            clearTimeout(timer);
            go(Date.now() - began);
        }));
    }

    test('at random moments', async () => {
        const whole = await restoreKilledAfter(60000);
        assert.equal(which(victim.database), NEW);
        const seen = new Set();
        for (let step = 0; step < 16; step++) {
            writeFileSync(victim.database, old);
            await restoreKilledAfter(whole * step / 14);
            await startsAndChecks();
            seen.add(which(victim.database));
        }
        for (const name of seen) {
            assert.ok([OLD, NEW].includes(name), name);
        }
    });

    /* The moments between two changes of name are too short to be hit; here they are made. */
    const moved = (suffix) => renameSync(victim.database + suffix,
        `${victim.database}.before-restore-1${suffix}`);
    for (const [moment, prepare] of [
        ['nothing was moved', () => {}],
        ['the log was moved', () => moved('-wal')],
        ['the log and the database were moved', () => {
            moved('-wal');
            moved('');
        }],
    ]) {
        test(`is finished by the next start when it was decided and ${moment}`, async () => {
            copyFileSync(copy, `${victim.database}.restore`);
            prepare();
            await startsAndChecks();
            assert.equal(which(victim.database), NEW);
            assert.ok(!existsSync(`${victim.database}.restore`));
            const aside = `${victim.database}.before-restore-1`;
            assert.equal(which(aside), OLD);
            assert.equal(sqlite(aside,
                "SELECT COUNT(*) FROM partner WHERE name = 'Only in the log'"), '1');
        });
    }
});
