/*
 * Any bytes for the commands that are filters, `perq coterm` and `perq key check`: each line has
 * one answer of a form that is known, and the same one when it is asked again.
 */
#include "app/commands/commands.h"
#include "app/commands/line.h"
#include "base/text/text.h"

#include <jansson.h>
#include <string.h>

enum { INPUT_MAX = 20000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Answered {
    char *text;
    size_t size;
    int status;
} Answered;

static int
run_coterm(FILE *in, FILE *out)
{
    return cmd_coterm(in, out, stderr);
}

static Answered
answered(int (*command)(FILE *in, FILE *out), const uint8_t *data, size_t size)
{
    Answered answered = {0};
    FILE *in = fmemopen((void *)(uintptr_t)data, size, "r");
    FILE *out = open_memstream(&answered.text, &answered.size);

    assert(in != NULL && out != NULL);
    answered.status = command(in, out);
    fclose(in);
    fclose(out);
    return answered;
}

static size_t
lines_in(const uint8_t *data, size_t size)
{
    size_t lines = size > 0 && data[size - 1] != '\n';

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    return lines;
}

static bool
is_term(const json_t *answer)
{
    return json_object_size(answer) == 3 && json_is_integer(json_object_get(answer, "licenses")) &&
           json_is_integer(json_object_get(answer, "carry")) &&
           json_is_string(json_object_get(answer, "endsOn"));
}

static void
check_coterm_answer(const char *line)
{
    json_t *answer = json_loads(line, 0, NULL);

    assert(answer != NULL && json_is_object(answer));
    size_t members = json_object_get(answer, "member") == NULL ? 1 : 2;
    assert(is_term(answer) || (json_object_size(answer) == members &&
                               json_is_string(json_object_get(answer, "error"))));
    json_decref(answer);
}

static void
check_verdict(const char *line)
{
    long position = strtol(line + strcspn(line, " "), NULL, 10);

    if (strncmp(line, "mistyped ", 9) == 0)
        assert(position >= 1 && position <= 25);
    else
        assert(text_equal(line, "ok") || text_equal(line, "malformed") ||
               text_equal(line, "mistyped"));
}

static void
check_filter(int (*command)(FILE *in, FILE *out), void (*check)(const char *line),
             const uint8_t *data, size_t size)
{
    Answered first = answered(command, data, size);
    Answered second = answered(command, data, size);
    size_t lines = 0;

    assert(first.status == EXIT_DONE || first.status == EXIT_NO);
    assert(first.status == second.status && text_equal(first.text, second.text));
    char *rest = first.text;
    for (char *line = strsep(&rest, "\n"); rest != NULL; line = strsep(&rest, "\n")) {
        check(line);
        lines++;
    }
    assert(lines == lines_in(data, size));
    free(first.text);
    free(second.text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > INPUT_MAX)
        return 0;
    check_filter(run_coterm, check_coterm_answer, data, size);
    check_filter(cmd_key_check, check_verdict, data, size);
    return 0;
}
