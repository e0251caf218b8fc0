import { ORPCError } from '@orpc/server';
import type { Declined, DeclineReason } from '../../shared/api.ts';
import type { Change } from '../settings/problem.ts';

/** What says on the wire that something was declined. */
export const DECLINED = 'DECLINED';

/** Why something asked for is not done, to be thrown. `message` is English, for the terminal. */
export function declined(reason: DeclineReason, message: string) {
  return new ORPCError(DECLINED, { status: 409, message, data: { reason } satisfies Declined });
}

/** Whether something thrown is a decline: whoever asked may see all of it. */
export function isDeclined(error: unknown): error is ORPCError<typeof DECLINED, Declined> {
  return error instanceof ORPCError && error.code === DECLINED;
}

/** What became of a change of settings. */
export function made(change: Change): { hidden: boolean } {
  if (!change.ok) throw declined('failed', change.message);
  return { hidden: change.hidden !== undefined };
}

/** What became of a change of a secret. */
export function kept(change: Change): { hidden: boolean } {
  if (!change.ok) throw declined('no-keychain', change.message);
  return { hidden: change.hidden !== undefined };
}
