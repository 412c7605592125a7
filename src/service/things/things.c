/*
 * Things by what they are called by: their ids, and keys by their references. Any number of them
 * takes one question to the database for each kind.
 */
#include "service/things/things.h"

#include "base/text/text.h"
#include "service/reach.h"
#include "store/benefits/benefits.h"
#include "store/catalogue/catalogue.h"
#include "store/credits/credits.h"
#include "store/directory/directory.h"
#include "store/keys/keys.h"
#include "store/redemptions/redemptions.h"
#include "store/subscriptions/subscriptions.h"

/* A kind of thing that has ids: how these begin, who may hear of it, whether partners own it. */
static const struct {
    const char *prefix; /* NULL: has none */
    Permit permit;
    bool of_partner; /* else of a tenant */
    Err (*load)(Tx *tx, const LabelScope *scope, Arena *arena, Label **ret);
} KINDS[] = {
    [THING_BENEFIT] = {"ben_", PERMIT_BENEFIT_READ, true, store_benefit_labels},
    [THING_SUBSCRIPTION] = {"sub_", PERMIT_SUBSCRIPTION_READ, false, store_subscription_labels},
    [THING_RECEIPT] = {"red_", PERMIT_SUBSCRIPTION_READ, false, store_receipt_labels},
    [THING_PERSON] = {"usr_", PERMIT_DIRECTORY_READ, false, store_user_labels},
    /* What an enrolment gave is benefits, so whoever sees these sees it. */
    [THING_ENROLMENT] = {"enr_", PERMIT_BENEFIT_READ, true, store_enrolment_labels},
    [THING_CREDIT] = {"crd_", PERMIT_CREDIT_READ, false, store_credit_labels},
};

/* What is looked for. A key is found by what it belongs to. */
typedef struct Sought {
    const char *text; /* as it is written, or NULL */
    ThingKind kind;
    Id id;
    const KeyRecord *key; /* or NULL */
    Thing *thing;         /* what it turns out to be */
} Sought;

/* --- what is meant -------------------------------------------------------------------------- */

/* The prefix in small letters, the rest in capitals. */
static const char *
as_id(Ctx *ctx, const char *typed)
{
    char *text = arena_copy(ctx->arena, typed, strlen(typed));

    for (size_t i = 0; text[i] != '\0'; i++) {
        char from = i < ID_PREFIX_LENGTH ? 'A' : 'a';
        char to = i < ID_PREFIX_LENGTH ? 'a' : 'A';
        if (text[i] >= from && text[i] <= from + 25)
            text[i] = (char)(text[i] - from + to);
    }
    return text;
}

static Sought
read_typed(Ctx *ctx, const char *typed)
{
    char ref[KEY_REF_SIZE];

    if (typed == NULL)
        return (Sought){0};
    if (key_ref_parse(typed, ref))
        return (Sought){.text = arena_copy(ctx->arena, ref, strlen(ref)), .kind = THING_KEY};
    const char *text = as_id(ctx, typed);
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (KINDS[i].prefix != NULL && id_is(text, KINDS[i].prefix))
            return (Sought){.text = text, .kind = (ThingKind)i, .id = id_from(text)};
    return (Sought){0};
}

static const KeyRecord *
find_key_of_ref(const KeyRecordList *keys, const char *ref)
{
    for (size_t i = 0; i < keys->count; i++)
        if (text_equal(keys->item[i].ref, ref))
            return &keys->item[i];
    return NULL;
}

/* A key is its benefit's. RULE KEY-7: others' are found no more than those that do not exist. */
static Err
look_for_keys(Ctx *ctx, Tx *tx, Sought *sought, size_t count)
{
    const char **ref = ARENA_NEW_ARRAY(ctx->arena, const char *, count);
    KeyRecordList keys;
    size_t refs = 0;

    for (size_t i = 0; i < count; i++)
        if (sought[i].kind == THING_KEY)
            ref[refs++] = sought[i].text;
    if (refs == 0)
        return OK;
    TRY(store_key_list_by_refs(tx, ref, refs, ctx->arena, &keys));
    for (size_t i = 0; i < count; i++) {
        if (sought[i].kind != THING_KEY)
            continue;
        const KeyRecord *key = find_key_of_ref(&keys, sought[i].text);
        sought[i].key = key;
        sought[i].kind = key == NULL ? THING_NONE : THING_BENEFIT;
        sought[i].id = key == NULL ? (Id){0} : key->benefit_id;
    }
    return OK;
}

