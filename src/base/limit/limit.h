/*
 * Limit: how much anybody may take, as named numbers. What each is for stands in limit.def.
 */
#ifndef BASE_LIMIT_LIMIT_H
#define BASE_LIMIT_LIMIT_H

#define LIMIT(name, number, unit, option, test, text) name = (number),
enum {
#include "base/limit/limit.def"
};
#undef LIMIT

#endif
