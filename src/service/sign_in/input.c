/*
 * What signing in takes: the shapes of its inputs.
 */
#include "service/sign_in/sign_in.h"

// clang-format off
SHAPE(SIGN_IN_INPUT, SignInInput,
    FIELD(SignInInput, PERSON, email,    "email"),
    FIELD(SignInInput, TEXT,   password, "password", .min = 1, .max = PASSWORD_LENGTH_MAX),
);

SHAPE(SET_UP_INPUT, SetUpInput,
    FIELD(SetUpInput, EMAIL, email,        "email",       .optional = true),
    FIELD(SetUpInput, NAME,  display_name, "displayName", .optional = true),
    FIELD(SetUpInput, TEXT,  password,     "password",    .min = 1, .max = PASSWORD_ENTERED_MAX),
);
// clang-format on
