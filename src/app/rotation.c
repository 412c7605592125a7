#include "app/rotation.h"

#include "app/key_file.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text/text.h"
#include "service/keys/keys.h"
#include "store/redemptions/redemptions.h"

#include <errno.h>
#include <unistd.h>

enum { DRAFTS_AT_ONCE = 1000, CHUNKS_UNTIL_TIDY = 4 };

/* The fingerprint of the next key file, and the lot and position of the last key that has it. */
static const char NEXT[] = "key-rotation-next";
static const char AFTER[] = "key-rotation-after";

static Err
find_setting(Db *db, const char *name, Arena *arena, const char **ret)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(db, &tx));
    TRY(store_setting_find(&tx, name, arena, ret));
    return tx_commit(&tx);
}

Err
rotation_is_pending(Db *db, Arena *arena, bool *ret)
{
    const char *next;

    TRY(find_setting(db, NEXT, arena, &next));
    *ret = next != NULL;
    return OK;
}

/* --- the names of the files ------------------------------------------------------------------- */

Err
rotation_is_decided(const Instance *instance, Db *db, Arena *arena, Vault *ret_next)
{
    CLEANUP(vault_close) Vault next = {0};
    KeyFileFit fit;

    *ret_next = (Vault){0};
    if (vault_open(instance->next_key_path, &next) != VAULT_OK)
        return OK;
    TRY(key_file_compare(&next, db, arena, &fit));
    if (fit != KEY_FILE_FITS)
        return OK;
    *ret_next = next;
    next = (Vault){0};
    return OK;
}

/* The name is free, or the same key file has it already. */
static bool
is_for_old(const char *name, const Vault *old)
{
    CLEANUP(vault_close) Vault there = {0};
    char own[FINGERPRINT_SIZE], other[FINGERPRINT_SIZE];

    if (access(name, F_OK) != 0)
        return true;
    if (vault_open(name, &there) != VAULT_OK)
        return false;
    vault_fingerprint(old, own);
    vault_fingerprint(&there, other);
    return text_equal(own, other);
}

/* A second name for the old file, so that there is a perq.key at every moment. */
static bool
keep_old(const Instance *instance)
{
    for (int number = 1;; number++) {
        const char *name =
            arena_printf(instance->arena, "%s.before-rotation-%d", instance->key_path, number);
        if (!is_for_old(name, &instance->vault))
            continue;
        return (link(instance->key_path, name) == 0 || errno == EEXIST ||
                file_copy(instance->key_path, name)) &&
               file_sync(name) && file_sync_folder_of(name);
    }
}

Err
rotation_settle(Instance *instance, bool *ret_settled)
{
    Vault next;

    TRY(rotation_is_decided(instance, instance->db, instance->arena, &next));
    *ret_settled = next.keys != NULL;
    if (!*ret_settled)
        return OK;
    if (!keep_old(instance) || rename(instance->next_key_path, instance->key_path) != 0 ||
        !file_sync_folder_of(instance->key_path)) {
        log_line(LOG_ERROR, "file=\"%s\" why=\"%s\"", instance->next_key_path, strerror(errno));
        vault_close(&next);
        return ERR_STORAGE_UNAVAILABLE;
    }
    vault_close(&instance->vault);
    instance->vault = next;
    log_line(LOG_INFO, "rotation=\"finished\" about=\"%s\"", instance->key_path);
    return OK;
}

/* --- the database ----------------------------------------------------------------------------- */

static Err
put_last_resealed(Tx *tx, const KeyRecord *after)
{
    char text[ID_SIZE + 24];

    snprintf(text, sizeof(text), "%s %lld", after->lot_id.text, (long long)after->position);
    return store_setting_put(tx, AFTER, text);
}

static KeyRecord
last_resealed(const char *text)
{
    KeyRecord after = {0};
    const char *space = text == NULL ? NULL : strchr(text, ' ');

    if (space == NULL || space - text >= ID_SIZE)
        return after;
    memcpy(after.lot_id.text, text, (size_t)(space - text));
    after.position = strtoll(space + 1, NULL, 10);
    return after;
}

