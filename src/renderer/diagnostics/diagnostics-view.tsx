import { useState } from 'react';
import { diagnosticsWords } from '../../words/diagnostics.ts';
import { useApi } from '../connection/api.tsx';
import { CopyButton } from '../design/button.tsx';
import { Notice } from '../design/notice.tsx';
import { useWords } from '../language.tsx';
import { Checks } from './checks.tsx';
import css from './diagnostics-view.module.css';
import { LiveLog } from './live-log.tsx';

/** What is in the way and what to do about it, and what the program is doing. */
export function DiagnosticsView() {
  const api = useApi();
  const words = useWords(diagnosticsWords);
  const [failed, setFailed] = useState(false);
  const report = async (): Promise<string> => {
    setFailed(false);
    try {
      return (await api.diagnostics.report()).text;
    } catch (error) {
      setFailed(true);
      throw error;
    }
  };
  return (
    <div className={css.page}>
      <h1>{words.title}</h1>
      <Checks />
      <LiveLog />
      <footer className={css.report}>
        <p>{words.report.about}</p>
        <CopyButton
          kind="plain"
          small={false}
          label={words.report.copy}
          done={words.report.copied}
          text={report}
        />
      </footer>
      {failed && <Notice kind="bad">{words.report.failed}</Notice>}
    </div>
  );
}
