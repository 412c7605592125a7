/*
 * A programme of one's own for a test: products, offers made of them, and partners enrolled.
 */
import { unique } from './people.mjs';

/* A new product; licences unless members say otherwise. */
export async function newProduct(operator, members = {}) {
    const sku = `sku-${unique()}`;
    const { body } = await operator.post('products',
        { sku, name: `Product ${sku}`, kind: 'license', ...members }, { expect: 201 });
    return body;
}

export const core = (product, licenses) => ({ sku: product.sku, type: 'core', licenses });
export const incremental = (product, licenses) =>
    ({ sku: product.sku, type: 'incremental', licenses });

/* A new offer of that tier. */
export async function newOffer(operator, tier, benefits, members = {}) {
    const { body } = await operator.post('offers',
        { code: `offer-${unique()}`, name: `Offer of ${tier}`, tier, benefits, ...members },
        { expect: 201 });
    return body;
}

/* The enrolment of the partner in the offer, from that day on. */
export async function enrol(operator, partner, offer, startsOn = '2021-08-02', members = {}) {
    const { body } = await operator.post(`partners/${partner.id}/enrolments`,
        { offer: offer.code, startsOn, ...members }, { expect: 201 });
    return body;
}
