#include "service/audit/audit_line.h"

#include "base/buf.h"
#include "base/format/format.h"
#include "base/limit/limit.h"
#include "base/text/text.h"
#include "domain/date/date.h"

#include <jansson.h>

enum { DATA_BYTES_MAX = 64 * 1024 };

/* An object of the line. Its members are taken one by one, and what is left is too much. */
typedef struct Members {
    Arena *arena;
    json_t *object;
    size_t taken;
    const char *wrong; /* the first thing, or NULL */
} Members;

static void
complain_of(Members *members, const char *name, const char *what)
{
    if (members->wrong == NULL)
        members->wrong = arena_printf(members->arena, "its member %s %s", name, what);
}

/* NULL where it is not there. */
static const json_t *
take_member(Members *members, const char *name)
{
    const json_t *value = json_object_get(members->object, name);

    members->taken += value != NULL;
    return value;
}

/* A text, NULL where there is none; an empty one is no text of ours. */
static const char *
take_text(Members *members, const char *name)
{
    const json_t *value = take_member(members, name);

    if (value == NULL)
        return NULL;
    if (!json_is_string(value) || json_string_length(value) == 0) {
        complain_of(members, name, "is no text");
        return NULL;
    }
    return arena_copy(members->arena, json_string_value(value), json_string_length(value));
}

/* One that must be there: "" where it is not, and then the line is wrong. */
static const char *
need_text(Members *members, const char *name)
{
    const char *text = take_text(members, name);

    if (text == NULL)
        complain_of(members, name, "is missing");
    return text == NULL ? "" : text;
}

static Id
take_id(Members *members, const char *name, const char *prefix)
{
    const char *text = take_text(members, name);

    if (text != NULL && !id_is(text, prefix))
        complain_of(members, name, "is no id");
    return text == NULL || !id_is(text, prefix) ? (Id){{0}} : id_from(text);
}

static int64_t
need_number(Members *members, const char *name, int64_t min)
{
    const json_t *value = take_member(members, name);

    if (!json_is_integer(value) || json_integer_value(value) < min)
        complain_of(members, name, "is no number");
    return json_integer_value(value);
}

static Micros
need_time(Members *members, const char *name)
{
    const char *text = need_text(members, name);
    char again[TIME_TEXT_SIZE] = "";
    Micros at = 0;

    if (time_parse(text, &at))
        time_format(at, again);
    if (!text_equal(text, again))
        complain_of(members, name, "is no moment in whole seconds");
    return at;
}

static int
value_of_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* So many bytes in small hexadecimal digits; zeros where there are none. */
static void
take_bytes(Members *members, const char *name, uint8_t *ret, size_t count)
{
    const char *text = take_text(members, name);

    if (text == NULL)
        return;
    if (strlen(text) != 2 * count || strspn(text, "0123456789abcdef") != 2 * count) {
        complain_of(members, name, "is not as many hexadecimal digits");
        return;
    }
    for (size_t i = 0; i < count; i++)
        ret[i] = (uint8_t)(value_of_digit(text[2 * i]) * 16 + value_of_digit(text[2 * i + 1]));
}

static void
need_hash(Members *members, Hash *ret)
{
    if (json_object_get(members->object, "hash") == NULL)
        complain_of(members, "hash", "is missing");
    take_bytes(members, "hash", ret->byte, sizeof(ret->byte));
}

static bool
take_true(Members *members, const char *name)
{
    const json_t *value = take_member(members, name);

    return json_is_true(value);
}

static void
check_all_taken(Members *members)
{
    if (members->wrong == NULL && members->taken != json_object_size(members->object))
        members->wrong = "it has a member that its hash does not cover";
}

/* --- the data, written again as we write it ------------------------------------------------- */

static bool put_value(Json *json, const char *name, json_t *value, int depth);

static bool
put_object(Json *json, json_t *object, int depth)
{
    const char *name;
    json_t *value;

    // clang-format off
    json_object_foreach(object, name, value) {
        if (name[strcspn(name, "\"\\\n\r\t\x7f")] != '\0' || !put_value(json, name, value, depth))
            return false;
    }
    // clang-format on
    return true;
}

static bool
put_list(Json *json, json_t *list, int depth)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!put_value(json, NULL, json_array_get(list, i), depth))
            return false;
    return true;
}

static bool
put_nested(Json *json, const char *name, json_t *value, int depth)
{
    bool is_object = json_is_object(value);

    if (depth == JSON_DEPTH_MAX)
        return false;
    if (is_object)
        json_object_begin(json, name);
    else
        json_array_begin(json, name);
    bool whole = is_object ? put_object(json, value, depth + 1) : put_list(json, value, depth + 1);
    if (is_object)
        json_object_end(json);
    else
        json_array_end(json);
    return whole;
}

static bool
put_value(Json *json, const char *name, json_t *value, int depth)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
    case JSON_ARRAY:
        return put_nested(json, name, value, depth);
    case JSON_STRING:
        json_text(json, name, json_string_value(value));
        return true;
    case JSON_INTEGER:
        json_int(json, name, json_integer_value(value));
        return true;
    case JSON_TRUE:
    case JSON_FALSE:
        json_bool(json, name, json_is_true(value));
        return true;
    case JSON_NULL:
        json_raw(json, name, "null");
        return true;
    default:
        return false; /* no event has a number with a fraction */
    }
}

/* However the line is spaced and escaped: the hash covers the one way in which we write it. */
static const char *
need_data(Members *members)
{
    json_t *value = json_object_get(members->object, "data");
    Buf out = buf_new(members->arena, DATA_BYTES_MAX);
    Json json = json_new(&out);

    members->taken++;
    if (!json_is_object(value) || !put_value(&json, NULL, value, 0) || out.full) {
        complain_of(members, "data", "is not such as events have");
        return "";
    }
    return out.data;
}

