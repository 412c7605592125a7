/*
 * Record: every service writes down what it did, in the transaction in which it did it (RULE
 * AUD-1).
 */
#ifndef SERVICE_RECORD_H
#define SERVICE_RECORD_H

#include "service/context.h"

/* What the services write down (RULE AUD-3); who, when and from where is in the context. */
typedef struct Happening {
    const Id *partner_id; /* or NULL */
    const Id *tenant_id;  /* or NULL */
    const char *type;     /* "key.redeemed" */
    const char *subject;  /* the id of what it happened to */
    const char *reason;   /* where one was asked for, else NULL */
    const char *data;     /* a JSON object, or NULL; never a secret */
} Happening;

/* For the services themselves: write down what happened, in the caller's transaction. */
MUST_CHECK Err record_happening(Ctx *ctx, Tx *tx, const Happening *happening);

/* The same for what needs no reason, which is nearly everything. */
#define record_event(ctx, tx, partner, tenant, name, about, more)                                  \
    record_happening((ctx), (tx),                                                                  \
                     &(Happening){.partner_id = (partner),                                         \
                                  .tenant_id = (tenant),                                           \
                                  .type = (name),                                                  \
                                  .subject = (about),                                              \
                                  .data = (more)})

#endif
