/*
 * Calendar: the dates that somebody has to know of, at a secret address for other programs.
 */
#ifndef SERVICE_CALENDAR_CALENDAR_H
#define SERVICE_CALENDAR_CALENDAR_H

#include "service/benefits/benefits.h"
#include "service/context.h"
#include "service/sign_in/sign_in.h"
#include "store/sign_in/sign_in.h"
#include "store/subscriptions/subscriptions.h"

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

#endif
