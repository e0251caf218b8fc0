import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

const BUILT = join(import.meta.dirname, '../../dist/preload.cjs');

/** Runs the built script as a sandboxed window does, and watches what it touches. */
function load() {
  const exposed = new Map<string, unknown>();
  const sent: unknown[][] = [];
  const posted: unknown[][] = [];
  const listeners = new Map<string, (event: object) => void>();
  const required: string[] = [];
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, value: unknown) => exposed.set(name, value),
    },
    ipcRenderer: {
      send: (...args: unknown[]) => void sent.push(args),
      on: (channel: string, listener: (event: object) => void) => listeners.set(channel, listener),
    },
  };
  const require = (name: string) => {
    required.push(name);
    if (name !== 'electron') throw new Error(`A sandboxed script cannot load ${name}.`);
    return electron;
  };
  const window = {
    location: { origin: 'app://main' },
    postMessage: (...args: unknown[]) => void posted.push(args),
  };
  runInNewContext(readFileSync(BUILT, 'utf8'), { require, window });
  return { exposed, sent, posted, listeners, required };
}

describe.skipIf(!existsSync(BUILT))('the built preload script (needs a build)', () => {
  it('gives the page one function and nothing else', () => {
    const { exposed } = load();
    expect([...exposed.keys()]).toEqual(['requestControlPort']);
    expect(typeof exposed.get('requestControlPort')).toBe('function');
  });

  it('loads nothing but Electron', () => {
    expect(new Set(load().required)).toEqual(new Set(['electron']));
  });

  it('asks for a port and takes no word of the page with it', () => {
    const { exposed, sent } = load();
    const request = exposed.get('requestControlPort') as (...args: unknown[]) => unknown;
    expect(request('anything', { of: 'the page' })).toBeUndefined();
    expect(sent).toEqual([['control-port']]);
  });

  it('listens on one channel only', () => {
    expect([...load().listeners.keys()]).toEqual(['control-port']);
  });

  it('hands the port to its own page and to no other', () => {
    const { listeners, posted } = load();
    const port = {};
    listeners.get('control-port')?.({ ports: [port], sender: 'must not get through' });
    expect(posted).toEqual([['control-port', 'app://main', [port]]]);
  });
});
