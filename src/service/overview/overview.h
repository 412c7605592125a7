/*
 * Overview: what there is of everything: to do, by date, by id, by name, and what happened.
 */
#ifndef SERVICE_OVERVIEW_OVERVIEW_H
#define SERVICE_OVERVIEW_OVERVIEW_H

#include "service/benefits/benefits.h"
#include "service/credits/credits.h"
#include "service/directory/directory.h"
#include "service/sign_in/sign_in.h"
#include "store/events/events.h"
#include "store/redemptions/redemptions.h"
#include "store/sign_in/sign_in.h"
#include "store/subscriptions/subscriptions.h"

/* --- what needs doing: overview.c ----------------------------------------------------------- */

/* Of the caller's tenant, which there must be. */
typedef struct Overview {
    BenefitView *benefit; /* to be used: not used up, not past, no credit that somebody holds */
    size_t benefit_count;
    CreditView *credit; /* not past, at most a few */
    size_t credit_count;
    Subscription *subscription; /* active ones */
    size_t subscription_count;
    Event *event;          /* the last few, the latest first */
    const char **event_by; /* the name of who did it; NULL: the operator */
    size_t event_count;
} Overview;

MUST_CHECK Err get_overview(Ctx *ctx, Overview *ret);

/* --- the calendar: calendar.c --------------------------------------------------------------- */

/*
 * A new secret address for the caller's calendar; an earlier one ends. The text is shown this once,
 * the database holds its hash. NOT_PERMITTED for the operator's staff, who have no organisation.
 */
MUST_CHECK Err create_calendar(Ctx *ctx, Lang lang, char ret_text[SESSION_TEXT_SIZE]);
MUST_CHECK Err revoke_calendar(Ctx *ctx);
MUST_CHECK Err find_calendar(Ctx *ctx, CalendarFeed *ret, bool *ret_found);

typedef struct SubscriptionEnd {
    Subscription subscription;
    Micros changed_at;
} SubscriptionEnd;

/* The dates that somebody has to know of: what can still be used, and what is not deleted. */
typedef struct Calendar {
    BenefitViewList benefits;
    SubscriptionEnd *end;
    size_t end_count;
} Calendar;

/*
 * What belongs to this secret. Sets ctx->actor to whose calendar it is, and ctx->lang to its
 * language. NOT_FOUND where there is none, or the person may not see benefits any more.
 */
MUST_CHECK Err read_calendar(Ctx *ctx, const char *text, Calendar *ret);

/* --- things by their ids and references: things.c ------------------------------------------- */

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

/* --- searching: search.c -------------------------------------------------------------------- */

enum { SEARCH_SHOWN = 5 };

/* The first few of each kind; `more` tells that there are others. */
typedef struct SearchResult {
    BenefitViewList benefits;
    KeyViewList keys;
    CreditViewList credits;
    SubscriptionList subscriptions;
    ReceiptList receipts; /* of these subscriptions, the latest first */
    PersonViewList people;
} SearchResult;

/*
 * What the caller may see of their organisation and has the text in its name, SKU, offer, reference
 * or e-mail address; nothing for the operator's staff, who have no organisation.
 */
MUST_CHECK Err search_everything(Ctx *ctx, const char *text, SearchResult *ret);

/* --- activity: activity.c --------------------------------------------------------------------- */

/* Time did it, such as granting the next period of a credit: neither somebody nor a command. */
bool event_is_by_itself(const Event *event);

/* What events are about; one may be about several. activity.c */
typedef enum ActivityKind {
    ACTIVITY_KEYS,
    ACTIVITY_SUBSCRIPTIONS,
    ACTIVITY_LICENCES,
    ACTIVITY_BENEFITS,
    ACTIVITY_CREDITS,
    ACTIVITY_PEOPLE,
    ACTIVITY_SIGN_IN,
    ACTIVITY_KIND_COUNT
} ActivityKind;

extern const char *const ACTIVITY_KIND_NAMES[];

/* Absent filters are INPUT_ABSENT or NULL. */
typedef struct ActivityQuery {
    int64_t limit;
    const char *after; /* an event: those before it */
    int64_t kind;      /* ActivityKind */
    const char *who;   /* part of a name or e-mail address */
    int64_t from;      /* day numbers, both included */
    int64_t to;
    const char *q;          /* part of the id or reference of what it happened to */
    const char *partner_id; /* for the operator's staff, who must say whose */
} ActivityQuery;

typedef struct Activity {
    Event event;          /* without its place in the chain */
    const char *by;       /* a name; NULL: the operator, of whom no more is said, or nobody */
    bool by_itself;       /* nobody did it: its time had come */
    const char *by_email; /* NULL with it */
    Thing object;         /* what it happened to, or THING_NONE */
    Thing person;         /* who got or lost a licence, or THING_NONE */
} Activity;

typedef struct ActivityList {
    Activity *item;
    size_t count;
    bool more;
    Id next;      /* where more, the event to go on after */
    Date reached; /* and its day */
} ActivityList;

/*
 * What happened in the caller's tenant and to its partner as a whole, the latest first; the
 * operator's staff see all of one partner. A filter that little passes ends a part of the list
 * before it is full: no part reads more than 2000 events.
 */
MUST_CHECK Err list_activity(Ctx *ctx, const ActivityQuery *query, ActivityList *ret);

/* MEMBER_INVALID where a file of all of it would have to read more than 10 000 events. */
MUST_CHECK Err check_activity_export(Ctx *ctx, const ActivityQuery *query);

#endif
