import { bindingWords } from '../../words/binding.ts';
import { useSession } from '../connection/api.tsx';
import { Notice } from '../design/notice.tsx';
import { useWords } from '../language.tsx';

const BOT = ['channels.wecom.bot_id', 'channels.wecom.secret'];

/** Says so where a bot of the environment would hide the one that is bound here. */
export function EnvironmentNotice() {
  const { settings } = useSession();
  const words = useWords(bindingWords);
  const set = settings.fields.filter(
    ({ path, origin }) => origin === 'environment' && BOT.includes(path),
  );
  if (set.length === 0) return null;
  return <Notice kind="info">{words.environment(set.map(({ variable }) => variable))}</Notice>;
}
