#include "service/asked.h"

// clang-format off
SHAPE(REASON_INPUT, ReasonInput,
    FIELD(ReasonInput, TEXT, reason, "reason", .min = 1, .max = REASON_LENGTH_MAX),
);
// clang-format on
