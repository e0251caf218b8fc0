import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Remembers in dist/ what it was built from. Contents decide, not dates, which a checkout does not
 * keep.
 *
 * @param {string} root The project's folder.
 */
export function createBuildStamp(root) {
  const path = join(root, 'dist/.stamp');
  const sources = ['src', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.base.json'].map(
    (name) => join(root, name),
  );
  const current = () => {
    const hash = createHash('sha256');
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
