#include "portal/overview/calendar.h"

#include "base/text/text.h"
#include "html/page.h"
#include "html/show.h"
#include "portal/portal.h"
#include "service/benefits/benefits.h"
#include "service/calendar/calendar.h"
#include "service/sign_in/sign_in.h"
#include "store/benefits/benefits.h"
#include "store/catalogue/catalogue.h"
#include "store/sign_in/sign_in.h"
#include "store/subscriptions/subscriptions.h"

/* --- the page ------------------------------------------------------------------------------- */

enum { DONE_REVOKED };
static const char *const DONE_NAMES[] = {"revoked", NULL};

typedef struct CalendarPageQuery {
    int64_t done;
} CalendarPageQuery;

// clang-format off
SHAPE_OPTIONAL(CALENDAR_QUERY, CalendarPageQuery,
    FIELD(CalendarPageQuery, CHOICE, done, "done", .choices = DONE_NAMES),
);
// clang-format on

typedef struct CalendarForm {
    int64_t lang;
} CalendarForm;

// clang-format off
SHAPE(CALENDAR_FORM, CalendarForm,
    FIELD(CalendarForm, CHOICE, lang, "lang", .choices = LANG_CODES),
);
// clang-format on

static Err
show_page(Ctx *ctx, const Request *request, Reply *reply, const char *address)
{
    CalendarView view = {.address = address, .lang = ctx->lang};
    CalendarFeed feed;

    TRY(find_calendar(ctx, &feed, &view.exists));
    if (view.exists) {
        view.created_at = feed.created_at;
        view.lang = feed.lang;
    }
    Html page = page_begin(ctx, request, reply, TR("Calendar"));
    html_calendar(&page, &view);
    return page_end(&page);
}

Err
page_calendar_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const CalendarPageQuery *query = request->query;

    if (query->done == DONE_REVOKED)
        ctx->visit.notice = lang_text(ctx->lang, TR("The address leads nowhere from now on."));
    return show_page(ctx, request, reply, NULL);
}

/* Like a product key, the address is in this answer and in no other. */
Err
page_calendar_create(Ctx *ctx, const Request *request, Reply *reply)
{
    const CalendarForm *form = request->body;
    char text[SESSION_TEXT_SIZE];

    TRY(create_calendar(ctx, (Lang)form->lang, text));
    return show_page(ctx, request, reply,
                     arena_printf(ctx->arena, "%s/calendar/%s.ics", request->origin, text));
}

Err
page_calendar_revoke(Ctx *ctx, const Request *request, Reply *reply)
{
    (void)request;
    TRY(revoke_calendar(ctx));
    return reply_redirect(ctx, reply, "/calendar?done=revoked");
}

/* --- the calendar --------------------------------------------------------------------------- */

enum { DAY_TEXT_SIZE = 9, STAMP_SIZE = 17, NUMBER_SIZE = 24, TEXT_BYTES_MAX = 4096 };

/* One date that programs show as a whole day. */
typedef struct DayEvent {
    const char *uid; /* the same for as long as the thing is there */
    Date date;
    Micros changed_at;
    int64_t sequence; /* how often the date has changed */
    const char *summary;
    const char *description;
} DayEvent;

/* 2027-04-22T08:39:32Z without what stands between: 20270422T083932Z, or the first eight of it. */
static void
compact(const char *text, char *ret)
{
    for (; *text != '\0'; text++)
        if (*text != '-' && *text != ':')
            *ret++ = *text;
    *ret = '\0';
}

static void
put_stamp(Buf *out, const char *name, Micros moment)
{
    char text[TIME_TEXT_SIZE];
    char stamp[STAMP_SIZE];

    time_format(moment, text);
    compact(text, stamp);
    ical_line(out, name, stamp);
}

static void
put_calendar_event(Buf *out, const DayEvent *event)
{
    char date[DATE_TEXT_SIZE];
    char day[DAY_TEXT_SIZE];
    char sequence[NUMBER_SIZE];

    date_format(event->date, date);
    compact(date, day);
    snprintf(sequence, sizeof(sequence), "%lld", (long long)event->sequence);
    ical_line(out, "BEGIN", "VEVENT");
    ical_line(out, "UID", event->uid);
    /* Without METHOD this is when it was last changed (RFC 5545, 3.8.7.2), which does not pass. */
    put_stamp(out, "DTSTAMP", event->changed_at);
    put_stamp(out, "LAST-MODIFIED", event->changed_at);
    ical_line(out, "SEQUENCE", sequence);
    ical_line(out, "DTSTART;VALUE=DATE", day);
    /* Without it some programs show a moment instead of a day (RFC 5545, 3.6.1). */
    if (date_in_range((Date){event->date.day + 1})) {
        date_format(date_add_days(event->date, 1), date);
        compact(date, day);
        ical_line(out, "DTEND;VALUE=DATE", day);
    }
    ical_text(out, "SUMMARY", event->summary);
    ical_text(out, "DESCRIPTION", event->description);
    ical_line(out, "TRANSP", "TRANSPARENT");
    ical_line(out, "CLASS", "CONFIDENTIAL");
    ical_line(out, "END", "VEVENT");
}

