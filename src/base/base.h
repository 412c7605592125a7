/*
 * Base: what every other layer may use. Knows nothing about partners, keys or HTTP.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

/* Asserts guard against bugs of ours and stay on in every build. */
#undef NDEBUG
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/banned.h"

#define MUST_CHECK             __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* Runs fn(&variable) when the variable goes out of scope. */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The one macro in this program that hides control flow: return early on error. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        Err try_err_ = (call);                                                                     \
        if (try_err_ != OK)                                                                        \
            return try_err_;                                                                       \
    } while (0)

#endif
