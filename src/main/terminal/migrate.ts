import { readFile } from 'node:fs/promises';
import { applyMigration, migratePicoclaw } from '../settings/migrate.ts';
import { withSettings } from './settings.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { describeFileError } from './words.ts';

/** `wecom-tray migrate`: takes over the WeCom channel of a PicoClaw configuration. */
export async function migrate(terminal: Terminal, file: string): Promise<ExitCode> {
  const migration = migratePicoclaw(await read(file));
  if (!migration.ok) {
    terminal.note(migration.message);
    return 1;
  }
  const { plan } = migration;
  return withSettings(terminal, async ({ settings }) => {
    const change = await applyMigration(settings, plan);
    if (!change.ok) {
      terminal.note(`Nothing was taken over. ${change.message}`);
      return 1;
    }
    for (const { key, to } of plan.kept) terminal.say(`taken    ${key} as ${to}`);
    for (const { key, reason } of plan.dropped) terminal.say(`dropped  ${key}: ${reason}`);
    if (change.note) terminal.note(change.note);
    for (const todo of plan.todo) terminal.say(`to do    ${todo}`);
    if (plan.todo.length === 0) terminal.say('Start it: `wecom-tray gateway`.');
    return 0;
  });
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${describeFileError(error)}.`);
  }
}
