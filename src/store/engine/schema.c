/*
 * The schema: bringing it up to this program's, and finding in it what no migration made.
 */
#include "store/engine/engine.h"

#include "base/text/text.h"
#include "store/engine/db.h"
#include "store/engine/migrations.h"

/* --- migrations ----------------------------------------------------------------------------- */

static const char CREATE_MIGRATION[] =
    "CREATE TABLE IF NOT EXISTS migration ("
    " number BIGINT PRIMARY KEY,"
    " name TEXT NOT NULL,"
    " applied_at BIGINT NOT NULL)";

static const char SELECT_VERSION[] =
    "SELECT COALESCE(MAX(number), 0)"
    "  FROM migration";

static Err
version_of(Db *db, int64_t *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(db, &rows, SELECT_VERSION, NO_ARGS));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0);
    return OK;
}

static const char INSERT_MIGRATION[] =
    "INSERT INTO migration (number, name, applied_at)"
    " VALUES ($1, $2, $3)";

/* The rows may look different afterwards, so what they add up to is made anew in the same step. */
static Err
apply_migration(Db *db, const Migration *migration, Micros now)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(db, &tx));
    TRY(db_script(db, migration->sql));
    TRY(db_exec(db, NULL, INSERT_MIGRATION,
                ARGS(INT(migration->number), TEXT(migration->name), INT(now))));
    TRY(db->driver->sum_anew(db));
    return tx_commit(&tx);
}

static Err
migrate_to(Db *db, size_t version, Micros now)
{
    int64_t from;

    TRY(db_script(db, CREATE_MIGRATION));
    TRY(version_of(db, &from));
    for (size_t i = (size_t)from; i < version; i++)
        TRY(apply_migration(db, &STORE_MIGRATIONS[i], now));
    return OK;
}

Err
store_migrate(Db *db, Micros now, bool *ret_known)
{
    int64_t version;

    TRY(migrate_to(db, STORE_MIGRATIONS_COUNT, now));
    TRY(version_of(db, &version));
    *ret_known = version <= (int64_t)STORE_MIGRATIONS_COUNT;
    return OK;
}

static const char SELECT_PARTS[] =
    "SELECT COUNT(*)"
    "  FROM sqlite_master";

static Err
is_empty(Db *db, bool *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(db, &rows, SELECT_PARTS, NO_ARGS));
    TRY(rows_get(&rows, ERR_INTERNAL));
    *ret = rows_int(&rows, 0) == 0;
    return OK;
}

Err
store_version(Db *db, StoreVersion *ret)
{
    const int64_t own = (int64_t)STORE_MIGRATIONS_COUNT;
    int64_t version;
    bool empty;

    TRY(is_empty(db, &empty));
    if (empty) {
        *ret = VERSION_NONE;
        return OK;
    }
    TRY(version_of(db, &version));
    *ret = version == 0     ? VERSION_NONE
           : version == own ? VERSION_CURRENT
           : version < own  ? VERSION_OLDER
                            : VERSION_NEWER;
    return OK;
}

/* --- what no migration made ----------------------------------------------------------------- */

/* A table, an index, a trigger or a view. */
typedef struct SchemaPart {
    const char *kind;
    const char *name;
    const char *table;
    const char *text;
} SchemaPart;
LIST_OF(SchemaPart);

// clang-format off
#define SCHEMA_ROW(FIRST, OTHER)              \
    FIRST(TEXT, kind,  "type")                \
    OTHER(TEXT, name,  "name")                \
    OTHER(TEXT, table, "tbl_name")            \
    OTHER(TEXT, text,  "COALESCE(sql, '')")
// clang-format on
ROW_READER(read_schema_row, SchemaPart, SCHEMA_ROW)

/* What ANALYZE counted is of no consequence, and an operator may have asked for it. */
static const char SELECT_SCHEMA[] =
    "SELECT " COLUMNS(SCHEMA_ROW)
    "  FROM sqlite_master"
    " WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4'))"
    " ORDER BY name, type";

