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

static Err
read_action(const json_t *object, unsigned *ret)
{
    static const struct {
        const char *name;
        unsigned action;
    } ACTIONS[] = {
        {"activate", ACTIVATE},
        {"extend", EXTEND},
        {"add", ADD},
    };
    const char *name = json_string_value(json_object_get(object, "action"));

    for (size_t i = 0; name != NULL && i < COUNT_OF(ACTIONS); i++)
        if (strcmp(name, ACTIONS[i].name) == 0) {
            *ret = ACTIONS[i].action;
            return OK;
        }
    return ERR_MEMBER_INVALID;
}

/* Every member of the line must be one that the action has, and every one that it needs be there.
 */
static Err
check_members(const json_t *object, unsigned action)
{
    size_t known = 0;
    bool complete = true;

    for (size_t i = 0; i < COUNT_OF(MEMBERS); i++) {
        bool present = json_object_get(object, MEMBERS[i].name) != NULL;
        if (present && ((MEMBERS[i].needed | MEMBERS[i].allowed) & action) != 0)
            known++;
        if (!present && (MEMBERS[i].needed & action) != 0)
            complete = false;
    }
    if (known < json_object_size(object))
        return ERR_MEMBER_UNKNOWN;
    return complete ? OK : ERR_MEMBER_INVALID;
}

/* A member that is not there leaves *ret as it is. */
static Err
read_integer(const json_t *object, const char *name, int64_t min, int64_t max, int64_t *ret)
{
    const json_t *value = json_object_get(object, name);

    if (value == NULL)
        return OK;
    if (!json_is_integer(value) || json_integer_value(value) < min ||
        json_integer_value(value) > max)
        return ERR_MEMBER_INVALID;

    *ret = json_integer_value(value);
    return OK;
}

/* A member that is not there leaves *ret as it is. */
static Err
read_date(const json_t *object, const char *name, Date *ret)
{
    const json_t *value = json_object_get(object, name);

    if (value == NULL)
        return OK;
    if (!json_is_string(value) || strlen(json_string_value(value)) != json_string_length(value) ||
        !date_parse(json_string_value(value), ret))
        return ERR_MEMBER_INVALID;
    return OK;
}

static Err
read_request(const json_t *object, unsigned action, CotermRequest *ret)
{
    CotermRequest request = {.held.licenses = 1};
    Holding *held = &request.held;

    TRY(check_members(object, action));
    TRY(read_integer(object, "key", 1, LICENSES_MAX, &request.key_licenses));
    TRY(read_integer(object, "licenses", 1, LICENSES_MAX, &held->licenses));
    TRY(read_integer(object, "carry", 0, held->licenses * TICKS_PER_MONTH, &held->carry));
    TRY(read_date(object, "endsOn", &held->ends_on));

    /* To extend does not depend on the day, as long as the subscription is active on it. */
    request.today = held->ends_on;
    TRY(read_date(object, "today", &request.today));
    if (action != ACTIVATE && date_after(request.today, held->ends_on))
        return ERR_MEMBER_INVALID;

    /* RULE CT-10: all of the key unless it is said how many. */
    request.add_licenses = request.key_licenses;
    TRY(read_integer(object, "addLicenses", 0, request.key_licenses, &request.add_licenses));

    *ret = request;
    return OK;
}

static Err
parse_line(const Line *line, unsigned *ret_action, CotermRequest *ret)
{
    json_error_t error;

    if (line->too_long)
        return ERR_JSON_INVALID;

    json_auto_t *object = json_loadb(line->text, line->length, JSON_REJECT_DUPLICATES, &error);
    if (object == NULL && json_error_code(&error) == json_error_duplicate_key)
        return ERR_JSON_DUPLICATE_MEMBER;
    if (!json_is_object(object))
        return ERR_JSON_INVALID;

    TRY(read_action(object, ret_action));
    return read_request(object, *ret_action, ret);
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

int
cmd_coterm(FILE *in, FILE *out, FILE *err)
{
    ExitStatus status = EXIT_DONE;
    Line line;

    while (line_read(in, &line)) {
        CotermRequest request;
        Calculation calculation;
        unsigned action;

        Err refusal = parse_line(&line, &action, &request);
        if (refusal != OK)
            status = EXIT_NO;
        else
            refusal = calculate_line(action, &request, &calculation);

        if (refusal == OK)
            print_holding(&calculation.after, out);
        else
            fprintf(out, "{\"error\":\"%s\"}\n", err_code(refusal));
    }
    if (ferror(in) || fflush(out) != 0 || ferror(out)) {
        fputs("perq coterm: cannot read or write\n", err);
        return EXIT_COULD_NOT;
    }
    return (int)status;
}
