/*
 * What SQLite itself takes for redemptions: the limit that the server is measured against.
 *
 *   redeem_bare_bench KEYFILE RECORD.db REPLAY.db <lines
 *
 * Two copies of one database, and on each line a token, a tenant's id and a product key. On the
 * first copy the real service redeems the keys, while sqlite3_trace_v2() listens: which statements
 * it runs, and with which values. On the second copy a bare loop then runs exactly these, prepared,
 * in groups of 64 to a transaction, through the store's own connection and so with its settings and
 * its checkpoints. There is no list of statements here that could fall behind the program. In the
 * end both copies must hold the same receipts and the same chain of events.
 *
 * Left out of the limit is what the server does besides: HTTP, JSON, the caller's token, the
 * arithmetic, ids, digests, and the savepoint of each request.
 *
 * Prints {"count":…,"statements":…,"seconds":…,"cpuSeconds":…}: the statements are those of one
 * redemption, the times those of the loop.
 */
#include "base/share/share.h"
#include "service/keys/keys.h"
#include "service/redemptions/redemptions.h"
#include "stopwatch.h"
#include "store/engine/db.h"

#include <inttypes.h>
#include <sqlite3.h>

enum {
    GROUP = 64,       /* the writer's own largest group */
    CONNECTIONS = 64, /* line i is of connection i % CONNECTIONS, as with redeem_load_bench */
    RECORDED_AT_ONCE = 2000,
    LINE_SIZE = 256,
    STATEMENTS_MAX = 64,
    PARAMETERS_MAX = 64,
};

#define BULK_BYTES ((size_t)16 << 30) /* of address space; only what is touched is taken */

/* A statement's text, and which parameter each $N in it is. */
typedef struct Text {
    const char *sql;
    sqlite3_stmt *handle;
    int parameter[PARAMETERS_MAX];
    size_t count;
} Text;

typedef struct Value {
    const char *bytes;
    int64_t number; /* or the number of bytes */
    int type;       /* SQLITE_INTEGER, SQLITE_TEXT, SQLITE_BLOB or SQLITE_NULL */
} Value;

typedef struct Call {
    int text;
    int value_count;
    Value *value;
} Call;

typedef struct Recorder {
    bool listening;
    Arena *arena;
    sqlite3 *handle; /* of the connection opened last */
    Text text[STATEMENTS_MAX];
    int text_count;
    Call *call;
    size_t call_count, call_max;
    size_t *end; /* of each redemption: the number of calls up to there */
    size_t end_count;
} Recorder;

static Recorder recorder;

static void
give_up(const char *what, const char *about)
{
    fprintf(stderr, "redeem_bare_bench: %s: %s\n", what, about);
    exit(1);
}

/* --- listening ------------------------------------------------------------------------------ */

static int
find_text(const char *sql)
{
    for (int i = 0; i < recorder.text_count; i++)
        if (strcmp(recorder.text[i].sql, sql) == 0)
            return i;
    assert(recorder.text_count < STATEMENTS_MAX);
    recorder.text[recorder.text_count] =
        (Text){.sql = arena_copy(recorder.arena, sql, strlen(sql))};
    return recorder.text_count++;
}

static Value
read_blob(const char **at)
{
    const char *hex = *at + 2;
    size_t count = strcspn(hex, "'") / 2;
    char *bytes = arena_alloc(recorder.arena, count + 1, 1);

    for (size_t i = 0; i < count; i++) {
        char pair[3] = {hex[2 * i], hex[2 * i + 1]};
        bytes[i] = (char)strtoul(pair, NULL, 16);
    }
    *at = hex + 2 * count + 1;
    return (Value){.type = SQLITE_BLOB, .bytes = bytes, .number = (int64_t)count};
}

static Value
read_text(const char **at)
{
    const char *end = ++*at;
    size_t length = 0;

    while (*end != '\'' || end[1] == '\'')
        end += *end == '\'' ? 2 : 1;
    char *text = arena_alloc(recorder.arena, (size_t)(end - *at) + 1, 1);
    for (; *at < end; *at += **at == '\'' ? 2 : 1)
        text[length++] = **at;
    ++*at;
    return (Value){.type = SQLITE_TEXT, .bytes = text, .number = (int64_t)length};
}

/* A value as SQLite writes it out: NULL, 12, 'text' or x'0a0b'. */
static Value
read_value(const char **at)
{
    if (strncmp(*at, "NULL", 4) == 0) {
        *at += 4;
        return (Value){.type = SQLITE_NULL};
    }
    if (**at == 'x')
        return read_blob(at);
    if (**at == '\'')
        return read_text(at);
    char *end;
    Value value = {.type = SQLITE_INTEGER, .number = strtoll(*at, &end, 10)};
    *at = end;
    return value;
}

/* The values are where the text has $N and its expansion has something else. */
static void
record(const char *sql, const char *expanded)
{
    Value value[PARAMETERS_MAX];
    size_t count = 0;

