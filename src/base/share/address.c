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

/* An address and a port with the separators between them. */
enum { ITEM_SIZE = INET6_ADDRSTRLEN + sizeof("[]:65535") };

/* Without the blanks around it; false where it is too long for one. */
static bool
copy_item(const char *text, size_t length, char ret[ITEM_SIZE])
{
    for (; length > 0 && (*text == ' ' || *text == '\t'); length--)
        text++;
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    if (length >= ITEM_SIZE)
        return false;
    memcpy(ret, text, length);
    ret[length] = '\0';
    return true;
}

/* What is behind the address: nothing, or a colon and a port. */
static bool
is_nothing_or_port(const char *text)
{
    return *text == '\0' ||
           (*text == ':' && text[1] != '\0' && text[1 + strspn(text + 1, "0123456789")] == '\0');
}

/* Takes port and brackets off. A bare IPv6 address has colons of its own, and so no port. */
static char *
without_port(char *item)
{
    char *end = *item == '[' ? strchr(item, ']') : strchr(item, ':');

    if (*item == '[' && (end == NULL || !is_nothing_or_port(end + 1)))
        return item;
    if (*item == '[') {
        *end = '\0';
        return item + 1;
    }
    if (end != NULL && is_nothing_or_port(end))
        *end = '\0';
    return item;
}

bool
address_read(const char *text, size_t length, char ret[ADDRESS_SIZE])
{
    char item[ITEM_SIZE];
    struct in6_addr six;
    struct in_addr four;

    if (!copy_item(text, length, item))
        return false;
    const char *bare = without_port(item);
    if (inet_pton(AF_INET, bare, &four) == 1) {
        inet_ntop(AF_INET, &four, ret, ADDRESS_SIZE);
        return true;
    }
    if (inet_pton(AF_INET6, bare, &six) != 1)
        return false;
    show_v6(&six, ret);
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
