import { describe, expect, it } from 'vitest';
import {
  applyMigration,
  type MigrationPlan,
  migratePicoclaw,
} from '../../src/main/settings/migrate.ts';
import { keychainWorks } from './folder.ts';
import { settingsFile } from './settings-file.ts';

const works = await keychainWorks();

function plan(config: unknown): MigrationPlan {
  const migration = migratePicoclaw(JSON.stringify(config));
  if (!migration.ok) throw new Error(migration.message);
  return migration.plan;
}

const reasonsOf = ({ dropped }: MigrationPlan) =>
  Object.fromEntries(dropped.map(({ key, reason }) => [key, reason]));

describe('a PicoClaw configuration', () => {
  it('that is already unified is taken over as it is', () => {
    const wecom = {
      enabled: true,
      bot_id: 'aib1',
      secret: 'sesame',
      websocket_url: 'wss://private.example',
      send_thinking_message: false,
      allow_from: ['ann'],
      reasoning_channel_id: 'wr1',
    };
    const migrated = plan({ channels: { wecom } });
    expect(migrated.settings).toEqual({
      'channels.wecom.enabled': true,
      'channels.wecom.bot_id': 'aib1',
      'channels.wecom.websocket_url': 'wss://private.example',
      'channels.wecom.send_thinking_message': false,
      'channels.wecom.allow_from': ['ann'],
      'channels.wecom.reasoning_channel_id': 'wr1',
    });
    expect(migrated.secrets).toEqual({ 'channels.wecom.secret': 'sesame' });
    expect(migrated.kept).toHaveLength(7);
    expect(migrated.dropped).toEqual([]);
    expect(migrated.todo).toEqual([]);
  });

  it('with the old webhook bot loses the webhook, and needs a bot', () => {
    const migrated = plan({
      channels: {
        wecom: {
          enabled: true,
          token: 't',
          encoding_aes_key: 'k',
          webhook_url: 'https://qyapi.weixin.qq.com/x',
          webhook_path: '/webhook/wecom',
          allow_from: ['ann'],
        },
      },
    });
    expect(migrated.settings).toEqual({ 'channels.wecom.allow_from': ['ann'] });
    expect(reasonsOf(migrated)).toEqual({
      'channels.wecom.enabled': expect.stringMatching(/no bot to connect yet/),
      'channels.wecom.token': expect.stringMatching(/^No longer used/),
      'channels.wecom.encoding_aes_key': expect.stringMatching(/^No longer used/),
      'channels.wecom.webhook_url': expect.stringMatching(/^No longer used/),
      'channels.wecom.webhook_path': expect.stringMatching(/^No longer used/),
    });
    expect(migrated.todo).toEqual(['Bind a bot: `wecom-tray auth wecom`.']);
  });

  it('with wecom_aibot moves its bot_id and secret', () => {
    const migrated = plan({
      channels: {
        wecom_aibot: {
          enabled: true,
          bot_id: 'aib1',
          secret: 'sesame',
          welcome_message: 'hi',
          processing_message: 'wait',
          max_steps: 10,
        },
      },
    });
    expect(migrated.settings).toEqual({
      'channels.wecom.enabled': true,
      'channels.wecom.bot_id': 'aib1',
    });
    expect(migrated.secrets).toEqual({ 'channels.wecom.secret': 'sesame' });
    expect(migrated.kept).toContainEqual({
      key: 'channels.wecom_aibot.secret',
      to: 'channels.wecom.secret',
    });
    expect(reasonsOf(migrated)).toEqual({
      'channels.wecom_aibot.welcome_message': expect.stringMatching(
        /^No longer part of the channel\. .*replies\.welcome_text/,
      ),
      'channels.wecom_aibot.processing_message': expect.stringMatching(/^No longer part/),
      'channels.wecom_aibot.max_steps': expect.stringMatching(/^No longer part/),
    });
  });

  it('with wecom_app drops the app, and says that it can still be set', () => {
    const migrated = plan({
      channels: {
        wecom_app: {
          enabled: true,
          corp_id: 'ww1',
          corp_secret: 's',
          agent_id: 1000002,
          welcome_message: 'hi',
        },
      },
    });
    expect(migrated.settings).toEqual({});
    expect(migrated.secrets).toEqual({});
    const again = (name: string) =>
      expect.stringContaining(`\`wecom-tray config set channels.wecom_app.${name}\``);
    expect(reasonsOf(migrated)).toEqual({
      'channels.wecom_app': 'Remove it and use channels.wecom instead.',
      'channels.wecom_app.enabled': again('enabled'),
      'channels.wecom_app.corp_id': again('corp_id'),
      'channels.wecom_app.corp_secret': again('corp_secret'),
      'channels.wecom_app.agent_id': again('agent_id'),
      'channels.wecom_app.welcome_message': expect.stringMatching(/^No longer part/),
    });
  });

  it('with several sections uses the one that has a bot', () => {
    const migrated = plan({
      channels: {
        wecom: { token: 't', websocket_url: 'wss://old.example' },
        wecom_aibot: { enabled: false, bot_id: 'aib1', secret: 'sesame' },
      },
    });
    expect(migrated.settings).toEqual({
      'channels.wecom.enabled': false,
      'channels.wecom.bot_id': 'aib1',
    });
    expect(reasonsOf(migrated)).toMatchObject({
      'channels.wecom.websocket_url': 'Another section is the one in use.',
    });
  });

  it('never loses its allowlist, whichever section has it', () => {
    const bot = { bot_id: 'aib1', secret: 'sesame', allow_from: [] };
    const migrated = plan({
      channels: { wecom: bot, wecom_app: { allow_from: ['wecom:ann', 'bob|Bob', 7] } },
    });
    expect(migrated.settings['channels.wecom.allow_from']).toEqual(['ann', 'bob', '7']);
  });

  it('of a newer version has a channel list with nested settings', () => {
    const settings = { bot_id: 'aib1', secret: '[NOT_HERE]' };
    const work = { type: 'wecom', enabled: true, allow_from: ['ann'], typing: {}, settings };
    const migrated = plan({ version: 3, channel_list: { work, telegram: { enabled: true } } });
    expect(migrated.settings).toEqual({
      'channels.wecom.enabled': true,
      'channels.wecom.allow_from': ['ann'],
      'channels.wecom.bot_id': 'aib1',
    });
    expect(reasonsOf(migrated)).toEqual({
      'channel_list.work.typing': 'It is not a setting here.',
      'channel_list.work.secret': expect.stringMatching(/only says where the secret is/),
    });
  });

  it('may write its channels as a list', () => {
    const migrated = plan({ channels: [{ name: 'wecom', bot_id: 'aib1', secret: 'sesame' }] });
    expect(migrated.settings).toEqual({ 'channels.wecom.bot_id': 'aib1' });
  });

  it.each(['ref:channels.wecom.secret', 'enc://x', 'file://secret', undefined])(
    'with the secret elsewhere (%s) leaves it to a person',
    (secret) => {
      const migrated = plan({ channels: { wecom: { bot_id: 'aib1', secret } } });
      expect(migrated.secrets).toEqual({});
      expect(migrated.todo).toEqual([expect.stringMatching(/\.security\.yml.*auth wecom/)]);
    },
  );

  it('with a wrong value says what is allowed instead of taking it over', () => {
    const migrated = plan({ channels: { wecom: { websocket_url: 'http://x' } } });
    expect(migrated.settings).toEqual({});
    expect(reasonsOf(migrated)['channels.wecom.websocket_url']).toMatch(/allowed is a wss:/);
  });

  it.each(['{ // a comment\n}', '[]', '{"channels":{"telegram":{}}}'])('is not %j', (text) => {
    expect(migratePicoclaw(text)).toMatchObject({ ok: false });
  });
});

describe.skipIf(!works)('a migration that is carried out (needs a keychain)', () => {
  it('writes the settings to the file and the secret to the keychain', async () => {
    const { open, read } = settingsFile();
    const store = await open();
    const migrated = plan({ channels: { wecom: { bot_id: 'aib1', secret: 'sesame' } } });
    expect(await applyMigration(store, migrated)).toEqual({ ok: true });
    expect(read()).toEqual({ channels: { wecom: { bot_id: 'aib1' } } });
    expect(await store.secret('channels.wecom.secret')).toBe('sesame');
  });
});

describe('a migration whose secret cannot be kept', () => {
  it('changes nothing', async () => {
    const { open, read } = settingsFile({});
    const store = await open();
    const migrated = plan({ channels: { wecom: { bot_id: 'aib1', secret: 'two words' } } });
    expect(migrated.secrets).toEqual({});
    const broken = { ...migrated, secrets: { 'channels.wecom.secret': 'two words' } };
    expect(await applyMigration(store, broken)).toMatchObject({ ok: false });
    expect(read()).toEqual({});
  });
});
