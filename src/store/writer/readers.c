/*
 * Readers: one connection a thread, found by a variable of the thread, and a count of commits that
 * says whether what it sees is the latest.
 */
#include "store/writer/writer.h"

#include "base/log.h"
#include "store/engine/db.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct Reader {
    pthread_mutex_t mutex; /* held while its thread reads */
    Db *db;
    bool reads;      /* a transaction is open */
    int64_t commits; /* how many it sees */
    struct Reader *next;
} Reader;

struct Readers {
    const char *address;
    _Atomic int64_t commits;
    pthread_mutex_t mutex; /* of the list */
    Reader *first;
};

static _Thread_local Reader *own;

Readers *
readers_new(const char *address)
{
    Readers *readers = calloc(1, sizeof(*readers));

    if (readers == NULL)
        die("out of memory");
    readers->address = address;
    pthread_mutex_init(&readers->mutex, NULL);
    return readers;
}

static void
end_reading(Reader *reader)
{
    if (reader->reads)
        db_rollback(reader->db);
    reader->reads = false;
}

void
readers_free(Readers **readers)
{
    if (*readers == NULL)
        return;
    while ((*readers)->first != NULL) {
        Reader *reader = (*readers)->first;
        (*readers)->first = reader->next;
        end_reading(reader);
        store_close(&reader->db);
        pthread_mutex_destroy(&reader->mutex);
        free(reader);
    }
    pthread_mutex_destroy(&(*readers)->mutex);
    free(*readers);
    *readers = NULL;
}

static Err
open_own(Readers *readers)
{
    Db *db;

    TRY(store_open(readers->address, DB_READ, &db));
    own = calloc(1, sizeof(*own));
    if (own == NULL)
        die("out of memory");
    own->db = db;
    pthread_mutex_init(&own->mutex, NULL);
    pthread_mutex_lock(&readers->mutex);
    own->next = readers->first;
    readers->first = own;
    pthread_mutex_unlock(&readers->mutex);
    return OK;
}

/* The count is read before the transaction begins, so it sees at least so many. */
static Err
refresh(Readers *readers, Reader *reader)
{
    int64_t commits = atomic_load(&readers->commits);

    if (reader->reads && reader->commits == commits)
        return OK;
    end_reading(reader);
    TRY(db_begin(reader->db));
    reader->reads = true;
    reader->commits = commits;
    return OK;
}

Err
readers_enter(Readers *readers, Db **ret)
{
    if (own == NULL)
        TRY(open_own(readers));
    pthread_mutex_lock(&own->mutex);
    Err err = refresh(readers, own);
    if (err != OK)
        pthread_mutex_unlock(&own->mutex);
    else
        *ret = own->db;
    return err;
}

/* What a request refused or could not read leaves nothing behind in a transaction that only reads.
 */
void
readers_leave(Readers *readers)
{
    (void)readers;
    if (own->db->doomed)
        end_reading(own);
    pthread_mutex_unlock(&own->mutex);
}

void
readers_note_commit(Readers *readers)
{
    atomic_fetch_add(&readers->commits, 1);
}

void
readers_let_go(Readers *readers)
{
    pthread_mutex_lock(&readers->mutex);
    for (Reader *reader = readers->first; reader != NULL; reader = reader->next) {
        if (pthread_mutex_trylock(&reader->mutex) != 0)
            continue;
        end_reading(reader);
        pthread_mutex_unlock(&reader->mutex);
    }
    pthread_mutex_unlock(&readers->mutex);
}