static Err
read_schema(Db *db, Arena *arena, SchemaPartList *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(db, &rows, SELECT_SCHEMA, NO_ARGS));
    return ROWS_LIST(&rows, ROWS_ALL, arena, read_schema_row, ret);
}

/* Kind, name, table and text, each with a NUL behind it. */
static size_t
part_size(const SchemaPart *part)
{
    return strlen(part->kind) + strlen(part->name) + strlen(part->table) + strlen(part->text) + 4;
}

static Hash
hash_parts(const SchemaPartList *parts, Arena *arena)
{
    size_t size = 0, at = 0;

    for (size_t i = 0; i < parts->count; i++)
        size += part_size(&parts->item[i]);
    char *bytes = arena_take(arena, size + 1);
    for (size_t i = 0; i < parts->count; i++) {
        const SchemaPart *part = &parts->item[i];
        snprintf(bytes + at, size + 1 - at, "%s%c%s%c%s%c%s", part->kind, '\0', part->name, '\0',
                 part->table, '\0', part->text);
        at += part_size(part);
    }
    return hash_of(bytes, size);
}

Err
schema_hash(Db *db, Arena *arena, Hash *ret)
{
    SchemaPartList parts;

    TRY(read_schema(db, arena, &parts));
    *ret = hash_parts(&parts, arena);
    return OK;
}

/* What the first so many migrations make of an empty database. */
static Err
make_schema(int64_t version, Arena *arena, SchemaPartList *ret)
{
    CLEANUP(store_close) Db *db = NULL;

    TRY(db_sqlite_open(":memory:", DB_SCRATCH, &db));
    TRY(migrate_to(db, (size_t)version, 0));
    return read_schema(db, arena, ret);
}

static int
compare_parts(const SchemaPart *a, const SchemaPart *b)
{
    int order = strcmp(a->name, b->name);

    return order != 0 ? order : strcmp(a->kind, b->kind);
}

static void
add_fault(SchemaFaults *faults, Arena *arena, const SchemaPart *part, const char *what)
{
    if (faults->count < SCHEMA_FAULTS_MAX)
        faults->what[faults->count++] =
            arena_printf(arena, "the %s %.60s %s", part->kind, part->name, what);
}

/* Both lists are in one order. */
static void
compare_schemas(const SchemaPartList *own, const SchemaPartList *found, Arena *arena,
                SchemaFaults *ret)
{
    size_t i = 0, j = 0;

    while (i < own->count || j < found->count) {
        const SchemaPart *mine = &own->item[i], *other = &found->item[j];
        int order = i == own->count ? 1 : j == found->count ? -1 : compare_parts(mine, other);
        if (order < 0)
            add_fault(ret, arena, mine, "is missing");
        else if (order > 0)
            add_fault(ret, arena, other, "was made by no migration");
        else if (!text_equal(mine->table, other->table) || !text_equal(mine->text, other->text))
            add_fault(ret, arena, other, "is not as the migrations make it");
        i += order <= 0;
        j += order >= 0;
    }
}

/*
 * The hash, made when the program was built, spares each start the making of a whole schema. Where
 * it is another one, what is compared says whether anything is amiss.
 */
static bool
is_as_built(int64_t version, const SchemaPartList *found, Arena *arena)
{
    if (version < 1)
        return false;
    Hash hash = hash_parts(found, arena);
    return memcmp(&hash, &STORE_MIGRATIONS[version - 1].schema, sizeof(hash)) == 0;
}

Err
store_schema_faults(Db *db, Arena *arena, SchemaFaults *ret)
{
    SchemaPartList own, found;
    int64_t version;

    ret->count = 0;
    TRY(read_schema(db, arena, &found));
    if (found.count == 0)
        return OK;
    TRY(version_of(db, &version));
    if (version > (int64_t)STORE_MIGRATIONS_COUNT || is_as_built(version, &found, arena))
        return OK;
    TRY(make_schema(version, arena, &own));
    compare_schemas(&own, &found, arena, ret);
    return OK;
}
