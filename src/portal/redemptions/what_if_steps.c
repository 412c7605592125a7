/*
 * The steps of a plan, as they stand in its address: "extend:25,add:10,split:25:4" is a key of 25
 * licences that extends, then one of 10 that are added, then one of 25 of which 4 are added. Behind
 * a key that one has stands its reference: "extend:25@KR-7F3K9QXM".
 */
#include "portal/redemptions/what_if.h"

#include "base/text/text.h"
#include "domain/key.h"

/* A number of licences, up to what ends it. */
static bool
read_licenses(const char **at, int64_t *ret)
{
    int64_t number = 0;

    if (**at < '0' || **at > '9')
        return false;
    for (; **at >= '0' && **at <= '9'; (*at)++) {
        number = number * 10 + (**at - '0');
        if (number > LICENSES_MAX)
            return false;
    }
    *ret = number;
    return true;
}

static bool
read_way(const char **at, Way *ret)
{
    for (Way way = WAY_EXTEND; way <= WAY_SPLIT; way++) {
        size_t length = strlen(WAY_NAMES[way]);
        if (strncmp(*at, WAY_NAMES[way], length) != 0 || (*at)[length] != ':')
            continue;
        *at += length + 1;
        *ret = way;
        return true;
    }
    return false;
}

/* The reference, up to what ends it. */
static bool
read_step_ref(Arena *arena, const char **at, const char **ret)
{
    size_t length = strcspn(*at, ",");
    char *ref = arena_alloc(arena, KEY_REF_SIZE, 1);

    if (!key_ref_parse(arena_copy(arena, *at, length), ref))
        return false;
    *at += length;
    *ret = ref;
    return true;
}

static bool
read_step(Arena *arena, const char **at, WhatIfStep *ret)
{
    WhatIfStep step = {.add_licenses = INPUT_ABSENT};

    if (!read_way(at, &step.way) || !read_licenses(at, &step.licenses) || step.licenses == 0)
        return false;
    if (step.way == WAY_SPLIT) {
        if (*(*at)++ != ':' || !read_licenses(at, &step.add_licenses))
            return false;
    }
    if (**at == '@') {
        (*at)++;
        if (!read_step_ref(arena, at, &step.ref))
            return false;
    }
    *ret = step;
    return true;
}

bool
read_steps(Arena *arena, const char *text, WhatIfPage *view)
{
    while (text != NULL && *text != '\0') {
        if (view->step_count == WHAT_IF_STEPS_MAX)
            return false;
        if (!read_step(arena, &text, &view->step[view->step_count]))
            return false;
        view->step_count++;
        if (*text == ',' && text[1] != '\0')
            text++;
        else if (*text != '\0')
            return false;
    }
    return true;
}

const char *
steps_text(Arena *arena, const WhatIfPage *view, size_t without)
{
    enum { STEP_BYTES = 64 };
    Buf text = buf_new(arena, (size_t)WHAT_IF_STEPS_MAX * STEP_BYTES);

    for (size_t i = 0; i < view->step_count; i++) {
        const WhatIfStep *step = &view->step[i];
        if (i == without)
            continue;
        buf_printf(&text, "%s%s:%lld", text.length > 0 ? "," : "", WAY_NAMES[step->way],
                   (long long)step->licenses);
        if (step->way == WAY_SPLIT)
            buf_printf(&text, ":%lld", (long long)step->add_licenses);
        if (step->ref != NULL)
            buf_printf(&text, "@%s", step->ref);
    }
    return text.length > 0 ? text.data : "";
}
