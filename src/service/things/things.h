/*
 * Things: what an id or a reference names, of whatever kind.
 */
#ifndef SERVICE_THINGS_THINGS_H
#define SERVICE_THINGS_THINGS_H

#include "service/context.h"

typedef enum ThingKind {
    THING_NONE,
    THING_BENEFIT,
    THING_KEY,
    THING_SUBSCRIPTION,
    THING_RECEIPT,
    THING_PERSON,
    THING_ENROLMENT,
    THING_CREDIT,
} ThingKind;

typedef struct Thing {
    ThingKind kind;
    const char *id;    /* or reference, as it is written */
    const char *name;  /* of the product, person or offer, in the reader's language */
    const char *email; /* of a person */
    Id benefit_id;     /* of a key or credit: what it came with */
    Id partner_id;     /* of an enrolment */
} Thing;

/*
 * What an id (sub_…, ben_…, red_…, usr_…, enr_…, crd_…) or a key's reference names, however it is
 * typed. THING_NONE where there is no such thing, or none that the caller may see (RULE ROLE-2).
 */
MUST_CHECK Err find_thing(Ctx *ctx, const char *text, Thing *ret);
/* One for each text, of which some may be NULL. */
MUST_CHECK Err find_things(Ctx *ctx, const char *const *text, size_t count, Thing **ret);

#endif
