/*
 * Administration on the server's own machine. Only one process may change the database, so where a
 * server runs it is asked over its socket; where none runs, the same request is served in here.
 * Either way it takes the same road: route, input table, service.
 */
#include "app/admin.h"

#include "app/instance.h"
#include "app/routes.h"
#include "http/serve.h"
#include "net/local_call.h"

enum { ANSWER_MAX = 65536 };

/* Through the same functions as a request that came over the socket, without a server. */
static void
serve_here(Instance *instance, const char *path, const char *body, int *ret_status, Buf *ret_body)
{
    const Service service = {
        .routes = ROUTES,
        .vault = &instance->vault,
        .policy = &instance->policy,
        .attempts = instance->attempts,
    };
    Exchange exchange = {
        .service = &service,
        .method = "POST",
        .target = path,
        .local = true,
        .ctx.arena = instance->arena,
        .body = buf_new(instance->arena, ANSWER_MAX),
    };

    buf_text(&exchange.body, body);
    Err err = serve_open(&exchange);
    if (err == OK && serve_start(&exchange, instance->db) == SERVE_CHANGE)
        serve_complete(&exchange, serve_change(&exchange.job, instance->db));
    else if (err != OK)
        serve_complete(&exchange, err);
    *ret_status = exchange.reply.status;
    buf_put(ret_body, exchange.reply.body.data, exchange.reply.body.length);
}

bool
admin_request(const Settings *settings, const char *path, const char *body, int *ret_status,
              Buf *ret_body)
{
    CLEANUP(instance_close) Instance instance = {.lock = -1};

    switch (instance_open(settings, &instance)) {
    case INSTANCE_OPEN:
        serve_here(&instance, path, body, ret_status, ret_body);
        return true;
    case INSTANCE_IN_USE:
        return local_call(instance.socket_path, path, body, ret_status, ret_body) == OK;
    default:
        return false;
    }
}
