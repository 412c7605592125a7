/*
 * perq user and perq token, as far as they give something: the first administrators, links that set
 * passwords and tokens, on the server's own machine.
 */
#include "app/commands/commands.h"

#include "app/commands/ask.h"

int
cmd_user_create(const Settings *settings)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ASK_ARENA_BYTES);
    Buf request = buf_new(arena, ASK_REQUEST_MAX);
    Json json = json_new(&request);

    json_object_begin(&json, NULL);
    put_whose(&json, settings);
    json_text(&json, "displayName", settings->name);
    json_array_begin(&json, "roles");
    for (int i = 0; i < settings->role_count; i++)
        json_text(&json, NULL, settings->role[i]);
    json_array_end(&json);
    json_object_end(&json);
    return ask_and_print(settings, "/local/users", &request, "id");
}

int
cmd_token_create(const Settings *settings)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ASK_ARENA_BYTES);
    Buf request = buf_new(arena, ASK_REQUEST_MAX);
    Json json = json_new(&request);

    json_object_begin(&json, NULL);
    put_whose(&json, settings);
    json_text_if(&json, "name", settings->name);
    json_int(&json, "days", settings->days);
    json_object_end(&json);
    return ask_and_print(settings, "/local/tokens", &request, "token");
}

int
cmd_user_link(const Settings *settings)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ASK_ARENA_BYTES);
    Buf request = buf_new(arena, ASK_REQUEST_MAX);
    Json json = json_new(&request);

    json_object_begin(&json, NULL);
    put_whose(&json, settings);
    json_object_end(&json);
    return ask_and_print(settings, "/local/password-links", &request, "path");
}
