/*
 * Check parts: what the parts of perq check share; see check.h.
 */
#ifndef SERVICE_CHECK_CHECK_PARTS_H
#define SERVICE_CHECK_CHECK_PARTS_H

#include "base/table.h"
#include "service/check/check.h"
#include "store/events/events.h"

enum { CHECK_PAGE_ITEMS = 200 };

/*
 * The check as it goes on. The arena is emptied again and again, so nothing in it is kept; what
 * the events say of people is, in a table of its own: see check_people.c.
 */
typedef struct Check {
    Tx tx;
    Arena *arena;
    Table people;
    const CheckWish *wish;
    CheckCounts counts;
} Check;

/* Count and report what is wrong. */
void check_report(Check *check, const char *what);

/* The same with a text made as printf makes it. */
#define check_found(check, ...) check_report((check), arena_printf((check)->arena, __VA_ARGS__))

/* Say how far it has come, where somebody wants to know. */
void check_tell(const Check *check, const char *what, int64_t done);

/* Open the sealed copy of each key that has one: check_keys.c */
MUST_CHECK Err check_keys(Check *check);

/* Rebuild each subscription and compare: check_subscriptions.c */
MUST_CHECK Err check_subscriptions(Check *check);

/* Rebuild each credit from its ledger and compare: check_credits.c */
MUST_CHECK Err check_credits(Check *check);

/* Keep what an event says of somebody, then compare all people with what was kept: check_people.c
 */
Table check_people_table(Arena *arena);
void check_note_event(Check *check, const Event *event);
MUST_CHECK Err check_people(Check *check);

#endif
