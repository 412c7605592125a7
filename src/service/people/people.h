/*
 * People: those of a tenant, with what they hold.
 */
#ifndef SERVICE_PEOPLE_PEOPLE_H
#define SERVICE_PEOPLE_PEOPLE_H

#include "base/buf.h"
#include "service/context.h"
#include "service/directory/directory.h"
#include "store/directory/directory.h"
#include "store/subscriptions/subscriptions.h"

/* A credit, as far as it is said of whom holds it. */
typedef struct PersonCredit {
    Id id;
    const char *name; /* of the product, in the reader's language */
    const char *sku;
    CreditPeriod period;
    Date use_by;
} PersonCredit;

/* Somebody of a tenant, and what they have a licence of. */
typedef struct PersonView {
    User user;              /* by list_people() without the programmes they take part in */
    SubscriptionList holds; /* none where the caller may not see subscriptions */
    PersonCredit *credit;   /* likewise, and without those that have ended */
    size_t credit_count;
    bool more_credits;
} PersonView;

LIST_OF(PersonView);

typedef struct PeopleQuery {
    PeopleFilter filter;
    int64_t limit;
    const char *after, *before; /* place_of_person() */
    const char *tenant_id;      /* for the operator's staff, who must say whose */
    bool counted;               /* as in ListPart; these two are asked by nobody but ourselves */
    bool alone;                 /* without what they hold */
} PeopleQuery;
DECLARE_SHAPE(PEOPLE_QUERY, PeopleQuery);

/* By name, unless it says otherwise. At most a few of what each holds. people.c */
MUST_CHECK Err list_people(Ctx *ctx, const PeopleQuery *query, PersonViewList *ret);
/* Behind which place the list goes on after this one of it. */
const char *place_of_person(Ctx *ctx, const PeopleQuery *query, const PersonView *person);
MUST_CHECK Err get_person(Ctx *ctx, const Id *id, PersonView *ret);
/* What the caller has a licence of. */
MUST_CHECK Err list_own_licenses(Ctx *ctx, SubscriptionList *ret);
/* What list_people() gives, as rows of CSV; *ret_last is the place behind which to go on, or NULL.
 */
MUST_CHECK Err export_people(Ctx *ctx, const PeopleQuery *query, Buf *out, const char **ret_last);

/*
 * Whom of the caller's own organisation somebody means by a name or an e-mail address: the one with
 * that address, else those of exactly that name, else those in whose name or address it is; the
 * first few.
 */
typedef struct NamedPeople {
    UserList people; /* without the programmes they take part in */
    bool exact;      /* the address or the whole name is theirs */
} NamedPeople;

MUST_CHECK Err find_people_named(Ctx *ctx, const char *text, NamedPeople *ret);

#endif
