#include "store/engine/memo.h"

#include "base/text/text.h"
#include "store/engine/db.h"

/*
 * Of address space; as much as a request has, which reads the same. Two thousand benefits and their
 * credits take 20 MB where every name is as long as it may be.
 */
enum { ARENA_BYTES = 32 * 1024 * 1024 };

static Memo *
memo_new(void)
{
    Memo *memo = calloc(1, sizeof(*memo));

    if (memo == NULL)
        abort();
    memo->arena = arena_new(ARENA_BYTES);
    return memo;
}

void
memo_forget(Db *db)
{
    Memo *memo = db->memo;

    if (memo == NULL || id_is_empty(&memo->partner_id))
        return;
    arena_reset(memo->arena, 0);
    *memo = (Memo){.arena = memo->arena};
}

Memo *
memo_of(Db *db, const Id *partner_id)
{
    if (db->writes)
        return NULL;
    assert(db->depth > 0);
    if (db->memo == NULL)
        db->memo = memo_new();
    if (!text_equal(db->memo->partner_id.text, partner_id->text)) {
        memo_forget(db);
        db->memo->partner_id = *partner_id;
    }
    return db->memo;
}

void
memo_free(Db *db)
{
    if (db->memo != NULL)
        arena_free(&db->memo->arena);
    free(db->memo);
    db->memo = NULL;
}
