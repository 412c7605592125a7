/* What the sample template shows: one of everything that a template can say. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "html/html.h"

typedef struct SampleRow {
    const char *name;
    int64_t licenses;
} SampleRow;

typedef struct SampleView {
    const char *name;
    const char *address;
    const char *raw;
    const char *english;
    Id id;
    int64_t count;
    size_t size;
    Date date;
    Micros moment;
    int64_t micros;
    Ticks ticks;
    bool ticked;
    const SampleRow *row;
    size_t row_count;
} SampleView;

void html_sample(Html *page, const SampleView *view);

#endif
