/*
 * The pictures of the README, made again: docs/pictures/*.png. What they show happens on one day of
 * 2021, in an organisation of their own, so that they differ only where the pages do.
 *
 *     ./dev pictures
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Browser } from '../api/lib/browser.mjs';
import { Api } from '../api/lib/client.mjs';
import { assign, report, used } from '../api/lib/credits.mjs';
import { newKeys, redeem, setDay } from '../api/lib/keys.mjs';
import { tokenOf } from '../api/lib/people.mjs';
import { startServer } from '../api/lib/server.mjs';
import { openLook, startBrowser } from './lib/browser.mjs';
import { Person } from './lib/person.mjs';
import { withFewColours } from './lib/png.mjs';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../docs/pictures');
const WIDTH = 1360;
const BYTES_MAX = 120 * 1024;

const ADMINISTRATOR = { email: 'astrid@nordvik.example', password: 'a picture of a password' };

/* The same subscription as in the README's example. */
const BEFORE = '2021-02-02';
const TODAY = '2021-08-02';
const ENROLMENTS = [['silver-application-development', '2021-06-01'], ['action-pack', '2020-07-20']];

async function newAdministrator(server, operator) {
    const partner = await operator.post('partners', { name: 'Nordvik', country: 'SE' },
        { expect: 201 });
    const tenant = await operator.post(`partners/${partner.body.id}/tenants`,
        { name: 'Nordvik AB', domain: 'nordvik.example' }, { expect: 201 });
    for (const [offer, startsOn] of ENROLMENTS) {
        await operator.post(`partners/${partner.body.id}/enrolments`, { offer, startsOn },
            { expect: 201 });
    }
    const { email, password } = ADMINISTRATOR;
    const { body: user } = await operator.post(`tenants/${tenant.body.id}/users`,
        { email, displayName: 'Astrid Admin', kind: 'member', roles: ['global-admin'] },
        { expect: 201 });
    const { stdout } = await server.cli('user', 'link', '--email', email);
    const [path] = /\/set-up\/[\w-]+/.exec(stdout);
    await new Browser(server).submit(path, path, { password, repeat: password });
    const admin = operator.as(await tokenOf(server, email, '--days', '400'));
    admin.user = user;
    return admin;
}

/* The server on that day, and the subscription that a key is added to. */
async function startNordvik() {
    const server = await startServer({ demo: true, testClock: true });
    const operator = new Api(server, { token: server.demo.operator.token });
    await setDay(operator, BEFORE);
    const admin = await newAdministrator(server, operator);
    const receipt = await redeem(admin, 'activate', await newKeys(operator, { licenses: 100 }));
    await setDay(operator, TODAY);
    const [{ key }] = await newKeys(operator, { licenses: 25, redeemBy: '2022-06-30' });
    const credit = await useCredit(operator, admin);
    return { server, admin, subscription: receipt.subscriptionId, key, credit };
}

/* Somebody has used the yearly credit on most days of two months. */
async function useCredit(operator, admin) {
    const { body } = await admin.get('credits', { expect: 200 });
    const credit = body.items.find(({ kind }) => kind === 'bulk');
    const { body: holder } = await operator.post(`tenants/${admin.user.tenantId}/users`,
        { email: 'harald@nordvik.example', displayName: 'Harald Holm', kind: 'member' },
        { expect: 201 });
    await assign(admin, credit, holder);
    const days = Array.from({ length: 61 }, (_, day) => new Date(Date.UTC(2021, 5, 1 + day)));
    const events = days.filter((day) => day.getUTCDay() % 6 !== 0).map((day, index) =>
        used(credit, holder, String(14 + index * 17 % 29),
            `${day.toISOString().slice(0, 10)}T10:00:00Z`));
    await report(admin, events);
    return credit;
}

/* References are drawn anew each time; the pictures have one that stays. */
async function takePicture({ page, settle }, name) {
    await settle();
    await page.evaluate(() => {
        document.querySelectorAll('.ref').forEach((element) => {
            element.textContent = 'KR-7Q2M9XAB';
        });
        document.activeElement?.blur();
        window.scrollTo(0, 0);
    });
    await page.mouse.move(0, 0);
    const png = withFewColours(await page.screenshot({ fullPage: true, animations: 'disabled' }));
    if (png.length > BYTES_MAX) {
        throw new Error(`${name}.png has ${png.length} bytes, and ${BYTES_MAX} are allowed`);
    }
    writeFileSync(join(FOLDER, `${name}.png`), png);
    console.log(`docs/pictures/${name}.png: ${(png.length / 1024).toFixed(0)} KB`);
}

async function pictureBenefits(look) {
    await look.page.goto('/benefits?category=cloud');
    const open = look.page.locator('tr', { hasText: 'Microsoft 365 E3' }).locator('a[id^=open-]');
    await open.click();
    await takePicture(look, 'benefits');
}

async function pictureRedeem(look, { subscription, key }) {
    await look.page.goto(`/subscriptions/${subscription}/redeem?action=add`);
    await look.page.fill('#keys', key);
    await look.page.click('form[action="/drafts"] button');
    await look.page.locator('#tenant-verified').waitFor();
    await takePicture(look, 'redeem');
}

/* The yearly credit, two months after it began; without its ledger. */
async function pictureCredit(look, { credit }) {
    await look.page.goto(`/credits/${credit.id}`);
    await look.page.evaluate(() => document.querySelector('#ledger').remove());
    await takePicture(look, 'credit');
}

async function takeAll(browser, world) {
    const look = await openLook(browser, world.server, { language: 'en' });
    await look.page.setViewportSize({ width: WIDTH, height: 600 });
    await new Person(look, {}).signIn(ADMINISTRATOR);
    await pictureBenefits(look);
    await pictureRedeem(look, world);
    await pictureCredit(look, world);
}

mkdirSync(FOLDER, { recursive: true });
const world = await startNordvik();
const browser = await startBrowser();
try {
    await takeAll(browser, world);
} finally {
    await browser.close();
    await world.server.remove();
}
