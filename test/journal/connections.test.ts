import { describe, expect, it } from 'vitest';
import { openTestJournal } from './journals.ts';
import { DAY } from './messages.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A journal whose connection goes through states; `lives` is the process going on for `ms`. */
function log() {
  const opened = openTestJournal();
  const { clock } = opened;
  const start = clock.wall();
  let journal = opened.journal;
  const lives = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 10 * SECOND) {
      clock.advance(Math.min(10 * SECOND, ms - passed));
      journal.tidy();
    }
  };
  /** The spans with their times in seconds from the start. */
  const spans = (since = 0) =>
    journal.connections(since).map(({ state, name, from, until }) => ({
      state,
      name,
      from: (from - start) / SECOND,
      until: (until - start) / SECOND,
    }));
  return {
    clock,
    start,
    lives,
    spans,
    to: (name: Parameters<typeof journal.logConnection>[0]) => journal.logConnection(name),
    /** Kills the process and starts another. */
    crash() {
      journal = opened.reopen();
    },
  };
}

describe('the log of the connection', () => {
  it('tells how it was, the state that lasts until now', () => {
    const { to, lives, spans } = log();
    to('connecting');
    lives(2 * SECOND);
    to('online');
    lives(90 * SECOND);
    to('stopped');
    lives(5 * SECOND);
    expect(spans()).toEqual([
      { state: 'trying', name: 'connecting', from: 0, until: 2 },
      { state: 'online', name: 'online', from: 2, until: 92 },
      { state: 'off', name: 'stopped', from: 92, until: 97 },
    ]);
  });

  it('has tries after one another as one span, by the name of the first', () => {
    const { to, lives, spans } = log();
    for (const name of ['waiting', 'connecting', 'subscribing', 'waiting'] as const) {
      to(name);
      lives(10 * SECOND);
    }
    expect(spans()).toEqual([{ state: 'trying', name: 'waiting', from: 0, until: 40 }]);
  });

  it('tells apart why it was off', () => {
    const { to, lives, spans } = log();
    to('displaced');
    lives(SECOND);
    to('refused');
    lives(SECOND);
    expect(spans().map(({ state, name }) => [state, name])).toEqual([
      ['off', 'displaced'],
      ['off', 'refused'],
    ]);
  });

  it('ends for a killed process with its last sign of life, at most a minute before', () => {
    const { to, lives, spans, clock, crash } = log();
    to('online');
    lives(150 * SECOND);
    crash();
    clock.advance(DAY);
    crash();
    const [span] = spans();
    expect(span).toMatchObject({ state: 'online', from: 0, until: 120 });
    to('connecting');
    lives(10 * SECOND);
    expect(spans()).toHaveLength(2);
  });

  it('has a gap where the computer slept', () => {
    const { to, lives, spans, clock } = log();
    to('online');
    lives(60 * SECOND);
    clock.jumpWall(DAY);
    lives(60 * SECOND);
    const day = DAY / SECOND;
    expect(spans()).toEqual([
      { state: 'online', name: 'online', from: 0, until: 60 },
      { state: 'online', name: 'online', from: day + 70, until: day + 120 },
    ]);
  });

  it('has the gap also where the connection noticed the sleep first', () => {
    const { to, lives, spans, clock } = log();
    to('online');
    lives(60 * SECOND);
    clock.jumpWall(DAY);
    to('connecting');
    expect(spans()[0]).toMatchObject({ until: 60 });
  });

  it('begins where it is asked from', () => {
    const { to, lives, spans, start } = log();
    to('online');
    lives(MINUTE);
    to('stopped');
    lives(MINUTE);
    expect(spans(start + 30 * SECOND)).toMatchObject([{ from: 30, until: 60 }, { from: 60 }]);
    expect(spans(start + 60 * SECOND)).toMatchObject([{ name: 'stopped', from: 60 }]);
  });

  it('is kept for thirty days', () => {
    const { to, lives, spans, clock } = log();
    to('online');
    lives(MINUTE);
    to('stopped');
    clock.jumpWall(30 * DAY);
    lives(2 * MINUTE);
    expect(spans()).toMatchObject([{ name: 'stopped' }]);
  });
});
