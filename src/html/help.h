/*
 * Help: pages that say the same to everybody.
 */
#ifndef HTML_HELP_H
#define HTML_HELP_H

#include "html/page.h"

void html_terms(Html *page);
void html_accessibility(Html *page);
void html_support(Html *page);

#endif
