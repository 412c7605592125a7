/*
 * Rows, without the engine: columns as values, values as records, records as lists.
 */
#include "store/engine/rows.h"

#include "base/log.h"
#include "domain/choices/choices.h"
#include "store/engine/db.h"

Err
rows_next(Rows *rows, bool *ret_found)
{
    return rows->db->driver->next(rows, ret_found);
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
    if (rows->cursor != NULL)
        rows->db->driver->close_rows(rows);
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
