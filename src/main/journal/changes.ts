/** Tells of messages that changed, after the steps that changed them. */
export interface Changes {
  /** Message `seq` is new, or something of it changed. */
  touch(seq: number): void;
  /** Goes up with every change. */
  readonly revision: number;
  /** `listener` is told once a turn of the event loop; the function returned ends that. */
  listen(listener: (seqs: readonly number[]) => void): () => void;
  /** Tells nothing any more. */
  close(): void;
}

/** Makes what tells of changes. */
export function createChanges(): Changes {
  const listeners = new Set<(seqs: readonly number[]) => void>();
  const changed = new Set<number>();
  let revision = 0;

  const tell = (): void => {
    const seqs = [...changed];
    changed.clear();
    for (const listener of listeners) listener(seqs);
  };

  return {
    touch(seq) {
      revision += 1;
      if (listeners.size === 0) return;
      if (changed.size === 0) setImmediate(tell);
      changed.add(seq);
    },
    get revision() {
      return revision;
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
}
