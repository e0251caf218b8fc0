import { cutAt, PART_LIMIT, splitText } from './split.ts';
import { visible, wireBytes, withoutControls } from './text.ts';

/** UTF-16 units of reasoning that a bubble shows; the newest are kept. */
const REASONING_SHOWN = 2_000;

/** An answer as far as it has come. */
export interface Draft {
  readonly text: string;
  /** What to show of the agent's reasoning; empty where it is not shown. */
  readonly reasoning: string;
}

/**
 * A draft as it may be shown: what a program printed of its thinking before it spoke belongs to the
 * reasoning, and what steers a terminal (colours, bells) belongs nowhere.
 */
export function readable({ text, reasoning }: Draft): Draft {
  const plain = withoutControls(text);
  const thought = /^\s*<think>([\s\S]*?)(?:<\/think>|$)/i.exec(plain);
  if (!thought) return { text: plain, reasoning };
  return { text: plain.slice(thought[0].length), reasoning: reasoning + (thought[1] ?? '') };
}

/** What a bubble shows of a draft: its start as far as one frame takes it. Empty: nothing yet. */
export function growing({ text, reasoning }: Draft): string {
  const fold = folded(reasoning);
  return visible(text) ? fold + cutAt(text, PART_LIMIT - wireBytes(fold)).part : fold;
}

/** A draft cut short: what the bubble ends with, and where in the text the rest goes on. */
export function cutShort(
  { text, reasoning }: Draft,
  note: string,
): { shown: string; next: number } {
  if (!visible(text)) return { shown: note, next: 0 };
  const fold = folded(reasoning);
  const tail = `\n\n${note}`;
  const { part, next } = cutAt(text, PART_LIMIT - wireBytes(fold) - wireBytes(tail));
  return { shown: fold + part + tail, next };
}

/** A whole answer as the parts it is sent in; each fits a frame and has something visible. */
export function composed({ text, reasoning }: Draft): string[] {
  const fold = folded(reasoning);
  const [first = '', ...rest] = splitText(text, PART_LIMIT - wireBytes(fold));
  return [fold + first, ...rest];
}

/** WeCom folds what stands between think tags (docs/protocol.md § Streams). */
function folded(reasoning: string): string {
  if (!visible(reasoning)) return '';
  const inner = reasoning
    .replace(/<\/?think>/gi, '')
    .slice(-REASONING_SHOWN)
    .toWellFormed();
  return `<think>${inner}</think>`;
}
