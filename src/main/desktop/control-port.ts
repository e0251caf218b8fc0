import { MessageChannelMain, type WebContents } from 'electron';
import { isOurs } from './verdicts.ts';

const CONTROL_PORT = 'control-port';

/**
 * Gives the page of our own window a port to the API each time it is loaded and asks for one.
 * `serve` answers the other end; what it returns is closed with the page. `onRefused` is told of
 * whoever else asks.
 */
export function handOutPorts(
  contents: WebContents,
  serve: (port: Electron.MessagePortMain) => { close(): void },
  onRefused: () => void,
): void {
  let served: { close(): void } | undefined;
  const close = (): void => {
    served?.close();
    served = undefined;
  };
  contents.ipc.on(CONTROL_PORT, ({ sender, senderFrame }) => {
    const frame = senderFrame && {
      origin: senderFrame.origin,
      isTop: senderFrame.parent === null,
    };
    if (!senderFrame || !isOurs({ webContentsId: sender.id, frame }, contents.id)) {
      onRefused();
      return;
    }
    close();
    const { port1, port2 } = new MessageChannelMain();
    served = serve(port1);
    senderFrame.postMessage(CONTROL_PORT, null, [port2]);
  });
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) close();
  });
  contents.on('render-process-gone', close);
  contents.once('destroyed', close);
}
