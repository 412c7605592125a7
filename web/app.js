/*
 * Makes pages quicker to use. Every page works without this file, and the server renders whole
 * pages only: what changes on the way is taken from the page that a link or form would have loaded.
 *
 *   a, form  data-swap="ID ID"     load it, and replace only the elements with these ids
 *   form     data-live="ID ID"     the same while somebody types, by GET
 *   fieldset data-live="ID ID"     likewise, with its own fields alone: the form around it changes something
 *   input    data-suggest="ADDRESS"   whom its list suggests: those of the page at the address with what
 *                                     is typed behind it
 *   button   data-copy="#ID" data-done="TEXT"   copy the text of that element, and say so
 *   button   data-print
 *   .keyin                         product keys in groups of five; filled by an address that ends in #KEY
 *   [data-auto]                    hidden in a live form, where nobody needs the button
 *   [data-needs-js]                hidden until here
 *   data-full                      on a submit button: load the page in full
 *   data-here                      a field that says which page this is
 */
const WAIT_MS = 1000; // so long nobody is told that something takes its time
const LIVE_MS = 180;  // after the last key
const UNDO_MS = 10000;

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

const policy = window.trustedTypes?.createPolicy('perq', { createHTML: (html) => html })
    ?? { createHTML: (html) => html };

const live = $('#live');
let sayTimer;

function say(text) {
    clearTimeout(sayTimer);
    live.textContent = '';
    sayTimer = setTimeout(() => {
        live.textContent = text;
        sayTimer = setTimeout(() => { live.textContent = ''; }, 6000);
    }, 60);
}

let busyTimer;

function busy(yes) {
    clearTimeout(busyTimer);
    document.body.classList.remove('busy');
    if (yes) {
        busyTimer = setTimeout(() => {
            document.body.classList.add('busy');
            say(live.dataset.busy);
        }, WAIT_MS);
    }
}

const here = () => location.pathname + location.search;
let shown = here();

function replaceKeepingFocus(old, fresh, keepTyped) {
    const focused = document.activeElement;
    const id = old.contains(focused) && focused.id;
    const selection = id && 'selectionStart' in focused && focused.selectionStart !== null
        ? [focused.selectionStart, focused.selectionEnd] : null;
    const typed = selection && focused.value;
    // The organisation was confirmed, whatever becomes of the result: if it is the same one still.
    for (const box of $$('input[type=checkbox][id]:checked', old)) {
        const same = $(`#${box.id}`, fresh);
        if (keepTyped && same?.closest('label')?.textContent === box.closest('label')?.textContent) {
            same.checked = true;
        }
    }
    old.replaceWith(document.adoptNode(fresh));
    const again = id && document.getElementById(id);
    if (again) {
        again.focus({ preventScroll: true });
        // What was typed while the answer was on its way is not taken back.
        if (selection && keepTyped) {
            again.value = typed;
        }
        if (selection) {
            again.setSelectionRange(...selection);
        }
    }
}

/*
 * What an answer is awaited for is not used before it is there: nobody redeems what an old result says.
 * Where somebody types inside, it stays theirs.
 */
function holdBack(ids, yes) {
    for (const id of ids) {
        const part = document.getElementById(id);
        part?.toggleAttribute('inert', yes && !part.contains(document.activeElement));
        part?.setAttribute('aria-busy', yes);
    }
}

let running;

