/*
 * What waits for a second person of the staff, on a server where the first needs none.
 */
import { newStaff, newTenant } from './people.mjs';

/* So many suspensions of new partners, asked for by the operator; the server is started again. */
export async function askForMuch(server, operator, count = 1) {
    await newStaff(operator, 'auditor');
    await server.askTwo(true);
    const asked = [];
    for (let i = 0; i < count; i++) {
        const { partner } = await newTenant(operator);
        const { body } = await operator.post(`partners/${partner.id}/suspension`,
            { reason: 'Unpaid since March' }, { expect: 202 });
        asked.push(body);
    }
    await server.askTwo(false);
    return asked;
}
