import type { Language } from '../../shared/language.ts';

/** A name for the file of a chat that every system takes. */
export function fileName(id: string, format: 'markdown' | 'json'): string {
  const safe = id.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^[._]+|[._]+$/g, '');
  const ending = { markdown: 'md', json: 'json' }[format];
  return `wecom-${[...safe].slice(0, 60).join('') || 'chat'}.${ending}`;
}

/** So many characters, as people say it. */
export function sizeOf(characters: number, language: Language): string {
  const number = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', {
    maximumFractionDigits: 1,
  });
  if (characters < 1_000_000) {
    const thousands = number.format(Math.ceil(characters / 1000));
    return `${thousands} kB`;
  }
  return `${number.format(characters / 1_000_000)} MB`;
}
