/*
 * Signing in and out, choosing an organisation, and the passwords that this takes.
 */
#ifndef PORTAL_SIGN_IN_SIGN_IN_H
#define PORTAL_SIGN_IN_SIGN_IN_H

#include "html/form_view.h"
#include "store/directory/directory.h"
#include "store/sign_in/sign_in.h"

/* sign_in.html */

typedef struct SignInView {
    FormNote note;
    const char *ended; /* English: why one has to sign in again, or NULL */
    const char *next;  /* where to go on, or "" */
    FormInput email;
    FormInput password;
} SignInView;

void html_sign_in(Html *page, const SignInView *view);

/* organisation.html */

typedef struct OwnAccountView {
    OwnAccount account;
    const char *role[ROLES_MAX + 1]; /* English */
    size_t role_count;
    bool here;
} OwnAccountView;

typedef struct OrganisationView {
    const Actor *actor;
    const char *next;
    OwnAccountView *account;
    size_t account_count;
    UserList administrators; /* whom to ask, where one has no role */
} OrganisationView;

void html_organisation(Html *page, const OrganisationView *view);

/* password.html */

typedef struct PasswordView {
    FormNote note;
    const char *action; /* where the form goes */
    const char *email;  /* whose password it is, for password managers, or NULL */
    FormInput input[4];
    size_t input_count;
    bool first_operator;
    bool own; /* changed by whoever is signed in, and not by a link */
} PasswordView;

void html_password(Html *page, const PasswordView *view);

/* time_zone.html */

typedef struct ZoneRegion {
    const char *name; /* such as Europe; "" where the zone belongs to none */
    const char *const *zone;
    size_t count;
} ZoneRegion;

typedef struct ZoneView {
    const char *next;
    const char *chosen;
    Micros now;
    ZoneRegion *region;
    size_t region_count;
} ZoneView;

void html_time_zone(Html *page, const ZoneView *view);

/* --- what the handlers share ------------------------------------------------------------------ */

/* Of an address at which to go on. */
enum { NEXT_MAX = 2000 };

/* The cookie of a session that begins. */
MUST_CHECK Err keep_session(Ctx *ctx, Reply *reply, const char *text);

/* Where to go: on, where that is a page of ours, else to the fallback. */
MUST_CHECK Err go_on(Ctx *ctx, const Request *request, Reply *reply, const char *next,
                     const char *fallback);

#endif
