/*
 * The hash of an event: all thirteen fields written one after the other, then hashed at once.
 */
#include "store/events/events.h"

#include "base/buf.h"
#include "base/text/text.h"
#include "domain/choices/choices.h"
#include "domain/date/date.h"

enum { CHAINED_BYTES_MAX = 1024 * 1024 };

const Hash EVENT_CHAIN_START = {{0}};
const char EVENT_STREAM_OF_OPERATOR[] = "operator";

static void
put_field(Buf *out, const char *text)
{
    buf_int(out, (int64_t)strlen(text));
    buf_char(out, ':');
    buf_text(out, text);
    buf_char(out, ',');
}

const char *
event_stream(const Event *event)
{
    if (!id_is_empty(&event->tenant_id))
        return event->tenant_id.text;
    return id_is_empty(&event->partner_id) ? EVENT_STREAM_OF_OPERATOR : event->partner_id.text;
}

/* By their number, beginning with 1. */
static const char *const FORM_NAMES[] = {"perq-event-1", "perq-event-2", "perq-event-3", NULL};

const char *
event_form_name(EventForm form)
{
    return FORM_NAMES[form - EVENT_FORM_PLAIN];
}

bool
event_form_from_name(const char *name, EventForm *ret)
{
    int index = name_index(FORM_NAMES, name);

    if (index < 0)
        return false;
    *ret = EVENT_FORM_PLAIN + (EventForm)index;
    return true;
}

bool
event_form_salts_address(EventForm form)
{
    return form >= EVENT_FORM_ADDRESS_SALTED;
}

bool
event_form_salts_reason(EventForm form)
{
    return form >= EVENT_FORM_SALTED;
}

static bool
has_digest(const SaltedText *salted)
{
    static const Hash NONE = {{0}};

    return memcmp(salted->digest.byte, NONE.byte, HASH_BYTES) != 0;
}

bool
salted_text_is_there(const SaltedText *salted)
{
    return salted->text != NULL && salted->text[0] != '\0';
}

bool
salted_text_was_given(const SaltedText *salted)
{
    return salted_text_is_there(salted) || has_digest(salted);
}

Hash
salted_digest(const Salt *salt, const char *text, Arena *arena)
{
    Buf out = buf_new(arena, CHAINED_BYTES_MAX);

    buf_put(&out, salt->byte, sizeof(salt->byte));
    buf_text(&out, text);
    assert(!out.full);
    return hash_of(out.data, out.length);
}

static bool
text_fits(const SaltedText *salted, Arena *arena)
{
    if (!salted_text_is_there(salted))
        return true;
    Hash digest = salted_digest(&salted->salt, salted->text, arena);
    return memcmp(digest.byte, salted->digest.byte, HASH_BYTES) == 0;
}

bool
event_texts_fit(const Event *event, Arena *arena)
{
    return (!event_form_salts_address(event->form) || text_fits(&event->address, arena)) &&
           (!event_form_salts_reason(event->form) || text_fits(&event->reason, arena));
}

/* RULE AUD-4: not the text, but what proves it to whoever is told it. */
static const char *
chained_text(const SaltedText *salted, bool by_digest, Arena *arena)
{
    if (!by_digest)
        return salted_text_is_there(salted) ? salted->text : "";
    if (!has_digest(salted))
        return "";
    char *hex = arena_alloc(arena, 2 * HASH_BYTES + 1, 1);
    text_hex(salted->digest.byte, HASH_BYTES, hex);
    return hex;
}

Hash
event_chain_hash(const Hash *before, const Event *event, Arena *arena)
{
    Buf out = buf_new(arena, CHAINED_BYTES_MAX);
    char at[TIME_TEXT_SIZE];

    time_format(event->at, at);
    buf_put(&out, before->byte, sizeof(before->byte));
    put_field(&out, event_form_name(event->form));
    put_field(&out, event->stream);
    put_field(&out, arena_printf(arena, "%lld", (long long)event->seq));
    put_field(&out, event->id.text);
    put_field(&out, event->type);
    put_field(&out, at);
    put_field(&out, event->actor_id.text);
    put_field(&out, chained_text(&event->address, event_form_salts_address(event->form), arena));
    put_field(&out, event->partner_id.text);
    put_field(&out, event->tenant_id.text);
    put_field(&out, event->subject);
    put_field(&out, chained_text(&event->reason, event_form_salts_reason(event->form), arena));
    put_field(&out, event->data);
    assert(!out.full);
    return hash_of(out.data, out.length);
}
