#include "portal/overview/activity.h"

#include "html/address.h"
#include "html/export.h"
#include "html/page.h"
#include "portal/benefits/benefits.h"
#include "portal/portal.h"
#include "portal/whose.h"

const char *
activity_kind_text(ActivityKind kind)
{
    static const char *const TEXTS[ACTIVITY_KIND_COUNT] = {
        [ACTIVITY_KEYS] = TR("Product keys"),  [ACTIVITY_SUBSCRIPTIONS] = TR("Subscriptions"),
        [ACTIVITY_LICENCES] = TR("Licences"),  [ACTIVITY_BENEFITS] = TR("Benefits"),
        [ACTIVITY_CREDITS] = TR("Credits"),    [ACTIVITY_PEOPLE] = TR("People and organisation"),
        [ACTIVITY_SIGN_IN] = TR("Signing in"),
    };

    return TEXTS[kind];
}

/* --- the filters that are ready ------------------------------------------------------------- */

static const char *
address_of_list(Ctx *ctx, const ActivityQuery *query)
{
    return address_of(ctx, "/activity", ACTIVITY_QUERY, query);
}

static void
put_ready(Ctx *ctx, ActivityView *view)
{
    enum { RECENT_DAYS = 30 };
    ActivityQuery all = DEFAULTS_OF(ACTIVITY_QUERY);

    all.limit = view->query.limit;
    all.partner_id = view->query.partner_id;
    ActivityQuery keys = all, mine = all, theirs = all, recent = all;
    keys.kind = ACTIVITY_KEYS;
    mine.who = ctx->actor.email;
    theirs.who = lang_text(ctx->lang, TR("the operator"));
    recent.from = ctx->today.day - (RECENT_DAYS - 1);
    view->ready[0] = (ReadyFilter){TR("The last 30 days"), address_of_list(ctx, &recent)};
    view->ready[1] = (ReadyFilter){TR("What happened to keys"), address_of_list(ctx, &keys)};
    view->ready[2] = (ReadyFilter){TR("What I did"), address_of_list(ctx, &mine)};
    view->ready[3] = (ReadyFilter){TR("What the operator did"), address_of_list(ctx, &theirs)};
}

/* --- the list ------------------------------------------------------------------------------- */

/* Sessions have no name that anybody would know. */
static const char *
object_text(const Activity *activity)
{
    const char *subject = activity->event.subject;

    if (activity->object.name != NULL)
        return activity->object.name;
    return id_is(subject, "ses_") ? NULL : subject;
}

static void
view_activity_rows(Ctx *ctx, const ActivityList *list, ActivityView *view)
{
    view->row = ARENA_NEW_ARRAY(ctx->arena, ActivityRow, list->count);
    view->count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        const Activity *activity = &list->item[i];
        view->row[i] = (ActivityRow){
            .activity = activity,
            .object_address = address_of_thing(ctx, &activity->object),
            .object_text = object_text(activity),
        };
    }
}

static Err
view_activity(Ctx *ctx, const ActivityQuery *asked, ActivityView *ret)
{
    ActivityView view = {.query = *asked};
    ActivityQuery rest = *asked, all = *asked, first = *asked;
    ActivityQuery asked_rows = *asked;
    ActivityList list;

    first.after = NULL;
    asked_rows.limit = rows_of_page(ctx, asked->limit);
    TRY(list_activity(ctx, &asked_rows, &list));
    view_activity_rows(ctx, &list, &view);
    put_ready(ctx, &view);
    all.limit = PAGE_LIMIT_DEFAULT;
    all.after = NULL;
    view.csv = address_of(ctx, "/activity.csv", ACTIVITY_QUERY, &all);
    view.is_filtered = asked->kind != INPUT_ABSENT || asked->who != NULL || asked->q != NULL ||
                       asked->from != INPUT_ABSENT || asked->to != INPUT_ABSENT;
    TRY(list_own_views(ctx, VIEWED_ACTIVITY, address_of_list(ctx, &first), &view.views));
    if (list.more) {
        rest.after = list.next.text;
        view.next = address_of_list(ctx, &rest);
        view.reached = list.reached;
        view.is_short = list.count < (size_t)asked_rows.limit;
    }
    *ret = view;
    return OK;
}

