import { shellWords } from '../../words/shell.ts';
import { useWords } from '../language.tsx';

/** The diagnostics view. */
export function DiagnosticsView() {
  const words = useWords(shellWords);
  return <h1>{words.views.diagnostics}</h1>;
}
