#include "service/json_values.h"

#include "domain/money/money.h"

const char *const NAME_MEMBERS[] = {[LANG_EN] = "name", [LANG_SV] = "nameSv"};
static_assert(COUNT_OF(NAME_MEMBERS) == LANG_COUNT, "a member for each language");

void
json_name(Json *json, const Name *name)
{
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        json_text_if(json, NAME_MEMBERS[lang], name->in[lang]);
}

void
json_date(Json *json, const char *name, Date date)
{
    char text[DATE_TEXT_SIZE];

    date_format(date, text);
    json_text(json, name, text);
}

void
json_time(Json *json, const char *name, Micros time)
{
    char text[TIME_TEXT_SIZE];

    time_format(time, text);
    json_text(json, name, text);
}

void
json_money(Json *json, const char *name, const char *currency, int64_t micros)
{
    char amount[MONEY_TEXT_SIZE];

    money_format(micros, amount);
    json_object_begin(json, name);
    json_text(json, "currency", currency);
    json_text(json, "amount", amount);
    json_object_end(json);
}

void
json_days(Json *json, const char *name, const DateRange *days)
{
    json_object_begin(json, name);
    json_date(json, "startsOn", days->starts_on);
    json_date(json, "endsOn", days->ends_on);
    json_object_end(json);
}
