import { Notification } from 'electron';
import type { Api, BotView } from '../../shared/api.ts';
import type { Clock } from '../clock.ts';
import { follow } from './follow.ts';
import {
  createNoticeLimit,
  escapedBody,
  type Notice,
  noticeOfBot,
  noticeOfChat,
  wordsOfNotice,
} from './notices.ts';
import type { Preferences } from './preferences.ts';

/** What {@link showNotifications} needs. */
export interface NotificationOptions {
  readonly api: Pick<Api, 'bot' | 'chats'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly preferences: Preferences;
  /** Whether a person looks at the window, and sees it there. */
  readonly isWatched: () => boolean;
  readonly onClick: (notice: Notice) => void;
  /** Told why one could not be shown. */
  readonly onFailure: (error: unknown) => void;
}

/** Tells a person by the system's notifications what needs them, until `signal` aborts. */
export function showNotifications(options: NotificationOptions): void {
  const { api, clock, signal, preferences, onClick, onFailure } = options;
  if (!Notification.isSupported()) return;
  const isDue = createNoticeLimit(clock);
  /** One that nothing refers to is collected, and its click with it. */
  const shown = new Map<Notice['kind'], Notification>();

  const show = (notice: Notice | undefined): void => {
    if (!notice || options.isWatched()) return;
    const { notifications, notification_bodies } = preferences.current();
    if (!notifications || !isDue(notice)) return;
    const { title, body } = wordsOfNotice(notice, preferences.language(), notification_bodies);
    const notification = new Notification({ title, body: escapedBody(body, process.platform) });
    notification.on('click', () => onClick(notice));
    notification.on('failed', (_event, error) => onFailure(error));
    shown.get(notice.kind)?.close();
    shown.set(notice.kind, notification);
    notification.show();
  };

  let before: BotView | undefined;
  const common = { clock, signal, onFailure };
  void follow(api.bot.follow, {
    ...common,
    onNews(bot) {
      show(noticeOfBot(before, bot));
      before = bot;
    },
  });
  void follow(api.chats.follow, { ...common, onNews: (news) => show(noticeOfChat(news)) });
}
