/** The dark and light modules of a QR code, row by row; not 0 is dark. */
export interface Modules {
  readonly size: number;
  readonly data: ArrayLike<number>;
}

/** The dark modules as one SVG path, a module being a unit: one rectangle for each run in a row. */
export function qrPath({ size, data }: Modules): string {
  let path = '';
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const from = x;
      while (x < size && data[y * size + x]) x += 1;
      if (x > from) path += `M${from} ${y}h${x - from}v1H${from}z`;
    }
  }
  return path;
}
