/*
 * Who asks, and may they? A token of a program, or the session and the form of a browser.
 */
#include "http/exchange.h"

#include "base/text/text.h"
#include "http/bearer.h"
#include "service/sign_in/sign_in.h"

/* --- shares ---------------------------------------------------------------------------------- */

/*
 * Shares are counted for the account, whatever the number of its tokens and sessions; strangers
 * have the share of the address that they come from.
 */
static uint64_t
share_number(Exchange *exchange, const char *kind, const char *name)
{
    const char *text = arena_printf(exchange->ctx.arena, "%s %s", kind, name);

    return allowance_caller(exchange->shared->allowances, text, strlen(text));
}

static Err
refuse_for(Exchange *exchange, int64_t seconds)
{
    return refuse_with_number(&exchange->ctx.refusal, ERR_TOO_MANY_REQUESTS, "retryAfter",
                              seconds > 0 ? seconds : 1);
}

static Err
take_request(Exchange *exchange)
{
    const Shared *shared = exchange->shared;
    const AllowanceRule rule = {shared->requests_per_second, MICROS_PER_SECOND};

    if (shared->requests_per_second == 0 || exchange->admitted_at != 0)
        return OK;
    exchange->allowance =
        allowance_take(shared->allowances, rule, exchange->caller, 1, clock_steady());
    return exchange->allowance.granted ? OK
                                       : refuse_for(exchange, exchange->allowance.retry_seconds);
}

/* What is dear has to be paid before more is asked for: the time that the processor took. */
static const AllowanceRule PROCESSOR = {
    .quota = (int64_t)PROCESSOR_MS_A_SECOND * 1000 * PROCESSOR_SECONDS,
    .window = PROCESSOR_SECONDS * MICROS_PER_SECOND,
};

static Err
check_processor(Exchange *exchange)
{
    const Shared *shared = exchange->shared;

    if (shared->requests_per_second == 0 || exchange->admitted_at != 0)
        return OK;
    Allowance left =
        allowance_take(shared->allowances, PROCESSOR, caller_part(exchange->caller, PART_PROCESSOR),
                       0, clock_steady());
    return left.remaining > 0 ? OK : refuse_for(exchange, left.retry_seconds);
}

void
guard_charge(Exchange *exchange)
{
    const Micros took = exchange->processor_time;

    exchange->processor_time = 0;
    if (took > 0 && exchange->caller != 0)
        allowance_charge(exchange->shared->allowances, PROCESSOR,
                         caller_part(exchange->caller, PART_PROCESSOR), took, clock_steady());
}

static Err
take_as_stranger(Exchange *exchange)
{
    char block[ADDRESS_BLOCK_SIZE];

    address_block(exchange->address, block);
    exchange->caller = share_number(exchange, "address", block);
    return take_request(exchange);
}

/* By whom is known: ctx.actor. */
static Err
take_as_account(Exchange *exchange)
{
    exchange->caller = share_number(exchange, "account", exchange->ctx.actor.user_id.text);
    TRY(take_request(exchange));
    return check_processor(exchange);
}

/* One person may have accounts in many organisations, and hands for one of them at a time. */
static Err
take_page_change(Exchange *exchange)
{
    static const AllowanceRule RULE = {PAGE_CHANGES_A_SECOND, MICROS_PER_SECOND};
    const Shared *shared = exchange->shared;
    Effect effect = exchange->route->effect;

    if (shared->requests_per_second == 0 || exchange->admitted_at != 0 || effect == EFFECT_READ ||
        exchange->request.method == METHOD_GET)
        return OK;
    const char *email = exchange->ctx.actor.email;
    Allowance left = allowance_take(shared->allowances, RULE,
                                    share_number(exchange, "changes", email), 1, clock_steady());
    return left.granted ? OK : refuse_for(exchange, left.retry_seconds);
}

/* A wrong token costs its address, so that drawing new ones does not get round the limit. */
static Err
refuse_stranger(Exchange *exchange)
{
    TRY(take_as_stranger(exchange));
    return ERR_SIGN_IN_REQUIRED;
}

static Err
find_actor(Ctx *ctx, Db *db, const Hash *token)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(db, &tx));
    TRY(store_actor_get(&tx, token, ctx->now, ctx->arena, &ctx->actor));
    return tx_commit(&tx);
}

/* --- pages ----------------------------------------------------------------------------------- */

enum { VISITOR_BYTES = 16, VISITOR_LENGTH = 22 };

static bool
is_signed_in(const Exchange *exchange)
{
    return !id_is_empty(&exchange->ctx.visit.session.id);
}

/* No session, or one that is over, is an answer; whether it matters is for the route to say. */
static Err
recognise(Exchange *exchange, Db *db)
{
    Ctx *ctx = &exchange->ctx;
    const char *text = exchange->request.cookies.value[COOKIE_SESSION];

    ctx->db = db;
    if (text == NULL)
        return OK;
    Err err = find_session(ctx, text);
    exchange->request.face = face_of(exchange);
    return err == ERR_SIGN_IN_REQUIRED ? OK : err;
}

/* Before there is a session, forms are bound to a cookie that says nothing but that. */
static const char *
visitor_of(Exchange *exchange)
{
    const char **visitor = &exchange->request.cookies.value[COOKIE_VISITOR];
    uint8_t bytes[VISITOR_BYTES];

    if (*visitor == NULL || strlen(*visitor) != VISITOR_LENGTH) {
        random_bytes(bytes, sizeof(bytes));
        *visitor = text_base64url(exchange->ctx.arena, bytes, sizeof(bytes));
        exchange->new_visitor = true;
    }
    return *visitor;
}

