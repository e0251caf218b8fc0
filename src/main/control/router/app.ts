import { z } from 'zod';
import manifest from '../../../../package.json' with { type: 'json' };
import type { AppInfo, AppNews, LinkResult, LoginItem } from '../../../shared/api.ts';
import { declined } from '../declined.ts';
import type { Host } from '../host.ts';
import type { Shell } from '../shell.ts';
import { openStream } from '../stream.ts';
import type { Base } from './base.ts';

const LINK_LENGTH = 4096;

/** The program around the bot. */
export function createAppProcedures(base: Base, host: Host, shell: Shell) {
  return {
    info: base.handler(
      (): AppInfo => ({
        version: manifest.version,
        platform: process.platform,
        place: shell.kind,
        demo: host.isDemo(),
        tray: shell.tray,
        locale: shell.locale(),
        dataFolder: host.current().home.dir,
      }),
    ),

    follow: base.handler(({ signal }) =>
      openStream<AppNews>({
        signal,
        listen({ push, end }) {
          const stopNews = shell.onNews((news) => push(news));
          const stopSwap = host.onSwap(() => {
            push({ type: 'swapped' });
            end();
          });
          return () => {
            stopNews();
            stopSwap();
          };
        },
      }),
    ),

    openLink: base
      .input(z.strictObject({ url: z.string().max(LINK_LENGTH) }))
      .handler(async ({ input }): Promise<LinkResult> => {
        const link = parseLink(input.url);
        return link ? shell.openLink(link) : { result: 'refused' };
      }),

    startDemo: base.handler(() => host.startDemo()),
    leaveDemo: base.handler(() => host.leaveDemo()),

    openPhone: base.handler(async () => {
      const url = host.phoneUrl();
      if (url === null) throw declined('unknown', 'There is no simulated WeCom now.');
      return shell.openPhone(url);
    }),

    showFolder: base.handler(async () => {
      if (!shell.showFolder) throw unsupported();
      await shell.showFolder(host.current().home.dir);
    }),

    startAtLogin: base.handler((): Promise<LoginItem> => shell.startAtLogin()),

    setStartAtLogin: base
      .input(z.strictObject({ on: z.boolean() }))
      .handler(async ({ input }): Promise<LoginItem> => {
        const { supported } = await shell.startAtLogin();
        if (!supported) throw unsupported();
        return shell.setStartAtLogin(input.on);
      }),

    quit: base.handler(() => {
      if (!shell.quit) throw unsupported();
      shell.quit();
    }),
  };
}

function unsupported() {
  return declined('unsupported', 'This window cannot do that.');
}

/** A link as it will really be followed; undefined where it is no https link. */
function parseLink(url: string): { readonly href: string; readonly host: string } | undefined {
  const link = URL.parse(url);
  if (link?.protocol !== 'https:' || link.username !== '' || link.password !== '') return undefined;
  return { href: link.href, host: link.host };
}
