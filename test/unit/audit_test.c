/* An export of events, followed with nothing but the file: RULE AUD-6. */
#include "unit.h"

#include "base/format/format.h"
#include "base/text/text.h"
#include "service/audit/audit.h"
#include "store/events/events.h"

enum { EVENTS = 4, LINES_MAX = 16, LINE_SIZE = 4096, FOUND_SIZE = 8192 };

static const char OF_TENANT[] = "ten_01HZX3M8Q2V7T5N9K4R6W1Y0TE";

/* A file: the lines of an export, of which a test changes what it is about. */
typedef struct Export {
    Arena *arena;
    Event event[EVENTS];
    char line[LINES_MAX][LINE_SIZE];
    int count;
    char found[FOUND_SIZE]; /* what was wrong, a line each */
    AuditCounts counts;
} Export;

/* --- writing one ---------------------------------------------------------------------------- */

static void
put_bytes(Json *json, const char *name, const uint8_t *bytes, size_t count)
{
    char text[2 * HASH_BYTES + 1];

    text_hex(bytes, count, text);
    json_text(json, name, text);
}

static void
put_salted_text(Json *json, const char *const names[3], const SaltedText *salted, bool by_digest)
{
    json_text_if(json, names[0], salted->text);
    if (by_digest && salted->text != NULL)
        put_bytes(json, names[1], salted->salt.byte, sizeof(salted->salt.byte));
    if (by_digest && salted_text_was_given(salted))
        put_bytes(json, names[2], salted->digest.byte, sizeof(salted->digest.byte));
}

static const char *
event_line(Export *export, const Event *event)
{
    static const char *const FROM[] = {"from", "fromSalt", "fromDigest"};
    static const char *const REASON[] = {"reason", "reasonSalt", "reasonDigest"};
    Buf out = buf_new(export->arena, LINE_SIZE);
    Json json = json_new(&out);
    char at[TIME_TEXT_SIZE];

    time_format(event->at, at);
    json_object_begin(&json, NULL);
    json_text(&json, "id", event->id.text);
    json_text(&json, "type", event->type);
    json_text(&json, "at", at);
    json_object_begin(&json, "actor");
    json_text(&json, "kind", salted_text_was_given(&event->address) ? "command-line" : "system");
    put_salted_text(&json, FROM, &event->address, event_form_salts_address(event->form));
    json_object_end(&json);
    if (!id_is_empty(&event->tenant_id))
        json_text(&json, "tenantId", event->tenant_id.text);
    json_text(&json, "subject", event->subject);
    put_salted_text(&json, REASON, &event->reason, event_form_salts_reason(event->form));
    json_raw(&json, "data", event->data);
    json_text(&json, "stream", event_stream(event));
    json_int(&json, "seq", event->seq);
    json_text(&json, "form", event_form_name(event->form));
    put_bytes(&json, "hash", event->hash.byte, sizeof(event->hash.byte));
    json_object_end(&json);
    return out.data;
}

static const char *
head_line(Export *export, const char *stream, int64_t seq, const Hash *hash)
{
    char text[2 * HASH_BYTES + 1];

    text_hex(hash->byte, HASH_BYTES, text);
    return arena_printf(export->arena, "{\"stream\":\"%s\",\"seq\":%lld,\"hash\":\"%s\"}", stream,
                        (long long)seq, text);
}

static void
add_line(Export *export, const char *text)
{
    assert_true(export->count < LINES_MAX);
    snprintf(export->line[export->count++], LINE_SIZE, "%s", text);
}

static void
seal(Export *export, Event *event, const Hash *before)
{
    event->stream = event_stream(event);
    if (event_form_salts_address(event->form) && event->address.text != NULL)
        event->address.digest =
            salted_digest(&event->address.salt, event->address.text, export->arena);
    if (event_form_salts_reason(event->form) && event->reason.text != NULL)
        event->reason.digest =
            salted_digest(&event->reason.salt, event->reason.text, export->arena);
    event->hash = event_chain_hash(before, event, export->arena);
}

/* Three events of a tenant, of each form one, and one of the operator between them. */
static void
make_events(Export *export)
{
    static const EventForm FORMS[EVENTS] = {EVENT_FORM_PLAIN, EVENT_FORM_ADDRESS_SALTED,
                                            EVENT_FORM_SALTED, EVENT_FORM_SALTED};
    Hash before = EVENT_CHAIN_START;

    for (int i = 0; i < EVENTS; i++) {
        Event *event = &export->event[i];
        bool of_operator = i == 2;
        *event = (Event){.form = FORMS[i],
                         .seq = of_operator ? 1
                                : i == 3    ? 3
                                            : i + 1,
                         .id = id_first("evt_", (i + 1) * MICROS_PER_SECOND),
                         .type = "a.b",
                         .at = i * MICROS_PER_DAY,
                         .address.text = "192.0.2.1",
                         .subject = "x",
                         .reason.text = of_operator ? NULL : "\xc3\x85sa \"left\"",
                         .data = "{\"a\":[1,\"\xc3\xa5\"],\"b\":null}"};
        if (!of_operator)
            event->tenant_id = id_from(OF_TENANT);
        seal(export, event, of_operator ? &EVENT_CHAIN_START : &before);
        before = of_operator ? before : event->hash;
    }
}

