#include "app/key_file.h"

#include "base/text/text.h"

static const char NAME[] = "key-file-fingerprint";

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
        return "this is not a key file";
    }
}
