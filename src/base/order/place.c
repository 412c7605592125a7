/*
 * Places: the values that a list is sorted by, one behind another as bytes, and as a text.
 */
#include "base/order/order.h"

#include "base/text/text.h"

static void
put_bytes(Order *order, const uint8_t *bytes, size_t size)
{
    assert(size <= sizeof(order->byte) - order->size);
    if (size > 0)
        memcpy(order->byte + order->size, bytes, size);
    order->size += size;
}

/* The sign turned around, and the highest byte first. */
void
order_put_number(Order *order, int64_t number)
{
    uint64_t rest = (uint64_t)number ^ (UINT64_C(1) << 63);
    uint8_t bytes[ORDER_NUMBER_BYTES];

    for (size_t i = ORDER_NUMBER_BYTES; i-- > 0; rest >>= 8)
        bytes[i] = (uint8_t)rest;
    put_bytes(order, bytes, sizeof(bytes));
}

void
order_put_key(Order *order, SortKey key)
{
    static const uint8_t END = 0;

    put_bytes(order, key.byte, key.size);
    put_bytes(order, &END, 1);
}

Order
order_of_key(SortKey key)
{
    Order order = {.size = 0};

    put_bytes(&order, key.byte, key.size);
    return order;
}

void
order_turn(Order *order, size_t from)
{
    for (size_t i = from; i < order->size; i++)
        order->byte[i] = (uint8_t)~order->byte[i];
}

SortKey
order_keep(Arena *arena, const Order *order)
{
    return (SortKey){
        .byte = (const uint8_t *)arena_copy(arena, (const char *)order->byte, order->size),
        .size = order->size,
    };
}

int
order_compare(SortKey a, SortKey b)
{
    size_t shorter = a.size < b.size ? a.size : b.size;
    int order = shorter == 0 ? 0 : memcmp(a.byte, b.byte, shorter);

    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* What came from outside may be too short. */
int64_t
order_number(const Order *order, size_t index)
{
    uint64_t number = 0;

    for (size_t i = 0; i < ORDER_NUMBER_BYTES; i++) {
        size_t at = index * ORDER_NUMBER_BYTES + i;
        number = number << 8 | (at < order->size ? order->byte[at] : 0);
    }
    return (int64_t)(number ^ (UINT64_C(1) << 63));
}

/* sv.VALUE.ID; no id has a point. */
char *
place_text(Arena *arena, const RowPlace *place)
{
    return arena_printf(arena, "%s.%s.%s", lang_code(place->lang),
                        text_base64url(arena, place->order.byte, place->order.size), place->id);
}

static bool
read_lang(const char *code, Lang *ret)
{
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        if (text_equal(code, lang_code(lang))) {
            *ret = lang;
            return true;
        }
    return false;
}

bool
place_read(Arena *arena, const char *text, RowPlace *ret)
{
    size_t code = strcspn(text, ".");
    const char *value = text[code] == '.' ? text + code + 1 : NULL;
    size_t length = value == NULL ? 0 : strcspn(value, ".");
    RowPlace place = {.order.size = 0};
    size_t size = 0;

    if (value == NULL || value[length] != '.' ||
        !read_lang(arena_copy(arena, text, code), &place.lang))
        return false;
    const char *bytes = text_from_base64url(arena, arena_copy(arena, value, length), &size);
    if (bytes == NULL || size > sizeof(place.order.byte))
        return false;
    put_bytes(&place.order, (const uint8_t *)bytes, size);
    place.id = value + length + 1;
    *ret = place;
    return *place.id != '\0';
}

Lang
place_lang(Arena *arena, const char *text, Lang reader)
{
    RowPlace place;

    return text != NULL && place_read(arena, text, &place) ? place.lang : reader;
}
