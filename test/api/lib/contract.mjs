/*
 * Holds every answer of the server against openapi/openapi.json: the operation and the status are
 * documented, the headers that are promised are there, the body has exactly the documented members.
 * A request that the contract calls invalid must not be answered with success either.
 *
 * What was exercised is counted, operations and kinds of events, and written to the directory
 * PERQ_CONTRACT_DIR (where that is set) when the process ends, so that exercised.mjs can name what
 * no test ever reached.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'];
const SCHEMA_REF = '#/components/schemas/';

export const document = JSON.parse(
    readFileSync(new URL('../../../openapi/openapi.json', import.meta.url), 'utf8'));

/* ajv knows each component by the id "perq:NAME", and finds it by that from any other schema. */
const ajv = new Ajv2020.default({
    strict: true, strictTypes: false, strictRequired: false, allErrors: true, discriminator: true,
    keywords: ['example', 'x-data'],
});
addFormats.default(ajv);
for (const [name, schema] of Object.entries(document.components.schemas)) {
    ajv.addSchema(withOwnIds(schema), `perq:${name}`);
}

function withOwnIds(value) {
    if (Array.isArray(value)) {
        return value.map(withOwnIds);
    }
    if (value === null || typeof value !== 'object') {
        return value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => {
        const isRef = key === '$ref' && typeof member === 'string' && member.startsWith(SCHEMA_REF);
        return [key, isRef ? `perq:${member.slice(SCHEMA_REF.length)}` : withOwnIds(member)];
    }));
}

const compiled = new Map();

export function validatorOf(schema) {
    if (!compiled.has(schema)) {
        compiled.set(schema, ajv.compile(withOwnIds(schema)));
    }
    return compiled.get(schema);
}

/* What is wrong with the value, as lines for people; empty where it fits. */
export function faultsOf(schema, value) {
    const validate = validatorOf(schema);
    if (validate(value)) {
        return [];
    }
    return validate.errors.map((error) => {
        const extra = error.params.additionalProperty ?? error.params.allowedValues ?? '';
        return `${error.instancePath || '(whole)'} ${error.message} ${extra}`.trimEnd();
    });
}

export function resolve(node) {
    if (!node || node.$ref === undefined) {
        return node;
    }
    const parts = node.$ref.replace(/^#\//, '').split('/');
    const found = parts.reduce((at, part) =>
        at?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], document);
    assert.ok(found !== undefined, `the contract refers to ${node.$ref}, which is not there`);
    return found;
}

/* Each kind of event, with the members that its data may have. */
export const eventTypes = document.components.schemas.EventType['x-data'];

