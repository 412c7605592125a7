#include "app/upkeep.h"

#include "base/log.h"
#include "service/credits/credits.h"

enum { CREDITS_AT_ONCE = 50 };

typedef struct Rolling {
    Instance *instance;
    bool more;
} Rolling;

/* In the writer's thread, on its connection; the main thread waits and leaves the arena alone. */
static Err
roll(Db *db, void *data)
{
    Rolling *rolling = data;
    Ctx ctx = instance_ctx(rolling->instance);
    size_t mark = arena_mark(ctx.arena);

    ctx.db = db;
    Err err = roll_credits(&ctx, CREDITS_AT_ONCE, &rolling->more);
    arena_reset(ctx.arena, mark);
    return err;
}

void
upkeep(Instance *instance, Writer *writer)
{
    Rolling rolling = {.instance = instance, .more = true};

    while (rolling.more) {
        rolling.more = false;
        Err err = writer_run(writer, roll, &rolling);
        if (err != OK && err != ERR_BUSY)
            log_line(LOG_ERROR, "upkeep=\"periods of credits cannot be written\" code=%s",
                     err_code(err));
        if (err != OK)
            return;
    }
}
