import { mapEventIterator } from '@orpc/client';
import { ORPCError, os } from '@orpc/server';
import { z } from 'zod';
import { messageOf } from '../../settings/problem.ts';
import { isDeclined } from '../declined.ts';
import type { Source } from '../host.ts';

/** Characters of an id that WeCom may have made, and many more. */
const ID_LENGTH = 256;

/** An id of WeCom: a chat, a user, a bot. */
export const idInput = z.string().min(1).max(ID_LENGTH);

/** Which chat. */
export const chatInput = z.strictObject({ channel: z.enum(['wecom', 'wecom_app']), id: idInput });

/** A message's number in the journal. */
export const seqInput = z.int().min(0);

/** Where a secret goes. */
export const keepInput = z.enum(['keychain', 'memory']);

/**
 * What every procedure begins with: a decline goes out as it is; of everything else that fails
 * only the log learns more than that it failed.
 */
export function createBase(source: Source) {
  return os.use(async ({ next, path, signal }, _input, output) => {
    const fence = (error: unknown): unknown => {
      if (isDeclined(error)) return error;
      const procedure = path.join('.');
      if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
        return new ORPCError('BAD_REQUEST', { message: `The input of ${procedure} is wrong.` });
      }
      if (!signal?.aborted) {
        source.current().log.error({ error: messageOf(error), procedure }, 'a procedure failed');
      }
      return new ORPCError('INTERNAL_SERVER_ERROR', {
        message: 'Something went wrong; the log says what.',
      });
    };
    try {
      const result = await next();
      if (!isStream(result.output)) return result;
      const value = async (item: unknown) => item;
      return await output(mapEventIterator(result.output, { value, error: async (e) => fence(e) }));
    } catch (error) {
      throw fence(error);
    }
  });
}

/** What procedures are made with. */
export type Base = ReturnType<typeof createBase>;

function isStream(output: unknown): output is AsyncIterator<unknown, unknown, void> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output;
}
