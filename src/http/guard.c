#include "base/text.h"
#include "http/serve.h"

/* "Bearer" is compared as RFC 9110 says, in any case; NULL where there is no such token. */
static const char *
bearer_token(const char *authorization)
{
    static const char SCHEME[] = "bearer ";

    if (authorization == NULL || strncasecmp(authorization, SCHEME, strlen(SCHEME)) != 0)
        return NULL;
    return authorization + strlen(SCHEME);
}

static Err
take_allowance(Exchange *exchange, const void *caller, size_t size)
{
    const Service *service = exchange->service;
    AllowanceRule rule = {service->requests_per_second, MICROS_PER_SECOND};

    if (service->requests_per_second == 0)
        return OK;
    uint64_t number = allowance_caller(service->allowances, caller, size);
    exchange->allowance = allowance_take(service->allowances, rule, number, 1, clock_steady());
    if (exchange->allowance.granted)
        return OK;
    return refuse_with_number(&exchange->ctx.refusal, ERR_TOO_MANY_REQUESTS, "retryAfter",
                              exchange->allowance.retry_seconds);
}

/* A wrong token costs its address, so that drawing new ones does not get round the limit. */
static Err
refuse_stranger(Exchange *exchange)
{
    TRY(take_allowance(exchange, exchange->address, strlen(exchange->address)));
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

    if (exchange->local)
        return admit_local(exchange);
    if (permit == PERMIT_LOCAL)
        return ERR_ROUTE_UNKNOWN;
    if (permit == PERMIT_PUBLIC)
        return OK;

    const char *token = bearer_token(exchange->headers.authorization);
    if (token == NULL)
        return refuse_stranger(exchange);
    Hash hash = hash_of(token, strlen(token));
    TRY(take_allowance(exchange, hash.byte, sizeof(hash.byte)));
    Err err = find_actor(ctx, db, &hash);
    if (err == ERR_SIGN_IN_REQUIRED)
        return refuse_stranger(exchange);
    TRY(err);
    ctx->actor.address = exchange->address;

    /* RULE ROLE-1: the route's row says what it takes. */
    return role_permits(ctx->actor.roles, permit) ? OK : ERR_NOT_PERMITTED;
}
