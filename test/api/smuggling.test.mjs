/*
 * Bytes that a proxy before us and we might read differently. The rule: what is not one clear
 * request is refused with 4xx and the connection is closed, so that nothing after it is ever taken
 * for a request. The HTTP library's own refusals need not be problem documents; ours must be.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { startServer } from './lib/server.mjs';

let server;
let api;
let auth;

before(async () => {
    server = await startServer({ demo: true });
    api = new Api(server, { token: server.demo.operator.token });
    auth = `Authorization: Bearer ${api.token}\r\n`;
});
after(() => server?.remove());

/* Whatever was sent, the next caller is served. */
afterEach(() => api.get('/healthz', { expect: 200 }));

const HOST = 'Host: perq.example\r\n';
const SECOND = `GET /healthz HTTP/1.1\r\n${HOST}\r\n`;

function isProblem(answer) {
    return (answer.headers['content-type'] ?? '').startsWith('application/problem+json');
}

/* At most one answer, a refusal, and then the end of the connection. */
async function refused(name, bytes) {
    const { answers, closed } = await api.raw(bytes);
    const statuses = answers.map((answer) => answer.status);
    assert.ok(answers.length <= 1, `${name}: taken for several requests: ${statuses}`);
    assert.ok(closed, `${name}: the connection stays open after ${statuses}`);
    for (const answer of answers) {
        assert.ok(answer.status >= 400 && answer.status < 506 && answer.status !== 500,
            `${name}: ${statuses}`);
        if (isProblem(answer)) {
            assert.equal(JSON.parse(answer.text).status, answer.status, name);
        }
    }
}

/* May be answered or refused, but never with a 500, and never twice: a second answer would come soon. */
async function safe(name, bytes, most = 1) {
    const { answers } = await api.raw(bytes, { quietMs: 500 });
    assert.ok(answers.length <= most, `${name}: ${answers.map((answer) => answer.status)}`);
    assert.ok(answers.every((answer) => answer.status !== 500), name);
}

const get = (headers, path = '/healthz') => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;
const post = (headers, body = '') =>
    `POST /api/v1/products HTTP/1.1\r\n${HOST}${auth}${headers}\r\n${body}`;

test('two good requests in one go get two answers', async () => {
    const { answers } = await api.raw(SECOND + SECOND, { answers: 2 });
    assert.deepEqual(answers.map((answer) => answer.status), [200, 200]);
});

describe('the host', () => {
    test('is named exactly once', async () => {
        await refused('none', get('') + SECOND);
        await refused('two', get(`${HOST}Host: other.example\r\n`) + SECOND);
        await refused('two alike', get(HOST + HOST) + SECOND);
        await refused('two in different case', get(`${HOST}hOST: other.example\r\n`) + SECOND);
    });

    /* By us, or by the library where it is strict itself (1.0). */
    test('that is missing is missed once', async () => {
        const { answers, bytes } = await api.raw(get(''));
        assert.deepEqual(answers.map(({ status }) => status), [400]);
        assert.ok(!isProblem(answers[0]) || JSON.parse(answers[0].text).code === 'request-malformed');
        assert.equal(bytes.toString('latin1').match(/^HTTP\/1\.1 \d/gm).length, 1);
    });

    /* RFC 9112, section 3.2.2 */
    test('may stand in the address, and is the same one then', async () => {
        const good = ['http://perq.example/healthz', 'HTTP://Perq.Example/healthz',
            'https://perq.example/healthz?'];
        for (const address of good) {
            const { answers } = await api.raw(get(HOST, address), { answers: 1 });
            assert.deepEqual(answers.map(({ status }) => status), [200], address);
        }
        for (const address of ['http://other.example/healthz', 'http://perq.example:1/healthz',
            'http:///healthz', 'http://perq.example.evil/healthz']) {
            await refused(address, get(HOST, address) + SECOND);
        }
        const { answers: [missing] } = await api.raw(get(HOST, 'http://perq.example'), { answers: 1 });
        assert.equal(missing.status, 303);
    });

    test('is a host', async () => {
        for (const host of ['a b', 'a/b', 'a@b', 'a,b', 'a\tb', 'a\\b', '<a>', 'a"']) {
            await refused(host, get(`Host: ${host}\r\n`) + SECOND);
        }
    });
});

describe('the length of the body', () => {
    test('is said once, in digits', async () => {
        await refused('two', post('Content-Length: 2\r\nContent-Length: 40\r\n', '{}') + SECOND);
        await refused('two alike', post('Content-Length: 2\r\nContent-Length: 2\r\n',
            '{}') + SECOND);
        for (const value of ['2, 2', '2,40', '+2', '-1', '-0', '0x2', '2 2', '2.0', '1e1', '',
            'two', '99999999999999999999', '18446744073709551618', '\u00b2']) {
            await refused(`Content-Length: ${value}`,
                post(`Content-Length: ${value}\r\n`, '{}') + SECOND);
        }
    });

    test('beyond the limit is refused before the body is sent', async () => {
        const { answers } = await api.raw(
            post('Content-Type: application/json\r\nContent-Length: 262145\r\n'), { answers: 1 });
        assert.equal(answers[0]?.status, 413);
        assert.ok(isProblem(answers[0]));
    });

    test('in chunks is limited all the same', async () => {
        const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
        await refused('chunks without end',
            [post('Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n'),
            ...Array(8).fill(chunk)]);
    });
});

