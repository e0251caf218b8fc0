import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { Turn } from './said.mjs' */

/** Where Ollama is expected; taken where nobody is there, so that the pictures show it. */
const USUAL_PORT = 11_434;
const THOUGHT_MS = 2_000;
const PIECE_MS = 60;

/**
 * A model server that passes for Ollama and knows the answers to these questions.
 *
 * @param {readonly Turn[]} turns
 */
export async function startModelServer(turns) {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  /** @type {(request: IncomingMessage, response: ServerResponse) => Promise<void>} */
  const answer = async (request, response) => {
    if (request.method === 'GET') {
      response.end(JSON.stringify({ data: [{ id: 'qwen3:8b' }, { id: 'deepseek-r1:8b' }] }));
      return;
    }
    const asked = JSON.parse(await text(request)).messages.at(-1).content;
    const turn = turns.find(({ question }) => JSON.stringify(asked).includes(question));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    /** @param {object} delta */
    const send = (delta) =>
      response.write(`data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta }] })}\n\n`);
    if (turn?.thought) {
      send({ reasoning_content: turn.thought });
      await wait(THOUGHT_MS);
    }
    for (const piece of turn?.answer.match(/.{1,8}/gs) ?? []) {
      send({ content: piece });
      await wait(PIECE_MS);
    }
    response.write(
      `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`,
    );
    response.end('data: [DONE]\n\n');
  };
  server.listen(USUAL_PORT, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    host: `127.0.0.1:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