    for (const char *at = sql; *at != '\0';) {
        if (*at != '$') {
            assert(*at == *expanded);
            at++;
            expanded++;
            continue;
        }
        assert(count < PARAMETERS_MAX);
        value[count++] = read_value(&expanded);
        at += 1 + strspn(at + 1, "0123456789");
    }
    assert(recorder.call_count < recorder.call_max);
    Call *call = &recorder.call[recorder.call_count++];
    *call = (Call){find_text(sql), (int)count, ARENA_NEW_ARRAY(recorder.arena, Value, count + 1)};
    memcpy(call->value, value, count * sizeof(*value));
}

static int
on_statement(unsigned kind, void *context, void *statement, void *text)
{
    (void)kind;
    (void)context;
    /* What begins with a comment is the work of a trigger, inside another statement. */
    if (!recorder.listening || strncmp(text, "--", 2) == 0)
        return 0;
    char *expanded = sqlite3_expanded_sql(statement);
    assert(expanded != NULL);
    record(text, expanded);
    sqlite3_free(expanded);
    return 0;
}

/* The store keeps its connections to itself, but SQLite tells of every one that is opened. */
static int
on_open(sqlite3 *handle, const char **ret_error, const void *api)
{
    (void)ret_error;
    (void)api;
    recorder.handle = handle;
    return sqlite3_trace_v2(handle, SQLITE_TRACE_STMT, on_statement, NULL);
}

/* --- recording ------------------------------------------------------------------------------ */

typedef struct Line {
    char token[LINE_SIZE], tenant_id[LINE_SIZE], key[LINE_SIZE];
} Line;

/* Every other key of a connection extends what the one before has activated. */
static Err
redeem(Ctx *ctx, const Line *line, size_t number)
{
    static Id subscription_id[CONNECTIONS];
    Id *latest = &subscription_id[number % CONNECTIONS];
    const char *keys[] = {line->key};
    RedemptionView view;
    CLEANUP(tx_end) Tx tx = {0};
    bool extends = number / CONNECTIONS % 2 == 1;
    RedeemInput input = {
        .tenant_id = line->tenant_id,
        .action = extends ? ACTION_EXTEND : ACTION_ACTIVATE,
        .key = keys,
        .key_count = 1,
        .add_licenses = INPUT_ABSENT,
        .subscription_id = extends ? latest->text : NULL,
        .separate = extends ? INPUT_ABSENT : 1,
    };
    Hash hash = hash_of(line->token, strlen(line->token));

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_actor_get(&tx, &hash, ctx->now, ctx->arena, &ctx->actor));
    ctx->actor.address = "127.0.0.1";
    recorder.listening = true;
    TRY(redeem_keys(ctx, &input, &view));
    recorder.listening = false;
    *latest = view.receipt.subscription_id;
    return tx_commit(&tx);
}

static Err
record_some(Ctx *ctx, size_t *number)
{
    CLEANUP(tx_end) Tx tx = {0};
    char text[3 * LINE_SIZE];
    Line line;

    TRY(tx_begin(ctx->db, &tx));
    for (int i = 0; i < RECORDED_AT_ONCE && fgets(text, sizeof(text), stdin) != NULL; i++) {
        if (sscanf(text, "%255s %255s %255s", line.token, line.tenant_id, line.key) != 3)
            give_up("not a line of token, tenant and key", text);
        ctx->now = clock_now();
        ctx->today = date_from_micros(ctx->now);
        Err err = redeem(ctx, &line, (*number)++);
        if (err != OK)
            give_up("a redemption was refused", err_code(err));
        recorder.end[recorder.end_count++] = recorder.call_count;
        arena_reset(ctx->arena, 0);
    }
    return tx_commit(&tx);
}

static void
record_all(const char *key_path, const char *address)
{
    static const Policy POLICY = {.grace_days = 30};
    Vault vault;
    Ctx ctx = {.arena = arena_new((size_t)16 << 20), .vault = &vault, .policy = &POLICY};
    size_t number = 0;

    if (vault_open(key_path, &vault) != VAULT_OK || store_open(address, DB_WRITE, &ctx.db) != OK)
        give_up("cannot open", address);
    ctx.attempts = allowances_new();
    while (!feof(stdin))
        if (record_some(&ctx, &number) != OK)
            give_up("cannot record", store_problem(ctx.db));
    store_close(&ctx.db);
    allowances_free(&ctx.attempts);
    arena_free(&ctx.arena);
}

/* --- the loop ------------------------------------------------------------------------------- */

static void
prepare(sqlite3 *handle, Text *text)
{
    if (sqlite3_prepare_v3(handle, text->sql, -1, SQLITE_PREPARE_PERSISTENT, &text->handle, NULL) !=
        SQLITE_OK)
        give_up(sqlite3_errmsg(handle), text->sql);
    for (const char *at = strchr(text->sql, '$'); at != NULL; at = strchr(at + 1, '$')) {
        char name[16];
        snprintf(name, sizeof(name), "%.*s", 1 + (int)strspn(at + 1, "0123456789"), at);
        text->parameter[text->count++] = sqlite3_bind_parameter_index(text->handle, name);
    }
}

