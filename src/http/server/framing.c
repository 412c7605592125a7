#include "http/server/framing.h"

#include <microhttpd.h>

/* RFC 9110, section 5.6.2 */
static bool
is_token(const char *text)
{
    static const char OTHERS[] = "!#$%&'*+-.^_`|~";

    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        char c = *text;
        bool alphanumeric =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!alphanumeric && strchr(OTHERS, c) == NULL)
            return false;
    }
    return true;
}

/* Nothing but visible characters; in a value spaces and tabs too. */
static bool
is_clean(const char *text, bool value)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        bool blank = value && (c == ' ' || c == '\t');
        if (!blank && (c <= ' ' || c == 0x7f))
            return false;
    }
    return true;
}

/* A name or an address and perhaps a port: nothing that could end it early. */
static bool
is_host(const char *text)
{
    return *text != '\0' && is_clean(text, false) && strpbrk(text, "/\\@,<>\"?#{}|^`") == NULL;
}

static bool
is_digits(const char *text)
{
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static bool
strings_lie_as_received(void)
{
    return strcmp(MHD_get_version(), "0.9.75") == 0;
}

Framing
framing_begin(const char *method, const char *url, const char *target, const char *version)
{
    Framing framing = {
        .odd = !is_token(method) || !is_clean(target, false) || *target == '\0',
        .needs_host = strcmp(version, MHD_HTTP_VERSION_1_1) == 0,
    };

    if (!strings_lie_as_received())
        return framing;
    bool gap = url != method + strlen(method) + 1 || version != url + strlen(target) + 1;
    framing.odd = framing.odd || gap;
    framing.begin = method;
    framing.next = version + strlen(version) + 2;
    return framing;
}

void
framing_header(Framing *framing, const char *name, const char *value)
{
    /* The line's CR is one NUL and its LF the next; a NUL that was sent has something else there.
     */
    bool gap = framing->next != NULL && (name != framing->next || value[strlen(value) + 1] != '\0');

    framing->odd = framing->odd || gap || !is_token(name) || !is_clean(value, true);
    if (framing->next != NULL)
        framing->next = value + strlen(value) + 2;
    if (strcasecmp(name, MHD_HTTP_HEADER_HOST) == 0) {
        framing->hosts++;
        framing->odd = framing->odd || !is_host(value);
    } else if (strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0) {
        framing->lengths++;
        framing->odd = framing->odd || !is_digits(value);
    } else if (strcasecmp(name, MHD_HTTP_HEADER_TRANSFER_ENCODING) == 0) {
        framing->encodings++;
        framing->odd = framing->odd || strcasecmp(value, "chunked") != 0;
    }
}

bool
framing_is_sound(const Framing *framing, size_t size)
{
    if (framing->odd || framing->hosts > 1 || (framing->needs_host && framing->hosts == 0) ||
        framing->lengths + framing->encodings > 1)
        return false;
    if (framing->next == NULL)
        return true;
    /* The empty line, CR and LF. A line without a name is taken for it, but ends otherwise; so does
     * one that is LF alone, or begins with NUL, and it ends elsewhere. */
    return framing->begin + size == framing->next + 2 && framing->next[0] == '\0' &&
           framing->next[1] == '\0';
}
