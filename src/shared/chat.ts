/** The ways into WeCom: the AI Bot over WebSocket, and the self-built app over a webhook. */
export type ChannelName = 'wecom' | 'wecom_app';

/** `single` is one person and the bot, `group` a group chat. */
export type ChatType = 'single' | 'group';

/** A chat as WeCom names it. `id` keeps its case: a lower-cased id is refused with 93006. */
export interface Chat {
  readonly id: string;
  readonly type: ChatType;
}
