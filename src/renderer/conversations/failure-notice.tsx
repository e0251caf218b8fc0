import type { ReactNode } from 'react';
import { commonWords } from '../../words/common.ts';
import { reasonOf } from '../connection/api.tsx';
import { Notice } from '../design/notice.tsx';
import { useWords } from '../language.tsx';

/** Why a call was not done, where the person looks. Nothing where `failure` is undefined. */
export function FailureNotice({ failure, action }: { failure: unknown; action?: ReactNode }) {
  const common = useWords(commonWords);
  if (failure === undefined) return null;
  const { reason, message } = reasonOf(failure);
  return (
    <Notice kind="bad" action={action}>
      {common.declined[reason]}
      {(reason === 'failed' || reason === 'wrong-value') && <small> {message}</small>}
    </Notice>
  );
}
