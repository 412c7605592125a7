/*
 * Product keys to redeem, and the redeeming of them.
 */

/*
 * New keys from the operator: [{ref, key, licenses, …, lotId}]. Any partner may redeem them unless
 * partnerId says whose they are.
 */
export async function newKeys(operator, { sku = 'microsoft-365-e3', licenses = 25, count = 1,
    redeemBy = '9999-12-31', ...more } = {}) {
    const lot = await operator.post('key-lots', { sku, licenses, count, redeemBy, ...more },
        { expect: 201 });
    const { body } = await operator.get(`key-lots/${lot.body.id}/keys`, { expect: 200 });
    return body.items.map((item) => ({ ...item, lotId: lot.body.id }));
}

/* The receipt. keys: from newKeys(); more: subscriptionId, addLicenses, separate, expect. */
export async function redeem(user, action, keys, more = {}) {
    const { body } = await user.post('redemptions', {
        tenantId: user.user.tenantId, action, keys: keys.map((key) => key.key), ...more,
    }, { expect: 201 });
    return body;
}

/* A new subscription of the user's tenant, as GET shows it. */
export async function newSubscription(operator, user, { licenses = 100, ...lot } = {}) {
    const keys = await newKeys(operator, { licenses, ...lot });
    const receipt = await redeem(user, 'activate', keys, { separate: true });
    const { body } = await user.get(`subscriptions/${receipt.subscriptionId}`, { expect: 200 });
    return body;
}

/* Noon of that day, for a server that was started with testClock. */
export async function setDay(operator, day) {
    await operator.put('test-clock', { now: `${day}T12:00:00Z` }, { expect: 200 });
}
