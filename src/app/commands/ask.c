#include "app/commands/ask.h"

#include "app/admin.h"
#include "app/commands/commands.h"

enum { ANSWER_MAX = 1024 * 1024 };

void
release_answer(json_t **json)
{
    json_decref(*json);
}

const char *
text_in(const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));

    return text != NULL ? text : "";
}

void
put_whose(Json *json, const Settings *settings)
{
    json_text_if(json, "email", settings->email);
    json_text_if(json, "tenantId", settings->tenant);
}

/* What there is not: of what was typed, the token, or whose account it would be, or its place. */
static void
print_absent(const Settings *settings, const char *code)
{
    const char *tenant = settings->tenant;

    if (settings->id != NULL)
        fprintf(stderr, "perq: there is no token %s (%s); perq token list shows those there are\n",
                settings->id, code);
    else if (settings->email != NULL && tenant != NULL)
        fprintf(stderr,
                "perq: there is no account %s in %s, or no such organisation (%s); perq user list "
                "--tenant %s shows those there are\n",
                settings->email, tenant, code, tenant);
    else if (settings->email != NULL)
        fprintf(stderr,
                "perq: there is no account %s (%s); perq user list shows the operator's staff, "
                "and with --tenant ID the people of an organisation\n",
                settings->email, code);
    else
        fprintf(stderr, "perq: there is no organisation %s (%s)\n", tenant, code);
}

/* A problem document, in words. */
static void
print_problem(const Settings *settings, const json_t *problem)
{
    const json_t *fault;
    size_t index;
    bool about_something =
        settings->id != NULL || settings->email != NULL || settings->tenant != NULL;

    if (about_something && strcmp(text_in(problem, "code"), "not-found") == 0) {
        print_absent(settings, text_in(problem, "code"));
        return;
    }
    fprintf(stderr, "perq: %s %s (%s)\n", text_in(problem, "title"), text_in(problem, "detail"),
            text_in(problem, "code"));
    json_array_foreach(json_object_get(problem, "errors"), index, fault)
        fprintf(stderr, "  %s: %s\n", text_in(fault, "pointer"), text_in(fault, "detail"));
}

int
ask_admin(const Settings *settings, const char *path, const Buf *request, json_t **ret)
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
    json_t *json = json_loads(answer.data, 0, NULL);
    if (status < 300 && json != NULL) {
        *ret = json;
        return EXIT_DONE;
    }
    print_problem(settings, json);
    json_decref(json);
    return status >= 500 ? EXIT_COULD_NOT : EXIT_NO;
}

int
ask_and_print(const Settings *settings, const char *path, const Buf *request, const char *member)
{
    CLEANUP(release_answer) json_t *json = NULL;
    int status = ask_admin(settings, path, request, &json);

    if (status == EXIT_DONE)
        puts(text_in(json, member));
    return status;
}
