import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createLog, type Log, type LogOptions, scrubLine } from '../../src/main/log.ts';
import { temporaryFolder } from '../settings/folder.ts';

async function openLog(options: Partial<LogOptions> = {}): Promise<Log & { dir: string }> {
  const dir = join(temporaryFolder(), 'logs');
  const log = await createLog({ dir, ...options });
  onTestFinished(() => log.close());
  return { ...log, dir };
}

const textOf = (dir: string) =>
  readdirSync(dir)
    .map((name) => readFileSync(join(dir, name), 'utf8'))
    .join('');

const linesOf = (dir: string): Record<string, unknown>[] =>
  textOf(dir)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('the log', () => {
  it('is lines of JSON with the time as text', async () => {
    const { log, close, dir } = await openLog();
    log.info({ chat: 'wr1' }, 'received');
    await close();
    expect(linesOf(dir)).toEqual([
      {
        level: 30,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        pid: process.pid,
        chat: 'wr1',
        msg: 'received',
      },
    ]);
  });

  it('has what its level allows', async () => {
    const { log, close, dir } = await openLog({ level: 'warn' });
    log.info('quiet');
    log.warn('loud');
    await close();
    expect(linesOf(dir).map(({ msg }) => msg)).toEqual(['loud']);
  });

  it.skipIf(process.platform === 'win32')('is for its owner alone', async () => {
    const { log, close, dir } = await openLog();
    log.info('x');
    await close();
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dir, 'wecom-tray.1.log')).mode & 0o777).toBe(0o600);
  });

  it('is whole when it is closed, and silent afterwards', async () => {
    const { log, close, dir } = await openLog();
    for (let line = 0; line < 5000; line += 1) log.info({ line }, 'x');
    await close();
    log.info('too late');
    await close();
    expect(linesOf(dir).map(({ line }) => line)).toEqual([...Array(5000).keys()]);
  });

  it('goes on in the file of the run before', async () => {
    const first = await openLog();
    first.log.info('first');
    await first.close();
    const second = await createLog({ dir: first.dir });
    second.log.info('second');
    await second.close();
    expect(linesOf(first.dir).map(({ msg }) => msg)).toEqual(['first', 'second']);
  });

  it('keeps five files of about 5 MB', async () => {
    const dir = temporaryFolder();
    for (const number of [1, 2, 3, 4, 5, 6]) {
      writeFileSync(join(dir, `wecom-tray.${number}.log`), '');
    }
    const { log, close } = await createLog({ dir });
    const text = 'x'.repeat(1_000_000);
    await vi.waitFor(
      () => {
        log.info({ text });
        expect(readdirSync(dir)).toContain('wecom-tray.7.log');
        expect(readdirSync(dir)).not.toContain('wecom-tray.2.log');
      },
      { timeout: 25_000, interval: 100 },
    );
    await close();
    expect(statSync(join(dir, 'wecom-tray.6.log')).size).toBeGreaterThan(5_000_000);
  });
});

describe('the lines of the log', () => {
  it('are kept as people read them', async () => {
    const { log, lines } = await openLog({ level: 'trace' });
    const before = Date.now();
    log.warn({ chat: 'wr1', code: 93006 }, 'not delivered');
    log.trace('quiet');
    expect(lines.recent(10)).toEqual([
      {
        at: expect.any(Number),
        level: 'warn',
        message: 'not delivered',
        details: '{"chat":"wr1","code":93006}',
      },
      { at: expect.any(Number), level: 'trace', message: 'quiet', details: '' },
    ]);
    expect(lines.recent(1)).toHaveLength(1);
    expect(lines.recent(0)).toEqual([]);
    expect(lines.recent(1)[0]?.at).toBeGreaterThanOrEqual(before);
  });

  it('are the last thousand, in order', async () => {
    const { log, lines } = await openLog();
    const numbers = () => lines.recent(5000).map(({ message }) => Number(message));
    for (let n = 0; n < 1000; n += 1) log.info(`${n}`);
    expect(numbers()).toEqual([...Array(1000).keys()]);
    for (let n = 1000; n < 2345; n += 1) log.info(`${n}`);
    expect(numbers()).toEqual([...Array(1000).keys()].map((n) => n + 1345));
    expect(lines.recent(2).map(({ message }) => message)).toEqual(['2343', '2344']);
  });

  it('are told to who follows them, until they are no longer followed', async () => {
    const { log, lines } = await openLog();
    const heard: string[] = [];
    log.info('before');
    const stop = lines.follow(({ message }) => heard.push(message));
    log.info('one');
    log.debug('below the level');
    log.info('two');
    stop();
    log.info('after');
    expect(heard).toEqual(['one', 'two']);
  });

  it('hold no secret', async () => {
    const { log, lines, addSecret } = await openLog();
    addSecret('sesame');
    const heard: unknown[] = [];
    lines.follow((line) => heard.push(line));
    log.info({ token: 'v', a: ['xsesame'] }, 'open sesame');
    expect(lines.recent(1)).toEqual(heard);
    expect(lines.recent(1)).toMatchObject([
      { message: 'open [secret]', details: '{"token":"[secret]","a":["x[secret]"]}' },
    ]);
  });

  it('are cut where they are long', async () => {
    const { log, lines } = await openLog();
    log.info({ text: 'x'.repeat(5000) }, 'y'.repeat(5000));
    const [line] = lines.recent(1);
    expect(line?.details).toHaveLength(2000);
    expect(line?.details).toMatch(/x…$/);
    expect(line?.message).toHaveLength(2000);
  });

  it('say what an error says', async () => {
    const { log, lines } = await openLog();
    log.error({ error: new Error('disk full') }, 'not written');
    log.error({ error: 'in words' }, 'not written');
    const [first, second] = lines.recent(2);
    expect(first?.details).toContain('"message":"disk full"');
    expect(second?.details).toBe('{"error":"in words"}');
  });
});

