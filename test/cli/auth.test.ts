import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canLackKeychain, createDesk, type Desk, deadAddress } from '../fixtures/terminal.ts';
import { keychainOf, keychainWorks } from '../settings/folder.ts';

const hasKeychain = await keychainWorks();

const settingsIn = ({ dir }: Desk): unknown =>
  JSON.parse(readFileSync(join(dir, 'config.json'), 'utf8'));

const kept = async ({ dir }: Desk) => {
  const keychain = keychainOf(dir);
  const answer = await keychain.get('channels.wecom.secret');
  await keychain.delete('channels.wecom.secret');
  return answer;
};

/** A desk on which nothing is bound, and `auth wecom` that shows its QR code. */
async function asking(...args: string[]) {
  const desk = await createDesk({ bound: false, keychain: true });
  const auth = desk.start('auth', 'wecom', ...args);
  await auth.shows('QR Code Link: ');
  return { desk, auth, qr: desk.simulator.qr, code: desk.simulator.qr.latest() ?? '' };
}

describe.skipIf(!hasKeychain)('auth wecom (needs a keychain)', () => {
  it('binds a bot: QR code, link, "tap Confirm", a trial, then all is saved', async () => {
    const { desk, auth, qr, code } = await asking();
    expect(auth.stdout()).toMatch(/[█▀▄]{10}/);
    expect(auth.stdout()).toContain(`QR Code Link: ${desk.simulator.httpUrl}/ai/qc/c?s=${code}\n`);
    qr.scan(code);
    await auth.shows('Scanned. Now tap Confirm in WeCom: scanning alone is not enough.');
    expect(settingsIn(desk)).toEqual({});
    qr.confirm(code);
    expect(await auth.exit).toBe(0);
    const [bot] = desk.simulator.bots;
    expect(auth.stdout()).toContain(`Bound to ${bot?.id}. The secret is in the keychain.`);
    expect(settingsIn(desk)).toEqual({ channels: { wecom: { bot_id: bot?.id, enabled: true } } });
    expect(desk.simulator.subscribes).toBe(1);
    await desk.gateway();
    expect(await kept(desk)).toEqual({ ok: true, value: bot?.secret });
  });

  it('saves nothing where the new bot cannot connect', async () => {
    const { desk, auth, qr, code } = await asking();
    desk.simulator.misbehave({
      when: { cmd: 'aibot_subscribe' },
      do: { refuse: 853000, errmsg: 'invalid bot_id or secret' },
    });
    qr.confirm(code);
    expect(await auth.exit).toBe(1);
    expect(auth.stderr()).toBe(
      'The new bot could not connect: WeCom refused it (853000 invalid bot_id or secret). ' +
        'Nothing was saved.\n',
    );
    expect(settingsIn(desk)).toEqual({});
    expect(await kept(desk)).toEqual({ ok: true, value: undefined });
  });

  it('keeps no secret where the settings cannot be saved', async () => {
    const { desk, auth, qr, code } = await asking();
    const file = join(desk.dir, 'config.json');
    rmSync(file);
    mkdirSync(file);
    qr.confirm(code);
    expect(await auth.exit).toBe(1);
    expect(auth.stderr()).toContain('Nothing was saved.');
    expect(await kept(desk)).toEqual({ ok: true, value: undefined });
  });

  it('says what to do when nobody confirms in time', async () => {
    const { auth } = await asking('--timeout', '1s');
    expect(await auth.exit).toBe(1);
    expect(auth.stderr()).toContain('Nobody confirmed within 1s. After scanning, tap Confirm');
  });

  it('says what to do when the QR code expired', async () => {
    const { auth, qr, code } = await asking();
    qr.expire(code);
    expect(await auth.exit).toBe(1);
    expect(auth.stderr()).toContain('The QR code expired. Run `wecom-tray auth wecom` again');
  });

  it('says when WeCom cannot be reached', async () => {
    const { run, env } = await createDesk({ bound: false, keychain: true });
    env['WECOM_TRAY_QR_URL'] = await deadAddress();
    const { code, stderr } = await run(['auth', 'wecom']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^127\.0\.0\.1:\d+ could not be asked: .* Check the network\./);
  });

  it('is cancelled by Ctrl-C', async () => {
    const { desk, auth } = await asking();
    auth.child.kill('SIGINT');
    expect(await auth.exit).toBe(1);
    expect(auth.stderr()).toBe('Cancelled. Nothing was saved.\n');
    expect(settingsIn(desk)).toEqual({});
  });

  it('gives a running instance the new secret of its bot', async () => {
    const desk = await createDesk({ bound: false, keychain: true });
    const { simulator, start, run, env } = desk;
    const [bot = { id: '' }] = simulator.bots;
    await run(['config', 'set', 'channels.wecom.bot_id', bot.id]);
    await run(['config', 'set', 'channels.wecom.enabled', 'true']);
    await run(['config', 'set', 'channels.wecom.secret'], 'an-old-secret');
    const gateway = start('gateway');
    await gateway.shows('refused by WeCom (853000');
    const auth = start('auth', 'wecom');
    await auth.shows('QR Code Link: ');
    simulator.qr.confirm(simulator.qr.latest() ?? '');
    expect(await auth.exit).toBe(0);
    expect(auth.stdout()).toContain('The running instance uses it.');
    await gateway.shows(`online as ${bot.id}`);
    expect(env).not.toHaveProperty('PICOCLAW_CHANNELS_WECOM_SECRET');
    await kept(desk);
  });
});

it.skipIf(!canLackKeychain)(
  'auth wecom without a keychain says how to do without (needs Linux)',
  async () => {
    const desk = await createDesk({ bound: false });
    const { code, stderr } = await desk.run(['auth', 'wecom']);
    expect(code).toBe(1);
    expect(stderr).toContain('The keychain cannot be used');
    expect(stderr).toContain('PICOCLAW_CHANNELS_WECOM_SECRET');
    expect(stderr).toContain('type it when the gateway asks: it\nthen stays in memory');
    expect(settingsIn(desk)).toEqual({});
    expect(desk.simulator.httpRequests).toEqual([]);
  },
);
