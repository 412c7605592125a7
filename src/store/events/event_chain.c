/*
 * The hash of an event: all thirteen fields written one after the other, then hashed at once.
 */
#include "store/events/events.h"

#include "base/buf.h"
#include "base/text/text.h"
#include "domain/date/date.h"

enum { CHAINED_BYTES_MAX = 1024 * 1024 };

const Hash EVENT_CHAIN_START = {{0}};

static void
put_field(Buf *out, const char *text)
{
    buf_int(out, (int64_t)strlen(text));
    buf_char(out, ':');
    buf_text(out, text);
    buf_char(out, ',');
}

const char *
event_form_name(EventForm form)
{
    return form == EVENT_FORM_PLAIN ? "perq-event-1" : "perq-event-2";
}

Hash
event_address_digest(const AddressSalt *salt, const char *address, Arena *arena)
{
    Buf out = buf_new(arena, CHAINED_BYTES_MAX);

    buf_put(&out, salt->byte, sizeof(salt->byte));
    buf_text(&out, address);
    assert(!out.full);
    return hash_of(out.data, out.length);
}

bool
event_address_fits(const Event *event, Arena *arena)
{
    if (event->form == EVENT_FORM_PLAIN || event->address[0] == '\0')
        return true;
    Hash digest = event_address_digest(&event->address_salt, event->address, arena);
    return memcmp(digest.byte, event->address_digest.byte, sizeof(digest.byte)) == 0;
}

/* RULE AUD-4: not the address, but what proves it to whoever is told it. */
static const char *
chained_address(const Event *event, Arena *arena)
{
    char *text;

    if (event->form == EVENT_FORM_PLAIN || event->address[0] == '\0')
        return event->address;
    text = arena_alloc(arena, 2 * HASH_BYTES + 1, 1);
    text_hex(event->address_digest.byte, HASH_BYTES, text);
    return text;
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
    put_field(&out, chained_address(event, arena));
    put_field(&out, event->partner_id.text);
    put_field(&out, event->tenant_id.text);
    put_field(&out, event->subject);
    put_field(&out, event->reason == NULL ? "" : event->reason);
    put_field(&out, event->data);
    assert(!out.full);
    return hash_of(out.data, out.length);
}
