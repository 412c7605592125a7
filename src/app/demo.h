/*
 * Demo: the sample programme with people who can sign in, for trying things out.
 */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "app/instance.h"
#include "app/settings.h"

/*
 * Load the sample programme into a database that has no products yet, and write demo.json (mode
 * 0600) beside it, with the passwords and tokens of the people it made. With a past there is one
 * partner more, which has had benefits for a year. All of it or nothing.
 */
MUST_CHECK bool demo_load(Instance *instance, bool with_past);

/* Put the address into demo.json and tell on standard error how to sign in. */
MUST_CHECK bool demo_announce(Instance *instance, const Settings *settings, int port);

#endif