/* --- an event ------------------------------------------------------------------------------- */

/* RULE AUD-4: a text comes with its salt, and neither without the digest. */
static SaltedText
take_salted(Members *members, const char *const names[3], bool by_digest)
{
    SaltedText salted = {.text = take_text(members, names[0])};
    bool has_salt = json_object_get(members->object, names[1]) != NULL;
    bool has_digest = json_object_get(members->object, names[2]) != NULL;

    if (!by_digest)
        return salted;
    take_bytes(members, names[1], salted.salt.byte, sizeof(salted.salt.byte));
    take_bytes(members, names[2], salted.digest.byte, sizeof(salted.digest.byte));
    if (has_salt != (salted.text != NULL) || (has_salt && !has_digest))
        complain_of(members, names[0], "does not come with its salt and its digest");
    return salted;
}

/* What is said of who did it follows from what the hash covers. */
static const char *
kind_of_actor(const AuditLine *line)
{
    if (!id_is_empty(&line->event.actor_id))
        return "user";
    return line->withheld || salted_text_was_given(&line->event.address) ? "command-line"
                                                                         : "system";
}

static void
read_actor(Members *outer, AuditLine *line)
{
    static const char *const NAMES[] = {"from", "fromSalt", "fromDigest"};
    Members actor = {.arena = outer->arena, .object = json_object_get(outer->object, "actor")};
    bool by_digest = event_form_salts_address(line->event.form);

    outer->taken++;
    line->event.actor_id = take_id(&actor, "userId", "usr_");
    line->event.address = take_salted(&actor, NAMES, by_digest);
    if (!by_digest)
        line->withheld = take_true(&actor, "fromWithheld");
    if (!text_equal(need_text(&actor, "kind"), kind_of_actor(line)))
        complain_of(&actor, "kind", "is not what follows from the others");
    if (line->withheld && line->event.address.text != NULL)
        complain_of(&actor, "fromWithheld", "stands beside what is withheld");
    check_all_taken(&actor);
    if (outer->wrong == NULL)
        outer->wrong = actor.wrong;
}

static bool
is_stream(const char *text)
{
    return text_equal(text, EVENT_STREAM_OF_OPERATOR) || id_is(text, "par_") || id_is(text, "ten_");
}

static void
read_place_in_chain(Members *members, Event *event)
{
    event->stream = need_text(members, "stream");
    event->seq = need_number(members, "seq", 1);
    need_hash(members, &event->hash);
    if (!is_stream(event->stream))
        complain_of(members, "stream", "is none");
}

static void
read_event_line(Members *members, AuditLine *line)
{
    static const char *const NAMES[] = {"reason", "reasonSalt", "reasonDigest"};
    Event *event = &line->event;

    line->kind = AUDIT_LINE_EVENT;
    if (!event_form_from_name(need_text(members, "form"), &event->form)) {
        complain_of(members, "form", "is none that this version knows");
        return;
    }
    read_place_in_chain(members, event);
    event->id = take_id(members, "id", "evt_");
    if (id_is_empty(&event->id))
        complain_of(members, "id", "is missing");
    event->type = need_text(members, "type");
    event->at = need_time(members, "at");
    read_actor(members, line);
    event->partner_id = take_id(members, "partnerId", "par_");
    event->tenant_id = take_id(members, "tenantId", "ten_");
    event->subject = need_text(members, "subject");
    if (!text_equal(event->stream, event_stream(event)))
        complain_of(members, "stream", "is not that of whom it concerns");
    event->reason = take_salted(members, NAMES, event_form_salts_reason(event->form));
    event->data = need_data(members);
    check_all_taken(members);
}

/* --- the other lines ------------------------------------------------------------------------ */

static void
read_head_line(Members *members, AuditLine *line)
{
    line->kind = AUDIT_LINE_HEAD;
    read_place_in_chain(members, &line->event);
}

static void
read_edge_line(Members *members, AuditLine *line)
{
    bool begins = json_object_get(members->object, "export") != NULL;

    line->kind = begins ? AUDIT_LINE_BEGIN : AUDIT_LINE_END;
    if (!text_equal(need_text(members, begins ? "export" : "end"), AUDIT_EXPORT_FORM))
        complain_of(members, begins ? "export" : "end", "is no form that this version knows");
    if (begins)
        return;
    line->events = need_number(members, "events", 0);
    line->chains = need_number(members, "chains", 0);
}

static void
read_members(Members *members, AuditLine *line)
{
    if (json_object_get(members->object, "data") != NULL)
        read_event_line(members, line);
    else if (json_object_get(members->object, "stream") != NULL)
        read_head_line(members, line);
    else if (json_object_get(members->object, "export") != NULL ||
             json_object_get(members->object, "end") != NULL)
        read_edge_line(members, line);
    else
        members->wrong = "it is no line of an export";
}

static void
release_object(json_t **object)
{
    json_decref(*object);
}

void
audit_line_read(const char *text, size_t length, Arena *arena, AuditLine *ret)
{
    CLEANUP(release_object)
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    Members members = {.arena = arena, .object = object};
    AuditLine line = {.kind = AUDIT_LINE_BLANK};

    if (json_is_object(object))
        read_members(&members, &line);
    else if (strspn(text, " \t\r") != length)
        members.wrong = "it is no JSON object";
    if (members.wrong != NULL)
        line = (AuditLine){.kind = AUDIT_LINE_WRONG, .wrong = members.wrong};
    *ret = line;
}
