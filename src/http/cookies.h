/*
 * Cookies: what a browser keeps for us, and the only place that knows how each is named and how
 * long it lasts.
 *
 * Where the request came by TLS the names of those that decide something begin with __Host-, so
 * that neither another host nor an unprotected connection can have set them (RFC 6265bis, 4.1.3.2).
 */
#ifndef HTTP_COOKIES_H
#define HTTP_COOKIES_H

#include "base/arena.h"

typedef enum Cookie {
    COOKIE_SESSION,
    COOKIE_VISITOR, /* what a form is bound to before there is a session */
    COOKIE_DEVICE,  /* somebody has signed in from here before */
    COOKIE_LANG,
    COOKIE_THEME,
    COOKIE_ZONE, /* a time zone, with a point for each slash */
    COOKIE_COUNT
} Cookie;

/* The values that came; NULL where there is none that can be trusted. */
typedef struct Cookies {
    const char *value[COOKIE_COUNT];
} Cookies;

enum { COOKIE_VALUE_MAX = 160 };

/*
 * Read a Cookie header, which may be NULL. Nothing in it is an error: other programs of the same
 * host set cookies too. One of ours that comes twice is taken for none, because somebody else has
 * put one of them there; so is one that is too long or has characters that ours never have.
 */
Cookies cookies_read(const char *header, bool tls, Arena *arena);

/* A value for Set-Cookie. An empty value takes the cookie away. */
char *cookie_line(Cookie cookie, const char *value, bool tls, Arena *arena);

#endif
