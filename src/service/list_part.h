/*
 * List part: which part of a list a query asks for, as all lists do that people and programs read
 * in parts.
 */
#ifndef SERVICE_LIST_PART_H
#define SERVICE_LIST_PART_H

#include "base/order/order.h"
#include "service/context.h"

/* How far from today on what ends, or must be used, can be looked for. */
enum { DAYS_AHEAD_MAX = 3660 };

typedef struct ListAsk {
    int64_t limit;
    const char *after; /* places as texts, one of them at most, or NULL */
    const char *before;
    bool counted; /* as in ListPart */
} ListAsk;

/* CURSOR_INVALID where a text is no place, or where there are two. list_part.c */
MUST_CHECK Err list_part(Ctx *ctx, const ListAsk *ask, ListPart *ret);

/* In the order of which language's readers: where the list was begun, whoever reads on. */
Lang list_lang(const Ctx *ctx, const ListAsk *ask);

#endif
