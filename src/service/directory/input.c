/*
 * What the directory takes: the shapes of its inputs.
 */
#include "base/lang/lang.h"
#include "base/limit/limit.h"
#include "service/directory/directory.h"
#include "service/external.h"

enum { ROLES_GIVEN_MAX = 5, ROLE_LENGTH_MAX = 64, LOCALE_LENGTH = 2 };

static bool
is_locale(const char *text)
{
    return name_index(LANG_CODES, text) >= 0;
}

static bool
is_tenant_or_operator(const char *text)
{
    return id_is(text, "ten_") || strcmp(text, "operator") == 0;
}

// clang-format off
SHAPE(WHOSE_INPUT, Whose,
    FIELD(Whose, PERSON, email,   "email"),
    FIELD(Whose, TEXT,   tenant_id, "tenantId",
          .min = 1, .max = ID_LENGTH, .check = is_tenant_or_operator, .optional = true),
);

SHAPE(PARTNER_INPUT, PartnerInput,
    FIELD(PartnerInput, NAME,    name,    "name"),
    FIELD(PartnerInput, COUNTRY, country, "country"),
    FIELD(PartnerInput, TEXT,    locale,  "locale",
          .min = LOCALE_LENGTH, .max = LOCALE_LENGTH, .check = is_locale, .optional = true),
    EXTERNAL_ID(PartnerInput),
);

SHAPE_OPTIONAL(PARTNER_CHANGE, PartnerInput,
    FIELD(PartnerInput, NAME,    name,    "name"),
    FIELD(PartnerInput, COUNTRY, country, "country"),
    FIELD(PartnerInput, TEXT,    locale,  "locale",
          .min = LOCALE_LENGTH, .max = LOCALE_LENGTH, .check = is_locale, .optional = true),
    EXTERNAL_ID(PartnerInput),
);

SHAPE_OPTIONAL(PARTNER_QUERY, PartnerQuery,
    FIELD(PartnerQuery, SEARCH, q, "q"),
    EXTERNAL_ID(PartnerQuery),
    LIMIT(PartnerQuery),
    AFTER(PartnerQuery),
);

SHAPE(TENANT_INPUT, TenantInput,
    FIELD(TenantInput, NAME,     name,     "name"),
    FIELD(TenantInput, DOMAIN,   domain,   "domain"),
    FIELD(TenantInput, CURRENCY, currency, "currency", .optional = true),
    EXTERNAL_ID(TenantInput),
);

SHAPE_OPTIONAL(TENANT_CHANGE, TenantChange,
    FIELD(TenantChange, NAME, name, "name"),
    EXTERNAL_ID(TenantChange),
);

SHAPE(USER_INPUT, UserInput,
    FIELD(UserInput, EMAIL,  email,        "email"),
    FIELD(UserInput, NAME,   display_name, "displayName"),
    FIELD(UserInput, CHOICE, kind,         "kind",       .choices = USER_KIND_NAMES),
    LIST( UserInput, TEXT,   role,         "roles",
          .max = ROLES_GIVEN_MAX, .text_max = ROLE_LENGTH_MAX, .optional = true),
    LIST( UserInput, SLUG,   programme,    "programmes",
          .max = PROGRAMMES_MAX, .text_max = PROGRAMME_LENGTH_MAX, .optional = true),
    EXTERNAL_ID(UserInput),
);

SHAPE_WITHOUT(STAFF_INPUT, USER_INPUT, "kind", "programmes", "externalId");

SHAPE_OPTIONAL(USER_CHANGE, UserChange,
    FIELD(UserChange, NAME, display_name, "displayName"),
    LIST( UserChange, TEXT, role,         "roles",
          .max = ROLES_GIVEN_MAX, .text_max = ROLE_LENGTH_MAX, .optional = true),
    LIST( UserChange, SLUG, programme,    "programmes",
          .max = PROGRAMMES_MAX, .text_max = PROGRAMME_LENGTH_MAX, .optional = true),
    FIELD(UserChange, BOOL, disabled,     "disabled",   .optional = true),
    EXTERNAL_ID(UserChange),
);

SHAPE(PEOPLE_INPUT, PeopleInput,
    LIST( PeopleInput, PERSON, person,  "people",
          .min = 1, .max = PEOPLE_TOGETHER_MAX, .text_max = EMAIL_LENGTH_MAX),
    FIELD(PeopleInput, BOOL,   dry_run, "dryRun", .optional = true),
);

SHAPE_AROUND(ACCESS_INPUT, AccessInput, people, PEOPLE_INPUT,
    FIELD(AccessInput, BOOL, disabled, "disabled"),
);

SHAPE_OPTIONAL(TENANT_QUERY, TenantQuery,
    EXTERNAL_ID(TenantQuery),
    FIELD(TenantQuery, DOMAIN, domain, "domain"),
    LIMIT(TenantQuery),
    AFTER(TenantQuery),
);

SHAPE_OPTIONAL(PEOPLE_FILTER, PeopleFilter,
    FIELD(PeopleFilter, SEARCH, q,         "q"),
    FIELD(PeopleFilter, CHOICE, role,      "role",     .choices = TENANT_ROLE_NAMES),
    FIELD(PeopleFilter, CHOICE, kind,      "kind",     .choices = USER_KIND_NAMES),
    FIELD(PeopleFilter, CHOICE, signed_in, "signedIn", .choices = SIGNED_IN_NAMES),
    FIELD(PeopleFilter, CHOICE, licenses,  "licenses", .choices = LICENSES_NAMES),
    FIELD(PeopleFilter, SLUG,   sku,       "sku"),
    FIELD(PeopleFilter, CHOICE, sort,      "sort",     .choices = PEOPLE_SORT_NAMES),
);

SHAPE_AROUND(USER_QUERY, UserQuery, filter, PEOPLE_FILTER,
    EXTERNAL_ID(UserQuery),
    FIELD(UserQuery, EMAIL, email, "email", .optional = true),
    LIMIT(UserQuery),
    AFTER(UserQuery),
);

static SHAPE(PARTICIPATION_INPUT, ParticipationInput,
    FIELD(ParticipationInput, ID,     tenant_id, "tenantId",   .prefix = "ten_", .optional = true),
    FIELD(ParticipationInput, DOMAIN, domain,    "domain",     .optional = true),
    FIELD(ParticipationInput, EMAIL,  email,     "email"),
    LIST( ParticipationInput, SLUG,   programme, "programmes",
          .max = PROGRAMMES_MAX, .text_max = PROGRAMME_LENGTH_MAX),
);

SHAPE(PARTICIPATIONS_INPUT, ImportInput,
    OBJECTS(ImportInput, participation, "participations", PARTICIPATION_INPUT,
            .min = 1, .max = PARTICIPATIONS_MAX),
);
// clang-format on
