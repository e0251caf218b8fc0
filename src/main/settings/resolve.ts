import { brief, fields, wrongValue } from './fields.ts';
import type { Problem } from './problem.ts';
import { type Settings, settingsSchema } from './schema.ts';

/** The content of the settings file. */
export type RawSettings = Readonly<Record<string, unknown>>;

/** Settings that can be in force with the file they came from, or why there are none. */
export type Resolved =
  | {
      readonly ok: true;
      readonly raw: RawSettings;
      readonly settings: Settings;
      readonly warnings: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Lays `overrides` (values by path) over the file and checks the whole. */
export function resolveSettings(
  raw: RawSettings,
  overrides: ReadonlyMap<string, unknown>,
): Resolved {
  const merged = structuredClone(raw) as Record<string, unknown>;
  for (const [path, value] of overrides) plant(merged, path.split('.'), value);
  const result = settingsSchema.safeParse(merged);
  if (result.success) {
    return { ok: true, raw, settings: result.data, warnings: unknownKeys(raw) };
  }
  const places = new Set(result.error.issues.map((issue) => ownerOf(issue.path.join('.'))));
  return { ok: false, problems: [...places].map((path) => wrongPlace(merged, path)) };
}

/** The value at a dotted `path`; undefined where there is none. */
export function dig(root: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (isSection(value) && Object.hasOwn(value, key) ? value[key] : undefined),
      root,
    );
}

/** Whether `value` is what JSON writes in braces. */
export function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plant(root: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  const [key, ...rest] = keys;
  if (key === undefined) return;
  if (rest.length === 0) {
    root[key] = value;
    return;
  }
  root[key] ??= {};
  const child = root[key];
  // A section that is no section stays what it is: the check that follows names it.
  if (isSection(child)) plant(child, rest, value);
}

/** The setting that `path` is, or is an item of; `path` itself where it is a section. */
function ownerOf(path: string): string {
  return fields.find((field) => `${path}.`.startsWith(`${field.path}.`))?.path ?? path;
}

function wrongPlace(merged: RawSettings, path: string): Problem {
  const value = dig(merged, path);
  const field = fields.find((candidate) => candidate.path === path);
  const message = field
    ? wrongValue(field, value)
    : `${path} is ${brief(value)}; allowed is a section in braces.`;
  return { key: path, message };
}

function unknownKeys(section: RawSettings, prefix = ''): Problem[] {
  return Object.entries(section).flatMap(([key, value]) => {
    const path = prefix + key;
    if (fields.some((field) => field.path === path)) return [];
    if (fields.some((field) => field.path.startsWith(`${path}.`)) && isSection(value)) {
      return unknownKeys(value, `${path}.`);
    }
    return [{ key: path, message: `${path} is not a setting; it is kept and ignored.` }];
  });
}
