/*
 * A reader of the text format of Prometheus, as strict as its own checker:
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
import assert from 'node:assert/strict';

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (-?[0-9]+(?:\\.[0-9]+)?|\\+Inf|NaN)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)/y;
const KINDS = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];

function labelsOf(text, line) {
    const labels = {};
    LABEL.lastIndex = 0;
    for (let at = 0; at < text.length; at = LABEL.lastIndex) {
        const found = LABEL.exec(text);
        assert.ok(found && !(found[1] in labels), `labels that cannot be read: ${line}`);
        [, , labels[found[1]]] = found;
    }
    return labels;
}

function checkHistogram({ name, samples }) {
    const buckets = samples.filter((one) => one.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) => (labels.le === '+Inf' ? Infinity : Number(labels.le)));
    assert.deepEqual(bounds, [...bounds].sort((a, b) => a - b), `${name}: bounds rise`);
    assert.equal(bounds.at(-1), Infinity, `${name}: the last bucket has everything`);
    const counts = buckets.map(({ value }) => value);
    assert.deepEqual(counts, [...counts].sort((a, b) => a - b), `${name}: buckets add up`);
    const count = samples.find((one) => one.name === `${name}_count`);
    assert.equal(count?.value, counts.at(-1), `${name}: _count is the last bucket`);
    assert.ok(samples.some((one) => one.name === `${name}_sum`), `${name}: there is a sum`);
}

function checkFamily(family) {
    const { name, kind, help, samples } = family;
    assert.ok(help && KINDS.includes(kind), `${name} has HELP and TYPE`);
    assert.equal(kind === 'counter', name.endsWith('_total'), `${name}: what counts ends with _total`);
    const series = samples.map((one) => `${one.name}${JSON.stringify(Object.entries(one.labels).sort())}`);
    assert.equal(new Set(series).size, series.length, `${name}: a series is there twice`);
    if (kind === 'histogram') {
        checkHistogram(family);
    } else {
        samples.forEach((one) => assert.equal(one.name, name, 'samples stand under their own name'));
    }
}

/* Each metric by its name: {name, kind, help, samples: [{name, labels, value}]}. Throws at any fault. */
export function readMetrics(text) {
    const families = new Map();
    let family = null;
    assert.ok(text.endsWith('\n'), 'the last line ends');
    for (const line of text.split('\n').slice(0, -1)) {
        const head = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`).exec(line);
        if (head && head[1] === 'HELP') {
            assert.ok(!families.has(head[2]), `${head[2]} stands in two places`);
            family = { name: head[2], help: head[3], samples: [] };
            families.set(family.name, family);
        } else if (head) {
            assert.ok(family?.name === head[2] && !family.kind && family.samples.length === 0, line);
            [, , , family.kind] = head;
        } else {
            const sample = SAMPLE.exec(line);
            assert.ok(sample && family, `not a sample: ${line}`);
            assert.ok(sample[1].startsWith(family.name), `${line} stands under ${family.name}`);
            family.samples.push({ name: sample[1], labels: labelsOf(sample[2] ?? '', line), value: Number(sample[3]) });
        }
    }
    families.forEach(checkFamily);
    return families;
}
