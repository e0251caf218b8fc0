import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  controlOf,
  type Field,
  fields,
  findField,
  parseText,
} from '../../src/main/settings/fields.ts';
import { defaultSettings } from '../../src/main/settings/schema.ts';

function field(path: string): Field {
  const found = findField(path);
  if (!found) throw new Error(`There is no setting ${path}.`);
  return found;
}

function parsed(path: string, text: string): unknown {
  const checked = parseText(field(path), text);
  return checked.ok ? checked.value : checked.message;
}

describe('the table of settings', () => {
  it('has every setting once, each with a meaning in one line', () => {
    expect(new Set(fields.map(({ path }) => path)).size).toBe(fields.length);
    expect(new Set(fields.map(({ variable }) => variable)).size).toBe(fields.length);
    for (const { meaning } of fields) expect(meaning).toMatch(/^[A-Z][^\n]{10,90}\.$/);
  });

  it('names the fields and variables of the AI Bot channel as PicoClaw does', () => {
    const wecom = fields.filter(({ path }) => /^channels\.wecom\.\w+$/.test(path));
    expect(wecom.map(({ path, variable, initial }) => [path, variable, initial])).toEqual([
      ['channels.wecom.enabled', 'PICOCLAW_CHANNELS_WECOM_ENABLED', false],
      ['channels.wecom.bot_id', 'PICOCLAW_CHANNELS_WECOM_BOT_ID', ''],
      [
        'channels.wecom.websocket_url',
        'PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL',
        'wss://openws.work.weixin.qq.com',
      ],
      [
        'channels.wecom.send_thinking_message',
        'PICOCLAW_CHANNELS_WECOM_SEND_THINKING_MESSAGE',
        true,
      ],
      ['channels.wecom.allow_from', 'PICOCLAW_CHANNELS_WECOM_ALLOW_FROM', []],
      ['channels.wecom.reasoning_channel_id', 'PICOCLAW_CHANNELS_WECOM_REASONING_CHANNEL_ID', ''],
      ['channels.wecom.secret', 'PICOCLAW_CHANNELS_WECOM_SECRET', undefined],
    ]);
  });

  it('names the variables of our own settings WECOM_TRAY_…', () => {
    expect(field('agent.base_url').variable).toBe('WECOM_TRAY_AGENT_BASE_URL');
    expect(field('replies.welcome_text').variable).toBe('WECOM_TRAY_REPLIES_WELCOME_TEXT');
    expect(field('journal.retention_days').variable).toBe('WECOM_TRAY_JOURNAL_RETENTION_DAYS');
  });

  it('has defaults that the settings accept and take', () => {
    for (const { schema, initial, secret } of fields) {
      if (!secret) expect(schema.safeParse(initial).success).toBe(true);
    }
    expect(defaultSettings().channels.wecom_app.webhook_port).toBe(18_792);
    expect(defaultSettings().agent.timeout).toBe(300_000);
  });
});

describe('the control of a setting', () => {
  it.each([
    ['channels.wecom.enabled', { type: 'flag' }],
    ['channels.wecom.bot_id', { type: 'text', long: false }],
    ['channels.wecom.allow_from', { type: 'list' }],
    ['channels.wecom.secret', { type: 'secret' }],
    ['channels.wecom_app.reply_timeout', { type: 'number', min: 1, max: 60 }],
    ['agent.kind', { type: 'choice', choices: ['echo', 'command', 'model'] }],
    ['agent.command', { type: 'list' }],
    ['agent.timeout', { type: 'text', long: false }],
    ['agent.system_prompt', { type: 'text', long: true }],
    ['replies.welcome_text', { type: 'text', long: true }],
    ['app.language', { type: 'choice', choices: ['auto', 'en', 'zh'] }],
  ])('%s is %j', (path, control) => {
    expect(controlOf(field(path))).toEqual(control);
  });

  it('takes what its default is', () => {
    const KINDS = { flag: 'boolean', number: 'number', text: 'string', choice: 'string' } as const;
    for (const each of fields) {
      const { type } = controlOf(each);
      if (type === 'secret') expect(each.secret).toBe(true);
      else if (type === 'list') expect(Array.isArray(each.initial)).toBe(true);
      else expect(typeof each.initial).toBe(KINDS[type]);
    }
  });

  it('offers exactly the choices and numbers that the setting takes', () => {
    for (const each of fields) {
      const control = controlOf(each);
      const takes = (value: unknown) => each.schema.safeParse(value).success;
      if (control.type === 'choice') {
        expect(control.choices.every(takes)).toBe(true);
        expect(takes('another')).toBe(false);
      }
      if (control.type === 'number') {
        expect([control.min, control.max].every(takes)).toBe(true);
        expect([control.min - 1, control.max + 1].some(takes)).toBe(false);
      }
    }
  });
});

