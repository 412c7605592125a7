#include "http/metrics.h"

#include "base/log.h"

#include <stdatomic.h>

enum { STATUS_CLASSES = 6, BOUNDS = 8 };

/* Upper bounds of the histogram, in microseconds. */
static const Micros BOUND[BOUNDS] = {100, 500, 1000, 5000, 20000, 100000, 500000, 2000000};

struct Metrics {
    _Atomic int64_t answers[STATUS_CLASSES]; /* by the first digit of the status */
    _Atomic int64_t took[BOUNDS + 1];
    _Atomic int64_t took_sum;
};

Metrics *
metrics_new(void)
{
    Metrics *metrics = calloc(1, sizeof(*metrics));

    if (metrics == NULL)
        die("out of memory");
    return metrics;
}

void
metrics_free(Metrics **metrics)
{
    free(*metrics);
    *metrics = NULL;
}

void
metrics_count(Metrics *metrics, int status, Micros took)
{
    int bound = 0;

    assert(status >= 100 && status < 100 * STATUS_CLASSES);
    while (bound < BOUNDS && took > BOUND[bound])
        bound++;
    atomic_fetch_add_explicit(&metrics->answers[status / 100], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&metrics->took[bound], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&metrics->took_sum, took, memory_order_relaxed);
}

static void
put_seconds(Buf *out, Micros time)
{
    buf_printf(out, "%lld.%06lld", (long long)(time / MICROS_PER_SECOND),
               (long long)(time % MICROS_PER_SECOND));
}

static void
put_histogram(Metrics *metrics, Buf *out)
{
    int64_t count = 0;

    buf_text(out, "# TYPE perq_http_request_duration_seconds histogram\n");
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

void
metrics_write(Metrics *metrics, WriterStats writer, Buf *out)
{
    buf_text(out, "# TYPE perq_http_requests_total counter\n");
    for (int i = 1; i < STATUS_CLASSES; i++)
        buf_printf(out, "perq_http_requests_total{class=\"%dxx\"} %lld\n", i,
                   (long long)atomic_load(&metrics->answers[i]));
    put_histogram(metrics, out);
    buf_printf(out, "# TYPE perq_writer_jobs_total counter\nperq_writer_jobs_total %lld\n",
               (long long)writer.jobs);
    buf_printf(out, "# TYPE perq_writer_groups_total counter\nperq_writer_groups_total %lld\n",
               (long long)writer.groups);
    buf_printf(out, "# TYPE perq_writer_queue gauge\nperq_writer_queue %lld\n",
               (long long)writer.queued);
}
