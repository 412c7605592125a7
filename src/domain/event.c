#include "domain/event.h"

#include "base/text/text.h"

enum { ROLE_NAME_SIZE = 32 };

const char *const ACTIVITY_KIND_NAMES[] = {"keys",    "subscriptions", "licences", "benefits",
                                           "credits", "people",        "sign-in",  NULL};

const char *const EVENT_NAMES[] = {
#define EVENT(type, name, about, icon, text, members) name,
#include "domain/event.def"
#undef EVENT
    NULL,
};

static const struct {
    unsigned about;
    const char *members;
} TYPES[EVENT_TYPE_COUNT] = {
#define EVENT(type, name, about, icon, text, members) {about, members},
#include "domain/event.def"
#undef EVENT
};

const char *
event_name(EventType type)
{
    return EVENT_NAMES[type];
}

bool
event_from_name(const char *name, EventType *ret)
{
    for (size_t i = 0; i < COUNT_OF(TYPES); i++)
        if (text_equal(EVENT_NAMES[i], name)) {
            *ret = (EventType)i;
            return true;
        }
    return false;
}

bool
event_is_about(EventType type, ActivityKind kind)
{
    return (TYPES[type].about >> kind & 1) != 0;
}

const char *
event_members(EventType type)
{
    return TYPES[type].members;
}

/* Goes on in the list of members to behind this name; false where it does not come any more. */
static bool
pass_member(const char **members, const char *name, size_t length)
{
    bool same = false;

    while (!same && **members != '\0') {
        size_t member = strcspn(*members, " ");
        same = member == length && memcmp(*members, name, length) == 0;
        *members += member + strspn(*members + member, " ");
    }
    return same;
}

/* The quote that ends the text which begins here. */
static const char *
end_of_text(const char *text)
{
    const char *at = text + strcspn(text, "\"\\");

    while (*at == '\\') {
        at += 2;
        at += strcspn(at, "\"\\");
    }
    assert(*at == '"');
    return at;
}

bool
event_takes(EventType type, const char *data)
{
    const char *members = TYPES[type].members;
    int depth = 0;

    for (const char *at = data; *at != '\0'; at++) {
        depth += (*at == '{' || *at == '[') - (*at == '}' || *at == ']');
        if (*at != '"')
            continue;
        const char *text = at + 1;
        at = end_of_text(text);
        bool is_name = depth == 1 && at[1] == ':';
        if (is_name && !pass_member(&members, text, (size_t)(at - text)))
            return false;
    }
    return true;
}

/* A quote within a text is written with a backslash, so the member cannot be found in one. */
bool
event_read_roles(const char *data, Roles *ret)
{
    static const char MEMBER[] = "\"roles\":[";
    const char *at = strstr(data, MEMBER);
    char name[ROLE_NAME_SIZE];
    Roles roles = 0;

    if (at == NULL)
        return false;
    for (at += strlen(MEMBER); *at == '"' || *at == ','; at++) {
        if (*at == ',')
            continue;
        size_t length = strcspn(++at, "\"");
        if (length >= sizeof(name) || at[length] == '\0')
            return false;
        memcpy(name, at, length);
        name[length] = '\0';
        roles |= role_from_name(name);
        at += length;
    }
    if (*at != ']')
        return false;
    *ret = roles;
    return true;
}
