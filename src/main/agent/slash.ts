/** The commands that the bot answers itself, without its agent. */
export const slashCommands = ['help', 'new', 'stop', 'whoami', 'status'] as const;

/** One of {@link slashCommands}. */
export type SlashCommand = (typeof slashCommands)[number];

/**
 * The command that a message starts with, in any case; what follows it is ignored. `undefined` for
 * everything else, also for words after a slash that are not ours: those are the agent's.
 */
export function parseSlash(text: string): SlashCommand | undefined {
  const word = /^\s*\/(\S+)/.exec(text)?.[1]?.toLowerCase();
  return slashCommands.find((command) => command === word);
}
