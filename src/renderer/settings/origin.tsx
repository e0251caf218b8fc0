import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FieldView } from '../../shared/settings.ts';
import { settingsWords } from '../../words/settings.ts';
import { useWords } from '../language.tsx';
import css from './settings-view.module.css';

/** Whether a value can be changed here: what the environment sets stays. */
export function isLocked({ origin }: FieldView): boolean {
  return origin === 'environment';
}

/** Where a value comes from, or that a change was applied. */
export function Aside({ field, said }: { field: FieldView; said: string | undefined }) {
  const words = useWords(settingsWords);
  if (said !== undefined) {
    return (
      <span className={css.said} role="status">
        {said}
      </span>
    );
  }
  if (isLocked(field)) {
    return (
      <span className={css.locked} title={field.variable}>
        <Lock size={12} aria-hidden />
        {words.byEnvironment}
      </span>
    );
  }
  return field.origin === 'default' && field.control.type !== 'flag' ? words.isDefault : null;
}

/** What a field does or, where it cannot be changed, why. */
export function Help({ field, children }: { field: FieldView; children: ReactNode }) {
  const words = useWords(settingsWords);
  return isLocked(field) ? words.variable(field.variable) : children;
}
