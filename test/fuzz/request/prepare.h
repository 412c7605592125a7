/*
 * Prepare: puts something of everything into a world that has only the sample programme, and
 * remembers what it is called.
 */
#ifndef FUZZ_REQUEST_PREPARE_H
#define FUZZ_REQUEST_PREPARE_H

/* The server runs; demo_path is its demo.json. */
void world_prepare(const char *demo_path);

#endif