describe('the settings of the app', () => {
  it('follow the system and tell nothing of messages unless asked to', () => {
    expect(defaultSettings().app).toEqual({
      language: 'auto',
      appearance: 'auto',
      notifications: true,
      notification_bodies: false,
      close_to_tray: true,
    });
    expect(defaultSettings().replies.paused).toBe(false);
  });

  it('have variables of their own, and say what they take', () => {
    expect(field('app.notification_bodies').variable).toBe('WECOM_TRAY_APP_NOTIFICATION_BODIES');
    expect(parsed('app.language', 'fr')).toBe(
      'app.language is "fr"; allowed is "auto", "en" or "zh".',
    );
  });
});

describe('a value typed as text', () => {
  it.each([
    ['true', true],
    ['1', true],
    ['YES', true],
    ['False', false],
    ['0', false],
    [' no ', false],
  ])('reads the boolean %j', (text, value) => {
    expect(parsed('channels.wecom.enabled', text)).toBe(value);
  });

  it('names key, value and what is allowed where it is wrong', () => {
    expect(parsed('channels.wecom.enabled', 'perhaps')).toBe(
      'channels.wecom.enabled is "perhaps"; allowed is true or false.',
    );
    expect(parsed('channels.wecom_app.webhook_port', '65536')).toBe(
      'channels.wecom_app.webhook_port is 65536; allowed is a whole number from 0 to 65535.',
    );
    expect(parsed('agent.kind', 'oracle')).toBe(
      'agent.kind is "oracle"; allowed is "echo", "command" or "model".',
    );
  });

  it('reads a list with commas or as a JSON array', () => {
    expect(parsed('channels.wecom.allow_from', 'ann, bob,,')).toEqual(['ann', 'bob']);
    expect(parsed('channels.wecom.allow_from', '["ann","b,c"]')).toEqual(['ann', 'b,c']);
    expect(parsed('channels.wecom.allow_from', '[]')).toEqual([]);
    expect(parsed('channels.wecom.allow_from', '[ann]')).toMatch(/a list of user ids/);
    expect(parsed('channels.wecom.allow_from', '[1]')).toMatch(/a list of user ids/);
  });

  it('reads back every list it could have been given as JSON', () => {
    const words = fc.array(fc.string().filter((word) => word.trim() !== ''));
    fc.assert(
      fc.property(words, (list) => {
        expect(parsed('channels.wecom.allow_from', JSON.stringify(list))).toEqual(list);
      }),
    );
  });

  it('reads back every list of plain words it could have been given with commas', () => {
    const words = fc.array(fc.stringMatching(/^[\w.@-]+$/), { minLength: 1 });
    fc.assert(
      fc.property(words, (list) => {
        expect(parsed('channels.wecom.allow_from', list.join(' , '))).toEqual(list);
      }),
    );
  });

  it('never repeats a secret', () => {
    expect(parsed('channels.wecom_app.token', 'no spaces please')).toBe(
      'channels.wecom_app.token has a wrong value; allowed is 1 to 32 letters and digits.',
    );
  });
});

describe('the limits of single settings', () => {
  it.each([
    ['wss://gateway.example.com/x', true],
    ['ws://127.0.0.1:8080', true],
    ['ws://localhost:8080', true],
    ['ws://[::1]:8080', true],
    ['ws://gateway.example.com', false],
    ['ws://127.0.0.1.example.com', false],
    ['https://gateway.example.com', false],
    ['wss://user:pass@gateway.example.com', false],
    ['gateway.example.com', false],
  ])('websocket_url %s is allowed: %s', (url, allowed) => {
    expect(parseText(field('channels.wecom.websocket_url'), url).ok).toBe(allowed);
  });

  it('encoding_aes_key has exactly 43 letters and digits', () => {
    expect(parsed('channels.wecom_app.encoding_aes_key', 'a'.repeat(43))).toBe('a'.repeat(43));
    expect(parsed('channels.wecom_app.encoding_aes_key', 'a'.repeat(42))).toMatch(/exactly 43/);
    expect(parsed('channels.wecom_app.encoding_aes_key', '='.repeat(43))).toMatch(/exactly 43/);
  });

  it('the command needs a program', () => {
    expect(parsed('agent.command', 'claude,-p')).toEqual(['claude', '-p']);
    expect(parsed('agent.command', '[]')).toMatch(/a program and its arguments/);
    expect(parsed('agent.command', '[" "]')).toMatch(/a program and its arguments/);
  });

  it('spaces around an id are not part of it', () => {
    expect(parsed('channels.wecom.bot_id', ' aib123\n')).toBe('aib123');
    expect(parsed('channels.wecom.bot_id', 'aib 123')).toMatch(/text without spaces/);
  });
});
