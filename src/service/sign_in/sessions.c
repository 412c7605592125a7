/*
 * Sessions: a browser that has shown a password, until it is signed out, is idle for half an hour
 * or has been signed in for half a day.
 *
 * What the browser keeps is 256 random bits, so a plain hash of it is enough to find it by. That a
 * session was used is noted in memory (base/sightings.h), because reading changes nothing in the
 * database; it is written down when the process ends, so that people stay signed in over a restart.
 */
#include "service/sign_in/sign_in.h"

#include "base/text/text.h"
#include "base/zone/zone.h"
#include "service/record.h"

#include <stdlib.h>

#define IDLE_MAX     (INT64_C(30) * 60 * MICROS_PER_SECOND)
#define LIFETIME_MAX (INT64_C(12) * 60 * 60 * MICROS_PER_SECOND)

enum { SESSION_BYTES = 32, OLD_AT_ONCE = 100, LISTED_AT_ONCE = 500 };

/* --- beginning ------------------------------------------------------------------------------- */

static Hash
draw_text(Ctx *ctx, char ret_text[SESSION_TEXT_SIZE])
{
    uint8_t bytes[SESSION_BYTES];

    random_bytes(bytes, sizeof(bytes));
    const char *text = text_base64url(ctx->arena, bytes, sizeof(bytes));
    assert(strlen(text) == SESSION_TEXT_SIZE - 1);
    memcpy(ret_text, text, SESSION_TEXT_SIZE);
    return hash_of(text, strlen(text));
}

static Err
record_session(Ctx *ctx, Tx *tx, const Session *session, EventType type, const char *how)
{
    Record record = {.partner_id = &ctx->actor.partner_id, .tenant_id = &ctx->actor.tenant_id};
    Json json = event_begin(ctx, &record, type, session->id.text);

    json_text(&json, "how", how);
    return event_end(ctx, tx, &record, &json);
}

/* From here on the session acts as its account. */
static Err
become(Ctx *ctx, Tx *tx, const Session *session)
{
    const char *address = ctx->actor.address;
    Session *found;
    Actor actor;

    TRY(store_session_find(tx, &session->hash, ctx->arena, &found, &actor));
    assert(found != NULL);
    ctx->visit.session = *found;
    actor.address = address;
    ctx->actor = actor;
    return OK;
}

/* Where somebody was last, they probably want to go on. */
static Err
find_last_used(Ctx *ctx, Tx *tx, const Session *session, Id *ret)
{
    OwnAccountList accounts;
    const OwnAccount *last;

    TRY(store_session_list_accounts(tx, session, ctx->arena, &accounts));
    if (accounts.count == 0)
        return ERR_SIGN_IN_FAILED; /* disabled since the password was compared */
    last = &accounts.item[0];
    for (size_t i = 1; i < accounts.count; i++)
        if (accounts.item[i].signed_in_at > last->signed_in_at)
            last = &accounts.item[i];
    *ret = last->user_id;
    return OK;
}

/* The same password, kept as it is kept today. */
static Err
keep_anew(Tx *tx, const Identity *person)
{
    char kept[PASSWORD_KEPT_SIZE];

    for (size_t i = 0; i < person->account_count; i++) {
        if (person->is_old == NULL || !person->is_old[i])
            continue;
        password_keep(&person->stretched, person->account[i].text, kept);
        TRY(store_user_set_password(tx, &person->account[i], kept));
    }
    return OK;
}

/* Of more browsers than one person uses, the one that signed in first is signed out. */
static Err
end_oldest(Ctx *ctx, Tx *tx, const Id *user_id)
{
    Session oldest = {.user_id = *user_id};

    TRY(store_session_find_beyond(tx, user_id, SESSIONS_OF_ACCOUNT, &oldest.id));
    if (id_is_empty(&oldest.id))
        return OK;
    TRY(store_session_remove(tx, &oldest.id));
    return record_session(ctx, tx, &oldest, EVENT_SESSION_ENDED, "too many");
}

