/*
 * Metrics: what Prometheus wants to know
 * (https://prometheus.io/docs/instrumenting/exposition_formats/).
 */
#ifndef HTTP_SERVER_METRICS_H
#define HTTP_SERVER_METRICS_H

#include "base/buf.h"
#include "store/writer/writer.h"

typedef struct Metrics Metrics;

Metrics *metrics_new(void);
void metrics_free(Metrics **metrics);

/* One answer with this status that took so long. May be called by any thread. */
void metrics_count(Metrics *metrics, int status, Micros took);

/* Everything, in the text format. */
void metrics_write(Metrics *metrics, WriterStats writer, Buf *out);

#endif
