/*
 * RULE CR-6: what a credit goes with, and what is in its way.
 */
#include "service/credits/credit_parts.h"

#include "domain/credit/credit.h"
#include "store/catalogue/catalogue.h"

/* What else somebody holds, and takes part in. */
typedef struct Others {
    CreditList list;
    Participation part;
} Others;

/* What others hold does not matter here, so it may be read as it was written last. */
static Err
load_participation(Ctx *ctx, Tx *tx, const Credit *credit, const User *user, Others *ret)
{
    Others others = {.part = {user->programme, user->programme_count, NULL, 0}};
    CreditList *list = &others.list;

    TRY(store_credit_list_of_user(tx, &user->tenant_id, &user->id, ctx->arena, list));
    HeldCredit *held = ARENA_NEW_ARRAY(ctx->arena, HeldCredit, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const Credit *its = &list->item[i];
        if (!id_equal(&its->id, &credit->id))
            held[others.part.held_count++] =
                (HeldCredit){its->term.period, its->term.ends_on, its->offer_code};
    }
    others.part.held = held;
    *ret = others;
    return OK;
}

/* Can this one be taken away so that the person can hold the other? */
bool
is_monthly_in_the_way(const Ctx *ctx, const Credit *held, const Credit *credit)
{
    return credit_is_bulk(credit) && !credit_is_bulk(held) && !id_equal(&held->id, &credit->id) &&
           date_before(ctx->today, held->term.ends_on);
}

/* The first of them; NULL where something else is in the way too, which nobody here can end. */
static const Credit *
monthly_in_the_way(const Ctx *ctx, const Others *others, const Credit *credit)
{
    const Credit *first = NULL;

    if (others->part.programme_count > 0)
        return NULL;
    for (size_t i = 0; i < others->list.count; i++) {
        const Credit *held = &others->list.item[i];
        bool is_other_bulk = credit_is_bulk(held) && !id_equal(&held->id, &credit->id) &&
                             date_before(ctx->today, held->term.ends_on);
        if (is_other_bulk)
            return NULL;
        if (first == NULL && is_monthly_in_the_way(ctx, held, credit))
            first = held;
    }
    return first;
}

/* Where nothing is known of it, its code has to do. */
static Err
name_programme(Ctx *ctx, Tx *tx, const char *code, const char **ret)
{
    Label label;

    TRY(store_programme_label(tx, code, ctx->arena, &label));
    const char *name = lang_name(ctx->lang, &label.name);
    *ret = name == NULL ? code : name;
    return OK;
}

Err
check_combinable(Ctx *ctx, Tx *tx, const Credit *credit, const User *user, Refusal *refusal)
{
    Others others;

    TRY(load_participation(ctx, tx, credit, user, &others));
    const char *obstacle = credit_obstacle(credit->term.period, &others.part, ctx->today);
    if (obstacle == NULL)
        return OK;
    const char *name;
    TRY(name_programme(ctx, tx, obstacle, &name));
    const Credit *held = monthly_in_the_way(ctx, &others, credit);
    if (held != NULL)
        refuse_with_text(refusal, ERR_CREDIT_NOT_COMBINABLE, "heldCreditId",
                         arena_copy(ctx->arena, held->id.text, strlen(held->id.text)));
    refuse_with_text(refusal, ERR_CREDIT_NOT_COMBINABLE, "programme", obstacle);
    return refuse_with_text(refusal, ERR_CREDIT_NOT_COMBINABLE, "programmeName", name);
}
