/*
 * Members: what several answers have in common. Partners, tenants and users are written as members
 * of an object that the caller begins and ends.
 */
#ifndef API_MEMBERS_H
#define API_MEMBERS_H

#include "base/format/format.h"
#include "domain/coterm.h"
#include "http/http.h"
#include "service/approvals/approvals.h"
#include "service/benefits/benefits.h"
#include "service/context.h"
#include "store/catalogue/catalogue.h"
#include "store/directory/directory.h"
#include "store/keys/keys.h"
#include "store/subscriptions/subscriptions.h"

void put_partner(Json *json, const Partner *partner);
void put_tenant(Json *json, const Tenant *tenant);
void put_user(Json *json, const User *user);
/* The address that sets a password, once. users.c */
void put_password_link(const Ctx *ctx, Json *json, const char *text);
/* A list of them, as the whole answer; what was looked for says where it goes on. */
MUST_CHECK Err reply_users(Ctx *ctx, Reply *reply, const UserSearch *search, const UserList *list);
/* Likewise. tokens.c */
MUST_CHECK Err reply_tokens(Ctx *ctx, Reply *reply, const TokenList *list);

/* An enrolment, and one that would be made. enrolments.c */
void put_enrolment(Json *json, const EnrolmentView *view);
void put_enrolment_preview(Json *json, const EnrolmentPreview *preview);

/*
 * ask_approval(); where that has to wait for somebody else *ret_waits, and 202 with the approval is
 * the whole answer. approvals/approvals.c
 */
MUST_CHECK Err reply_asked(Ctx *ctx, Reply *reply, ApprovalKind kind, const Asked *asked,
                           bool *ret_waits);

/* lots.c */
void reply_lot(Ctx *ctx, Reply *reply, const KeyLot *lot);

/* How much of a product, as the one member that its kind has. */
void put_quantity(Json *json, ProductKind kind, const Quantity *quantity);

/* The arithmetic of a redemption, with its numbers and in words (RULE CT-7). calculation.c */
void put_calculation(Json *json, const Ctx *ctx, const Calculation *calculation);

/* As members of an object that the caller begins and ends. subscriptions.c */
void put_subscription_members(Ctx *ctx, Json *json, const Subscription *subscription);

/* What of a batch was not taken, as the member "rejected" of its answer. rejected.c */
void put_rejected(Ctx *ctx, Json *json, const Rejection *rejected, size_t count);

#endif
