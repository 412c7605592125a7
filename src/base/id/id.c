#include "base/id/id.h"

#include "base/text/text.h"

#include <pthread.h>
#include <sodium.h>

enum { ULID_BYTES = 16, TIME_BYTES = 6 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static uint8_t latest[ULID_BYTES]; /* big-endian: six bytes of time, ten of chance */

static int64_t
time_of(const uint8_t ulid[ULID_BYTES])
{
    int64_t ms = 0;

    for (int i = 0; i < TIME_BYTES; i++)
        ms = ms << 8 | ulid[i];
    return ms;
}

/* The system is asked for many random numbers at once: a call of it takes longer than an id. */
static uint32_t
draw(void)
{
    enum { AT_ONCE = 64 };
    static uint32_t drawn[AT_ONCE];
    static size_t left;

    if (left == 0) {
        randombytes_buf(drawn, sizeof(drawn));
        left = AT_ONCE;
    }
    return drawn[--left];
}

/* Add a random step of 32 bits, so that the next id cannot be guessed from this one. */
static void
step(uint8_t ulid[ULID_BYTES])
{
    uint64_t carry = (uint64_t)draw() + 1;

    for (int i = ULID_BYTES - 1; i >= 0 && carry > 0; i--) {
        carry += ulid[i];
        ulid[i] = (uint8_t)carry;
        carry >>= 8;
    }
}

static void
encode(const uint8_t ulid[ULID_BYTES], char *out)
{
    unsigned __int128 number = 0;

    for (int i = 0; i < ULID_BYTES; i++)
        number = number << 8 | ulid[i];
    /* 128 bits in 26 characters of 5, from the end: the first character holds only 3 of them. */
    for (int i = 25; i >= 0; i--) {
        out[i] = crockford_char((unsigned)(number & 31));
        number >>= 5;
    }
    out[26] = '\0';
}

static void
decode(const char *text, uint8_t ret_ulid[ULID_BYTES])
{
    memset(ret_ulid, 0, ULID_BYTES);
    for (int i = 0; i < 26; i++) {
        int value = crockford_value(text[i]);
        assert(value >= 0);
        for (int offset = 0; offset < 5; offset++) {
            int bit = i * 5 - 2 + offset;
            if (bit >= 0 && (value >> (4 - offset) & 1) != 0)
                ret_ulid[bit / 8] |= (uint8_t)(1u << (7 - bit % 8));
        }
    }
}

static void
put_ulid_time(int64_t ms, uint8_t ulid[ULID_BYTES])
{
    for (int i = 0; i < TIME_BYTES; i++)
        ulid[i] = (uint8_t)(ms >> (8 * (TIME_BYTES - 1 - i)));
}

Id
id_new(const char *prefix, Micros now)
{
    int64_t ms = now / 1000;
    Id id = {{0}}; /* behind the text too: as a key, all bytes count */

    assert(strlen(prefix) == ID_PREFIX_LENGTH);
    memcpy(id.text, prefix, ID_PREFIX_LENGTH);

    pthread_mutex_lock(&mutex);
    if (ms > time_of(latest)) {
        put_ulid_time(ms, latest);
        randombytes_buf(latest + TIME_BYTES, ULID_BYTES - TIME_BYTES);
    } else {
        step(latest);
    }
    encode(latest, id.text + ID_PREFIX_LENGTH);
    pthread_mutex_unlock(&mutex);
    return id;
}

Id
id_first(const char *prefix, Micros at)
{
    uint8_t ulid[ULID_BYTES] = {0};
    Id id = {{0}};

    assert(strlen(prefix) == ID_PREFIX_LENGTH && at >= 0);
    memcpy(id.text, prefix, ID_PREFIX_LENGTH);
    put_ulid_time(at / 1000, ulid);
    encode(ulid, id.text + ID_PREFIX_LENGTH);
    return id;
}

void
id_continue_after(const char *id)
{
    uint8_t ulid[ULID_BYTES];

    if (id[0] == '\0')
        return;
    assert(strlen(id) == ID_LENGTH);
    decode(id + ID_PREFIX_LENGTH, ulid);
    pthread_mutex_lock(&mutex);
    if (memcmp(ulid, latest, ULID_BYTES) > 0)
        memcpy(latest, ulid, ULID_BYTES);
    pthread_mutex_unlock(&mutex);
}

bool
id_equal(const Id *a, const Id *b)
{
    return strcmp(a->text, b->text) == 0;
}

bool
id_is(const char *text, const char *prefix)
{
    if (strlen(text) != ID_LENGTH || strncmp(text, prefix, ID_PREFIX_LENGTH) != 0)
        return false;
    for (const char *at = text + ID_PREFIX_LENGTH; *at != '\0'; at++) {
        int value = crockford_value(*at);
        if (value < 0 || crockford_char((unsigned)value) != *at)
            return false;
    }
    return text[ID_PREFIX_LENGTH] <= '7';
}

Id
id_from(const char *text)
{
    Id id = {0};

    if (text == NULL)
        return id;
    size_t length = strlen(text);
    assert(length < ID_SIZE);
    memcpy(id.text, text, length);
    return id;
}

bool
id_is_later(const Id *id, const Id *other)
{
    const char *ulid = strchr(id->text, '_'), *other_ulid = strchr(other->text, '_');

    return ulid != NULL && other_ulid != NULL && strcmp(ulid, other_ulid) > 0;
}
