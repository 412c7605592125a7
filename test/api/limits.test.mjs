/*
 * What protects the server and tells its operator how it is: rates, health, metrics, languages and
 * versions.
 */
import assert from 'node:assert/strict';
import http from 'node:http';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { Api } from './lib/client.mjs';
import { readMetrics } from './lib/prometheus.mjs';
import { startServer } from './lib/server.mjs';

const servers = [];
after(() => Promise.all(servers.map((server) => server.remove())));

async function started(options) {
    const server = await startServer({ demo: true, ...options });
    servers.push(server);
    return server;
}

describe('the rate of requests', () => {
    test('of one token is limited, and another is not disturbed', async () => {
        const server = await started({ rateLimit: 5 });
        const partner = new Api(server, { token: server.demo.partner.token });
        const reader = new Api(server, { token: server.demo.reader.token });
        const answers = await Promise.all(Array.from({ length: 30 }, () => partner.get('me')));
        const refused = answers.filter((answer) => answer.status === 429);
        assert.ok(refused.length >= 15, `${refused.length} refused`);
        assert.ok(answers.some((answer) => answer.status === 200));
        for (const { body, headers } of refused) {
            assert.equal(body.code, 'too-many-requests');
            assert.ok(Number(headers['retry-after']) >= 1);
            assert.equal(headers['ratelimit-policy'], '"default";q=5;w=1');
            assert.match(headers.ratelimit, /^"default";r=0;t=[0-9]+$/);
        }
        await reader.get('me', { expect: 200 });
    });

    test('of those who are not signed in is limited by address', async () => {
        const server = await started({ rateLimit: 5 });
        const strangers = Array.from({ length: 30 }, (_, i) =>
            new Api(server, { token: `perq_${String(i).padStart(43, 'A')}` }));
        const answers = await Promise.all(strangers.map((one) => one.get('me')));
        const statuses = new Set(answers.map((answer) => answer.status));
        assert.deepEqual([...statuses].sort(), [401, 429]);
    });

    /* LIMIT REQUESTS_A_SECOND */
    test('is 100 a second where nothing is said, and unlimited at 0', async () => {
        const usual = await started({ rateLimit: null });
        const one = await new Api(usual, { token: usual.demo.partner.token }).get('me');
        assert.equal(one.headers['ratelimit-policy'], '"default";q=100;w=1');
        const free = await started({ rateLimit: 0 });
        const partner = new Api(free, { token: free.demo.partner.token });
        const answers = await Promise.all(Array.from({ length: 300 }, () => partner.get('me')));
        assert.ok(answers.every((answer) => answer.status === 200));
        assert.equal(answers[0].headers['ratelimit-policy'], undefined);
    });
});

function fetchText(port, path, method = 'GET') {
    return new Promise((done, failed) => {
        http.request({ host: '127.0.0.1', port, path, method }, (response) => {
            let text = '';
            response.setEncoding('utf8');
            response.on('data', (part) => { text += part; });
            response.on('end', () => done({ status: response.statusCode, text,
                type: response.headers['content-type'] }));
        }).on('error', failed).end();
    });
}

/* A port that was free a moment ago. */
async function freePort() {
    const listener = http.createServer();
    await new Promise((ready) => listener.listen(0, '127.0.0.1', ready));
    const { port } = listener.address();
    await new Promise((closed) => listener.close(closed));
    return port;
}

/* Every metric that is documented, with what the two requests before must have left in it. */
function checkMetrics(metrics) {
    const one = (name) => metrics.get(name).samples[0].value;
    const routes = metrics.get('perq_http_route_requests_total').samples;
    const counted = (method, route, code) => routes.filter(({ labels }) =>
        labels.method === method && labels.route === route && labels.code === code).map(({ value }) => value);
    assert.deepEqual(counted('GET', '/api/v1/me', '200'), [1]);
    assert.deepEqual(counted('GET', '/api/v1/benefits/{id}', '404'), [1]);
    assert.deepEqual(counted('', '', '404'), [1]);
    const classes = metrics.get('perq_http_requests_total').samples.reduce((sum, { value }) => sum + value, 0);
    assert.equal(routes.reduce((sum, { value }) => sum + value, 0), classes);
    const { version } = metrics.get('perq_build_info').samples[0].labels;
    assert.match(version, /^[0-9]+\.[0-9]+\.[0-9]+$/);
    assert.ok(one('process_resident_memory_bytes') > 1024 * 1024);
    assert.ok(one('process_virtual_memory_bytes') >= one('process_resident_memory_bytes'));
    assert.ok(one('process_open_fds') > 5 && one('process_open_fds') < one('process_max_fds'));
    assert.ok(one('process_cpu_seconds_total') > 0);
    assert.ok(one('perq_database_bytes') + one('perq_database_log_bytes') > 100000);
    const guide = readFileSync(new URL('../../docs/OPERATIONS.md', import.meta.url), 'utf8');
    for (const name of metrics.keys()) {
        assert.ok(guide.includes(`\`${name}`), `${name} is in docs/OPERATIONS.md`);
    }
}

