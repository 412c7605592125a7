/*
 * Product keys from one key file to the next: each sealed copy is opened and sealed anew.
 *
 * A key that was redeemed or revoked has no copy any more (RULE KEY-5), so its digest cannot be
 * made anew: it stays what it was, and whoever asks for such a key asks for its earlier digests
 * too.
 */
#include "service/keys/keys.h"

enum { KEYS_AT_ONCE = 5000 };

static Err
reseal_key(Tx *tx, Resealing *resealing, const KeyRecord *record)
{
    ProductKey key;
    NewKey sealed;

    if (read_sealed_key(resealing->from, record, &key) != OK) {
        resealing->unreadable++;
        return OK;
    }
    Digest digest = key_digest(resealing->to, &key);
    seal_key(resealing->to, &key, &digest, record->ref, &sealed);
    resealing->resealed++;
    return store_key_reseal(tx, record, &sealed);
}

Err
reseal_keys(Tx *tx, Resealing *resealing, Arena *arena, bool *ret_more)
{
    KeyRecordList list;

    TRY(store_key_list_sealed(tx, &resealing->after, KEYS_AT_ONCE, arena, &list));
    for (size_t i = 0; i < list.count; i++)
        TRY(reseal_key(tx, resealing, &list.item[i]));
    if (list.count > 0)
        resealing->after = list.item[list.count - 1];
    *ret_more = list.more;
    return OK;
}
