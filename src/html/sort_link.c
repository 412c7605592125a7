#include "html/sort_link.h"

#include "service/context.h"

const char *
sort_order(int64_t sort, int64_t column)
{
    if (sort == INPUT_ABSENT || sort / 2 != column)
        return "none";
    return sort % 2 == 0 ? "ascending" : "descending";
}

int64_t
sort_by(int64_t sort, int64_t column)
{
    return sort == 2 * column ? 2 * column + 1 : 2 * column;
}