describe('what is read as metrics', () => {
    const good = '# HELP a_total Counts.\n# TYPE a_total counter\na_total{x="1"} 2\n';
    test('is refused where Prometheus would refuse it', () => {
        assert.equal(readMetrics(good).get('a_total').samples[0].value, 2);
        for (const bad of [good.trimEnd(), good.replace('# HELP a_total Counts.\n', ''), good.replace('"1"', '1'),
            good + good, `${good}a_total{x="1"} 3\n`, good.replace(' 2', ' two'), good.replace('counter', 'number'),
            good.replaceAll('a_total', 'a'), `${good}b 1\n`]) {
            assert.throws(() => readMetrics(bad), bad);
        }
    });
});

describe('the state of the server', () => {
    test('is told without signing in', async () => {
        const server = await started();
        const anybody = new Api(server);
        for (const path of ['/healthz', '/readyz']) {
            assert.deepEqual((await anybody.get(path, { expect: 200 })).body, { status: 'ok' });
        }
        const { body } = await anybody.get('/openapi.json', { expect: 200 });
        assert.equal(body.openapi, '3.1.0');
        const metrics = await anybody.get('/metrics', { contract: false });
        assert.equal(metrics.status, 404);
    });

    test('is measured on an address of its own', async () => {
        const port = await freePort();
        const server = await started({ args: ['--metrics', `127.0.0.1:${port}`] });
        const partner = new Api(server, { token: server.demo.partner.token });
        await partner.get('me', { expect: 200 });
        await partner.get('benefits/ben_x', { expect: 404 });
        await partner.get('nothing', { expect: 404 });
        const head = await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'HEAD' });
        assert.equal(head.status, 200);
        const { status, text, type } = await fetchText(port, '/metrics');
        assert.equal(status, 200);
        assert.match(type, /^text\/plain; version=0\.0\.4/);
        assert.match(text, /^perq_http_requests_total{class="2xx"} [1-9]/m);
        assert.match(text, /^perq_http_requests_total{class="4xx"} 2$/m);
        assert.match(text, /^perq_http_request_duration_seconds_count [1-9]/m);
        assert.match(text, /^perq_writer_queue 0$/m);
        checkMetrics(readMetrics(text));
        /* RULE KEY-5 */
        assert.ok(!text.includes('perq_' + server.demo.partner.token.slice(5, 15)));
        for (const [path, method] of [['/', 'GET'], ['/metrics', 'POST'], ['/api/v1/me', 'GET']]) {
            assert.equal((await fetchText(port, path, method)).status, 404);
        }
    });
});

describe('a refusal', () => {
    test('speaks the reader\'s language', async () => {
        const server = await started();
        const spoken = async (language) => {
            const { body, headers } = await new Api(server, { language }).get('me');
            return [headers['content-language'], body.title];
        };
        assert.deepEqual(await spoken('en'), ['en', 'Sign in first.']);
        assert.deepEqual(await spoken('sv-SE,sv;q=0.9,en;q=0.5'), ['sv', 'Logga in först.']);
        assert.deepEqual(await spoken('fi, sv;q=0.1'), ['sv', 'Logga in först.']);
        assert.deepEqual(await spoken('fi'), ['en', 'Sign in first.']);
    });

    test('has a page that its type leads to', async () => {
        const server = await started();
        const anybody = new Api(server, { language: 'sv' });
        const { body } = await anybody.get('me');
        const page = await anybody.get(body.type, { expect: 200 });
        assert.match(page.headers['content-type'], /^text\/html/);
        assert.match(page.text, /Logga in först\./);
        assert.match(page.text, /<html lang="sv"/);
        await anybody.refused('GET', '/problems/none-such', 404, 'not-found');
    });
});

describe('a version', () => {
    test('that the caller has already is not sent again', async () => {
        const server = await started();
        const operator = new Api(server, { token: server.demo.operator.token });
        const path = 'products/power-bi-pro';
        const first = await operator.get(path, { expect: 200 });
        const tag = first.headers.etag;
        for (const ifNoneMatch of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
            const again = await operator.get(path, { ifNoneMatch, expect: 304 });
            assert.equal(again.text, '');
            assert.equal(again.headers.etag, tag);
        }
        await operator.get(path, { ifNoneMatch: '"other"', expect: 200 });
        await operator.patch(path, { nameSv: 'Power BI Proffs' }, { ifMatch: tag, expect: 200 });
        const changed = await operator.get(path, { ifNoneMatch: tag, expect: 200 });
        assert.notEqual(changed.headers.etag, tag);
    });
});
