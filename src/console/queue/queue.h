/*
 * Queue: the first page of the staff, with what waits for them.
 */
#ifndef CONSOLE_QUEUE_QUEUE_H
#define CONSOLE_QUEUE_QUEUE_H

#include "html/badge.h"
#include "html/html.h"
#include "service/queue/queue.h"

typedef struct QueueRow {
    const QueueItem *item;
    const char *address; /* where it is done, or NULL: nothing can be done but wait */
    Badge badge;
    const char *what; /* English: what is asked for, or NULL */
} QueueRow;

/* What a source is called, and where all of it stands. */
typedef struct QueueWords {
    const char *title; /* English */
    const char *what;  /* English: why it waits */
    const char *all;   /* the address of the whole list, or NULL */
} QueueWords;

typedef struct QueueCard {
    const QueuePart *part;
    const QueueWords *words;
    QueueRow *row;
} QueueCard;

typedef struct QueueView {
    QueueCard card[QUEUE_SOURCES];
    size_t count;
    bool may_add; /* partners */
} QueueView;

void html_queue(Html *page, const QueueView *view);

#endif
