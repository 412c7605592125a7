/*
 * The memo: a few lists in an arena of their own, copied for whoever asks.
 */
#include "store/engine/memo.h"

#include "base/log.h"
#include "base/text/text.h"
#include "store/engine/db.h"

/*
 * Of address space; as much as a request has, which reads the same. Two thousand benefits and their
 * credits take 20 MB where every name is as long as it may be.
 */
enum { ARENA_BYTES = 32 * 1024 * 1024 };

enum { LISTS_MAX = 8 }; /* more than there are statements that are remembered */

typedef struct Remembered {
    const char *sql;
    List list;
} Remembered;

typedef struct Memo {
    Arena *arena; /* what is remembered lies here */
    Id owner_id;
    Remembered list[LISTS_MAX];
    size_t count;
} Memo;

static Memo *
memo_new(void)
{
    Memo *memo = calloc(1, sizeof(*memo));

    if (memo == NULL)
        die("out of memory");
    memo->arena = arena_new(ARENA_BYTES);
    return memo;
}

void
memo_forget(Db *db)
{
    Memo *memo = db->memo;

    if (memo == NULL || memo->count == 0)
        return;
    arena_reset(memo->arena, 0);
    *memo = (Memo){.arena = memo->arena};
}

void
memo_free(Db *db)
{
    if (db->memo != NULL)
        arena_free(&db->memo->arena);
    free(db->memo);
    db->memo = NULL;
}

/* The connection's memo, with what it remembers of this owner, perhaps nothing yet. */
static Memo *
memo_of(Db *db, const Id *owner_id)
{
    assert(db->depth > 0);
    if (db->memo == NULL)
        db->memo = memo_new();
    if (!text_equal(db->memo->owner_id.text, owner_id->text)) {
        memo_forget(db);
        db->memo->owner_id = *owner_id;
    }
    return db->memo;
}

static Err
ask(Db *db, const char *sql, const Id *owner_id, const Reading *reading, void *ret)
{
    CLEANUP(rows_close) Rows rows = {0};

    TRY(db_select(db, &rows, sql, ARGS(TEXT(owner_id->text))));
    return rows_list(&rows, ROWS_ALL, reading, ret);
}

/* What could not be read leaves nothing in the arena, however often it is asked for. */
static Err
ask_and_remember(Db *db, const char *sql, const Reading *reading, Memo *memo)
{
    Reading own = {reading->read, reading->size, memo->arena};
    Remembered *place = &memo->list[memo->count];
    size_t mark = arena_mark(memo->arena);

    assert(memo->count < LISTS_MAX);
    Err err = ask(db, sql, &memo->owner_id, &own, &place->list);
    if (err != OK) {
        arena_reset(memo->arena, mark);
        return err;
    }
    place->sql = sql;
    memo->count++;
    return OK;
}

static const Remembered *
find_remembered(const Memo *memo, const char *sql)
{
    for (size_t i = 0; i < memo->count; i++)
        if (memo->list[i].sql == sql)
            return &memo->list[i];
    return NULL;
}

/* The items are copied, for whoever asks may change them. */
Err
memo_list(Db *db, const char *sql, const Id *owner_id, const Reading *reading, void *ret)
{
    if (db->writes)
        return ask(db, sql, owner_id, reading, ret);
    Memo *memo = memo_of(db, owner_id);
    if (find_remembered(memo, sql) == NULL)
        TRY(ask_and_remember(db, sql, reading, memo));
    List list = find_remembered(memo, sql)->list;
    if (list.count > 0)
        list.item = list_copy(reading->arena, list.item, list.count, reading->size);
    memcpy(ret, &list, sizeof(list));
    return OK;
}