static Export *
begin(void **state)
{
    Export *export = *state;

    arena_reset(export->arena, 0);
    export->count = 0;
    make_events(export);
    add_line(export, "{\"export\":\"perq-audit-1\",\"at\":\"2026-01-31T12:00:00Z\"}");
    for (int i = 0; i < EVENTS; i++)
        add_line(export, event_line(export, &export->event[i]));
    add_line(export, head_line(export, "operator", 1, &export->event[2].hash));
    add_line(export, head_line(export, OF_TENANT, 3, &export->event[3].hash));
    add_line(export, "{\"end\":\"perq-audit-1\",\"events\":4,\"chains\":2}");
    return export;
}

/* --- following it --------------------------------------------------------------------------- */

static void
note(void *to, const char *what)
{
    Export *export = to;
    size_t length = strlen(export->found);

    snprintf(export->found + length, FOUND_SIZE - length, "%s\n", what);
}

/* Heads are lines of their own, or NULL. */
static void
follow(Export *export, const char *head, const char *other_head)
{
    Audit *audit = audit_new(note, export);

    export->found[0] = '\0';
    if (head != NULL)
        audit_read_head(audit, head, strlen(head));
    if (other_head != NULL)
        audit_read_head(audit, other_head, strlen(other_head));
    for (int i = 0; i < export->count; i++)
        audit_read_line(audit, export->line[i], strlen(export->line[i]));
    export->counts = audit_end(audit);
    audit_free(&audit);
    assert_null(audit);
}

/* Nothing but this, which may be a part of it, is wrong; "": nothing. */
static void
assert_only(Export *export, const char *what)
{
    int64_t wanted = *what == '\0' ? 0 : 1;

    if (export->counts.findings != wanted || strstr(export->found, what) == NULL)
        fail_msg("expected \"%s\", found %lld:\n%s", what, (long long)export->counts.findings,
                 export->found);
}

static void
remove_line(Export *export, int at)
{
    for (int i = at; i + 1 < export->count; i++)
        memcpy(export->line[i], export->line[i + 1], LINE_SIZE);
    export->count--;
}

/* In a line that has it. */
static void
change(Export *export, int line, const char *from, const char *to)
{
    char *at = strstr(export->line[line], from);

    assert_non_null(at);
    memmove(at + strlen(to), at + strlen(from), strlen(at + strlen(from)) + 1);
    memcpy(at, to, strlen(to));
}

/* RULE AUD-2 */
static void
an_export_of_every_form_is_whole(void **state)
{
    Export *export = begin(state);

    follow(export, NULL, NULL);
    assert_only(export, "");
    assert_int_equal(export->counts.events, EVENTS);
    assert_int_equal(export->counts.chains, 2);
    assert_int_equal(export->counts.taken, 0);
    assert_true(export->counts.has_heads);
}

/* RULE AUD-4: without salts and texts the chain is as whole as with them. */
static void
an_export_without_texts_is_whole_too(void **state)
{
    Export *export = begin(state);

    for (int i = 1; i < EVENTS; i++) {
        Event *event = &export->event[i];
        event->address = (SaltedText){.digest = event->address.digest};
        if (event_form_salts_reason(event->form))
            event->reason = (SaltedText){.digest = event->reason.digest};
        snprintf(export->line[1 + i], LINE_SIZE, "%s", event_line(export, event));
    }
    follow(export, NULL, NULL);
    assert_only(export, "");
}

static void
lines_are_read_however_they_are_spaced(void **state)
{
    Export *export = begin(state);
    char *data = strstr(export->line[4], "\"data\":{");

    assert_non_null(data);
    memmove(data + 9, data + 7, strlen(data + 7) + 1);
    memcpy(data + 7, " \t", 2);
    add_line(export, "");
    add_line(export, " \r");
    follow(export, NULL, NULL);
    assert_only(export, "");
}

