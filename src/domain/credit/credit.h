/*
 * Credit: an amount that people may use, how it is spread over time, and what time and use do to
 * it.
 *
 * A credit has periods: a monthly one has one for each month, a bulk one has one for its whole year
 * (RULE CR-1, RULE CR-2). Everything that happens to a period is a Move of an amount from one
 * account to another, so that what is moved is neither made nor lost (RULE CR-7). The functions
 * here say which moves there are; whoever calls them writes the moves down.
 *
 *   programme -> available   grant       when the period begins
 *   available -> used        use         what is metered while there is something left
 *   available -> lapsed      lapse       what is left when the period ends
 *   lapsed    -> used        use         what is metered late, for a period that is over
 *   outside   -> uncovered   use         what is metered beyond the amount (RULE CR-8)
 *   available -> available   transfer    from one holder of a bulk credit to the next (RULE CR-5)
 *   uncovered -> outside     correction  wrong use (RULE CR-13): what was beyond the amount,
 *   used      -> available   correction  and then what was used, while its period lasts,
 *   used      -> lapsed      correction  or after it
 *
 * Amounts are millionths of the credit's currency.
 */
#ifndef DOMAIN_CREDIT_CREDIT_H
#define DOMAIN_CREDIT_CREDIT_H

#include "domain/choices/choices.h"
#include "domain/date/date.h"

/* --- time ----------------------------------------------------------------------------------- */

/* How much there is and when; the dates are half-open. */
typedef struct CreditTerm {
    CreditPeriod period; /* CREDIT_MONTH is a monthly credit, CREDIT_YEAR a bulk credit */
    Date starts_on;      /* the anchor of a monthly credit's months */
    Date ends_on;        /* the first day after it */
    int64_t micros;      /* of each period */
} CreditTerm;

/* "monthly" and "bulk", in the order of CreditPeriod. */
extern const char *const CREDIT_KIND_NAMES[];

/* How many periods there are; 0 for a credit that was taken back before it began. */
int64_t credit_period_count(const CreditTerm *term);

/*
 * RULE CR-1: The days of a period, counted from 0. Months are counted from the anchor and clamped
 * (RULE DT-2), so each period begins where the one before it ended; the last one ends with the
 * credit.
 */
DateRange credit_period_days(const CreditTerm *term, int64_t number);

/* The period that a day belongs to; false before the first and after the last. */
MUST_CHECK bool credit_period_of(const CreditTerm *term, Date day, int64_t *ret);

/* --- accounts ------------------------------------------------------------------------------- */

typedef enum LedgerAccount {
    LEDGER_PROGRAMME, /* who grants */
    LEDGER_AVAILABLE,
    LEDGER_USED,
    LEDGER_LAPSED,
    LEDGER_UNCOVERED,
    LEDGER_OUTSIDE, /* who pays for what is not covered */
} LedgerAccount;
extern const char *const LEDGER_ACCOUNT_NAMES[];

typedef enum MoveKind {
    MOVE_GRANT,
    MOVE_USE,
    MOVE_LAPSE,
    MOVE_TRANSFER,
    MOVE_CORRECTION,
} MoveKind;
extern const char *const MOVE_KIND_NAMES[];

typedef struct Move {
    MoveKind kind;
    LedgerAccount from;
    LedgerAccount to;
    int64_t period;
    int64_t micros; /* above 0 */
} Move;

/* What has become of a period: the sum of its moves. */
typedef struct PeriodBalance {
    int64_t granted;
    int64_t used;
    int64_t lapsed;
    int64_t uncovered;
} PeriodBalance;

static inline int64_t
balance_left(const PeriodBalance *balance)
{
    return balance->granted - balance->used - balance->lapsed;
}

/* Everything that was metered, covered or not. */
static inline int64_t
balance_metered(const PeriodBalance *balance)
{
    return balance->used + balance->uncovered;
}

/* Nothing below zero, and not more gone than was granted. */
MUST_CHECK bool balance_is_sound(const PeriodBalance *balance);

/* --- what time does ------------------------------------------------------------------------- */

/* How far a credit has come. */
typedef struct CreditProgress {
    int64_t periods;       /* that were granted */
    bool open;             /* the last of them has not ended */
    PeriodBalance balance; /* of the last of them; all 0 before the first */
} CreditProgress;

/*
 * The next grant or lapse that is due by today, one at a time and in the order of time: call it
 * until it returns false. It does not matter when it is called, or whether it was not called for
 * months: the moves are the same. *ret_on is the day on which the move belongs. The progress moves
 * on; a lapse of nothing is no move but changes the progress all the same, with ret_move->micros 0.
 */
MUST_CHECK bool credit_advance(const CreditTerm *term, CreditProgress *progress, Date today,
                               Move *ret_move, Date *ret_on);

/* The day on which credit_advance() has something to do next; false if never again. */
MUST_CHECK bool credit_due_on(const CreditTerm *term, const CreditProgress *progress, Date *ret);

/* --- what use does -------------------------------------------------------------------------- */

