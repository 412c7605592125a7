#include "service/directory/user_parts.h"

#include "base/text/text.h"
#include "service/directory/directory.h"

static Err
refuse_item(Ctx *ctx, const char *list, size_t at, const char *detail)
{
    const char *pointer = arena_printf(ctx->arena, "%s/%zu", list, at);

    return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, pointer, detail);
}

Err
read_roles(Ctx *ctx, const RoleNames *names, Roles *ret)
{
    Roles allowed = names->of_operator ? ROLES_OF_OPERATOR : ROLES_OF_TENANT;
    Roles roles = 0;

    for (size_t i = 0; i < names->count; i++) {
        Roles role = role_from_name(names->name[i]);
        if ((role & allowed) == 0)
            return refuse_item(ctx, "/roles", i, TR("There is no such role here."));
        if ((role & roles) != 0)
            return refuse_item(ctx, "/roles", i, TR("State each role once."));
        roles |= role;
    }
    *ret = roles;
    return OK;
}

static int
compare_codes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

Err
read_programmes(Ctx *ctx, const char *pointer, const Programmes *codes, const char ***ret)
{
    size_t count = codes->count;
    const char **sorted = ARENA_NEW_ARRAY(ctx->arena, const char *, count);

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++)
            if (text_equal(codes->code[i], codes->code[j]))
                return refuse_item(ctx, pointer, i, TR("State each programme once."));
        sorted[i] = codes->code[i];
    }
    qsort(sorted, count, sizeof(*sorted), compare_codes);
    *ret = sorted;
    return OK;
}

Roles
roles_to_give(const Ctx *ctx)
{
    bool of_operator = id_is_empty(&ctx->actor.tenant_id);
    bool may = of_operator || (ctx->actor.roles & ROLE_GLOBAL_ADMIN) != 0;

    return may ? ROLES_OF_TENANT : 0;
}
