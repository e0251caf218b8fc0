/**
 * Draws every icon from one drawing, for each size on that size's own pixels: a large picture
 * scaled down to 16 px is a smudge. Writes assets/, which is committed, so only whoever changes the
 * drawing needs a Chromium (`CHROMIUM` is its path).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';

const assets = join(import.meta.dirname, '../assets');

/** @typedef {'online' | 'trying' | 'off' | 'attention' | 'paused'} TrayState */
/** @typedef {{ readonly x: number, readonly y: number }} Point */

/** @type {readonly TrayState[]} */
const STATES = ['online', 'trying', 'off', 'attention', 'paused'];
/** By the panel that an icon is for. */
const INKS = { light: '#1f2328', dark: '#ffffff' };
const BLUES = { top: '#3a80ef', bottom: '#1c5fd0' };

/**
 * The types that Finder reads as PNG, with their pixels. The two below 32 px that also take a PNG
 * (icp4, icp5) it shows as noise once they are in an app; it scales ic11 down instead.
 */
const ICNS = /** @type {const} */ ([
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]);

/** @param {number} value Only an even width has sharp edges in the middle of an even picture. */
const even = (value) => 2 * Math.round(value / 2);

/** @type {(size: number, drawing: string) => string} */
const svg = (size, drawing) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}">${drawing}</svg>\n`;

/**
 * A speech bubble, its tail below its left side.
 *
 * @param {Point} corner Top left.
 * @param {number} width
 * @param {number} height Without the tail.
 * @param {number} radius
 * @param {number} tail
 */
function bubble({ x, y }, width, height, radius, tail) {
  const right = x + width;
  const bottom = y + height;
  const arc = `A${radius} ${radius} 0 0 1`;
  return [
    `M${x + radius} ${y}H${right - radius}${arc} ${right} ${y + radius}`,
    `V${bottom - radius}${arc} ${right - radius} ${bottom}H${x + tail}L${x} ${bottom + tail}`,
    `V${y + radius}${arc} ${x + radius} ${y}Z`,
  ].join('');
}

/**
 * The tray's icon: a bubble that tells the state by a shape.
 *
 * @param {TrayState} state
 * @param {number} size Pixels, even.
 * @param {string} ink
 */
function trayIcon(state, size, ink) {
  const margin = Math.floor(size / 24);
  const line = Math.floor(size / 10);
  const width = size - 2 * margin;
  const height = even(width * 0.78);
  const corner = { x: margin + line / 2, y: margin + line / 2 };
  const radius = Math.round(width * 0.2) - line / 2;
  const outline = bubble(corner, width - line, height - line, radius, width - height);
  const frame = `<path d="${outline}" fill="none" stroke="${ink}" stroke-width="${line}" stroke-linejoin="round"/>`;
  if (state === 'attention') return svg(size, warned(frame, size, margin, line, ink));

  const middle = { x: size / 2, y: margin + height / 2 };
  const reach = even((height - 2 * line) * 0.7) / 2;
  return svg(size, frame + sign(state, middle, reach, line, ink));
}

/**
 * What the bubble holds. Off, it is empty: at 16 px a ring inside it looks like the half circle.
 *
 * @param {Exclude<TrayState, 'attention'>} state
 * @param {Point} middle
 * @param {number} reach From the middle to the edge.
 * @param {number} line
 * @param {string} ink
 */
function sign(state, { x, y }, reach, line, ink) {
  const top = y - reach;
  const bottom = y + reach;
  switch (state) {
    case 'online':
      return `<circle cx="${x}" cy="${y}" r="${reach}" fill="${ink}"/>`;
    case 'trying': {
      const thin = Math.max(1, line - 1);
      return (
        `<circle cx="${x}" cy="${y}" r="${reach - thin / 2}" fill="none" stroke="${ink}" stroke-width="${thin}"/>` +
        `<path d="M${x} ${top}A${reach} ${reach} 0 0 0 ${x} ${bottom}Z" fill="${ink}"/>`
      );
    }
    case 'off':
      return '';
    case 'paused': {
      const bar = Math.round(reach * 0.7);
      const gap = Math.floor(bar / 2);
      return `<path d="M${x - gap} ${top}h${-bar}V${bottom}h${bar}zM${x + gap} ${top}h${bar}V${bottom}h${-bar}z" fill="${ink}"/>`;
    }
  }
}

/**
 * The bubble behind a warning triangle: it breaks the outline, since it is what must be noticed.
 *
 * @param {string} frame
 * @param {number} size
 * @param {number} margin
 * @param {number} line
 * @param {string} ink
 */
function warned(frame, size, margin, line, ink) {
  const base = even(size * 0.62 - line) + line;
  const height = Math.round(base * 0.9);
  const edge = size - margin;
  const top = edge - height;
  const triangle = `M${edge - base / 2} ${top}L${edge} ${edge}H${edge - base}Z`;

  const x = edge - base / 2 - line / 2;
  const stem = top + Math.round(height * 0.34);
  const dot = edge - Math.round(height * 0.1) - line;
  const stemEnd = dot - Math.ceil(line / 2);
  const mark = `M${x} ${stem}h${line}V${stemEnd}h${-line}zM${x} ${dot}h${line}v${line}h${-line}z`;
  return (
    `<mask id="around"><rect width="${size}" height="${size}" fill="#fff"/>` +
    `<path d="${triangle}" stroke="#000" stroke-width="${2 * line + 1}" stroke-linejoin="round"/></mask>` +
    `<g mask="url(#around)">${frame}</g>` +
    `<path d="${triangle}${mark}" fill="${ink}" fill-rule="evenodd"/>`
  );
}

