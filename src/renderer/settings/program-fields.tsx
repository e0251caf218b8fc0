import { useEffect, useState } from 'react';
import type { LoginItem } from '../../shared/api.ts';
import { commonWords } from '../../words/common.ts';
import { settingsWords } from '../../words/settings.ts';
import { reasonOf, useSession } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Field, Toggle } from '../design/field.tsx';
import { useWords } from '../language.tsx';
import css from './settings-view.module.css';

/** Start at login belongs to the system, not to the settings file. */
export function LoginField() {
  const { api } = useSession();
  const words = useWords(settingsWords);
  const common = useWords(commonWords);
  const [item, setItem] = useState<LoginItem>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    const stop = new AbortController();
    api.app.startAtLogin(undefined, { signal: stop.signal }).then(
      (found) => !stop.signal.aborted && setItem(found),
      () => {},
    );
    return () => stop.abort();
  }, [api]);
  const set = async (on: boolean): Promise<void> => {
    try {
      setItem(await api.app.setStartAtLogin({ on }));
      setError(undefined);
    } catch (thrown) {
      setError(common.declined[reasonOf(thrown).reason]);
    }
  };
  const unsupported = item?.supported === false;
  return (
    <Field
      label={words.startAtLogin.label}
      help={unsupported ? words.loginUnsupported : words.startAtLogin.help}
      error={error}
      inline
    >
      {(props) => (
        <Toggle
          {...props}
          checked={item?.supported === true && item.on}
          disabled={item?.supported !== true}
          onChange={(on) => void set(on)}
        />
      )}
    </Field>
  );
}

/** Where everything is kept. */
export function FolderField() {
  const { api, info } = useSession();
  const words = useWords(settingsWords);
  return (
    <Field label={words.folder.label} help={words.folder.help}>
      {(props) => (
        <div className={css.secret}>
          <output {...props} className={`${css.secretState} selectable`}>
            {info.dataFolder}
          </output>
          {info.place === 'window' && (
            <Button small onClick={() => api.app.showFolder()}>
              {words.showFolder}
            </Button>
          )}
        </div>
      )}
    </Field>
  );
}
