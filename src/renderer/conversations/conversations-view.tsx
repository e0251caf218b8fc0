import { shellWords } from '../../words/shell.ts';
import { useWords } from '../language.tsx';

/** The conversations view. */
export function ConversationsView() {
  const words = useWords(shellWords);
  return <h1>{words.views.conversations}</h1>;
}
