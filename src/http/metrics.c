#include "http/metrics.h"

#include "base/log.h"
#include "http/process.h"

#include <stdatomic.h>

enum { STATUS_MIN = 100, STATUS_END = 600, STATUSES = STATUS_END - STATUS_MIN, BOUNDS = 8 };

/* Upper bounds of the histogram, in microseconds. */
static const Micros BOUND[BOUNDS] = {100, 500, 1000, 5000, 20000, 100000, 500000, 2000000};

struct Metrics {
    const Routes *routes;
    _Atomic int64_t (
        *answers)[STATUSES]; /* by route; the last is of addresses that are not there */
    _Atomic int64_t took[BOUNDS + 1];
    _Atomic int64_t took_sum;
};

Metrics *
metrics_new(const Routes *routes)
{
    Metrics *metrics = calloc(1, sizeof(*metrics));

    if (metrics == NULL)
        die("out of memory");
    metrics->routes = routes;
    metrics->answers = calloc(routes->count + 1, sizeof(*metrics->answers));
    if (metrics->answers == NULL)
        die("out of memory");
    return metrics;
}

void
metrics_free(Metrics **metrics)
{
    free((*metrics)->answers);
    free(*metrics);
    *metrics = NULL;
}

void
metrics_count(Metrics *metrics, const Route *route, int status, Micros took)
{
    size_t row = route == NULL ? metrics->routes->count : (size_t)(route - metrics->routes->route);
    int bound = 0;

    assert(status >= STATUS_MIN && status < STATUS_END && row <= metrics->routes->count);
    while (bound < BOUNDS && took > BOUND[bound])
        bound++;
    atomic_fetch_add_explicit(&metrics->answers[row][status - STATUS_MIN], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&metrics->took[bound], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&metrics->took_sum, took, memory_order_relaxed);
}

static void
put_head(Buf *out, const char *name, const char *kind, const char *help)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind);
}

static void
put_metric(Buf *out, const char *name, const char *kind, int64_t value, const char *help)
{
    put_head(out, name, kind, help);
    buf_printf(out, "%s %lld\n", name, (long long)value);
}

static void
put_seconds(Buf *out, Micros time)
{
    buf_printf(out, "%lld.%06lld", (long long)(time / MICROS_PER_SECOND),
               (long long)(time % MICROS_PER_SECOND));
}

static int64_t
answers_of_class(Metrics *metrics, int class)
{
    int64_t sum = 0;

    for (size_t row = 0; row <= metrics->routes->count; row++)
        for (int status = class * 100; status < (class + 1) * 100; status++)
            sum += atomic_load(&metrics->answers[row][status - STATUS_MIN]);
    return sum;
}

static void
put_classes(Metrics *metrics, Buf *out)
{
    put_head(out, "perq_http_requests_total", "counter",
             "Requests that were answered, by the first digit of the status.");
    for (int class = STATUS_MIN / 100; class < STATUS_END / 100; class ++)
        buf_printf(out, "perq_http_requests_total{class=\"%dxx\"} %lld\n", class,
                   (long long)answers_of_class(metrics, class));
}

static void
put_route_row(Metrics *metrics, size_t row, Buf *out)
{
    bool known = row < metrics->routes->count;
    const Route *route = known ? &metrics->routes->route[row] : NULL;

    for (int status = STATUS_MIN; status < STATUS_END; status++) {
        int64_t count = atomic_load(&metrics->answers[row][status - STATUS_MIN]);
        if (count > 0)
            buf_printf(
                out,
                "perq_http_route_requests_total{method=\"%s\",route=\"%s\",code=\"%d\"} %lld\n",
                known ? method_name(route->method) : "", known ? route->path : "", status,
                (long long)count);
    }
}

static void
put_routes(Metrics *metrics, Buf *out)
{
    put_head(out, "perq_http_route_requests_total", "counter",
             "Requests that were answered, by method, route and status; HEAD counts as GET, and an "
             "empty route is an address that is not there.");
    for (size_t row = 0; row <= metrics->routes->count; row++)
        put_route_row(metrics, row, out);
}

static void
put_histogram(Metrics *metrics, Buf *out)
{
    int64_t count = 0;

    put_head(out, "perq_http_request_duration_seconds", "histogram",
             "From the headers of a request to its answer.");
    for (int i = 0; i <= BOUNDS; i++) {
        count += atomic_load(&metrics->took[i]);
        buf_text(out, "perq_http_request_duration_seconds_bucket{le=\"");
        if (i < BOUNDS)
            put_seconds(out, BOUND[i]);
        else
            buf_text(out, "+Inf");
        buf_printf(out, "\"} %lld\n", (long long)count);
    }
    buf_text(out, "perq_http_request_duration_seconds_sum ");
    put_seconds(out, atomic_load(&metrics->took_sum));
    buf_printf(out, "\nperq_http_request_duration_seconds_count %lld\n", (long long)count);
}

static void
put_writer(const WriterStats *writer, Buf *out)
{
    put_metric(out, "perq_writer_jobs_total", "counter", writer->jobs,
               "Changes that the writer has run.");
    put_metric(out, "perq_writer_groups_total", "counter", writer->groups,
               "Groups of changes that were committed together.");
    put_metric(out, "perq_writer_queue", "gauge", writer->queued, "Changes that wait.");
}

static void
put_process(Buf *out)
{
    ProcessLook look = process_look();

    put_metric(out, "process_resident_memory_bytes", "gauge", look.resident_bytes,
               "Memory that the process has.");
    put_metric(out, "process_virtual_memory_bytes", "gauge", look.virtual_bytes,
               "Addresses that the process has.");
    put_metric(out, "process_open_fds", "gauge", look.open_files,
               "Files and connections that are open.");
    put_metric(out, "process_max_fds", "gauge", look.open_files_max,
               "Files and connections that may be open.");
    put_head(out, "process_cpu_seconds_total", "counter", "Time of the processor, of all threads.");
    buf_text(out, "process_cpu_seconds_total ");
    put_seconds(out, look.processor_time);
    buf_char(out, '\n');
}

void
metrics_write(Metrics *metrics, const MetricsAround *around, Buf *out)
{
    put_head(out, "perq_build_info", "gauge", "Always 1: which program this is.");
    buf_text(out, "perq_build_info{version=\"" PERQ_VERSION "\"} 1\n");
    put_classes(metrics, out);
    put_routes(metrics, out);
    put_histogram(metrics, out);
    put_writer(&around->writer, out);
    put_metric(out, "perq_database_bytes", "gauge", around->sizes.database,
               "Size of the database file.");
    put_metric(out, "perq_database_log_bytes", "gauge", around->sizes.log,
               "Size of the write-ahead log beside it.");
    put_process(out);
}
