/*
 * Calculation: the arithmetic of a redemption as JSON, with its numbers and in words (RULE CT-7).
 */
#ifndef API_CALCULATION_H
#define API_CALCULATION_H

#include "base/format/format.h"
#include "domain/coterm.h"
#include "service/context.h"

void put_calculation(Json *json, const Ctx *ctx, const Calculation *calculation);

#endif
