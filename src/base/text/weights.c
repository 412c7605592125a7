/*
 * What a client would rather have: lists with weights, as in Accept and its kind.
 */
#include "base/text/text.h"

#include <strings.h>

/* RFC 9110, section 12.4.2: a weight has at most three decimals; kept as thousandths. */
enum { WEIGHT_DECIMALS = 3 };

static const char *
skip_space(const char *at)
{
    return at + strspn(at, " \t");
}

/* The weight after "q=". What is no number counts as 0, so that nothing is chosen by it. */
static int
parse_weight(const char *at)
{
    int weight = *at == '1' ? WEIGHT_FULL : 0;
    int place = WEIGHT_FULL / 10;

    if (*at != '0' || at[1] != '.')
        return weight;
    at += 2;
    for (int i = 0; i < WEIGHT_DECIMALS && *at >= '0' && *at <= '9'; i++, at++) {
        weight += (*at - '0') * place;
        place /= 10;
    }
    return weight;
}

/* Behind a value, which may be quoted: commas and semicolons in quotes divide nothing. */
static const char *
skip_value(const char *at)
{
    bool quoted = false;

    for (; *at != '\0' && (quoted || strchr(",;", *at) == NULL); at++) {
        if (*at == '"')
            quoted = !quoted;
        else if (quoted && *at == '\\' && at[1] != '\0')
            at++;
    }
    return at;
}

static bool
begins_weight(const char *at)
{
    return (*at == 'q' || *at == 'Q') && strchr("=,; \t", at[1]) != NULL;
}

/* The parameters of an item: its weight, and those of the media type itself. */
static const char *
read_parameters(const char *at, int *ret_weight)
{
    bool weighed = false;

    for (at = skip_space(at); *at == ';'; at = skip_space(at)) {
        at = skip_space(at + 1);
        if (!weighed && begins_weight(at)) {
            const char *value = skip_space(at + 1);
            *ret_weight = *value == '=' ? parse_weight(skip_space(value + 1)) : 0;
            weighed = true;
        }
        at = skip_value(at);
    }
    return skip_value(at);
}

bool
weights_next(const char **list, Weighted *ret)
{
    const char *at = *list == NULL ? "" : *list + strspn(*list, " \t,");

    if (*at == '\0')
        return false;
    Weighted item = {.name = at, .length = strcspn(at, " \t,;"), .weight = WEIGHT_FULL};
    at = read_parameters(at + item.length, &item.weight);
    while (*at != '\0' && *at != ',')
        at = skip_value(at + 1);
    *list = at;
    *ret = item;
    return true;
}

bool
weighted_is(const Weighted *item, const char *name)
{
    return strlen(name) == item->length && strncasecmp(item->name, name, item->length) == 0;
}

/* How closely the range names the type: 3 itself, 2 all of its kind, 1 everything, 0 not at all. */
static int
closeness(const Weighted *range, const char *type)
{
    size_t kind = strcspn(type, "/") + 1;

    if (weighted_is(range, type))
        return 3;
    if (range->length == kind + 1 && range->name[kind] == '*' &&
        strncasecmp(range->name, type, kind) == 0)
        return 2;
    return weighted_is(range, "*/*") ? 1 : 0;
}

int
media_weight(const char *accept, const char *type)
{
    Weighted range;
    int closest = 0, weight = 0;

    while (weights_next(&accept, &range)) {
        int close = closeness(&range, type);
        if (close == 0 || close < closest)
            continue;
        if (close > closest || range.weight > weight)
            weight = range.weight;
        closest = close;
    }
    return weight;
}
