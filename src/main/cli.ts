#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { locateHome } from './settings/home.ts';
import { messageOf, SettingsError } from './settings/problem.ts';
import { type ExitCode, openTerminal, type Terminal, UsageError } from './terminal/terminal.ts';
import { describePlace } from './terminal/words.ts';

const EXAMPLES = `
Examples:
  wecom-tray demo                       try it without an account
  wecom-tray auth wecom                 bind a bot by QR code
  wecom-tray gateway                    run it in this terminal
  wecom-tray gateway --ui               the same, with a window in the browser
  wecom-tray send zhangsan "Lunch?"     say something first
  git log -1 | wecom-tray send wrGROUP -
  wecom-tray log zhangsan --follow

Exit code: 0 done, 1 failed, 2 wrong usage.
The data folder is WECOM_TRAY_HOME, by default the application's own.`;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const MOST_MESSAGES = 100_000;

/** All commands; what `run` gets is what they do, loaded only when it is asked for. */
function createProgram(run: (command: (terminal: Terminal) => Promise<ExitCode>) => Promise<void>) {
  const program = new Command('wecom-tray')
    .description('Your own bot in WeCom, answered by an agent on this computer.')
    .version(manifest.version)
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('Add --help for how it goes.')
    .exitOverride();

  program
    .command('auth')
    .description('bind a bot')
    .command('wecom')
    .description('bind a WeCom AI Bot by scanning a QR code')
    .option('--timeout <duration>', 'how long to wait for the phone', '5m')
    .action((options) =>
      run(async (terminal) => (await import('./terminal/auth.ts')).authWecom(terminal, options)),
    );

  program
    .command('gateway')
    .description('run the bot in this terminal until Ctrl-C')
    .option('--ui', 'with its window in the browser of this computer')
    .option('--port <port>', 'the port of that window, instead of any that is free', parsePort)
    .addOption(new Option('--log-level <level>', 'what the log file holds').choices(LOG_LEVELS))
    .action((options) =>
      run(async (terminal) => (await import('./terminal/gateway.ts')).gateway(terminal, options)),
    );

  program
    .command('demo')
    .description('try everything in a simulated WeCom, without an account')
    .action(() => run(async (terminal) => (await import('./terminal/demo.ts')).demo(terminal)));

  program
    .command('status')
    .description('how the running bot is')
    .addOption(json())
    .action((options) =>
      run(async (terminal) => (await import('./terminal/steer.ts')).status(terminal, options)),
    );

  program
    .command('connect')
    .description('connect the running bot, or take it over from another device')
    .action(() => run(async (terminal) => (await import('./terminal/steer.ts')).connect(terminal)));

  program
    .command('disconnect')
    .description('disconnect the running bot')
    .action(() =>
      run(async (terminal) => (await import('./terminal/steer.ts')).disconnect(terminal)),
    );

  program
    .command('send')
    .description('send a message; without a running bot, connect for a moment')
    .argument('<chat>', 'a user id or group id, as `chats` lists them')
    .argument('[text]', 'Markdown; - reads it from stdin')
    .option('--file <path>', 'a file to send after the text; repeatable', collect)
    .addOption(json())
    .action((chat, text, options) =>
      run(async (terminal) =>
        (await import('./terminal/send.ts')).send(terminal, chat, text, options),
      ),
    );

  program
    .command('chats')
    .description('everybody the bot has talked with')
    .addOption(json())
    .action((options) =>
      run(async (terminal) =>
        (await import('./terminal/conversations.ts')).chats(terminal, options),
      ),
    );

  program
    .command('log')
    .description('what was said, the newest last')
    .argument('[chat]', 'only in this chat')
    .option('--search <words>', 'only messages with all of these words')
    .option('--follow', 'go on with what is said from now on')
    .option('--limit <count>', 'how many messages', parseCount, 50)
    .addOption(json('one JSON object a line'))
    .action((chat, options) =>
      run(async (terminal) =>
        (await import('./terminal/conversations.ts')).log(terminal, chat, options),
      ),
    );

  const config = program.command('config').description('read and change settings');
  config
    .command('path')
    .description('where the settings file is')
    .action(() =>
      run(async (terminal) => (await import('./terminal/config.ts')).configPath(terminal)),
    );
  config
    .command('get')
    .description('settings, and where each value comes from')
    .argument('[key]', 'one setting, or a section such as channels.wecom')
    .addOption(json())
    .action((key, options) =>
      run(async (terminal) =>
        (await import('./terminal/config.ts')).configGet(terminal, key, options),
      ),
    );
  config
    .command('set')
    .description('change a setting')
    .argument('<key>', 'such as agent.kind')
    .argument('[value]', 'lists: a,b or ["a","b"]; secrets are asked for or read from stdin')
    .action((key, value) =>
      run(async (terminal) =>
        (await import('./terminal/config.ts')).configSet(terminal, key, value),
      ),
    );

  program
    .command('migrate')
    .description('take over the WeCom channel of a PicoClaw configuration')
    .argument('<file>', "PicoClaw's config.json")
    .action((file) =>
      run(async (terminal) => (await import('./terminal/migrate.ts')).migrate(terminal, file)),
    );

  program
    .command('doctor')
    .description('check what the bot needs, and say what to do')
    .addOption(json())
    .action((options) =>
      run(async (terminal) => (await import('./terminal/doctor.ts')).doctor(terminal, options)),
    );

  return program;
}

function json(description = 'print JSON'): Option {
  return new Option('--json', description);
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function parseCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_MESSAGES) {
    throw new InvalidArgumentError(`Allowed is a number from 1 to ${MOST_MESSAGES}.`);
  }
  return count;
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) {
    throw new InvalidArgumentError('Allowed is a number from 1 to 65535.');
  }
  return port;
}

/** Runs the command line; everything thrown ends here, as a message and an exit code. */
async function main(terminal: Terminal, argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = createProgram(async (command) => {
    code = await command(terminal);
  });
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.note(messageOf(error));
    if (error instanceof SettingsError) {
      const place = describePlace(error.problems, terminal.env, locateHome(terminal).config);
      if (place !== undefined) terminal.note(place);
    }
    return error instanceof UsageError ? 2 : 1;
  }
}

const terminal = openTerminal();
terminal.end(await main(terminal, process.argv));
