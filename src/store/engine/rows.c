/*
 * Rows, without the engine: columns as values, values as records, records as lists.
 */
#include "store/engine/rows.h"

#include "base/log.h"
#include "domain/choices/choices.h"
#include "store/engine/db.h"
#include "store/engine/sql_log.h"

Err
rows_next(Rows *rows, bool *ret_found)
{
    if (!rows->logged)
        return rows->db->driver->next(rows, ret_found);
    Micros begun = clock_steady();
    Err err = rows->db->driver->next(rows, ret_found);
    rows->took += clock_steady() - begun;
    return err;
}

Err
rows_get(Rows *rows, Err absent)
{
    bool found;

    TRY(rows_next(rows, &found));
    return found ? OK : absent;
}

void
rows_close(Rows *rows)
{
    if (rows->cursor == NULL)
        return;
    rows->db->driver->close_rows(rows);
    if (rows->logged)
        sql_log(rows->sql, rows->took);
    rows->cursor = NULL;
}

/* --- a column ------------------------------------------------------------------------------- */

int64_t
rows_int(const Rows *rows, int column)
{
    return rows->db->driver->get_int(rows, column);
}

const char *
rows_text(const Rows *rows, int column, Arena *arena)
{
    const char *text = rows->db->driver->get_text(rows, column);

    return text == NULL ? NULL : arena_copy(arena, text, strlen(text));
}

Id
rows_id(const Rows *rows, int column)
{
    return id_from(rows->db->driver->get_text(rows, column));
}

Date
rows_date(const Rows *rows, int column)
{
    return (Date){(int32_t)rows_int(rows, column)};
}

const uint8_t *
rows_blob(const Rows *rows, int column, Arena *arena, size_t *ret_count)
{
    const void *bytes = rows->db->driver->get_blob(rows, column, ret_count);

    return bytes == NULL ? NULL : (const uint8_t *)arena_copy(arena, bytes, *ret_count);
}

/* No key is longer than there is room for in a place. */
SortKey
rows_sort_key(const Rows *rows, int column, Arena *arena)
{
    SortKey key;

    key.byte = rows_blob(rows, column, arena, &key.size);
    if (key.size > NAME_KEY_BYTES_MAX)
        key.size = NAME_KEY_BYTES_MAX;
    return key;
}

/* The statement is said and not the value, which may be a secret. */
static void
give_up_row(Rows *rows, int column, const char *why)
{
    Db *db = rows->db;

    snprintf(db->text, sizeof(db->text), "column %d has %s: %.110s", column + 1, why, rows->sql);
    log_line(LOG_ERROR, "database=\"%s\"", db->text);
    rows->unreadable = true;
}

int
rows_choice(Rows *rows, int column, const char *const *names)
{
    const char *word = rows->db->driver->get_text(rows, column);
    int index = word == NULL ? 0 : name_index(names, word);

    if (index >= 0)
        return index;
    give_up_row(rows, column, "an unknown word");
    return 0;
}

void
rows_chars(Rows *rows, int column, char *ret, size_t size)
{
    const char *text = rows->db->driver->get_text(rows, column);

    ret[0] = '\0';
    if (text != NULL && strlen(text) >= size)
        give_up_row(rows, column, "too long a text");
    else if (text != NULL)
        memcpy(ret, text, strlen(text) + 1);
}

void
rows_bytes(Rows *rows, int column, void *ret, size_t size)
{
    size_t count;
    const void *bytes = rows->db->driver->get_blob(rows, column, &count);

    if (bytes != NULL && count == size)
        memcpy(ret, bytes, size);
    else
        give_up_row(rows, column, "another number of bytes");
}

/* --- all records ---------------------------------------------------------------------------- */

Err
rows_kept(Rows *rows, int64_t limit, const Keeping *keeping, const Reading *reading, void *ret)
{
    List list = {0};
    bool found, kept = true;

    TRY(rows_next(rows, &found));
    while (found && !list.more) {
        if (kept)
            list.item = list_grow(reading->arena, list.item, list.count, reading->size);
        void *record = (char *)list.item + list.count * reading->size;
        size_t mark = arena_mark(reading->arena);
        TRY(reading->read(rows, reading->arena, record));
        bool wanted = keeping->wanted == NULL || keeping->wanted(record, keeping->data);
        list.more = wanted && list.count == (size_t)limit;
        kept = wanted && !list.more;
        list.count += kept;
        if (!kept)
            arena_reset(reading->arena, mark);
        TRY(rows_next(rows, &found));
    }
    if (list.item == NULL)
        list.item = arena_alloc(reading->arena, 1, reading->size);
    memcpy(ret, &list, sizeof(list));
    return OK;
}

/* --- a part, and where it stands ------------------------------------------------------------- */

/* A row that takes no memory afterwards. What every row counts for need not be read. */
static Err
look_at(Rows *rows, const Parting *parting, const Reading *reading, bool *ret_wanted)
{
    const Keeping *keeping = &parting->keeping;

    *ret_wanted = true;
    if (keeping->wanted == NULL)
        return OK;
    size_t mark = arena_mark(reading->arena);
    void *record = arena_alloc(reading->arena, 1, reading->size);
    TRY(reading->read(rows, reading->arena, record));
    *ret_wanted = keeping->wanted(record, keeping->data);
    arena_reset(reading->arena, mark);
    return OK;
}

