import { type ReactNode, useEffect, useState } from 'react';
import type { FoundAgent } from '../../shared/api.ts';
import { agentsWords } from '../../words/agents.ts';
import { commonWords } from '../../words/common.ts';
import { useSession } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Heading } from '../design/heading.tsx';
import { Notice } from '../design/notice.tsx';
import { useWords } from '../language.tsx';
import {
  type AgentForm,
  canAnswer,
  choiceOf,
  formOf,
  isSameOrigin,
  type OptionName,
  withFound,
} from './agent-form.ts';
import css from './choose-agent.module.css';
import { CommandForm, EndpointForm, FoundForm } from './forms.tsx';
import { Option } from './option.tsx';
import { Take } from './take.tsx';
import { Trial } from './trial.tsx';
import { useFound } from './use-found.ts';

/** What {@link ChooseAgent} needs. */
export interface ChooseAgentProps {
  /** Stands under the title. */
  readonly lead?: string;
  /** Somebody took an agent. */
  readonly onDone: () => void;
  /** Where given, there is a button to leave it as it is. */
  readonly onSkip?: () => void;
}

/** Who answers: what is found here, an endpoint, a command, or an echo. */
export function ChooseAgent({ lead, onDone, onSkip }: ChooseAgentProps) {
  const { settings } = useSession();
  const words = useWords(agentsWords);
  const common = useWords(commonWords);
  const { found, failure, look } = useFound();
  const [form, setForm] = useState(() => formOf(settings.fields));
  const [touched, setTouched] = useState(false);
  const [question, setQuestion] = useState<string>();
  const [tried, setTried] = useState(false);
  useEffect(() => {
    if (found && !touched) setForm((before) => withFound(before, found));
  }, [found, touched]);
  const change = (part: Partial<AgentForm>): void => {
    setTouched(true);
    if (part.selected) setTried(false);
    setForm((before) => ({ ...before, ...part }));
  };
  const choice = choiceOf(form, found ?? []);
  const agent = choice?.ok ? choice.agent : undefined;
  const problems = tried && choice && !choice.ok ? choice.problems : {};
  // What was tried or refused is forgotten as soon as something else is described.
  const described = JSON.stringify(choice);
  const fieldAt = (path: string) => settings.fields.find((field) => field.path === path);
  // A kept key goes to no other endpoint than the one it was kept for.
  const hasKey =
    fieldAt('agent.api_key')?.origin !== 'unset' &&
    isSameOrigin(form.address, fieldAt('agent.base_url')?.value);
  const option = (name: OptionName, title: string, about: string, fields: ReactNode) => (
    <Option
      key={name}
      title={title}
      about={about}
      selected={form.selected === name}
      onSelect={() => change({ selected: name })}
    >
      {fields}
      {choice && (
        <Trial
          key={described}
          agent={agent}
          question={question ?? words.testQuestion}
          onQuestion={setQuestion}
          onIncomplete={() => setTried(true)}
        />
      )}
    </Option>
  );
  const foundOption = (one: FoundAgent) =>
    option(
      one.name,
      words.names[one.name],
      'models' in one ? one.base_url : one.path,
      <FoundForm found={one} form={form} change={change} look={look} />,
    );
  return (
    <fieldset className={css.choose} aria-label={words.title}>
      <div>
        <Heading>{words.title}</Heading>
        {lead && <p className={css.lead}>{lead}</p>}
      </div>
      <Environment />
      <section className={css.group}>
        <div className={css.head}>
          <h2>{words.onThisComputer}</h2>
          {(found || failure) && (
            <Button kind="quiet" small onClick={look}>
              {words.lookAgain}
            </Button>
          )}
        </div>
        <div className={css.options} aria-busy={!found && !failure}>
          {failure && <p className={css.quiet}>{common.declined[failure.reason]}</p>}
          {!found && !failure && <p className={css.quiet}>{words.looking}</p>}
          {found?.length === 0 && <p className={css.quiet}>{words.nothingFound}</p>}
          {found?.toSorted(byUse).map(foundOption)}
        </div>
      </section>
      <section className={css.group}>
        <h2>{words.otherwise}</h2>
        <div className={css.options}>
          {option(
            'endpoint',
            words.endpoint,
            words.endpointAbout,
            <EndpointForm form={form} change={change} problems={problems} hasKey={hasKey} />,
          )}
          {option(
            'command',
            words.command,
            words.commandAbout,
            <CommandForm form={form} change={change} problems={problems} />,
          )}
          {option('echo', words.echo, words.echoAbout, null)}
        </div>
      </section>
      <div className={css.foot}>
        <Take
          key={described}
          agent={agent}
          disabled={!choice}
          onIncomplete={() => setTried(true)}
          onDone={onDone}
          onSkip={onSkip}
        />
      </div>
    </fieldset>
  );
}

/** What cannot answer yet comes last. */
function byUse(one: FoundAgent, other: FoundAgent): number {
  return Number(canAnswer(other)) - Number(canAnswer(one));
}

const DECIDING = ['agent.kind', 'agent.command', 'agent.base_url', 'agent.model', 'agent.api_key'];

/** Says so where the environment would hide what is chosen here. */
function Environment() {
  const { settings } = useSession();
  const words = useWords(agentsWords);
  const variables = settings.fields
    .filter(({ path, origin }) => origin === 'environment' && DECIDING.includes(path))
    .map(({ variable }) => variable);
  if (variables.length === 0) return null;
  return <Notice kind="info">{words.environment(variables)}</Notice>;
}
