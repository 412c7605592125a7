/*
 * What the files of the server share: server.c starts and stops, pool.c keeps arenas and counts
 * what is on its way, connection.c follows a request through its stages, answer.c sends the reply.
 */
#ifndef HTTP_SERVER_SERVER_INSIDE_H
#define HTTP_SERVER_SERVER_INSIDE_H

#include "base/pool.h"
#include "http/exchange.h"
#include "http/server/linger.h"
#include "http/server/server.h"
#include "http/server/turns.h"
#include "http/server/waits.h"
#include "http/server/wires.h"

#include <microhttpd.h>
#include <pthread.h>

enum { ARENAS_KEPT_MAX = 64 };

struct Server {
    ServerSettings settings;
    struct MHD_Daemon *daemon;
    struct MHD_Daemon *local;
    struct MHD_Daemon *metrics;
    int port;
    size_t connections_max;
    Wires *wires; /* of the daemon that everybody may reach */
    Turns *turns;
    Waits *waits;
    Linger *linger;

    pthread_mutex_t mutex;
    Arena *pool[ARENAS_KEPT_MAX];
    size_t pool_count;
    size_t pool_excess; /* what they keep of large answers, WARM_BYTES_MAX at most */
    Pool *lasting_work; /* what takes seconds */
    Pool *short_work;   /* what is no more than a few turns of the writer */
    Pool *slow_work;    /* what takes a tenth of a second and much memory */
    bool stopping;      /* what is not here as a whole is refused from now on */
    int in_flight;      /* requests that are here as a whole, whose answers are not sent */
    int suspended;      /* those of them that have left their connection */
};

bool server_is_stopping(Server *server);

/* Starts listening where the settings ask for it; false where it cannot. metrics_server.c */
MUST_CHECK bool metrics_server_start(Server *server);

/* --- a request's exchange: pool.c ----------------------------------------------------------- */

Exchange *exchange_new(Server *server, const char *target);
void exchange_free(Server *server, Exchange *exchange);

/* The request is here as a whole and will be answered; false when it comes too late. */
MUST_CHECK bool exchange_enter_flight(Exchange *exchange);

/* It has left its connection for the writer, or come back. */
void exchange_count_suspended(Server *server, int change);

/* --- what it holds: holds.c ----------------------------------------------------------------- */

/*
 * Room for the body that is coming, as long as its exchange lives: ERR_BUSY where all bodies
 * together would be too large, ERR_TOO_MANY_REQUESTS where those of one account would be.
 */
MUST_CHECK Err exchange_hold_body(Exchange *exchange, size_t bytes);

/* A place among the downloads, likewise. ERR_TOO_MANY_DOWNLOADS */
MUST_CHECK Err exchange_hold_download(Exchange *exchange);

/* A place among those who wait for events, if it has none yet. ERR_TOO_MANY_REQUESTS */
MUST_CHECK Err exchange_hold_wait(Exchange *exchange);

/* The next one of its account, if it was its turn, goes on. */
void exchange_end_turn(Exchange *exchange);

/* At its end: the room and the place are others' again. */
void exchange_let_go(Exchange *exchange);

/* --- the library's callbacks: connection.c -------------------------------------------------- */

typedef void *OnTarget(void *server, const char *target, struct MHD_Connection *connection);

/* The first that is heard of a request: its target, as it was sent. The exchange is made here. */
OnTarget connection_on_target, connection_on_local_target;

enum MHD_Result connection_on_request(void *server, struct MHD_Connection *connection,
                                      const char *url, const char *method, const char *version,
                                      const char *bytes, size_t *count, void **state);

/* The part of an exchange that is done on a thread apart from those of the library. */
extern const PoolWork CONNECTION_WORK;

/* A connection was opened, or is about to be closed. */
void connection_on_change(void *server, struct MHD_Connection *connection, void **wire,
                          enum MHD_ConnectionNotificationCode code);

/* The request is over, however it ended. */
void connection_on_end(void *server, struct MHD_Connection *connection, void **state,
                       enum MHD_RequestTerminationCode code);

/* --- a body that comes: body.c ---------------------------------------------------------------- */

/* Who asks is known before anything is kept. */
MUST_CHECK Err body_admit(Exchange *exchange);

/* Is one to come? Its length is UINT64_MAX where it is not said. */
bool body_is_announced(struct MHD_Connection *connection, uint64_t *ret_length);

/* Lets it in, and makes room for as much as is announced, or may come. */
MUST_CHECK Err body_open(Exchange *exchange, uint64_t length);

/*
 * Is a request that was refused answered at once, and its connection ended? What is short is read
 * and dropped first, so that the connection goes on.
 */
bool body_ends_connection(struct MHD_Connection *connection, uint64_t length);

enum MHD_Result body_take(Exchange *exchange, const char *bytes, size_t *count);

/* --- the work that a request takes: work.c ---------------------------------------------------- */

/* It is here as a whole. */
enum MHD_Result work_begin(Exchange *exchange, struct MHD_Connection *connection);

/* It is let in, and it is its turn. */
enum MHD_Result work_start(Exchange *exchange, struct MHD_Connection *connection);

/* What became of it is known. */
enum MHD_Result work_finish(Exchange *exchange, struct MHD_Connection *connection);

enum MHD_Result refuse_request(Exchange *exchange, struct MHD_Connection *connection, Err err);

/* From any thread: its connection goes on on its own thread, and the exchange with it. */
void work_resume(Exchange *exchange);

/* --- answer.c ------------------------------------------------------------------------------- */

/* Hand the complete reply to the library. */
enum MHD_Result answer(Exchange *exchange, struct MHD_Connection *connection);

void add_header(struct MHD_Response *response, const char *name, const char *value);

#endif
