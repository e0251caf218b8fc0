import { toString as draw } from 'qrcode';

/** Black on white, whatever the terminal's own colours are: phones read nothing else for sure. */
const BLACK_ON_WHITE = '\u001b[30;107m';
const RESET = '\u001b[0m';

/** Draws `link` as a QR code of half-block characters, two modules a line; `color` for terminals. */
export async function drawQr(link: string, color: boolean): Promise<string> {
  const plain = await draw(link, { type: 'utf8', errorCorrectionLevel: 'L', margin: 2 });
  if (!color) return plain;
  return plain
    .split('\n')
    .map((line) => `${BLACK_ON_WHITE}${line}${RESET}`)
    .join('\n');
}