/* Drafts know keys by their digests, and live for a day only: they are not worth a translation. */
static Err
forget_drafts(Tx *tx)
{
    bool more = true;

    while (more)
        TRY(store_draft_remove_old(tx, INT64_MAX, DRAFTS_AT_ONCE, &more));
    return OK;
}

static Err
begin_rotation(Instance *instance, const char *fingerprint)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(instance->db, &tx));
    TRY(forget_drafts(&tx));
    TRY(store_setting_put(&tx, NEXT, fingerprint));
    TRY(put_last_resealed(&tx, &(KeyRecord){0}));
    return tx_commit(&tx);
}

static Err
reseal_chunk(Instance *instance, Resealing *resealing, bool *ret_more)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(instance->db, &tx));
    TRY(reseal_keys(&tx, resealing, instance->arena, ret_more));
    TRY(put_last_resealed(&tx, &resealing->after));
    return tx_commit(&tx);
}

static Err
reseal_all(Instance *instance, Resealing *resealing)
{
    size_t mark = arena_mark(instance->arena);
    bool more = true;

    for (int chunk = 1; more; chunk++) {
        TRY(reseal_chunk(instance, resealing, &more));
        arena_reset(instance->arena, mark);
        if (chunk % CHUNKS_UNTIL_TIDY == 0)
            TRY(store_empty_log(instance->db));
    }
    return OK;
}

static Err
decide_rotation(Instance *instance, const Vault *next)
{
    CLEANUP(tx_end) Tx tx = {0};

    TRY(tx_begin(instance->db, &tx));
    TRY(key_file_hand_over(&instance->vault, next, &tx));
    TRY(store_setting_remove(&tx, NEXT));
    TRY(store_setting_remove(&tx, AFTER));
    return tx_commit(&tx);
}

/* --- the next key file ------------------------------------------------------------------------ */

/* What lies there from a run that died before it began is of no use to anybody. */
static const char *
make_next(Instance *instance, Vault *ret)
{
    unlink(instance->next_key_path);
    return vault_create(instance->next_key_path, ret) == VAULT_OK
               ? NULL
               : "a new key file cannot be written beside the database";
}

/* The one with which it was begun, and no other. */
static const char *
open_next(Instance *instance, const char *fingerprint, Vault *ret)
{
    char own[FINGERPRINT_SIZE];

    if (vault_open(instance->next_key_path, ret) == VAULT_OK) {
        vault_fingerprint(ret, own);
        if (text_equal(own, fingerprint))
            return NULL;
    }
    return "perq.key.new is missing, or another than the one this was begun with: put it back, or "
           "restore a backup from before";
}

Err
rotation_run(Instance *instance, RotationResult *ret)
{
    CLEANUP(vault_close) Vault next = {0};
    char fingerprint[FINGERPRINT_SIZE];
    const char *pending, *place;

    *ret = (RotationResult){0};
    if (vault_earlier_count(&instance->vault) == EARLIER_KEYS_MAX) {
        ret->refusal = "the key file was changed as often as it can be";
        return OK;
    }
    TRY(find_setting(instance->db, NEXT, instance->arena, &pending));
    ret->refusal =
        pending == NULL ? make_next(instance, &next) : open_next(instance, pending, &next);
    if (ret->refusal != NULL)
        return OK;
    vault_fingerprint(&next, fingerprint);
    if (pending == NULL)
        TRY(begin_rotation(instance, fingerprint));
    TRY(find_setting(instance->db, AFTER, instance->arena, &place));
    Resealing resealing = {.from = &instance->vault, .to = &next, .after = last_resealed(place)};
    TRY(reseal_all(instance, &resealing));
    TRY(decide_rotation(instance, &next));
    ret->resealed = resealing.resealed;
    ret->unreadable = resealing.unreadable;
    return store_empty_log(instance->db);
}
