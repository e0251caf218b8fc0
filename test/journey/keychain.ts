import * as dbus from '@jellybrick/dbus-next';
import type { SessionBus } from '../fixtures/session-bus.ts';

const SERVICE = 'org.freedesktop.secrets';

/** All secrets in the keychain of a session, as any other program of the person reads them. */
export async function secretsIn({ connection }: SessionBus): Promise<string[]> {
  const ask = async (member: string, signature: string, body: unknown[]): Promise<unknown[]> => {
    const answer = await connection.call(
      new dbus.Message({
        destination: SERVICE,
        path: '/org/freedesktop/secrets',
        interface: 'org.freedesktop.Secret.Service',
        member,
        signature,
        body,
      }),
    );
    return answer?.body ?? [];
  };
  const [, session] = await ask('OpenSession', 'sv', ['plain', new dbus.Variant('s', '')]);
  const [unlocked] = await ask('SearchItems', 'a{ss}', [{}]);
  const [secrets] = await ask('GetSecrets', 'aoo', [unlocked, session]);
  type Secret = [session: string, parameters: Buffer, value: Buffer, contentType: string];
  return Object.values(secrets as Record<string, Secret>).map(([, , value]) => String(value));
}
