import { expect, test } from 'vitest';
import { parseSlash, slashCommands } from '../../src/main/agent/slash.ts';

test.each(slashCommands)('/%s is a command, in any case, whatever follows it', (command) => {
  expect(parseSlash(`/${command}`)).toBe(command);
  expect(parseSlash(`/${command.toUpperCase()}`)).toBe(command);
  expect(parseSlash(` /${command} now, please\n`)).toBe(command);
});

test.each([
  '/helpme',
  '/ help',
  '//help',
  '/compact',
  '/help/me',
  'help',
  'what does /help do?',
  '/',
  '',
])('%j is for the agent', (text) => {
  expect(parseSlash(text)).toBeUndefined();
});
