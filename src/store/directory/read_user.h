/*
 * Read user: what the statements of two files select of an account.
 */
#ifndef STORE_DIRECTORY_READ_USER_H
#define STORE_DIRECTORY_READ_USER_H

#include "store/directory/directory.h"
#include "store/engine/db.h"

// clang-format off
#define PERSON_ROW(FIRST, OTHER)                            \
    FIRST(ID,     id,              "id")                    \
    OTHER(ID,     tenant_id,       "tenant_id")             \
    OTHER(TEXT,   email,           "email")                 \
    OTHER(TEXT,   display_name,    "display_name")          \
    OTHER(TEXT,   sort_name,       "sort_name")             \
    OTHER(CHOICE, kind,            "kind", USER_KIND_NAMES) \
    OTHER(INT,    roles,           "roles")                 \
    OTHER(TEXT,   password_hash,   "password_hash")         \
    OTHER(INT,    created_at,      "created_at")            \
    OTHER(INT,    signed_in_at,    "signed_in_at")          \
    OTHER(INT,    disabled_at,     "disabled_at")           \
    OTHER(TEXT,   external_id,     "external_id")
// clang-format on

/* What programmes each of these users takes part in, who have been read with their number. */
MUST_CHECK Err read_programmes_of(Tx *tx, Arena *arena, User *user, size_t count);

/* Where there are none, as is usual, nobody asks which. */
#define COUNT_PROGRAMMES                                                                           \
    "(SELECT COUNT(*) FROM account_programme AS part"                                              \
    "  WHERE part.tenant_id = account.tenant_id AND part.account_id = account.id)"

#endif
