import { cpSync } from 'node:fs';
import { extname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import project from '../package.json' with { type: 'json' };
import { createBuildStamp } from './stamp.mjs';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** @type {import('vite').InlineConfig} */
const common = { configFile: false, logLevel: 'warn' };

/** The terminal's program and the desktop's: what both need is in one chunk. */
await build({
  ...common,
  root,
  ssr: { noExternal: true, external: ['electron', ...Object.keys(project.dependencies)] },
  build: {
    ssr: true,
    outDir: dist,
    // An Electron may bring an older Node than this project's own.
    target: 'node20',
    sourcemap: true,
    rolldownOptions: { input: ['src/main/cli.ts', 'src/main/desktop.ts'] },
  },
});

/** One CommonJS file: a sandboxed preload script can load nothing but `electron`. */
await build({
  ...common,
  root,
  build: {
    lib: { entry: 'src/preload/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    outDir: dist,
    emptyOutDir: false,
    target: 'chrome130',
    minify: false,
    rolldownOptions: { external: ['electron'] },
  },
});

/** The window's page; relative addresses suit app:// and http:// alike. */
await build({
  ...common,
  root: join(root, 'src/renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: join(dist, 'renderer'),
    emptyOutDir: false,
    chunkSizeWarningLimit: 2000,
    target: 'chrome130',
    // The polyfill would be an inline script, which the page's policy refuses.
    modulePreload: { polyfill: false },
  },
});

/** The simulated WeCom's phone is served as it is written. */
cpSync(join(root, 'src/simulator/page'), join(dist, 'phone-page'), {
  recursive: true,
  filter: (path) => ['', '.html', '.css', '.js'].includes(extname(path)),
});

createBuildStamp(root).write();
