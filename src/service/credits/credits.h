/*
 * Credits: who holds them, and what was used of them. The shapes of inputs and queries stand in
 * input.c.
 */
#ifndef SERVICE_CREDITS_CREDITS_H
#define SERVICE_CREDITS_CREDITS_H

#include "service/asked.h"
#include "service/context.h"
#include "store/benefits/benefits.h"
#include "store/credits/credits.h"
#include "store/directory/directory.h"

/* --- credits: credits.c, credit_users.c, list_postings.c, burn_down.c ------------------------ */

/* Now, or the period of today: what a moment and a period are where nothing is said. */
#define AT_PRESENT INPUT_ABSENT

enum { CREDIT_PERIODS_MAX = 100000 };

/* A credit as of a moment: what time alone has brought until then is in it. */
typedef struct CreditView {
    Credit credit;
    const char *name; /* of the product, in the reader's language */
    CreditStatus status;
    int64_t period;        /* its number; the first one before the credit begins, else the last */
    DateRange days;        /* of that period */
    PeriodBalance balance; /* of that period; all 0 before it begins */
    CreditUserList users;  /* who holds it, the first ones, with what they used in the period */
    bool held_before;      /* by assign_credit(): the person held it already */
} CreditView;

LIST_OF(CreditView);

/*
 * Whoever manages credits sees those of the tenant, the operator's staff all, everybody else those
 * that they hold; what somebody else uses is not theirs to see, so `users` has only themselves.
 * `at` is a moment in the past, or AT_PRESENT; MEMBER_INVALID if it lies before the credit was made
 * or in the future.
 */
MUST_CHECK Err get_credit(Ctx *ctx, const Id *id, Micros at, CreditView *ret);

typedef struct CreditQuery {
    int64_t limit;
    const char *after;     /* place_of_credit() */
    const char *before;    /* likewise; asked by pages only */
    const char *q;         /* words in product, offer, competency and SKU; or NULL */
    int64_t kind;          /* CreditPeriod, or INPUT_ABSENT */
    int64_t status;        /* CreditStatus, or INPUT_ABSENT */
    int64_t ends_within;   /* from today on this many days; or INPUT_ABSENT */
    int64_t sort;          /* into CREDIT_SORT_NAMES, or INPUT_ABSENT: as they began */
    const char *tenant_id; /* for the operator's staff, who must say whose */
} CreditQuery;
DECLARE_SHAPE(CREDIT_QUERY, CreditQuery);

/* What a list of credits is ordered by: rising and falling in CREDIT_SORT_NAMES, in order. */
typedef enum CreditColumn { CREDIT_BY_NAME, CREDIT_BY_END, CREDIT_COLUMNS } CreditColumn;
extern const char *const CREDIT_SORT_NAMES[];

/* Counted (ListPart): 2 000 are read at most. list_credits.c */
MUST_CHECK Err list_credits(Ctx *ctx, const CreditQuery *query, CreditViewList *ret);
/* Behind which place the list goes on after this one of it. */
const char *place_of_credit(Ctx *ctx, const CreditQuery *query, const CreditView *view);
/* All of the own tenant, for whoever manages credits, without `users`: 2 000 at most. */
MUST_CHECK Err list_credits_alone(Ctx *ctx, CreditViewList *ret);

/* What became of periods that have a day behind this one, of all credits of the own tenant, in the
 * order of the credits and their numbers, as far as it is written down. */
MUST_CHECK Err list_credit_periods(Ctx *ctx, Date behind, CreditPeriodOfList *ret);
/*
 * For whoever manages credits: those of the own tenant that have the text in the name of their
 * product or offer, in SKU or competency, the latest first.
 */
MUST_CHECK Err search_credits(Ctx *ctx, const char *text, int64_t limit, CreditViewList *ret);
/* Those that the caller holds, in the caller's own tenant. */
MUST_CHECK Err list_own_credits(Ctx *ctx, CreditViewList *ret);

/* Who holds it now, in parts: `users` of the view is the part that was asked for. */
MUST_CHECK Err list_credit_users(Ctx *ctx, const Id *credit_id, const Page *page, CreditView *ret);

