/*
 * Audit line: what one line of an export says; see audit.h.
 */
#ifndef SERVICE_AUDIT_AUDIT_LINE_H
#define SERVICE_AUDIT_AUDIT_LINE_H

#include "service/audit/audit.h"
#include "store/events/events.h"

typedef enum AuditLineKind {
    AUDIT_LINE_BLANK,
    AUDIT_LINE_WRONG, /* none of the others */
    AUDIT_LINE_EVENT,
    AUDIT_LINE_HEAD,
    AUDIT_LINE_BEGIN, /* of an export, */
    AUDIT_LINE_END,   /* and its last */
} AuditLineKind;

typedef struct AuditLine {
    AuditLineKind kind;
    const char *wrong; /* why it is */
    Event event;       /* of a head its stream, number and hash only */
    bool withheld;     /* the hash covers an address that is not told */
    int64_t events;    /* how many there are, as the end says */
    int64_t chains;
} AuditLine;

/*
 * An event has all members that its hash covers, each in the one form that there is, and none that
 * it does not cover: what a line says beside its hash is not to be taken for proven.
 */
void audit_line_read(const char *text, size_t length, Arena *arena, AuditLine *ret);

#endif
