import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeLink } from '../../../src/renderer/markdown/judge-link.ts';

describe('a link of a message', () => {
  it('can be opened where it is https', () => {
    expect(judgeLink('https://example.com/a?b#c', 'the page')).toEqual({
      type: 'link',
      href: 'https://example.com/a?b#c',
    });
  });

  it.each([
    'http://example.com',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'vbscript:x',
  ])('stays text with its address where it is not: %s', (address) => {
    expect(judgeLink(address, 'here')).toEqual({ type: 'text', address });
  });

  it('stays text where it leads nowhere', () => {
    expect(judgeLink('', 'here')).toEqual({ type: 'text' });
    expect(judgeLink('#fn-1', '1')).toEqual({ type: 'text', address: '#fn-1' });
  });

  it('does not say its address twice', () => {
    expect(judgeLink('http://www.example.com', 'www.example.com')).toEqual({ type: 'text' });
    expect(judgeLink('mailto:a@example.com', 'a@example.com')).toEqual({ type: 'text' });
  });

  it.each([
    ['https://bank.example', 'https://evil.example/login'],
    ['bank.example', 'https://evil.example'],
    ['Sign in at bank.example now', 'https://evil.example'],
    ['bank。example', 'https://evil.example'],
    ['https://bank.example@evil.example', 'https://bank.example@evil.example'],
    ['bаnk.example', 'https://bank.example'],
  ])('shows the real host where its text says another: %s', (text, address) => {
    expect(judgeLink(address, text)).toMatchObject({
      type: 'link',
      shownHost: new URL(address).host,
    });
  });

  it.each([
    ['https://example.com', 'https://example.com/'],
    ['example.com/docs', 'https://example.com/docs'],
    ['example.com', 'https://www.example.com'],
    ['EXAMPLE.com', 'https://example.com'],
    ['example。com', 'https://example.com'],
    ['read more', 'https://example.com'],
  ])('does not repeat an honest one: %s', (text, address) => {
    expect(judgeLink(address, text)).toEqual({ type: 'link', href: new URL(address).href });
  });

  it('shows the real host where its text is too long to be read', () => {
    expect(judgeLink('https://example.com', 'x'.repeat(10_000))).toMatchObject({
      shownHost: 'example.com',
    });
  });

  it('is never opened unless it is https, whatever it is', () => {
    const scheme = fc.constantFrom('https:', 'HTTPS:', 'http:', 'javascript:', ' https:', 'ftp:');
    const address = fc.tuple(scheme, fc.string()).map(([start, rest]) => `${start}//${rest}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), address), fc.string(), (address, text) => {
        const verdict = judgeLink(address, text);
        if (verdict.type === 'link') expect(verdict.href).toMatch(/^https:\/\//);
      }),
    );
  });
});
