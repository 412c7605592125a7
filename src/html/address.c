#include "html/address.h"

#include "base/text/text.h"
#include "html/html.h"

void
address_put(Buf *address, const char *name, const char *value)
{
    Html html = {.out = address};

    if (value == NULL)
        return;
    buf_char(address, strchr(address->data, '?') == NULL ? '?' : '&');
    buf_text(address, name);
    buf_char(address, '=');
    html_query(&html, value);
}

void
address_put_number(Buf *address, const char *name, int64_t number)
{
    char text[24];

    snprintf(text, sizeof(text), "%lld", (long long)number);
    address_put(address, name, number == INPUT_ABSENT ? NULL : text);
}

void
address_put_choice(Buf *address, const char *name, const char *const *names, int64_t number)
{
    address_put(address, name, number == INPUT_ABSENT ? NULL : names[number]);
}

void
address_put_day(Buf *address, const char *name, int64_t day)
{
    char text[DATE_TEXT_SIZE];

    if (day == INPUT_ABSENT)
        return;
    date_format((Date){(int32_t)day}, text);
    address_put(address, name, text);
}

/* The beginning of a name that is longer than lists may be asked for finds it as well. */
static const char *
beginning_of(Ctx *ctx, const char *name)
{
    enum { LIST_QUERY_MAX = 100 };

    return arena_copy(ctx->arena, name, text_prefix_size(name, LIST_QUERY_MAX));
}

/* An enrolment is what it gave: the benefits of its offer. */
static const char *
benefits_of(Ctx *ctx, const Thing *enrolment)
{
    Buf out = buf_new(ctx->arena, ADDRESS_BYTES_MAX);

    buf_text(&out, "/benefits");
    if (id_is_empty(&ctx->actor.partner_id))
        address_put(&out, "partnerId", enrolment->partner_id.text);
    address_put(&out, "q", beginning_of(ctx, enrolment->name));
    assert(!out.full);
    return out.data;
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