/* --- what is found -------------------------------------------------------------------------- */

static Thing
thing_of(const Ctx *ctx, const Sought *sought, const Label *label)
{
    bool is_key = sought->key != NULL && sought->kind == THING_BENEFIT;
    Thing thing = {
        .kind = is_key ? THING_KEY : sought->kind,
        .id = sought->text,
        .name = lang_name(ctx->lang, &label->name),
        .email = label->email,
        .benefit_id = is_key ? sought->key->benefit_id : label->benefit_id,
    };

    if (sought->kind == THING_ENROLMENT)
        thing.partner_id = label->owner_id;
    return thing;
}

/* A key from elsewhere that we redeemed has a receipt here. */
static void
look_for_receipt(Sought *sought)
{
    bool is_key = sought->key != NULL && sought->kind == THING_BENEFIT;

    sought->kind = is_key ? THING_RECEIPT : THING_NONE;
    if (!is_key)
        return;
    sought->id = sought->key->redemption_id;
    sought->text = sought->key->redemption_id.text;
}

/* RULE ROLE-2: whose they are is part of the question, so others' are not found. */
static Err
load_labels(Ctx *ctx, Tx *tx, ThingKind kind, const LabelScope *ids, Label **ret)
{
    const Actor *actor = &ctx->actor;
    const LabelScope own = {
        .id = ids->id,
        .count = ids->count,
        .owner_id = KINDS[kind].of_partner ? actor->partner_id : actor->tenant_id,
    };

    if (role_permits(actor->roles, KINDS[kind].permit))
        return KINDS[kind].load(tx, &own, ctx->arena, ret);
    *ret = ARENA_NEW_ARRAY(ctx->arena, Label, ids->count);
    return OK;
}

/* Those of one kind among all that are sought. */
static Err
find_kind(Ctx *ctx, Tx *tx, ThingKind kind, Sought *sought, size_t count)
{
    Id *id = ARENA_NEW_ARRAY(ctx->arena, Id, count);
    Sought **of = ARENA_NEW_ARRAY(ctx->arena, Sought *, count);
    LabelScope ids = {.id = id};
    Label *label;

    for (size_t i = 0; i < count; i++) {
        if (sought[i].kind != kind)
            continue;
        of[ids.count] = &sought[i];
        id[ids.count++] = sought[i].id;
    }
    if (ids.count == 0)
        return OK;
    TRY(load_labels(ctx, tx, kind, &ids, &label));
    for (size_t i = 0; i < ids.count; i++) {
        if (lang_name(ctx->lang, &label[i].name) != NULL)
            *of[i]->thing = thing_of(ctx, of[i], &label[i]);
        else
            look_for_receipt(of[i]);
    }
    return OK;
}

Err
find_things(Ctx *ctx, const char *const *text, size_t count, Thing **ret)
{
    CLEANUP(tx_end) Tx tx = {0};
    Sought *sought = ARENA_NEW_ARRAY(ctx->arena, Sought, count);
    Thing *thing = ARENA_NEW_ARRAY(ctx->arena, Thing, count);

    for (size_t i = 0; i < count; i++) {
        sought[i] = read_typed(ctx, text[i]);
        sought[i].thing = &thing[i];
    }
    TRY(tx_begin(ctx->db, &tx));
    TRY(look_for_keys(ctx, &tx, sought, count));
    /* Benefits come before receipts, in which keys are looked for that are of no benefit of ours.
     */
    for (size_t kind = 0; kind < COUNT_OF(KINDS); kind++)
        if (KINDS[kind].prefix != NULL)
            TRY(find_kind(ctx, &tx, (ThingKind)kind, sought, count));
    TRY(tx_commit(&tx));

    *ret = thing;
    return OK;
}

Err
find_thing(Ctx *ctx, const char *text, Thing *ret)
{
    Thing *thing;

    TRY(find_things(ctx, &text, 1, &thing));
    *ret = *thing;
    return OK;
}
