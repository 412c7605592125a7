/*
 * A PNG as Chromium makes it (eight bits each of red, green and blue), made small: the 64 colours
 * that it uses most, the others drawn with the nearest of these. Pages use few; what differs is the
 * edges of letters.
 */
import assert from 'node:assert/strict';
import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const RGB = 2;
const PALETTE = 3;
const COLOURS = 64;

function* chunksOf(png) {
    for (let at = SIGNATURE.length; at < png.length;) {
        const length = png.readUInt32BE(at);
        yield { type: png.toString('latin1', at + 4, at + 8),
            data: png.subarray(at + 8, at + 8 + length) };
        at += length + 12;
    }
}

function paeth(left, up, corner) {
    const guess = left + up - corner;
    const [a, b, c] = [left, up, corner].map((value) => Math.abs(guess - value));
    return a <= b && a <= c ? left : b <= c ? up : corner;
}

/* What each kind of filter adds to a byte. */
const FILTERS = [
    () => 0,
    (left) => left,
    (left, up) => up,
    (left, up) => (left + up) >> 1,
    paeth,
];

/* {width, height, rows}: three bytes a pixel. */
function decode(png) {
    const chunks = [...chunksOf(png)];
    const { data: head } = chunks.find(({ type }) => type === 'IHDR');
    const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
    assert.deepEqual([head[8], head[9], head[12]], [8, RGB, 0], 'another kind of PNG');
    const raw = inflateSync(Buffer.concat(
        chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)));
    const stride = width * 3;
    const rows = [];
    let above = Buffer.alloc(stride);
    for (let y = 0; y < height; y += 1) {
        const row = Buffer.from(raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
        const filter = FILTERS[raw[y * (stride + 1)]];
        for (let x = 0; x < stride; x += 1) {
            const [left, corner] = x < 3 ? [0, 0] : [row[x - 3], above[x - 3]];
            row[x] = (row[x] + filter(left, above[x], corner)) & 0xff;
        }
        rows.push(row);
        above = row;
    }
    return { width, height, rows };
}

/* The colours, most used first. */
function coloursOf(rows) {
    const counts = new Map();
    for (const row of rows) {
        for (let x = 0; x < row.length; x += 3) {
            const colour = row.readUIntBE(x, 3);
            counts.set(colour, (counts.get(colour) ?? 0) + 1);
        }
    }
    return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
}

function distance(a, b) {
    return [16, 8, 0].reduce((sum, shift) =>
        sum + (((a >> shift) & 0xff) - ((b >> shift) & 0xff)) ** 2, 0);
}

function nearest(palette, colour) {
    return palette.reduce((best, other, index) =>
        (distance(other, colour) < distance(palette[best], colour) ? index : best), 0);
}

function crc32(bytes) {
    let crc = 0xffffffff;
    for (const byte of bytes) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit += 1) {
            crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
        }
    }
    return (crc ^ 0xffffffff) >>> 0;
}

function chunk(type, data) {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
}

export function withFewColours(png) {
    const { width, height, rows } = decode(png);
    const colours = coloursOf(rows);
    const palette = colours.slice(0, COLOURS);
    const indexes = new Map(colours.map((colour) => [colour, nearest(palette, colour)]));
    const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, PALETTE, 0, 0, 0]);
    head.writeUInt32BE(width, 0);
    head.writeUInt32BE(height, 4);
    const pixels = Buffer.concat(rows.map((row) => {
        const out = Buffer.alloc(width + 1);
        for (let x = 0; x < width; x += 1) {
            out[x + 1] = indexes.get(row.readUIntBE(3 * x, 3));
        }
        return out;
    }));
    const table = Buffer.concat(palette.map((colour) =>
        Buffer.from([colour >> 16, (colour >> 8) & 0xff, colour & 0xff])));
    return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('PLTE', table),
        chunk('IDAT', deflateSync(pixels, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
