import { type Field, fields, findField, isSecretPath, parseText } from '../settings/fields.ts';
import { locateHome } from '../settings/home.ts';
import type { Change } from '../settings/problem.ts';
import type { FieldState } from '../settings/store.ts';
import { readSecret } from './input.ts';
import { withSettings } from './settings.ts';
import { type ExitCode, type Terminal, UsageError } from './terminal.ts';

/** `wecom-tray config path`: where the settings file is. */
export async function configPath(terminal: Terminal): Promise<ExitCode> {
  terminal.say(locateHome({ env: terminal.env }).config);
  return 0;
}

/** `wecom-tray config get`: one setting, those of a section, or all, and where each comes from. */
export async function configGet(
  terminal: Terminal,
  key: string | undefined,
  { json = false }: { json?: boolean },
): Promise<ExitCode> {
  const wanted = fields.filter(
    ({ path }) => key === undefined || path === key || path.startsWith(`${key}.`),
  );
  if (wanted.length === 0) throw unknown(key ?? '');
  return withSettings<ExitCode>(terminal, async ({ settings }) => {
    const states = (await settings.origins(wanted.map(({ path }) => path))).filter(
      (state) => key !== undefined || !isUnused(state.path) || isSet(state),
    );
    if (json) terminal.json(wanted.length === 1 && wanted[0]?.path === key ? states[0] : states);
    else for (const state of states) terminal.say(stateLine(state));
    const hasSecret = wanted.some(({ secret }) => secret);
    for (const problem of settings.problems()) {
      if (hasSecret || problem.key !== 'keychain') terminal.note(`warning: ${problem.message}`);
    }
    return 0;
  });
}

/** `wecom-tray config set`: a value into the settings file, a secret into the keychain. */
export async function configSet(
  terminal: Terminal,
  key: string,
  value: string | undefined,
): Promise<ExitCode> {
  const field = findField(key);
  if (!field) throw unknown(key);
  if (isSecretPath(field.path)) {
    if (value !== undefined) throw new UsageError(secretInArguments(field));
    const secret = await readSecret(terminal, `Value of ${field.path}`);
    if (secret === '') throw new UsageError(`No value of ${field.path} was given on stdin.`);
    const { path } = field;
    return withSettings(terminal, async ({ settings }) =>
      report(terminal, field, await settings.setSecret(path, secret)),
    );
  }
  if (value === undefined) {
    throw new UsageError(`Give the new value of ${field.path}: ${field.allowed}.`);
  }
  const checked = parseText(field, value);
  if (!checked.ok) throw new UsageError(checked.message);
  return withSettings(terminal, async ({ settings }) =>
    report(terminal, field, await settings.set(field.path, checked.value)),
  );
}

function stateLine({ path, value, origin }: FieldState): string {
  if (!findField(path)?.secret) return `${path} = ${JSON.stringify(value)} (${origin})`;
  return origin === 'unset' ? `${path} is not set` : `${path} is set (${origin})`;
}

/** Settings of a channel that a later version has. */
const isUnused = (path: string): boolean => path.startsWith('channels.wecom_app.');
const isSet = ({ origin }: FieldState): boolean => origin !== 'default' && origin !== 'unset';

function report(terminal: Terminal, { path }: Field, change: Change): ExitCode {
  if (!change.ok) {
    terminal.note(change.message);
    return 1;
  }
  const [variable] = change.hidden ?? [];
  if (variable) terminal.say(`Saved, but ${variable} in the environment stays in force.`);
  else terminal.say(change.note ?? 'Saved.');
  if (isUnused(path)) terminal.note('This version does not use channels.wecom_app yet.');
  return 0;
}

/** What was typed may be `secret=value`, so it is not repeated unless it is a mere name. */
function unknown(key: string): UsageError {
  const name = /^[\w.]{1,80}$/.test(key) ? key : 'That';
  return new UsageError(`${name} is not a setting. \`wecom-tray config get\` lists them all.`);
}

function secretInArguments({ path }: Field): string {
  return (
    `${path} is a secret and was not taken: other programs can see a command line, and the ` +
    `shell keeps it. Run \`wecom-tray config set ${path}\` and type it when asked, or pipe it in.`
  );
}
