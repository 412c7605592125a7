/*
 * Administration on the server's own machine. Only one process may change the database, so where a
 * server runs it is asked over its socket; where none runs, the same request is served in here.
 * Either way it takes the same road: route, input table, service.
 */
#include "app/admin.h"

#include "app/instance.h"
#include "app/routes.h"
#include "http/exchange.h"
#include "http/serve.h"
#include "net/local_call.h"

enum { ANSWER_MAX = 65536, WAIT_MS = 10000, PAUSE_MS = 50 };

/* Through the same functions as a request that came over the socket, without a server. */
static void
serve_here(Instance *instance, const char *path, const char *body, int *ret_status, Buf *ret_body)
{
    const Shared service = {
        .routes = ROUTES,
        .vault = &instance->vault,
        .policy = &instance->policy,
        .attempts = instance->attempts,
        .sightings = instance->sightings,
    };
    Exchange exchange = {
        .shared = &service,
        .method = "POST",
        .target = path,
        .local = true,
        .ctx.arena = instance->arena,
        .body = buf_new(instance->arena, ANSWER_MAX),
    };

    buf_text(&exchange.body, body);
    Err err = serve_open(&exchange);
    if (err == OK)
        err = serve_start(&exchange, instance->db) == SERVE_CHANGE
                  ? serve_change(&exchange.job, instance->db)
                  : exchange.err;
    serve_complete(&exchange, NULL, err);
    *ret_status = exchange.reply.status;
    buf_put(ret_body, exchange.reply.body.data, exchange.reply.body.length);
}

/* ERR_NOT_FOUND: somebody has the database, and nobody answers for it. */
static Err
try_request(const Settings *settings, const char *path, const char *body, int *ret_status,
            Buf *ret_body)
{
    CLEANUP(instance_close) Instance instance = NO_INSTANCE;

    switch (instance_open(settings, TO_ADMINISTER, &instance)) {
    case INSTANCE_OPEN:
        serve_here(&instance, path, body, ret_status, ret_body);
        return OK;
    case INSTANCE_IN_USE:
        return local_call(instance.socket_path, path, body, ret_status, ret_body);
    default:
        return ERR_STORAGE_UNAVAILABLE;
    }
}

/*
 * Who has the database without answering is a command like us, or a server that is starting or
 * stopping: a matter of moments.
 */
bool
admin_request(const Settings *settings, const char *path, const char *body, int *ret_status,
              Buf *ret_body)
{
    struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
    Err err = ERR_NOT_FOUND;

    for (int waited = 0; err == ERR_NOT_FOUND && waited < WAIT_MS; waited += PAUSE_MS) {
        if (waited > 0)
            nanosleep(&pause, NULL);
        err = try_request(settings, path, body, ret_status, ret_body);
    }
    return err == OK;
}