/**
 * The app's icon: an answer in a bubble, above a tray where there is room for one.
 *
 * @param {number} size Pixels, even.
 * @param {number} margin Pixels around the rounded square.
 */
function appIcon(size, margin) {
  const square = size - 2 * margin;
  const unit = square / 32;
  /** @param {number} units */
  const pixels = (units) => Math.round(units * unit);
  /** @param {number} units */
  const at = (units) => margin + pixels(units);
  const ground =
    `<linearGradient id="blue" x2="0" y2="1"><stop stop-color="${BLUES.top}"/><stop offset="1" stop-color="${BLUES.bottom}"/></linearGradient>` +
    `<rect x="${margin}" y="${margin}" width="${square}" height="${square}" rx="${square * 0.225}" fill="url(#blue)"/>`;
  if (square < 40) {
    const corner = { x: at(4), y: at(6) };
    return svg(size, ground + answer(size, corner, even(pixels(16)), pixels(5), pixels(4)));
  }

  const corner = { x: at(7), y: at(6) };
  const line = pixels(2.25);
  const wall = at(5) + line / 2;
  const lip = at(23.25);
  const floor = at(27.5) - line / 2;
  const bend = pixels(2.5);
  const tray = [
    `M${wall} ${lip}V${floor - bend}a${bend} ${bend} 0 0 0 ${bend} ${bend}`,
    `H${size - wall - bend}a${bend} ${bend} 0 0 0 ${bend} ${-bend}V${lip}`,
  ].join('');
  return svg(
    size,
    `${ground + answer(size, corner, even(pixels(11.5)), pixels(4), pixels(3.5))}<path d="${tray}" fill="none" stroke="#fff" stroke-width="${line}" stroke-linecap="round"/>`,
  );
}

/**
 * A bubble across the picture with a spark in it.
 *
 * @param {number} size
 * @param {Point} corner
 * @param {number} height
 * @param {number} radius
 * @param {number} tail
 */
function answer(size, corner, height, radius, tail) {
  const outline = bubble(corner, size - 2 * corner.x, height, radius, tail);
  const x = size / 2;
  const y = corner.y + height / 2;
  const reach = even(height * 0.66) / 2;
  const waist = reach * 0.16;
  const spark = [
    `M${x} ${y - reach}Q${x + waist} ${y - waist} ${x + reach} ${y}`,
    `Q${x + waist} ${y + waist} ${x} ${y + reach}Q${x - waist} ${y + waist} ${x - reach} ${y}`,
    `Q${x - waist} ${y - waist} ${x} ${y - reach}Z`,
  ].join('');
  return `<path d="${outline}" fill="#fff"/><path d="${spark}" fill="${BLUES.bottom}"/>`;
}

/** @param {readonly { size: number, png: Buffer }[]} images Up to 256 px each. */
function ico(images) {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [index, { size, png }] of images.entries()) {
    const entry = 6 + 16 * index;
    // One byte a side, in which 0 means 256.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

/**
 * A part of an ICNS, and the whole of it.
 *
 * @param {string} type Four letters.
 * @param {Buffer} content
 */
function icnsBlock(type, content) {
  const header = Buffer.alloc(8);
  header.write(type, 'latin1');
  header.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([header, content]);
}

/** @type {(name: string, content: Buffer | string) => void} */
const write = (name, content) => {
  const path = join(assets, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
});
const page = await browser.newPage();

/**
 * @param {readonly number[]} sizes
 * @param {(size: number) => string} draw
 */
async function render(sizes, draw) {
  const images = [];
  for (const size of sizes) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>*{margin:0}svg{display:block}</style>${draw(size)}`);
    images.push({ size, png: await page.screenshot({ omitBackground: true }) });
  }
  return images;
}

/** @param {number} size */
const filling = (size) => appIcon(size, Math.floor(size / 32));
/** @param {number} size */
const onApplesGrid = (size) => appIcon(size, Math.round((size * 100) / 1024));

write('icon.svg', filling(512));
for (const { size, png } of await render([16, 32, 48, 64, 128, 256, 512], filling)) {
  write(`icons/${size}x${size}.png`, png);
  if (size === 512) write('icon.png', png);
}
write('icon.ico', ico(await render([16, 24, 32, 48, 64, 128, 256], filling)));
const blocks = [];
for (const [type, size] of ICNS) {
  for (const { png } of await render([size], onApplesGrid)) blocks.push(icnsBlock(type, png));
}
write('icon.icns', icnsBlock('icns', Buffer.concat(blocks)));

for (const state of STATES) {
  const looks = [
    ...Object.entries(INKS).map(([panel, ink]) => ({ name: `${state}-${panel}`, ink, size: 24 })),
    { name: `${state}Template`, ink: '#000', size: 18 },
  ];
  for (const { name, ink, size } of looks) {
    const draw = (/** @type {number} */ pixels) => trayIcon(state, pixels, ink);
    for (const image of await render([size, 2 * size], draw)) {
      write(`tray/${name}${image.size === size ? '' : '@2x'}.png`, image.png);
    }
    if (size === 24) write(`tray/${name}.ico`, ico(await render([16, 20, 24, 32, 48], draw)));
  }
}
await browser.close();
