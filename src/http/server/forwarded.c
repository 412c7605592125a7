#include "http/server/forwarded.h"

#include <arpa/inet.h>
#include <netinet/in.h>

/* An address and a port with the separators between them. */
enum { ITEM_SIZE = INET6_ADDRSTRLEN + sizeof("[]:65535") };

static_assert(ADDRESS_SIZE >= INET6_ADDRSTRLEN, "any address fits");

/* The last item of the list without the blanks around it; false where it is too long for one. */
static bool
copy_last_item(const char *list, char ret[ITEM_SIZE])
{
    const char *comma = strrchr(list, ',');
    const char *last = comma != NULL ? comma + 1 : list;

    last += strspn(last, " \t");
    size_t length = strlen(last);
    while (length > 0 && strchr(" \t", last[length - 1]) != NULL)
        length--;
    if (length >= ITEM_SIZE)
        return false;
    memcpy(ret, last, length);
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

void
read_forwarded(const char *list, char address[ADDRESS_SIZE])
{
    char item[ITEM_SIZE];
    struct in6_addr six;
    struct in_addr four;

    if (!copy_last_item(list, item))
        return;
    const char *bare = without_port(item);
    if (inet_pton(AF_INET, bare, &four) == 1) {
        inet_ntop(AF_INET, &four, address, ADDRESS_SIZE);
    } else if (inet_pton(AF_INET6, bare, &six) == 1) {
        if (IN6_IS_ADDR_V4MAPPED(&six))
            inet_ntop(AF_INET, &six.s6_addr[12], address, ADDRESS_SIZE);
        else
            inet_ntop(AF_INET6, &six, address, ADDRESS_SIZE);
    }
}
