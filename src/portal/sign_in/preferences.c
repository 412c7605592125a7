/*
 * /preferences: language and colours, kept by the browser; /time-zone and /page-size: in which zone
 * moments are shown and how many rows lists have, kept with the account.
 */
#include "portal/portal.h"

#include "base/text/text.h"
#include "html/lists/lists.h"
#include "html/page.h"
#include "portal/sign_in/sign_in.h"
#include "service/directory/directory.h"

enum { THEME_SYSTEM = 2 };
static const char *const THEME_NAMES[] = {"light", "dark", "system", NULL};

typedef struct PreferencesForm {
    int64_t lang;
    int64_t theme;
    const char *next;
} PreferencesForm;

// clang-format off
SHAPE_OPTIONAL(PREFERENCES_FORM, PreferencesForm,
    FIELD(PreferencesForm, CHOICE, lang,  "lang",  .choices = LANG_CODES),
    FIELD(PreferencesForm, CHOICE, theme, "theme", .choices = THEME_NAMES),
    FIELD(PreferencesForm, EXACT,  next,  "next",  .max = NEXT_MAX),
);
// clang-format on

Err
page_preferences_set(Ctx *ctx, const Request *request, Reply *reply)
{
    const PreferencesForm *form = request->body;

    if (form->lang != INPUT_ABSENT)
        reply->cookie[COOKIE_LANG] = LANG_CODES[form->lang];
    if (form->theme != INPUT_ABSENT)
        reply->cookie[COOKIE_THEME] = form->theme == THEME_SYSTEM ? "" : THEME_NAMES[form->theme];
    return go_on(ctx, request, reply, form->next, "/");
}

/* --- the time zone ---------------------------------------------------------------------------- */

typedef struct ZoneQuery {
    const char *next;
} ZoneQuery;

// clang-format off
SHAPE_OPTIONAL(TIME_ZONE_QUERY, ZoneQuery,
    FIELD(ZoneQuery, EXACT, next, "next", .max = NEXT_MAX),
);
// clang-format on

typedef struct ZoneForm {
    const char *zone;
    const char *next;
} ZoneForm;

// clang-format off
SHAPE(TIME_ZONE_FORM, ZoneForm,
    FIELD(ZoneForm, TEXT,  zone, "zone", .min = 1, .max = ZONE_NAME_MAX),
    FIELD(ZoneForm, EXACT, next, "next", .max = NEXT_MAX, .optional = true),
);
// clang-format on

/* Up to the slash; of UTC, which belongs to none, nothing. */
static const char *
region_of(Ctx *ctx, const char *zone)
{
    size_t length = strcspn(zone, "/");

    return zone[length] == '\0' ? "" : arena_copy(ctx->arena, zone, length);
}

/* The zones are sorted, so those of a region stand together. */
static void
view_regions(Ctx *ctx, ZoneView *view)
{
    size_t count;
    const char *const *zone = zone_names(&count);

    view->region = ARENA_NEW_ARRAY(ctx->arena, ZoneRegion, count);
    for (size_t i = 0; i < count; i++) {
        const char *name = region_of(ctx, zone[i]);
        ZoneRegion *last = view->region_count == 0 ? NULL : &view->region[view->region_count - 1];
        if (last == NULL || !text_equal(last->name, name)) {
            last = &view->region[view->region_count++];
            *last = (ZoneRegion){.name = name, .zone = zone + i};
        }
        last->count++;
    }
}

Err
page_time_zone_show(Ctx *ctx, const Request *request, Reply *reply)
{
    const ZoneQuery *query = request->query;
    const char *next = local_page(ctx, request, query->next);
    ZoneView view = {
        .next = next != NULL ? next : "",
        .chosen = ctx->visit.zone != NULL ? ctx->visit.zone : ZONE_UTC,
        .now = ctx->now,
    };

    view_regions(ctx, &view);
    Html page = page_begin(ctx, request, reply, TR("Time zone"));
    html_time_zone(&page, &view);
    return page_end(&page);
}

/* In the cookie too, for where nobody is signed in. */
static const char *
cookie_of_zone(Ctx *ctx, const char *zone)
{
    char *text = arena_copy(ctx->arena, zone, strlen(zone));

    for (char *at = text; *at != '\0'; at++)
        if (*at == '/')
            *at = '.';
    return text;
}

Err
page_time_zone_choose(Ctx *ctx, const Request *request, Reply *reply)
{
    const ZoneForm *form = request->body;
    const char *zone = zone_named(form->zone);

    if (zone == NULL)
        return refuse_member(&ctx->refusal, ERR_MEMBER_INVALID, "/zone",
                             TR("This is none of the possible values."));
    if (!id_is_empty(&ctx->actor.user_id))
        TRY(choose_time_zone(ctx, zone));
    reply->cookie[COOKIE_ZONE] = cookie_of_zone(ctx, zone);
    return go_on(ctx, request, reply, form->next, "/");
}

/* --- rows on a page --------------------------------------------------------------------------- */

typedef struct PageSizeForm {
    int64_t rows;
    const char *next;
} PageSizeForm;

// clang-format off
SHAPE(PAGE_SIZE_FORM, PageSizeForm,
    FIELD(PageSizeForm, CHOICE, rows, "rows", .choices = PAGE_SIZE_NAMES),
    FIELD(PageSizeForm, EXACT,  next, "next", .max = NEXT_MAX, .optional = true),
);
// clang-format on

Err
page_size_choose(Ctx *ctx, const Request *request, Reply *reply)
{
    const PageSizeForm *form = request->body;

    TRY(choose_page_rows(ctx, PAGE_SIZE_ROWS[form->rows]));
    return go_on(ctx, request, reply, form->next, "/");
}
