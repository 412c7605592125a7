/*
 * Engine: connections to a database, transactions, and the file as a whole.
 *
 * Above src/store nobody asks a database anything but through the doors of its nouns: there is no
 * general query function, a new question is a new function there. A function named get treats
 * absence as an error; one named find reports it in *ret_found. What is read lives in the arena.
 * Failures of the engine are ERR_STORAGE_...; a unique index that objects is ERR_ALREADY_EXISTS
 * unless a function says otherwise. What only a bug can bring about, such as a foreign key that
 * objects, is logged and ERR_INTERNAL.
 */
#ifndef STORE_ENGINE_ENGINE_H
#define STORE_ENGINE_ENGINE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/id/id.h"
#include "base/lang/lang.h"
#include "base/secret/secret.h"
#include "domain/date/date.h"

typedef struct Db Db;

/*
 * Only one connection in the world may be opened with DB_WRITE: see db_sqlite.c and lock.h.
 * DB_SCRATCH is for the store's own use: a database in memory that ends with its connection.
 */
typedef enum DbMode { DB_READ, DB_WRITE, DB_SCRATCH } DbMode;

/* The address is sqlite:PATH. ERR_STORAGE_UNAVAILABLE where it cannot be opened. */
MUST_CHECK Err store_open(const char *address, DbMode mode, Db **ret);
void store_close(Db **db);

/*
 * Empty the write-ahead log, for whoever writes without a writer's thread (see writer.h) and is
 * outside any transaction. Somebody who reads may keep it as it is.
 */
MUST_CHECK Err store_empty_log(Db *db);

/* What the engine said when it failed last; for the log, not for users. */
const char *store_problem(const Db *db);

/* How many bytes the files of the database have now; 0 of one that is not there. */
typedef struct StoreSizes {
    int64_t database;
    int64_t log;
} StoreSizes;

StoreSizes store_sizes(const char *address, Arena *arena);

/* So many selects and changes were run on it; what begins and ends transactions is not counted. */
int64_t store_statements(const Db *db);

/* --- transactions: tx.c ----------------------------------------------------------------------- */

/* A transaction. Declare with CLEANUP(tx_end): unless committed, it is undone. */
typedef struct Tx {
    Db *db;
} Tx;

MUST_CHECK Err tx_begin(Db *db, Tx *ret);
MUST_CHECK Err tx_commit(Tx *tx);
void tx_end(Tx *tx);

/* --- the schema: schema.c --------------------------------------------------------------------- */

/*
 * Bring the schema up to this program's version, each migration in one transaction. False in
 * *ret_known if the database is newer than the program; nothing has changed then.
 */
MUST_CHECK Err store_migrate(Db *db, Micros now, bool *ret_known);

/*
 * The next log is of another database: of a copy, which no log that there is must be taken for. See
 * log_base.c; an older version has no such thing, and nothing is done.
 */
MUST_CHECK Err store_begin_log(Db *db);

/* The schema of the database, held against this program's; an empty one has none. */
typedef enum StoreVersion {
    VERSION_NONE,
    VERSION_OLDER,
    VERSION_CURRENT,
    VERSION_NEWER,
} StoreVersion;

MUST_CHECK Err store_version(Db *db, StoreVersion *ret);

/*
 * Sentences about tables, indexes, triggers and views that are not as the migrations make them
 * which the database has had; in the arena, at most so many. An empty database has none, and of one
 * that is newer than the program nothing can be said.
 */
enum { SCHEMA_FAULTS_MAX = 20 };

typedef struct SchemaFaults {
    const char *what[SCHEMA_FAULTS_MAX];
    size_t count;
} SchemaFaults;

MUST_CHECK Err store_schema_faults(Db *db, Arena *arena, SchemaFaults *ret);

/* --- what the rows add up to: sums_sqlite.c, sums_read.c -------------------------------------- */

/*
 * Of each table the database keeps how many rows it has and the sum of their digests. Whatever this
 * program changes it counts in, in the same transaction, so a row that somebody else changed, put
 * in or took away no longer fits. Where there is a vault the sums are sealed by it, so that nobody
 * without the key file can make them fit again; one whose seal was broken is never sealed again.
 */

/* From now on this connection seals what it writes; the vault must stay open as long. */
void store_seal_with(Db *db, const Vault *vault);

/* From the end of this transaction on another vault seals. */
MUST_CHECK Err store_seals_hand_over(Tx *tx, const Vault *next);

/* Called now and then with how many rows were looked at since the last time. */
typedef void CountRows(void *to, int64_t rows);

enum { SUM_FAULTS_MAX = 64 };

typedef struct SumFaults {
    const char *what[SUM_FAULTS_MAX]; /* sentences, in the arena */
    size_t count;
} SumFaults;

/*
 * Read every row of every table and hold it against the sums, in the caller's transaction; the
 * seals too, unless the vault is NULL. Of an older database without sums nothing is said.
 */
typedef struct SumCheck {
    const Vault *vault;
    CountRows *count; /* or NULL */
    void *to;
} SumCheck;

MUST_CHECK Err store_sum_faults(Tx *tx, const SumCheck *check, Arena *arena, SumFaults *ret);

/* --- what things are called ------------------------------------------------------------------- */

/*
 * What something is called and whose it is: as much as a link to it needs. What is not there has no
 * name. The rooms of its nouns give one for each of many ids: store_benefit_labels() and its like.
 */
typedef struct Label {
    Id owner_id; /* a tenant; of benefits and enrolments a partner */
    Name name;
    const char *email; /* of a person */
    Id benefit_id;     /* of a credit */
} Label;

