/*
 * Exchange: one request on its way to its reply, and what its parts do with it. serve.h has the
 * order in which they do it.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/router.h"
#include "store/sign_in/sign_in.h"
#include "store/writer/writer.h"

#include <sys/queue.h>

enum { REQUEST_ID_SIZE = 17 };

/* What the server is made of; the same for all requests. */
typedef struct Shared {
    Routes routes;
    const Vault *vault;
    const Policy *policy;
    Allowances *attempts;
    Sightings *sightings;
    Holdings *holdings;
    const Hash *salt_key;
    bool tls_in_front; /* browsers reach us by TLS, through a proxy of the operator's own */
    Allowances *allowances;
    int64_t requests_per_second; /* for one account; 0: no limit */
    int64_t held_bodies_max;     /* bytes of bodies that are not answered yet */
    Writer *writer;
    Readers *readers;
    struct Metrics *metrics;
    /* A refusal as a page, for routes that are pages; NULL: as a problem document. */
    void (*page_problem)(Ctx *ctx, const Face *face, Err err, const char *request_id, Reply *reply);
} Shared;

/* The headers we look at, as they came; NULL where absent. */
typedef struct Headers {
    const char *authorization;
    const char *content_type;
    bool packed; /* a Content-Encoding other than identity */
    const char *idempotency_key;
    const char *if_match;
    const char *if_none_match;
    const char *referer;
    const char *accept;
    const char *accept_encoding;
    const char *cookie;
    const char *host;
    const char *sec_fetch_site;
    const char *origin;
    const char *forwarded_for; /* the last one; believed only with tls_in_front */
    const char *forwarded_proto;
    const char *accept_language;
} Headers;

/* One request on its way. Lives in its own arena, which is ctx.arena. */
typedef struct Exchange {
    Job job; /* in the writer's queue */
    const Shared *shared;
    Ctx ctx;
    Request request;
    Reply reply;
    const Route *route; /* NULL while unknown */
    Headers headers;
    const char *method;
    const char *target; /* path and query, as they came */
    const char *path;
    const char *query;
    Buf body;
    bool local; /* came over the administration socket */
    char address[ADDRESS_SIZE];
    char allow[40];
    char id[REQUEST_ID_SIZE];
    Micros started;            /* steady */
    int64_t statements;        /* that were run for it: tally.h */
    int64_t change_statements; /* those of them that the last run of the change took */
    size_t mark;               /* of the arena, before the handler ran */
    size_t start_mark;         /* of the arena, before the request was read; 0: it was not */
    Digest idempotency_key;
    Digest request_digest;
    bool keeps_reply; /* an idempotency key was given */
    bool replayed;
    Actor asked_by; /* as the guard found them; a change may make somebody else of them */
    Visit visit;
    bool long_part_done;
    uint64_t caller;       /* the number of the account, or of a stranger's address; 0: not known */
    Micros admitted_at;    /* steady, by serve_admit(): what that cost is paid; 0: not yet */
    Micros processor_time; /* that it took so far, where that is limited */
    bool new_visitor;      /* the browser gets a cookie that its forms are bound to */
    bool form_is_ours;     /* a form that may be shown again */
    Allowance allowance;
    Place place; /* of slow work */
    Err err;
    void (*ready)(struct Exchange *exchange); /* set by the server: the reply is complete */

    /* the server's own */
    enum {
        STAGE_NEW,
        STAGE_BODY,
        STAGE_REFUSED, /* why is in err; what is still to come of the body is dropped */
        STAGE_TURN,    /* waits until another request of the account is over */
        STAGE_WAIT,    /* waits until something is committed */
        STAGE_WORKING,
        STAGE_READY,
        STAGE_ANSWERED
    } stage;
    struct Server *server;
    bool in_flight;
    void *connection;
    struct Wire *wire;
    struct Turn *turn; /* that it has, or waits for; NULL where it needs none */
    TAILQ_ENTRY(Exchange) in_turn;
    int64_t body_held; /* bytes that are kept for its body, and whose they are */
    uint64_t body_holder;
    TAILQ_ENTRY(Exchange) in_wait;
    Micros wait_until;  /* steady */
    Micros waited;      /* so long it did so far, and since when it does */
    Micros wait_began;  /* steady */
    int64_t waits_held; /* 1 where it has a place among those who wait, and whose */
    uint64_t wait_holder;
    int64_t downloads_held; /* 1 where it is a download, and whose */
    uint64_t download_holder;
    size_t dropped; /* bytes of its body that were not kept */
    Buf piece;      /* of a streamed reply */
    size_t piece_sent;
} Exchange;

/* --- its parts ------------------------------------------------------------------------------ */

/* Who asks and may they? Sets ctx.actor and allowance. guard.c */
MUST_CHECK Err guard_check(Exchange *exchange, Db *db);

/* What the request has taken of the processor is charged to its account. guard.c */
void guard_charge(Exchange *exchange);

/* Does the form come from a page of ours, that this very browser was sent? guard.c */
MUST_CHECK Err guard_check_form(Exchange *exchange);

/* What is to be answered with is a page: the route says so, or the browser. browser.c */
MUST_CHECK bool page_is_meant(const Exchange *exchange);
/* What stands around the page, as whoever was recognised reads it. */
const Face *face_of(const Exchange *exchange);
/* Cookies, language and theme of whoever reads the page. */
void page_open(Exchange *exchange);
/* The PAGE that stands for an address that there is not, for somebody who may be signed in. */
MUST_CHECK Err page_find_lost(Exchange *exchange, Method method, RouteMatch *ret);
/* Query and form of a page, into the request. */
MUST_CHECK Err page_read_input(Exchange *exchange);
/* A refusal as a page: to the sign-in, the form once more, or what went wrong. */
void page_refuse(Exchange *exchange, Db *db, Err err);

/* The list that its request asks for, if it is one: what its cursors are of. reply.c */
ListOf list_of(const Exchange *exchange);

/* What the row's handler does and says, and whether all of it was said. serve.c */
MUST_CHECK Err serve_handle(Exchange *exchange, Db *db);

/* A reply before the handler writes it. reply.c */
Reply reply_new(const Exchange *exchange);

/* RULE IDEM-1: read the header into the exchange; find and keep answers. idempotency.c */
MUST_CHECK Err idempotency_read(Exchange *exchange);
MUST_CHECK Err idempotency_find(Exchange *exchange, bool *ret_found);
MUST_CHECK Err idempotency_keep(Exchange *exchange);

/* problem.c */
void problem_reply(Ctx *ctx, Err err, const char *request_id, Reply *reply);

/*
 * What is read has a version: ERR_ETAG_STALE where the caller asks for another one, 304 where the
 * caller has it already (RFC 9110, 13.2.2). The body stays, for the library to say how long it
 * would be. reply.c
 */
MUST_CHECK Err reply_check_version(const Request *request, Reply *reply);

/* An empty body to write into. reply.c */
Buf *reply_body(Ctx *ctx, Reply *reply);

/* ERR_INTERNAL, and a line in the log, where the body did not hold all that was written. reply.c */
MUST_CHECK Err reply_check_whole(const Exchange *exchange);

#endif
