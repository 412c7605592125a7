#include "html/fault.h"

#include "base/text/text.h"
#include "html/show.h"

static void
say_dates_of(Ctx *ctx, Refusal *refusal)
{
    enum { SHOWN_BYTES_MAX = 80 };
    Date date;

    for (size_t i = 0; i < refusal->member_count; i++) {
        RefusalMember *member = &refusal->member[i];
        if (member->text == NULL || !date_parse(member->text, &date))
            continue;
        Buf shown = buf_new(ctx->arena, SHOWN_BYTES_MAX);
        show_date(&shown, ctx->lang, date);
        member->text = shown.data;
    }
}

void
say_dates(Ctx *ctx)
{
    say_dates_of(ctx, &ctx->refusal);
}

/* What programs call a member is a field to people. */
static const char *
said_to_people(const char *detail)
{
    return text_equal(detail, "This member is required.") ? TR("Fill in this field.") : detail;
}

/* A fault with a text of its own says more than the title of its kind. */
static Fault
view_fault(Ctx *ctx, Err err, const Refusal *refusal)
{
    if (refusal->fault_count > 0 && refusal->fault[0].detail != NULL)
        return (Fault){.title =
                           refused_text(ctx, refusal, said_to_people(refusal->fault[0].detail))};
    return (Fault){.title = refused_text(ctx, refusal, err_title(err)),
                   .detail = refused_text(ctx, refusal, err_detail(err))};
}

Fault
fault_of(Ctx *ctx, Err err)
{
    if (err == OK)
        return (Fault){0};
    ctx->visit.refused = true;
    say_dates(ctx);
    return view_fault(ctx, err, &ctx->refusal);
}

Fault
fault_of_field(Ctx *ctx, Err err, const char *field)
{
    Fault fault = fault_of(ctx, err);

    fault.field = field;
    return fault;
}

Fault
fault_said(Ctx *ctx, Err err, const Refusal *refusal)
{
    Refusal said = *refusal;

    if (err == OK)
        return (Fault){0};
    say_dates_of(ctx, &said);
    return view_fault(ctx, err, &said);
}

static const RefusalMember *
find_said(const Refusal *refusal, const char *name)
{
    for (size_t i = 0; i < refusal->member_count; i++)
        if (text_equal(refusal->member[i].name, name))
            return &refusal->member[i];
    return NULL;
}

int64_t
number_said(const Refusal *refusal, const char *name)
{
    const RefusalMember *member = find_said(refusal, name);

    return member != NULL && member->text == NULL ? member->number : INPUT_ABSENT;
}

const char *
text_said(const Refusal *refusal, const char *name)
{
    const RefusalMember *member = find_said(refusal, name);

    return member != NULL ? member->text : NULL;
}

int64_t
refusal_number(const Ctx *ctx, const char *name)
{
    return number_said(&ctx->refusal, name);
}

const char *
refusal_text(const Ctx *ctx, const char *name)
{
    return text_said(&ctx->refusal, name);
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
