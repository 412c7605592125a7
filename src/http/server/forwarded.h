/*
 * Forwarded: whom a proxy of the operator's own says it speaks for, in X-Forwarded-For.
 */
#ifndef HTTP_SERVER_FORWARDED_H
#define HTTP_SERVER_FORWARDED_H

#include "http/exchange.h"

/*
 * The last address of the list is the one that the proxy saw; those before are hearsay. It may
 * have blanks around it, and a port behind, as some proxies write it: 192.0.2.1:4711 or
 * [2001:db8::1]:4711. It is written as inet_ntop() does, and IPv4 in the clothes of IPv6
 * (::ffff:192.0.2.1) as IPv4, so that nobody has two. Where the list ends in no address,
 * what was there stays.
 */
void read_forwarded(const char *list, char address[ADDRESS_SIZE]);

#endif
