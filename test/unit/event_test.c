/* The table of events: what every row must have, and which data it takes. */
#include "unit.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "base/lang/lang.h"
#include "domain/event.h"
#include "html/event_text.h"

enum { NAME_BYTES_MAX = 64 }; /* maxLength of the contract */

static void
must_match(const char *pattern, const char *text)
{
    regex_t form;

    assert_int_equal(regcomp(&form, pattern, REG_EXTENDED | REG_NOSUB), 0);
    if (regexec(&form, text, 0, NULL, 0) != 0)
        fail_msg("\"%s\" does not have the form %s", text, pattern);
    regfree(&form);
}

static void
every_name_has_the_form_of_the_contract(void **state)
{
    (void)state;
    for (int type = 0; type < EVENT_TYPE_COUNT; type++) {
        const char *name = event_name((EventType)type);
        must_match("^[a-z]+(-[a-z]+)*(\\.[a-z]+(-[a-z]+)*)+$", name);
        assert_in_range(strlen(name), 3, NAME_BYTES_MAX);
    }
}

/* Which it would not be if two rows had one name. */
static void
every_name_is_read_back_as_its_type(void **state)
{
    (void)state;
    for (int type = 0; type < EVENT_TYPE_COUNT; type++) {
        EventType read;
        assert_true(event_from_name(event_name((EventType)type), &read));
        assert_int_equal(read, type);
    }
}

static bool
is_line_of(const char *path, const char *text)
{
    FILE *file = fopen(path, "r");
    char line[128];
    bool found = false;

    assert_non_null(file);
    while (!found && fgets(line, sizeof(line), file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        found = strcmp(line, text) == 0;
    }
    fclose(file);
    return found;
}

static void
every_icon_is_one_that_pages_load(void **state)
{
    (void)state;
    for (int type = 0; type < EVENT_TYPE_COUNT; type++) {
        const char *name = event_name((EventType)type);
        if (!is_line_of("web/icons.txt", event_icon(name)))
            fail_msg("%s: %s is not in web/icons.txt", name, event_icon(name));
    }
}

static void
every_text_has_swedish(void **state)
{
    (void)state;
    for (int type = 0; type < EVENT_TYPE_COUNT; type++) {
        const char *text = event_text(event_name((EventType)type));
        assert_string_not_equal(text, "Something was changed");
        assert_string_not_equal(lang_text(LANG_SV, text), text);
    }
}

static void
every_list_of_members_has_single_spaces(void **state)
{
    (void)state;
    for (int type = 0; type < EVENT_TYPE_COUNT; type++)
        must_match("^([a-z][A-Za-z]*( [a-z][A-Za-z]*)*)?$", event_members((EventType)type));
}

static void
a_name_of_a_newer_version_is_something_that_changed(void **state)
{
    const char *const names[] = {"", "key", "key.", "key.redeemed.twice", "Key.redeemed"};
    EventType untouched = EVENT_TYPE_COUNT;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_false(event_from_name(names[i], &untouched));
        assert_string_equal(event_text(names[i]), "Something was changed");
        assert_string_equal(event_icon(names[i]), "info-circle");
    }
    assert_int_equal(untouched, EVENT_TYPE_COUNT);
}

static void
an_event_may_be_about_several_kinds(void **state)
{
    (void)state;
    assert_true(event_is_about(EVENT_KEY_REDEEMED, ACTIVITY_KEYS));
    assert_true(event_is_about(EVENT_KEY_REDEEMED, ACTIVITY_SUBSCRIPTIONS));
    assert_false(event_is_about(EVENT_KEY_REDEEMED, ACTIVITY_PEOPLE));
    for (int kind = 0; kind < ACTIVITY_KIND_COUNT; kind++)
        assert_false(event_is_about(EVENT_RATE_SET, (ActivityKind)kind));
}

typedef struct DataCase {
    EventType type;
    const char *data;
    bool taken;
} DataCase;

