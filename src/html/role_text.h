/*
 * Role text: what roles are called on pages.
 */
#ifndef HTML_ROLE_TEXT_H
#define HTML_ROLE_TEXT_H

#include "domain/role.h"

/* English, to be translated where they are shown; ends with NULL. */
void role_texts(Roles roles, const char *ret_texts[ROLES_MAX + 1]);

#endif
