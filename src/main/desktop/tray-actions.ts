import type { Api, AppNews } from '../../shared/api.ts';
import type { TrayAction } from './tray-model.ts';

/** What {@link createTrayActions} needs. */
export interface TrayActionOptions {
  readonly api: Pick<Api, 'app' | 'bot'>;
  /** Shows the window, and in it what is told. */
  readonly tell: (news: AppNews) => void;
  readonly showWindow: () => void;
  readonly quit: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Does what a line of the tray's menu says. Where that is declined, the window says why. */
export function createTrayActions(options: TrayActionOptions): (action: TrayAction) => void {
  const { api, tell, showWindow, quit, onFailure } = options;

  const perform = (action: TrayAction): unknown => {
    switch (action.type) {
      case 'connect':
        return api.bot.connect();
      case 'disconnect':
        return api.bot.disconnect();
      case 'pause':
        return api.bot.pause({ paused: action.paused });
      case 'start-at-login':
        return api.app.setStartAtLogin({ on: action.on });
      case 'leave-demo':
        return api.app.leaveDemo();
      case 'chat':
        return tell({ type: 'show', view: 'conversations', chat: action.chat });
      case 'bind':
        return tell({ type: 'bind' });
      case 'open':
        return showWindow();
      case 'quit':
        return quit();
    }
  };

  return (action) => {
    Promise.resolve(perform(action)).catch((error: unknown) => {
      onFailure(error);
      tell({ type: 'show', view: 'status' });
    });
  };
}
