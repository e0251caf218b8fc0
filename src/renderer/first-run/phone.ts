import type { Api, AppInfo } from '../../shared/api.ts';

const NAME = 'wecom-phone';
const FEATURES = 'popup,width=390,height=760';
/** Tells the page that is loaded when the simulation runs that the phone is wanted. */
const WANTED_KEY = 'phone-wanted';

/** Shows the phone that plays WeCom. */
export async function showPhone(api: Api): Promise<void> {
  const { url } = await api.app.openPhone();
  if (url !== null) window.open(url, NAME, FEATURES);
}

/**
 * Remembers across the reload that the phone is wanted. A browser opens windows only at a click,
 * when the phone has no address yet: the window is opened empty. The function returned takes both
 * back.
 */
export function orderPhone({ place }: AppInfo): () => void {
  const empty = place === 'browser' ? window.open('', NAME, FEATURES) : null;
  sessionStorage.setItem(WANTED_KEY, 'yes');
  return () => {
    empty?.close();
    sessionStorage.removeItem(WANTED_KEY);
  };
}

/** Whether the phone was wanted before this page was loaded; true once. */
export function takePhoneOrder(): boolean {
  const isWanted = sessionStorage.getItem(WANTED_KEY) !== null;
  sessionStorage.removeItem(WANTED_KEY);
  return isWanted;
}
