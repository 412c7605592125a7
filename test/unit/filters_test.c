/* The commands that answer line by line: perq coterm and perq key check. */
#include "unit.h"

#include "app/commands/commands.h"
#include "app/commands/line.h"

typedef int (*Filter)(FILE *in, FILE *out);

static int
coterm(FILE *in, FILE *out)
{
    return cmd_coterm(in, out, stderr);
}

/* What the filter prints for an input, which may hold NUL. */
static int
run(Filter filter, const char *input, size_t length, char **ret_output)
{
    size_t output_length;
    FILE *in = fmemopen((void *)(uintptr_t)input, length, "r");
    FILE *out = open_memstream(ret_output, &output_length);

    assert_non_null(in);
    assert_non_null(out);
    int status = filter(in, out);
    fclose(in);
    fclose(out);
    return status;
}

static void
assert_answer(Filter filter, const char *line, const char *answer, int status)
{
    char *output = NULL;

    assert_int_equal(run(filter, line, strlen(line), &output), status);
    output[strcspn(output, "\n")] = '\0';
    if (strcmp(output, answer) != 0)
        fail_msg("%s gives %s", line, output);
    free(output);
}

typedef struct LineCase {
    const char *line, *answer;
} LineCase;

static const LineCase ANSWERED[] = {
    {"{\"action\":\"extend\",\"licenses\":100,\"endsOn\":\"2022-01-31\",\"carry\":0,\"key\":25}",
     "{\"licenses\":100,\"endsOn\":\"2022-04-30\",\"carry\":0}"},
    {"{\"action\":\"extend\",\"licenses\":100,\"endsOn\":\"2022-01-31\",\"carry\":0,\"key\":25,"
     "\"today\":\"2022-01-31\"}",
     "{\"licenses\":100,\"endsOn\":\"2022-04-30\",\"carry\":0}"},
    {"{\"action\":\"extend\",\"licenses\":100,\"endsOn\":\"2022-01-31\",\"carry\":0,\"key\":301}",
     "{\"error\":\"extension-over-limit\"}"},
    {"{\"action\":\"activate\",\"key\":25,\"today\":\"2020-07-13\"}\r",
     "{\"licenses\":25,\"endsOn\":\"2021-07-13\",\"carry\":0}"},
    {"{\"action\":\"activate\",\"key\":25,\"today\":\"9999-07-13\"}",
     "{\"error\":\"date-out-of-range\"}"},
    {"{\"action\":\"add\",\"licenses\":100,\"endsOn\":\"2022-02-02\",\"carry\":0,\"key\":25,"
     "\"today\":\"2021-08-02\"}",
     "{\"licenses\":125,\"endsOn\":\"2022-03-08\",\"carry\":304500}"},
    {"{\"action\":\"add\",\"licenses\":100,\"endsOn\":\"2022-01-31\",\"carry\":0,\"key\":25,"
     "\"today\":\"2021-08-02\",\"addLicenses\":0}",
     "{\"licenses\":100,\"endsOn\":\"2022-04-30\",\"carry\":0}"},
    {"{\"action\":\"add\",\"licenses\":10000000,\"endsOn\":\"2022-01-31\",\"carry\":0,\"key\":1,"
     "\"today\":\"2021-08-02\"}",
     "{\"error\":\"too-many-licenses\"}"},
};

/* A refusal by the rules is an answer. */
static void
coterm_answers_each_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ANSWERED); i++)
        assert_answer(coterm, ANSWERED[i].line, ANSWERED[i].answer, EXIT_DONE);
}

#define INVALID    "{\"error\":\"json-invalid\"}"
#define DUPLICATE  "{\"error\":\"json-duplicate-member\"}"
#define UNKNOWN(m) "{\"error\":\"member-unknown\",\"member\":\"" m "\"}"
#define WRONG(m)   "{\"error\":\"member-invalid\",\"member\":\"" m "\"}"
#define EXTEND     "{\"action\":\"extend\",\"licenses\":2,\"endsOn\":\"2022-01-31\","

