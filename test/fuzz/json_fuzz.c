/*
 * Any bytes as the body of a request. The first byte chooses the shape that they are read by.
 *
 * What is refused names a fault or is one of the JSON errors; what is accepted is the same when it
 * is read a second time. What is JSON at all, jansson says too.
 */
#include "api/api.h"

#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const Shape *const SHAPES[] = {
    &REDEEM_INPUT, &OFFER_INPUT, &USER_INPUT,  &PRODUCT_CHANGE,
    &CLOCK_INPUT,  &USAGE_INPUT, &METER_INPUT,
};

static void
check_refusal(Err err, const Refusal *refusal)
{
    assert(err == ERR_JSON_INVALID || err == ERR_JSON_DUPLICATE_MEMBER ||
           err == ERR_JSON_TOO_DEEP || err == ERR_MEMBER_UNKNOWN || err == ERR_MEMBER_INVALID);
    if (err == ERR_MEMBER_UNKNOWN || err == ERR_MEMBER_INVALID)
        assert(refusal->fault_count > 0 && refusal->fault[0].err == err);
}

/*
 * It takes a NUL for the end, and has no opinion on numbers that it cannot hold; and of members
 * that come twice we look at the first ones only, since an object with so many is refused anyway.
 */
static void
check_against_jansson(const char *body, size_t size, Err err)
{
    json_error_t error;
    json_t *json = json_loadb(body, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    bool refused =
        err == ERR_JSON_INVALID || err == ERR_JSON_DUPLICATE_MEMBER || err == ERR_JSON_TOO_DEEP;

    if (memchr(body, '\0', size) != NULL)
        assert(refused);
    else if (json != NULL)
        assert(!refused || err == ERR_JSON_TOO_DEEP);
    else if (json_error_code(&error) == json_error_duplicate_key)
        assert(refused || err == ERR_MEMBER_UNKNOWN || err == ERR_MEMBER_INVALID);
    else if (json_error_code(&error) != json_error_numeric_overflow)
        assert(refused);
    json_decref(json);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;
    Ctx ctx = {0}, again = {0};
    void *first = NULL, *second = NULL;

    if (arena == NULL)
        arena = arena_new((size_t)64 * 1024 * 1024);
    arena_reset(arena, 0);
    if (size == 0)
        return 0;

    const Shape *shape = SHAPES[data[0] % COUNT_OF(SHAPES)];
    const char *body = (const char *)data + 1;
    ctx.arena = again.arena = arena;
    Err err = json_read(&ctx, body, size - 1, shape, &first);
    if (err != OK)
        check_refusal(err, &ctx.refusal);
    check_against_jansson(body, size - 1, err);
    Err err_again = json_read(&again, body, size - 1, shape, &second);
    assert(err_again == err && ctx.refusal.fault_count == again.refusal.fault_count);
    return 0;
}
