#include "service/activity/activity.h"

#include "base/text/text.h"
#include "service/reach.h"

enum { READ_MAX = 2000, EXPORT_MAX = 10000 };

/* --- which events are wanted ---------------------------------------------------------------- */

/* The query, its texts folded for comparing. */
typedef struct Filter {
    Ctx *ctx;
    int64_t kind;
    bool latest;
    Words who;
    Words q;
} Filter;

/* Of the operator's staff others hear only that it was them. */
static bool
is_named(const Ctx *ctx, const Deed *deed)
{
    if (deed->by_name == NULL)
        return false;
    return id_is_empty(&ctx->actor.tenant_id) ||
           id_equal(&deed->by_tenant_id, &ctx->actor.tenant_id);
}

bool
event_is_by_itself(const Event *event)
{
    return id_is_empty(&event->actor_id) && !salted_text_was_given(&event->address);
}

static bool
is_of_kind(const char *name, int64_t kind)
{
    EventType type;

    return event_from_name(name, &type) && event_is_about(type, (ActivityKind)kind);
}

/* What comes by the hour and would be all that a short list shows. */
static bool
is_routine(const Event *event)
{
    return is_of_kind(event->type, ACTIVITY_SIGN_IN) ||
           text_equal(event->type, event_name(EVENT_CREDIT_USED));
}

static bool
has_all(Ctx *ctx, const Words *words, const char *text)
{
    size_t mark = arena_mark(ctx->arena);
    bool found = words_are_in(words, text_folded(ctx->arena, text));

    arena_reset(ctx->arena, mark);
    return found;
}

static bool
is_by(Ctx *ctx, const Deed *deed, const Words *who)
{
    bool by_operator = id_is_empty(&deed->by_tenant_id) && !event_is_by_itself(&deed->event);
    size_t mark = arena_mark(ctx->arena);

    if (who->count == 0)
        return true;
    if (by_operator && has_all(ctx, who, lang_text(ctx->lang, TR("the operator"))))
        return true;
    if (!is_named(ctx, deed))
        return false;
    bool found =
        has_all(ctx, who, arena_printf(ctx->arena, "%s\n%s", deed->by_name, deed->by_email));
    arena_reset(ctx->arena, mark);
    return found;
}

/* RULE ROLE-2: what happened in other tenants of the same partner is not there. */
static bool
is_activity_wanted(const Deed *deed, void *data)
{
    const Filter *filter = data;
    const Actor *actor = &filter->ctx->actor;
    const Event *event = &deed->event;

    if (!id_is_empty(&actor->tenant_id) && !id_is_empty(&event->tenant_id) &&
        !id_equal(&event->tenant_id, &actor->tenant_id))
        return false;
    if (filter->kind != INPUT_ABSENT && !is_of_kind(event->type, filter->kind))
        return false;
    if (filter->latest && is_routine(event))
        return false;
    if (filter->q.count > 0 && !has_all(filter->ctx, &filter->q, event->subject))
        return false;
    return is_by(filter->ctx, deed, &filter->who);
}

static Filter
filter_of(Ctx *ctx, const ActivityQuery *query)
{
    return (Filter){
        .ctx = ctx,
        .kind = query->kind,
        .latest = query->latest,
        .who = text_words(ctx->arena, query->who),
        .q = text_words(ctx->arena, query->q),
    };
}

/*
 * An id begins with the moment it was made at, so days are bounds of ids. Where the clock was set
 * back, an event has the day of the one before it.
 */
static Id
first_of_day(int64_t day)
{
    return id_first("evt_", day * MICROS_PER_DAY);
}

