/*
 * perq user and perq token: the first administrators, on the server's own machine.
 */
#include "app/commands/commands.h"

#include "app/admin.h"
#include "base/format/format.h"

#include <jansson.h>

enum { ARENA_BYTES = 1024 * 1024, ANSWER_MAX = 65536, REQUEST_MAX = 8192 };

static void
release_account(json_t **json)
{
    json_decref(*json);
}

static const char *
account_text(const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));

    return text != NULL ? text : "";
}

/* A problem document, in words. */
static void
print_problem(const json_t *problem)
{
    const json_t *fault;
    size_t index;

    fprintf(stderr, "perq: %s %s (%s)\n", account_text(problem, "title"),
            account_text(problem, "detail"), account_text(problem, "code"));
    json_array_foreach(json_object_get(problem, "errors"), index, fault) fprintf(
        stderr, "  %s: %s\n", account_text(fault, "pointer"), account_text(fault, "detail"));
}

/* Prints one member of the answer, or on standard error what the answer says is wrong. */
static int
send_request(const Settings *settings, const char *path, const Buf *request, const char *member)
{
    Buf answer = buf_new(request->arena, ANSWER_MAX);
    int status;

    if (request->full) {
        fputs("perq: what is given is too long\n", stderr);
        return EXIT_WRONG_USE;
    }
    if (!admin_request(settings, path, request->data, &status, &answer)) {
        fputs("perq: the database is not to be had, or the running server does not answer\n",
              stderr);
        return EXIT_COULD_NOT;
    }
    CLEANUP(release_account) json_t *json = json_loads(answer.data, 0, NULL);
    const char *text = json_string_value(json_object_get(json, member));
    if (status >= 300 || text == NULL) {
        print_problem(json);
        return status >= 500 ? EXIT_COULD_NOT : EXIT_NO;
    }
    puts(text);
    return EXIT_DONE;
}

static int
needs(const char *what)
{
    fprintf(stderr, "perq: %s is needed (perq help says more)\n", what);
    return EXIT_WRONG_USE;
}

int
cmd_user_create(const Settings *settings)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    Buf request = buf_new(arena, REQUEST_MAX);
    Json json = json_new(&request);

    if (settings->email == NULL || settings->name == NULL)
        return needs(settings->email == NULL ? "--email" : "--name");
    json_object_begin(&json, NULL);
    json_text(&json, "email", settings->email);
    json_text(&json, "displayName", settings->name);
    json_text_if(&json, "tenantId", settings->tenant);
    json_array_begin(&json, "roles");
    for (int i = 0; i < settings->role_count; i++)
        json_text(&json, NULL, settings->role[i]);
    json_array_end(&json);
    json_object_end(&json);
    return send_request(settings, "/local/users", &request, "id");
}

int
cmd_token_create(const Settings *settings)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    Buf request = buf_new(arena, REQUEST_MAX);
    Json json = json_new(&request);

    if (settings->email == NULL)
        return needs("--email");
    json_object_begin(&json, NULL);
    json_text(&json, "email", settings->email);
    json_text_if(&json, "tenantId", settings->tenant);
    json_int(&json, "days", settings->days);
    json_object_end(&json);
    return send_request(settings, "/local/tokens", &request, "token");
}

int
cmd_user_link(const Settings *settings)
{
    CLEANUP(arena_free) Arena *arena = arena_new(ARENA_BYTES);
    Buf request = buf_new(arena, REQUEST_MAX);
    Json json = json_new(&request);

    if (settings->email == NULL)
        return needs("--email");
    json_object_begin(&json, NULL);
    json_text(&json, "email", settings->email);
    json_text_if(&json, "tenantId", settings->tenant);
    json_object_end(&json);
    return send_request(settings, "/local/password-links", &request, "path");
}