static Err
add_session(Ctx *ctx, Tx *tx, const Identity *person, const Hash *hash)
{
    Session session = {
        .id = id_new("ses_", ctx->now),
        .hash = *hash,
        .user_id = person->account[0],
        .created_at = ctx->now,
        .seen_at = ctx->now,
        .expires_at = ctx->now + LIFETIME_MAX,
    };

    TRY(store_session_add(tx, &session));
    for (size_t i = 0; i < person->account_count; i++)
        TRY(store_session_add_account(tx, &session, &person->account[i]));
    TRY(keep_anew(tx, person));
    TRY(find_last_used(ctx, tx, &session, &session.user_id));
    TRY(store_session_put(tx, &session));
    TRY(store_user_set_signed_in(tx, &session.user_id, ctx->now));
    TRY(become(ctx, tx, &session));
    TRY(record_session(ctx, tx, &session, EVENT_SESSION_STARTED, "password"));
    return end_oldest(ctx, tx, &session.user_id);
}

static Err
remove_current(Ctx *ctx, Tx *tx, const char *how)
{
    const Session *session = &ctx->visit.session;

    if (id_is_empty(&session->id))
        return OK;
    TRY(store_session_remove(tx, &session->id));
    return record_session(ctx, tx, session, EVENT_SESSION_ENDED, how);
}

Err
start_session(Ctx *ctx, const Identity *person, char ret_text[SESSION_TEXT_SIZE])
{
    CLEANUP(tx_end) Tx tx = {0};
    char text[SESSION_TEXT_SIZE];

    assert(person->account_count > 0);
    TRY(tx_begin(ctx->db, &tx));
    if (clock_is_believed())
        TRY(store_session_remove_old(&tx, ctx->now, OLD_AT_ONCE));
    /* A text that was there before is never kept: somebody else may have put it there. */
    TRY(remove_current(ctx, &tx, "new sign-in"));
    Hash hash = draw_text(ctx, text);
    TRY(add_session(ctx, &tx, person, &hash));
    TRY(tx_commit(&tx));

    memcpy(ret_text, text, SESSION_TEXT_SIZE);
    return OK;
}

/* --- going on -------------------------------------------------------------------------------- */

/* RULE SIGN-4: whether it is over, and how; a clock that was set back ends nothing. */
static const char *
how_it_ended(Ctx *ctx, const Session *session)
{
    Micros seen = sighting_find(ctx->sightings, &session->hash);

    if (session->seen_at > seen)
        seen = session->seen_at;
    /* What began in a year that was none would last until then. */
    if (ctx->now >= session->expires_at || session->created_at - ctx->now > CLOCK_AHEAD_MAX)
        return "limit";
    return ctx->now - seen >= IDLE_MAX ? "idle" : NULL;
}

static Err
read_session(Ctx *ctx, const Hash *hash, Session **ret, Actor *ret_actor)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_session_find(&tx, hash, ctx->arena, ret, ret_actor));
    return tx_commit(&tx);
}

Err
find_session(Ctx *ctx, const char *text)
{
    Hash hash = hash_of(text, strlen(text));
    const char *address = ctx->actor.address;
    Session *session;
    Actor actor;

    TRY(read_session(ctx, &hash, &session, &actor));
    if (session == NULL)
        return ERR_SIGN_IN_REQUIRED;
    const char *ended = how_it_ended(ctx, session);
    if (ended != NULL)
        return refuse_with_text(&ctx->refusal, ERR_SIGN_IN_REQUIRED, "ended", ended);
    sighting_note(ctx->sightings, &hash, ctx->now);
    actor.address = address;
    /* RULE BEN-12: so pages offer nothing that would be refused. */
    if (actor.suspended_at != 0)
        actor.roles |= ROLE_SUSPENDED;
    ctx->actor = actor;
    ctx->visit.session = *session;
    if (actor.time_zone != NULL)
        ctx->visit.zone = zone_named(actor.time_zone);
    ctx->visit.rows = actor.page_rows;
    return OK;
}

