#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { handOver } from './hand-over.mjs';

/** @param {string} path Relative to the project's folder. */
const project = (path) => new URL(`../${path}`, import.meta.url);

const program = project('dist/cli.js');
const ownNode = fileURLToPath(
  project(`node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`),
);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (!existsSync(program)) {
  fail('WeCom Tray is not built yet. Run: npm run build');
} else if (major > 22 || (major === 22 && minor >= 12)) {
  await import(program.href);
} else if (existsSync(ownNode)) {
  handOver(ownNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
} else {
  fail(`WeCom Tray needs Node.js 22.12 or newer; this is ${process.versions.node}.`);
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