describe('the transfer encoding', () => {
    const chunked = (body) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

    test('and a length exclude each other', async () => {
        await refused('length first',
            post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', chunked('{}')) + SECOND);
        await refused('encoding first',
            post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', chunked('{}')) + SECOND);
        await refused('a request hidden in the body',
            post('Content-Length: 60\r\nTransfer-Encoding: chunked\r\n',
            `0\r\n\r\n${SECOND}`));
    });

    test('is chunked or none', async () => {
        const values = ['xchunked', 'chunkedx', 'identity', 'gzip', 'gzip, chunked',
            'chunked, identity', 'chunked, chunked', 'identity, chunked', 'chunked;q=1',
            '"chunked"', ',chunked', '\x0bchunked', 'chun ked', ''];
        for (const value of values) {
            await refused(`Transfer-Encoding: ${value}`,
                post(`Transfer-Encoding: ${value}\r\n`, chunked('{}')) + SECOND);
        }
        await refused('twice',
            post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n',
            chunked('{}')) + SECOND);
        await refused('twice alike',
            post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n',
            chunked('{}')) + SECOND);
        await refused('a space before the colon',
            post('Transfer-Encoding : chunked\r\nContent-Length: 4\r\n', chunked('{}')) + SECOND);
        await refused('in HTTP/1.0',
            post('Transfer-Encoding: chunked\r\n', chunked('{}')).replace('HTTP/1.1',
            'HTTP/1.0') + SECOND);
    });

    test('has chunks of a clear size', async () => {
        const bodies = { 'no digits': 'zz\r\n{}\r\n0\r\n\r\n', negative: '-2\r\n{}\r\n0\r\n\r\n',
            prefixed: '0x2\r\n{}\r\n0\r\n\r\n', huge: 'fffffffffffffffff\r\n{}\r\n0\r\n\r\n',
            empty: '\r\n{}\r\n0\r\n\r\n', 'too long': '2\r\n{}xx\r\n0\r\n\r\n' };
        for (const [name, body] of Object.entries(bodies)) {
            await refused(name, post('Transfer-Encoding: chunked\r\n', body) + SECOND);
        }
    });
});

describe('header lines', () => {
    test('are not folded', async () => {
        await refused('folded by a space', get(`${HOST}X-A: b\r\n c\r\n`) + SECOND);
        await refused('folded by a tab', get(`${HOST}X-A: b\r\n\tc\r\n`) + SECOND);
        await refused('a folded length', post('Content-Length:\r\n 2\r\n', '{}') + SECOND);
        await refused('a folded first line', `GET /healthz HTTP/1.1\r\n ${HOST}\r\n${SECOND}`);
    });

    test('hold no NUL and no lone CR', async () => {
        await refused('NUL in a value', get(`${HOST}X-A: b\0c\r\n`) + SECOND);
        await refused('NUL in a name', get(`${HOST}X\0A: b\r\n`) + SECOND);
        await refused('NUL in the host', get('Host: perq\0.example\r\n') + SECOND);
        await refused('NUL before a name', get(`${HOST}\0\0X-A: b\r\n`) + SECOND);
        await refused('a line of NULs', `GET /healthz HTTP/1.1\r\n${HOST}\0\0\0\r\n${SECOND}`);
        await refused('CR in a value', get(`${HOST}X-A: b\rc\r\n`) + SECOND);
        await refused('CR before a hidden header',
            post('X-A: b\rContent-Length: 2\r\n', '{}') + SECOND);
    });

    test('have a name and a colon', async () => {
        await refused('no colon', get(`${HOST}nonsense\r\n`) + SECOND);
        await refused('no name', get(`${HOST}: b\r\n`) + SECOND);
        await refused('a space in the name', get(`${HOST}X A: b\r\n`) + SECOND);
        await refused('a space before the colon', get('Host : perq.example\r\n') + SECOND);
    });

    /* LIMIT HEADER_BYTES_MAX */
    test('come in bounded number and size', async () => {
        const many = Array.from({ length: 20000 }, (_, i) => `X-${i}: ${'v'.repeat(20)}\r\n`).join(
            '');
        await refused('many', get(HOST + many));
        await refused('one of a megabyte', get(`${HOST}X-A: ${'v'.repeat(1 << 20)}\r\n`));
        await refused('a name of a megabyte', get(`${HOST}${'n'.repeat(1 << 20)}: v\r\n`));
        await refused('an address of a megabyte', get(HOST, `/${'a'.repeat(1 << 20)}`));
        await refused('a query of a megabyte', get(HOST, `/healthz?${'a=1&'.repeat(1 << 18)}`));
    });

    test('ended by LF alone are read one way or not at all', async () => {
        await safe('LF only', SECOND.replaceAll('\r\n', '\n'));
        await refused('LF as the empty line', `GET /healthz HTTP/1.1\r\n${HOST}\n`);
        await safe('LF in the header', get(`${HOST}X-A: b\nX-C: d\r\n`));
        await safe('LF before a length', post('X-A: b\nContent-Length: 2\r\n', '{}'));
    });

    test('that sign in twice do not sign in', async () => {
        const { answers } = await api.raw(
            get(HOST + auth + auth.replace('perq_', 'perq_x'), '/api/v1/me'), { answers: 1 });
        assert.ok([400, 401].includes(answers[0].status), String(answers[0].status));
    });
});

