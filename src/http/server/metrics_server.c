/*
 * Metrics server: /metrics at an address of its own, which nobody but the operator should reach.
 */
#include "http/server/server_inside.h"

#include "base/text/text.h"
#include "http/metrics.h"

/* NOLINTBEGIN(readability-function-size): the library's own signature */
static enum MHD_Result
on_metrics(void *data, struct MHD_Connection *connection, const char *url, const char *method,
           const char *version, const char *bytes, size_t *count, void **state)
/* NOLINTEND(readability-function-size) */
{
    enum { METRICS_BYTES = 1024 * 1024 };
    Server *server = data;
    const Shared *shared = &server->settings.shared;
    CLEANUP(arena_free) Arena *arena = arena_new((size_t)4 * METRICS_BYTES);
    Buf out = buf_new(arena, METRICS_BYTES);
    bool known = text_equal(url, "/metrics") && method_from_name(method) == METHOD_GET;

    (void)version;
    (void)bytes;
    (void)count;
    (void)state;
    if (known) {
        MetricsAround around = {writer_stats(shared->writer),
                                store_sizes(server->settings.database, arena)};
        metrics_write(shared->metrics, &around, &out);
    }
    assert(!out.full); /* a line for each route and status at most, with a number each */
    struct MHD_Response *response =
        MHD_create_response_from_buffer(out.length, out.data, MHD_RESPMEM_MUST_COPY);
    add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    enum MHD_Result result = MHD_queue_response(connection, known ? 200 : 404, response);
    MHD_destroy_response(response);
    return result;
}

bool
metrics_server_start(Server *server)
{
    int socket = server->settings.listeners->metrics;

    if (socket < 0)
        return true;
    server->settings.listeners->metrics = -1;
    server->metrics =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, on_metrics, server,
                         MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_LIMIT, 64u,
                         MHD_OPTION_CONNECTION_TIMEOUT, 10u, MHD_OPTION_END);
    return server->metrics != NULL;
}
