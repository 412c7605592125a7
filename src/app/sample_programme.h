/*
 * The programme that --demo loads, data/sample-programme.json, compiled in.
 */
#ifndef APP_SAMPLE_PROGRAMME_H
#define APP_SAMPLE_PROGRAMME_H

#include "base/embedded.h"

extern const Embedded EMBEDDED_SAMPLE_PROGRAMME;

#endif