static void
what_was_changed_is_found_where_it_stands(void **state)
{
    static const struct {
        int line;
        const char *from, *to, *found;
    } CASES[] = {
        {1, "\"x\"", "\"y\"", "chain ten_01HZX3M8Q2V7T5N9K4R6W1Y0TE breaks at number 1, evt_"},
        {2, "left", "Left", "breaks at number 2, evt_"},
        {4, "left", "Left", "number 3, evt_"},
        {4, "192", "193", "says an address or a reason that is not the one of its digest"},
        {3, "[1,", "[2,", "chain operator breaks at number 1, evt_"},
        {4, "1970-01-04", "1970-01-05", "breaks at number 3"},
        {4, "\"hash\":\"", "\"hsah\":\"", "line 5 cannot be read: its member hash is missing"},
        {4, "event-3", "event-9", "its member form is none that this version knows"},
        {4, "command-line", "system\",\"x\":\"", "line 5 cannot be read: its member kind is not"},
        {4, "command-line", "command line", "its member kind is not what follows from the others"},
        {4, "fromSalt", "fromsalt", "its member from does not come with its salt and its digest"},
        {4, "\"subject\":\"x\"", "\"subject\": 12", "its member subject is no text"},
        {4, "[1,", "1.5", "it is no JSON object"},
        {4, "null", " 1.5", "its member data is not such as events have"},
        {4, "\"stream\":\"ten_01", "\"stream\":\"ten_02", "its member stream is not that of whom"},
        {3, "\"stream\":\"operator", "\"stream\":\"\\u001b2J", "its member stream is none"},
    };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Export *export = begin(state);
        change(export, CASES[i].line, CASES[i].from, CASES[i].to);
        follow(export, NULL, NULL);
        assert_true(export->counts.findings > 0);
        if (strstr(export->found, CASES[i].found) == NULL)
            fail_msg("expected \"%s\", found:\n%s", CASES[i].found, export->found);
    }
}

/* The hash that is expected is said, and what comes behind the break is followed on. */
static void
a_change_is_found_once(void **state)
{
    Export *export = begin(state);
    char expected[2 * HASH_BYTES + 1];

    export->event[1].subject = "y";
    Hash hash = event_chain_hash(&export->event[0].hash, &export->event[1], export->arena);
    text_hex(hash.byte, HASH_BYTES, expected);
    change(export, 2, "\"x\"", "\"y\"");
    follow(export, NULL, NULL);
    assert_only(export,
                arena_printf(export->arena, "its hash is expected to be %s, and is", expected));
}

static void
what_is_missing_or_comes_again_is_found(void **state)
{
    Export *export = begin(state);

    remove_line(export, 2);
    follow(export, NULL, NULL);
    assert_non_null(strstr(export->found, "number 2 is expected, and number 3 comes"));
    assert_non_null(
        strstr(export->found, "4 events in 2 chains are expected, and 3 in 2 are there"));

    export = begin(state);
    memcpy(export->line[2], export->line[1], LINE_SIZE);
    follow(export, NULL, NULL);
    assert_non_null(strstr(export->found, "number 2 is expected, and number 1 comes"));

    export = begin(state);
    remove_line(export, 1);
    follow(export, NULL, NULL);
    assert_non_null(strstr(export->found, "begins at number 2"));
}

static void
a_file_that_was_cut_off_is_found(void **state)
{
    Export *export = begin(state);

    export->count--;
    follow(export, NULL, NULL);
    assert_only(export, "the file is cut off");

    export = begin(state);
    remove_line(export, 4);
    follow(export, NULL, NULL);
    assert_non_null(
        strstr(export->found, "number 3 is expected at its end, and number 2 is there"));

    export = begin(state);
    remove_line(export, 6);
    follow(export, NULL, NULL);
    assert_only(export, "has no head in the file");

    export = begin(state);
    remove_line(export, 3);
    follow(export, NULL, NULL);
    assert_non_null(strstr(export->found, "chain operator has a head and no events"));
}

static void
a_file_is_one_export(void **state)
{
    Export *export = begin(state);

    add_line(export, export->line[3]);
    follow(export, NULL, NULL);
    assert_non_null(strstr(export->found, "line 9 stands behind the end"));

    export = begin(state);
    memcpy(export->line[1], export->line[0], LINE_SIZE);
    follow(export, NULL, NULL);
    assert_non_null(strstr(export->found, "line 2: another export begins"));

    export = begin(state);
    change(export, 0, "audit-1", "audit-2");
    follow(export, NULL, NULL);
    assert_non_null(strstr(export->found, "its member export is no form that this version knows"));
}

/* The lines of a feed: whole, but where the chains end nobody says. */
static void
a_feed_is_followed_as_well(void **state)
{
    Export *export = begin(state);

    export->count -= 3;
    remove_line(export, 0);
    follow(export, NULL, NULL);
    assert_only(export, "");
    assert_int_equal(export->counts.events, EVENTS);
    assert_false(export->counts.has_heads);
}

