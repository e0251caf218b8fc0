import { systemClock } from '../../src/main/clock.ts';
import { createKeychain } from '../../src/main/settings/keychain.ts';

/** A process that asks the keychain one question, and prints the answer as JSON. */
const [question, home = ''] = process.argv.slice(2);
const keychain = createKeychain({ home, clock: systemClock, deadlineMs: 1000 });
const answer = await (question === 'set' ? keychain.set('test', 'x') : keychain.get('test'));
process.stdout.write(`${JSON.stringify(answer)}\n`);
