/*
 * Somebody with a task: does what people do, and counts it. One interaction is a click, a field
 * filled in, a copy, or a sign-in.
 *
 * hands: 'mouse', or 'keyboard': Tab until the thing has the focus (which must be visible), then
 * Enter, Space or the arrows. What is done counts the same; the way there does not.
 */
import assert from 'node:assert/strict';
import { fetchAs } from './browser.mjs';

const MOST_TABS = 250;

/* Who has signed in, where, and which cookies and page they got. */
const SEATS = new Map();
const IS_FOCUSED = (element) => element === document.activeElement;

export class Person {
    constructor(look, { hands = 'mouse', text }) {
        this.look = look;
        this.page = look.page;
        this.keyboard = hands === 'keyboard';
        this.text = text;
        this.interactions = 0;
    }

    async #reach(target) {
        await target.waitFor({ state: 'attached' });
        for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
            if (await target.evaluate(IS_FOCUSED)) {
                const outline = await target.evaluate((element) => {
                    const { outlineStyle, outlineWidth } = getComputedStyle(element);
                    return outlineStyle === 'none' ? 0 : parseFloat(outlineWidth);
                });
                assert.ok(outline >= 2, `the focus cannot be seen on ${target}`);
                return;
            }
            await this.page.keyboard.press('Tab');
        }
        assert.fail(`Tab does not lead to ${target}`);
    }

    async #press(target, key) {
        await target.press(key);
        await this.look.settle();
    }

    /* A link, a button, or a summary that opens. */
    async select(target) {
        this.interactions += 1;
        const one = target.first();
        if (this.keyboard) {
            await this.#reach(one);
            await this.#press(one, 'Enter');
        } else {
            await one.click();
            await this.look.settle();
        }
    }

    async tick(target) {
        this.interactions += 1;
        const one = target.first();
        if (this.keyboard) {
            await this.#reach(one);
            await this.#press(one, 'Space');
        } else {
            await one.check();
            await this.look.settle();
        }
        assert.ok(await one.isChecked());
    }

    /* One of several choices. The arrows move between them. */
    async choose(target) {
        this.interactions += 1;
        const one = target.first();
        if (!this.keyboard) {
            await one.check();
            await this.look.settle();
            return;
        }
        const name = await one.getAttribute('name');
        const group = this.page.locator(`input[type=radio][name="${name}"]`);
        const checked = group.and(this.page.locator(':checked'));
        await this.#reach(await checked.count() > 0 ? checked.first() : group.first());
        if (await one.isChecked()) {
            return;
        }
        for (let moves = 0; moves < await group.count(); moves += 1) {
            await this.page.keyboard.press('ArrowDown');
            await this.look.settle();
            if (await one.isChecked()) {
                assert.ok(await one.evaluate(IS_FOCUSED), 'the focus was lost on the way');
                return;
            }
        }
        assert.fail(`the arrows do not lead to ${target}`);
    }

    /* One of a list that opens: the letters that it begins with find it. */
    async pick(target, label) {
        this.interactions += 1;
        const one = target.first();
        if (this.keyboard) {
            await this.#reach(one);
            await this.page.keyboard.type(label);
        } else {
            await one.selectOption({ label });
        }
        await this.look.settle();
        assert.equal(await one.evaluate((select) => select.selectedOptions[0].text.trim()), label);
    }

    async type(target, text) {
        this.interactions += 1;
        const one = target.first();
        if (this.keyboard) {
            await this.#reach(one);
            await this.page.keyboard.type(text);
        } else {
            await one.fill(text);
        }
        await this.look.settle();
    }

    /*
     * Opens the sign-in page and signs in: one interaction, as the bars count it. Whoever signed in
     * so before is taken to be signed in, and begins at the same page.
     */
    async signIn(who, path = '/sign-in') {
        const before = this.interactions;
        const seat = `${path} ${this.look.server.url} ${who.email}`;
        if (!await this.#sitAgain(SEATS.get(seat))) {
            await this.#signInAnew(who, path);
            SEATS.set(seat, { cookies: await this.#sessionCookies(),
                address: new URL(this.page.url()).pathname });
        }
        this.interactions = before + 1;
    }

    async #sessionCookies() {
        return (await this.look.context.cookies()).filter(({ name }) => name.startsWith('perq'));
    }

    async #sitAgain(seat) {
        if (seat === undefined) {
            return false;
        }
        await this.look.context.addCookies(seat.cookies);
        const answer = await fetchAs(this.look.context, seat.address, { accept: 'text/html' });
        if (answer.status() !== 200) {
            await this.look.context.clearCookies({ name: 'perq' });
            return false;
        }
        await this.page.goto(seat.address);
        await this.look.settle();
        return true;
    }

    async #signInAnew({ email, password }, path) {
        await this.page.goto(path);
        await this.look.settle();
        await this.type(this.page.locator('input[name=email]'), email);
        await this.type(this.page.locator('input[name=password]'), password);
        await this.select(this.page.locator('form[action="/sign-in"] button'));
        await this.#chooseOrganisation();
    }

    async #chooseOrganisation() {
        const choose = this.page.locator('form[action="/organisation"] button');
        if (await choose.count() > 0) {
            await this.select(choose);
        }
    }

    link(english, members) {
        return this.page.getByRole('link', { name: this.text(english, members) });
    }

    button(english, members) {
        return this.page.getByRole('button', { name: this.text(english, members) });
    }

    assertWithin(bar) {
        assert.ok(this.interactions <= bar,
            `${this.interactions} interactions, and at most ${bar} are allowed`);
    }
}
