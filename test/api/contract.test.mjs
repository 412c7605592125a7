/*
 * The contract itself: openapi/openapi.json is sound, and says exactly what the route table and the
 * tables of errors and events say. Needs no running server.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
    document, eventTypes, faultsOf, operations, resolve, validatorOf,
} from './lib/contract.mjs';
import { routes } from './lib/routes.mjs';

const root = new URL('../../', import.meta.url);
const source = (path) => readFileSync(new URL(path, root), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');

/* Every object and array inside the value, with its JSON pointer. */
function* nodes(value, pointer = '') {
    if (value !== null && typeof value === 'object') {
        yield [pointer, value];
        for (const [key, member] of Object.entries(value)) {
            yield* nodes(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
        }
    }
}

/* The schemas that stand in the document outside components.schemas too. */
function* schemasInPlace() {
    for (const [pointer, node] of nodes(document)) {
        if (/\/(schema|schemas\/[A-Za-z]+)$/.test(pointer)) {
            yield [pointer, node];
        }
    }
}

/*
 * What is under /local/ is for the server's own machine, over its socket, and promised to nobody.
 * Pages (PAGE rows) and what they load (/a/) are for browsers.
 */
test('every route is in the contract and every operation has a route', () => {
    const routed = routes.filter(({ kind }) => kind === 'ROUTE')
        .map(({ method, path }) => `${method} ${path}`)
        .filter((route) => !/ \/(local|a)\//.test(route));
    const documented = operations.map((operation) => `${operation.method} ${operation.template}`);
    assert.deepEqual(routed.sort(), documented.sort());
});

test('the codes of a problem are those of the table of errors, under the same status', () => {
    const rows = [...source('src/base/err.def').matchAll(/^ERR\(\w+, ([0-9]+), \w+, "([a-z-]+)"/gm)];
    const fromTable = new Map(rows.map(([, status, code]) => [code, Number(status)]));
    const documented = document.components.schemas.Problem.properties.code.enum;
    assert.deepEqual([...documented].sort(), [...fromTable.keys()].sort());
    for (const operation of operations) {
        for (const [status, reference] of Object.entries(operation.responses)) {
            for (const code of resolve(reference)['x-codes'] ?? []) {
                assert.equal(fromTable.get(code), Number(status),
                    `${operation.method} ${operation.template}: ${code} under ${status}`);
            }
        }
    }
});

test('the kinds of events are those of their table, with the same data', () => {
    const rows = [...source('src/domain/event.def')
        .matchAll(/^EVENT\(\w+,\s*"([a-z.-]+)",[^"]*"[a-z0-9-]+",\s*TR\("[^"]*"\),\s*"([A-Za-z ]*)"\)$/gm)];
    const fromTable = rows.map(([, name, members]) => [name, members.split(' ').filter(Boolean)]);
    assert.deepEqual(Object.entries(eventTypes), fromTable);
    assert.deepEqual(document.components.schemas.EventType.enum, fromTable.map(([name]) => name));
    assert.ok(fromTable.length > 30, 'the table was read');
});

test('every $ref leads somewhere and every component is used', () => {
    const used = new Set();
    for (const [pointer, node] of nodes(document)) {
        if (typeof node.$ref === 'string') {
            assert.ok(resolve(node) !== undefined, pointer);
            used.add(node.$ref);
        }
    }
    for (const [kind, members] of Object.entries(document.components)) {
        for (const name of kind === 'securitySchemes' ? [] : Object.keys(members)) {
            assert.ok(used.has(`#/components/${kind}/${name}`), `${kind}/${name} is never used`);
        }
    }
});

test('every schema compiles, and every example and default fits its schema', () => {
    let examples = 0;
    for (const [pointer, schema] of schemasInPlace()) {
        validatorOf(schema);
        for (const [inner, node] of nodes(schema, pointer)) {
            for (const name of ['example', 'default'].filter((key) => key in node)) {
                assert.deepEqual(faultsOf(node, node[name]), [], `${inner}/${name}`);
                examples += 1;
            }
        }
    }
    assert.ok(examples > 20, 'the contract shows examples');
});

test('objects are closed: no schema lets an unknown member pass unseen', () => {
    const open = ['/components/schemas/Event/properties/data', '/components/schemas/Receipt'];
    for (const [pointer, schema] of schemasInPlace()) {
        for (const [inner, node] of nodes(schema, pointer)) {
            const isObject = node.type === 'object' && !inner.startsWith('/paths/~1openapi.json');
            if (isObject && !open.includes(inner)) {
                assert.equal(node.additionalProperties, false, inner);
            }
        }
    }
});

test('everything that a caller sends is bounded', () => {
    for (const [pointer, schema] of schemasInPlace()) {
        for (const [inner, node] of nodes(schema, pointer)) {
            if (node.type === 'string' && !/\/content\/(text|application~1jsonl)/.test(pointer)) {
                const bounded = node.enum || node.const !== undefined ||
                    node.maxLength !== undefined ||
                    node.pattern !== undefined;
                assert.ok(bounded, `${inner}: a text without a bound`);
            }
            if (node.type === 'array') {
                assert.ok(Number.isInteger(node.maxItems), `${inner}: a list without a bound`);
            }
        }
    }
});

test('every code of a problem has its page', () => {
    const [parameter] = document.paths['/problems/{code}'].get.parameters;
    assert.deepEqual([...parameter.schema.enum].sort(),
        [...document.components.schemas.Problem.properties.code.enum].sort());
});

/* What a generator of types makes of a member with a default is one that must be sent. */
test('no member of a request has a default', () => {
    for (const [pointer, node] of nodes(document)) {
        assert.ok(node.default === undefined, pointer);
    }
});

/* Any address refuses these, also where it takes no body; the last, where it knows its parameters. */
test('every operation has the refusals that any address can answer', () => {
    for (const operation of operations) {
        for (const status of operation['x-any-query'] ? [400, 413] : [400, 413, 422]) {
            assert.ok(operation.responses[status], `${operation.method} ${operation.template} ${status}`);
        }
    }
});

test('every operation has a name of its own, a summary, a description, a sign-in rule and its parameters', () => {
    const names = operations.map((operation) => operation.operationId);
    assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
    for (const operation of operations) {
        const where = `${operation.method} ${operation.template}`;
        assert.match(operation.operationId, /^[a-z]+[A-Za-z]*$/, where);
        assert.ok(operation.summary && operation.description && Array.isArray(operation.security), where);
        const declared = (operation.parameters ?? []).map(resolve)
            .filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
        const inPath = [...operation.template.matchAll(/{([^}]+)}/g)].map(([, name]) => name);
        assert.deepEqual(declared.sort(), inPath.sort(), where);
        assert.equal(operation.security.length === 0, !operation.template.startsWith('/api/'),
            where);
    }
});

test('changes take the headers that the rules ask for', () => {
    /* RULE IDEM-1: every POST that changes something takes an Idempotency-Key. */
    const takes = (operation, header) =>
        (operation.parameters ?? []).map(resolve).some((one) => one.name === header);
    for (const operation of operations) {
        const where = `${operation.method} ${operation.template}`;
        if (operation.method === 'POST' && !operation.template.endsWith('/preview')) {
            assert.ok(takes(operation, 'Idempotency-Key'), where);
        }
        if (operation.method === 'PATCH' || operation.method === 'DELETE') {
            assert.ok(takes(operation, 'If-Match') && operation.responses[412] &&
                operation.responses[428], where);
        }
    }
});
