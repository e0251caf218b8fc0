import { shellWords } from '../../words/shell.ts';
import { useWords } from '../language.tsx';

/** The status view. */
export function StatusView() {
  const words = useWords(shellWords);
  return <h1>{words.views.status}</h1>;
}