describe('a secret in the log', () => {
  const SECRET = 'p"ss wörd+1';

  it('is masked wherever it is, in every spelling', async () => {
    const { log, addSecret, close, dir } = await openLog({ level: 'trace' });
    addSecret(SECRET);
    const child = log.child({ account: SECRET });
    child.info(`said ${SECRET}`);
    log.debug({ url: `https://x/?a=${encodeURIComponent(SECRET)}` });
    log.debug({ form: new URLSearchParams({ a: SECRET }).toString() });
    log.debug({ body: JSON.stringify({ deep: [SECRET] }), list: [{ a: SECRET }] });
    log.error(new Error(`refused ${SECRET}`, { cause: new Error(SECRET) }));
    log.info({ [SECRET]: 1 });
    await close();
    const text = textOf(dir);
    expect(text.match(/\[secret\]/g)?.length).toBeGreaterThanOrEqual(8);
    expect(text).not.toMatch(/p[^a-z]*ss/);
  });

  it('is masked in other texts too', async () => {
    const { scrub, addSecret } = await openLog({ secrets: () => ['asked for'] });
    addSecret(SECRET);
    expect(scrub(`said ${SECRET}, ${encodeURIComponent(SECRET)}, asked for`)).toBe(
      'said [secret], [secret], [secret]',
    );
  });

  it('is asked for on every line', async () => {
    const secrets: string[] = [];
    const { log, close, dir } = await openLog({ secrets: () => secrets });
    log.info('sesame one');
    secrets.push('sesame');
    log.info('sesame two');
    await close();
    expect(linesOf(dir).map(({ msg }) => msg)).toEqual(['sesame one', '[secret] two']);
  });

  it('is masked by the name of its field where nobody knows its value', async () => {
    const { log, close, dir } = await openLog();
    const named = {
      secret: 'v',
      token: 'v',
      api_key: 'v',
      apiKey: 'v',
      Authorization: 'v',
      response_url: 'v',
      aeskey: 'v',
      corp_secret: 'v',
      access_token: 'v',
      encoding_aes_key: ['v'],
    };
    log.info({ ...named, deep: [{ er: named }], secret_set: true, token_count: 5 });
    await close();
    expect(textOf(dir)).not.toContain('"v"');
    expect(linesOf(dir)[0]).toMatchObject({ secret_set: true, token_count: 5 });
  });
});

describe('scrubbing a line', () => {
  const secret = fc.string({ minLength: 4 });

  it('leaves no secret in any string, and JSON behind', () => {
    fc.assert(
      fc.property(secret, fc.jsonValue(), (value, rest) => {
        fc.pre(!'[secret]'.includes(value));
        const line = JSON.stringify({ rest, text: `a${value}b`, [`k${value}`]: [value] });
        const scrubbed: unknown = JSON.parse(scrubLine(line, [value]));
        const strings: string[] = [];
        JSON.stringify(scrubbed, (key, item: unknown) => {
          strings.push(key, typeof item === 'string' ? item : '');
          return item;
        });
        return strings.every((text) => !text.includes(value));
      }),
    );
  });

  it('changes nothing where there is no secret', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (rest) => {
        const line = JSON.stringify({ msg: rest });
        expect(scrubLine(line, ['\u0001 in no value \u0001'])).toBe(line);
      }),
    );
  });

  it('does not mask what is too short to be told from ordinary text', () => {
    expect(scrubLine('{"msg":"abc"}', ['abc', ''])).toBe('{"msg":"abc"}');
  });

  it('masks a number that holds a secret', () => {
    expect(scrubLine('{"n":91234569}', ['123456'])).toBe('{"n":"[secret]"}');
  });
});
