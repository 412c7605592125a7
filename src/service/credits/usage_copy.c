/*
 * Events of use that come again (RULE CR-7).
 */
#include "service/credits/usage_parts.h"

#include "base/text/text.h"

const char *
reporter_of(const Ctx *ctx)
{
    return ctx->actor.tenant_id.text;
}

static bool
same_meter(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : text_equal(a, b);
}

/*
 * The first member that is not as it was counted, or NULL. A copy without an amount asks for none:
 * what was counted keeps its amount, whatever the price is by now.
 */
static const char *
differing_member(const UsageEvent *counted, const UsageEventInput *copy, Err err)
{
    int64_t quantity = copy->quantity == INPUT_ABSENT ? 0 : copy->quantity;
    bool same_amount = copy->micros == INPUT_ABSENT || copy->micros == counted->micros;

    if (!text_equal(copy->credit_id, counted->credit_id.text))
        return "creditId";
    if (!text_equal(copy->user_id, counted->user_id.text))
        return "userId";
    if (copy->time != counted->at)
        return "time";
    if (!same_meter(copy->meter, counted->meter))
        return "meter";
    if (quantity != counted->quantity)
        return "quantity";
    return same_amount && err != ERR_CURRENCY_MISMATCH ? NULL : "amount";
}

Err
take_copy(Batch *batch, const UsageEventInput *event, Err err, bool *ret)
{
    Arena *arena = batch->ctx->arena;
    UsageOutcome *outcome = &batch->outcome;
    const UsageEvent named = {
        .reporter = reporter_of(batch->ctx),
        .source = event->source,
        .id = event->id,
    };
    size_t mark = arena_mark(arena);
    UsageEvent *counted;

    TRY(store_usage_find(batch->tx, &named, arena, &counted));
    *ret = counted != NULL;
    if (counted == NULL)
        return OK;
    const char *member = differing_member(counted, event, err);
    arena_reset(arena, mark);
    outcome->duplicates++;
    if (member != NULL)
        outcome->conflict[outcome->conflict_count++] = (UsageConflict){batch->index, member};
    return OK;
}
