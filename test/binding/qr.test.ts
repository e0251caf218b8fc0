import { create } from 'qrcode';
import { describe, expect, it } from 'vitest';
import { drawQr } from '../../src/main/binding/qr.ts';

const LINK = 'https://work.weixin.qq.com/ai/qc/c?s=0123456789abcdef';
const MARGIN = 2;

/** The modules of a drawn code: each character is two, one above the other. */
function modulesOf(drawn: string): boolean[][] {
  return drawn
    .split('\n')
    .flatMap((line) => [
      [...line].map((character) => '█▀'.includes(character)),
      [...line].map((character) => '█▄'.includes(character)),
    ]);
}

describe('the QR code in the terminal', () => {
  it('is the code of the link, with a margin around it', async () => {
    const { modules } = create(LINK, { errorCorrectionLevel: 'L' });
    const drawn = modulesOf(await drawQr(LINK, false));
    for (let row = 0; row < modules.size; row += 1) {
      const line = drawn[row + MARGIN] ?? [];
      const expected = Array.from({ length: modules.size }, (_, column) =>
        Boolean(modules.get(row, column)),
      );
      expect(line.slice(MARGIN, -MARGIN)).toEqual(expected);
      expect([...line.slice(0, MARGIN), ...line.slice(-MARGIN)]).not.toContain(true);
    }
  });

  it('is black on white whatever colours the terminal has', async () => {
    const plain = (await drawQr(LINK, false)).split('\n');
    const coloured = (await drawQr(LINK, true)).split('\n');
    expect(coloured).toEqual(plain.map((line) => `\u001b[30;107m${line}\u001b[0m`));
  });

  it('fits a terminal of 80 columns', async () => {
    const widths = (await drawQr(LINK, false)).split('\n').map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThan(80);
  });
});
