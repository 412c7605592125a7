/*
 * Check: does what the database says agree with itself?
 *
 * Every subscription is rebuilt from its receipts and compared with what is stored (RULE SUB-5);
 * assigned licences are counted (RULE SUB-6); keys are held against the receipts that name them
 * (RULE KEY-3); every credit is rebuilt from its ledger, and its use from its events (RULE CR-7);
 * every chain of events is followed from its beginning (RULE AUD-2), and everybody's roles are held
 * against the events that gave them. What was made by nobody's event is found, and a lot whose keys
 * are not there. The schema must be what the migrations make, rows refer to rows that there are,
 * and every row of every table is held against what the tables add up to (sums_sqlite.c). Reads
 * only, in one snapshot, so the server may go on working.
 */
#ifndef SERVICE_CHECK_CHECK_H
#define SERVICE_CHECK_CHECK_H

#include "store/engine/engine.h"

/* Called with one sentence for each thing that is wrong. No secrets in it. */
typedef void ReportFinding(void *to, const char *what);

/* Called now and then, with what is looked at and how many of it were until now. */
typedef void ReportProgress(void *to, const char *what, int64_t done);

typedef struct CheckWish {
    ReportFinding *finding;
    ReportProgress *progress; /* or NULL */
    void *to;
    const Vault *vault; /* NULL where there is none: seals and sealed copies are not looked at */
} CheckWish;

typedef struct CheckCounts {
    int64_t subscriptions;
    int64_t receipts;
    int64_t credits;
    int64_t postings;
    int64_t events;
    int64_t streams;
    int64_t keys; /* product keys whose sealed copies were opened */
    int64_t findings;
} CheckCounts;

enum { CHECK_COUNTS_SIZE = 256 };

/* "2 subscriptions, 3 receipts, ...": the same for every command that checks. */
void check_counts_text(const CheckCounts *counts, char ret[CHECK_COUNTS_SIZE]);

/* Fails only where the database cannot be read; what is wrong with its content is reported. */
MUST_CHECK Err check_database(Db *db, const CheckWish *wish, CheckCounts *ret);

#endif
