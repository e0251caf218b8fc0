import { describe, expect, it } from 'vitest';
import { fields } from '../../../src/main/settings/fields.ts';
import { groups, matters, shownValue, typedValue } from '../../../src/renderer/settings/groups.ts';
import { settingsWords } from '../../../src/words/settings.ts';

const paths = fields.map(({ path }) => path);

describe('the settings view', () => {
  it('shows every setting once', () => {
    const shown = groups.flatMap(([, inGroup]) => inGroup);
    expect(shown.toSorted()).toEqual(paths.toSorted());
  });

  it.each(['en', 'zh'] as const)('has words for every setting and choice (%s)', (language) => {
    const { fields: words, choices } = settingsWords[language];
    expect(Object.keys(words).toSorted()).toEqual(paths.toSorted());
    const known = ['echo', 'command', 'model', 'auto', 'en', 'zh', 'light', 'dark'];
    expect(Object.keys(choices).toSorted()).toEqual(known.toSorted());
  });

  it('shows of the agents only what the chosen one needs', () => {
    expect(matters('agent.command', 'command')).toBe(true);
    expect(matters('agent.command', 'model')).toBe(false);
    expect(matters('agent.api_key', 'echo')).toBe(false);
    expect(matters('agent.timeout', 'echo')).toBe(true);
  });
});

describe('what is typed into a setting', () => {
  it('is a number only where it looks like one', () => {
    expect(typedValue('number', ' 20 ')).toBe(20);
    expect(typedValue('number', 'twenty')).toBe('twenty');
    expect(typedValue('number', '')).toBe('');
  });

  it('is a list, an entry a line', () => {
    expect(typedValue('lines', 'claude\n-p\n\n')).toEqual(['claude', '-p']);
  });

  it('is shown as it was typed', () => {
    expect(shownValue(['claude', '-p'])).toBe('claude\n-p');
    expect(shownValue(0)).toBe('0');
    expect(shownValue(undefined)).toBe('');
  });
});
