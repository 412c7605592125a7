#include "names.h"

#include <stdlib.h>
#include <string.h>

static const char *const NAMES[NAME_COUNT] = {
    [NAME_OPERATOR] = "@OPERATOR@",
    [NAME_ADMIN] = "@ADMIN@",
    [NAME_READER] = "@READER@",
    [NAME_OTHER] = "@OTHER@",
    [NAME_SESSION] = "@SESSION@",
    [NAME_CSRF] = "@CSRF@",
    [NAME_VISITOR] = "@VISITOR@",
    [NAME_VISITOR_CSRF] = "@VISITOR_CSRF@",
    [NAME_PASSWORD] = "@PASSWORD@",
    [NAME_EMAIL] = "@EMAIL@",
    [NAME_TENANT] = "@TENANT@",
    [NAME_PARTNER] = "@PARTNER@",
    [NAME_USER] = "@USER@",
    [NAME_ENROLMENT] = "@ENROLMENT@",
    [NAME_BENEFIT] = "@BENEFIT@",
    [NAME_KEY] = "@KEY@",
    [NAME_KEY_REF] = "@KEY_REF@",
    [NAME_CREDIT] = "@CREDIT@",
    [NAME_OTHER_CREDIT] = "@OTHER_CREDIT@",
    [NAME_LOT] = "@LOT@",
    [NAME_SUBSCRIPTION] = "@SUBSCRIPTION@",
    [NAME_RECEIPT] = "@RECEIPT@",
    [NAME_DRAFT] = "@DRAFT@",
    [NAME_CALENDAR] = "@CALENDAR@",
};

static char *values[NAME_COUNT];

void
name_set(WorldName name, const char *text)
{
    assert(name < NAME_COUNT && text != NULL && *text != '\0');
    free(values[name]);
    values[name] = strdup(text);
}

const char *
name_get(WorldName name)
{
    return values[name] != NULL ? values[name] : "";
}

WorldName
name_at(const char *text, size_t size, size_t *ret_length)
{
    for (WorldName name = 0; name < NAME_COUNT; name++) {
        size_t length = strlen(NAMES[name]);
        if (length <= size && memcmp(text, NAMES[name], length) == 0) {
            *ret_length = length;
            return name;
        }
    }
    return NAME_COUNT;
}
