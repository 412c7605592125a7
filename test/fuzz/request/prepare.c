#include "prepare.h"

#include "names.h"
#include "world.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 16 * 1024 * 1024, VALUE_SIZE = 200 };

static Arena *arena;

/* --- asking ---------------------------------------------------------------------------------- */

static const char *
asked(const char *request)
{
    bool cut;
    Buf filled = names_fill_in(arena, request, strlen(request));
    Buf answer = world_ask(arena, &filled, &cut);
    bool is_success = answer.length > 9 && strchr("23", answer.data[9]) != NULL;

    if (!is_success)
        fprintf(stderr, "%s\n%s\n", filled.data, answer.data);
    assert(is_success);
    return answer.data;
}

/* What stands between the two texts in the answer. */
static void
keep_between(WorldName name, const char *answer, const char *before, const char *behind)
{
    char value[VALUE_SIZE] = "";
    const char *at = strstr(answer, before);

    assert(at != NULL);
    at += strlen(before);
    size_t length = strcspn(at, behind);
    assert(length > 0 && length < sizeof(value));
    memcpy(value, at, length);
    name_set(name, value);
}

/* A request of the API by somebody, of a version without chunks; a body may be empty. */
static json_t *
api(const char *who, const char *line, const char *body)
{
    const char *answer = asked(arena_printf(arena,
                                            "%s HTTP/1.0\r\nHost: perq.example\r\n"
                                            "Authorization: Bearer %s\r\n"
                                            "Content-Length: @LENGTH@\r\n\r\n%s",
                                            line, who, body));
    const char *empty = strstr(answer, "\r\n\r\n");
    json_t *json = empty == NULL ? NULL : json_loads(empty + 4, 0, NULL);

    if (json == NULL)
        fprintf(stderr, "%s %s\n%s\n", line, body, answer);
    assert(json != NULL);
    return json;
}

/* A member of an object, or of the first item of a list. */
static void
keep_member(WorldName name, json_t *json, const char *member)
{
    json_t *first = json_array_get(json_object_get(json, "items"), 0);
    const char *text = json_string_value(json_object_get(first != NULL ? first : json, member));

    assert(text != NULL);
    name_set(name, text);
}

static void
keep_of(WorldName name, const char *who, const char *line, const char *member)
{
    json_t *json = api(who, line, "");

    keep_member(name, json, member);
    json_decref(json);
}

static void
done(json_t *json)
{
    json_decref(json);
}

/* --- what there is ---------------------------------------------------------------------------- */

static void
keep_person(json_t *demo, const char *person, WorldName token)
{
    keep_member(token, json_object_get(demo, person), "token");
}

static void
keep_people(const char *demo_path)
{
    json_t *demo = json_load_file(demo_path, 0, NULL);
    json_t *partner = json_object_get(demo, "partner");

    keep_person(demo, "operator", NAME_OPERATOR);
    keep_person(demo, "partner", NAME_ADMIN);
    keep_person(demo, "reader", NAME_READER);
    keep_person(demo, "otherPartner", NAME_OTHER);
    keep_member(NAME_PASSWORD, partner, "password");
    keep_member(NAME_EMAIL, partner, "email");
    keep_member(NAME_TENANT, partner, "tenantId");
    json_decref(demo);
}

static void
keep_me(void)
{
    json_t *me = api("@ADMIN@", "GET /api/v1/me", "");

    keep_member(NAME_USER, json_object_get(me, "user"), "id");
    json_decref(me);
}

/* A key that is used up, so that there is a subscription, and one that is not. */
static void
make_subscription(void)
{
    static const char LOT[] =
        "{\"sku\":\"microsoft-365-e3\",\"licenses\":25,\"count\":2,"
        "\"redeemBy\":\"9999-12-31\"}";
    json_t *lot = api("@OPERATOR@", "POST /api/v1/key-lots", LOT);
    keep_member(NAME_LOT, lot, "id");
    json_t *keys = api("@OPERATOR@", "GET /api/v1/key-lots/@LOT@/keys", "");
    keep_member(NAME_KEY, keys, "key");
    json_t *receipt =
        api("@ADMIN@", "POST /api/v1/redemptions",
            "{\"tenantId\":\"@TENANT@\",\"action\":\"activate\",\"keys\":[\"@KEY@\"]}");
    keep_member(NAME_RECEIPT, receipt, "id");
    keep_member(NAME_SUBSCRIPTION, receipt, "subscriptionId");
    json_t *unused = json_array_get(json_object_get(keys, "items"), 1);
    keep_member(NAME_KEY, unused, "key");
    json_decref(lot);
    json_decref(keys);
    json_decref(receipt);
    done(api("@ADMIN@", "PUT /api/v1/subscriptions/@SUBSCRIPTION@/licenses/@USER@", ""));
}

