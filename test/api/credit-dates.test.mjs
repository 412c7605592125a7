/*
 * What ends within so many days: one answer of the API, the page, the calendar and the tables, by
 * the last day on which something can be drawn from a credit.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { bulk, monthly, withCredit } from './lib/credits.mjs';
import { setDay } from './lib/keys.mjs';
import { atBrowser } from './lib/people.mjs';
import { startServer } from './lib/server.mjs';

let server;
let operator;

before(async () => {
    server = await startServer({ demo: true, testClock: true });
    operator = new Api(server, { token: server.demo.operator.token });
});
after(() => server?.remove());

/* The days of the events of the owner's calendar, by what they are about. */
async function calendarOf(browser) {
    const { status, text } = await browser.submit('/calendar', '/calendar', { lang: 'en' });
    assert.equal(status, 200, text);
    const [, path] = /http:\/\/[^/]+(\/calendar\/[A-Za-z0-9_-]{43}\.ics)</.exec(text);
    const { text: calendar } = await operator.as(null).get(path, { expect: 200 });
    return calendar.split('BEGIN:VEVENT').slice(1).map((event) => ({
        uid: /^UID:(.*)-use-by@perq\r$/m.exec(event)?.[1],
        begins: /^DTSTART;VALUE=DATE:(\d+)\r$/m.exec(event)[1],
        ends: /^DTEND;VALUE=DATE:(\d+)\r$/m.exec(event)[1],
    }));
}

/* RULE BEN-2, RULE BEN-4 */
for (const [name, kind] of [['bulk', bulk], ['monthly', monthly]]) {
    test(`a ${name} credit ends on the same day everywhere`, async () => {
        await setDay(operator, '2021-02-20');
        const { admin, credit } = await withCredit(operator, '2021-02-20', kind);
        const id = credit.benefitId;
        const { body: benefit } = await admin.get(`benefits/${id}`, { expect: 200 });
        assert.deepEqual([credit.endsOn, benefit.endsOn, benefit.activateBy],
            ['2022-02-20', '2022-02-20', '2022-03-22']);
        const csv = async (query) => (await admin.get(`benefits${query}`,
            { accept: 'text/csv', expect: 200 })).text;
        assert.match((await csv('')).split('\r\n')[1], /,2022-03-22,2022-02-20$/);

        for (const [day, within, found] of [
            ['2022-01-19', 30, false], ['2022-01-20', 30, true], ['2022-01-31', 30, true],
            ['2022-02-18', 0, false], ['2022-02-19', 0, true], ['2022-02-20', 0, false],
            ['2022-02-20', 30, false], ['2022-02-20', 3660, false], ['2022-03-22', 30, false],
        ]) {
            await setDay(operator, day);
            const where = `on ${day} within ${within}`;
            const query = `?expiringWithinDays=${within}`;
            assert.equal((await admin.all(`benefits${query}`)).length, found ? 1 : 0, where);
            assert.equal((await csv(query)).includes(id), found, `csv ${where}`);
            if (within === 30) {
                const browser = await atBrowser(admin);
                const page = await browser.get('/benefits?within=30', { expect: 200 });
                const table = await browser.get('/benefits.csv?within=30', { expect: 200 });
                assert.equal(page.text.includes(`/benefits/${id}`), found, `page ${where}`);
                assert.equal(table.text.includes(id), found, `table ${where}`);
            }
        }
        await setDay(operator, '2022-01-31');
        const events = await calendarOf(await atBrowser(admin));
        assert.deepEqual(events.filter(({ uid }) => uid === id),
            [{ uid: id, begins: '20220219', ends: '20220220' }]);
    });
}
