/** A line that opens or closes a code block at the outermost level. */
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** Reads lines one by one and knows which of them are code. */
export interface FenceReader {
  /** `opens` and `closes` are the fences themselves; `info` is the language behind an opening. */
  read(line: string): FenceLine;
}

/** What a line is. */
export type FenceLine =
  | { readonly type: 'prose' | 'code' | 'closes' }
  | { readonly type: 'opens'; readonly info: string };

/** Starts outside of any code block. */
export function createFenceReader(): FenceReader {
  let open: string | undefined;
  return {
    read(line) {
      const [, marker = '', info = ''] = FENCE.exec(line) ?? [];
      if (open === undefined) {
        // A backtick behind the marker makes it code inside a line.
        if (marker === '' || (marker.startsWith('`') && info.includes('`'))) return PROSE;
        open = marker;
        return { type: 'opens', info: info.trim() };
      }
      if (!marker.startsWith(open) || info.trim() !== '') return CODE;
      open = undefined;
      return CLOSES;
    },
  };
}

const PROSE: FenceLine = { type: 'prose' };
const CODE: FenceLine = { type: 'code' };
const CLOSES: FenceLine = { type: 'closes' };
