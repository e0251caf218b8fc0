import { Lock } from 'lucide-react';
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
      <span className={css.locked}>
        <Lock size={12} aria-hidden />
        {words.byEnvironment(field.variable)}
      </span>
    );
  }
  return field.origin === 'default' && field.control.type !== 'flag' ? words.isDefault : null;
}
