/*
 * The staff's face: what stands in its navigation, around the pages of partners too.
 */
#include "console/console.h"
#include "html/page.h"

#define NAV(path, icon, text, permit) {path, icon, text, PERMIT_##permit},

static const NavItem STAFF_NAV_ITEMS[] = {
#include "console/nav.def"
};

const Face CONSOLE_FACE = {STAFF_NAV_ITEMS, COUNT_OF(STAFF_NAV_ITEMS)};
