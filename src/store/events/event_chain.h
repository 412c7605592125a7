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
 *      1  "perq-event-1"   the name of this form
 *      2  stream           whose chain it is
 *      3  seq              in decimal digits
 *      4  id
 *      5  type
 *      6  at               YYYY-MM-DDTHH:MM:SSZ, whole seconds
 *      7  actor.userId     empty where no user did it
 *      8  actor.from       empty where there is no address
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
 */
#ifndef STORE_EVENTS_EVENT_CHAIN_H
#define STORE_EVENTS_EVENT_CHAIN_H

#include "store/records.h"

/* What comes before the first event of a stream: zeros. */
extern const Hash EVENT_CHAIN_START;

/* The hash that this event must have. The event's own hash is not looked at. */
Hash event_chain_hash(const Hash *before, const Event *event, Arena *arena);

#endif
