/*
 * Requests made from the contract: every operation with what its schemas take, what stands at their
 * bounds, and what they do not take. The same seed makes the same choices.
 *
 * What a text or a number may be is tried, not worked out: the values of corpus.mjs are held against
 * the schema, and fall into those that it takes and those that it does not.
 */
import { faultsOf, operations, resolve } from './contract.mjs';
import { BROKEN, NUMBERS, OTHERS, TEXTS } from './corpus.mjs';

/* mulberry32: 32 bits of state, good enough to choose by. */
export function newChance(seed) {
    let state = seed >>> 0;
    const next = () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
    return {
        below: (count) => Math.floor(next() * count),
        one: (list) => list[Math.floor(next() * list.length)],
        happens: (share) => next() < share,
    };
}

/* What a schema takes of the corpus, and what not; worked out once for each. */
const sorted = new Map();

function sort(schema) {
    if (!sorted.has(schema)) {
        const takes = (value) => faultsOf(schema, value).length === 0;
        const around = [schema.minimum, schema.maximum].filter((bound) => bound !== undefined)
            .flatMap((bound) => [bound - 1, bound, bound + 1]);
        const lengths = [schema.minLength, schema.maxLength].filter((length) => length !== undefined)
            .flatMap((length) => [length - 1, length, length + 1]).filter((length) => length >= 0)
            .map((length) => 'a'.repeat(length));
        const values = [...TEXTS, ...NUMBERS, ...around, ...lengths, ...OTHERS, ...(schema.enum ?? []),
            ...(schema.const === undefined ? [] : [schema.const])];
        sorted.set(schema, { right: values.filter(takes), wrong: values.filter((value) => !takes(value)) });
    }
    return sorted.get(schema);
}

const nameOf = (schema) => schema.$ref?.split('/').at(-1);

/* What has been seen in answers, by the name of the schema that takes it: ids, SKUs, keys. */
export class World {
    constructor(chance, spared) {
        this.chance = chance;
        this.spared = spared; /* ids that nothing is done to, or nobody could ask any more */
        this.seen = new Map();
    }

    learn(name, value) {
        const pool = this.seen.get(name) ?? [];
        this.seen.set(name, pool);
        if (this.spared.has(value) || pool.includes(value)) {
            return;
        }
        if (pool.length < POOL) {
            pool.push(value);
        } else {
            pool[this.chance.below(POOL)] = value;
        }
    }

    /* From an answer: ids by their prefix, other handles by the member that bears them. */
    learnFrom(operationId, body) {
        if (body === null || typeof body !== 'object') {
            return;
        }
        for (const [key, value] of Object.entries(body)) {
            const prefix = typeof value === 'string' ? /^([a-z]{3})_[0-9A-Z]{26}$/.exec(value) : null;
            const name = prefix ? PREFIXES[prefix[1]] : (HANDLES[key] ?? CODES[`${operationId}/${key}`]);
            if (typeof value === 'string' && name !== undefined) {
                this.learn(name, value);
            }
            this.learnFrom(operationId, value);
        }
    }

    known(name) {
        return this.seen.get(name) ?? [];
    }
}

const POOL = 60;
const ADDRESS_TEXT_MAX = 600;
const PREFIXES = {
    par: 'PartnerId', ten: 'TenantId', usr: 'UserId', tok: 'TokenId', enr: 'EnrolmentId', ben: 'BenefitId',
    crd: 'CreditId', lot: 'KeyLotId', sub: 'SubscriptionId', red: 'RedemptionId',
};
const HANDLES = { sku: 'Sku', ref: 'KeyRef', key: 'KeyInput', email: 'Email', domain: 'Domain', offer: 'OfferCode', next: 'Cursor' };
const CODES = {
    'listOffers/code': 'OfferCode', 'createOffer/code': 'OfferCode', 'listMeters/code': 'MeterCode',
    'createMeter/code': 'MeterCode', 'listProgrammes/code': 'Programme', 'createProgramme/code': 'Programme',
};

