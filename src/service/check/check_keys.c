/*
 * Keys: whoever has the key file can show each key that has a sealed copy, and find it again.
 */
#include "service/check/check_parts.h"

#include "service/keys/keys.h"

enum { KEYS_AT_ONCE = 1000, UNREADABLE_MAX = 100 };

static bool
is_readable(const Vault *vault, const KeyRecord *record)
{
    ProductKey key;

    if (read_sealed_key(vault, record, &key) != OK)
        return false;
    Digest digest = key_digest(vault, &key);
    return memcmp(digest.byte, record->digest.byte, sizeof(digest.byte)) == 0;
}

/* RULE KEY-5 */
Err
check_keys(Check *check)
{
    const Vault *vault = check->wish->vault;
    KeyRecordList list = {.more = vault != NULL};
    KeyRecord last = {0};
    int unreadable = 0;

    while (list.more && unreadable < UNREADABLE_MAX) {
        arena_reset(check->arena, 0);
        check_tell(check, "keys", check->counts.keys);
        TRY(store_key_list_sealed(&check->tx, &last, KEYS_AT_ONCE, check->arena, &list));
        for (size_t i = 0; i < list.count; i++)
            if (!is_readable(vault, &list.item[i])) {
                check_found(check, "key %s: its sealed copy cannot be opened", list.item[i].ref);
                unreadable++;
            }
        check->counts.keys += (int64_t)list.count;
        if (list.count > 0)
            last = list.item[list.count - 1];
    }
    return OK;
}