/* Every operation of the document, with its template split into segments. */
export const operations = Object.entries(document.paths).flatMap(([template, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({
        method: method.toUpperCase(), template, segments: template.split('/'), ...item[method],
    })));

function segmentsFit(template, path) {
    return template.length === path.length &&
        template.every((part, i) => part.startsWith('{') ? path[i] !== '' : part === path[i]);
}

function variablesIn(segments) {
    return segments.filter((part) => part.startsWith('{')).length;
}

/* The operations at a path; a literal segment wins over a variable one. */
export function operationsAt(path) {
    const segments = path.split('?')[0].split('/');
    const fitting = operations.filter((operation) => segmentsFit(operation.segments, segments));
    const fewest = Math.min(...fitting.map((operation) => variablesIn(operation.segments)));
    return fitting.filter((operation) => variablesIn(operation.segments) === fewest);
}

function responseOf(path, method, status) {
    const here = operationsAt(path);
    const asked = method === 'HEAD' ? 'GET' : method;
    const operation = here.find((candidate) => candidate.method === asked);
    if (!operation) {
        const name = here.length === 0 ? 'NotFound' : 'MethodNotAllowed';
        const expected = here.length === 0 ? 404 : 405;
        assert.equal(status, expected,
            `${method} ${path} is not in the contract, so it must be answered ${expected}`);
        return { operation: null, response: document.components.responses[name] };
    }
    return { operation, response: resolve(operation.responses[status]) };
}

function checkHeaders(where, response, headers) {
    for (const [name, reference] of Object.entries(response.headers ?? {})) {
        const header = resolve(reference);
        const value = headers[name.toLowerCase()];
        assert.ok(value !== undefined || !header.required,
            `${where}: the header ${name} is missing`);
        if (value !== undefined) {
            const faults = faultsOf(header.schema, value);
            assert.deepEqual(faults, [],
                `${where}: the header ${name} is ${JSON.stringify(value)}`);
        }
    }
}

function checkProblem(where, response, status, problem) {
    assert.equal(problem.status, status, `${where}: the problem gives another status`);
    assert.equal(problem.type, `/problems/${problem.code}`, `${where}: the problem's type`);
    assert.ok(response['x-codes'].includes(problem.code),
        `${where}: the code ${problem.code} is not documented there, only ${response['x-codes']}`);
}

function checkBody(where, response, answer) {
    const type = (answer.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
    if (!response.content) {
        assert.equal(answer.text, '', `${where}: there must be no body`);
        return;
    }
    const media = response.content[type];
    assert.ok(media, `${where}: the content type is "${type}", not one of ` +
        `${Object.keys(response.content)}\n${answer.text.slice(0, 500)}`);
    if (answer.method === 'HEAD') {
        assert.equal(answer.text, '', `${where}: an answer to HEAD has no body`);
        return;
    }
    const value = type.endsWith('json') ? JSON.parse(answer.text) : answer.text;
    const faults = faultsOf(media.schema, value);
    assert.deepEqual(faults, [], `${where}: the body differs from the contract:\n` +
        `${faults.join('\n')}\n${answer.text.slice(0, 2000)}`);
    if (type === 'application/problem+json') {
        checkProblem(where, response, answer.status, value);
    }
}

/* The text of a query parameter as the value that its schema speaks of. */
function typed(schema, text) {
    const target = resolve(schema);
    return target.type === 'integer' && /^-?[0-9]{1,15}$/.test(text) ? Number(text) : text;
}

function checkAccepted(where, operation, request) {
    const known = (operation.parameters ?? []).map(resolve);
    for (const [name, text] of new URLSearchParams(request.path.split('?')[1] ?? '')) {
        const parameter = known.find((one) => one.in === 'query' && one.name === name);
        if (!parameter && operation['x-any-query']) {
            continue;
        }
        assert.ok(parameter, `${where}: succeeded with the unknown query parameter ${name}`);
        const faults = faultsOf(parameter.schema, typed(parameter.schema, text));
        assert.deepEqual(faults, [], `${where}: succeeded with ${name}=${text}`);
    }
    const schema = operation.requestBody?.content['application/json'].schema;
    if (schema) {
        const faults = faultsOf(schema, request.body);
        assert.deepEqual(faults, [], `${where}: succeeded with a body that the contract refuses`);
    }
}

const counts = new Map();

function count(name) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
}

/* The data of each event has the members that the contract says, in its order. */
function checkEvents(where, events) {
    for (const { type, data } of events) {
        const names = Object.keys(data);
        assert.deepEqual(names, eventTypes[type].filter((name) => names.includes(name)),
            `${where}: the data of ${type}`);
        count(`event ${type}`);
    }
}

/*
 * Fails the running test unless the answer is what the contract promises.
 * request: {method, path, body}; body is the value that was sent, undefined where raw bytes were.
 * answer: {status, headers, text}; headers with lower-case names, as node gives them.
 */
export function checkAnswer(request, answer) {
    const where = `${request.method} ${request.path} → ${answer.status}`;
    const { operation, response } = responseOf(request.path, request.method, answer.status);
    assert.ok(response,
        `${where}: this status is not in the contract\n${answer.text.slice(0, 1000)}`);
    checkHeaders(where, response, answer.headers);
    checkBody(where, response, { ...answer, method: request.method });
    if (!operation) {
        return;
    }
    if (answer.status >= 200 && answer.status < 300 && !(request.raw ?? false)) {
        checkAccepted(where, operation, request);
    }
    if (operation.operationId === 'listEvents' && answer.status === 200 && answer.text !== '') {
        checkEvents(where, JSON.parse(answer.text).items);
    }
    count(`${operation.method} ${operation.template} ${answer.status}`);
}

process.on('exit', () => {
    const dir = process.env.PERQ_CONTRACT_DIR;
    if (!dir || counts.size === 0) {
        return;
    }
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, `${process.pid}-${Date.now()}.json`),
        JSON.stringify(Object.fromEntries(counts), null, 1));
});

/* The counts of all processes that wrote theirs to the directory, added up. */
export function exercisedIn(dir) {
    const total = new Map();
    for (const file of readdirSync(dir).filter((name) => name.endsWith('.json'))) {
        const part = JSON.parse(readFileSync(join(dir, file), 'utf8'));
        for (const [name, times] of Object.entries(part)) {
            total.set(name, (total.get(name) ?? 0) + times);
        }
    }
    return total;
}
