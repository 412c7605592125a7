#include "app/demo.h"

#include "app/demo_past.h"
#include "app/sample_programme.h"
#include "base/file.h"
#include "base/format/format.h"
#include "base/log.h"
#include "base/text/text.h"
#include "http/input/input.h"
#include "service/benefits/benefits.h"
#include "service/catalogue/catalogue.h"
#include "service/directory/directory.h"
#include "service/sign_in/sign_in.h"
#include "store/catalogue/catalogue.h"
#include "store/directory/directory.h"

#include <jansson.h>
#include <sodium.h>

enum { DEMO_DAYS = 365, DEMO_TEXT_MAX = 16384, PASSWORD_BYTES = 12, JSON_TEXT_MAX = 65536 };

/* The people of the demo: their place in demo.json, and what they may do. */
typedef struct Person {
    const char *title; /* the member of demo.json */
    const char *email;
    const char *name;
    const char *domain;  /* of the tenant; NULL: the operator's staff */
    const char *role[2]; /* up to a NULL */
} Person;

static const Person PEOPLE[] = {
    {"operator", "operator@perq.example", "Olle Operatör", NULL, {"operator-admin"}},
    {"partner", "admin@contoso.example", "Astrid Admin", "contoso.example", {"global-admin"}},
    {"reader", "reader@contoso.example", "Rut Läsare", "contoso.example", {"reader"}},
    {"otherPartner", "admin@fabrikam.example", "Frank Admin", "fabrikam.example", {"global-admin"}},
    {NULL, "anna@contoso.example", "Anna Andersson", "contoso.example", {NULL}},
    {NULL, "bo@contoso.example", "Bo Berg", "contoso.example", {NULL}},
    {NULL, "maria@fabrikam.example", "Maria Fabrikam", "fabrikam.example", {NULL}},
};

void
demo_release(json_t **json)
{
    json_decref(*json);
}

/* What the sample says of one thing, read as if it had come over the API. */
Err
demo_read_as(Ctx *ctx, json_t *json, const Shape *shape, void **ret)
{
    char *text = arena_alloc(ctx->arena, JSON_TEXT_MAX, 1);
    size_t length = json_dumpb(json, text, JSON_TEXT_MAX, JSON_COMPACT);

    assert(length < JSON_TEXT_MAX);
    return json_read(ctx, text, length, shape, ret);
}

static Err
load_programmes(Ctx *ctx, json_t *programmes)
{
    size_t index;
    json_t *json;

    json_array_foreach(programmes, index, json)
    {
        OtherProgramme programme;
        void *input;
        TRY(demo_read_as(ctx, json, &PROGRAMME_INPUT, &input));
        TRY(create_programme(ctx, input, &programme));
    }
    return OK;
}

/* A product is made as it was when it was new; what it became afterwards comes when all exist. */
static Err
load_products(Ctx *ctx, json_t *products)
{
    size_t index;
    json_t *json;
    Product product;

    json_array_foreach(products, index, json)
    {
        CLEANUP(demo_release) json_t *fresh = json_copy(json);
        void *input;
        json_object_del(fresh, "retired");
        json_object_del(fresh, "replacedBy");
        TRY(demo_read_as(ctx, fresh, &PRODUCT_INPUT, &input));
        TRY(create_product(ctx, input, &product));
    }
    json_array_foreach(products, index, json)
    {
        CLEANUP(demo_release) json_t *later = json_object();
        void *input;
        if (!json_is_true(json_object_get(json, "retired")))
            continue;
        json_object_set(later, "retired", json_true());
        json_object_set(later, "replacedBy", json_object_get(json, "replacedBy"));
        TRY(demo_read_as(ctx, later, &PRODUCT_CHANGE, &input));
        TRY(change_product(ctx, json_string_value(json_object_get(json, "sku")), input, &product));
    }
    return OK;
}

Err
demo_load_offers(Ctx *ctx, json_t *offers)
{
    size_t index;
    json_t *json;

    json_array_foreach(offers, index, json)
    {
        Offer offer;
        void *input;
        TRY(demo_read_as(ctx, json, &OFFER_INPUT, &input));
        TRY(create_offer(ctx, input, &offer));
    }
    return OK;
}