/*
 * To hold a monthly credit already is no error, and neither is it to be the holder of a bulk
 * credit. USER_NOT_IN_DIRECTORY, USER_DISABLED, CREDIT_EXPIRED, CREDIT_NOT_COMBINABLE (with
 * `programme`), CREDIT_ALREADY_HELD (a bulk credit has another holder: transfer it).
 */
MUST_CHECK Err assign_credit(Ctx *ctx, const Id *credit_id, const Id *user_id, CreditView *ret);

/*
 * What CREDIT_NOT_COMBINABLE says with `heldCreditId`: monthly credits of the tenant are in the way
 * of a bulk one. These take them from the person, and then do the same: all of it or nothing.
 */
MUST_CHECK Err assign_credit_instead(Ctx *ctx, const Id *credit_id, const Id *user_id,
                                     CreditView *ret);
MUST_CHECK Err transfer_credit_instead(Ctx *ctx, const Id *credit_id, const Id *user_id,
                                       CreditView *ret);

/*
 * BULK_CREDIT_TRANSFER_ONLY, or NOT_FOUND where the user does not hold it. check_removal() fails
 * the same way, changes nothing, and shows the credit with its user.
 */
MUST_CHECK Err check_removal(Ctx *ctx, const Id *credit_id, const Id *user_id, CreditView *ret);
MUST_CHECK Err remove_credit_user(Ctx *ctx, const Id *credit_id, const Id *user_id,
                                  CreditView *ret);

/* What a transfer would do: to whom, and what goes along. */
typedef struct TransferView {
    CreditView credit;
    User from; /* id empty: nobody holds it yet */
    User to;
    Err refused; /* by try_transfer(); OK where it can be done */
    Refusal refusal;
} TransferView;

/*
 * Codes, in order: NOT_FOUND, NOT_A_BULK_CREDIT, TRANSFER_OUTSIDE_YEAR, USER_NOT_IN_DIRECTORY,
 * USER_DISABLED, CREDIT_ALREADY_HELD (by that user), CREDIT_NOT_COMBINABLE. try_transfer() is given
 * the credit as get_credit() has read it, changes nothing, and says in ret->refused and
 * ret->refusal why a transfer would be refused.
 */
MUST_CHECK Err try_transfer(Ctx *ctx, const CreditView *credit, const Id *user_id,
                            TransferView *ret);
MUST_CHECK Err transfer_credit(Ctx *ctx, const Id *credit_id, const Id *user_id, CreditView *ret);

/* The ledger of a credit, oldest first; page->after is the number of a posting as text. */
typedef struct LedgerPart {
    Credit credit;
    PostingList postings;
    AvailableList before; /* what was available before the part: by list_postings_and_before() */
} LedgerPart;

MUST_CHECK Err list_postings(Ctx *ctx, const Id *credit_id, const Page *page, LedgerPart *ret);
MUST_CHECK Err list_postings_and_before(Ctx *ctx, const Id *credit_id, const Page *page,
                                        LedgerPart *ret);
/* Of a period; 0 for one that is not in the list. */
int64_t available_of(const AvailableList *list, int64_t period);

/*
 * What was used of one period, day by day: what a picture of it is drawn from. Of the caller alone
 * where the caller does not manage credits.
 */
typedef struct BurnDown {
    CreditView today;
    CreditView credit; /* of which `period`, `days` and `balance` are those that were asked for */
    UsageDay *day;     /* those on which there was any, oldest first */
    size_t day_count;
    CreditPeriodRecord *past; /* all periods that have begun, oldest first */
    size_t past_count;
} BurnDown;

/* `period` is a number, or AT_PRESENT for the one of today; NOT_FOUND if it has not begun. */
MUST_CHECK Err get_burn_down(Ctx *ctx, const Id *credit_id, int64_t period, BurnDown *ret);

/*
 * The same for somebody who holds the credit, whatever else they may see: what all of them used on
 * each day, which the amounts that are left tell anyway, and apart from it what is the caller's.
 * NOT_FOUND where the caller does not hold it.
 */
typedef struct OwnBurnDown {
    BurnDown burn;
    UsageDayList days;
} OwnBurnDown;

