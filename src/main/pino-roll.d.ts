declare module 'pino-roll' {
  import type { SonicBoom, SonicBoomOpts } from 'sonic-boom';

  interface RollOptions extends SonicBoomOpts {
    /** Path without number and extension. */
    file: string;
    extension?: string;
    /** A number with `k`, `m` or `g`. */
    size?: string;
    limit?: { count: number; removeOtherLogFiles?: boolean };
  }

  export default function roll(options: RollOptions): Promise<SonicBoom>;
}
