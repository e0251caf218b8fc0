import type { Agent } from './agent.ts';
import { AgentFailure } from './agent.ts';

const PIECES = 5;

/** Says what it was told, in a handful of pieces: for trying a binding out without a model. */
export function createEchoAgent(): Agent {
  const graphemes = new Intl.Segmenter();
  return {
    async *answer(request, signal) {
      if (request.text.trim() === '') throw new AgentFailure('empty', 'The message had no text.');
      const characters = Array.from(graphemes.segment(request.text), (it) => it.segment);
      const size = Math.ceil(characters.length / PIECES);
      for (let start = 0; start < characters.length && !signal.aborted; start += size) {
        yield { type: 'text', delta: characters.slice(start, start + size).join('') };
      }
    },
  };
}
