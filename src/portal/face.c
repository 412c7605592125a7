/*
 * The partners' face: what stands in its navigation.
 */
#include "html/page.h"
#include "portal/portal.h"

#define NAV(path, icon, text, permit) {path, icon, text, PERMIT_##permit},

static const NavItem NAV_ITEMS[] = {
#include "portal/nav.def"
};

const Face PORTAL_FACE = {NAV_ITEMS, COUNT_OF(NAV_ITEMS)};