/* Or who changes an event could make it one whose hash nobody can work out. */
static void
only_the_first_form_withholds_and_none_is_older_than_the_one_before(void **state)
{
    Export *export = begin(state);

    change(export, 1, "\"from\":\"192.0.2.1\"", "\"fromWithheld\":true");
    follow(export, NULL, NULL);
    assert_only(export, "");
    assert_int_equal(export->counts.taken, 1);

    export = begin(state);
    export->event[3].form = EVENT_FORM_PLAIN;
    seal(export, &export->event[3], &export->event[1].hash);
    snprintf(export->line[4], LINE_SIZE, "%s", event_line(export, &export->event[3]));
    snprintf(export->line[6], LINE_SIZE, "%s",
             head_line(export, OF_TENANT, 3, &export->event[3].hash));
    follow(export, NULL, NULL);
    assert_only(export, "is of an older form than the one before it");
}

static void
heads_that_were_written_down_are_compared(void **state)
{
    Export *export = begin(state);
    const Hash other = {{1}};
    const char *head = head_line(export, OF_TENANT, 2, &export->event[1].hash);

    follow(export, head, export->line[7]);
    assert_only(export, "");
    assert_int_equal(export->counts.heads, 1);
    follow(export, head, head_line(export, OF_TENANT, 3, &other));
    assert_only(export, "of number 3 the hash 0100");
    follow(export, head_line(export, OF_TENANT, 4, &other), NULL);
    assert_only(export, "ends at number 3, and number 4 was written down");
    follow(export, head_line(export, "par_01HZX3M8Q2V7T5N9K4R6W1Y0PA", 4, &other), NULL);
    assert_only(export, "of which number 4 was written down, is not in the file");
    follow(export, "{\"stream\":\"ten_\"}", NULL);
    assert_only(export, "line 1 of the heads cannot be read: its member seq is no number");
}

static void
a_file_may_begin_where_a_head_was_written_down(void **state)
{
    Export *export = begin(state);
    const char *head = head_line(export, OF_TENANT, 1, &export->event[0].hash);

    export->count -= 3;
    remove_line(export, 0);
    remove_line(export, 0);
    follow(export, head, NULL);
    assert_only(export, "");
    assert_int_equal(export->counts.heads, 1);
    follow(export, head_line(export, OF_TENANT, 1, &EVENT_CHAIN_START), NULL);
    assert_only(export, "breaks at number 2");
}

static void
a_line_that_is_too_long_is_found(void **state)
{
    Export *export = begin(state);
    Audit *audit = audit_new(note, export);

    export->found[0] = '\0';
    audit_read_line(audit, NULL, 0);
    audit_read_head(audit, NULL, 0);
    export->counts = audit_end(audit);
    assert_string_equal(export->found,
                        "line 1 cannot be read: it is too long\n"
                        "line 1 of the heads cannot be read: it is too long\n");
    audit_free(&audit);
}

static void
of_many_findings_the_first_are_told(void **state)
{
    Export *export = begin(state);
    Audit *audit = audit_new(note, export);
    int told = 0;

    export->found[0] = '\0';
    for (int i = 0; i < 2 * AUDIT_FINDINGS_TOLD; i++)
        audit_read_line(audit, "x", 1);
    assert_int_equal(audit_end(audit).findings, 2 * AUDIT_FINDINGS_TOLD);
    for (const char *at = export->found; *at != '\0'; at++)
        told += *at == '\n';
    assert_int_equal(told, AUDIT_FINDINGS_TOLD);
    audit_free(&audit);
}

static int
set_up(void **state)
{
    Export *export = calloc(1, sizeof(*export));

    export->arena = arena_new((size_t)8 * 1024 * 1024);
    *state = export;
    return 0;
}

static int
tear_down(void **state)
{
    Export *export = *state;

    arena_free(&export->arena);
    free(export);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_export_of_every_form_is_whole),
        cmocka_unit_test(an_export_without_texts_is_whole_too),
        cmocka_unit_test(lines_are_read_however_they_are_spaced),
        cmocka_unit_test(what_was_changed_is_found_where_it_stands),
        cmocka_unit_test(a_change_is_found_once),
        cmocka_unit_test(what_is_missing_or_comes_again_is_found),
        cmocka_unit_test(a_file_that_was_cut_off_is_found),
        cmocka_unit_test(a_file_is_one_export),
        cmocka_unit_test(a_feed_is_followed_as_well),
        cmocka_unit_test(only_the_first_form_withholds_and_none_is_older_than_the_one_before),
        cmocka_unit_test(heads_that_were_written_down_are_compared),
        cmocka_unit_test(a_file_may_begin_where_a_head_was_written_down),
        cmocka_unit_test(a_line_that_is_too_long_is_found),
        cmocka_unit_test(of_many_findings_the_first_are_told),
    };

    return cmocka_run_group_tests_name("audit", tests, set_up, tear_down);
}
