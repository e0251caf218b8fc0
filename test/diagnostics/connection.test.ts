import { expect, it } from 'vitest';
import { judgeConnection } from '../../src/main/diagnostics/answering.ts';
import type { ConnectionState } from '../../src/shared/connection.ts';

const NOW = 1_000_000;
const judge = (state: ConnectionState) =>
  judgeConnection({ found: 'running', status: { pid: 7, state, bot_id: 'aibX' } }, NOW);

it.each<[ConnectionState, string, string, object]>([
  [{ name: 'online', since: 1 }, 'ok', 'online', { pid: 7, bot: 'aibX' }],
  [{ name: 'connecting', attempt: 1 }, 'warn', 'connecting', { pid: 7 }],
  [{ name: 'subscribing', attempt: 1 }, 'warn', 'connecting', { pid: 7 }],
  [
    { name: 'waiting', reason: 'closed', detail: 'gone', attempt: 2, until: NOW + 1_500 },
    'warn',
    'waiting',
    { pid: 7, why: 'gone', seconds: 2 },
  ],
  [{ name: 'displaced', since: 1 }, 'warn', 'displaced', { pid: 7 }],
  [
    { name: 'refused', code: 853000, message: 'bad secret' },
    'fail',
    'refused',
    { pid: 7, why: 'bad secret', code: 853000 },
  ],
  [{ name: 'stopped' }, 'warn', 'stopped', { pid: 7 }],
])('a bot that is %o', (state, mark, finding, values) => {
  expect(judge(state)).toEqual({ mark, finding, values });
});

it('a bot that waited longer than it meant to tries now', () => {
  const late = { name: 'waiting', reason: 'closed', detail: 'x', attempt: 2, until: 0 } as const;
  expect(judge(late).values).toMatchObject({ seconds: 0 });
});

it('no bot at all, or one that does not say', () => {
  expect(judgeConnection({ found: 'absent' }, NOW)).toMatchObject({ finding: 'absent' });
  expect(judgeConnection({ found: 'silent', why: 'hung' }, NOW)).toEqual({
    mark: 'fail',
    finding: 'silent',
    values: { why: 'hung' },
  });
});
