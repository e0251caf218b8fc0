import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { busPath, hasTrayHost } from '../../src/main/desktop/session-bus.ts';
import { hasBuses, startSessionBus, startTrayWatcher } from '../fixtures/session-bus.ts';
import { temporaryFolder } from '../settings/folder.ts';

const never = new AbortController().signal;

describe('the session bus is found', () => {
  it.each([
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' }, '/run/user/1000/bus'],
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/tmp/dbus-x,guid=0123' }, '/tmp/dbus-x'],
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:guid=0123,path=/tmp/dbus-x' }, '/tmp/dbus-x'],
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:abstract=/tmp/dbus-x,guid=01' }, '\0/tmp/dbus-x'],
    [{ DBUS_SESSION_BUS_ADDRESS: 'tcp:host=h,port=1;unix:path=/a%20b' }, '/a b'],
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/%e4%b8%ad' }, '/中'],
    [{ DBUS_SESSION_BUS_ADDRESS: 'autolaunch:' }, undefined],
    [{ DBUS_SESSION_BUS_ADDRESS: 'tcp:host=h,port=1' }, undefined],
    [{ XDG_RUNTIME_DIR: '/run/user/1000' }, '/run/user/1000/bus'],
    [{ DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: '/run/user/1' }, '/run/user/1/bus'],
    [{}, undefined],
  ])('by %o', (env, path) => {
    expect(busPath(env)).toBe(path);
  });
});

describe.skipIf(!hasBuses)('on a session bus (needs D-Bus)', () => {
  const startBus = async () => {
    const bus = await startSessionBus(temporaryFolder());
    onTestFinished(() => bus.close());
    return bus;
  };

  it('there is a tray where something shows it', async () => {
    const bus = await startBus();
    await startTrayWatcher(bus);
    expect(await hasTrayHost({ DBUS_SESSION_BUS_ADDRESS: bus.address }, never)).toBe(true);
  });

  it('there is none where nobody shows it', async () => {
    const bus = await startBus();
    expect(await hasTrayHost({ DBUS_SESSION_BUS_ADDRESS: bus.address }, never)).toBe(false);
  });

  it('there is none where a watcher has nobody to show it', async () => {
    const bus = await startBus();
    await startTrayWatcher(bus, { hasHost: false });
    expect(await hasTrayHost({ DBUS_SESSION_BUS_ADDRESS: bus.address }, never)).toBe(false);
  });
});

describe('there is no tray where the bus', () => {
  /** A bus that answers whoever connects as `answer` does. */
  const busThat = async (answer: (socket: Socket) => void) => {
    const path = join(temporaryFolder(), 'bus');
    const server: Server = createServer((socket) => {
      socket.on('error', () => {});
      answer(socket);
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => void server.close());
    return { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` };
  };

  it('is not there', async () => {
    expect(await hasTrayHost({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/no' }, never)).toBe(false);
    expect(await hasTrayHost({}, never)).toBe(false);
  });

  it('does not let us in', async () => {
    const env = await busThat((socket) => socket.write('REJECTED EXTERNAL\r\n'));
    expect(await hasTrayHost(env, never)).toBe(false);
  });

  it('ends the connection in between', async () => {
    const env = await busThat((socket) => {
      socket.write('OK 0123\r\n');
      setImmediate(() => socket.destroy());
    });
    expect(await hasTrayHost(env, never)).toBe(false);
  });

  it('talks nonsense', async () => {
    const env = await busThat((socket) => socket.write(`OK 0123\r\n${'\xff'.repeat(100)}`));
    expect(await hasTrayHost(env, never)).toBe(false);
  });

  it('is silent until nobody waits any more', async () => {
    const waited = new AbortController();
    const env = await busThat(() => waited.abort());
    expect(await hasTrayHost(env, waited.signal)).toBe(false);
  });
});