static void
bind_text(const Text *text, const Call *call)
{
    for (int i = 0; i < call->value_count; i++) {
        const Value *value = &call->value[i];
        int index = text->parameter[i];
        if (value->type == SQLITE_INTEGER)
            sqlite3_bind_int64(text->handle, index, value->number);
        else if (value->type == SQLITE_TEXT)
            sqlite3_bind_text(text->handle, index, value->bytes, (int)value->number, SQLITE_STATIC);
        else if (value->type == SQLITE_BLOB)
            sqlite3_bind_blob(text->handle, index, value->bytes, (int)value->number, SQLITE_STATIC);
        else
            sqlite3_bind_null(text->handle, index);
    }
}

static int64_t
run(const Call *call)
{
    Text *text = &recorder.text[call->text];
    int64_t sum = 0;
    int code;

    bind_text(text, call);
    while ((code = sqlite3_step(text->handle)) == SQLITE_ROW)
        for (int column = 0; column < sqlite3_column_count(text->handle); column++)
            sum += sqlite3_column_type(text->handle, column) == SQLITE_INTEGER
                       ? sqlite3_column_int64(text->handle, column)
                       : sqlite3_column_bytes(text->handle, column);
    if (code != SQLITE_DONE)
        give_up("cannot run", text->sql);
    sqlite3_reset(text->handle);
    return sum;
}

static Err
replay_group(Db *db, size_t first, int64_t *sum)
{
    CLEANUP(tx_end) Tx tx = {0};
    size_t last = first + GROUP < recorder.end_count ? first + GROUP : recorder.end_count;
    bool more;

    TRY(tx_begin(db, &tx));
    for (size_t i = first == 0 ? 0 : recorder.end[first - 1]; i < recorder.end[last - 1]; i++)
        *sum += run(&recorder.call[i]);
    TRY(tx_commit(&tx));
    return db_tidy(db, false, &more);
}

static Stopwatch
replay_all(const char *address)
{
    Db *db = NULL;
    int64_t sum = 0;

    if (store_open(address, DB_WRITE, &db) != OK)
        give_up("cannot open", address);
    for (int i = 0; i < recorder.text_count; i++)
        prepare(recorder.handle, &recorder.text[i]);
    Stopwatch started = stopwatch_read();
    for (size_t first = 0; first < recorder.end_count; first += GROUP)
        if (replay_group(db, first, &sum) != OK)
            give_up("cannot commit", store_problem(db));
    Stopwatch took = stopwatch_since(started);
    for (int i = 0; i < recorder.text_count; i++)
        sqlite3_finalize(recorder.text[i].handle);
    store_close(&db);
    return took;
}

/* The number of receipts and the end of the chain of events. */
static void
read_outcome(const char *address, int64_t *ret_receipts, char ret_event[ID_SIZE])
{
    static const char SQL[] =
        "SELECT (SELECT COUNT(*) FROM redemption), hex(hash) FROM event"
        " ORDER BY id DESC LIMIT 1";
    Db *db = NULL;
    sqlite3_stmt *statement;

    if (store_open(address, DB_READ, &db) != OK ||
        sqlite3_prepare_v2(recorder.handle, SQL, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW)
        give_up("cannot read", address);
    *ret_receipts = sqlite3_column_int64(statement, 0);
    snprintf(ret_event, ID_SIZE, "%s", (const char *)sqlite3_column_text(statement, 1));
    sqlite3_finalize(statement);
    store_close(&db);
}

static void
compare(const char *recorded, const char *replayed)
{
    int64_t receipts[2];
    char event[2][ID_SIZE];

    read_outcome(recorded, &receipts[0], event[0]);
    read_outcome(replayed, &receipts[1], event[1]);
    if (receipts[0] != receipts[1] || strcmp(event[0], event[1]) != 0)
        give_up("did not come to the same as", recorded);
}

int
main(int argc, char **argv)
{
    char address[2][512];

    if (argc != 4) {
        fputs("usage: redeem_bare_bench KEYFILE RECORD.db REPLAY.db\n", stderr);
        return 2;
    }
    snprintf(address[0], sizeof(address[0]), "sqlite:%s", argv[2]);
    snprintf(address[1], sizeof(address[1]), "sqlite:%s", argv[3]);
    vault_start();
    recorder.call_max = (size_t)1 << 20;
    recorder.arena = arena_new(BULK_BYTES);
    recorder.call = ARENA_NEW_ARRAY(recorder.arena, Call, recorder.call_max);
    recorder.end = ARENA_NEW_ARRAY(recorder.arena, size_t, recorder.call_max);
    sqlite3_auto_extension((void (*)(void))on_open);

    record_all(argv[1], address[0]);
    if (recorder.end_count == 0)
        give_up("there are no lines in", "the standard input");
    Stopwatch took = replay_all(address[1]);
    compare(address[0], address[1]);
    printf("{\"count\":%zu,\"statements\":%zu", recorder.end_count,
           recorder.call_count / recorder.end_count);
    stopwatch_print(took);
    puts("}");
    arena_free(&recorder.arena);
    return 0;
}
