#include "store/credit_world.h"

Credit
add_credit(World *world, const char *sku)
{
    Product product = add_product(world, sku, PRODUCT_CREDIT);
    Benefit benefit = add_benefit(world, &world->enrolment, &product);
    Credit credit = {.tenant_id = world->tenant.id,
                     .id = id_new("crd_", NOW),
                     .partner_id = world->partner.id,
                     .benefit_id = benefit.id,
                     .term = {CREDIT_MONTH, {TODAY}, {TODAY + 365}, 100},
                     .currency = "SEK",
                     .rate = 10 * MICROS_PER_SECOND,
                     .created_at = NOW};

    MUST(store_credit_add(world->tx, &credit));
    return credit;
}
