/*
 * Debian's headless Chromium, as a reader would see Perq through it.
 *
 *     const browser = await startBrowser();
 *     const look = await openLook(browser, server, { language: 'sv', size: 'phone' });
 *     await look.page.goto('/benefits');
 *     look.assertQuiet();
 *
 * The browser has an empty profile of its own, can reach this machine only, and is gone with
 * close(). PERQ_CHROMIUM names another binary.
 */
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const BINARY = process.env.PERQ_CHROMIUM ?? '/usr/bin/chromium-headless-shell';

const FLAGS = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    '--force-color-profile=srgb', '--font-render-hinting=none', '--hide-scrollbars',
];

export const SIZES = {
    desktop: { width: 1360, height: 900 },
    phone: { width: 390, height: 844 },
    narrow: { width: 320, height: 640 },
};

/* Nothing here takes a second on an idle machine; a busy one gets time. */
const WAIT_MS = 120000;

/* The browser does not tell the end of every prefetch: what moved last this long ago is over. */
const STUCK_MS = 2000;

/* Longer than LIVE_MS of web/app.js. */
const LONGER_MS = 200;

export function startBrowser() {
    return chromium.launch({ executablePath: BINARY, headless: true, args: FLAGS });
}

/* What the page may not do: write to the console, throw, or fail to load something. */
class Noise {
    constructor(page, isExpected) {
        this.heard = [];
        page.on('console', (message) => {
            const { url } = message.location();
            if (!isExpected(url, message.text())) {
                this.heard.push(`${message.type()}: ${message.text()} (${url})`);
            }
        });
        page.on('pageerror', (error) => this.heard.push(`thrown: ${error.message}`));
    }
}

/* What is on its way; a page is settled when that was nothing for a while. */
class Traffic {
    constructor(page) {
        this.open = new Set();
        this.changed = Date.now();
        const over = (request) => {
            if (this.open.delete(request)) {
                this.changed = Date.now();
            }
        };
        page.on('request', (request) => {
            if (!('sec-purpose' in request.headers())) { // a prefetch changes nothing that is shown
                this.open.add(request);
                this.changed = Date.now();
            }
        });
        page.on('requestfinished', over);
        page.on('requestfailed', over);
    }

    async quiet(ms) {
        const deadline = Date.now() + WAIT_MS;
        this.changed = Date.now();
        while (Date.now() - this.changed < (this.open.size > 0 ? STUCK_MS : ms)) {
            assert.ok(Date.now() < deadline,
                `still loading ${[...this.open].map((request) => request.url())}`);
            await new Promise((go) => setTimeout(go, 15));
        }
    }
}

/*
 * An answer without the page around it, and where it leads on, that. The server may close a connection
 * that nobody used just as it is used again: then once more.
 */
export function fetchAs(context, address, headers) {
    return context.request.get(address, { maxRedirects: 0, maxRetries: 1, headers });
}

/* What the script put off until nobody types any more has begun: its timers run before a longer one. */
async function letTimersRun(page) {
    for (;;) {
        try {
            await page.evaluate((ms) => new Promise((go) => setTimeout(go, ms)), LONGER_MS);
            return;
        } catch (error) {
            if (!/Execution context was destroyed/.test(error.message)) {
                throw error;
            }
        }
    }
}

/*
 * script: 'on', 'off' (the browser runs none) or 'lost' (the file does not arrive; axe needs a
 * browser that could run scripts). Gives {context, page, noise, settle(), assertQuiet()}.
 */
export async function openLook(browser, server, { language = 'en', scheme = 'light',
    size = 'desktop', script = 'on' } = {}) {
    const context = await browser.newContext({
        baseURL: server.url, viewport: SIZES[size], colorScheme: scheme, reducedMotion: 'reduce',
        locale: language === 'sv' ? 'sv-SE' : 'en-GB', timezoneId: 'UTC',
        javaScriptEnabled: script !== 'off',
    });
    await context.addCookies([{ name: 'lang', value: language, url: server.url }]);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    context.setDefaultTimeout(WAIT_MS);
    const page = await context.newPage();
    if (script === 'lost') {
        await page.route('**/a/app.*.js', (route) => route.abort());
    }
    const look = { context, page, server, language, script, refusalsExpected: false };
    const noise = new Noise(page, (url, text) =>
        (script === 'lost' && /\/a\/app\.[^/]*\.js$/.test(url)) ||
        // Chromium reports the status of every refusal, also of those that a test asks for.
        (look.refusalsExpected && /the server responded with a status of 4/.test(text)));
    const traffic = new Traffic(page);
    look.noise = noise.heard;
    look.settle = async () => {
        if (script === 'on') {
            await letTimersRun(page);
        }
        await traffic.quiet(60);
        await page.waitForLoadState('load');
    };
    look.assertQuiet = () => assert.deepEqual(noise.heard, [], 'the console is not empty');
    look.close = () => context.close();
    return look;
}