/* Things of one kind by their ids: this owner's or, where there is none, all. */
typedef struct LabelScope {
    const Id *id;
    size_t count;
    Id owner_id;
} LabelScope;

/* --- settings kept with the data: settings.c -------------------------------------------------- */

MUST_CHECK Err store_setting_find(Tx *tx, const char *name, Arena *arena, const char **ret);
MUST_CHECK Err store_setting_put(Tx *tx, const char *name, const char *value);
MUST_CHECK Err store_setting_remove(Tx *tx, const char *name); /* or it was not there */

/* --- copies: backup.c ------------------------------------------------------------------------- */

/*
 * Backup: a copy of the database that is whole in one file, and such a copy put in the database's
 * place.
 *
 * Taking a copy only reads, so a server may go on working. Putting one in place is for whoever
 * holds the lock (see lock.h), and is decided by one change of name: of the two files beside the
 * database PATH,
 *
 *   PATH.restore-new  is still being copied and verified, and worth nothing yet;
 *   PATH.restore      is what PATH shall be. Whoever holds the lock next finishes what was begun.
 *
 * Finishing moves the database there was to PATH.before-restore-1 (or -2, ...), its log with it. So
 * a process that is killed at any moment leaves the old database or the new one, and the old one is
 * never lost.
 */

/*
 * Copy the database, as it is at one moment, to a new file with mode 0600; not durable yet. What a
 * copy that was broken off left under that name is removed first.
 */
MUST_CHECK Err store_backup_write(const char *address, const char *path);

/*
 * Is the file sound in the engine's own judgement? What it complains of, in the arena; none of a
 * sound one. A server may go on working with it. Fails where the file cannot be opened at all.
 */
enum { DAMAGES_MAX = 5 };

typedef struct DamageList {
    const char *what[DAMAGES_MAX];
    size_t count;
    size_t readable; /* of them: rows that can be read, but say what the schema forbids */
} DamageList;

MUST_CHECK Err store_find_damage(const char *path, Arena *arena, DamageList *ret);

/*
 * A backup is sealed when it has been verified: it ends with a line that says when it was made and
 * proves, to whoever has the key file, that nothing in it was changed since. A seal proves nothing
 * of a log beside the file.
 */
MUST_CHECK Err store_backup_seal(const char *path, const Vault *vault, Micros now);

typedef enum BackupOrigin {
    ORIGIN_OURS,
    ORIGIN_NOT_SEALED,       /* or its end is missing, or was written over */
    ORIGIN_CHANGED,          /* since it was sealed */
    ORIGIN_ANOTHER_KEY_FILE, /* sealed by it, so nothing can be said */
} BackupOrigin;

/* Whose is it, and of which moment does it say it is? The moment is set where there is a seal. */
MUST_CHECK Err store_backup_judge(const char *path, const Vault *vault,
                                  char ret_made_at[TIME_TEXT_SIZE], BackupOrigin *ret);

/* Cut the seal off a copy that is to become a database; one without a seal stays as it is. */
MUST_CHECK Err store_backup_unseal(const char *path);

/* A verified copy gets its name, durably; ERR_ALREADY_EXISTS where another file has it. */
MUST_CHECK Err store_backup_publish(const char *path, const char *name);

/* Remove a copy that is not to be kept, and what the engine put beside it. */
void store_backup_remove(const char *path);

/*
 * Copy the file, and its log where it has one, to PATH.restore-new; *ret_copy is that name, in the
 * arena. ERR_BUSY if the file is the database of a process that runs.
 */
MUST_CHECK Err store_restore_copy(const char *file, const char *address, Arena *arena,
                                  const char **ret_copy);

/*
 * Does the log beside the database belong to it? Not one that a database left which lay there
 * before, when a file was put in its place by anything but a restore. Nobody else may be using it.
 * Unknown is what was written by an older version, or cannot be read.
 */
typedef enum LogFit { LOG_FITS, LOG_IS_ANOTHERS, LOG_UNKNOWN } LogFit;

LogFit store_judge_log(const char *address, Arena *arena);

/* From now on PATH.restore-new is PATH.restore. */
MUST_CHECK Err store_restore_decide(const char *address);

/*
 * Finish what was decided, by this process or by one that died. *ret_aside is the name that the
 * database there was has now, in the arena; NULL where there was none, or nothing to finish.
 */
MUST_CHECK Err store_restore_finish(const char *address, Arena *arena, const char **ret_aside);

/* --- one process at a time: lock.c ------------------------------------------------------------ */

/*
 * Lock: one process at a time may change a database.
 *
 * A file beside the database is locked for as long as the process lives; the kernel lets go when it
 * ends, however it ends. The database file is locked likewise, for it may have several names.
 * SQLite's own locks would let two processes take turns, which db_sqlite.c says why it must not
 * happen.
 */

typedef enum LockResult { LOCK_TAKEN, LOCK_HELD_BY_ANOTHER, LOCK_FAILED } LockResult;

/* The lock is held until lock_release() or the end of the process. A file that is missing is made.
 */
MUST_CHECK LockResult lock_take(const char *path, int *ret_lock);

/*
 * The same for a file that is there, under whatever name; one that is not has no holder. Of a
 * database, let go only when every connection to it is closed: closing any file of it ends the
 * engine's own locks.
 */
MUST_CHECK LockResult lock_take_existing(const char *path, int *ret_lock);
void lock_release(int *lock);

#endif
