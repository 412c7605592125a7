/*
 * Approvals: what takes two people of the staff, for the second of them (RULE ROLE-3).
 */
#ifndef CONSOLE_APPROVALS_APPROVALS_H
#define CONSOLE_APPROVALS_APPROVALS_H

#include "html/badge.h"
#include "html/form_view.h"
#include "html/html.h"
#include "service/approvals/approvals.h"

/* What is asked for by a kind of that name, in English. */
const char *approval_kind_text(const char *kind);

Badge badge_of_approval(ApprovalState state);

/* Which of them a list shows, in the order of APPROVAL_SHOW_NAMES. */
enum { SHOW_FOR_ME, SHOW_WAITING, SHOW_ALL, APPROVAL_SHOWS };
extern const char *const APPROVAL_SHOW_NAMES[];

typedef struct ApprovalTab {
    const char *text; /* English */
    const char *address;
    bool chosen;
} ApprovalTab;

typedef struct ApprovalRow {
    const Approval *approval;
    Badge badge;
} ApprovalRow;

typedef struct ApprovalsView {
    ApprovalTab tab[APPROVAL_SHOWS];
    int64_t show;
    ApprovalRow *row;
    size_t count;
    const char *next; /* address of more of them, or NULL */
} ApprovalsView;

void html_approvals(Html *page, const ApprovalsView *view);

/* Something that approving would do, in the reader's words. */
typedef enum FactKind { FACT_TEXT, FACT_DAY, FACT_MOMENT, FACT_MONEY } FactKind;

typedef struct FactRow {
    const char *label; /* English */
    FactKind kind;
    const char *text;
    Date day;
    Micros moment;
    const char *currency; /* and of it so many millionths */
    int64_t micros;
} FactRow;

typedef struct ApprovalPage {
    const Approval *approval;
    Badge badge;
    FactRow *fact;
    size_t fact_count;
    const char *subject_address; /* where what it is about stands, or NULL */
    FormNote note;
    FormInput reason; /* why it is refused */
    bool waits;
    bool outdated;
    bool own;        /* the reader asked for it */
    bool may_decide; /* the reader may approve and refuse it */
} ApprovalPage;

void html_approval(Html *page, const ApprovalPage *view);

#endif
