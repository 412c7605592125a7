#include "domain/role.h"

static const Roles PERMITTED[PERMIT_COUNT] = {
#define PERMIT(name, roles) [PERMIT_##name] = (roles),
#include "domain/role.def"
#undef PERMIT
};

static const struct {
    Roles role;
    const char *name;
} ROLES[] = {
#define ROLE(name, text, bit) {ROLE_##name, text},
#include "domain/role.def"
#undef ROLE
};

static_assert(COUNT_OF(ROLES) <= ROLES_MAX, "room for every name");

/* RULE BEN-12: what is not named goes on: reading, metering, and taking licences away. */
bool
permit_is_stopped(Permit permit)
{
    switch (permit) {
#define STOPPED(name) case PERMIT_##name:
#include "domain/role.def"
#undef STOPPED
        return true;
    default:
        return false;
    }
}

/* RULE ROLE-1: what is not named in the table is refused. */
bool
role_permits(Roles roles, Permit permit)
{
    assert(permit > PERMIT_UNDECLARED && permit < PERMIT_COUNT);
    if (permit == PERMIT_PUBLIC || permit == PERMIT_SIGNED_IN || permit == PERMIT_LINK)
        return true;
    if ((roles & ROLE_SUSPENDED) != 0 && permit_is_stopped(permit))
        return false;
    return (roles & PERMITTED[permit]) != 0;
}

Roles
role_from_name(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(ROLES); i++)
        if (strcmp(ROLES[i].name, name) == 0)
            return ROLES[i].role;
    return 0;
}

void
role_names(Roles roles, const char *ret_names[ROLES_MAX + 1])
{
    size_t count = 0;

    for (size_t i = 0; i < COUNT_OF(ROLES); i++)
        if ((roles & ROLES[i].role) != 0)
            ret_names[count++] = ROLES[i].name;
    ret_names[count] = NULL;
}

const char *const TENANT_ROLE_NAMES[] = {
    "global-admin", "partner-admin", "billing-admin", "user-admin", "reader", NULL,
};
