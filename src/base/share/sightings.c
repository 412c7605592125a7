/*
 * When sessions were seen last, in a table of fixed size (RULE SIGN-8).
 */
#include "base/share/share.h"

#include "base/log.h"

#include <pthread.h>

enum { BUCKETS = 16384, WAYS = 4 };

typedef struct Sighting {
    uint64_t what; /* of the hash as much as tells them apart */
    Micros at;
} Sighting;

struct Sightings {
    pthread_mutex_t mutex;
    Sighting sighting[BUCKETS][WAYS];
};

Sightings *
sightings_new(void)
{
    Sightings *sightings = calloc(1, sizeof(*sightings));

    if (sightings == NULL)
        die("out of memory");
    pthread_mutex_init(&sightings->mutex, NULL);
    return sightings;
}

void
sightings_free(Sightings **sightings)
{
    if (*sightings != NULL)
        pthread_mutex_destroy(&(*sightings)->mutex);
    free(*sightings);
    *sightings = NULL;
}

static uint64_t
number_of(const Hash *what)
{
    uint64_t number;

    memcpy(&number, what->byte, sizeof(number));
    return number;
}

Micros
sighting_find(Sightings *sightings, const Hash *what)
{
    uint64_t number = number_of(what);
    const Sighting *bucket = sightings->sighting[number % BUCKETS];
    Micros at = 0;

    pthread_mutex_lock(&sightings->mutex);
    for (int way = 0; way < WAYS; way++)
        if (bucket[way].what == number)
            at = bucket[way].at;
    pthread_mutex_unlock(&sightings->mutex);
    return at;
}

void
sighting_note(Sightings *sightings, const Hash *what, Micros now)
{
    uint64_t number = number_of(what);
    Sighting *bucket = sightings->sighting[number % BUCKETS];
    Sighting *place = &bucket[0];

    pthread_mutex_lock(&sightings->mutex);
    for (int way = 0; way < WAYS && place->what != number; way++)
        if (bucket[way].what == number || bucket[way].at < place->at)
            place = &bucket[way];
    *place = (Sighting){number, now};
    pthread_mutex_unlock(&sightings->mutex);
}
