/*
 * Events: what happened, in chains that cannot be changed unnoticed.
 */
#ifndef STORE_EVENTS_EVENTS_H
#define STORE_EVENTS_EVENTS_H

#include "base/id/id.h"
#include "base/limit/limit.h"
#include "base/list.h"
#include "base/secret/secret.h"
#include "store/engine/engine.h"

/*
 * A text that may name a person (RULE AUD-4): where somebody sat, what somebody gave as a reason.
 * The chain covers a digest of it, salted so that nobody can try all texts. Salt and text lie
 * beside the event: whoever may know the text gets both, and when they are removed the chain holds
 * all the same.
 */
enum { SALT_BYTES = 16 };

typedef struct Salt {
    uint8_t byte[SALT_BYTES];
} Salt;

typedef struct SaltedText {
    const char *text; /* NULL or "": there was none, or it was removed */
    Salt salt;        /* zeros where there is no text, or no digest */
    Hash digest;      /* zeros where there never was a text, or the event's form covers it itself */
} SaltedText;

/* How the hash of an event is made. Those of before cover texts themselves: see event_chain.c. */
typedef enum EventForm {
    EVENT_FORM_PLAIN = 1,          /* of both texts */
    EVENT_FORM_ADDRESS_SALTED = 2, /* of the reason */
    EVENT_FORM_SALTED = 3,
} EventForm;

/*
 * An event. Its stream is the tenant's id, else the partner's, else "operator"; within the stream
 * it has a number and a hash over itself and the hash before (RULE AUD-2).
 */
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
    SaltedText address; /* where it came from */
    const char *subject;
    SaltedText reason;
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
 * Sets the event's form, stream, number, id, salts, digests and hash, and adds it at the end (see
 * event_chain_hash()). ERR_DB_CONFLICT if somebody else did at the same time.
 */
MUST_CHECK Err store_event_append(Tx *tx, Arena *arena, Event *event);

/*
 * Removes the addresses, and their salts, of events before a moment: of so many at once, going on
 * where it was left the last time. Those that a hash covers themselves stay.
 */
MUST_CHECK Err store_event_remove_addresses(Tx *tx, Micros before, int64_t limit, bool *ret_more);

/* Whose events: of everybody, of a partner with all its tenants, or of one of these tenants and its
 * partner as a whole. */
typedef struct EventScope {
    Id partner_id; /* empty: of everybody */
    Id tenant_id;  /* empty: of all the partner's tenants */
} EventScope;

/*
 * Which of them, as far as something is said: NULL, or empty. Where little passes, many have to be
 * read for a few that are wanted, so no more than EVENTS_SCANNED_MAX are at once.
 */
typedef struct EventSearch {
    EventScope scope;
    Id after;  /* this one */
    Id before; /* this one, which may be of no event */
    int64_t limit;
    const char *stream;
    const char *type;
    const char *subject;
    Id actor_id;
} EventSearch;

/* Oldest first; *ret_reached is the last that was read, empty if there was none. */
MUST_CHECK Err store_event_list(Tx *tx, const EventSearch *search, Arena *arena, EventList *ret,
                                Id *ret_reached);

/* Where a chain ends. */
typedef struct EventHead {
    const char *stream;
    int64_t seq;
    Id id;
    Micros at;
    Hash hash;
} EventHead;

LIST_OF(EventHead);

typedef struct EventHeadSearch {
    EventScope scope;
    Id at;     /* as they were at this event, or before all that came after that id */
    Page page; /* after is a stream */
} EventHeadSearch;

/* In the order of the chains' names. */
MUST_CHECK Err store_event_head_list(Tx *tx, const EventHeadSearch *search, Arena *arena,
                                     EventHeadList *ret);
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
 *      1  "perq-event-3"   the name of this form
 *      2  stream           whose chain it is
 *      3  seq              in decimal digits
 *      4  id
 *      5  type
 *      6  at               YYYY-MM-DDTHH:MM:SSZ, whole seconds
 *      7  actor.userId     empty where no user did it
 *      8  actor.fromDigest empty where there was no address; see below
 *      9  partnerId        empty where it concerns no partner
 *     10  tenantId         empty where it concerns no tenant
 *     11  subject
 *     12  reasonDigest     empty where no reason was given; see below
 *     13  data             the JSON text exactly as in the feed: no spaces between its parts,
 *                          members in the same order
 *
 * Each field is a netstring: the length of its UTF-8 text in bytes in decimal digits, a colon, the
 * text, a comma. The text "usr" is 3:usr, and the empty text is 0:, so that no two different events
 * are written alike.
 *
 * actor.fromDigest is SHA-256 over the 16 bytes of actor.fromSalt and the text of actor.from, in
 * hexadecimal digits, and reasonDigest the same of reasonSalt and reason. Salt and text are shown
 * to those who may know the text, as long as it is there; whoever sees only the digest can follow
 * the chain all the same.
 *
 * Events of before are of the form "perq-event-2", whose field 12 is the reason itself, or of
 * "perq-event-1", whose field 8 is actor.from itself too. All forms stand in one chain.
 */

/* Whose chain it is of: the tenant's, else the partner's, else the operator's. */
extern const char EVENT_STREAM_OF_OPERATOR[];
const char *event_stream(const Event *event);

/* What comes before the first event of a stream: zeros. */
extern const Hash EVENT_CHAIN_START;

const char *event_form_name(EventForm form);

/* The form of this name; false if there is none. */
MUST_CHECK bool event_form_from_name(const char *name, EventForm *ret);

/* Which texts does the hash of an event of this form cover by their digests? */
MUST_CHECK bool event_form_salts_address(EventForm form);
MUST_CHECK bool event_form_salts_reason(EventForm form);

/* Is the text still there? */
MUST_CHECK bool salted_text_is_there(const SaltedText *salted);

/* Was there one, whether or not it still is? */
MUST_CHECK bool salted_text_was_given(const SaltedText *salted);

/* The digest of a text. */
Hash salted_digest(const Salt *salt, const char *text, Arena *arena);

/* Is the digest that of the text, of both as far as they are there and the form has digests? */
MUST_CHECK bool event_texts_fit(const Event *event, Arena *arena);

/* The hash that this event must have. The event's own hash is not looked at. */
Hash event_chain_hash(const Hash *before, const Event *event, Arena *arena);

#endif
