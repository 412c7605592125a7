/*
 * Whom a name or an e-mail address means, for the forms that give something to somebody.
 */
#include "portal/people/people.h"

#include "service/directory/directory.h"
#include "service/people/people.h"

enum { SUGGESTED_MAX = 20 };

Err
load_person_field(Ctx *ctx, const char *typed, PersonField *field)
{
    PeopleQuery query = DEFAULTS_OF(PEOPLE_QUERY);

    query.limit = SUGGESTED_MAX;
    query.filter.q = typed;
    query.alone = true;
    field->typed = typed;
    field->may_add = role_permits(ctx->actor.roles, PERMIT_DIRECTORY_CHANGE);
    return list_people(ctx, &query, &field->candidates);
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

Err
name_person(Ctx *ctx, const char *typed, const char *user_id, Id *ret)
{
    NamedPeople named;

    *ret = (Id){0};
    if (user_id != NULL) {
        *ret = id_from(user_id);
        return OK;
    }
    if (typed == NULL)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/person",
                             TR("Enter a name or an e-mail address."));
    TRY(find_people_named(ctx, typed, &named));
    if (named.people.count == 0)
        return ERR_USER_NOT_IN_DIRECTORY;
    if (named.exact && named.people.count == 1)
        *ret = named.people.item[0].id;
    return OK;
}
