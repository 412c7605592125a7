/*
 * Rejected: what of a batch was not taken, as the member "rejected" of its answer.
 */
#ifndef API_REJECTED_H
#define API_REJECTED_H

#include "base/format/format.h"
#include "service/context.h"

void put_rejected(Ctx *ctx, Json *json, const Rejection *rejected, size_t count);

#endif
