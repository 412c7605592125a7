/*
 * Upkeep: what the server does by itself while it runs.
 */
#ifndef APP_UPKEEP_H
#define APP_UPKEEP_H

#include "app/instance.h"
#include "store/writer/writer.h"

/*
 * Write down what time has brought to credits: a few at a time in the writer, so that requests get
 * their turn in between. Call it now and then, from the main thread.
 */
void upkeep(Instance *instance, Writer *writer);

#endif
