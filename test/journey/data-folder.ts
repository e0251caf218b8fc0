import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files in a folder, at any depth, that have `text` in them. */
export function filesWith(text: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}
