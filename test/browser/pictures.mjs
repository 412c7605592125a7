/*
 * The pictures of the README, made again: docs/pictures/*.png. They show the partner of the demo,
 * whose past ends today, so dates differ from day to day.
 *
 *     ./dev pictures
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Api } from '../api/lib/client.mjs';
import { startServer } from '../api/lib/server.mjs';
import { openLook, startBrowser } from './lib/browser.mjs';
import { Person } from './lib/person.mjs';
import { withFewColours } from './lib/png.mjs';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../docs/pictures');
const WIDTH = 1360;
const BYTES_MAX = 160 * 1024;
const E3 = 'microsoft-365-e3';

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

/* The subscription of 100 licences, and the benefit with a key of 25 that is used first. */
async function findExample(admin) {
    const [subscription] = (await admin.all('subscriptions')).filter(({ sku }) => sku === E3);
    const [benefit] = (await admin.all('benefits'))
        .filter(({ sku, quantity, status }) => sku === E3 && quantity.licenses === 25 &&
            status === 'ready');
    const credit = (await admin.all('credits'))
        .find(({ kind, balance }) => kind === 'bulk' && Number(balance.amount) > 0);
    return { subscription, benefit, credit };
}

async function pictureOverview(look) {
    await look.page.goto('/home');
    await look.page.evaluate(() => document.querySelector('[aria-labelledby=latest]').remove());
    await takePicture(look, 'overview');
}

async function pictureBenefits(look, { benefit }) {
    await look.page.goto(`/benefits?q=365&open=${benefit.id}`);
    await takePicture(look, 'benefits');
}

async function pictureRedeem(look, { subscription, benefit }) {
    await look.page.goto(`/benefits?open=${benefit.id}`);
    await look.page.locator('form[action="/drafts"] button', { hasText: 'Add licences' }).first()
        .click();
    await look.page.locator('#tenant-verified').waitFor();
    if (!look.page.url().includes(subscription.id)) {
        throw new Error(`the key leads to ${look.page.url()}`);
    }
    await takePicture(look, 'redeem');
}

async function pictureSubscription(look, { subscription }) {
    await look.page.goto(`/subscriptions/${subscription.id}`);
    await look.page.evaluate(() => {
        document.querySelectorAll('#people tbody tr:nth-child(n+6)').forEach((row) => row.remove());
    });
    await takePicture(look, 'subscription');
}

async function pictureCredit(look, { credit }) {
    await look.page.goto(`/credits/${credit.id}`);
    await look.page.evaluate(() => {
        document.querySelectorAll('#ledger tbody tr:nth-child(n+6)').forEach((row) => row.remove());
    });
    await takePicture(look, 'credit');
}

async function takeAll(browser, server) {
    const look = await openLook(browser, server, { language: 'en' });
    const example = await findExample(new Api(server, { token: server.demo.administrator.token }));
    await look.page.setViewportSize({ width: WIDTH, height: 600 });
    await new Person(look, {}).signIn(server.demo.administrator);
    for (const picture of [pictureOverview, pictureBenefits, pictureRedeem, pictureSubscription,
        pictureCredit]) {
        await picture(look, example);
    }
}

mkdirSync(FOLDER, { recursive: true });
const server = await startServer({ args: ['--demo'] });
const browser = await startBrowser();
try {
    await takeAll(browser, server);
} finally {
    await browser.close();
    await server.remove();
}
