#include "html/fault.h"

#include "base/text/text.h"
#include "html/show.h"

void
say_dates(Ctx *ctx)
{
    enum { SHOWN_BYTES_MAX = 80 };
    Date date;

    for (size_t i = 0; i < ctx->refusal.member_count; i++) {
        RefusalMember *member = &ctx->refusal.member[i];
        if (member->text == NULL || !date_parse(member->text, &date))
            continue;
        Buf shown = buf_new(ctx->arena, SHOWN_BYTES_MAX);
        show_date(&shown, ctx->lang, date);
        member->text = shown.data;
    }
}

/* A fault with a text of its own says more than the title of its kind. */
Fault
fault_of(Ctx *ctx, Err err)
{
    const Refusal *refusal = &ctx->refusal;

    if (err == OK)
        return (Fault){0};
    say_dates(ctx);
    if (refusal->fault_count > 0 && refusal->fault[0].detail != NULL)
        return (Fault){problem_text(ctx, refusal->fault[0].detail), NULL};
    return (Fault){problem_text(ctx, err_title(err)), problem_text(ctx, err_detail(err))};
}

static const RefusalMember *
find_member(const Ctx *ctx, const char *name)
{
    for (size_t i = 0; i < ctx->refusal.member_count; i++)
        if (text_equal(ctx->refusal.member[i].name, name))
            return &ctx->refusal.member[i];
    return NULL;
}

int64_t
refusal_number(const Ctx *ctx, const char *name)
{
    const RefusalMember *member = find_member(ctx, name);

    return member != NULL && member->text == NULL ? member->number : INPUT_ABSENT;
}

const char *
refusal_text(const Ctx *ctx, const char *name)
{
    const RefusalMember *member = find_member(ctx, name);

    return member != NULL ? member->text : NULL;
}

int64_t
form_number(const Request *request, const char *name)
{
    enum { DIGITS_MAX = 15 };
    const char *text = form_value(&request->form, name);
    int64_t number = 0;

    if (text == NULL || *text == '\0' || strlen(text) > DIGITS_MAX)
        return INPUT_ABSENT;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return INPUT_ABSENT;
        number = number * 10 + (*text - '0');
    }
    return number;
}