static const char *
form_token(Exchange *exchange)
{
    Ctx *ctx = &exchange->ctx;
    const Hash *session = &ctx->visit.session.hash;
    Digest digest;

    if (is_signed_in(exchange)) {
        digest = vault_digest(ctx->vault, "form of session", session->byte, sizeof(session->byte));
    } else {
        const char *visitor = visitor_of(exchange);
        digest = vault_digest(ctx->vault, "form of visitor", visitor, strlen(visitor));
    }
    return text_base64url(ctx->arena, digest.byte, sizeof(digest.byte));
}

static Err
guard_page(Exchange *exchange, Db *db)
{
    Ctx *ctx = &exchange->ctx;
    Permit permit = exchange->route->permit;

    TRY(recognise(exchange, db));
    if (!is_signed_in(exchange) && permit != PERMIT_PUBLIC)
        return ERR_SIGN_IN_REQUIRED;
    ctx->visit.form_token = form_token(exchange);
    if (is_signed_in(exchange)) {
        TRY(take_as_account(exchange));
        TRY(take_page_change(exchange));
    } else if (exchange->request.method != METHOD_GET) {
        TRY(take_as_stranger(exchange));
    }
    if (permit == PERMIT_PUBLIC) {
        ctx->refusal = (Refusal){0};
        return OK;
    }
    /* That the partner is suspended is for whoever runs the handler to say. */
    return role_permits(ctx->actor.roles & ~ROLE_SUSPENDED, permit) ? OK : ERR_NOT_PERMITTED;
}

/*
 * Where browsers must come by TLS, one that came without keeps none of our cookies: every form that
 * it sends would be one that it was not sent, for ever. A browser says which page a form comes
 * from, many proxies say how they were asked, and what no proxy handed on came past it.
 */
static bool
came_without_tls(const Exchange *exchange)
{
    const Headers *headers = &exchange->headers;

    if (!exchange->shared->tls_in_front)
        return false;
    if (headers->origin != NULL && strncmp(headers->origin, "https:", strlen("https:")) == 0)
        return false;
    return (headers->origin != NULL && strncmp(headers->origin, "http:", strlen("http:")) == 0) ||
           (headers->forwarded_proto != NULL && text_equal(headers->forwarded_proto, "http")) ||
           headers->forwarded_for == NULL;
}

/*
 * RULE SIGN-5: another site can make a browser send a form with its cookies, but can neither read
 * the token nor hide, from a browser of today, where the form comes from.
 */
Err
guard_check_form(Exchange *exchange)
{
    const char *site = exchange->headers.sec_fetch_site;
    const char *token = form_value(&exchange->request.form, FORM_TOKEN_FIELD);

    if (site != NULL && !text_equal(site, "same-origin") && !text_equal(site, "none"))
        return ERR_FORM_EXPIRED;
    if (exchange->new_visitor)
        return came_without_tls(exchange) ? ERR_TLS_REQUIRED : ERR_FORM_EXPIRED;
    if (token == NULL)
        return ERR_FORM_EXPIRED;
    return secret_equal(token, exchange->ctx.visit.form_token) ? OK : ERR_FORM_EXPIRED;
}

/* --- everything ------------------------------------------------------------------------------ */

/* The server's own machine is the operator: who may open the socket may read the database too. */
static Err
admit_local(Exchange *exchange)
{
    if (exchange->route->permit != PERMIT_LOCAL)
        return ERR_ROUTE_UNKNOWN;
    exchange->ctx.actor =
        (Actor){.roles = ROLE_OPERATOR_ADMIN, .email = "local", .address = "local"};
    return OK;
}

Err
guard_check(Exchange *exchange, Db *db)
{
    Ctx *ctx = &exchange->ctx;
    Permit permit = exchange->route->permit;

    /* Asked again, the answer may be another one. */
    ctx->actor = (Actor){.address = exchange->address};
    ctx->visit.session = (Session){0};
    if (exchange->local)
        return admit_local(exchange);
    if (permit == PERMIT_LOCAL)
        return ERR_ROUTE_UNKNOWN;
    /* RULE SIGN-6: a page never looks at a token, and nothing else looks at a cookie. */
    if (exchange->route->page)
        return guard_page(exchange, db);
    if (permit == PERMIT_PUBLIC)
        return OK;
    /* The service finds whose link it is; what is drawn at random costs the address. */
    if (permit == PERMIT_LINK)
        return take_as_stranger(exchange);

    const char *token = bearer_token(exchange->headers.authorization);
    if (token == NULL)
        return refuse_stranger(exchange);
    Hash hash = hash_of(token, strlen(token));
    Err err = find_actor(ctx, db, &hash);
    if (err == ERR_SIGN_IN_REQUIRED)
        return refuse_stranger(exchange);
    TRY(err);
    ctx->actor.address = exchange->address;
    TRY(take_as_account(exchange));
    if (clock_is_believed()) /* else the list of tokens would name that day for ever */
        sighting_note(ctx->sightings, &hash, ctx->now);

    /* RULE ROLE-1: the route's row says what it takes. */
    return role_permits(ctx->actor.roles, permit) ? OK : ERR_NOT_PERMITTED;
}
