/*
 * The hash of an event: all thirteen fields written one after the other, then hashed at once.
 */
#include "store/events/events.h"

#include "base/buf.h"
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

Hash
event_chain_hash(const Hash *before, const Event *event, Arena *arena)
{
    Buf out = buf_new(arena, CHAINED_BYTES_MAX);
    char at[TIME_TEXT_SIZE];

    time_format(event->at, at);
    buf_put(&out, before->byte, sizeof(before->byte));
    put_field(&out, "perq-event-1");
    put_field(&out, event->stream);
    put_field(&out, arena_printf(arena, "%lld", (long long)event->seq));
    put_field(&out, event->id.text);
    put_field(&out, event->type);
    put_field(&out, at);
    put_field(&out, event->actor_id.text);
    put_field(&out, event->address);
    put_field(&out, event->partner_id.text);
    put_field(&out, event->tenant_id.text);
    put_field(&out, event->subject);
    put_field(&out, event->reason == NULL ? "" : event->reason);
    put_field(&out, event->data);
    assert(!out.full);
    return hash_of(out.data, out.length);
}