static Err
remember_some(Ctx *ctx, const char *after, SessionList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_session_list(&tx, &(Page){after, LISTED_AT_ONCE}, ctx->arena, ret));
    for (size_t i = 0; i < ret->count; i++) {
        const Session *session = &ret->item[i];
        Micros seen = sighting_find(ctx->sightings, &session->hash);
        if (seen > session->seen_at)
            TRY(store_session_set_seen(&tx, &session->id, seen));
    }
    return tx_commit(&tx);
}

Err
remember_sightings(Ctx *ctx)
{
    const size_t mark = arena_mark(ctx->arena);
    SessionList sessions = {.more = true};
    Id last = {""};

    while (sessions.more) {
        TRY(remember_some(ctx, last.text, &sessions));
        if (sessions.count > 0)
            last = sessions.item[sessions.count - 1].id;
        arena_reset(ctx->arena, mark);
    }
    return OK;
}

/* --- several organisations ------------------------------------------------------------------- */

static int
compare_accounts(const void *a, const void *b)
{
    const OwnAccount *one = a, *other = b;
    int order = order_compare(one->order, other->order);

    return order != 0 ? order : strcmp(one->user_id.text, other->user_id.text);
}

/* The operator of the programme, which has no name, comes first. */
static void
sort_accounts(const Ctx *ctx, OwnAccountList *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const NameKey key = name_key(ctx->lang, list->item[i].tenant_name);
        const Order order = order_of_key((SortKey){key.byte, key.size});
        list->item[i].order = order_keep(ctx->arena, &order);
    }
    qsort(list->item, list->count, sizeof(*list->item), compare_accounts);
}

Err
list_own_accounts(Ctx *ctx, OwnAccountList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_session_list_accounts(&tx, &ctx->visit.session, ctx->arena, ret));
    sort_accounts(ctx, ret);
    return tx_commit(&tx);
}

static bool
session_holds(const OwnAccountList *accounts, const Id *user_id)
{
    for (size_t i = 0; i < accounts->count; i++)
        if (id_equal(&accounts->item[i].user_id, user_id))
            return true;
    return false;
}

Err
choose_account(Ctx *ctx, const Id *user_id, char ret_text[SESSION_TEXT_SIZE])
{
    CLEANUP(tx_end) Tx tx = {0};
    Session session = ctx->visit.session;
    OwnAccountList accounts;
    char text[SESSION_TEXT_SIZE];

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_session_list_accounts(&tx, &session, ctx->arena, &accounts));
    if (!session_holds(&accounts, user_id))
        return ERR_NOT_FOUND;
    session.hash = draw_text(ctx, text);
    session.user_id = *user_id;
    session.seen_at = ctx->now;
    TRY(record_session(ctx, &tx, &session, EVENT_SESSION_ENDED, "other organisation"));
    TRY(store_session_put(&tx, &session));
    TRY(store_user_set_signed_in(&tx, user_id, ctx->now));
    TRY(become(ctx, &tx, &session));
    TRY(record_session(ctx, &tx, &session, EVENT_SESSION_STARTED, "other organisation"));
    TRY(tx_commit(&tx));

    memcpy(ret_text, text, SESSION_TEXT_SIZE);
    return OK;
}

/* --- ending ---------------------------------------------------------------------------------- */

Err
end_session(Ctx *ctx)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(ctx->db, &tx));
    TRY(remove_current(ctx, &tx, "sign-out"));
    return tx_commit(&tx);
}

Err
end_all_sessions(Ctx *ctx)
{
    CLEANUP(tx_end) Tx tx = {0};
    const Session *session = &ctx->visit.session;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_session_remove_related(&tx, session, true, NULL));
    TRY(record_session(ctx, &tx, session, EVENT_SESSION_ENDED, "sign-out everywhere"));
    return tx_commit(&tx);
}

/* --- who can help ---------------------------------------------------------------------------- */

Err
list_administrators(Ctx *ctx, UserList *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Roles roles = id_is_empty(&ctx->actor.tenant_id) ? ROLE_OPERATOR_ADMIN : ROLE_GLOBAL_ADMIN;

    TRY(tx_begin(ctx->db, &tx));
    TRY(store_user_list_with_role(&tx, &ctx->actor.tenant_id, roles, ctx->arena, ret));
    return tx_commit(&tx);
}
