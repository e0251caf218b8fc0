import { bindingWords } from '../../words/binding.ts';
import { commonWords } from '../../words/common.ts';
import { Button } from '../design/button.tsx';
import { Notice } from '../design/notice.tsx';
import { useWords } from '../language.tsx';

/** What {@link KeychainNotice} needs. */
export interface KeychainNoticeProps {
  /** What cannot be kept: a bot's secret or an API key. */
  readonly what: 'secret' | 'key';
  readonly onRetry: () => unknown;
  /** It is kept for this run only. */
  readonly onMemory: () => unknown;
}

/** The keychain cannot be used: unlock it, or do without it until the program ends. */
export function KeychainNotice({ what, onRetry, onMemory }: KeychainNoticeProps) {
  const words = useWords(bindingWords);
  const common = useWords(commonWords);
  return (
    <Notice
      kind="warn"
      action={
        <>
          <Button onClick={onRetry}>{common.tryAgain}</Button>
          <Button onClick={onMemory}>{words.keepUntilQuit[what]}</Button>
        </>
      }
    >
      {words.noKeychain[what]}
    </Notice>
  );
}
