/// <reference lib="dom" />
import { crc32, deflateSync } from 'node:zlib';

/** @import { Page } from 'playwright-core' */

/** In CSS pixels. */
const GAP = 16;
const RADIUS = 10;
const COLOURS = 256;

/**
 * Puts pictures of windows side by side, each with round corners and a line around it, on nothing.
 * `page` lends its canvas.
 *
 * @param {Page} page
 * @param {readonly Buffer[]} shots PNG.
 * @param {number} scale Pixels for each CSS pixel.
 * @returns {Promise<Buffer>} A PNG with a palette.
 */
export async function framed(page, shots, scale) {
  const { width, pixels } = await page.evaluate(
    async ({ encoded, gap, radius, line }) => {
      /** @param {string} base64 */
      const bitmapOf = (base64) =>
        createImageBitmap(
          new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))]),
        );
      const bitmaps = await Promise.all(encoded.map(bitmapOf));
      const width = bitmaps.reduce((sum, one) => sum + one.width + gap, -gap);
      const height = Math.max(...bitmaps.map((one) => one.height));
      const context = new OffscreenCanvas(width, height).getContext('2d');
      if (!context) throw new Error('There is no canvas.');
      context.strokeStyle = '#c4c9d1';
      context.lineWidth = line;
      let x = 0;
      for (const one of bitmaps) {
        context.save();
        context.beginPath();
        context.roundRect(x, 0, one.width, one.height, radius);
        context.clip();
        context.drawImage(one, x, 0);
        context.restore();
        context.beginPath();
        const half = line / 2;
        context.roundRect(x + half, half, one.width - line, one.height - line, radius - half);
        context.stroke();
        x += one.width + gap;
      }
      const { data } = context.getImageData(0, 0, width, height);
      let binary = '';
      for (let at = 0; at < data.length; at += 0x8000) {
        binary += String.fromCharCode(...data.subarray(at, at + 0x8000));
      }
      return { width, pixels: btoa(binary) };
    },
    {
      encoded: shots.map((one) => one.toString('base64')),
      gap: GAP * scale,
      radius: RADIUS * scale,
      line: scale,
    },
  );
  return png(width, Buffer.from(pixels, 'base64'));
}

/**
 * A PNG with a palette: a window has few colours, and the many shades at the edges of its letters
 * can be told apart by nobody.
 *
 * @param {number} width
 * @param {Buffer} pixels RGBA.
 */
function png(width, pixels) {
  const height = pixels.length / 4 / width;
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = pixels.readUInt32BE(at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const colours = [...counts].sort(([, one], [, other]) => other - one).map(([it]) => it);
  const palette = paletteOf(colours);
  const places = new Map(colours.map((it) => [it, palette.indexOf(nearest(palette, it))]));

  // Each line begins with its filter, which is none.
  const lines = Buffer.alloc((width + 1) * height);
  for (let at = 0; at < width * height; at += 1) {
    const place = places.get(pixels.readUInt32BE(at * 4)) ?? 0;
    lines[Math.floor(at / width) * (width + 1) + 1 + (at % width)] = place;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((it) => channels(it).slice(0, 3)))),
    chunk('tRNS', Buffer.from(palette.flatMap((it) => channels(it).slice(3)))),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * At most 256 colours, as close to all of these as that allows.
 *
 * @param {readonly number[]} colours RGBA, the most frequent first.
 */
function paletteOf(colours) {
  for (let apart = 0; ; apart += 1) {
    /** @type {number[]} */
    const palette = [];
    for (const colour of colours) {
      if (palette.every((it) => distance(it, colour) > apart)) palette.push(colour);
      if (palette.length > COLOURS) break;
    }
    if (palette.length <= COLOURS) return palette;
  }
}

/**
 * @param {readonly number[]} palette
 * @param {number} colour
 */
function nearest(palette, colour) {
  return palette.reduce((one, other) =>
    distance(other, colour) < distance(one, colour) ? other : one,
  );
}

/**
 * How much the channel differs that differs most.
 *
 * @param {number} one
 * @param {number} other
 */
function distance(one, other) {
  const others = channels(other);
  return Math.max(...channels(one).map((value, at) => Math.abs(value - (others[at] ?? 0))));
}

/** @param {number} colour */
function channels(colour) {
  return [colour >>> 24, (colour >>> 16) & 255, (colour >>> 8) & 255, colour & 255];
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const all = Buffer.alloc(body.length + 8);
  all.writeUInt32BE(data.length, 0);
  body.copy(all, 4);
  all.writeUInt32BE(crc32(body), body.length + 4);
  return all;
}
