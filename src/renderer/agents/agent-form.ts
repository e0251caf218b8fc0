import type { AgentChoice, FoundAgent } from '../../shared/api.ts';
import type { FieldView } from '../../shared/settings.ts';
import type { FieldProblem } from '../../words/agents.ts';
import { joinCommandLine, parseCommandLine } from './command-line.ts';

/** What can be selected: what was found, by its name, and what a person describes. */
export type OptionName = FoundAgent['name'] | 'endpoint' | 'command' | 'echo';

/** What stands in the forms. */
export interface AgentForm {
  readonly selected: OptionName | undefined;
  /** The model picked of each endpoint that was found; else its first one. */
  readonly picked: Readonly<Partial<Record<OptionName, string>>>;
  readonly address: string;
  readonly model: string;
  readonly key: string;
  readonly commandLine: string;
}

/** A field of the forms that a person fills in. */
export type FormField = 'address' | 'model' | 'key' | 'commandLine';

/** What the forms describe, or what is wrong with them. */
export type Choice =
  | { readonly ok: true; readonly agent: AgentChoice }
  | { readonly ok: false; readonly problems: Readonly<Partial<Record<FormField, FieldProblem>>> };

/** The forms as the settings fill them. Nothing is selected where nobody has chosen yet. */
export function formOf(fields: readonly FieldView[]): AgentForm {
  const isSet = (path: string): boolean => {
    const origin = fields.find((field) => field.path === path)?.origin;
    return origin === 'file' || origin === 'environment';
  };
  const value = (path: string): unknown => fields.find((field) => field.path === path)?.value;
  const text = (path: string): string => (isSet(path) ? String(value(path) ?? '') : '');
  const command = value('agent.command');
  const isCommandSet = isSet('agent.command') && Array.isArray(command);
  return {
    selected: isSet('agent.kind') ? selectedBy(value('agent.kind')) : undefined,
    picked: {},
    address: text('agent.base_url'),
    model: text('agent.model'),
    key: '',
    commandLine: isCommandSet ? joinCommandLine(command.map(String)) : '',
  };
}

function selectedBy(kind: unknown): OptionName | undefined {
  switch (kind) {
    case 'echo':
    case 'command':
      return kind;
    case 'model':
      return 'endpoint';
    default:
      return undefined;
  }
}

/**
 * Selects what was found: the one that answers already, or the first one where nobody has chosen
 * anything.
 */
export function withFound(form: AgentForm, found: readonly FoundAgent[]): AgentForm {
  const current = found.find((agent) => answersAlready(form, agent));
  if (current) {
    const picked =
      'models' in current ? { ...form.picked, [current.name]: form.model } : form.picked;
    return { ...form, selected: current.name, picked };
  }
  const [first] = found.filter(canAnswer);
  return form.selected || !first ? form : { ...form, selected: first.name };
}

function answersAlready({ selected, ...form }: AgentForm, agent: FoundAgent): boolean {
  return 'models' in agent
    ? selected === 'endpoint' &&
        form.address === agent.base_url &&
        agent.models.includes(form.model)
    : selected === 'command' && form.commandLine === joinCommandLine(agent.command);
}

/** Whether there is anything to choose of it: an endpoint may have no model. */
export function canAnswer(agent: FoundAgent): boolean {
  return !('models' in agent) || agent.models.length > 0;
}

/** The model of a found endpoint that is picked. */
export function pickedModel(
  { picked }: AgentForm,
  agent: Extract<FoundAgent, { readonly models: readonly string[] }>,
): string {
  const model = picked[agent.name];
  return (model !== undefined && agent.models.includes(model) ? model : agent.models[0]) ?? '';
}

/** What the forms describe; undefined where nothing is selected. */
export function choiceOf(form: AgentForm, found: readonly FoundAgent[]): Choice | undefined {
  switch (form.selected) {
    case undefined:
      return undefined;
    case 'echo':
      return { ok: true, agent: { kind: 'echo' } };
    case 'endpoint':
      return endpointOf(form);
    case 'command':
      return commandOf(form);
    default: {
      const agent = found.find(({ name }) => name === form.selected);
      return agent && canAnswer(agent) ? foundOf(form, agent) : undefined;
    }
  }
}

function foundOf(form: AgentForm, agent: FoundAgent): Choice {
  return 'models' in agent
    ? {
        ok: true,
        agent: { kind: 'model', base_url: agent.base_url, model: pickedModel(form, agent) },
      }
    : { ok: true, agent: { kind: 'command', command: agent.command } };
}

function endpointOf(form: AgentForm): Choice {
  const address = form.address.trim();
  const model = form.model.trim();
  const key = form.key.trim();
  const problems: Partial<Record<FormField, FieldProblem>> = {};
  if (address === '') problems.address = 'address-missing';
  else if (!isWebAddress(address)) problems.address = 'address-wrong';
  if (model === '') problems.model = 'model-missing';
  if (/\s/.test(key)) problems.key = 'key-wrong';
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const agent = { kind: 'model', base_url: address, model } as const;
  return { ok: true, agent: key === '' ? agent : { ...agent, api_key: key } };
}

function commandOf({ commandLine }: AgentForm): Choice {
  const command = parseCommandLine(commandLine);
  if (!command.ok) return { ok: false, problems: { commandLine: 'command-unclosed' } };
  if (!command.words[0]?.trim()) return { ok: false, problems: { commandLine: 'command-missing' } };
  return { ok: true, agent: { kind: 'command', command: command.words } };
}

function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  return isWeb && url.username === '' && url.password === '';
}

/** Whether an address that was typed is on the same server as the one in force. */
export function isSameOrigin(typed: string, inForce: unknown): boolean {
  if (typeof inForce !== 'string') return false;
  const origin = URL.parse(typed.trim())?.origin;
  return origin !== undefined && origin === URL.parse(inForce)?.origin;
}
