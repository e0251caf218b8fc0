import type { Database } from 'better-sqlite3';
import type { ConnectionSpan } from '../../shared/api.ts';
import type { ConnectionState } from '../../shared/connection.ts';
import type { Clock } from '../clock.ts';

type StateName = ConnectionState['name'];

const MINUTE = 60_000;
/** Milliseconds that spans are kept. */
const KEPT = 30 * 24 * 60 * MINUTE;
/** Milliseconds without a sign of life after which the computer slept: nothing was connected. */
const SILENCE = 3 * MINUTE;

/** How the connection was, so that a killed process counts as off from its last sign of life. */
export interface ConnectionLog {
  /** The connection is in this state now. Tries after one another are one span. */
  logConnection(name: StateName): void;
  /** The process lives; writes once a minute, however often it is told. */
  logAlive(): void;
  /** Spans since `since`, oldest first; the one that lasts ends now. */
  connections(since: number): ConnectionSpan[];
}

interface SpanRow {
  readonly id: number;
  readonly from_at: number;
  readonly until_at: number;
  readonly name: StateName;
}

/** Prepares the log of a journal's connection. */
export function createConnectionLog(database: Database, clock: Clock): ConnectionLog {
  const begin = database.prepare<[object]>(
    'INSERT INTO connection_log (from_at, until_at, name) VALUES (@now, @now, @name)',
  );
  const extend = database.prepare<[number, number]>(
    'UPDATE connection_log SET until_at = max(until_at, ?) WHERE id = ?',
  );
  const forget = database.prepare<[number]>('DELETE FROM connection_log WHERE until_at < ?');
  const spans = database.prepare<[number, number], SpanRow>(
    `SELECT id, from_at, until_at, name FROM connection_log
     WHERE until_at > max(?, from_at) OR id = ? ORDER BY id`,
  );
  let current: { id: number; name: StateName; alive: number } | undefined;

  const open = (name: StateName, now: number): void => {
    const { lastInsertRowid } = begin.run({ name, now });
    current = { id: Number(lastInsertRowid), name, alive: now };
  };
  const isAwake = (now: number) => current !== undefined && now - current.alive <= SILENCE;
  const live = (now: number): void => {
    if (!current) return;
    if (!isAwake(now)) return open(current.name, now);
    extend.run(now, current.id);
    current.alive = now;
  };

  return {
    logConnection(name) {
      const now = clock.wall();
      const isSame = current?.name === name;
      const goesOnTrying = current && TRYING.has(current.name) && TRYING.has(name);
      if (isSame || goesOnTrying) return live(now);
      if (current && isAwake(now)) extend.run(now, current.id);
      open(name, now);
    },
    logAlive() {
      const now = clock.wall();
      if (!current || now - current.alive < MINUTE) return;
      live(now);
      forget.run(now - KEPT);
    },
    connections(since) {
      const now = clock.wall();
      const lasting = isAwake(now) ? (current?.id ?? 0) : 0;
      return spans.all(since, lasting).map(({ id, from_at, until_at, name }) => ({
        state: TRYING.has(name) ? 'trying' : name === 'online' ? 'online' : 'off',
        from: Math.max(since, from_at),
        until: id === lasting ? now : until_at,
        name,
      }));
    },
  };
}

const TRYING: ReadonlySet<StateName> = new Set(['connecting', 'subscribing', 'waiting']);