static void
draw_password(char ret[2 * PASSWORD_BYTES])
{
    uint8_t bytes[PASSWORD_BYTES];

    random_bytes(bytes, sizeof(bytes));
    sodium_bin2base64(ret, (size_t)2 * PASSWORD_BYTES, bytes, sizeof(bytes),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static Err
put_password(Ctx *ctx, const Stretched *stretched, const User *user)
{
    CLEANUP(tx_end) Tx tx = {0};
    char kept[PASSWORD_KEPT_SIZE];

    password_keep(stretched, user->id.text, kept);
    TRY(tx_begin(ctx->db, &tx));
    TRY(store_user_set_password(&tx, &user->id, kept));
    return tx_commit(&tx);
}

/* A password and a token; `same` is the person's account in another organisation, or NULL. */
static Err
give_sign_in(Ctx *ctx, const char *title, const User *user, const User *same, Json *out)
{
    char password[2 * PASSWORD_BYTES], token[TOKEN_TEXT_SIZE];
    const Digest salt = password_salt(ctx->salt_key, user->email);
    TokenInput wanted = DEFAULTS_OF(TOKEN_INPUT);
    Stretched stretched;

    draw_password(password);
    if (!password_stretch(&salt, password, &stretched))
        return ERR_INTERNAL;
    TRY(put_password(ctx, &stretched, user));
    if (same != NULL)
        TRY(put_password(ctx, &stretched, same));
    wanted.whose.email = user->email;
    wanted.whose.tenant_id = id_is_empty(&user->tenant_id) ? NULL : user->tenant_id.text;
    wanted.name = "demo";
    wanted.days = DEMO_DAYS;
    TRY(create_token(ctx, &wanted, token));
    json_object_begin(out, title);
    json_text(out, "email", user->email);
    json_text(out, "password", password);
    json_text(out, "token", token);
    if (!id_is_empty(&user->tenant_id))
        json_text(out, "tenantId", user->tenant_id.text);
    json_object_end(out);
    return OK;
}

/* Those of PEOPLE who belong to the tenant with this domain, or to the operator where NULL. */
static Err
load_demo_people(Ctx *ctx, const Tenant *tenant, Json *out)
{
    for (size_t i = 0; i < COUNT_OF(PEOPLE); i++) {
        const Person *person = &PEOPLE[i];
        const char *roles[] = {person->role[0]};
        UserInput input = DEFAULTS_OF(USER_INPUT);
        User user;
        bool staff = person->domain == NULL;
        if (staff != (tenant == NULL) || (!staff && !text_equal(person->domain, tenant->domain)))
            continue;
        input.email = person->email;
        input.display_name = person->name;
        input.kind = USER_MEMBER;
        input.role = roles;
        input.role_count = roles[0] != NULL;
        TRY(staff ? create_staff(ctx, &input, &user)
                  : create_user(ctx, &tenant->id, &input, &user));
        if (person->title != NULL)
            TRY(give_sign_in(ctx, person->title, &user, NULL, out));
    }
    return OK;
}

static Err
load_tenants(Ctx *ctx, const Partner *partner, json_t *tenants, Json *out)
{
    size_t index;
    json_t *json;

    json_array_foreach(tenants, index, json)
    {
        Tenant tenant;
        void *input;
        TRY(demo_read_as(ctx, json, &TENANT_INPUT, &input));
        TRY(create_tenant(ctx, &partner->id, input, &tenant));
        TRY(load_demo_people(ctx, &tenant, out));
    }
    return OK;
}

/* Enrolled as of today, so that every benefit can be tried. */
static Err
load_enrolments(Ctx *ctx, const Partner *partner, json_t *offers)
{
    size_t index;
    json_t *offer;

    json_array_foreach(offers, index, offer)
    {
        EnrolmentInput input = DEFAULTS_OF(ENROLMENT_INPUT);
        EnrolmentView view;
        input.offer = json_string_value(offer);
        input.starts_on = ctx->today.day;
        TRY(create_enrolment(ctx, &partner->id, &input, &view));
    }
    return OK;
}

static Err
load_partners(Ctx *ctx, json_t *partners, Json *out)
{
    size_t index;
    json_t *json;

    json_array_foreach(partners, index, json)
    {
        CLEANUP(demo_release) json_t *plain = json_copy(json);
        Partner partner;
        void *input;
        json_object_del(plain, "tenants");
        json_object_del(plain, "enrolments");
        TRY(demo_read_as(ctx, plain, &PARTNER_INPUT, &input));
        TRY(create_partner(ctx, input, &partner));
        TRY(load_tenants(ctx, &partner, json_object_get(json, "tenants"), out));
        TRY(load_enrolments(ctx, &partner, json_object_get(json, "enrolments")));
    }
    return OK;
}

/* The partner with a past, whose administrator and an employee can sign in. */
static Err
load_past(Ctx *ctx, Json *out)
{
    Past *past = ARENA_NEW(ctx->arena, Past);

    CLEANUP(demo_release)
    json_t *script = json_loadb(EMBEDDED_DEMO_PAST.data, EMBEDDED_DEMO_PAST.size, 0, NULL);
    assert(script != NULL);
    TRY(past_live(ctx, script, past));
    TRY(give_sign_in(ctx, "administrator", &past->person[0], &past->same_person, out));
    return give_sign_in(ctx, "employee", &past->person[1], NULL, out);
}

/*
 * demo.json is written before the transaction is committed: without it nobody could sign in, and if
 * we die in between, the next start finds an empty database and makes both anew.
 */
static Err
load_all(Ctx *ctx, json_t *programme, bool with_past, const char *demo_path)
{
    const Micros now = ctx->now;
    CLEANUP(tx_end) Tx tx = {0};
    Buf text = buf_new(ctx->arena, DEMO_TEXT_MAX);
    Json out = json_new(&text);

    json_object_begin(&out, NULL);
    TRY(tx_begin(ctx->db, &tx));
    if (with_past)
        demo_go_back(ctx, now, PAST_DAYS);
    TRY(load_products(ctx, json_object_get(programme, "products")));
    TRY(demo_load_offers(ctx, json_object_get(programme, "offers")));
    TRY(load_programmes(ctx, json_object_get(programme, "programmes")));
    demo_go_back(ctx, now, 0);
    if (with_past)
        TRY(load_past(ctx, &out));
    TRY(load_demo_people(ctx, NULL, &out));
    TRY(load_partners(ctx, json_object_get(programme, "partners"), &out));
    json_object_end(&out);
    assert(!text.full);
    if (!file_write(demo_path, text.data))
        return ERR_STORAGE_UNAVAILABLE;
    return tx_commit(&tx);
}

static Err
programme_is_empty(Ctx *ctx, bool *ret)
{
    ProductList products;

    TRY(list_products(ctx, &(Page){.limit = 1}, &products));
    *ret = products.count == 0;
    return OK;
}

bool
demo_load(Instance *instance, bool with_past)
{
    Ctx ctx = instance_ctx(instance);
    bool empty = false;

    CLEANUP(demo_release)
    json_t *programme =
        json_loadb(EMBEDDED_SAMPLE_PROGRAMME.data, EMBEDDED_SAMPLE_PROGRAMME.size, 0, NULL);
    assert(programme != NULL);
    Err err = programme_is_empty(&ctx, &empty);
    if (err == OK && empty)
        err = load_all(&ctx, programme, with_past, instance->demo_path);
    if (err != OK)
        log_line(LOG_ERROR, "demo=\"the sample programme cannot be loaded\" code=%s about=\"%s\"",
                 err_code(err), instance->demo_path);
    return err == OK;
}

/* Who is told of at the start, and as what. */
typedef struct Shown {
    const char *title; /* the member of demo.json */
    const char *role;
} Shown;

static const Shown SHOWN[] = {
    {"administrator", "administrator of Northwind, with a past"},
    {"employee", "employee of Northwind"},
    {"partner", "administrator of Contoso, which begins today"},
    {"operator", "operator of the programme"},
};

static void
tell_of_person(json_t *demo, const Shown *shown)
{
    json_t *person = json_object_get(demo, shown->title);

    if (person != NULL)
        fprintf(stderr, "  %-46s %-26s %s\n", shown->role,
                json_string_value(json_object_get(person, "email")),
                json_string_value(json_object_get(person, "password")));
}

bool
demo_announce(Instance *instance, const Settings *settings, int port)
{
    CLEANUP(demo_release) json_t *demo = json_load_file(instance->demo_path, 0, NULL);
    const char *colon = strrchr(settings->listen, ':');

    /* A database that is not the demo's own is served as it is. */
    if (demo == NULL)
        return true;
    json_t *url =
        json_sprintf("http://%.*s:%d", (int)(colon - settings->listen), settings->listen, port);
    json_object_set_new(demo, "url", url);
    char *text = arena_alloc(instance->arena, DEMO_TEXT_MAX, 1);
    size_t length = json_dumpb(demo, text, DEMO_TEXT_MAX - 1, JSON_INDENT(2));
    if (length >= DEMO_TEXT_MAX || !file_write(instance->demo_path, text)) {
        log_line(LOG_ERROR, "demo=\"cannot be written\" about=\"%s\"", instance->demo_path);
        return false;
    }
    /* The passwords of a demo are nobody's secret, but tokens stay out of what keeps the log. */
    fprintf(stderr, "perq: the sample programme is loaded. Sign in at %s/sign-in:\n",
            json_string_value(url));
    for (size_t i = 0; i < COUNT_OF(SHOWN); i++)
        tell_of_person(demo, &SHOWN[i]);
    fprintf(stderr, "perq: all of them, with tokens for programs: %s\n", instance->demo_path);
    return true;
}