static void
make_use_of_credit(void)
{
    keep_of(NAME_CREDIT, "@ADMIN@", "GET /api/v1/credits", "id");
    keep_of(NAME_TOKEN, "@ADMIN@", "GET /api/v1/tokens", "id");
    keep_of(NAME_OTHER_CREDIT, "@OTHER@", "GET /api/v1/credits", "id");
    done(api("@OPERATOR@", "POST /api/v1/meters",
             "{\"code\":\"vm-hours\",\"name\":\"Hours\",\"unit\":\"h\","
             "\"price\":{\"currency\":\"USD\",\"amount\":\"0.25\"}}"));
    done(api("@ADMIN@", "PUT /api/v1/credits/@CREDIT@/users/@USER@", ""));
    done(api("@ADMIN@", "POST /api/v1/usage",
             "{\"events\":[{\"source\":\"m\",\"id\":\"1\",\"creditId\":\"@CREDIT@\","
             "\"userId\":\"@USER@\",\"time\":\"2026-06-01T12:00:00Z\",\"amount\":\"1.5\"}]}"));
}

static void
keep_benefit_with_key(void)
{
    json_t *benefits = api("@ADMIN@", "GET /api/v1/benefits?limit=200", ""), *benefit;
    size_t i;

    json_array_foreach(json_object_get(benefits, "items"), i, benefit)
    {
        json_t *key = json_array_get(json_object_get(benefit, "keys"), 0);
        if (key == NULL)
            continue;
        keep_member(NAME_BENEFIT, benefit, "id");
        keep_member(NAME_KEY_REF, key, "ref");
    }
    json_decref(benefits);
    assert(*name_get(NAME_BENEFIT) != '\0');
}

/* --- who reads pages ---------------------------------------------------------------------------
 */

#define GET_PAGE(path, cookie)                                                                     \
    "GET " path " HTTP/1.1\r\nHost: perq.example\r\nCookie: " cookie "\r\n\r\n"
#define SEND_FORM(path, cookie, fields)                                                            \
    "POST " path " HTTP/1.1\r\nHost: perq.example\r\nCookie: " cookie                              \
    "\r\n"                                                                                         \
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: @LENGTH@\r\n\r\n" fields
#define VISITOR_COOKIE "__Host-perq-visitor=@VISITOR@"
#define SESSION_COOKIE "__Host-perq=@SESSION@"

static void
sign_in(void)
{
    const char *page = asked(GET_PAGE("/sign-in", "lang=en"));
    keep_between(NAME_VISITOR, page, "__Host-perq-visitor=", ";");
    keep_between(NAME_VISITOR_CSRF, page, "name=\"csrf\" value=\"", "\"");

    const char *answer = asked(SEND_FORM("/sign-in", VISITOR_COOKIE,
                                         "csrf=@VISITOR_CSRF@&email=@EMAIL@&password=@PASSWORD@"));
    keep_between(NAME_SESSION, answer, "__Host-perq=", ";");
    page = asked(GET_PAGE("/organisation", SESSION_COOKIE));
    keep_between(NAME_CSRF, page, "name=\"csrf\" value=\"", "\"");

    answer = asked(SEND_FORM("/drafts", SESSION_COOKIE, "csrf=@CSRF@&keys=@KEY@"));
    keep_between(NAME_DRAFT, answer, "Location: /activate/", "?\r");
    page = asked(SEND_FORM("/calendar", SESSION_COOKIE, "csrf=@CSRF@&lang=en"));
    keep_between(NAME_CALENDAR, page, "perq.example/calendar/", ".");
}

void
world_prepare(const char *demo_path)
{
    arena = arena_new(ARENA_BYTES);
    keep_people(demo_path);
    keep_me();
    keep_of(NAME_PARTNER, "@OPERATOR@", "GET /api/v1/partners", "id");
    keep_of(NAME_ENROLMENT, "@OPERATOR@", "GET /api/v1/partners/@PARTNER@/enrolments", "id");
    keep_benefit_with_key();
    make_subscription();
    make_use_of_credit();
    sign_in();
    arena_free(&arena);
}