async function swap(url, ids, options = {}, push = true) {
    running?.abort();
    const own = running = new AbortController();
    busy(true);
    holdBack(ids, true);
    let response;
    let html;
    try {
        response = await fetch(url,
            { ...options, signal: own.signal, headers: { Accept: 'text/html' } });
        html = await response.text();
    } catch (error) {
        if (error.name !== 'AbortError') {
            location = url;
        }
        return;
    } finally {
        if (running === own) {
            busy(false);
        }
    }
    const page = new DOMParser().parseFromString(policy.createHTML(html), 'text/html');
    // A page of another kind, such as a refusal or the one that follows, replaces all there is.
    const wanted = ids.every((id) => page.getElementById(id) && document.getElementById(id))
        ? ids : ['main'];
    if (!page.getElementById('main')) {
        location = response.url;
        return;
    }
    for (const id of wanted) {
        replaceKeepingFocus(document.getElementById(id), page.getElementById(id), !push);
    }
    document.title = page.title;
    $$('[data-here]').forEach((field) => { field.value = page.querySelector('[data-here]').value; });
    if (push && response.url !== location.href) {
        history.pushState(null, '', response.url);
    } else if (!push) {
        history.replaceState(null, '', response.url);
    }
    shown = here();
    holdBack(ids, false);
    const refusal = options.method === 'post' && $('[role=alert][autofocus]');
    if (refusal) {
        refusal.focus();
    } else if (wanted !== ids) {
        $('#main').focus();
        scrollTo(0, 0);
    }
}

// Not for moves to a #part, such as the skip link's.
addEventListener('popstate', () => {
    if (here() !== shown) {
        location.reload();
    }
});

const idsIn = (text) => text.split(' ');

// Not form.action, which is a field where there is one of that name.
const addressOf = (form) => new URL(form.getAttribute('action') ?? '', location);

addEventListener('click', (event) => {
    const copy = event.target.closest('[data-copy]');
    if (copy) {
        navigator.clipboard.writeText($(copy.dataset.copy).textContent.trim())
            .then(() => say(copy.dataset.done),
                () => getSelection().selectAllChildren($(copy.dataset.copy)));
        return;
    }
    if (event.target.closest('[data-print]')) {
        print();
        return;
    }
    const link = event.target.closest('a[data-swap]');
    if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey &&
        event.button === 0) {
        event.preventDefault();
        swap(link.href, idsIn(link.dataset.swap));
    }
});

addEventListener('submit', (event) => {
    const form = event.target;
    const button = event.submitter;
    const posts = form.method === 'post';
    // A second click while the first is on its way would do it twice.
    if (posts && form.dataset.sent) {
        event.preventDefault();
        return;
    }
    clearTimeout(liveTimer);
    if (!form.dataset.swap || button?.hasAttribute('data-full')) {
        if (posts) {
            form.dataset.sent = 'yes';
        }
        busy(true);
        return;
    }
    event.preventDefault();
    const data = new URLSearchParams(new FormData(form, button));
    const url = button?.hasAttribute('formaction') ? new URL(button.formAction) : addressOf(form);
    if (posts) {
        form.dataset.sent = 'yes';
        swap(url, idsIn(form.dataset.swap), { method: 'post', body: data })
            .finally(() => { delete form.dataset.sent; });
    } else {
        url.search = data;
        swap(url, idsIn(form.dataset.swap));
    }
});

// Somebody comes back to a page that the browser has kept.
addEventListener('pageshow', () => {
    busy(false);
    $$('form[data-sent]').forEach((form) => { delete form.dataset.sent; });
});

/*
 * The characters of keys, a key a line, however they were parted, as the server takes them apart too.
 * What is in no key stays, so that it can be named.
 */
