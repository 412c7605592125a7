/*
 * What signing in takes: the shapes of its inputs.
 */
#include "base/limit/limit.h"
#include "service/sign_in/sign_in.h"

// clang-format off
SHAPE(SIGN_IN_INPUT, SignInInput,
    FIELD(SignInInput, PERSON, email,    "email"),
    FIELD(SignInInput, EXACT,  password, "password", .min = 1, .max = PASSWORD_ENTERED_MAX),
);

SHAPE(SET_UP_INPUT, SetUpInput,
    FIELD(SetUpInput, EMAIL, email,        "email",       .optional = true),
    FIELD(SetUpInput, NAME,  display_name, "displayName", .optional = true),
    FIELD(SetUpInput, EXACT, password,     "password",    .min = 1, .max = PASSWORD_ENTERED_MAX),
);

SHAPE_AROUND(TOKEN_INPUT, TokenInput, whose, WHOSE_INPUT,
    FIELD(TokenInput, NAME, name, "name", .optional = true),
    FIELD(TokenInput, INT,  days, "days", .min = 1, .max = TOKEN_DAYS_MAX),
);

SHAPE(OWN_TOKEN_INPUT, OwnTokenInput,
    FIELD(OwnTokenInput, NAME, name, "name"),
    FIELD(OwnTokenInput, INT,  days, "days", .min = 1, .max = TOKEN_DAYS_MAX),
);

SHAPE_OPTIONAL(TOKEN_QUERY, TokenQuery,
    FIELD(TokenQuery, ID, user_id,   "userId",   .prefix = "usr_"),
    FIELD(TokenQuery, ID, tenant_id, "tenantId", .prefix = "ten_"),
    LIMIT(TokenQuery),
    AFTER(TokenQuery),
);
// clang-format on