/* Does it stand before the part: at the place or before it, if that is what the part is behind? */
static Err
is_before(Rows *rows, const Parting *parting, const Reading *reading, bool *ret_wanted,
          bool *ret_before)
{
    const ListPart *part = parting->part;
    const RowPlace *place = part->before != NULL ? part->before : part->after;
    size_t mark = arena_mark(reading->arena);
    void *record = arena_alloc(reading->arena, 1, reading->size);

    TRY(reading->read(rows, reading->arena, record));
    int order = parting->compare(record, place, parting->scope);
    *ret_wanted =
        parting->keeping.wanted == NULL || parting->keeping.wanted(record, parting->keeping.data);
    *ret_before = part->before != NULL ? order < 0 : order <= 0;
    arena_reset(reading->arena, mark);
    return OK;
}

/* Of those in front of a place, the last ones are the part. */
static Err
rows_before(Db *db, const Parting *parting, const Reading *reading, size_t *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    const ListPart *part = parting->part;
    size_t count = 0;
    bool found, wanted, before = true;

    *ret = 0;
    if (part->after == NULL && part->before == NULL)
        return OK;
    TRY(parting->select(db, parting->scope, &rows));
    TRY(rows_next(&rows, &found));
    while (found && before) {
        TRY(is_before(&rows, parting, reading, &wanted, &before));
        count += wanted && before;
        TRY(rows_next(&rows, &found));
    }
    size_t taken = part->before != NULL ? (size_t)part->limit : 0;
    *ret = count > taken ? count - taken : 0;
    return OK;
}

static Err
keep_row(Rows *rows, const Reading *reading, List *list)
{
    list->item = list_grow(reading->arena, list->item, list->count, reading->size);
    TRY(reading->read(rows, reading->arena, (char *)list->item + list->count * reading->size));
    list->count++;
    return OK;
}

Err
rows_part(Db *db, const Parting *parting, const Reading *reading, void *ret)
{
    CLEANUP(rows_close) Rows rows = {0};
    List list = {0};
    bool found, wanted;

    TRY(rows_before(db, parting, reading, &list.before));
    TRY(parting->select(db, parting->scope, &rows));
    TRY(rows_next(&rows, &found));
    while (found) {
        TRY(look_at(&rows, parting, reading, &wanted));
        bool kept =
            wanted && list.total >= list.before && list.count < (size_t)parting->part->limit;
        if (kept)
            TRY(keep_row(&rows, reading, &list));
        list.total += wanted;
        TRY(rows_next(&rows, &found));
    }
    list.more = list.total > list.before + list.count;
    if (list.item == NULL)
        list.item = arena_alloc(reading->arena, 1, reading->size);
    memcpy(ret, &list, sizeof(list));
    return OK;
}

/* --- lists ----------------------------------------------------------------------------------- */

Err
rows_list(Rows *rows, int64_t limit, const Reading *reading, void *ret)
{
    List list = {0};

    TRY(rows_next(rows, &list.more));
    while (list.more && list.count < (size_t)limit) {
        list.item = list_grow(reading->arena, list.item, list.count, reading->size);
        TRY(reading->read(rows, reading->arena, (char *)list.item + list.count * reading->size));
        list.count++;
        TRY(rows_next(rows, &list.more));
    }
    /* Even an empty list has an address, as memcpy() and qsort() want one. */
    if (list.item == NULL)
        list.item = arena_alloc(reading->arena, 1, reading->size);
    memcpy(ret, &list, sizeof(list));
    return OK;
}

Err
rows_find(Rows *rows, const Reading *reading, void *ret)
{
    void *item = NULL;
    bool found;

    TRY(rows_next(rows, &found));
    if (found) {
        item = arena_alloc(reading->arena, 1, reading->size);
        TRY(reading->read(rows, reading->arena, item));
    }
    memcpy(ret, &item, sizeof(item));
    return OK;
}

/* --- all records of many things ------------------------------------------------------------- */

static size_t
place_of_row(const Rows *rows, size_t count)
{
    int64_t place = rows_int(rows, 0);

    assert(place >= 0 && (size_t)place < count);
    return (size_t)place;
}

/* The row that is one too many is not read, as in rows_list(). */
static Err
add_to_list(Rows *rows, int64_t limit, const Reading *reading, List *list)
{
    list->more = list->count == (size_t)limit;
    if (list->more)
        return OK;
    list->item = list_grow(reading->arena, list->item, list->count, reading->size);
    TRY(reading->read(rows, reading->arena, (char *)list->item + list->count * reading->size));
    list->count++;
    return OK;
}

Err
rows_lists(Rows *rows, size_t count, int64_t limit, const Reading *reading, void *ret)
{
    char *lists = arena_alloc(reading->arena, count, sizeof(List));
    List list = {.item = arena_alloc(reading->arena, 1, reading->size)};
    bool found = false;

    for (size_t i = 0; i < count; i++)
        memcpy(lists + i * sizeof(list), &list, sizeof(list));
    rows->first = 1;
    if (count > 0)
        TRY(rows_next(rows, &found));
    while (found) {
        char *place = lists + place_of_row(rows, count) * sizeof(list);
        memcpy(&list, place, sizeof(list));
        TRY(add_to_list(rows, limit, reading, &list));
        memcpy(place, &list, sizeof(list));
        TRY(rows_next(rows, &found));
    }
    memcpy(ret, &lists, sizeof(lists));
    return OK;
}

Err
rows_each(Rows *rows, size_t count, const Reading *reading, void *ret)
{
    char *items = arena_alloc(reading->arena, count, reading->size);
    bool found = false;

    rows->first = 1;
    if (count > 0)
        TRY(rows_next(rows, &found));
    while (found) {
        char *item = items + place_of_row(rows, count) * reading->size;
        TRY(reading->read(rows, reading->arena, item));
        TRY(rows_next(rows, &found));
    }
    memcpy(ret, &items, sizeof(items));
    return OK;
}
