/*
 * User parts: roles and programmes as a request says them, for making users and for changing them
 * (user_parts.c), and how a change is written (change_user.c).
 */
#ifndef SERVICE_DIRECTORY_USER_PARTS_H
#define SERVICE_DIRECTORY_USER_PARTS_H

#include "service/directory/directory.h"
#include "store/directory/directory.h"

typedef struct RoleNames {
    const char **name;
    size_t count;
    bool of_operator; /* roles of a tenant and roles of the operator do not mix */
} RoleNames;

/* MEMBER_INVALID where there is no such role here, or twice the same. */
MUST_CHECK Err read_roles(Ctx *ctx, const RoleNames *names, Roles *ret);

typedef struct Programmes {
    const char **code;
    size_t count;
} Programmes;

/*
 * The codes in alphabetical order; MEMBER_INVALID where one stands there twice. The pointer is that
 * of the list in the request.
 */
MUST_CHECK Err read_programmes(Ctx *ctx, const char *pointer, const Programmes *codes,
                               const char ***ret);

/* Everything that is stored folded, but for the address: fold_people.c. */
void fold_user(Arena *arena, User *user);

bool has_same_programmes(const User *one, const User *other);

/* Nothing that was given out lets the person in any more: sessions, link, calendar, tokens.
 * shut_out.c */
MUST_CHECK Err shut_out(Ctx *ctx, Tx *tx, const Id *user_id);

/* What a change would make of somebody; the tenant is empty of the operator's staff. */
typedef struct UserPlan {
    User before, after;
    Tenant tenant;
} UserPlan;

/* As change_user() refuses it; nothing is written. change_user.c */
MUST_CHECK Err plan_user_change(Ctx *ctx, Tx *tx, const Id *id, const UserChange *change,
                                UserPlan *ret);

/* What became otherwise of somebody of this tenant, or of the operator's staff where its id is
 * empty, with its events; none where nothing did. */
MUST_CHECK Err save_user(Ctx *ctx, Tx *tx, const User *before, const User *after,
                         const Tenant *tenant);

#endif
