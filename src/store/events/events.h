/*
 * Events: what happened, in chains that cannot be changed unnoticed.
 */
#ifndef STORE_EVENTS_EVENTS_H
#define STORE_EVENTS_EVENTS_H

#include "base/id/id.h"
#include "base/list.h"
#include "base/secret/secret.h"
#include "store/engine/engine.h"

/*
 * An event. Its stream is the tenant's id, else the partner's, else "operator"; within the stream
 * it has a number and a hash over itself and the hash before (RULE AUD-2).
 */
/*
 * An address names a place where somebody sits. The hash of an event covers a digest of it, salted
 * so that nobody can try all addresses; whoever may know the address gets the salt too.
 */
enum { ADDRESS_SALT_BYTES = 16 };

typedef struct AddressSalt {
    uint8_t byte[ADDRESS_SALT_BYTES];
} AddressSalt;

/* How the hash of an event is made: of those of before, over the address itself. */
typedef enum EventForm { EVENT_FORM_PLAIN = 1, EVENT_FORM_SALTED = 2 } EventForm;

typedef struct Event {
    EventForm form;
    const char *stream;
    int64_t seq;
    Id id;
    Id partner_id;
    Id tenant_id;
    const char *type;
    Micros at;
    Id actor_id;
    Id actor_tenant_id; /* whose people did it, empty for the operator's: in store_event_list() only
                         */
    const char *address;
    AddressSalt address_salt; /* zeros in the plain form, and where there is no address */
    Hash address_digest;      /* likewise */
    const char *subject;
    const char *reason;
    const char *data; /* a JSON object */
    Hash hash;
} Event;

/* An event with who did it; texts are NULL and the tenant empty where no account did. */
typedef struct Deed {
    Event event; /* without its place in the chain */
    Id by_tenant_id;
    const char *by_name;
    const char *by_email;
} Deed;

/*
 * Events to look through, the latest first: a partner's, from one id on and before another one.
 * Many may have to be read for a few that are wanted, so both numbers have a bound.
 */
typedef struct DeedSearch {
    Id partner_id;
    Id since;
    Id before;
    int64_t scan;  /* so many are read at most, */
    int64_t limit; /* and so many of them kept */
    bool (*wanted)(const Deed *deed, void *data);
    void *data;
} DeedSearch;

/* A place in a stream of events; the number 0 is before the first. */
typedef struct EventPlace {
    const char *stream;
    int64_t seq;
} EventPlace;

LIST_OF(Event);
LIST_OF(Deed);

/*
 * Sets the event's form, stream, number, id, salt, digest and hash, and adds it at the end (see
 * event_chain_hash()). ERR_DB_CONFLICT if somebody else did at the same time.
 */
MUST_CHECK Err store_event_append(Tx *tx, Arena *arena, Event *event);
/* Whose events: of everybody, of a partner with all its tenants, or of one of these tenants and its
 * partner as a whole. */
typedef struct EventScope {
    Id partner_id; /* empty: of everybody */
    Id tenant_id;  /* empty: of all the partner's tenants */
} EventScope;

/* Oldest first. */
MUST_CHECK Err store_event_list(Tx *tx, const EventScope *scope, const Page *page, Arena *arena,
                                EventList *ret);
/* Of one stream after a place in it: for verifying the chain. */
MUST_CHECK Err store_event_list_of_stream(Tx *tx, const EventPlace *after, int64_t limit,
                                          Arena *arena, EventList *ret);
/* The wanted ones; *ret_last has the id and moment of the last that was read, if any was. */
MUST_CHECK Err store_event_search(Tx *tx, const DeedSearch *search, Arena *arena, DeedList *ret,
                                  Event *ret_last);
/* How many there are in its bounds, counted as far as search->scan. */
MUST_CHECK Err store_event_count(Tx *tx, const DeedSearch *search, int64_t *ret);
/* The last of a stream, the latest first. */
MUST_CHECK Err store_event_list_latest(Tx *tx, const char *stream, int64_t limit, Arena *arena,
                                       EventList *ret);
/* The streams there are, after one; *ret is NULL at the end. */
MUST_CHECK Err store_event_stream_next(Tx *tx, const char *after, Arena *arena, const char **ret);
/* The greatest event id, empty if there is none. */
MUST_CHECK Err store_event_latest(Tx *tx, Id *ret, Micros *ret_at);

/* --- the chain: event_chain.c ----------------------------------------------------------------- */

/*
 * Event chain: how the events of a stream hold on to one another (RULE AUD-2).
 *
 * Each event has a hash over the hash of the event before it and over itself. Whoever kept one hash
 * can tell later whether anything before it was changed, removed or put in between, with nothing
 * but the feed of events and SHA-256 (FIPS 180-4):
 *
 *     hash = SHA-256(before || field || field || ... )      thirteen fields
 *
 * where before is the 32 bytes of the hash of the event with the number seq - 1 in the same stream,
 * or 32 zero bytes for the event number 1, and the fields are, in this order and as the feed of
 * events shows them in JSON:
 *
 *      1  "perq-event-2"   the name of this form
 *      2  stream           whose chain it is
 *      3  seq              in decimal digits
 *      4  id
 *      5  type
 *      6  at               YYYY-MM-DDTHH:MM:SSZ, whole seconds
 *      7  actor.userId     empty where no user did it
 *      8  actor.fromDigest empty where there is no address; see below
 *      9  partnerId        empty where it concerns no partner
 *     10  tenantId         empty where it concerns no tenant
 *     11  subject
 *     12  reason           empty where none was asked for
 *     13  data             the JSON text exactly as in the feed: no spaces between its parts,
 *                          members in the same order
 *
 * Each field is a netstring: the length of its UTF-8 text in bytes in decimal digits, a colon, the
 * text, a comma. The text "usr" is 3:usr, and the empty text is 0:, so that no two different events
 * are written alike.
 *
 * actor.fromDigest is SHA-256 over the 16 bytes of actor.fromSalt and the text of actor.from, in
 * hexadecimal digits. Salt and text are shown to those who may know where somebody sits, and
 * whoever sees only the digest can follow the chain all the same.
 *
 * Events of before have the form "perq-event-1", whose field 8 is actor.from itself. Both forms
 * stand in one chain.
 */

/* What comes before the first event of a stream: zeros. */
extern const Hash EVENT_CHAIN_START;

const char *event_form_name(EventForm form);

/* The digest of an address. */
Hash event_address_digest(const AddressSalt *salt, const char *address, Arena *arena);

/* Is the digest that of the address? Always so where there is no address, or in the plain form. */
MUST_CHECK bool event_address_fits(const Event *event, Arena *arena);

/* The hash that this event must have. The event's own hash is not looked at. */
Hash event_chain_hash(const Hash *before, const Event *event, Arena *arena);

#endif
