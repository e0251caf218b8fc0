import { describe, expect, test } from 'vitest';
import {
  type AgentForm,
  choiceOf,
  formOf,
  isSameOrigin,
  pickedModel,
  withFound,
} from '../../../src/renderer/agents/agent-form.ts';
import type { FoundAgent } from '../../../src/shared/api.ts';
import type { FieldView, Origin } from '../../../src/shared/settings.ts';

const OLLAMA = {
  name: 'ollama',
  base_url: 'http://127.0.0.1:11434/v1',
  models: ['qwen3', 'llama3'],
} as const satisfies FoundAgent;
const CLAUDE = {
  name: 'claude',
  path: '/usr/bin/claude',
  command: ['claude', '-p', 'Answer it.'],
} as const satisfies FoundAgent;

function field(path: string, value: unknown, origin: Origin = 'file'): FieldView {
  return { path, value, origin, control: { type: 'text', long: false }, initial: '', variable: '' };
}

const FRESH: AgentForm = formOf([
  field('agent.kind', 'echo', 'default'),
  field('agent.command', ['claude', '-p'], 'default'),
  field('agent.base_url', 'http://127.0.0.1:11434/v1', 'default'),
  field('agent.model', 'qwen3', 'default'),
]);

describe('at first', () => {
  test('nothing is selected and nothing filled in where nobody has chosen', () => {
    expect(FRESH).toEqual({
      selected: undefined,
      picked: {},
      address: '',
      model: '',
      key: '',
      commandLine: '',
    });
  });

  test('the endpoint of the settings is selected, without its key', () => {
    const form = formOf([
      field('agent.kind', 'model'),
      field('agent.base_url', 'https://api.example/v1'),
      field('agent.model', 'big'),
      field('agent.api_key', undefined, 'keychain'),
    ]);
    expect(form).toMatchObject({
      selected: 'endpoint',
      address: 'https://api.example/v1',
      model: 'big',
      key: '',
    });
  });

  test('the command of the settings is a command line', () => {
    const form = formOf([
      field('agent.kind', 'command', 'environment'),
      field('agent.command', ['my agent', '-p']),
    ]);
    expect(form).toMatchObject({ selected: 'command', commandLine: '"my agent" -p' });
  });

  test('an echo that somebody chose is selected', () => {
    expect(formOf([field('agent.kind', 'echo')]).selected).toBe('echo');
  });
});

describe('what is found', () => {
  test('is selected where nobody has chosen: the first that can answer', () => {
    const empty = { ...OLLAMA, models: [] };
    expect(withFound(FRESH, [empty, CLAUDE]).selected).toBe('claude');
    expect(withFound(FRESH, [empty]).selected).toBeUndefined();
    expect(withFound(FRESH, []).selected).toBeUndefined();
  });

  test('does not take the place of a choice', () => {
    expect(withFound({ ...FRESH, selected: 'echo' }, [OLLAMA]).selected).toBe('echo');
  });

  test('is selected instead of the endpoint that it is, with the model in use', () => {
    const form = withFound(
      { ...FRESH, selected: 'endpoint', address: OLLAMA.base_url, model: 'llama3' },
      [OLLAMA, CLAUDE],
    );
    expect(form.selected).toBe('ollama');
    expect(pickedModel(form, OLLAMA)).toBe('llama3');
  });

  test('leaves an endpoint selected whose model is not there', () => {
    const form = {
      ...FRESH,
      selected: 'endpoint',
      address: OLLAMA.base_url,
      model: 'gone',
    } as const;
    expect(withFound(form, [OLLAMA]).selected).toBe('endpoint');
  });

  test('leaves an endpoint at another address selected', () => {
    const form = {
      ...FRESH,
      selected: 'endpoint',
      address: 'https://b.example',
      model: 'qwen3',
    } as const;
    expect(withFound(form, [OLLAMA]).selected).toBe('endpoint');
  });

  test('is selected instead of the command that it is', () => {
    const form = { ...FRESH, selected: 'command', commandLine: 'claude -p "Answer it."' } as const;
    expect(withFound(form, [CLAUDE]).selected).toBe('claude');
  });
});

