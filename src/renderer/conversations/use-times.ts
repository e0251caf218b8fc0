import { useEffect, useMemo, useState } from 'react';
import { useLanguage } from '../language.tsx';
import { createTimes, type Times } from './times.ts';

/** How times are written, and a present that is right about which day it is. */
export function useTimes(): Times & { readonly now: number } {
  const language = useLanguage();
  const times = useMemo(() => createTimes(language), [language]);
  const now = useToday();
  return useMemo(() => ({ ...times, now }), [times, now]);
}

/** A time of today; changes at midnight. */
function useToday(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const midnight = new Date(now).setHours(24, 0, 0, 0);
    const timer = setTimeout(() => setNow(Date.now()), midnight - Date.now() + 1000);
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}