static const DataCase DATA_CASES[] = {
    {EVENT_USER_CHANGED, "{}", true},
    {EVENT_USER_CHANGED, "{\"renamed\":true,\"roles\":[],\"programmes\":[\"x\",\"y\"]}", true},
    {EVENT_USER_CHANGED, "{\"renamed\":true,\"programmes\":[]}", true},
    {EVENT_USER_CHANGED, "{\"roles\":[]}", true},
    {EVENT_USER_CHANGED, "{\"roles\":[],\"renamed\":true}", false},
    {EVENT_USER_CHANGED, "{\"roles\":[],\"roles\":[]}", false},
    {EVENT_USER_CHANGED, "{\"role\":[]}", false},
    {EVENT_USER_CHANGED, "{\"rolesa\":[]}", false},
    {EVENT_USER_CHANGED, "{\"roles programmes\":[]}", false},
    {EVENT_USER_CHANGED, "{\"\":[]}", false},
    {EVENT_USER_CHANGED, "{\"name\":\"x\"}", false},
    {EVENT_USER_DISABLED, "{}", true},
    {EVENT_USER_DISABLED, "{\"how\":\"x\"}", false},
    {EVENT_SESSION_ENDED, "{\"how\":\"how\"}", true},
    {EVENT_SESSION_ENDED, "{\"how\":\"\\\",\\\"why\\\":{\\\\\"}", true},
    {EVENT_SESSION_ENDED, "{\"how\":\"\\\\\",\"why\":1}", false},
    {EVENT_CREDIT_GRANTED, "{\"amount\":{\"any\":[{\"any\":1}]},\"period\":{}}", true},
    {EVENT_CREDIT_GRANTED, "{\"amount\":{\"any\":[{\"any\":1}]},\"any\":{}}", false},
};

static void
data_has_the_members_of_its_row_in_their_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(DATA_CASES); i++) {
        const DataCase *it = &DATA_CASES[i];
        if (event_takes(it->type, it->data) != it->taken)
            fail_msg("%s %s", event_name(it->type), it->data);
    }
}

static void
the_roles_that_an_event_names_are_read(void **state)
{
    static const struct {
        const char *data;
        bool said;
        Roles roles;
    } DATA[] = {
        {"{}", false, 0},
        {"{\"kind\":\"member\",\"roles\":[]}", true, 0},
        {"{\"kind\":\"guest\",\"roles\":[\"reader\"]}", true, ROLE_READER},
        {"{\"renamed\":true,\"roles\":[\"global-admin\",\"reader\"],\"programmes\":[\"a\"]}", true,
         ROLE_GLOBAL_ADMIN | ROLE_READER},
        {"{\"programmes\":[\"reader\"]}", false, 0},
        {"{\"name\":\"\\\"roles\\\":[\\\"auditor\\\"]\"}", false, 0},
        {"{\"roles\":[\"reader", false, 0},
        {"{\"roles\":[\"reader\"", false, 0},
        {"{\"roles\":[\"a-role-that-is-much-longer-than-any-there-is\"]}", false, 0},
        {"{\"roles\":[\"of-another-age\",\"auditor\"]}", true, ROLE_AUDITOR},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(DATA); i++) {
        Roles roles = 0;
        assert_int_equal(event_read_roles(DATA[i].data, &roles), DATA[i].said);
        assert_int_equal(roles, DATA[i].roles);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_has_the_form_of_the_contract),
        cmocka_unit_test(every_name_is_read_back_as_its_type),
        cmocka_unit_test(every_icon_is_one_that_pages_load),
        cmocka_unit_test(every_text_has_swedish),
        cmocka_unit_test(every_list_of_members_has_single_spaces),
        cmocka_unit_test(a_name_of_a_newer_version_is_something_that_changed),
        cmocka_unit_test(an_event_may_be_about_several_kinds),
        cmocka_unit_test(the_roles_that_an_event_names_are_read),
        cmocka_unit_test(data_has_the_members_of_its_row_in_their_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
