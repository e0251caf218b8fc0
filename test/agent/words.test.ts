import { describe, expect, test } from 'vitest';
import type { FailureReason } from '../../src/main/agent/agent.ts';
import { slashCommands } from '../../src/main/agent/slash.ts';
import { wordsFor } from '../../src/main/agent/words.ts';

const reasons: readonly FailureReason[] = [
  'unavailable',
  'timeout',
  'unauthorized',
  'busy',
  'broken',
  'empty',
];

test('who writes a Chinese character is answered in Chinese, everybody else in English', () => {
  expect(wordsFor('please 停').stopped).toBe('已停止。');
  expect(wordsFor('/stop').stopped).toBe('Stopped.');
  expect(wordsFor('').stopped).toBe('Stopped.');
});

describe.each([
  ['English', 'hello'],
  ['Chinese', '你好'],
])('in %s', (_language, text) => {
  const words = wordsFor(text);

  test('the help names every command', () => {
    for (const command of slashCommands) expect(words.help).toContain(`/${command}`);
  });

  test('each reason for a failure has words of its own, and points to the help', () => {
    const said = reasons.map((reason) => words.failure(reason));
    expect(new Set(said).size).toBe(said.length);
    for (const notice of said) expect(notice).toContain('/help');
  });

  test('whoami shows ids as they are, whatever Markdown would make of them', () => {
    const said = words.whoami('zhang_san_', { id: 'wr*Ab*', type: 'group' });
    expect(said).toContain('`zhang_san_`');
    expect(said).toContain('`wr*Ab*`');
  });
});

test('a group chat and a direct chat are told apart', () => {
  const words = wordsFor('');
  expect(words.whoami('a', { id: 'a', type: 'single' })).toContain('direct chat');
  expect(words.whoami('a', { id: 'g', type: 'group' })).toContain('group chat');
});

test('the status is the text it is given', () => {
  expect(wordsFor('').status('online')).toBe('Status: online');
  expect(wordsFor('状态').status('在线')).toBe('状态：在线');
});
