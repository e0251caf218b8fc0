import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, readOffer, readRefusal } from '../../src/main/binding/answers.ts';

const status = (name: string, bot?: unknown) => ({
  errcode: 0,
  data: { status: name, ...(bot === undefined ? {} : { bot_info: bot }) },
});

describe('the answer to a poll', () => {
  it.each(['scaned', 'scanned'])('%s is a scan', (name) => {
    expect(advance('waiting', status(name))).toEqual({ phase: 'scanned' });
  });

  it('once scanned stays scanned', () => {
    expect(advance('scanned', status('wait'))).toEqual({ phase: 'scanned' });
  });

  it('success has the bot, without spaces around it', () => {
    const answer = status('success', { botid: ' aib1 ', secret: 'sesame\n' });
    expect(advance('waiting', answer)).toEqual({
      phase: 'confirmed',
      credentials: { botId: 'aib1', secret: 'sesame' },
    });
  });

  it.each([
    undefined,
    null,
    {},
    { botid: 'aib1' },
    { botid: 'aib1', secret: ' ' },
    { secret: 's' },
  ])('success with %j is incomplete', (bot) => {
    expect(advance('scanned', status('success', bot))).toEqual({ phase: 'incomplete' });
  });

  it('expired ends it', () => {
    expect(advance('scanned', status('expired'))).toEqual({ phase: 'expired' });
  });

  it('that is a refusal is no news, whatever else it says', () => {
    const refused = { ...status('success', { botid: 'a', secret: 's' }), errcode: 40058 };
    expect(advance('waiting', refused)).toEqual({ phase: 'waiting' });
  });

  it('that means nothing known is no news', () => {
    const phases = fc.constantFrom('waiting', 'scanned');
    const unknown = fc
      .string()
      .filter((name) => !['scaned', 'scanned', 'expired', 'success'].includes(name))
      .map((name) => status(name));
    fc.assert(
      fc.property(phases, fc.oneof(fc.jsonValue(), unknown), (phase, answer) => {
        expect(advance(phase, answer)).toEqual({ phase });
      }),
    );
  });

  it('leads to a bot only by a success that is complete, in any order of answers', () => {
    const answers = fc.array(
      fc.oneof(
        fc.constantFrom('wait', 'scaned', 'expired', 'later').map((name) => status(name)),
        fc.record({ botid: fc.string(), secret: fc.string() }).map((bot) => status('success', bot)),
        fc.jsonValue(),
      ),
    );
    fc.assert(
      fc.property(answers, (list) => {
        let phase: 'waiting' | 'scanned' = 'waiting';
        for (const answer of list) {
          const next = advance(phase, answer);
          if (next.phase === 'confirmed') {
            expect(next.credentials.botId).not.toBe('');
            expect(next.credentials.secret).not.toBe('');
          }
          if (next.phase !== 'waiting' && next.phase !== 'scanned') return;
          if (phase === 'scanned') expect(next.phase).toBe('scanned');
          phase = next.phase;
        }
      }),
    );
  });
});

describe('the answer to a request for a code', () => {
  const offer = (scode: unknown, auth_url: unknown) => ({ data: { scode, auth_url } });
  const LINK = 'https://work.weixin.qq.com/ai/qc/c?s=1';

  it('has the code and the link to draw', () => {
    expect(readOffer(offer('Ab_9-', LINK))).toEqual({ code: 'Ab_9-', link: LINK });
  });

  it.each([
    ['', LINK],
    ['a/../b', LINK],
    ['a&x=1', LINK],
    ['a', 'javascript:alert(1)'],
    ['a', 'no link'],
    [7, LINK],
  ])('is none with the code %j and the link %j', (scode, link) => {
    expect(readOffer(offer(scode, link))).toBeUndefined();
  });

  it('may be a refusal', () => {
    expect(readRefusal({ errcode: -1, errmsg: 'system error' })).toBe('-1 system error');
    expect(readRefusal({ errcode: 40001 })).toBe('40001');
    expect(readRefusal({ errcode: 0, errmsg: 'ok' })).toBeUndefined();
    expect(readRefusal(undefined)).toBeUndefined();
  });
});
