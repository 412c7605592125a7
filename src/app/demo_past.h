/*
 * The partner of the demo that has a past: what it was granted, redeemed, assigned and used, as
 * data/demo-past.json tells, which is compiled in.
 */
#ifndef APP_DEMO_PAST_H
#define APP_DEMO_PAST_H

#include "base/embedded.h"
#include "service/context.h"
#include "store/directory/directory.h"

#include <jansson.h>

extern const Embedded EMBEDDED_DEMO_PAST;

enum { PAST_DAYS = 400, PAST_TENANTS = 2, PAST_PEOPLE_MAX = 40, PAST_GRANTS_MAX = 64 };

/* A partner whose years are lived through day by day. */
typedef struct Past {
    Ctx *ctx;
    Actor operator;
    Micros loaded_at; /* which is when the past ends */
    json_t *script;
    Partner partner;
    Tenant tenant[PAST_TENANTS];
    User person[PAST_PEOPLE_MAX]; /* of the first tenant */
    size_t person_count;
    User same_person;            /* the first one of them, in the second tenant */
    Id benefit[PAST_GRANTS_MAX]; /* in the order in which they were granted */
    size_t benefit_count;
    int64_t uses; /* events that were metered so far */
} Past;

/*
 * Live it, from PAST_DAYS before now to now, in the transaction that is open: the services are
 * called at the moments that they are told of, so that what they write is what they would have
 * written. The products must exist. In the end the context has its own time and actor again.
 */
MUST_CHECK Err past_live(Ctx *ctx, json_t *script, Past *ret);

/* For CLEANUP(). */
void demo_release(json_t **json);

/* Into `ret`, what a JSON value says as if it had come over the API. */
MUST_CHECK Err demo_read_as(Ctx *ctx, json_t *json, const Shape *shape, void **ret);
MUST_CHECK Err demo_load_offers(Ctx *ctx, json_t *offers);

/* So many days before the demo is loaded; the context is then at noon of that day. */
void demo_go_back(Ctx *ctx, Micros loaded_at, int32_t days);

#endif
