import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** @import { Page } from 'playwright-core' */

/** In CSS pixels. */
const GAP = 16;
const RADIUS = 10;

/**
 * Puts pictures of windows side by side, each with round corners and a line around it, on nothing.
 * `page` lends its canvas.
 *
 * @param {Page} page
 * @param {readonly Buffer[]} shots PNG, all of one height.
 * @param {number} scale Pixels for each CSS pixel.
 */
export async function framed(page, shots, scale) {
  const base64 = await page.evaluate(
    async ({ encoded, gap, radius, line }) => {
      const bitmaps = await Promise.all(
        encoded.map((one) =>
          createImageBitmap(
            new Blob([Uint8Array.from(atob(one), (it) => it.charCodeAt(0))], { type: 'image/png' }),
          ),
        ),
      );
      const width = bitmaps.reduce((sum, one) => sum + one.width + gap, -gap);
      const height = Math.max(...bitmaps.map((one) => one.height));
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width, height });
      const context = canvas.getContext('2d');
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
      return canvas.toDataURL('image/png').replace(/^.*,/, '');
    },
    {
      encoded: shots.map((one) => one.toString('base64')),
      gap: GAP * scale,
      radius: RADIUS * scale,
      line: scale,
    },
  );
  return Buffer.from(base64, 'base64');
}

/**
 * The same PNG, compressed as far as it goes: browsers do it in a hurry.
 *
 * @param {Buffer} png
 */
export function smaller(png) {
  /** @type {{ type: string; data: Buffer }[]} */
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  const pixels = Buffer.concat(chunks.filter(isPixels).map(({ data }) => data));
  const packed = deflateSync(inflateSync(pixels), { level: 9, memLevel: 9 });
  const [header, ...others] = chunks.filter((one) => !isPixels(one));
  if (!header || packed.length >= pixels.length) return png;
  const kept = [header, { type: 'IDAT', data: packed }, ...others];
  return Buffer.concat([png.subarray(0, 8), ...kept.map(written)]);
}

/** @param {{ type: string }} chunk */
function isPixels({ type }) {
  return type === 'IDAT';
}

/** @param {{ type: string; data: Buffer }} chunk */
function written({ type, data }) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
