import { join } from 'node:path';
import { build } from 'vite';
import project from '../package.json' with { type: 'json' };
import { createBuildStamp } from './stamp.mjs';

const root = join(import.meta.dirname, '..');

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  ssr: { noExternal: true, external: Object.keys(project.dependencies) },
  build: {
    ssr: 'src/main/cli.ts',
    outDir: 'dist',
    // An Electron may bring an older Node than this project's own.
    target: 'node20',
    sourcemap: true,
  },
});
createBuildStamp(root).write();
