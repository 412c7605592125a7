/*
 * /preferences: language and colours, kept by the browser.
 */
#include "portal/portal.h"

#include "portal/sign_in/sign_in.h"

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