/*
 * What a request would take too long for, or end the test by: a lot of a million keys, and a clock so
 * far ahead that every token has ended.
 */
const BOUNDED = {
    createKeyLot: (body, chance) =>
        typeof body?.count === 'number' && body.count > 50 ? { ...body, count: 1 + chance.below(50) } : body,
    setTestClock: (body, chance) => (typeof body?.now === 'string' && faultsOf(TIME, body.now).length === 0
        ? { ...body, now: new Date(Date.now() + chance.below(20) * 86400000).toISOString().replace('.000', '') } : body),
};
/* What must not be there yet, or nothing would ever be made. */
const FRESH = {
    createProduct: ['sku', ''], createOffer: ['code', ''], createProgramme: ['code', ''], createMeter: ['code', ''],
    createTenant: ['domain', '.example'], createUser: ['email', '@new.example'],
};
const TIME = { $ref: '#/components/schemas/Time' };

export class Generator {
    constructor(chance, world) {
        this.chance = chance;
        this.world = world;
        this.made = 0;
    }

    /* A value that the schema takes; ids are mostly of things that there are. */
    right(schema) {
        const known = this.world.known(nameOf(schema));
        if (known.length > 0 && this.chance.happens(0.85)) {
            return this.chance.one(known);
        }
        const target = resolve(schema);
        if (target.type === 'object' || target.properties) {
            return this.rightObject(target);
        }
        if (target.type === 'array') {
            return this.rightList(target);
        }
        if (target.oneOf) {
            return this.right(this.chance.one(target.oneOf));
        }
        const { right } = sort(target);
        return right.length > 0 ? this.chance.one(right) : null;
    }

    rightObject(schema) {
        const choices = (schema.oneOf ?? []).map(({ required }) => required).filter(Boolean);
        const chosen = choices.length > 0 ? this.chance.one(choices) : [];
        const others = choices.flat().filter((name) => !chosen.includes(name));
        const needed = [...(schema.required ?? []), ...chosen];
        return Object.fromEntries(Object.entries(schema.properties ?? {})
            .filter(([name]) => needed.includes(name) || (!others.includes(name) && this.chance.happens(0.4)))
            .map(([name, member]) => [name, this.right(member)]));
    }

    rightList(schema) {
        const most = Math.min(schema.maxItems ?? 3, this.chance.happens(0.1) ? 20 : 3);
        const count = Math.max(schema.minItems ?? 0, this.chance.below(most + 1));
        const items = Array.from({ length: count }, () => this.right(schema.items));
        return schema.uniqueItems ? [...new Set(items)] : items;
    }

    /* One that it does not take, or, for want of one, null. */
    wrong(schema) {
        const target = resolve(schema);
        if (target.type === 'array' && this.chance.happens(0.5)) {
            return this.wrongList(target);
        }
        if ((target.type === 'object' || target.properties) && this.chance.happens(0.7)) {
            return this.wrongObject(target);
        }
        const { wrong } = sort(target);
        return wrong.length > 0 ? this.chance.one(wrong) : null;
    }

    wrongList(schema) {
        const tooMany = Array(Math.min((schema.maxItems ?? 10) + 1, 6000)).fill(this.right(schema.items));
        return this.chance.one([[], tooMany, [this.wrong(schema.items)], [this.right(schema.items), this.wrong(schema.items)]]);
    }

    /* Something is missing, too much, or wrong. */
    wrongObject(schema) {
        const body = this.rightObject(schema);
        const names = Object.keys(schema.properties ?? {});
        const how = this.chance.below(names.length === 0 ? 1 : 4);
        if (how === 0) {
            return { ...body, [this.chance.one(['extra', '', '__proto__x', 'Name', 'å', 'name '])]: this.chance.one(OTHERS) };
        }
        const name = this.chance.one(names);
        if (how === 1) {
            delete body[name];
            return body;
        }
        return { ...body, [name]: this.wrong(schema.properties[name]) };
    }