/* More than this cannot be metered in one period, so that sums fit into 64 bits. */
#define METERED_MICROS_MAX INT64_C(4000000000000000000)

enum { USE_MOVES_MAX = 3 };

/*
 * RULE CR-8: The moves that so much metered use makes in a period. It takes what is available, then
 * what lapsed if the period is over, and the rest is uncovered; so it does not matter in which
 * order or in which portions use becomes known. The balance has them applied. Returns how many.
 */
size_t balance_use(PeriodBalance *balance, int64_t period, int64_t micros, Move ret[USE_MOVES_MAX]);

enum { CORRECTION_MOVES_MAX = 2 };

/* Wrong use: metered, and none. */
typedef struct Correction {
    int64_t micros;
    bool open; /* its period has not ended */
} Correction;

/*
 * RULE CR-13: The moves the other way that answer it in its period. They leave the period as if
 * that use had never become known: what was not covered goes first, and what was used is available
 * again, or lapsed if the period is over. No more than was metered. The balance has them applied.
 * Returns how many.
 */
size_t balance_correct(PeriodBalance *balance, int64_t period, const Correction *correction,
                       Move ret[CORRECTION_MOVES_MAX]);

/*
 * RULE CR-9: Has the use of a period reached so many percent of what was granted between two
 * moments? Use only grows but where it is corrected (RULE CR-13), so each mark is passed once, and
 * again behind a correction that took the use below it.
 */
MUST_CHECK bool balance_passes(const PeriodBalance *before, const PeriodBalance *after,
                               int64_t percent);

/*
 * What a quantity costs at a price for one unit, both in millionths, rounded to the nearest
 * millionth, a half up. False if it is more than can be metered.
 */
MUST_CHECK bool usage_cost(int64_t quantity, int64_t price, int64_t *ret);

/* --- what follows --------------------------------------------------------------------------- */

typedef enum CreditStatus {
    CREDIT_UNASSIGNED,
    CREDIT_ACTIVE,
    CREDIT_SUSPENDED, /* RULE CR-8: nothing is left until the next period */
    CREDIT_EXPIRED,
} CreditStatus;
extern const char *const CREDIT_STATUS_NAMES[];

/* The progress must have been advanced to today. */
CreditStatus credit_status(const CreditTerm *term, const CreditProgress *progress, int64_t users,
                           Date today);

/* A credit that somebody holds. */
typedef struct HeldCredit {
    CreditPeriod period;
    Date ends_on;
    const char *offer_code;
} HeldCredit;

/* What a person takes part in besides a credit. */
typedef struct Participation {
    const char *const *programme;
    size_t programme_count;
    const HeldCredit *held;
    size_t held_count;
} Participation;

/*
 * RULE CR-6: What forbids that a person holds a credit of this kind: the code of a programme, or of
 * the offer that another credit comes from; NULL if nothing does. A bulk credit goes with no other
 * programme and no other credit, a monthly credit with no bulk credit.
 */
const char *credit_obstacle(CreditPeriod period, const Participation *other, Date today);

/* --- how long it lasts: burn_down.c ----------------------------------------------------------- */

/*
 * Burn-down: how a credit is being used up, and how long it lasts if that goes on.
 *
 * The pace is what was used so far over the days that have passed, the present one among them; it
 * is kept as that fraction and never divided out, so that nothing is lost to rounding. Amounts are
 * millionths, days are whole.
 */

typedef enum BurnOutlook {
    BURN_AHEAD,     /* the period has not begun */
    BURN_UNTOUCHED, /* nothing was used so far */
    BURN_LASTS,     /* something is left at the end */
    BURN_RUNS_OUT,  /* nothing is, on the last day or before */
    BURN_EMPTY,     /* nothing is left now */
    BURN_OVER,      /* the period has ended */
} BurnOutlook;

typedef struct BurnForecast {
    BurnOutlook outlook;
    int64_t left_at_end; /* of the period at this pace, rounded down */
    Date last_on;        /* BURN_RUNS_OUT: on this day the last of it is used */
} BurnForecast;

BurnForecast burn_forecast(const DateRange *days, const PeriodBalance *balance, Date today);

/* How many days of the period have passed, today among them: 0 before it, all of them after it. */
int32_t burn_days_passed(const DateRange *days, Date today);
int32_t burn_days_of(const DateRange *days);

/* A day and what was metered on it, covered or not; what is left when it ends is worked out. */
typedef struct BurnDay {
    Date day;
    int64_t micros;
    int64_t left;
} BurnDay;

/* The days must be in order. What goes beyond the amount leaves nothing, and not less. */
void burn_left_each_day(int64_t granted, BurnDay *day, size_t count);

/* part / whole * range to the nearest, a half up: shares, and where they lie in a picture. */
int64_t burn_share(int64_t part, int64_t whole, int64_t range);

/* How many percent of the amount are used, rounded down: 100 only when all of it is. */
int64_t burn_percent(const PeriodBalance *balance);

#endif