Err
page_activity_list(Ctx *ctx, const Request *request, Reply *reply)
{
    const ActivityQuery *query = request->query;
    ActivityView view;

    if (id_is_empty(&ctx->actor.partner_id) && query->partner_id == NULL)
        return ask_whose(ctx, request, reply, WHOSE_ACTIVITY);
    TRY(view_activity(ctx, query, &view));
    say_whose(ctx, query->partner_id, NULL);
    Html page = page_begin(ctx, request, reply, TR("Activity"));
    html_activity(&page, &view);
    page_may_be_kept(reply);
    return page_end(&page);
}

/* --- as a file ------------------------------------------------------------------------------ */

/* So many are read for one piece of the file; few enough to fit whatever they say. */
enum { PIECE_EVENTS = 200 };

typedef struct ActivityExport {
    ActivityQuery query;
    Id after;
    bool begun, ended;
} ActivityExport;

static void
put_deed(Ctx *ctx, Buf *out, const Activity *activity)
{
    const Event *event = &activity->event;
    const char *nobody = activity->by_itself ? TR("automatic") : TR("the operator");
    const char *by = activity->by != NULL ? activity->by : lang_text(ctx->lang, nobody);
    char at[TIME_TEXT_SIZE];

    time_format(event->at, at);
    csv_cell(out, event->id.text, false);
    csv_cell(out, at, false);
    csv_cell(out, by, false);
    csv_cell(out, activity->by_email == NULL ? "" : activity->by_email, false);
    csv_cell(out, event->address.text, false);
    csv_cell(out, event->type, false);
    csv_cell(out, lang_text(ctx->lang, event_text(event->type)), false);
    csv_cell(out, event->subject, false);
    csv_cell(out, activity->object.name == NULL ? "" : activity->object.name, false);
    csv_cell(out, activity->person.email == NULL ? "" : activity->person.email, false);
    csv_cell(out, event->reason.text == NULL ? "" : event->reason.text, true);
}

static Err
put_part(Ctx *ctx, ActivityExport *export, Buf *piece)
{
    ActivityList list;

    export->query.after = id_is_empty(&export->after) ? export->query.after : export->after.text;
    TRY(list_activity(ctx, &export->query, &list));
    for (size_t i = 0; i < list.count; i++)
        put_deed(ctx, piece, &list.item[i]);
    export->after = list.next;
    export->ended = !list.more;
    return OK;
}

/* A part of the list in which nothing passes the filter makes no piece: that would be the end. */
static Err
next_activity_piece(Ctx *ctx, void *state, Buf *piece)
{
    ActivityExport *export = state;

    table_for_reader(ctx, piece, !export->begun);
    if (!export->begun)
        csv_heading(piece, "id,at,who,email,from,type,what,object,name,person,reason");
    export->begun = true;
    while (piece->length == 0 && !export->ended) {
        size_t mark = arena_mark(ctx->arena);
        TRY(put_part(ctx, export, piece));
        if (piece->length == 0)
            arena_reset(ctx->arena, mark);
    }
    return OK;
}

Err
page_activity_export(Ctx *ctx, const Request *request, Reply *reply)
{
    ActivityExport *export = ARENA_NEW(ctx->arena, ActivityExport);

    export->query = *(const ActivityQuery *)request->query;
    export->query.limit = PIECE_EVENTS;
    TRY(check_activity_export(ctx, &export->query));
    reply->content_type = "text/csv; charset=utf-8";
    reply->file_name = "activity.csv";
    reply->stream = next_activity_piece;
    reply->stream_state = export;
    return OK;
}
