/*
 * Whom a name or an e-mail address means, for the forms that give a credit to somebody.
 */
#include "portal/credits/credits.h"

#include "service/directory/directory.h"
#include "service/people/people.h"

enum { SUGGESTED_MAX = 200 };

Err
load_person_field(Ctx *ctx, const char *label, PersonField *ret)
{
    UserQuery all = DEFAULTS_OF(USER_QUERY);
    UserSearch ignored;

    all.limit = SUGGESTED_MAX;
    ret->label = label;
    ret->may_add = role_permits(ctx->actor.roles, PERMIT_DIRECTORY_CHANGE);
    return list_users(ctx, &ctx->actor.tenant_id, &all, &ignored, &ret->candidates);
}

Err
look_for_person(Ctx *ctx, const char *typed, PersonField *field)
{
    NamedPeople named;

    TRY(find_people_named(ctx, typed, &named));
    field->typed = typed;
    field->found = named.people;
    field->nobody = named.people.count == 0;
    return OK;
}
