/*
 * Metrics: what Prometheus wants to know
 * (https://prometheus.io/docs/instrumenting/exposition_formats/).
 *
 * Each is written with what it is for (HELP) and its kind (TYPE), then its values. Requests are
 * counted by the row of the route table that they meant, never by their address, so that nobody
 * outside can make the text longer.
 */
#ifndef HTTP_SERVER_METRICS_H
#define HTTP_SERVER_METRICS_H

#include "base/buf.h"
#include "http/router.h"
#include "store/engine/engine.h"
#include "store/writer/writer.h"

typedef struct Metrics Metrics;

/* The routes must live as long. */
Metrics *metrics_new(const Routes *routes);
void metrics_free(Metrics **metrics);

/* One answer with this status that took so long; no route: of an address that is not there. May be
 * called by any thread.
 */
void metrics_count(Metrics *metrics, const Route *route, int status, Micros took);

/* What others count. */
typedef struct MetricsAround {
    WriterStats writer;
    StoreSizes sizes;
} MetricsAround;

/* Everything, in the text format. */
void metrics_write(Metrics *metrics, const MetricsAround *around, Buf *out);

#endif
