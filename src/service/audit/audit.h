/*
 * Audit: follows the chains of an export of events, with nothing but the file (RULE AUD-6).
 *
 * An export is JSON lines, as docs/AUDIT.md says: events in the order in which they happened, then
 * the head of each chain, which is its last number and hash. The lines of a feed that somebody kept
 * are followed the same way. A line is read and forgotten: what is kept is the end of each chain
 * and the heads that were written down earlier, some 200 bytes each.
 *
 * After a break the chain is followed on from the hash that the event says it has, so that each
 * change is found once, and not everything behind it too.
 */
#ifndef SERVICE_AUDIT_AUDIT_H
#define SERVICE_AUDIT_AUDIT_H

#include "base/base.h"

enum {
    AUDIT_CHAINS_MAX = 1000000, /* with those that have heads only */
    AUDIT_HEADS_MAX = 1000000,
    AUDIT_FINDINGS_TOLD = 100, /* the others are counted: nobody reads more */
};

/* Called with one sentence for each thing that is wrong. */
typedef void AuditFinding(void *to, const char *what);

typedef struct AuditCounts {
    int64_t events;
    int64_t chains;
    int64_t heads; /* that were written down earlier and are those of the file */
    int64_t taken; /* events whose hash covers an address that the file does not tell */
    int64_t findings;
    bool has_heads; /* the file is a whole export, which says where each chain ends */
} AuditCounts;

/* What the first line of an export and its last say that it is. */
#define AUDIT_EXPORT_FORM "perq-audit-1"

typedef struct Audit Audit;

Audit *audit_new(AuditFinding *finding, void *to);
void audit_free(Audit **audit);

/*
 * Heads that were written down earlier, a line each, before the first line of the export. The lines
 * of an earlier export will do: those that are no heads are passed over.
 */
void audit_read_head(Audit *audit, const char *line, size_t length);

/* The lines of the export, in their order; NULL is one that was too long to be kept. */
void audit_read_line(Audit *audit, const char *line, size_t length);

/* After the last. */
AuditCounts audit_end(Audit *audit);

#endif