static const char *
quantity_text(Ctx *ctx, const Benefit *benefit)
{
    const Quantity *quantity = &benefit->quantity;
    Buf text = buf_new(ctx->arena, TEXT_BYTES_MAX);

    if (benefit->kind == PRODUCT_CREDIT)
        show_money(&text, ctx->lang, quantity->currency, quantity->micros);
    else
        show_count(&text, ctx->lang,
                   benefit->kind == PRODUCT_LICENSE ? quantity->licenses : quantity->incidents);
    return text.data;
}

static const char *
quantity_line(Ctx *ctx, const Benefit *benefit)
{
    const char *text = quantity_text(ctx, benefit);

    if (benefit->kind == PRODUCT_LICENSE)
        return arena_printf(ctx->arena, lang_text(ctx->lang, TR("Licences: %s")), text);
    if (benefit->kind == PRODUCT_CREDIT)
        return arena_printf(ctx->arena, lang_text(ctx->lang, TR("Amount: %s")), text);
    return arena_printf(ctx->arena, lang_text(ctx->lang, TR("Incidents: %s")), text);
}

/* RULE SUB-7: the last day to use a benefit is one thing, the end of a subscription another. */
static void
put_benefit_event(Ctx *ctx, Buf *out, const BenefitView *view)
{
    const Benefit *benefit = &view->benefit;
    const DayEvent event = {
        .uid = arena_printf(ctx->arena, "%s-use-by@perq", benefit->id.text),
        .date = view->use_by,
        .changed_at = benefit->created_at,
        .summary = arena_printf(ctx->arena, lang_text(ctx->lang, TR("Use by: %s")), view->name),
        .description = arena_printf(
            ctx->arena, "%s\n%s\n%s",
            lang_text(ctx->lang, TR("The last day on which this benefit can be used.")),
            quantity_line(ctx, benefit),
            arena_printf(ctx->arena, lang_text(ctx->lang, TR("Offer: %s")), benefit->offer_name)),
    };

    put_calendar_event(out, &event);
}

static void
put_end(Ctx *ctx, Buf *out, const SubscriptionEnd *end)
{
    const Subscription *subscription = &end->subscription;
    const char *name = lang_name(ctx->lang, &subscription->name);
    Buf licences = buf_new(ctx->arena, TEXT_BYTES_MAX);

    show_count(&licences, ctx->lang, subscription->holding.licenses);
    const DayEvent event = {
        .uid = arena_printf(ctx->arena, "%s-ends@perq", subscription->id.text),
        .date = subscription->holding.ends_on,
        .changed_at = end->changed_at,
        .sequence = subscription->receipts - 1,
        .summary = arena_printf(ctx->arena, lang_text(ctx->lang, TR("Ends: %s")), name),
        .description = arena_printf(
            ctx->arena, "%s\n%s", lang_text(ctx->lang, TR("The first day without this product.")),
            arena_printf(ctx->arena, lang_text(ctx->lang, TR("Licences: %s")), licences.data)),
    };

    put_calendar_event(out, &event);
}

static void
put_calendar(Ctx *ctx, Buf *out, const Calendar *calendar)
{
    const char *name =
        arena_printf(ctx->arena, lang_text(ctx->lang, TR("Benefits and subscriptions of %s")),
                     ctx->actor.tenant_name);

    ical_line(out, "BEGIN", "VCALENDAR");
    ical_line(out, "VERSION", "2.0");
    ical_line(out, "PRODID", "-//Perq//Perq//EN");
    ical_line(out, "CALSCALE", "GREGORIAN");
    ical_text(out, "NAME", name);
    ical_text(out, "X-WR-CALNAME", name);
    ical_line(out, "REFRESH-INTERVAL;VALUE=DURATION", "PT12H");
    ical_line(out, "X-PUBLISHED-TTL", "PT12H");
    for (size_t i = 0; i < calendar->benefits.count; i++)
        put_benefit_event(ctx, out, &calendar->benefits.item[i]);
    for (size_t i = 0; i < calendar->end_count; i++)
        put_end(ctx, out, &calendar->end[i]);
    ical_line(out, "END", "VCALENDAR");
}

static const char *
secret_of(Ctx *ctx, const char *file)
{
    static const char SUFFIX[] = ".ics";
    size_t length = strlen(file);
    size_t suffix = strlen(SUFFIX);

    if (length <= suffix || !text_equal(file + length - suffix, SUFFIX))
        return NULL;
    return arena_copy(ctx->arena, file, length - suffix);
}

Err
page_calendar_read(Ctx *ctx, const Request *request, Reply *reply)
{
    enum { CALENDAR_BYTES_MAX = 4 * 1024 * 1024 };
    const char *secret = secret_of(ctx, request->value[0]);
    Calendar calendar;

    if (secret == NULL)
        return ERR_NOT_FOUND;
    TRY(read_calendar(ctx, secret, &calendar));
    reply->body = buf_new(ctx->arena, CALENDAR_BYTES_MAX);
    put_calendar(ctx, &reply->body, &calendar);
    assert(!reply->body.full); /* benefits and subscriptions are bounded, and so are their texts */
    reply->content_type = "text/calendar; charset=utf-8";
    reply->cache_control = "private, no-cache";
    reply_set_etag(ctx, reply);
    return OK;
}
