/*
 * User parts: roles and programmes as a request says them, for making users and for changing them.
 */
#ifndef SERVICE_USER_PARTS_H
#define SERVICE_USER_PARTS_H

#include "service/service.h"

typedef struct RoleNames {
    const char **name;
    size_t count;
    bool of_operator; /* roles of a tenant and roles of the operator do not mix */
} RoleNames;

/* MEMBER_INVALID where there is no such role here, or twice the same. */
MUST_CHECK Err read_roles(Ctx *ctx, const RoleNames *names, Roles *ret);

/* The codes in alphabetical order; MEMBER_INVALID where one stands there twice. */
MUST_CHECK Err read_programmes(Ctx *ctx, const char **code, size_t count, const char ***ret);

#endif
