import { crc32, deflateSync } from 'node:zlib';

const WIDTH = 240;
const HEIGHT = 160;

/** A file that a person at the page sends. */
export interface SampleFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The text file that the `count`th press of File sends. */
export function sampleFile(count: number): SampleFile {
  const text = `Notes ${count} from a simulated WeCom.\n\n- one\n- two\n- 三\n`;
  return { name: `notes-${count}.txt`, bytes: Buffer.from(text) };
}

/** The picture that the `count`th press of Picture sends: hills, and a sun that wanders. */
export function samplePicture(count: number): SampleFile {
  const sun = { x: 40 + ((count * 53) % 160), y: 48 };
  const pixels = Buffer.alloc((WIDTH * 3 + 1) * HEIGHT);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      // Each row begins with a byte that says it is not filtered.
      pixels.set(colourAt(x, y, sun), y * (WIDTH * 3 + 1) + 1 + x * 3);
    }
  }
  return { name: `picture-${count}.png`, bytes: encodePng(pixels) };
}

function colourAt(x: number, y: number, sun: { x: number; y: number }): number[] {
  if (y > 118 + 14 * Math.sin(x / 34)) return [62, 116, 98];
  if (y > 96 + 18 * Math.sin(x / 47 + 2)) return [104, 158, 138];
  if (Math.hypot(x - sun.x, y - sun.y) < 20) return [250, 214, 120];
  return [188 + y / 3, 216 + y / 6, 232];
}

/** Eight-bit RGB without an alpha channel. */
function encodePng(pixels: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}
