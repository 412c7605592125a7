/*
 * What is old is removed a few rows at a time, all of it in one short transaction, so that a change
 * that comes meanwhile waits a millisecond at most.
 */
#include "store/chores/chores.h"

#include "base/log.h"
#include "domain/date/date.h"
#include "store/events/events.h"
#include "store/keys/keys.h"
#include "store/redemptions/redemptions.h"
#include "store/replies/replies.h"
#include "store/sign_in/sign_in.h"

enum {
    REPLY_DAYS = 7,
    REPLIES_AT_ONCE = 200,
    KEYS_AT_ONCE = 200,
    DRAFTS_AT_ONCE = 50,
    EVENTS_AT_ONCE = 200,
    DAYS_OF_MONTH_MAX = 31,
};

static const Micros EVERY = 3600 * MICROS_PER_SECOND;

/* RULE AUD-4: as many months ago as addresses are kept. */
static Micros
addresses_end(const Chores *chores, Micros now)
{
    const Micros longest = chores->address_months * DAYS_OF_MONTH_MAX * MICROS_PER_DAY;

    if (now < longest)
        return 0; /* there are no days before 1970 */
    return date_add_months(date_from_micros(now), -(int32_t)chores->address_months).day *
           MICROS_PER_DAY;
}

/*
 * RULE IDEM-1: answers are kept for a week. Drafts are kept for a day, and of lots that were given
 * up nothing is. RULE SIGN-8: that tokens were used is written now, and not when it happens.
 */
static Err
do_some_chores(Db *db, Chores *chores, Micros now, bool *ret_more)
{
    CLEANUP(tx_end) Tx tx = {0};
    bool replies, keys, drafts, uses, addresses;

    TRY(tx_begin(db, &tx));
    TRY(store_reply_remove_old(&tx, now - REPLY_DAYS * MICROS_PER_DAY, REPLIES_AT_ONCE, &replies));
    TRY(store_lot_remove_given_up(&tx, KEYS_AT_ONCE, &keys));
    TRY(store_draft_remove_old(&tx, now - MICROS_PER_DAY, DRAFTS_AT_ONCE, &drafts));
    TRY(store_token_note_uses(&tx, chores->sightings, &chores->noted, &uses));
    TRY(store_event_remove_addresses(&tx, addresses_end(chores, now), EVENTS_AT_ONCE, &addresses));
    TRY(tx_commit(&tx));

    *ret_more = replies || keys || drafts || uses || addresses;
    return OK;
}

bool
chores_step(Db *db, void *data)
{
    Chores *chores = data;
    Micros now = clock_now();
    bool more = false;

    if (now >= chores->done_at && now - chores->done_at < EVERY)
        return false;
    /* In a wrong year everything is old. */
    if (!clock_is_believed())
        return false;
    if (do_some_chores(db, chores, now, &more) != OK)
        log_line(LOG_ERROR, "chores=\"%s\"", store_problem(db));
    if (!more)
        chores->done_at = now;
    return more;
}
