/*
 * perq coterm: the arithmetic as a filter, a JSON object a line.
 */
#include "app/commands/commands.h"

#include "app/commands/line.h"
#include "domain/coterm.h"

#include <inttypes.h>
#include <jansson.h>

/* The members of a line, and the actions that need or allow them. */
enum { ACTIVATE = 1, EXTEND = 2, ADD = 4 };

static const struct {
    const char *name;
    unsigned needed, allowed;
} MEMBERS[] = {
    {"action", ACTIVATE | EXTEND | ADD, 0},
    {"key", ACTIVATE | EXTEND | ADD, 0},
    {"licenses", EXTEND | ADD, 0},
    {"endsOn", EXTEND | ADD, 0},
    {"carry", EXTEND | ADD, 0},
    {"today", ACTIVATE | ADD, EXTEND},
    {"addLicenses", 0, ADD},
};

/* A line as it is read, and the member that is missing, wrong or unknown, or NULL. */
typedef struct Question {
    json_t *object;
    unsigned action;
    CotermRequest request;
    const char *member;
} Question;

static void
question_end(Question *question)
{
    json_decref(question->object);
}

static Err
blame_member(Question *question, Err err, const char *name)
{
    question->member = name;
    return err;
}

static Err
read_action(Question *question)
{
    static const struct {
        const char *name;
        unsigned action;
    } ACTIONS[] = {
        {"activate", ACTIVATE},
        {"extend", EXTEND},
        {"add", ADD},
    };
    const char *name = json_string_value(json_object_get(question->object, "action"));

    for (size_t i = 0; name != NULL && i < COUNT_OF(ACTIONS); i++)
        if (strcmp(name, ACTIONS[i].name) == 0) {
            question->action = ACTIONS[i].action;
            return OK;
        }
    return blame_member(question, ERR_MEMBER_INVALID, "action");
}

static bool
is_known(const char *name, unsigned action)
{
    for (size_t i = 0; i < COUNT_OF(MEMBERS); i++)
        if (strcmp(name, MEMBERS[i].name) == 0)
            return ((MEMBERS[i].needed | MEMBERS[i].allowed) & action) != 0;
    return false;
}

/* Every member of the line must be one that the action has, and every one that it needs be there.
 */
static Err
check_members(Question *question)
{
    const char *name;
    json_t *value;

    json_object_foreach(
        question->object, name,
        value) if (!is_known(name, question->action)) return blame_member(question,
                                                                          ERR_MEMBER_UNKNOWN, name);
    for (size_t i = 0; i < COUNT_OF(MEMBERS); i++)
        if ((MEMBERS[i].needed & question->action) != 0 &&
            json_object_get(question->object, MEMBERS[i].name) == NULL)
            return blame_member(question, ERR_MEMBER_INVALID, MEMBERS[i].name);
    return OK;
}

/* A member that is not there leaves *ret as it is. */
static Err
read_integer(Question *question, const char *name, int64_t min, int64_t max, int64_t *ret)
{
    const json_t *value = json_object_get(question->object, name);

    if (value == NULL)
        return OK;
    if (!json_is_integer(value) || json_integer_value(value) < min ||
        json_integer_value(value) > max)
        return blame_member(question, ERR_MEMBER_INVALID, name);

    *ret = json_integer_value(value);
    return OK;
}

/* A member that is not there leaves *ret as it is. */
static Err
read_date(Question *question, const char *name, Date *ret)
{
    const json_t *value = json_object_get(question->object, name);

    if (value == NULL)
        return OK;
    if (!json_is_string(value) || strlen(json_string_value(value)) != json_string_length(value) ||
        !date_parse(json_string_value(value), ret))
        return blame_member(question, ERR_MEMBER_INVALID, name);
    return OK;
}

static Err
read_request(Question *question)
{
    CotermRequest *request = &question->request;
    Holding *held = &request->held;

    *request = (CotermRequest){.held.licenses = 1};
    TRY(check_members(question));
    TRY(read_integer(question, "key", 1, LICENSES_MAX, &request->key_licenses));
    TRY(read_integer(question, "licenses", 1, LICENSES_MAX, &held->licenses));
    TRY(read_integer(question, "carry", 0, held->licenses * TICKS_PER_MONTH, &held->carry));
    TRY(read_date(question, "endsOn", &held->ends_on));

    /* To extend does not depend on the day, as long as the subscription is active on it. */
    request->today = held->ends_on;
    TRY(read_date(question, "today", &request->today));
    if (question->action != ACTIVATE && date_after(request->today, held->ends_on))
        return blame_member(question, ERR_MEMBER_INVALID, "today");

    /* RULE CT-10: all of the key unless it is said how many. */
    request->add_licenses = request->key_licenses;
    return read_integer(question, "addLicenses", 0, request->key_licenses, &request->add_licenses);
}

static Err
parse_line(const Line *line, Question *question)
{
    json_error_t error;

    if (line->too_long)
        return ERR_JSON_INVALID;

    question->object = json_loadb(line->text, line->length, JSON_REJECT_DUPLICATES, &error);
    if (question->object == NULL && json_error_code(&error) == json_error_duplicate_key)
        return ERR_JSON_DUPLICATE_MEMBER;
    if (!json_is_object(question->object))
        return ERR_JSON_INVALID;

    TRY(read_action(question));
    return read_request(question);
}

static Err
calculate_line(unsigned action, const CotermRequest *request, Calculation *ret)
{
    if (action == ACTIVATE)
        return coterm_activate(request, ret);
    return action == EXTEND ? coterm_extend(request, ret) : coterm_add(request, ret);
}

static void
print_holding(const Holding *holding, FILE *out)
{
    char ends_on[DATE_TEXT_SIZE];

    date_format(holding->ends_on, ends_on);
    fprintf(out, "{\"licenses\":%" PRId64 ",\"endsOn\":\"%s\",\"carry\":%" PRId64 "}\n",
            holding->licenses, ends_on, holding->carry);
}

static void
print_coterm_error(Err err, const char *member, FILE *out)
{
    if (member == NULL) {
        fprintf(out, "{\"error\":\"%s\"}\n", err_code(err));
        return;
    }
    json_auto_t *answer = json_pack("{ssss}", "error", err_code(err), "member", member);
    json_dumpf(answer, out, JSON_COMPACT);
    fputc('\n', out);
}

static ExitStatus
answer_line(const Line *line, FILE *out)
{
    CLEANUP(question_end) Question question = {0};
    Calculation calculation;

    Err refusal = parse_line(line, &question);
    ExitStatus status = refusal == OK ? EXIT_DONE : EXIT_NO;
    if (refusal == OK)
        refusal = calculate_line(question.action, &question.request, &calculation);
    if (refusal == OK)
        print_holding(&calculation.after, out);
    else
        print_coterm_error(refusal, question.member, out);
    return status;
}

int
cmd_coterm(FILE *in, FILE *out, FILE *err)
{
    ExitStatus status = EXIT_DONE;
    Line line;

    while (line_read(in, &line))
        if (answer_line(&line, out) != EXIT_DONE)
            status = EXIT_NO;
    if (ferror(in) || fflush(out) != 0 || ferror(out)) {
        fputs("perq coterm: cannot read or write\n", err);
        return EXIT_COULD_NOT;
    }
    return (int)status;
}
