/*
 * Addresses of callers, and whom they stand for.
 */
#include "base/share/share.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static void
show_v6(const struct in6_addr *number, char ret[ADDRESS_SIZE])
{
    if (IN6_IS_ADDR_V4MAPPED(number))
        inet_ntop(AF_INET, &number->s6_addr[12], ret, ADDRESS_SIZE);
    else
        inet_ntop(AF_INET6, number, ret, ADDRESS_SIZE);
}

void
address_show(const struct sockaddr *address, char ret[ADDRESS_SIZE])
{
    ret[0] = '\0';
    if (address == NULL)
        return;
    if (address->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr, ret,
                  ADDRESS_SIZE);
    if (address->sa_family == AF_INET6)
        show_v6(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, ret);
}

/* 192.0.2.1:5555 and [2001:db8::1]:5555, of which the address is the length. */
static size_t
without_port(const char **text, size_t length)
{
    const char *end = *text + length;

    if (length > 0 && **text == '[') {
        const char *close = memchr(*text, ']', length);
        ++*text;
        return close != NULL ? (size_t)(close - *text) : 0;
    }
    const char *colon = memchr(*text, ':', length);
    bool one = colon != NULL && memchr(colon + 1, ':', (size_t)(end - colon - 1)) == NULL;
    return one ? (size_t)(colon - *text) : length;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

bool
address_read(const char *text, size_t length, char ret[ADDRESS_SIZE])
{
    char copy[ADDRESS_SIZE];
    struct in_addr v4;
    struct in6_addr v6;

    for (; length > 0 && is_blank(*text); length--)
        text++;
    while (length > 0 && is_blank(text[length - 1]))
        length--;
    length = without_port(&text, length);
    if (length >= sizeof(copy))
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (inet_pton(AF_INET, copy, &v4) == 1) {
        inet_ntop(AF_INET, &v4, ret, ADDRESS_SIZE);
        return true;
    }
    if (inet_pton(AF_INET6, copy, &v6) != 1)
        return false;
    show_v6(&v6, ret);
    return true;
}

void
address_block(const char *address, char ret[ADDRESS_BLOCK_SIZE])
{
    enum { NETWORK_BYTES = 8 };
    struct in6_addr number;

    snprintf(ret, ADDRESS_BLOCK_SIZE, "%s", address);
    if (inet_pton(AF_INET6, address, &number) != 1)
        return;
    memset(&number.s6_addr[NETWORK_BYTES], 0, sizeof(number) - NETWORK_BYTES);
    inet_ntop(AF_INET6, &number, ret, ADDRESS_BLOCK_SIZE);
}
