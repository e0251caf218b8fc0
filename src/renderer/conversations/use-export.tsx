import { useEffect, useRef, useState } from 'react';
import type { ChatKey } from '../../shared/api.ts';
import { commonWords } from '../../words/common.ts';
import { conversationsWords } from '../../words/conversations.ts';
import { useApi } from '../connection/api.tsx';
import { Button } from '../design/button.tsx';
import { Notice } from '../design/notice.tsx';
import { useLanguage, useWords } from '../language.tsx';
import css from './conversations.module.css';
import { fileName, sizeOf } from './export-file.ts';

/** How an export goes. */
export interface Exporting {
  /** `size` is characters so far. */
  readonly state:
    | { readonly name: 'running' | 'done' | 'failed'; readonly size: number }
    | undefined;
  start(format: 'markdown' | 'json'): Promise<void>;
  /** Ends it where it runs, and takes its words away. */
  end(): void;
}

/** Exports a chat into a file that the browser saves, piece by piece. */
export function useExport({ channel, id }: ChatKey): Exporting {
  const api = useApi();
  const [state, setState] = useState<Exporting['state']>();
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  return {
    state,
    async start(format) {
      stop.current?.abort();
      const abort = new AbortController();
      stop.current = abort;
      const { signal } = abort;
      const pieces: string[] = [];
      let size = 0;
      setState({ name: 'running', size });
      try {
        const stream = await api.chats.export({ chat: { channel, id }, format }, { signal });
        for await (const piece of stream) {
          if (signal.aborted) return;
          pieces.push(piece);
          size += piece.length;
          setState({ name: 'running', size });
        }
        save(new Blob(pieces, { type: TYPES[format] }), fileName(id, format));
        setState({ name: 'done', size });
      } catch {
        if (!signal.aborted) setState({ name: 'failed', size });
      }
    },
    end() {
      stop.current?.abort();
      setState(undefined);
    },
  };
}

const TYPES = { markdown: 'text/markdown', json: 'application/json' } as const;

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken hold of it when the click returns, but reads it afterwards.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Says how the export goes, and ends it. */
export function ExportNotice({ exporting }: { exporting: Exporting }) {
  const words = useWords(conversationsWords);
  const common = useWords(commonWords);
  const language = useLanguage();
  const { state } = exporting;
  if (!state) return null;
  const size = sizeOf(state.size, language);
  const said = {
    running: words.exporting(size),
    done: words.exported(size),
    failed: words.exportFailed,
  };
  const kind = { running: 'info', done: 'good', failed: 'bad' } as const;
  return (
    <div className={css.strip}>
      <Notice
        kind={kind[state.name]}
        action={
          <Button kind="quiet" small onClick={exporting.end}>
            {state.name === 'running' ? common.cancel : common.close}
          </Button>
        }
      >
        {said[state.name]}
      </Notice>
    </div>
  );
}
