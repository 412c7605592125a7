#include "html/address.h"

#include "base/text/text.h"
#include "http/input/input.h"
#include "service/benefits/benefits.h"

/* Enough for an e-mail address, a text of 100 characters and whatever else a list is asked. */
enum { ADDRESS_BYTES_MAX = 8192 };

const char *
address_with(Ctx *ctx, const char *path, const Shape *shape, const void *query)
{
    Buf address = buf_new(ctx->arena, ADDRESS_BYTES_MAX);

    buf_text(&address, path);
    query_write(ctx, &address, shape, query);
    assert(!address.full); /* every row is bounded */
    return address.data;
}

/* The beginning of a name that is longer than lists may be asked for finds it as well. */
static const char *
beginning_of(Ctx *ctx, const char *name)
{
    return arena_copy(ctx->arena, name, text_prefix_size(name, SEARCH_LENGTH_MAX));
}

/* An enrolment is what it gave: the benefits of its offer. On pages as in the API, q finds them. */
static const char *
benefits_of(Ctx *ctx, const Thing *enrolment)
{
    BenefitQuery query = DEFAULTS_OF(BENEFIT_QUERY);

    if (id_is_empty(&ctx->actor.partner_id))
        query.partner_id = enrolment->partner_id.text;
    query.q = beginning_of(ctx, enrolment->name);
    return address_of(ctx, "/benefits", BENEFIT_QUERY, &query);
}

const char *
address_of_thing(Ctx *ctx, const Thing *thing)
{
    switch (thing->kind) {
    case THING_BENEFIT:
        return arena_printf(ctx->arena, "/benefits/%s", thing->id);
    case THING_KEY:
        return arena_printf(ctx->arena, "/benefits/%s#of-%s", thing->benefit_id.text, thing->id);
    case THING_CREDIT:
        return role_permits(ctx->actor.roles, PERMIT_CREDIT_READ)
                   ? arena_printf(ctx->arena, "/credits/%s", thing->id)
                   : arena_printf(ctx->arena, "/benefits/%s", thing->benefit_id.text);
    case THING_SUBSCRIPTION:
        return arena_printf(ctx->arena, "/subscriptions/%s", thing->id);
    case THING_RECEIPT:
        return arena_printf(ctx->arena, "/redemptions/%s", thing->id);
    case THING_PERSON:
        return arena_printf(ctx->arena, "/people/%s", thing->id);
    case THING_ENROLMENT:
        return benefits_of(ctx, thing);
    default:
        return NULL;
    }
}
