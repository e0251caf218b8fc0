import type { ReactNode } from 'react';
import type { FoundAgent } from '../../shared/api.ts';
import { agentsWords } from '../../words/agents.ts';
import { Button } from '../design/button.tsx';
import { type ControlProps, Field, inputClass } from '../design/field.tsx';
import { useWords } from '../language.tsx';
import { type AgentForm, type Choice, canAnswer, pickedModel } from './agent-form.ts';
import { parseCommandLine } from './command-line.ts';
import css from './forms.module.css';

interface FormProps {
  readonly form: AgentForm;
  readonly change: (part: Partial<AgentForm>) => void;
}

interface CheckedProps extends FormProps {
  readonly problems: Extract<Choice, { readonly ok: false }>['problems'];
}

/** What of a found agent is left to choose. */
export function FoundForm(props: FormProps & { found: FoundAgent; look: () => void }) {
  const { found, form, change, look } = props;
  const words = useWords(agentsWords);
  if (!('models' in found)) {
    // Programs are told at length what they are given: for those who want to know.
    return (
      <details className={css.more}>
        <summary>{words.runsWhat}</summary>
        <Runs command={found.command} />
      </details>
    );
  }
  if (!canAnswer(found)) {
    return (
      <div className={css.missing}>
        <p className="selectable">{words.noModels[found.name]}</p>
        <Button onClick={look}>{words.lookAgain}</Button>
      </div>
    );
  }
  return (
    <Field label={words.model}>
      {(control) => (
        <select
          {...control}
          className={inputClass}
          value={pickedModel(form, found)}
          onChange={(event) =>
            change({ picked: { ...form.picked, [found.name]: event.target.value } })
          }
        >
          {found.models.map((model) => (
            <option key={model}>{model}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** An endpoint that a person knows the address of. */
export function EndpointForm(props: CheckedProps & { hasKey: boolean }) {
  const { form, change, problems, hasKey } = props;
  const words = useWords(agentsWords);
  const text = (field: 'address' | 'model' | 'key', control: ControlProps, more: object) => (
    <input
      {...control}
      {...more}
      className={inputClass}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      value={form[field]}
      onChange={(event) => change({ [field]: event.target.value })}
    />
  );
  const errorOf = (field: 'address' | 'model' | 'key') => {
    const problem = problems[field];
    return problem && words.problems[problem];
  };
  return (
    <>
      <Field label={words.address} error={errorOf('address')}>
        {(control) =>
          text('address', control, { inputMode: 'url', placeholder: 'https://api.deepseek.com/v1' })
        }
      </Field>
      <Field label={words.model} error={errorOf('model')}>
        {(control) => text('model', control, { placeholder: 'deepseek-chat' })}
      </Field>
      <Field label={words.key} help={hasKey ? words.keyKept : words.keyHelp} error={errorOf('key')}>
        {(control) => text('key', control, { type: 'password' })}
      </Field>
    </>
  );
}

/** A command line, and how it is understood. */
export function CommandForm({ form, change, problems }: CheckedProps) {
  const words = useWords(agentsWords);
  const command = parseCommandLine(form.commandLine);
  const problem = problems.commandLine;
  return (
    <>
      <Field
        label={words.commandLine}
        help={words.commandHelp}
        error={problem && words.problems[problem]}
      >
        {(control) => (
          <input
            {...control}
            className={`${inputClass} ${css.mono}`}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="claude -p"
            value={form.commandLine}
            onChange={(event) => change({ commandLine: event.target.value })}
          />
        )}
      </Field>
      {command.ok && command.words.length > 0 && (
        <div className={css.understood}>
          <span>{words.runs}</span>
          <Runs command={command.words} />
        </div>
      )}
    </>
  );
}

/** A program and its arguments, each by itself: spaces and empty ones can be seen. */
function Runs({ command }: { command: readonly string[] }): ReactNode {
  const words = useWords(agentsWords);
  return (
    <ol className={`${css.runs} selectable`} aria-label={words.runs}>
      {command.map((word, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: arguments may be equal, and are only text
        <li key={place}>
          <code>{word}</code>
        </li>
      ))}
    </ol>
  );
}
