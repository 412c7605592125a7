/*
 * Process: what this process takes of the machine, as the kernel tells it.
 */
#ifndef HTTP_PROCESS_H
#define HTTP_PROCESS_H

#include "base/clock.h"

typedef struct ProcessLook {
    int64_t resident_bytes; /* memory that is really there */
    int64_t virtual_bytes;  /* addresses that are given out */
    int64_t open_files;     /* connections too */
    int64_t open_files_max;
    Micros processor_time; /* of all threads since the start */
} ProcessLook;

/* What cannot be told is 0. */
ProcessLook process_look(void);

#endif
