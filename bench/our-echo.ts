import { pino } from 'pino';
import { createAgent } from '../src/main/agent/select.ts';
import { createBot } from '../src/main/bot.ts';
import { systemClock } from '../src/main/clock.ts';
import { openHome } from '../src/main/settings/home.ts';
import { createKeychain } from '../src/main/settings/keychain.ts';
import { openSettings } from '../src/main/settings/store.ts';

// Our bot with its echo agent, journal and log as in daily use.
const env = {
  ...process.env,
  PICOCLAW_CHANNELS_WECOM_ENABLED: 'true',
  PICOCLAW_CHANNELS_WECOM_BOT_ID: process.env.BENCH_BOT,
  PICOCLAW_CHANNELS_WECOM_SECRET: process.env.BENCH_SECRET,
  PICOCLAW_CHANNELS_WECOM_WEBSOCKET_URL: process.env.BENCH_URL,
};
const home = openHome({ env });
const keychain = createKeychain({ home: home.dir, clock: systemClock });
const settings = await openSettings({ home, env, keychain });
const bot = createBot({
  settings,
  journal: home.journal,
  agentFor: (agent) =>
    createAgent(agent, { clock: systemClock, env, apiKey: async () => undefined }),
  clock: systemClock,
  log: pino({ level: 'info' }, pino.destination('/dev/null')),
});
await bot.start();
