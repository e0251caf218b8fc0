import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { eventually } from '../fixtures/electron.ts';
import { temporaryFolder } from '../settings/folder.ts';

/** A message that an agent was started for. */
export interface Question {
  readonly text: string;
  /** Goes on with the answer. */
  say(more: string): void;
  /** Ends the answer, and the agent with it. */
  end(): void;
  /** Whether the agent is gone. */
  readonly isOver: boolean;
}

/** A command agent that says what the test says, when the test says it. */
export interface StandIn {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Makes it the one that answers. */
  readonly env: Readonly<Record<string, string>>;
  /** All that it was asked so far. */
  readonly questions: readonly Question[];
  /** Resolves with the next question with this text that nobody took yet. */
  asked(text: string): Promise<Question>;
}

/** Makes an agent that the test speaks for; it ends with the test. */
export async function createStandIn(): Promise<StandIn> {
  const path = join(temporaryFolder(), 'agent.sock');
  const questions: Question[] = [];
  const taken = new Set<Question>();
  const sockets = new Set<Socket>();
  const hear = (socket: Socket, line: string): void => {
    const asked = JSON.parse(line) as { text: string };
    questions.push({
      text: asked.text,
      say: (more) => void socket.write(more),
      end: () => void socket.end(),
      get isOver() {
        return socket.destroyed;
      },
    });
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    // One that was killed may break off anywhere.
    socket.on('error', () => {});
    createInterface({ input: socket }).once('line', (line) => hear(socket, line));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const command = [process.execPath, join(import.meta.dirname, 'stand-in.mjs'), path];
  return {
    command,
    env: {
      WECOM_TRAY_AGENT_KIND: 'command',
      WECOM_TRAY_AGENT_COMMAND: JSON.stringify(command),
    },
    questions,
    async asked(wanted) {
      const isIt = (question: Question) => question.text === wanted && !taken.has(question);
      await eventually(() => questions.filter(isIt).map((one) => one.text)).not.toEqual([]);
      const question = questions.find(isIt);
      if (!question) throw new Error(`Nobody asked “${wanted}”.`);
      taken.add(question);
      return question;
    },
  };
}