MUST_CHECK Err get_own_burn_down(Ctx *ctx, const Id *credit_id, int64_t period, OwnBurnDown *ret);

/*
 * Write down what time alone has brought to at most limit credits, in any tenant. Nobody needs to
 * wait for it, as readers work it out for themselves; *ret_more if there are more.
 */
MUST_CHECK Err roll_credits(Ctx *ctx, int64_t limit, bool *ret_more);

/* --- metering: usage.c ------------------------------------------------------------------------ */

typedef struct UsageEventInput {
    const char *source;
    const char *id;
    const char *credit_id;
    const char *user_id;
    int64_t time;
    const char *meter;    /* or NULL */
    int64_t quantity;     /* millionths, or INPUT_ABSENT */
    int64_t micros;       /* the amount, or INPUT_ABSENT: what the meter's price makes of it */
    const char *currency; /* of the amount, or NULL: the credit's */
    int64_t unlisted;     /* 1: that there is no such meter is known, and meant */
} UsageEventInput;

typedef struct UsageInput {
    UsageEventInput *event;
    size_t event_count;
} UsageInput;
DECLARE_SHAPE(USAGE_INPUT, UsageInput);

/* A duplicate that says something else than what was counted, which stands. */
typedef struct UsageConflict {
    int64_t index;
    const char *member; /* the first that differs */
} UsageConflict;

typedef struct UsageOutcome {
    int64_t accepted;
    int64_t duplicates; /* those that are conflicting among them */
    UsageConflict *conflict;
    size_t conflict_count;
    Rejection *rejected;
    size_t rejected_count;
} UsageOutcome;

/*
 * RULE CR-7: each event counts once for ever among those of its reporter: all that the operator's
 * meters send are one, those of each tenant another. The operator reports for all credits, a
 * tenant's administrators for their own. What cannot be counted is rejected and may be sent again;
 * why: NOT_FOUND (the credit), USER_NOT_IN_DIRECTORY, CREDIT_NEVER_HELD, USAGE_IN_FUTURE,
 * USAGE_OUTSIDE_CREDIT, METER_UNKNOWN, METER_UNLISTED, CURRENCY_MISMATCH, AMOUNT_TOO_LARGE.
 */
MUST_CHECK Err record_usage(Ctx *ctx, const UsageInput *input, UsageOutcome *ret);

/* --- wrong use, which was metered and was none: correct_usage.c ------------------------------- */

/* Which event of use, besides its credit: as its reporter told it. */
typedef struct CorrectionInput {
    const char *reporter; /* the tenant that told it, or NULL: the operator */
    const char *source;
    const char *event_id;
} CorrectionInput;
DECLARE_SHAPE(CORRECTION_INPUT, CorrectionInput);

/* The same, and why it is wrong. */
typedef struct CounterPostingInput {
    CorrectionInput event;
    const char *reason;
} CounterPostingInput;
DECLARE_SHAPE(COUNTER_POSTING_INPUT, CounterPostingInput);

/* Such an event that has not been answered yet. The same codes as preview_correction(). */
MUST_CHECK Err get_wrong_event(Ctx *ctx, const Id *credit_id, const CorrectionInput *input,
                               UsageEvent *ret);

/*
 * RULE CR-13: for service/approvals/kind.def; the subject is the credit. MEMBER_INVALID where
 * nothing was counted so, USAGE_CORRECTED where it was answered before.
 */
PreviewAsked preview_correction;
DoAsked correct_usage;

/* --- for other services: ledger.c ------------------------------------------------------------- */

/* RULE CR-1, RULE CR-2: what an enrolment provisions for a benefit that is a credit. */
MUST_CHECK Err provision_credit(Ctx *ctx, Tx *tx, const Enrolment *enrolment,
                                const Benefit *benefit);

/* RULE BEN-1: a higher tier takes the place of a credit that nobody has begun to use: it ends. */
MUST_CHECK Err end_credit(Ctx *ctx, Tx *tx, Credit *credit);

/* In memory: bring the credit up to a day. *ret has the postings that nobody has written yet. */
void ledger_advance(Ctx *ctx, Credit *credit, Date day, PostingList *ret);

#endif