    body(operation) {
        const schema = operation.requestBody?.content['application/json'].schema;
        if (!schema) {
            return this.chance.happens(0.05) ? { body: {} } : {};
        }
        if (this.chance.happens(0.08)) {
            return { raw: this.chance.one(BROKEN), contentType: this.chance.one([undefined, undefined, 'text/plain', null]) };
        }
        const made = this.chance.happens(0.6) ? this.fresh(operation, this.right(schema)) : this.wrong(schema);
        return { body: (BOUNDED[operation.operationId] ?? ((same) => same))(made, this.chance) };
    }

    fresh({ operationId }, body) {
        const [member, end] = FRESH[operationId] ?? [];
        if (member === undefined || this.chance.happens(0.25)) {
            return body;
        }
        this.made += 1;
        return { ...body, [member]: `new-${this.made}${end}` };
    }

    /* For an address: no longer than a library sends, and no half of a character, which none can. */
    text(schema, isRight) {
        const value = isRight ? this.right(schema) : this.wrong(schema);
        const text = typeof value === 'string' ? value : JSON.stringify(value) ?? '';
        return text.replace(/[\ud800-\udfff]/gu, '').slice(0, ADDRESS_TEXT_MAX);
    }

    path(operation, parameters) {
        return operation.template.replace(/{([^}]+)}/g, (_, name) => {
            const { schema } = parameters.find((one) => one.in === 'path' && one.name === name);
            const text = this.text(schema, this.chance.happens(0.95));
            return encodeURIComponent(text) || 'x';
        });
    }

    query(parameters) {
        const pairs = parameters.filter((one) => one.in === 'query' && this.chance.happens(one.required ? 0.95 : 0.3))
            .map(({ name, schema }) => {
                const cursors = name === 'after' ? this.world.known('Cursor') : [];
                const text = cursors.length > 0 && this.chance.happens(0.7)
                    ? this.chance.one(cursors) : this.text(schema, this.chance.happens(0.75));
                return [name, text];
            });
        if (this.chance.happens(0.05)) {
            pairs.push(this.chance.one([['x', '1'], ['', ''], ['limit', '1'], ['LIMIT', '2'], ['å', 'ö']]));
        }
        return pairs.length === 0 ? '' : `?${pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`;
    }

    headers(parameters, etag) {
        const takes = (name) => parameters.some((one) => one.in === 'header' && one.name === name);
        const texts = ['*', '"x"', 'W/"x"', '', ',', '"a", "b"', '"', 'x'.repeat(300), etag];
        const made = { accept: this.chance.one([undefined, '*/*', 'application/json', 'text/csv', 'text/html', '', 'x', 'text/csv;q=0']) };
        if (takes('If-Match')) {
            made.ifMatch = this.chance.happens(0.7) ? this.chance.one(['*', etag]) : this.chance.one([undefined, ...texts]);
        }
        if (takes('If-None-Match') && this.chance.happens(0.3)) {
            made.ifNoneMatch = this.chance.one([etag, ...texts]);
        }
        if (takes('Idempotency-Key') && this.chance.happens(0.3)) {
            made.idempotencyKey = this.chance.one([`k${this.chance.below(1000)}`, `k${this.chance.below(1000)}`, '', 'a b',
                'x'.repeat(255), 'x'.repeat(256)]);
        }
        return made;
    }

    /* etags: those that were seen, by path. Gives {method, path, options}, for Api.request(). */
    request(operation, etags) {
        const parameters = (operation.parameters ?? []).map(resolve);
        const path = this.path(operation, parameters);
        const etag = etags.get(path.replace(/\/users\/[^/]+$|\/licenses\/[^/]+$/, '')) ?? '"none"';
        return {
            method: operation.method === 'GET' && this.chance.happens(0.03) ? 'HEAD' : operation.method,
            path: path + this.query(parameters),
            options: {
                ...this.body(operation), ...this.headers(parameters, etag),
                language: this.chance.one(['en', 'sv', 'sv-SE,en;q=0.5', '', 'xx', '*']),
            },
        };
    }
}

export { operations };
