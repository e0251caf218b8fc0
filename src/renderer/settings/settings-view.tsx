import { useEffect, useRef, useState } from 'react';
import type { AppInfo } from '../../shared/api.ts';
import type { FieldView } from '../../shared/settings.ts';
import { type SettingsGroup, settingsWords } from '../../words/settings.ts';
import { ChooseAgent } from '../agents/choose-agent.tsx';
import { useSession } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Notice } from '../design/notice.tsx';
import { useWords } from '../language.tsx';
import { useNavigation } from '../navigation.tsx';
import { AllowlistField } from './allowlist-field.tsx';
import { groups, matters } from './groups.ts';
import { PlainField } from './plain-field.tsx';
import { FolderField, LoginField } from './program-fields.tsx';
import { SecretField } from './secret-field.tsx';
import css from './settings-view.module.css';

/** Every setting, its default and where its value comes from. Changes apply at once. */
export function SettingsView() {
  const { settings } = useSession();
  const words = useWords(settingsWords);
  const [choosing, setChoosing] = useState(false);
  const page = useRef<HTMLDivElement>(null);
  const { place } = useNavigation();
  useEffect(() => {
    if (place.field === undefined) return;
    const row = page.current?.querySelector(`[data-path="${CSS.escape(place.field)}"]`);
    row?.closest('details')?.setAttribute('open', '');
    row?.scrollIntoView({ block: 'center' });
    row?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
  }, [place.field]);
  if (choosing) {
    const leave = () => setChoosing(false);
    return (
      <div className={css.page}>
        <ChooseAgent onDone={leave} onSkip={leave} />
      </div>
    );
  }
  return (
    <div className={css.page} ref={page}>
      <div className={css.column}>
        <h1>{words.title}</h1>
        {settings.problems.length > 0 && (
          <Notice kind="warn">
            <ul className={css.problems} aria-label={words.problems}>
              {settings.problems.map(({ key, message }) => (
                <li key={`${key} ${message}`}>
                  {key === 'keychain' ? words.keychainOff : message}
                </li>
              ))}
            </ul>
          </Notice>
        )}
        {groups.map(([group, paths]) => (
          <Group key={group} group={group} paths={paths} onChoose={() => setChoosing(true)} />
        ))}
      </div>
    </div>
  );
}

interface GroupProps {
  readonly group: SettingsGroup;
  readonly paths: readonly string[];
  readonly onChoose: () => void;
}

/** The simulation has an address of its own; without a tray there is nothing to go on in. */
function isPossible(path: string, { demo, tray }: AppInfo): boolean {
  if (path === 'channels.wecom.websocket_url') return !demo;
  return path !== 'app.close_to_tray' || tray;
}

function Group({ group, paths, onChoose }: GroupProps) {
  const { info, settings } = useSession();
  const words = useWords(settingsWords);
  const fieldAt = (path: string) => settings.fields.find((field) => field.path === path);
  const kind = fieldAt('agent.kind')?.value;
  const shown = paths
    .filter((path) => matters(path, kind) && isPossible(path, info))
    .flatMap((path) => fieldAt(path) ?? []);
  const title = words.groups[group];
  const rows = (
    <div className={css.rows}>
      {group === 'app' && <LoginField />}
      {shown.map((field) => (
        <div key={field.path} data-path={field.path}>
          <FieldRow field={field} />
        </div>
      ))}
      {group === 'agent' && (
        <div>
          <Button onClick={onChoose}>{words.chooseAgent}</Button>
        </div>
      )}
      {group === 'data' && <FolderField />}
    </div>
  );
  if (group === 'wecomApp') {
    return (
      <details className={css.advanced}>
        <summary>
          <h2>{title}</h2> <span>{words.advanced}</span>
        </summary>
        {rows}
      </details>
    );
  }
  return (
    <section className={css.group} aria-label={title}>
      <h2>{title}</h2>
      {rows}
    </section>
  );
}

function FieldRow({ field }: { field: FieldView }) {
  if (field.control.type === 'secret') return <SecretField field={field} />;
  if (field.path.endsWith('.allow_from')) return <AllowlistField field={field} />;
  return <PlainField field={field} />;
}
