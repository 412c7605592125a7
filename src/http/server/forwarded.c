#include "http/server/forwarded.h"

void
read_forwarded(const char *list, char address[ADDRESS_SIZE])
{
    const char *comma = strrchr(list, ',');
    const char *last = comma != NULL ? comma + 1 : list;
    char found[ADDRESS_SIZE];

    if (address_read(last, strlen(last), found))
        memcpy(address, found, sizeof(found));
}