static const LineCase REFUSED[] = {
    {"\n", INVALID},
    {"[]", INVALID},
    {"{\"action\":\"activate\",\"key\":25,\"today\":\"2020-07-13\"", INVALID},
    {"{\"action\":\"activate\",\"key\":25,\"today\":\"2020-07-13\"}}", INVALID},
    {"{\"action\":\"activate\",\"key\":99999999999999999999}", INVALID},
    {"{\"action\":\"activate\",\"key\":25,\"key\":25,\"today\":\"2020-07-13\"}", DUPLICATE},
    {"{\"action\":\"activate\",\"key\":25,\"today\":\"2020-07-13\",\"a\":1}", UNKNOWN("a")},
    {"{\"action\":\"activate\",\"key\":25,\"today\":\"2020-07-13\",\"carry\":0}", UNKNOWN("carry")},
    {EXTEND "\"carry\":0,\"key\":1,\"addLicenses\":0}", UNKNOWN("addLicenses")},
    {"{}", WRONG("action")},
    {"{\"action\":\"Extend\"}", WRONG("action")},
    {"{\"action\":\"activate\",\"key\":25}", WRONG("today")},
    {"{\"action\":\"activate\",\"key\":0,\"today\":\"2020-07-13\"}", WRONG("key")},
    {"{\"action\":\"activate\",\"key\":10000001,\"today\":\"2020-07-13\"}", WRONG("key")},
    {"{\"action\":\"activate\",\"key\":25.0,\"today\":\"2020-07-13\"}", WRONG("key")},
    {"{\"action\":\"activate\",\"key\":\"25\",\"today\":\"2020-07-13\"}", WRONG("key")},
    {"{\"action\":\"activate\",\"key\":25,\"today\":\"2020-02-30\"}", WRONG("today")},
    {"{\"action\":\"activate\",\"key\":25,\"today\":18456}", WRONG("today")},
    {EXTEND "\"key\":1}", WRONG("carry")},
    {EXTEND "\"carry\":-1,\"key\":1}", WRONG("carry")},
    {EXTEND "\"carry\":755161,\"key\":1}", WRONG("carry")},
    {EXTEND "\"carry\":0,\"key\":1,\"today\":\"2022-02-01\"}", WRONG("today")},
    {"{\"action\":\"add\",\"licenses\":2,\"endsOn\":\"2022-01-31\",\"carry\":0,\"key\":3,"
     "\"today\":\"2022-01-01\",\"addLicenses\":4}",
     WRONG("addLicenses")},
};

static void
coterm_refuses_what_is_no_question(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(REFUSED); i++)
        assert_answer(coterm, REFUSED[i].line, REFUSED[i].answer, EXIT_NO);
}

/* RULE KEY-1, RULE KEY-2 */
static void
key_check_gives_a_verdict_on_each_line(void **state)
{
    static const char INPUT[] =
        "WVEWE-1SMV3-K8D3K-44KKA-TG8P5\n"
        "wvewe1smv3k8d3k44kkatg8p5\r\n"
        "RDV1E-WZEPE-EXJ1T-WBJ7N-VCK37\n"
        "V1QZJECZFVWQCY4GCT0RZ4SB9\n"
        "\n"
        "WVEWE-1SMV3-K8D3K-44KKA-TG8P5\0\n"
        "WVEWE-1SMV3-K8D3K-44KKA-TG8P";

    (void)state;
    char *output = NULL;

    assert_int_equal(run(cmd_key_check, INPUT, sizeof(INPUT) - 1, &output), EXIT_NO);
    assert_string_equal(output, "ok\nok\nmistyped 16\nmistyped\nmalformed\nmalformed\nmalformed\n");
    free(output);
}

static void
a_line_that_is_too_long_is_one_bad_line(void **state)
{
    (void)state;
    static const char KEY[] = "WVEWE-1SMV3-K8D3K-44KKA-TG8P5";
    char input[2 * LINE_LENGTH_MAX];
    char *output = NULL;

    /* The longest line that is kept; then the same with a character more. */
    for (size_t length = LINE_LENGTH_MAX; length <= LINE_LENGTH_MAX + 1; length++) {
        memset(input, ' ', sizeof(input));
        memcpy(input, KEY, sizeof(KEY) - 1);
        input[length] = '\n';
        memcpy(input + length + 1, KEY, sizeof(KEY) - 1);
        bool kept = length == LINE_LENGTH_MAX;
        assert_int_equal(run(cmd_key_check, input, sizeof(input), &output),
                         kept ? EXIT_DONE : EXIT_NO);
        assert_string_equal(output, kept ? "ok\nok\n" : "malformed\nok\n");
        free(output);
    }
    assert_int_equal(run(coterm, input, LINE_LENGTH_MAX + 1, &output), EXIT_NO);
    assert_string_equal(output, INVALID "\n");
    free(output);
}

static void
a_full_disk_is_noticed(void **state)
{
    (void)state;
    char input[] = "WVEWE-1SMV3-K8D3K-44KKA-TG8P5\n";
    FILE *in = fmemopen(input, strlen(input), "r");
    FILE *full = fopen("/dev/full", "w");

    assert_non_null(in);
    assert_non_null(full);
    assert_int_equal(cmd_key_check(in, full), EXIT_COULD_NOT);
    fclose(in);
    fclose(full);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coterm_answers_each_line),
        cmocka_unit_test(coterm_refuses_what_is_no_question),
        cmocka_unit_test(key_check_gives_a_verdict_on_each_line),
        cmocka_unit_test(a_line_that_is_too_long_is_one_bad_line),
        cmocka_unit_test(a_full_disk_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