describe('the model of a found endpoint', () => {
  test('is its first one until another is picked', () => {
    expect(pickedModel(FRESH, OLLAMA)).toBe('qwen3');
    expect(pickedModel({ ...FRESH, picked: { ollama: 'llama3' } }, OLLAMA)).toBe('llama3');
  });

  test('is its first one again where the picked one has gone', () => {
    expect(pickedModel({ ...FRESH, picked: { ollama: 'gone' } }, OLLAMA)).toBe('qwen3');
  });
});

describe('what is chosen', () => {
  const choose = (form: Partial<AgentForm>) => choiceOf({ ...FRESH, ...form }, [OLLAMA, CLAUDE]);

  test('is nothing where nothing is selected', () => {
    expect(choose({})).toBeUndefined();
  });

  test('is nothing where what was selected is not found any more', () => {
    expect(choose({ selected: 'codex' })).toBeUndefined();
  });

  test('is the echo', () => {
    expect(choose({ selected: 'echo' })).toEqual({ ok: true, agent: { kind: 'echo' } });
  });

  test('is a found endpoint with its model', () => {
    expect(choose({ selected: 'ollama', picked: { ollama: 'llama3' } })).toEqual({
      ok: true,
      agent: { kind: 'model', base_url: OLLAMA.base_url, model: 'llama3' },
    });
  });

  test('is the command of a found program', () => {
    expect(choose({ selected: 'claude' })).toEqual({
      ok: true,
      agent: { kind: 'command', command: CLAUDE.command },
    });
  });

  test('is an endpoint as typed, trimmed, with a key only where one was typed', () => {
    const typed = {
      selected: 'endpoint',
      address: ' https://api.example/v1 ',
      model: ' big ',
    } as const;
    const agent = { kind: 'model', base_url: 'https://api.example/v1', model: 'big' };
    expect(choose(typed)).toEqual({ ok: true, agent });
    expect(choose({ ...typed, key: ' sk-1 ' })).toEqual({
      ok: true,
      agent: { ...agent, api_key: 'sk-1' },
    });
  });

  test('is a typed command line as a list', () => {
    expect(choose({ selected: 'command', commandLine: 'bot --name "a b"' })).toEqual({
      ok: true,
      agent: { kind: 'command', command: ['bot', '--name', 'a b'] },
    });
  });
});

describe('what is wrong', () => {
  const problems = (form: Partial<AgentForm>) => {
    const choice = choiceOf({ ...FRESH, ...form }, []);
    return choice && !choice.ok ? choice.problems : undefined;
  };

  test('stands at each field of an endpoint', () => {
    expect(problems({ selected: 'endpoint', key: 'a b' })).toEqual({
      address: 'address-missing',
      model: 'model-missing',
      key: 'key-wrong',
    });
  });

  test.each([
    'example.com/v1',
    'ftp://example.com',
    'https://me:pw@example.com',
    'https://me@example.com',
    'https://',
  ])('%s is no address of an endpoint', (address) => {
    expect(problems({ selected: 'endpoint', address, model: 'm' })).toEqual({
      address: 'address-wrong',
    });
  });

  test.each<[string, string]>([
    ['', 'command-missing'],
    ['""', 'command-missing'],
    ['" " -p', 'command-missing'],
    ['bot "a', 'command-unclosed'],
  ])('%j is no command', (commandLine, problem) => {
    expect(problems({ selected: 'command', commandLine })).toEqual({ commandLine: problem });
  });
});

describe('a kept key', () => {
  test('is meant for one server, whatever the path', () => {
    expect(isSameOrigin('https://a.example.com/v2', 'https://a.example.com/v1')).toBe(true);
    expect(isSameOrigin('https://b.example.com/v1', 'https://a.example.com/v1')).toBe(false);
    expect(isSameOrigin('http://a.example.com/v1', 'https://a.example.com/v1')).toBe(false);
    expect(isSameOrigin('nothing', undefined)).toBe(false);
    expect(isSameOrigin('nothing', 'nothing')).toBe(false);
  });
});
