/*
 * What says how the server is: health, readiness, the contract, and the clock of tests.
 */
#include "api/api.h"

#include "api/openapi.h"
#include "service/json_values.h"

typedef struct ClockInput {
    int64_t now;
} ClockInput;

// clang-format off
SHAPE(CLOCK_INPUT, ClockInput,
    FIELD(ClockInput, TIME, now, "now"),
);
// clang-format on

Err
api_health_show(Ctx *ctx, const Request *request, Reply *reply)
{
    (void)request;
    Json json = reply_json(ctx, reply);
    json_text(&json, "status", "ok");
    json_object_end(&json);
    return OK;
}

/*
 * Ready: the database answers, and has the schema of this program. A clock that is not believed is
 * in nobody's way, but somebody has to look at it.
 */
Err
api_readiness_show(Ctx *ctx, const Request *request, Reply *reply)
{
    StoreVersion version;

    (void)request;
    TRY(store_version(ctx->db, &version));
    if (version != VERSION_CURRENT)
        return ERR_STORAGE_UNAVAILABLE;
    Json json = reply_json(ctx, reply);
    json_text(&json, "status", "ok");
    if (!clock_is_believed())
        json_text(&json, "clock", "ahead");
    json_object_end(&json);
    return OK;
}

Err
api_openapi_show(Ctx *ctx, const Request *request, Reply *reply)
{
    (void)request;
    reply->body = buf_new(ctx->arena, EMBEDDED_OPENAPI.size);
    buf_put(&reply->body, EMBEDDED_OPENAPI.data, EMBEDDED_OPENAPI.size);
    reply_set_etag(ctx, reply);
    return OK;
}

/* Only where the operator started the server with --test-clock does this address exist. */
Err
api_clock_set(Ctx *ctx, const Request *request, Reply *reply)
{
    const ClockInput *input = request->body;

    TRY(set_clock(ctx, input->now));
    Json json = reply_json(ctx, reply);
    json_time(&json, "now", input->now);
    json_object_end(&json);
    return OK;
}
