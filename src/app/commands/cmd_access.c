/*
 * perq user and perq token, as far as they look and take back: who may sign in, and which tokens
 * there are.
 */
#include "app/commands/commands.h"

#include "app/commands/ask.h"
#include "base/id/id.h"

/* --- taking back ---------------------------------------------------------------------------- */

static int
let_sign_in(const Settings *settings, bool disabled)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ASK_ARENA_BYTES);
    Buf request = buf_new(arena, ASK_REQUEST_MAX);
    Json json = json_new(&request);

    json_object_begin(&json, NULL);
    put_whose(&json, settings);
    json_bool(&json, "disabled", disabled);
    json_object_end(&json);
    return ask_and_print(settings, "/local/users/change", &request, "id");
}

int
cmd_user_disable(const Settings *settings)
{
    return let_sign_in(settings, true);
}

int
cmd_user_enable(const Settings *settings)
{
    return let_sign_in(settings, false);
}

int
cmd_token_revoke(const Settings *settings)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ASK_ARENA_BYTES);
    Buf request = buf_new(arena, ASK_REQUEST_MAX);
    Json json = json_new(&request);

    if ((settings->id == NULL) == (settings->email == NULL)) {
        complain_of_use(settings, "either --id or --email", "is needed, and not both");
        return EXIT_WRONG_USE;
    }
    json_object_begin(&json, NULL);
    json_text_if(&json, "tokenId", settings->id);
    put_whose(&json, settings);
    json_object_end(&json);
    return ask_and_print(settings, "/local/tokens/revoke", &request, "revoked");
}

/* --- lists ---------------------------------------------------------------------------------- */

typedef void PrintItem(const json_t *item);

static const char *
or_none(const char *text)
{
    return *text != '\0' ? text : "-";
}

static void
print_roles(const json_t *roles)
{
    const json_t *role;
    size_t index;

    json_array_foreach(roles, index, role)
        printf("%s%s", index == 0 ? "" : ",", json_string_value(role));
    if (json_array_size(roles) == 0)
        putchar('-');
}

static void
print_user(const json_t *user)
{
    printf("%s\t%s\t%s\t", text_in(user, "id"), text_in(user, "email"),
           text_in(user, "displayName"));
    print_roles(json_object_get(user, "roles"));
    puts(json_is_true(json_object_get(user, "disabled")) ? "\tdisabled" : "\tenabled");
}

static void
print_token(const json_t *token)
{
    const char *tenant = text_in(token, "tenantId");

    printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\n", text_in(token, "id"), or_none(text_in(token, "name")),
           text_in(token, "email"), *tenant != '\0' ? tenant : "operator",
           text_in(token, "createdAt"), or_none(text_in(token, "lastUsedOn")),
           text_in(token, "expiresAt"));
}

/* One part of the list, behind the item with the id *after, which is the last printed afterwards.
 */
static int
print_part(const Settings *settings, const char *path, PrintItem *print, Id *after, bool *ret_more)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ASK_ARENA_BYTES);
    CLEANUP(release_answer) json_t *json = NULL;
    Buf request = buf_new(arena, ASK_REQUEST_MAX);
    Json out = json_new(&request);
    const json_t *item;
    size_t index;

    json_object_begin(&out, NULL);
    put_whose(&out, settings);
    json_text_if(&out, "after", after->text[0] != '\0' ? after->text : NULL);
    json_object_end(&out);
    int status = ask_admin(settings, path, &request, &json);
    if (status != EXIT_DONE)
        return status;
    json_array_foreach(json_object_get(json, "items"), index, item)
    {
        print(item);
        *after = id_from(text_in(item, "id"));
    }
    *ret_more = json_object_get(json, "next") != NULL;
    return EXIT_DONE;
}

static int
print_list(const Settings *settings, const char *path, PrintItem *print)
{
    Id after = {{0}};
    bool more = true;
    int status = EXIT_DONE;

    while (status == EXIT_DONE && more)
        status = print_part(settings, path, print, &after, &more);
    return status;
}

int
cmd_user_list(const Settings *settings)
{
    return print_list(settings, "/local/users/list", print_user);
}

int
cmd_token_list(const Settings *settings)
{
    return print_list(settings, "/local/tokens/list", print_token);
}
