import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/main/settings/environment.ts';

describe('the environment', () => {
  it('gives values and secrets by the path of their setting', () => {
    const read = readEnvironment({
      PICOCLAW_CHANNELS_WECOM_BOT_ID: 'aib1',
      PICOCLAW_CHANNELS_WECOM_SECRET: 'sesame',
      WECOM_TRAY_AGENT_TIMEOUT: '90s',
    });
    expect(Object.fromEntries(read.values)).toEqual({
      'channels.wecom.bot_id': 'aib1',
      'agent.timeout': '90s',
    });
    expect(Object.fromEntries(read.secrets)).toEqual({ 'channels.wecom.secret': 'sesame' });
  });

  it('keeps the two channels apart though one name begins like the other', () => {
    const read = readEnvironment({ PICOCLAW_CHANNELS_WECOM_APP_ENABLED: 'yes' });
    expect(Object.fromEntries(read.values)).toEqual({ 'channels.wecom_app.enabled': true });
    expect(read.warnings).toEqual([]);
  });

  it('counts an empty variable as not set', () => {
    const read = readEnvironment({
      PICOCLAW_CHANNELS_WECOM_ENABLED: ' ',
      PICOCLAW_CHANNELS_WECOM_BOT_ID: '',
    });
    expect([read.values.size, read.errors]).toEqual([0, []]);
  });

  it('names a variable with a wrong value, and never shows a secret', () => {
    const read = readEnvironment({
      PICOCLAW_CHANNELS_WECOM_APP_WEBHOOK_PORT: 'eighty',
      PICOCLAW_CHANNELS_WECOM_APP_ENCODING_AES_KEY: 'too short',
    });
    expect(read.errors.map(({ message }) => message)).toEqual([
      'PICOCLAW_CHANNELS_WECOM_APP_WEBHOOK_PORT is "eighty"; allowed is a whole number from 0 ' +
        'to 65535.',
      'PICOCLAW_CHANNELS_WECOM_APP_ENCODING_AES_KEY has a wrong value; allowed is exactly 43 ' +
        'letters and digits.',
    ]);
  });

  it('warns of a variable that only looks like ours', () => {
    const read = readEnvironment({ PICOCLAW_CHANNELS_WECOM_BOTID: 'aib1', HOME: '/' });
    expect(read.warnings).toEqual([
      {
        key: 'PICOCLAW_CHANNELS_WECOM_BOTID',
        message: 'PICOCLAW_CHANNELS_WECOM_BOTID is not a setting; it is ignored.',
      },
    ]);
  });
});
