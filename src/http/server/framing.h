/*
 * Framing: was a request written so that everybody reads it the same way?
 *
 * A proxy in front and we must agree on where a request ends and what its headers are, or one
 * client's bytes become another's request (RFC 9112, section 11.2). libmicrohttpd 0.9.75 lets pass
 * what others may read differently: two Host or Content-Length headers, odd transfer codings,
 * folded lines, NUL bytes, spaces around names. Here all of it is refused.
 *
 * The library hands over strings, not bytes. But in 0.9.75 they lie in its read buffer exactly
 * where they were received, each separator replaced by NUL; so whatever it skipped, joined or cut
 * off shows as a gap between one string and the next, or behind the last. Only a NUL that was sent
 * in place of a CR looks as that does. Later versions refuse these themselves, and for them the
 * gaps are not looked at.
 */
#ifndef HTTP_SERVER_FRAMING_H
#define HTTP_SERVER_FRAMING_H

#include "base/base.h"

typedef struct Framing {
    const char *begin; /* of what was received */
    const char *next;  /* where the next header must begin; NULL where gaps are not looked at */
    bool needs_host;   /* HTTP/1.1 */
    int hosts;
    int lengths;
    int encodings;
    bool odd; /* something is not as it must be */
} Framing;

/* The first line: its three strings, and the target as it was before it was taken apart. */
Framing framing_begin(const char *method, const char *url, const char *target, const char *version);

/* Each header in the order in which they came. */
void framing_header(Framing *framing, const char *name, const char *value);

/* After the last header; size is that of the whole head, its empty line included. */
MUST_CHECK bool framing_is_sound(const Framing *framing, size_t size);

#endif
