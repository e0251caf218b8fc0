import { readFile } from 'node:fs/promises';
import type { FilePart, ModelMessage } from 'ai';
import type { AgentRequest, Attachment, HistoryEntry } from './agent.ts';

/**
 * Turns a request into the messages of a model: history first, then the message with what it
 * quotes put before its text. With `images`, attached images go along as such; every attachment
 * that does not is named in the text, so that the model knows what it cannot see.
 */
export async function messagesOf(request: AgentRequest, images: boolean): Promise<ModelMessage[]> {
  const shown: FilePart[] = [];
  const named: Attachment[] = [];
  for (const attachment of request.attachments) {
    const data = images && isImage(attachment) ? await readImage(attachment.path) : undefined;
    if (data) shown.push({ type: 'file', data, mediaType: attachment.type });
    else named.push(attachment);
  }
  const asked = joinBlocks([quoted(request.quote), request.text, ...named.map(nameOf)]);
  const history = request.history.filter((entry) => entry.text.trim() !== '');
  const turns = alternating([...history, { role: 'user', text: asked }]);
  const last = turns.pop();
  const content = [{ type: 'text' as const, text: last?.text ?? '' }, ...shown];
  return [
    ...turns.map(({ role, text }): ModelMessage => ({ role, content: text })),
    { role: 'user', content: content.filter((part) => part.type === 'file' || part.text !== '') },
  ];
}

/** Whether `messagesOf` would send an image. */
export function hasImages(request: AgentRequest): boolean {
  return request.attachments.some(isImage);
}

/**
 * Many models insist that a conversation begins with the user and then alternates, whereas in a
 * chat messages go unanswered and answers come unasked.
 */
function alternating(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const turns: HistoryEntry[] = [];
  for (const entry of entries) {
    const before = turns.at(-1);
    if (before?.role === entry.role) {
      turns.splice(-1, 1, { ...entry, text: joinBlocks([before.text, entry.text]) });
    } else if (before !== undefined || entry.role === 'user') {
      turns.push(entry);
    }
  }
  return turns;
}

function joinBlocks(blocks: readonly string[]): string {
  return blocks.filter((block) => block.trim() !== '').join('\n\n');
}

function quoted(quote = ''): string {
  return quote === '' ? '' : quote.replaceAll(/^/gm, '> ');
}

function nameOf({ name, type, size }: Attachment): string {
  return `[Attached, but not shown to you: ${name} (${type}, ${size} bytes)]`;
}

function isImage(attachment: Attachment): boolean {
  return attachment.type.startsWith('image/');
}

/** A file that is gone must not cost the person the answer to the text. */
async function readImage(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch {
    return undefined;
  }
}
