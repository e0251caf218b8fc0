import { useState } from 'react';
import { commonWords } from '../../words/common.ts';
import { statusWords } from '../../words/status.ts';
import { reasonOf, useApi } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Field, inputClass } from '../design/field.tsx';
import { useWords } from '../language.tsx';
import css from './status-view.module.css';

/** Where the keychain cannot be used, a person may give the secret for this run. */
export function RunSecret() {
  const api = useApi();
  const words = useWords(statusWords);
  const common = useWords(commonWords);
  const [secret, setSecret] = useState('');
  const [error, setError] = useState<string>();
  const keep = async (): Promise<void> => {
    try {
      await api.settings.setSecret({
        path: 'channels.wecom.secret',
        value: secret,
        keep: 'memory',
      });
      setSecret('');
      setError(undefined);
      await api.bot.connect();
    } catch (thrown) {
      setError(common.declined[reasonOf(thrown).reason]);
    }
  };
  return (
    <Field label={words.secretLabel} help={words.secretHelp} error={error}>
      {(control) => (
        <form
          className={css.secret}
          onSubmit={(event) => {
            event.preventDefault();
            void keep();
          }}
        >
          <input
            {...control}
            className={inputClass}
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
          <Button submit disabled={secret === ''}>
            {words.useForThisRun}
          </Button>
        </form>
      )}
    </Field>
  );
}
