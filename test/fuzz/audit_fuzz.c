/*
 * Any bytes as an export of events, and exports of ours around any texts: those are whole, and
 * whichever byte of an event is another one, it is found.
 */
#include "service/audit/audit.h"

#include "base/format/format.h"
#include "base/text/text.h"
#include "domain/date/date.h"
#include "store/events/events.h"

#include <string.h>

enum { EVENTS = 3, TEXT_MAX = 400, FILE_MAX = 32768 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
ignore_finding(void *to, const char *what)
{
    size_t *bytes = to;

    assert(what[0] != '\0');
    *bytes += strlen(what);
}

static AuditCounts
follow(const char *file, size_t size, bool as_heads)
{
    size_t bytes = 0;
    Audit *audit = audit_new(ignore_finding, &bytes);

    for (size_t at = 0; as_heads && at < size;) {
        const char *end = memchr(file + at, '\n', size - at);
        size_t length = end == NULL ? size - at : (size_t)(end - file) - at;
        audit_read_head(audit, file + at, length);
        at += length + 1;
    }
    for (size_t at = 0; at < size;) {
        const char *end = memchr(file + at, '\n', size - at);
        size_t length = end == NULL ? size - at : (size_t)(end - file) - at;
        audit_read_line(audit, file + at, length);
        at += length + 1;
    }
    AuditCounts counts = audit_end(audit);
    assert((counts.findings > 0) == (bytes > 0));
    audit_free(&audit);
    return counts;
}

/* --- an export of ours ---------------------------------------------------------------------- */

static void
put_digits(Json *json, const char *name, const uint8_t *bytes, size_t count)
{
    char text[2 * HASH_BYTES + 1];

    text_hex(bytes, count, text);
    json_text(json, name, text);
}

static const char *
data_of(Arena *arena, const char *text)
{
    Buf out = buf_new(arena, FILE_MAX);
    Json json = json_new(&out);

    json_object_begin(&json, NULL);
    json_text(&json, "name", text);
    json_object_begin(&json, "more");
    json_int(&json, "count", INT64_MIN);
    json_object_end(&json);
    json_object_end(&json);
    return out.data;
}

static Event
make_event(Arena *arena, const char *text, int64_t seq, const Hash *before)
{
    Event event = {.form = EVENT_FORM_SALTED,
                   .stream = "operator",
                   .seq = seq,
                   .id = id_first("evt_", seq * MICROS_PER_SECOND),
                   .type = "a.b",
                   .subject = text,
                   .reason.text = text,
                   .data = data_of(arena, text)};

    event.reason.digest = salted_digest(&event.reason.salt, text, arena);
    event.hash = event_chain_hash(before, &event, arena);
    return event;
}

static void
put_event(Buf *out, const Event *event)
{
    Json json = json_new(out);

    json_object_begin(&json, NULL);
    json_text(&json, "id", event->id.text);
    json_text(&json, "type", event->type);
    json_text(&json, "at", "1970-01-01T00:00:00Z");
    json_object_begin(&json, "actor");
    json_text(&json, "kind", "system");
    json_object_end(&json);
    json_text(&json, "subject", event->subject);
    json_text(&json, "reason", event->reason.text);
    put_digits(&json, "reasonSalt", event->reason.salt.byte, sizeof(event->reason.salt.byte));
    put_digits(&json, "reasonDigest", event->reason.digest.byte, HASH_BYTES);
    json_raw(&json, "data", event->data);
    json_text(&json, "stream", event->stream);
    json_int(&json, "seq", event->seq);
    json_text(&json, "form", event_form_name(event->form));
    put_digits(&json, "hash", event->hash.byte, HASH_BYTES);
    json_object_end(&json);
    buf_char(out, '\n');
}

static void
put_head(Buf *out, const Event *event)
{
    Json json = json_new(out);

    json_object_begin(&json, NULL);
    json_text(&json, "stream", event->stream);
    json_int(&json, "seq", event->seq);
    put_digits(&json, "hash", event->hash.byte, HASH_BYTES);
    json_object_end(&json);
    buf_text(out, "\n{\"end\":\"" AUDIT_EXPORT_FORM "\",\"events\":3,\"chains\":1}\n");
}

/* Any one byte from the first event to the last: there is no other way to write the same. */
static void
check_export(Arena *arena, const char *text, size_t where, char other)
{
    Buf out = buf_new(arena, FILE_MAX);
    Hash before = EVENT_CHAIN_START;
    Event event = {0};

    buf_text(&out, "{\"export\":\"" AUDIT_EXPORT_FORM "\",\"at\":\"2026-01-31T12:00:00Z\"}\n");
    size_t first = out.length;
    for (int i = 1; i <= EVENTS; i++) {
        event = make_event(arena, text, i, &before);
        before = event.hash;
        put_event(&out, &event);
    }
    size_t end = out.length;
    put_head(&out, &event);
    assert(!out.full);
    AuditCounts counts = follow(out.data, out.length, true);
    assert(counts.findings == 0 && counts.events == EVENTS && counts.heads == 1);
    char *file = arena_copy(arena, out.data, out.length);
    size_t at = first + where % (end - first);
    if (file[at] == other)
        return;
    file[at] = other;
    assert(follow(file, out.length, false).findings > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;

    if (arena == NULL)
        arena = arena_new((size_t)16 * 1024 * 1024);
    arena_reset(arena, 0);
    const char *file = arena_copy(arena, (const char *)data, size);
    AuditCounts once = follow(file, size, false), twice = follow(file, size, true);
    assert(once.events == twice.events && once.chains == twice.chains);
    const char *text = arena_copy(arena, file, size < TEXT_MAX ? size : TEXT_MAX);
    if (size > 2 && text_is_utf8(text, strlen(text)) && text[0] != '\0' && text_is_line(text))
        check_export(arena, text, (size_t)data[1] * 251 + data[2] * 7 + size, (char)data[0]);
    return 0;
}
