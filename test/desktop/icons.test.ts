import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const assets = join(import.meta.dirname, '../../assets');
const STATES = ['online', 'trying', 'off', 'attention', 'paused'];
const read = (name: string): Buffer => readFileSync(join(assets, name));

describe('The app icon', () => {
  it('is a PNG for each size a Linux desktop looks for', () => {
    for (const size of [16, 32, 48, 64, 128, 256, 512]) {
      expect(sizeOf(read(`icons/${size}x${size}.png`))).toEqual([size, size]);
    }
    expect(sizeOf(read('icon.png'))).toEqual([512, 512]);
  });

  it('is one ICO for Windows, from 16 to 256 px', () => {
    expect(sizesInIco(read('icon.ico'))).toEqual([16, 24, 32, 48, 64, 128, 256]);
  });

  it('is one ICNS for macOS, each picture as large as its type says', () => {
    expect(inIcns(read('icon.icns'))).toEqual({
      ic11: 32,
      ic12: 64,
      ic07: 128,
      ic13: 256,
      ic08: 256,
      ic14: 512,
      ic09: 512,
      ic10: 1024,
    });
  });
});

describe('The tray icon', () => {
  const panels = STATES.flatMap((state) => [`${state}-light`, `${state}-dark`]);

  it.each(panels)('%s is there for Linux in both densities', (name) => {
    expect(sizeOf(read(`tray/${name}.png`))).toEqual([24, 24]);
    expect(sizeOf(read(`tray/${name}@2x.png`))).toEqual([48, 48]);
  });

  it.each(panels)('%s is there for Windows at every scale', (name) => {
    expect(sizesInIco(read(`tray/${name}.ico`))).toEqual([16, 20, 24, 32, 48]);
  });

  it.each(STATES)('%s is there for macOS as black and alpha only', (state) => {
    for (const [name, size] of [
      [`${state}Template`, 18],
      [`${state}Template@2x`, 36],
    ] as const) {
      const picture = decode(read(`tray/${name}.png`));
      expect(picture.width).toBe(size);
      expect(picture.pixels.every(([red, green, blue]) => red + green + blue === 0)).toBe(true);
      expect(new Set(alphaOf(picture)).size).toBeGreaterThan(1);
    }
  });

  it.each([
    ['light', (brightness: number) => brightness < 64],
    ['dark', (brightness: number) => brightness > 192],
  ] as const)('stands out from a %s panel', (panel, standsOut) => {
    for (const state of STATES) {
      const { pixels } = decode(read(`tray/${state}-${panel}.png`));
      const solid = pixels.filter(([, , , alpha]) => alpha === 255);
      expect(solid.length).toBeGreaterThan(100);
      expect(solid.every(([red, green, blue]) => standsOut((red + green + blue) / 3))).toBe(true);
    }
  });

  it('tells the states apart by shape, at the smallest size too', () => {
    const variants: readonly ((state: string) => Buffer)[] = [
      (state) => read(`tray/${state}-light.png`),
      (state) => read(`tray/${state}-dark.png`),
      (state) => read(`tray/${state}Template.png`),
      (state) => pngsInIco(read(`tray/${state}-light.ico`))[0] ?? Buffer.alloc(0),
    ];
    for (const variant of variants) {
      const shapes = STATES.map((state) => alphaOf(decode(variant(state))));
      for (const [index, shape] of shapes.entries()) {
        for (const other of shapes.slice(index + 1)) {
          const differing = shape.filter((alpha, at) => Math.abs(alpha - (other[at] ?? 0)) > 128);
          // 3 × 3 of 16 × 16 pixels, all of them from ink to none.
          expect(differing.length / shape.length).toBeGreaterThan(9 / 256);
        }
      }
    }
  });
});

type Pixel = readonly [red: number, green: number, blue: number, alpha: number];
interface Picture {
  readonly width: number;
  readonly pixels: readonly Pixel[];
}

const alphaOf = ({ pixels }: Picture): number[] => pixels.map(([, , , alpha]) => alpha);

function sizeOf(png: Buffer): [number, number] {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

function pngsInIco(ico: Buffer): Buffer[] {
  expect(ico.readUInt16LE(2)).toBe(1);
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    const [length, offset] = [ico.readUInt32LE(entry + 8), ico.readUInt32LE(entry + 12)];
    const png = ico.subarray(offset, offset + length);
    expect(sizeOf(png)).toEqual([ico[entry] || 256, ico[entry + 1] || 256]);
    return png;
  });
}

const sizesInIco = (ico: Buffer): number[] => pngsInIco(ico).map((png) => sizeOf(png)[0]);

function inIcns(icns: Buffer): Record<string, number> {
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const found: Record<string, number> = {};
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    found[icns.toString('latin1', at, at + 4)] = sizeOf(icns.subarray(at + 8))[0];
  }
  return found;
}

/** Reads an 8-bit RGBA PNG without interlacing, which is what a browser's screenshot is. */
function decode(png: Buffer): Picture {
  const [width, height] = sizeOf(png);
  expect([...png.subarray(24, 29)]).toEqual([8, 6, 0, 0, 0]);
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const content = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(content);
  }
  const filtered = inflateSync(Buffer.concat(parts));
  const stride = 4 * width;
  const bytes = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x < 4 ? 0 : (bytes[at - 4] ?? 0);
      const up = y === 0 ? 0 : (bytes[at - stride] ?? 0);
      const corner = x < 4 || y === 0 ? 0 : (bytes[at - stride - 4] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      bytes[at] = ((filtered[y * (stride + 1) + 1 + x] ?? 0) + guess) & 255;
    }
  }
  return {
    width,
    pixels: Array.from({ length: width * height }, (_, index): Pixel => {
      const at = 4 * index;
      return [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0];
    }),
  };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(guess - value)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
