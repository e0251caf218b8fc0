import { shellWords } from '../../words/shell.ts';
import { useWords } from '../language.tsx';

/** The settings view. */
export function SettingsView() {
  const words = useWords(shellWords);
  return <h1>{words.views.settings}</h1>;
}
