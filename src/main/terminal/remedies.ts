import type { CheckName, Findings } from '../../shared/diagnostics.ts';
import { type DoneCheck, describeFinding } from '../../words/diagnostics.ts';

/** A check as `doctor` tells it. */
export interface Told {
  readonly name: CheckName;
  readonly mark: DoneCheck['mark'];
  readonly detail: string;
  readonly remedy?: string;
}

const CONNECT = 'Run `wecom-tray connect` to use the bot here.';

/** Where a terminal has another remedy than a window. */
const REMEDIES: {
  readonly [N in CheckName]?: { readonly [F in keyof Findings[N]]?: string };
} = {
  bot: {
    'not-bound': 'Run `wecom-tray auth wecom`.',
    'switched-off': 'Run `wecom-tray config set channels.wecom.enabled true`.',
    'no-secret': 'Run `wecom-tray config set channels.wecom.secret`, or `wecom-tray auth wecom`.',
  },
  agent: {
    echo: 'Choose another with `wecom-tray config set agent.kind …`.',
    'no-program': 'Install it, or name another with `wecom-tray config set agent.command …`.',
    'no-model': 'Pull the model, or name another with `wecom-tray config set agent.model …`.',
    'no-endpoint': 'Start it, or name another with `wecom-tray config set agent.base_url …`.',
    unauthorized: 'Run `wecom-tray config set agent.api_key`.',
  },
  connection: {
    displaced: CONNECT,
    stopped: CONNECT,
    refused: 'Run `wecom-tray auth wecom` to bind the bot again.',
    absent: 'Run `wecom-tray gateway`.',
  },
};

/** A finding in the words of a terminal, with commands for remedies. */
export function tell(check: DoneCheck): Told {
  const { name, mark, finding } = check;
  const { detail, remedy: inWindow } = describeFinding('en', check);
  const own: Readonly<Record<string, string>> = { ...REMEDIES[name] };
  const remedy = own[finding] ?? inWindow;
  return { name, mark, detail, ...(remedy === undefined ? {} : { remedy }) };
}
