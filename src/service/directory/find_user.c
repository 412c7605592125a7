/*
 * People found by an address or an id, for other services.
 */
#include "service/directory/directory.h"

#include "base/text/text.h"

/* The staff have no tenant, so theirs is an empty id. */
static const char *
tenant_in(const Whose *whose)
{
    bool of_staff = whose->tenant_id != NULL && text_equal(whose->tenant_id, "operator");

    return of_staff ? "" : whose->tenant_id;
}

Err
find_user_by_email(Ctx *ctx, Tx *tx, const Whose *whose, User *ret)
{
    const char *tenant_id = tenant_in(whose);
    UserList list;
    const User *found = NULL;

    TRY(store_user_list_by_email(tx, whose->email, ctx->arena, &list));
    for (size_t i = 0; i < list.count; i++) {
        if (tenant_id != NULL && !text_equal(tenant_id, list.item[i].tenant_id.text))
            continue;
        if (found != NULL)
            return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/tenantId",
                                 TR("Several organisations know this address: name one."));
        found = &list.item[i];
    }
    if (found == NULL)
        return ERR_NOT_FOUND;
    *ret = *found;
    return OK;
}

Err
find_user_of_tenant(Ctx *ctx, Tx *tx, const Id *tenant_id, const Id *user_id, User *ret)
{
    User user;
    Err err = store_user_get(tx, user_id, ctx->arena, &user);

    if (err == ERR_NOT_FOUND)
        return ERR_USER_NOT_IN_DIRECTORY;
    TRY(err);
    if (!id_equal(&user.tenant_id, tenant_id))
        return ERR_USER_NOT_IN_DIRECTORY;
    if (user.disabled_at != 0)
        return ERR_USER_DISABLED;
    *ret = user;
    return OK;
}
