import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/main/clock.ts';
import { createKeychain, type SecretStore } from '../../src/main/settings/keychain.ts';

/** A folder of the test's own, gone when the test is over. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'wecom-tray-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The computer's own keychain, under names that only `home` has. */
export function keychainOf(home: string): SecretStore {
  return createKeychain({ home, clock: systemClock });
}

/** Whether this computer keeps secrets; decides which tests can run. */
export async function keychainWorks(): Promise<boolean> {
  const keychain = keychainOf(`probe of ${process.pid}`);
  const kept = await keychain.set('probe', 'probe');
  await keychain.delete('probe');
  return kept.ok;
}
