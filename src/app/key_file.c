#include "app/key_file.h"

#include "base/text/text.h"

static const char NAME[] = "key-file-fingerprint";
static const char HERITAGE[] = "key-file-heritage";

Err
key_file_compare(const Vault *vault, Db *db, Arena *arena, KeyFileFit *ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    char own[FINGERPRINT_SIZE];
    const char *stored;

    vault_fingerprint(vault, own);
    TRY(tx_begin(db, &tx));
    TRY(store_setting_find(&tx, NAME, arena, &stored));
    TRY(tx_commit(&tx));
    if (stored == NULL)
        *ret = KEY_FILE_NEVER_USED;
    else
        *ret = text_equal(stored, own) ? KEY_FILE_FITS : KEY_FILE_IS_ANOTHERS;
    return OK;
}

Err
key_file_remember(const Vault *vault, Db *db)
{
    CLEANUP(tx_end) Tx tx = {0};
    char own[FINGERPRINT_SIZE];

    vault_fingerprint(vault, own);
    TRY(tx_begin(db, &tx));
    TRY(store_setting_put(&tx, NAME, own));
    return tx_commit(&tx);
}

Err
key_file_take_over(Vault *vault, Db *db, Arena *arena, bool *ret_done)
{
    CLEANUP(tx_end) Tx tx = {0};
    const char *text;

    TRY(tx_begin(db, &tx));
    TRY(store_setting_find(&tx, HERITAGE, arena, &text));
    TRY(tx_commit(&tx));
    *ret_done = text == NULL || vault_take_over(vault, text);
    return OK;
}

Err
key_file_hand_over(const Vault *vault, const Vault *next, Tx *tx)
{
    char fingerprint[FINGERPRINT_SIZE], heritage[HERITAGE_SIZE];

    if (!vault_hand_down(vault, next, heritage))
        return ERR_INTERNAL;
    vault_fingerprint(next, fingerprint);
    TRY(store_seals_hand_over(tx, next));
    TRY(store_setting_put(tx, HERITAGE, heritage));
    return store_setting_put(tx, NAME, fingerprint);
}

const char *
key_file_trouble(VaultResult result)
{
    switch (result) {
    case VAULT_ABSENT:
        return "the key file is missing; without it no product key can be used. "
               "Put it back from where you keep it";
    case VAULT_UNREADABLE:
        return "the key file cannot be read, or others can read it (chmod 600)";
    default:
        return "this is not a key file: it must be one line, perq-key-1 and 64 hexadecimal digits. "
               "Put it back from where you keep it";
    }
}
