/*
 * Staff: the people of the operator, one of them, and the form that invites one.
 */
#ifndef CONSOLE_STAFF_STAFF_H
#define CONSOLE_STAFF_STAFF_H

#include "html/fault.h"
#include "html/form_view.h"
#include "html/html.h"
#include "service/directory/directory.h"
#include "service/sign_in/sign_in.h"

enum { STAFF_ROLES_MAX = 8 };

/* A role of the staff, and whether somebody has it or is to have it. */
typedef struct StaffRole {
    const char *name;
    const char *text; /* English */
    bool chosen;
} StaffRole;

typedef struct StaffRoles {
    StaffRole *role;
    size_t count;
    const char *fault; /* in the reader's language, or NULL */
} StaffRoles;

typedef struct StaffRow {
    const User *user;
    const char *role[ROLES_MAX + 1]; /* English */
    size_t role_count;
} StaffRow;

typedef struct StaffView {
    StaffRow *row;
    size_t count;
    const char *next; /* more of them, or NULL */
    bool may_change;
} StaffView;

typedef struct NewMemberView {
    FormNote note;
    FormInput name, email;
    StaffRoles roles;
} NewMemberView;

typedef struct MemberView {
    StaffRow row;
    FormNote note;
    StaffRoles roles;
    const char *link; /* that was made just now, or NULL */
    bool may_change;
    bool self; /* who reads: own roles and access are for others to change */
} MemberView;

void html_staff(Html *page, const StaffView *view);
void html_new_member(Html *page, const NewMemberView *view);
void html_member(Html *page, const MemberView *view);

#endif