static Err
begin_search(Ctx *ctx, Tx *tx, const ActivityQuery *query, DeedSearch *ret)
{
    DeedSearch search = {.scan = READ_MAX, .limit = query->limit, .wanted = is_activity_wanted};

    TRY(reach_partner(ctx, tx, query->partner_id, &search.partner_id));
    if (id_is_empty(&search.partner_id))
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/query/partnerId",
                             TR("Say whose activity you want to see."));
    if (query->from != INPUT_ABSENT)
        search.since = first_of_day(query->from);
    search.before = query->to == INPUT_ABSENT ? id_from("evt_~") : first_of_day(query->to + 1);
    if (query->after != NULL && !id_is(query->after, "evt_"))
        return ERR_CURSOR_INVALID;
    if (query->after != NULL && strcmp(query->after, search.before.text) < 0)
        search.before = id_from(query->after);
    *ret = search;
    return OK;
}

/* --- what is said of them ------------------------------------------------------------------- */

const char *
id_in_event(Arena *arena, const char *data, const char *name)
{
    const char *member = arena_printf(arena, "\"%s\":\"", name);
    const char *at = strstr(data, member);

    if (at == NULL)
        return NULL;
    at += strlen(member);
    return arena_copy(arena, at, strcspn(at, "\""));
}

static Activity
view_deed(const Ctx *ctx, const Deed *deed)
{
    bool named = is_named(ctx, deed);
    Activity activity = {
        .event = deed->event,
        .by = named ? deed->by_name : NULL,
        .by_email = named ? deed->by_email : NULL,
        .by_itself = event_is_by_itself(&deed->event),
    };

    if (!named)
        activity.event.address.text = "";
    return activity;
}

/* What it happened to, or people alone, and where the data names somebody, to whom. */
static Err
name_things(Ctx *ctx, bool people_alone, ActivityList *list)
{
    const char **text = ARENA_NEW_ARRAY(ctx->arena, const char *, 2 * list->count);
    Thing *thing;

    for (size_t i = 0; i < list->count; i++) {
        const Event *event = &list->item[i].event;
        bool is_sought = !people_alone || id_is(event->subject, "usr_");
        text[2 * i] = is_sought ? event->subject : NULL;
        text[2 * i + 1] = id_in_event(ctx->arena, event->data, "userId");
    }
    TRY(find_things(ctx, text, 2 * list->count, &thing));
    for (size_t i = 0; i < list->count; i++) {
        list->item[i].object = thing[2 * i];
        list->item[i].person = thing[2 * i + 1];
    }
    return OK;
}

Err
list_activity(Ctx *ctx, const ActivityQuery *query, ActivityList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Filter filter = filter_of(ctx, query);
    DeedSearch search;
    DeedList deeds;
    ActivityList list = {0};
    Event last;

    TRY(tx_begin(ctx->db, &tx));
    TRY(begin_search(ctx, &tx, query, &search));
    search.data = &filter;
    TRY(store_event_search(&tx, &search, ctx->arena, &deeds, &last));
    list.item = ARENA_NEW_ARRAY(ctx->arena, Activity, deeds.count);
    for (; list.count < deeds.count; list.count++)
        list.item[list.count] = view_deed(ctx, &deeds.item[list.count]);
    TRY(name_things(ctx, query->latest, &list));
    TRY(tx_commit(&tx));

    list.more = deeds.more;
    list.next = last.id;
    list.reached = date_from_micros(last.at);
    *ret = list;
    return OK;
}

Err
list_latest_activity(Ctx *ctx, int64_t limit, ActivityList *ret)
{
    ActivityQuery query = DEFAULTS_OF(ACTIVITY_QUERY);

    query.limit = limit;
    query.latest = true;
    return list_activity(ctx, &query, ret);
}

Err
check_activity_export(Ctx *ctx, const ActivityQuery *query)
{
    CLEANUP(tx_end) Tx tx = {0};
    DeedSearch search;
    int64_t count;

    TRY(tx_begin(ctx->db, &tx));
    TRY(begin_search(ctx, &tx, query, &search));
    search.scan = EXPORT_MAX + 1;
    TRY(store_event_count(&tx, &search, &count));
    if (count > EXPORT_MAX)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/query/from",
                             TR("These are too many events for one file. Choose fewer days."));
    return tx_commit(&tx);
}
