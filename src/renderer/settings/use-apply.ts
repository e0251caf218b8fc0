import { useEffect, useRef, useState } from 'react';
import type { FieldView } from '../../shared/settings.ts';
import { commonWords } from '../../words/common.ts';
import { settingsWords } from '../../words/settings.ts';
import { reasonOf, useApi } from '../connection/api.tsx';
import { useWords } from '../language.tsx';

/** Milliseconds that a field says what became of a change. */
const SAID_MS = 2500;

/** Applies what a person chose and tells at the field how it went. */
export interface Applying {
  readonly error: string | undefined;
  readonly said: string | undefined;
  apply(value: unknown): Promise<boolean>;
  /** For what does not go through `settings.set`. */
  attempt(work: () => Promise<{ readonly hidden: boolean }>): Promise<boolean>;
  forget(): void;
}

/** What a field needs to be changed. */
export function useApply({ path }: Pick<FieldView, 'path'>): Applying {
  const api = useApi();
  const words = useWords(settingsWords);
  const common = useWords(commonWords);
  const [error, setError] = useState<string>();
  const [said, setSaid] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const attempt: Applying['attempt'] = async (work) => {
    try {
      const { hidden } = await work();
      setError(undefined);
      setSaid(hidden ? words.appliedHidden : words.applied);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setSaid(undefined), SAID_MS);
      return true;
    } catch (thrown) {
      const { reason } = reasonOf(thrown);
      const allowed = words.fields[path]?.allowed;
      setSaid(undefined);
      setError(
        reason === 'wrong-value' && allowed !== undefined
          ? `${words.allowed(allowed)} ${words.notApplied}`
          : common.declined[reason],
      );
      return false;
    }
  };
  return {
    error,
    said,
    attempt,
    apply: (value) => attempt(() => api.settings.set({ path, value })),
    forget: () => setError(undefined),
  };
}
