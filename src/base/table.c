#include "base/table.h"

#include <pthread.h>
#include <sodium.h>

enum { ROOM_MIN = 8 };

static uint8_t hash_key[crypto_shorthash_KEYBYTES];

static void
draw_hash_key(void)
{
    crypto_shorthash_keygen(hash_key);
}

/* SipHash-2-4. */
static uint64_t
hash_of_key(const Table *table, const void *key)
{
    uint64_t hash;

    static_assert(sizeof(hash) == crypto_shorthash_BYTES, "all of it");
    crypto_shorthash((uint8_t *)&hash, key, table->key_size, hash_key);
    return hash;
}

/* Where the key is, or where it goes: half of the slots are free. */
static uint32_t *
find_slot(const Table *table, const void *key)
{
    size_t last = 2 * table->room - 1;
    size_t at = hash_of_key(table, key) & last;

    while (table->slot[at] != 0 &&
           memcmp(table->entry[table->slot[at] - 1], key, table->key_size) != 0)
        at = (at + 1) & last;
    return &table->slot[at];
}

/* What is there is full, or nothing. */
static void
make_room(Table *table, size_t room)
{
    assert(room <= UINT32_MAX / 2);
    size_t more = room - table->count;
    void **entry = ARENA_NEW_ARRAY(table->arena, void *, room);
    char *block = arena_alloc(table->arena, more, table->entry_size);

    if (table->count > 0)
        memcpy(entry, table->entry, table->count * sizeof(*entry));
    for (size_t i = 0; i < more; i++)
        entry[table->count + i] = block + i * table->entry_size;
    table->entry = entry;
    table->room = room;
    table->slot = ARENA_NEW_ARRAY(table->arena, uint32_t, 2 * room);
    for (uint32_t i = 0; i < table->count; i++)
        *find_slot(table, entry[i]) = i + 1;
}

Table
table_new(Arena *arena, size_t key_size, size_t entry_size, size_t room)
{
    static pthread_once_t drawn = PTHREAD_ONCE_INIT;
    Table table = {.arena = arena, .key_size = key_size, .entry_size = entry_size};
    size_t power = ROOM_MIN;

    assert(key_size > 0 && entry_size >= key_size);
    pthread_once(&drawn, draw_hash_key);
    while (power < room)
        power *= 2;
    make_room(&table, power);
    return table;
}

void *
table_find(const Table *table, const void *key)
{
    uint32_t number = *find_slot(table, key);

    return number == 0 ? NULL : table->entry[number - 1];
}

void *
table_entry(Table *table, const void *key, bool *ret_new)
{
    void *found = table_find(table, key);

    *ret_new = found == NULL;
    if (found != NULL)
        return found;
    if (table->count == table->room)
        make_room(table, 2 * table->room);
    void *entry = memcpy(table->entry[table->count], key, table->key_size);
    *find_slot(table, key) = (uint32_t)++table->count;
    return entry;
}