const keysIn = (text) => text.normalize('NFKC')
    .replace(/^\s*\d{1,2}[.)]\s+/gm, '') // the numbers of a list
    .replace(/[,;|/\t\r\n]+/g, '\n')
    .replace(/[^\S\n]|[\p{Pd}\p{Cf}\p{Pi}\p{Pf}\u2212\u2043\u2022\u00b7\u25aa\u25cf"'`*.]/gu, '')
    .replace(/^\n+/, '')
    .replace(/[^\n]{25}(?=[^\n])/gu, '$&\n')
    .toUpperCase();

/* Upper case and hyphens, as people type or paste; the cursor stays behind the same letter. */
function formatKeys(field) {
    const group = (line) => line.match(/.{1,5}/gu)?.join('-') ?? '';
    if (/^\s*KR-/im.test(field.value)) {
        return;
    }
    const before = keysIn(field.value.slice(0, field.selectionStart)).length;
    const text = keysIn(field.value).split('\n').map(group).join('\n');
    if (text === field.value) {
        return;
    }
    field.value = text;
    let at = 0;
    for (let passed = 0; passed < before && at < text.length; at += 1) {
        passed += text[at] !== '-';
    }
    field.setSelectionRange(at, at);
}

/* The character to look at first is marked, for when the field is gone to. */
function markWrong(field) {
    const [key, place] = field.dataset.wrong.split(' ').map(Number);
    delete field.dataset.wrong;
    formatKeys(field);
    const at = field.value.split('\n').slice(0, key).join('\n').length + (key > 0) +
        place - 1 + Math.floor((place - 1) / 5);
    field.setSelectionRange(at, at + 1);
}

/*
 * A key sheet's code has the key behind #, which no browser sends. It goes along through the forms of
 * the sign-in, as a part of their addresses that stays here too, and ends in the field.
 */
function takeKeyAlong() {
    const hash = location.hash;
    if (hash.replaceAll('-', '').length !== 26 || !/^#[0-9A-Za-z-]+$/.test(hash)) {
        return;
    }
    const field = $('.keyin');
    if (!field) {
        $$('main form[method=post]').forEach((form) => {
            form.setAttribute('action', form.getAttribute('action').split('#')[0] + hash);
        });
        return;
    }
    history.replaceState(null, '', here());
    field.value = hash.slice(1);
    formatKeys(field);
}

let liveTimer;

const fieldsIn = (part) => (part.matches('form') ? new FormData(part)
    : [...part.elements].filter(({ name, type, checked }) =>
        name && type !== 'submit' && (checked || type !== 'radio'))
        .map(({ name, value }) => [name, value]));

/* The list of that page takes the place of this one's, if nothing else was typed meanwhile. */
async function suggest(field, typed) {
    const response = await fetch(field.dataset.suggest + encodeURIComponent(typed),
        { headers: { Accept: 'text/html' } }).catch(() => null);
    if (!response?.ok) {
        return;
    }
    const html = policy.createHTML(await response.text());
    const fresh = new DOMParser().parseFromString(html, 'text/html').getElementById(field.list.id);
    if (fresh && field.value === typed) {
        field.list.replaceWith(document.adoptNode(fresh));
    }
}

addEventListener('input', (event) => {
    const field = event.target;
    if (field.dataset.suggest) {
        clearTimeout(liveTimer);
        liveTimer = setTimeout(suggest, LIVE_MS, field, field.value);
    }
    if (field.matches('.keyin') && !event.isComposing) {
        formatKeys(field);
    }
    if (field.dataset.out) {
        document.getElementById(field.dataset.out).textContent = field.value;
    }
    const part = field.closest('fieldset[data-live]') ?? field.form;
    if (part?.dataset.live) {
        clearTimeout(liveTimer);
        holdBack(idsIn(part.dataset.live), true);
        liveTimer = setTimeout(() => {
            const url = addressOf(field.form);
            url.search = new URLSearchParams(fieldsIn(part));
            swap(url, idsIn(part.dataset.live), {}, false);
        }, LIVE_MS);
    }
});

/* On a narrow screen the search is behind a button. */
$('#search')?.addEventListener('toggle', (event) => {
    if (event.newState === 'open') {
        $('#q').focus();
    }
});

addEventListener('keydown', (event) => {
    const search = $('#q');
    const typing = event.target.closest('input, textarea, select, [contenteditable]');
    const wanted = (event.key === '/' && !typing) ||
        (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey));
    if (wanted && search) {
        event.preventDefault();
        if (!search.checkVisibility()) {
            $('#search').showPopover();
        }
        search.focus();
    }
});

/* What was just done can be undone for a while; without this, as long as the page stands. */
function endUndo(form) {
    form.dataset.undo = 'ends';
    setTimeout(() => form.remove(), UNDO_MS);
}

function show() {
    $$('[data-undo=""]').forEach(endUndo);
    $$('[data-live] [data-auto]').forEach((element) => { element.hidden = true; });
    $$('[data-needs-js]').forEach((element) => { element.hidden = false; });
    $$('[data-wrong]').forEach(markWrong);
}

show();
takeKeyAlong();
new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
