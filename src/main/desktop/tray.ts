import { nativeTheme } from 'electron';
import type { Api, LoginItem } from '../../shared/api.ts';
import type { Language } from '../../shared/language.ts';
import type { Clock } from '../clock.ts';
import { panelGround } from './tray-icons.ts';
import { type TrayAction, trayModel } from './tray-model.ts';
import { followTrayNews, type TrayNews } from './tray-news.ts';
import { createTrayView } from './tray-view.ts';

/** The icon in the tray, kept up to date. */
export interface Tray {
  /** Something changed that the bot does not tell of. */
  refresh(): void;
  destroy(): void;
}

/** What {@link createTray} needs. */
export interface TrayOptions {
  readonly api: Pick<Api, 'bot' | 'chats'>;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Folder of the icons. */
  readonly icons: string;
  readonly packaged: boolean;
  /** Whether this desktop shows tray icons. */
  readonly isPresent: () => boolean;
  readonly isDemo: () => boolean;
  readonly language: () => Language;
  readonly loginItem: () => LoginItem;
  readonly onAction: (action: TrayAction) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Milliseconds between two looks at a countdown. */
const COUNT_MS = 1000;

/** Shows how the bot is in the tray, from the first news on. */
export function createTray(options: TrayOptions): Tray {
  const { api, clock, env, signal, icons, packaged, onAction, onFailure } = options;
  const view = createTrayView({ icons, packaged, onAction });
  let news: TrayNews | undefined;
  let stopCounting = (): void => {};
  /** Not what the windows were told to be: the panel does not follow them. */
  let systemIsDark = nativeTheme.shouldUseDarkColors;

  const ground = () => {
    if (nativeTheme.themeSource === 'system') systemIsDark = nativeTheme.shouldUseDarkColors;
    return process.platform === 'win32'
      ? panelGround(undefined, nativeTheme.shouldUseDarkColorsForSystemIntegratedUI)
      : panelGround(env['XDG_CURRENT_DESKTOP'], systemIsDark);
  };

  const refresh = (): void => {
    stopCounting();
    if (signal.aborted || !news?.bot) return;
    if (!options.isPresent()) return view.destroy();
    const { bot, chats } = news;
    const model = trayModel({
      bot,
      chats,
      login: options.loginItem(),
      language: options.language(),
      demo: options.isDemo(),
      now: clock.wall(),
    });
    view.show(model, ground());
    if (bot.state.name === 'waiting') stopCounting = clock.after(COUNT_MS, refresh);
  };

  followTrayNews({
    api,
    clock,
    signal,
    onFailure,
    onNews(latest) {
      news = latest;
      refresh();
    },
  });
  nativeTheme.on('updated', refresh);

  return {
    refresh,
    destroy() {
      stopCounting();
      nativeTheme.off('updated', refresh);
      view.destroy();
    },
  };
}
