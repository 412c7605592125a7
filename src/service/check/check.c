#include "service/check/check.h"

#include "domain/date/date.h"
#include "service/check/check_parts.h"
#include "store/check/check.h"
#include "store/events/events.h"

enum {
    ARENA_BYTES = 256 * 1024 * 1024, /* of address space */
    KEPT_BYTES = 512 * 1024 * 1024,  /* likewise: some 100 for a person, twice while they grow */
    FINDINGS_MAX = 100,              /* of one kind: nobody reads more */
};

void
check_report(Check *check, const char *what)
{
    check->counts.findings++;
    check->wish->finding(check->wish->to, what);
}

void
check_tell(const Check *check, const char *what, int64_t done)
{
    if (check->wish->progress != NULL)
        check->wish->progress(check->wish->to, what, done);
}

void
check_counts_text(const CheckCounts *counts, char ret[CHECK_COUNTS_SIZE])
{
    snprintf(ret, CHECK_COUNTS_SIZE,
             "%lld subscriptions, %lld receipts, %lld credits, %lld postings, %lld events in "
             "%lld chains",
             (long long)counts->subscriptions, (long long)counts->receipts,
             (long long)counts->credits, (long long)counts->postings, (long long)counts->events,
             (long long)counts->streams);
}

/* --- keys and receipts that contradict one another ------------------------------------------ */

typedef Err FindNext(Tx *tx, const char *after, Arena *arena, const char **ret);

static Err
check_rows(Check *check, FindNext *find_next, const char *what)
{
    const char *found = "";

    arena_reset(check->arena, 0);
    for (int64_t count = 0; count < FINDINGS_MAX; count++) {
        TRY(find_next(&check->tx, found, check->arena, &found));
        if (found == NULL)
            break;
        check_found(check, "%s %s", found, what);
    }
    return OK;
}

/* --- events --------------------------------------------------------------------------------- */

/* The end of the chain as far as it holds. */
typedef struct Link {
    EventPlace place;
    Hash hash;
} Link;

/* A moment that is none has no text to be hashed. */
static bool
chain_holds(Check *check, const Hash *before, const Event *event)
{
    if (event->at < 0 || event->at / MICROS_PER_DAY > DATE_MAX_DAY)
        return false;
    bool known = event->form >= EVENT_FORM_PLAIN && event->form <= EVENT_FORM_SALTED;
    if (!known || !event_texts_fit(event, check->arena))
        return false;
    Hash hash = event_chain_hash(before, event, check->arena);
    return memcmp(hash.byte, event->hash.byte, sizeof(hash.byte)) == 0;
}

static bool
check_event(Check *check, const Event *event, Link *link)
{
    check->counts.events++;
    if (event->seq != link->place.seq + 1) {
        check_found(check, "events of %s: number %lld is missing", event->stream,
                    (long long)link->place.seq + 1);
        return false;
    }
    if (!chain_holds(check, &link->hash, event)) {
        check_found(check, "events of %s: the chain breaks at number %lld, %s", event->stream,
                    (long long)event->seq, event->id.text);
        return false;
    }
    link->place.seq = event->seq;
    link->hash = event->hash;
    check_note_event(check, event);
    return true;
}

/* RULE AUD-2: after a break nothing can be said, so the stream ends there. */
static Err
check_stream(Check *check, const char *stream)
{
    Link link = {.place = {.stream = stream}, .hash = EVENT_CHAIN_START};
    EventList list = {.more = true};
    bool holds = true;
    size_t mark = arena_mark(check->arena);

    check->counts.streams++;
    while (list.more && holds) {
        arena_reset(check->arena, mark);
        check_tell(check, "events", check->counts.events);
        TRY(store_event_list_of_stream(&check->tx, &link.place, CHECK_PAGE_ITEMS, check->arena,
                                       &list));
        for (size_t i = 0; i < list.count && holds; i++)
            holds = check_event(check, &list.item[i], &link);
    }
    arena_reset(check->arena, mark);
    return OK;
}

