/*
 * Role: who may do what.
 *
 * A user holds any number of roles; a permission names the roles of which one is enough. Every
 * route names a permission (RULE ROLE-1), and the table of them is role.def.
 */
#ifndef DOMAIN_ROLE_H
#define DOMAIN_ROLE_H

#include "base/err.h"

/* A set of roles, one bit each. */
typedef uint32_t Roles;

enum {
#define ROLE(name, text, bit) ROLE_##name = 1u << (bit),
#include "domain/role.def"
#undef ROLE
};

/*
 * No role: who has it among their roles is of a suspended partner, and may not do what STOPPED() in
 * role.def names (RULE BEN-12). It is never stored.
 */
#define ROLE_SUSPENDED ((Roles)1 << 31)

/* PERMIT_UNDECLARED is what a forgotten column gives, and the server refuses to start with it. */
typedef enum Permit {
    PERMIT_UNDECLARED = 0,
    PERMIT_PUBLIC,    /* anybody, not signed in */
    PERMIT_SIGNED_IN, /* anybody who is signed in */
    PERMIT_LINK,      /* whoever has the link: the secret in it says whose it is */
    PERMIT_LOCAL,     /* the server's own machine, over the administration socket */
#define PERMIT(name, roles) PERMIT_##name,
#include "domain/role.def"
#undef PERMIT
    PERMIT_COUNT
} Permit;

/* The roles of the operator's staff; the others belong to a tenant. */
#define ROLES_OF_OPERATOR                                                                          \
    (ROLE_OPERATOR_ADMIN | ROLE_CATALOGUE_MANAGER | ROLE_SUPPORT_AGENT | ROLE_AUDITOR)

#define ROLES_OF_TENANT                                                                            \
    (ROLE_GLOBAL_ADMIN | ROLE_PARTNER_ADMIN | ROLE_BILLING_ADMIN | ROLE_USER_ADMIN | ROLE_READER)

/* May somebody with these roles? True for PERMIT_PUBLIC, PERMIT_SIGNED_IN, PERMIT_LINK. */
MUST_CHECK bool role_permits(Roles roles, Permit permit);

/* May nobody of a suspended partner do it (RULE BEN-12)? */
MUST_CHECK bool permit_is_stopped(Permit permit);

/* The roles of a tenant's people by their names, in the order of role.def; ends with NULL. */
extern const char *const TENANT_ROLE_NAMES[];

/* The role with this name ("billing-admin"); 0 if there is none. */
Roles role_from_name(const char *name);

/* The names of a set, in the order of role.def, ending with NULL. */
enum { ROLES_MAX = 16 };
void role_names(Roles roles, const char *ret_names[ROLES_MAX + 1]);

#endif
