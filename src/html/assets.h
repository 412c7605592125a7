/*
 * Assets: what browsers load beside a page — style, script, icons, font — compiled in by
 * tools/assets.py.
 *
 * Each is at an address that holds a hash of its bytes, so that browsers may keep it for ever; it
 * is there plain and compressed, and nothing is worked out while serving. What stands in web/ and
 * which files there are, meson.build says.
 */
#ifndef HTML_ASSETS_H
#define HTML_ASSETS_H

#include "base/base.h"

typedef struct AssetBody {
    const char *data; /* NULL where this form would be no smaller */
    size_t size;
} AssetBody;

typedef struct Asset {
    const char *name; /* app.css */
    const char *path; /* /a/app.0123456789ab.css */
    const char *type;
    AssetBody plain, gzip, brotli;
} Asset;

extern const Asset ASSETS[];
extern const size_t ASSETS_COUNT;

/* The address of the asset with this name, which must be one of ours. */
const char *asset_path(const char *name);

#endif
