import { describe, expect, it } from 'vitest';
import { fields } from '../../src/main/settings/fields.ts';
import { tell } from '../../src/main/terminal/remedies.ts';
import type { CheckName } from '../../src/shared/diagnostics.ts';
import type { Language } from '../../src/shared/language.ts';
import { describeFinding, diagnosticsWords } from '../../src/words/diagnostics.ts';
import { findingsEn } from '../../src/words/findings-en.ts';
import { findingsZh } from '../../src/words/findings-zh.ts';

/** That no finding lacks words is for the compiler; here is what it cannot see. */
const { any, ...byCheck } = findingsEn;
const names = Object.keys(byCheck) as CheckName[];
const everyFinding = names.flatMap((name) =>
  [...Object.keys(byCheck[name]), ...Object.keys(any)].map((finding) => ({ name, finding })),
);

/** Values under every name, so that a word that is wanted and missing shows. */
const values = Object.fromEntries(
  (
    'path why problems file unsaid remedy chats bot host address issuer subject until from ' +
    'variables proxy seconds name url model pid code'
  )
    .split(' ')
    .map((name): [string, string | number] => [name, `<${name}>`])
    .concat([['free', 2_000_000_000]]),
);

const say = (language: Language, name: CheckName, finding: string) =>
  describeFinding(language, { name, mark: 'fail', finding, values });

describe.each(['en', 'zh'] as const)('findings in %s', (language) => {
  it('are whole sentences', () => {
    for (const { name, finding } of everyFinding) {
      const { detail, remedy = '.' } = say(language, name, finding);
      for (const text of [detail, remedy]) {
        expect(text).not.toMatch(/undefined|NaN|Infinity|!|！|please|oops/i);
      }
      expect(detail).toMatch(/[.。）)>]$/);
      expect(detail).not.toMatch(/\.\.| \.|。。/);
    }
  });

  it('has words for a finding of another version', () => {
    const odd = { name: 'disk', mark: 'warn', finding: 'constructor', values: { a: 1 } } as const;
    expect(describeFinding(language, odd)).toEqual({ detail: 'constructor · 1' });
  });
});

describe('the Chinese words', () => {
  it('are Chinese, one finding for each of the English ones', () => {
    for (const { name, finding } of everyFinding) {
      const { detail, remedy } = say('zh', name, finding);
      expect(detail).toMatch(/\p{Script=Han}/u);
      if (remedy) expect(remedy).toMatch(/\p{Script=Han}/u);
      expect(`${detail}${remedy}`.replace(/<\w+>/g, '')).not.toMatch(/[,;!?()]/);
    }
    expect(Object.keys(findingsZh.tls)).toEqual(Object.keys(findingsEn.tls));
  });
});

describe('what one click does', () => {
  it('is told with the words on its button', () => {
    expect(say('en', 'bot', 'not-bound')).toMatchObject({
      action: 'bind',
      button: 'Bind with QR…',
    });
    expect(say('zh', 'connection', 'displaced')).toMatchObject({
      action: 'connect',
      button: '在本机使用',
    });
    expect(say('en', 'connection', 'stopped')).toMatchObject({ button: 'Connect' });
    expect(say('en', 'keychain', 'unavailable')).toMatchObject({ action: 'keychain-retry' });
    expect(say('en', 'disk', 'full')).not.toHaveProperty('action');
  });

  it('leads only to settings that there are', () => {
    const paths = everyFinding
      .map(({ name, finding }) => say('en', name, finding).action ?? '')
      .filter((action) => action.startsWith('settings:'))
      .map((action) => action.slice('settings:'.length));
    expect(paths).not.toEqual([]);
    for (const path of paths) expect(fields.map((field) => field.path)).toContain(path);
  });
});

describe('a terminal', () => {
  it('is told a command wherever a window has a button', () => {
    for (const { name, finding } of everyFinding) {
      const { action } = say('en', name, finding);
      if (!action || action === 'keychain-retry' || finding === 'waiting') continue;
      expect(tell({ name, mark: 'fail', finding, values }).remedy).toContain('`wecom-tray ');
    }
  });

  it('is never sent to a window', () => {
    for (const { name, finding } of everyFinding) {
      const { remedy = '' } = tell({ name, mark: 'fail', finding, values });
      expect(remedy).not.toMatch(/in Settings|button/);
    }
  });
});

it('the view counts what is in the way', () => {
  const { en, zh } = diagnosticsWords;
  expect(en.summary(0, 0)).toBe('Everything is in order.');
  expect(en.summary(1, 3)).toBe('One thing needs you.');
  expect(en.summary(2, 0)).toBe('2 things need you.');
  expect(en.summary(0, 1)).toBe('It works; one thing is worth a look.');
  expect(zh.summary(0, 2)).toBe('可以使用，有 2 项值得留意。');
});
