/*
 * Help: pages that say the same to everybody.
 */
#ifndef PORTAL_HELP_H
#define PORTAL_HELP_H

#include "portal/page.h"

void html_terms(Html *page);
void html_accessibility(Html *page);
void html_support(Html *page);

#endif