describe('the first line', () => {
    test('is a method, an address and a version', async () => {
        const lines = ['GET /healthz', 'GET /healthz HTTP/2.0', 'GET /healthz HTTP/0.9',
            'GET /healthz HTTP/1', 'GET /healthz http/1.1', 'GET /healthz HTTP/1.1 x',
            'GET /health z HTTP/1.1', 'GET', '\x16\x03\x01\x02', 'G\0T /healthz HTTP/1.1',
            'GET /healthz\0 HTTP/1.1', 'GET /a\x01b HTTP/1.1', 'PRI * HTTP/2.0'];
        for (const line of lines) {
            await refused(JSON.stringify(line), `${line}\r\n${HOST}\r\n${SECOND}`);
        }
    });

    test('of a strange but well-formed kind never hurts', async () => {
        const lines = ['OPTIONS * HTTP/1.1', 'CONNECT perq.example:80 HTTP/1.1',
            'GET http://other.example/healthz HTTP/1.1', 'GET healthz HTTP/1.1',
            'BREW /healthz HTTP/1.1', 'get /healthz HTTP/1.1', 'GET  /healthz HTTP/1.1',
            'GET /healthz HTTP/1.0', `${'M'.repeat(4000)} /healthz HTTP/1.1`];
        for (const line of lines) {
            await safe(line, `${line}\r\n${HOST}Connection: close\r\n\r\n`);
        }
    });

    test('of a method that nobody knows is answered 405', async () => {
        const { answers } = await api.raw(`BREW /api/v1/me HTTP/1.1\r\n${HOST}${auth}\r\n`,
            { answers: 1 });
        assert.equal(answers[0].status, 405);
        assert.equal(answers[0].headers.allow, 'GET, HEAD');
    });
});

describe('the address', () => {
    const of = async (path) => {
        const { answers } = await api.raw(get(`${HOST}${auth}Connection: close\r\n`, path));
        assert.equal(answers.length, 1, path);
        return answers[0];
    };

    test('is taken as it stands: no way round leads to an object', async () => {
        const paths = ['/api/v1/products/../me', '/api/v1/./me', '/api/v1/x/../me', '/api/v1//me',
            '//api/v1/me', '/api/v1/me/', '/api/v1/me/.', '/api/v1/me%20', '/api/v1/me%00',
            '/api/v1/me;x=1', '/api/v1/me%2F', '/api/v1%2Fme', '/api/v1/products/..%2Fme',
            '/api/v1/products/%2e%2e/me', '/api\\v1\\me', '/api/v1/me%3Fx'];
        for (const path of paths) {
            const answer = await of(path);
            assert.ok([400, 404].includes(answer.status), `${path} → ${answer.status}`);
            assert.ok(isProblem(answer), path);
        }
    });

    test('that is not UTF-8 or badly escaped is refused', async () => {
        const paths = ['/api/v1/products/%ff', '/api/v1/products/%c0%80',
            '/api/v1/products/%ed%a0%80', '/api/v1/products/%', '/api/v1/products/%z1',
            '/api/v1/products/%1', '/api/v1/products/%00', '/api/v1/products/a%00b',
            '/api/v1/products/\xff', '/%', '/%00'];
        for (const path of paths) {
            const answer = await of(path);
            assert.ok([400, 404].includes(answer.status), `${path} → ${answer.status}`);
            assert.ok(isProblem(answer) || path.includes('\xff'), path);
        }
    });

    test('with such a query is refused too', async () => {
        const queries = ['limit=%ff', 'limit=%', 'limit=%zz', 'limit=%00', 'limit=5%00', '%00=1',
            '%ff=1', 'limit', '=1', 'limit=1=2', 'after=%c0%80'];
        for (const query of queries) {
            const answer = await of(`/api/v1/products?${query}`);
            assert.ok([400, 422].includes(answer.status), `${query} → ${answer.status}`);
            assert.ok(isProblem(answer), query);
        }
    });
});
