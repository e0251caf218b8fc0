import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What `npm ci` installs.
 *
 * @param {string} root The project's folder.
 */
export const installed = (root) =>
  createStamp(join(root, 'node_modules/.wecom-tray-stamp'), [join(root, 'package-lock.json')]);

/**
 * What scripts/build.mjs makes.
 *
 * @param {string} root The project's folder.
 */
export const built = (root) =>
  createStamp(
    join(root, 'dist/.stamp'),
    ['src', 'scripts', 'package-lock.json'].map((name) => join(root, name)),
  );

/**
 * A thing that was made from sources, and remembers from which: whether it is up to date is a
 * question of content, not of dates, which a checkout does not keep.
 *
 * @param {string} path Of the file that remembers.
 * @param {readonly string[]} sources Files and folders.
 */
function createStamp(path, sources) {
  const current = () => {
    const hash = createHash('sha256').update(process.platform + process.arch);
    for (const file of sources.flatMap(filesIn)) hash.update(file).update(readFileSync(file));
    return hash.digest('hex');
  };
  return {
    isCurrent: () => existsSync(path) && readFileSync(path, 'utf8') === current(),
    write: () => writeFileSync(path, current()),
  };
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}
