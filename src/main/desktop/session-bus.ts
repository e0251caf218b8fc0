import { connect, type Socket } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether something on this Linux desktop shows tray icons: a StatusNotifierWatcher on the session
 * bus with a host registered. Never rejects; false where nobody answered before `signal` aborted.
 * Two messages are all that is needed of D-Bus, so they are written out here.
 */
export async function hasTrayHost(env: Environment, signal: AbortSignal): Promise<boolean> {
  const path = busPath(env);
  if (path === undefined || signal.aborted) return false;
  const socket = connect({ path });
  const giveUp = () => socket.destroy();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await ask(socket);
  } catch {
    return false;
  } finally {
    signal.removeEventListener('abort', giveUp);
    socket.destroy();
  }
}

/** The session bus's socket as Node takes it; undefined where there is none to be found. */
export function busPath(env: Environment): string | undefined {
  const { DBUS_SESSION_BUS_ADDRESS: addresses, XDG_RUNTIME_DIR: runtime } = env;
  if (!addresses) return runtime ? `${runtime}/bus` : undefined;
  const [, kind, value = ''] =
    /(?:^|;)unix:(?:[^;]*,)?(path|abstract)=([^,;]*)/.exec(addresses) ?? [];
  if (kind === undefined) return undefined;
  // Octets outside of ASCII are escaped as they are in URLs.
  const path = Buffer.from(
    value.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();
  return kind === 'abstract' ? `\0${path}` : path;
}

const BUS = 'org.freedesktop.DBus';
const WATCHER = 'org.kde.StatusNotifierWatcher';
const LONGEST_ANSWER = 1_000_000;

async function ask(socket: Socket): Promise<boolean> {
  const read = readFrom(socket);
  const user = Buffer.from(String(process.getuid?.())).toString('hex');
  socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
  if (!(await read.line()).startsWith('OK ')) return false;
  socket.write('BEGIN\r\n');
  socket.write(methodCall(1, ['/org/freedesktop/DBus', BUS, BUS, 'Hello']));
  socket.write(
    methodCall(
      2,
      ['/StatusNotifierWatcher', WATCHER, `${BUS}.Properties`, 'Get'],
      [WATCHER, 'IsStatusNotifierHostRegistered'],
    ),
  );
  await nextAnswer(read);
  const answer = await nextAnswer(read);
  // A variant: one byte of length, `b` for boolean, and after two of padding four bytes of it.
  return answer?.toString('latin1', 1, 2) === 'b' && answer.subarray(4, 8).some((byte) => byte > 0);
}

/** The body of the next answer to a call of ours, undefined for an error; signals are passed over. */
async function nextAnswer(read: Reader): Promise<Buffer | undefined> {
  for (;;) {
    const head = await read.bytes(16);
    const isLittle = head[0] === 0x6c;
    const at = (offset: number) =>
      isLittle ? head.readUInt32LE(offset) : head.readUInt32BE(offset);
    const fields = Math.ceil(at(12) / 8) * 8;
    if (at(4) + fields > LONGEST_ANSWER) throw new Error('No answer is that long.');
    await read.bytes(fields);
    const body = await read.bytes(at(4));
    if (head[1] === 2) return body;
    if (head[1] === 3) return undefined;
  }
}

type Target = readonly [path: string, destination: string, interfaceName: string, member: string];

/** A call with strings as its arguments, little-endian; it starts no program that is not there. */
function methodCall(serial: number, target: Target, strings: readonly string[] = []): Buffer {
  const body = strings.map(textOf).reduce((bytes, text) => join(aligned(bytes, 4), text), EMPTY);
  const [path, destination, interfaceName, member] = target;
  const fields = [
    join(Buffer.from('\x01\x01o\0'), textOf(path)),
    join(Buffer.from('\x02\x01s\0'), textOf(interfaceName)),
    join(Buffer.from('\x03\x01s\0'), textOf(member)),
    join(Buffer.from('\x06\x01s\0'), textOf(destination)),
    Buffer.from(`\x08\x01g\0${String.fromCharCode(strings.length)}${'s'.repeat(strings.length)}\0`),
  ].reduce((bytes, field) => join(aligned(bytes, 8), field), EMPTY);
  const head = join(Buffer.from('l\x01\x02\x01'), uint32(body.length), uint32(serial));
  return join(aligned(join(head, uint32(fields.length), fields), 8), body);
}

const EMPTY: Buffer = Buffer.alloc(0);

function join(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts);
}

function aligned(bytes: Buffer, to: number): Buffer {
  return join(bytes, Buffer.alloc(-bytes.length & (to - 1)));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function textOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  return join(uint32(bytes.length), bytes, Buffer.alloc(1));
}

interface Reader {
  /** Up to the next line break. */
  line(): Promise<string>;
  bytes(count: number): Promise<Buffer>;
}

/** Reads piece by piece; rejects when the socket ends or fails first. */
function readFrom(socket: Socket): Reader {
  const pieces: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]();
  let buffer = EMPTY;
  const take = async (length: () => number): Promise<Buffer> => {
    for (let count = length(); ; count = length()) {
      if (count >= 0 && buffer.length >= count) {
        const taken = buffer.subarray(0, count);
        buffer = buffer.subarray(count);
        return taken;
      }
      const { value, done } = await pieces.next();
      if (done) throw new Error('The bus ended the connection.');
      buffer = join(buffer, value);
      if (buffer.length > LONGEST_ANSWER) throw new Error('No answer is that long.');
    }
  };
  return {
    line: async () => (await take(() => buffer.indexOf('\n') + 1 || -1)).toString('latin1'),
    bytes: (count) => take(() => count),
  };
}
