#include "app/upkeep.h"

#include "base/log.h"
#include "service/credits/credits.h"

enum { CREDITS_AT_ONCE = 50 };

static const Micros REMEMBERED_EVERY = 3600 * MICROS_PER_SECOND;

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

static Err
remember_in_turn(Db *db, void *data)
{
    Instance *instance = data;
    Ctx ctx = instance_ctx(instance);
    size_t mark = arena_mark(ctx.arena);

    ctx.db = db;
    Err err = remember_clock(&ctx);
    arena_reset(ctx.arena, mark);
    return err;
}

/* RULE DT-8. Said once, for whoever reads the log; /readyz says it as long as it lasts. */
static bool
may_write_time(Instance *instance)
{
    bool believed = clock_is_believed();

    if (!believed && !instance->clock_waits)
        log_line(LOG_ERROR,
                 "upkeep=\"the clock is more than a month ahead of what was last written "
                 "down: periods of credits and old data wait. If it is right, say so: "
                 "perq clock accept\"");
    if (believed && instance->clock_waits)
        log_line(LOG_INFO, "upkeep=\"the clock is believed again\"");
    instance->clock_waits = !believed;
    return believed;
}

static void
keep_time(Instance *instance, Writer *writer)
{
    Micros steady = clock_steady();

    if (instance->clock_remembered == 0)
        instance->clock_remembered = steady;
    if (steady - instance->clock_remembered < REMEMBERED_EVERY)
        return;
    if (writer_run(writer, remember_in_turn, instance) == OK)
        instance->clock_remembered = steady;
}

void
upkeep(Instance *instance, Writer *writer)
{
    Rolling rolling = {.instance = instance, .more = true};

    if (!may_write_time(instance))
        return;
    keep_time(instance, writer);
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
