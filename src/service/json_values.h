/*
 * JSON values: how dates, times and amounts look as members, in answers and in the data of events.
 */
#ifndef SERVICE_JSON_VALUES_H
#define SERVICE_JSON_VALUES_H

#include "base/format/format.h"
#include "base/lang/lang.h"
#include "domain/date/date.h"

/* "name" and "nameSv", as far as there are any; their members in the order of Lang. */
void json_name(Json *json, const Name *name);
extern const char *const NAME_MEMBERS[];

void json_date(Json *json, const char *name, Date date);
void json_time(Json *json, const char *name, Micros time);

/* {"currency":"USD","amount":"100.00"}, from millionths; at least two decimals. */
void json_money(Json *json, const char *name, const char *currency, int64_t micros);

/* {"startsOn":"2026-01-31","endsOn":"2026-02-28"} */
void json_days(Json *json, const char *name, const DateRange *days);

#endif