static Err
check_streams(Check *check)
{
    const char *stream;

    arena_reset(check->arena, 0);
    TRY(store_event_stream_next(&check->tx, "", check->arena, &stream));
    while (stream != NULL) {
        TRY(check_stream(check, stream));
        TRY(store_event_stream_next(&check->tx, stream, check->arena, &stream));
    }
    return OK;
}

/* A view or a trigger of somebody else's could make anything of what is read and written. */
static Err
check_schema_parts(Check *check)
{
    SchemaFaults faults;

    TRY(store_schema_faults(check->tx.db, check->arena, &faults));
    for (size_t i = 0; i < faults.count; i++)
        check_found(check, "schema: %s", faults.what[i]);
    return OK;
}

/* --- what the tables add up to -------------------------------------------------------------- */

typedef struct RowTally {
    const Check *check;
    int64_t rows;
} RowTally;

static void
tally_rows(void *to, int64_t rows)
{
    RowTally *tally = to;

    tally->rows += rows;
    check_tell(tally->check, "rows", tally->rows);
}

/* Every column of every row: what was changed, put in or taken away by anybody but the program. */
static Err
check_sums(Check *check)
{
    RowTally tally = {.check = check};
    SumCheck wanted = {.vault = check->wish->vault, .count = tally_rows, .to = &tally};
    SumFaults faults;

    TRY(store_sum_faults(&check->tx, &wanted, check->arena, &faults));
    for (size_t i = 0; i < faults.count; i++)
        check_report(check, faults.what[i]);
    return OK;
}

/* --- all of it ------------------------------------------------------------------------------ */

/* What reads whole rows; what came before has found them to be readable. */
static Err
check_content(Check *check)
{
    TRY(check_rows(check, store_check_reference_next, "that there is not is referred to"));
    TRY(check_subscriptions(check));
    TRY(check_rows(check, store_check_receipt_next, "is a receipt of no subscription"));
    TRY(check_rows(check, store_check_key_next, "is a key whose state no receipt bears out"));
    TRY(check_rows(check, store_check_receipt_key_next,
                   "stands in a receipt, but there is no such key or no such receipt"));
    TRY(check_rows(check, store_check_lot_next, "is a lot that does not have its keys"));
    TRY(check_credits(check));
    TRY(check_rows(check, store_check_usage_next, "has other days of use than its events"));
    TRY(check_rows(check, store_check_unrecorded_next, "is there, but no event made it"));
    TRY(check_rows(check, store_check_unmade_next, "is said by an event, but it is not there"));
    TRY(check_rows(check, store_check_posted_next,
                   "is a credit whose grants, lapses or corrections are not those of its events"));
    return check_keys(check);
}

/* Rows with words that nobody knows cannot be read, so nothing else is looked at beside them. */
static Err
check_all(Check *check)
{
    TRY(check_schema_parts(check));
    if (check->counts.findings > 0)
        return OK;
    TRY(check_sums(check));
    int64_t before = check->counts.findings;
    TRY(check_rows(check, store_check_word_next, "says a word that there is not"));
    if (check->counts.findings > before)
        return OK;
    TRY(check_content(check));
    before = check->counts.findings;
    TRY(check_streams(check));
    /* A chain that breaks does not say what came after it. */
    return check->counts.findings == before ? check_people(check) : OK;
}

static void
end_arena(Arena **arena)
{
    arena_free(arena);
}

Err
check_database(Db *db, const CheckWish *wish, CheckCounts *ret)
{
    CLEANUP(end_arena) Arena *arena = arena_new(ARENA_BYTES);
    CLEANUP(end_arena) Arena *kept = arena_new(KEPT_BYTES);
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(db, &tx));
    Check check = {.tx = tx, .arena = arena, .wish = wish};
    check.people = check_people_table(kept);
    Err err = check_all(&check);
    if (err != OK && check.counts.findings == 0)
        return err;
    /* A row that was changed may say what no row can, and then it is in the way of the others. */
    if (err != OK)
        check_found(&check, "the rest cannot be read: %s", store_problem(db));
    else
        TRY(tx_commit(&tx));

    *ret = check.counts;
    return OK;
}
