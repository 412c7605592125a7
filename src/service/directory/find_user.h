/*
 * Find user: by e-mail address, for commands of the operator, and in the directory of a tenant.
 */
#ifndef SERVICE_DIRECTORY_FIND_USER_H
#define SERVICE_DIRECTORY_FIND_USER_H

#include "service/service.h"

/*
 * An address can stand in several tenants; then tenant_id, which may be NULL, must say which one.
 * NOT_FOUND, or MEMBER_INVALID where it does not say.
 */
MUST_CHECK Err find_user_by_email(Ctx *ctx, Tx *tx, const char *email, const char *tenant_id,
                                  User *ret);

/*
 * The one with this id in that tenant's directory, to whom something is to be given;
 * USER_NOT_IN_DIRECTORY, USER_DISABLED.
 */
MUST_CHECK Err find_user_of_tenant(Ctx *ctx, Tx *tx, const Id *tenant_id, const Id *user_id,
                                   User *ret);

#endif
