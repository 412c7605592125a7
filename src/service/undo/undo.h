/*
 * Undo: the opposite of something that was just done, offered on the page that says so.
 *
 * It is an act like any other, under its own rule and with its own event: a licence that was
 * released is assigned again, if there still is one. What it has of its own is that it happens
 * once: each offer has a name, and whoever takes it up twice has done it once.
 */
#ifndef SERVICE_UNDO_UNDO_H
#define SERVICE_UNDO_UNDO_H

#include "service/context.h"

/* What was done, to a subscription or a credit, and to whom. */
typedef enum DeedKind {
    DEED_LICENSE_ASSIGNED,
    DEED_LICENSE_RELEASED,
    DEED_CREDIT_ASSIGNED,
    DEED_CREDIT_REMOVED,
} DeedKind;

/* By DeedKind, as forms say them; ends with NULL. */
extern const char *const UNDO_NAMES[];

typedef struct Undo {
    DeedKind deed;
    Id thing_id;
    Id user_id;
    const char *offer; /* its name: undo_offer() */
} Undo;

/* A new one, in the arena. */
const char *undo_offer(Ctx *ctx);

/*
 * Fails as the opposite act does, and the offer stands then. OK where it was taken up before.
 * undo.c
 */
MUST_CHECK Err undo_deed(Ctx *ctx, const Undo *undo);

#endif
