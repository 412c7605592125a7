/*
 * Whom a list of ids, addresses and names means.
 */
#include "service/directory/directory.h"

#include "base/text/text.h"

/* As addresses and names are stored folded; an id is as it is. */
static const char *
folded_name(Arena *arena, const char *said)
{
    const char *email = text_as_email(arena, said);

    if (id_is(said, "usr_"))
        return said;
    return email != NULL ? email : text_lower(arena, said);
}

/* Of several the one with that address: nobody else's name can take it away. */
static const User *
the_one_meant(const UserList *called, const char *name)
{
    for (size_t i = 0; i < called->count; i++)
        if (text_equal(called->item[i].email, name))
            return &called->item[i];
    return called->count == 1 ? &called->item[0] : NULL;
}

static bool
is_in_row_before(const PersonRows *rows, const User *user)
{
    for (size_t i = 0; i < rows->count; i++)
        if (id_equal(&rows->row[i].user.id, &user->id))
            return true;
    return false;
}

static PersonRow
person_row(const PersonRows *before, const char *said, const char *name, const UserList *called)
{
    const User *user = the_one_meant(called, name);
    PersonRow row = {.said = said};

    if (user == NULL)
        row.result =
            row_refused(called->count == 0 ? ERR_USER_NOT_IN_DIRECTORY : ERR_PERSON_AMBIGUOUS);
    else if (is_in_row_before(before, user))
        row.result = row_refused(ERR_PERSON_REPEATED);
    if (user != NULL)
        row.user = *user;
    return row;
}

Err
find_people_of_rows(Ctx *ctx, Tx *tx, const Id *tenant_id, const PeopleInput *input,
                    PersonRows *ret)
{
    size_t count = input->person_count;
    const char **name = ARENA_NEW_ARRAY(ctx->arena, const char *, count);
    PersonRows rows = {.row = ARENA_NEW_ARRAY(ctx->arena, PersonRow, count)};
    UserList *called;

    for (size_t i = 0; i < count; i++)
        name[i] = folded_name(ctx->arena, input->person[i]);
    TRY(store_user_lists_named(tx, &(UserNames){*tenant_id, name, count}, ctx->arena, &called));
    for (size_t i = 0; i < count; i++) {
        rows.row[i] = person_row(&rows, input->person[i], name[i], &called[i]);
        rows.count++;
    }
    *ret = rows;
    return OK;
}
