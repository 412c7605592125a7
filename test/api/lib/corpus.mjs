/*
 * Values to send: what people write, what programs write, and what nobody should. Which of them a
 * member takes is not said here: the schema of the member decides (generate.mjs).
 */

const repeat = (text, count) => text.repeat(count);

const NAMES = ['Nordlys Konsult AB', 'Åsa Öst', 'A', 'a\u030Asa', 'Ærøskøbing', 'Łukasz Żak', 'Γιάννης',
    'Мария', '株式会社', 'أحمد', 'שלום', '👩‍👩‍👧', 'O\'Brien & Söner <b>', '=1+1', '"quoted"', '{{x}}',
    '%s%n', '\\', '../../etc/passwd', 'a\u00a0b', 'DROP TABLE partner; --'];
const UNSEEN = ['', ' ', '  x  ', '\u00a0', '\u200b', '\ufeff', '\u00ad', '\ufffe', '\ufffd', '\u2028', '\u202e', '\u0000',
    'a\u0000b', '\t', '\n', 'a\nb', '\u0007', '\u007f', '\u0085', '\ud800', 'x\udfff'];
const WORDS = ['atlas-maps', 'a', 'x1', 'csp', 'vm-hours', 'A-b', '-a', 'a-', 'a--b', 'å', 'en', 'sv', 'EN', 'de',
    'name', '-name', 'status', 'activate', 'extend', 'add', 'core', 'month', 'license', 'true', 'null', '*'];
/* Today and a year from now: what begins, and what may still be used. */
const daysAhead = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);
const DATES = [daysAhead(0), daysAhead(0), daysAhead(365), daysAhead(30), '2021-08-02', '2024-02-29', '2023-02-29', '1970-01-01', '9999-12-31', '1969-12-31', '0000-00-00',
    '2026-1-1', '20260101', '2026-13-01', '2026-02-30', '2030-12-31', '2026-01-01T00:00:00Z', '٢٠٢٦-٠١-٠١'];
const TIMES = ['2021-08-02T09:00:00Z', '2026-11-22T08:39:32.123456Z', '2026-11-22T08:39:32+01:00',
    '2016-12-31T23:59:60Z', '2026-11-22 08:39:32Z', '9999-12-31T23:59:59Z', '1970-01-01T00:00:00Z',
    '2026-11-22T25:00:00Z', '2026-02-30T00:00:00Z', '2026-11-22T08:39:32.1234567890123Z'];
const AMOUNTS = ['0', '0.01', '1.5', '100.00', '999999999999', '999999999999.999999', '1000000000000', '-1', '+1',
    '1e3', '.5', '1.', '1,5', '0.0000001', '00001', 'NaN', 'Infinity'];
const PLACES = ['SE', 'NO', 'se', 'S', 'SWE', 'USD', 'SEK', 'usd', 'nordlys.example', 'NORDLYS.example', 'a.b-c.example',
    'xn--keri-poa.example', 'åkeri.example', '-a.example', 'a..b', `${repeat('a', 63)}.example`, `${repeat('a', 64)}.example`,
    'nora@nordlys.example', 'Nora+1@Nordlys.example', 'n@x', '@x', 'n@', 'a b@x.example', 'nöra@x.example',
    `${repeat('n', 64)}@x.example`, `${repeat('n', 65)}@x.example`];
const IDS = ['par', 'ten', 'usr', 'tok', 'off', 'enr', 'ben', 'crd', 'lot', 'sub', 'red', 'evt'].flatMap((prefix) =>
    [`${prefix}_00000000000000000000000000`, `${prefix}_01HZX3M8Q2V7T5N9K4R6W1Y0ZZ`, `${prefix}_`,
        `${prefix}_01HZX3M8Q2V7T5N9K4R6W1Y0Z`, `${prefix.toUpperCase()}_01HZX3M8Q2V7T5N9K4R6W1Y0ZZ`]);
const KEYS = ['KR-00000000', 'KR-7Q2M9XKA', 'kr-7q2m9xka', 'KR-', 'WVEWE-1SMV3-K8D3K-44KKA-TG8P5',
    'wvewe1smv3k8d3k44kkatg8p5', 'RDV1E-WZEPE-EXJ1T-WBJ7N-VCK37', '-----', repeat('0', 25)];
const LONG = [1, 40, 41, 64, 65, 100, 101, 128, 129, 200, 201, 253, 254, 255, 300, 400, 401, 500, 501, 5000]
    .flatMap((length) => [repeat('a', length), repeat('å', length)]);

export const TEXTS = [...NAMES, ...UNSEEN, ...WORDS, ...DATES, ...TIMES, ...AMOUNTS, ...PLACES, ...IDS, ...KEYS, ...LONG];

export const NUMBERS = [0, 1, 2, 25, 100, 10000, 10001, 999999, 1000000, 1000001, 10000000, 10000001, -1, -0, 0.5, 25.5,
    1e15, 2 ** 31, 2 ** 31 - 1, 2 ** 53, 2 ** 63, 1e300, -1e300, 5e-324, 50, 200, 201, 3660, 3661, 100001];

export const OTHERS = [null, true, false, [], {}, [null], [[[[]]]], { a: 1 }, ['a', 'a']];

/* Bodies that are no object of any schema, as bytes. */
export const BROKEN = [
    '', ' ', 'null', 'true', '1', '"x"', '[]', '[{}]', '{', '}', '{}', '{"a":1,"a":2}', '{"name":"x","name":"y"}',
    '{"a":}', "{'a':1}", '{"a":1,}', '// x\n{}', '\ufeff{}', 'NaN', '{"a":1e999}', '{"a":99999999999999999999999}', '{"a":-0}',
    '{"a":01}', '{"\\ud800":1}', '{"a":"\\u0000"}', '{"\\u0000":1}', '{}{}', `${repeat('[', 17)}${repeat(']', 17)}`,
    `${repeat('{"a":', 400)}1${repeat('}', 400)}`, `{"a":"${repeat('x', 300000)}"}`, `{${repeat(' ', 300000)}}`,
].map((text) => Buffer.from(text)).concat([
    Buffer.from([0xff, 0xfe, 0x7b, 0x7d]), Buffer.from('{"name":"\xff"}', 'latin1'), Buffer.from([0x1f, 0x8b, 8, 0]),
    Buffer.from('{"name":"\xed\xa0\x80"}', 'latin1'), Buffer.from([0]),
]);
