import { resolve } from 'node:path';
import { z } from 'zod';
import type { AgentPart } from './agent.ts';

const KEPT_REMARKS = 5;
const REMARK_LENGTH = 200;

const typedObject = z.looseObject({ type: z.string() });

const knownLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), delta: z.string() }),
  z.object({ type: z.literal('reasoning'), delta: z.string() }),
  z.object({
    type: z.literal('file'),
    path: z.string().min(1),
    caption: z.string().exactOptional(),
  }),
  z.object({ type: z.literal('done') }),
]);

const knownTypes: ReadonlySet<string> = new Set(['text', 'reasoning', 'file', 'done']);

/** Makes the parts of an answer out of what a program writes to its stdout, as UTF-8. */
export interface OutputReader {
  /** Takes the next bytes; returns the parts that are complete with them. */
  push(bytes: Uint8Array): AgentPart[];
  /** Takes the end of the output; returns what was still held back. */
  finish(): AgentPart[];
  /** True once the program said `{"type":"done"}`; what follows is ignored. */
  readonly done: boolean;
  /** Lines that were passed over, and why: at most five remarks. */
  readonly remarks: readonly string[];
}

/**
 * Reads an answer that is either plain text, handed on as it grows, or, where the first line is a
 * JSON object with a `type`, one JSON object a line: `text` and `reasoning` with a `delta`, `file`
 * with a `path` (taken from `directory` where it is relative) and perhaps a `caption`, and `done`.
 * Other types and lines that cannot be understood are passed over.
 */
export function createOutputReader(directory: string): OutputReader {
  const decoder = new TextDecoder();
  const remarks: string[] = [];
  let mode: 'undecided' | 'plain' | 'lines' | 'done' = 'undecided';
  let held = '';

  function passOver(why: string, line: string): [] {
    const remark = `${why}: ${line}`.slice(0, REMARK_LENGTH);
    if (remarks.length < KEPT_REMARKS && !remarks.includes(remark)) remarks.push(remark);
    return [];
  }

  function readLine(line: string): AgentPart[] {
    if (mode === 'done' || line.trim() === '') return [];
    const typed = parseTyped(line);
    if (typed === undefined) return passOver('not a JSON object with a type', line);
    if (!knownTypes.has(typed.type)) return passOver('unknown type', typed.type);
    const { data } = knownLine.safeParse(typed);
    if (data === undefined) return passOver('not what its type needs', line);
    if (data.type === 'done') {
      mode = 'done';
      return [];
    }
    return [data.type === 'file' ? { ...data, path: resolve(directory, data.path) } : data];
  }

  /** Settles how to read the output, as soon as the first line (or its beginning) tells. */
  function decide(atEnd: boolean): void {
    if (held === '') return;
    const [first = ''] = held.split('\n', 1);
    if (!held.startsWith('{')) mode = 'plain';
    else if (first !== held || atEnd) mode = parseTyped(first) ? 'lines' : 'plain';
  }

  function take(text: string, atEnd: boolean): AgentPart[] {
    held += text;
    if (mode === 'undecided') decide(atEnd);
    if (mode === 'undecided') return [];
    if (mode === 'plain') {
      const delta = held;
      held = '';
      return delta === '' ? [] : [{ type: 'text', delta }];
    }
    const lines = held.split('\n');
    held = atEnd ? '' : (lines.pop() ?? '');
    return lines.flatMap(readLine);
  }

  return {
    push: (bytes) => take(decoder.decode(bytes, { stream: true }), false),
    finish: () => take(decoder.decode(), true),
    get done() {
      return mode === 'done';
    },
    remarks,
  };
}

function parseTyped(line: string): z.infer<typeof typedObject> | undefined {
  try {
    return typedObject.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
