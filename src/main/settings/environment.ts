import { type Field, fields, parseText, variablePrefixes } from './fields.ts';
import type { Problem } from './problem.ts';

/** What the environment says about the settings. */
export interface EnvironmentSettings {
  /** Values by path, as the settings file would spell them. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Secrets by path. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Variables with a wrong value: the settings cannot be used. */
  readonly errors: readonly Problem[];
  /** Variables that look like ours but are not. */
  readonly warnings: readonly Problem[];
}

/** Reads every variable of the settings. An empty one counts as not set. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): EnvironmentSettings {
  const values = new Map<string, unknown>();
  const secrets = new Map<string, string>();
  const errors: Problem[] = [];
  const take = (field: Field, text: string) => {
    const checked = parseText(field, text, field.variable);
    if (!checked.ok) errors.push({ key: field.variable, message: checked.message });
    else if (field.secret) secrets.set(field.path, String(checked.value));
    else values.set(field.path, checked.value);
  };
  for (const field of fields) {
    const text = env[field.variable]?.trim();
    if (text) take(field, text);
  }
  return { values, secrets, errors, warnings: strangers(env) };
}

function strangers(env: Readonly<Record<string, string | undefined>>): Problem[] {
  const known = new Set(fields.map((field) => field.variable));
  return Object.keys(env)
    .filter((name) => !known.has(name))
    .filter((name) => variablePrefixes.some((prefix) => name.startsWith(prefix)))
    .map((name) => ({ key: name, message: `${name} is not a setting; it is ignored.` }));
}
