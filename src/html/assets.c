#include "html/assets.h"

#include "base/text/text.h"

const char *
asset_path(const char *name)
{
    size_t i = 0;

    while (i < ASSETS_COUNT && !text_equal(ASSETS[i].name, name))
        i++;
    assert(i < ASSETS_COUNT);
    return ASSETS[i].path;
}
