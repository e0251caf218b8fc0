import { describe, expect, it, vi } from 'vitest';
import { examine, type Patient } from '../../src/main/diagnostics/examine.ts';
import type { Check } from '../../src/shared/diagnostics.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { patient } from './patient.ts';

const NAMES = [
  'folder',
  'disk',
  'settings',
  'keychain',
  'journal',
  'bot',
  'dns',
  'tls',
  'proxy',
  'clock',
  'agent',
  'connection',
];

async function examined(one: Patient): Promise<Check[]> {
  const checks: Check[] = [];
  for await (const check of examine(one, new AbortController().signal)) checks.push(check);
  return checks;
}

/** Never answers. */
const hanging = () => new Promise<never>(() => {});

describe('an examination', () => {
  it('tells every check as running, in their order, then the result of each once', async () => {
    const checks = await examined(patient());
    expect(checks.slice(0, 12)).toEqual(NAMES.map((name) => ({ name, mark: 'running' })));
    const results = checks.slice(12);
    expect(results.map(({ name }) => name).toSorted()).toEqual(NAMES.toSorted());
    expect(results.filter(({ mark }) => mark === 'running')).toEqual([]);
  });

  it('tells results as they come', async () => {
    let answer = () => {};
    const waiting = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const bot = async () => {
      await waiting;
      return { found: 'absent' } as const;
    };
    const results: string[] = [];
    for await (const { name, mark } of examine(patient({ bot }), new AbortController().signal)) {
      if (mark === 'running') continue;
      results.push(name);
      if (results.length === 11) answer();
    }
    expect(results.at(-1)).toBe('connection');
  });

  it('gives up on what does not answer, each check within its time', async () => {
    const clock = createTestClock();
    const one = patient({ clock, keychain: { status: hanging }, bot: hanging });
    const found = new Map<string, Check>();
    for await (const check of examine(one, new AbortController().signal)) {
      found.set(check.name, check);
      const done = [...found.values()].filter(({ mark }) => mark !== 'running');
      if (done.length === 10) clock.advance(12_000);
    }
    const late = { mark: 'fail', finding: 'late', values: { seconds: 12 } };
    expect(found.get('keychain')).toEqual({ name: 'keychain', ...late });
    expect(found.get('connection')).toEqual({ name: 'connection', ...late });
    expect(clock.pending).toBe(0);
  });

  it('tells what breaks as a finding', async () => {
    const settings = patient().settings;
    const checks = await examined(
      patient({
        settings: {
          ...settings,
          problems() {
            throw new Error('broken within');
          },
        },
        bot: async () => Promise.reject(new Error('broken later')),
      }),
    );
    expect(checks).toContainEqual({
      name: 'settings',
      mark: 'fail',
      finding: 'broken',
      values: { why: 'broken within' },
    });
    expect(checks).toContainEqual({
      name: 'connection',
      mark: 'fail',
      finding: 'broken',
      values: { why: 'broken later' },
    });
  });

  it('ends at once when it is given up', async () => {
    const stop = new AbortController();
    const bot = () => {
      queueMicrotask(() => stop.abort());
      return hanging();
    };
    const checks: Check[] = [];
    for await (const check of examine(patient({ bot }), stop.signal)) checks.push(check);
    expect(checks).not.toContainEqual(
      expect.objectContaining({ name: 'connection', mark: 'fail' }),
    );
  });

  it('stops what still looks when the reader leaves', async () => {
    let given: AbortSignal | undefined;
    const bot = (signal: AbortSignal) => {
      given = signal;
      return hanging();
    };
    for await (const { mark } of examine(patient({ bot }), new AbortController().signal)) {
      if (mark !== 'running') break;
    }
    expect(given?.aborted).toBe(true);
  });

  it('starts nothing for a reader who leaves before the first result', async () => {
    const bot = vi.fn(hanging);
    for await (const _ of examine(patient({ bot }), new AbortController().signal)) break;
    expect(bot).not.toHaveBeenCalled();
  });
});
