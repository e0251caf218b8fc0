import { type Answer, answerOf, type Frame, refuse } from './frame.ts';
import type { Pushes } from './pushes.ts';
import type { Replies } from './replies.ts';
import type { Uploads } from './uploads.ts';

/** Routes the commands of a subscribed client. */
export function createCommands(parts: {
  readonly replies: Replies;
  readonly pushes: Pushes;
  readonly uploads: Uploads;
}): (bot: string, frame: Frame) => Answer {
  const { replies, pushes, uploads } = parts;
  return (bot, { cmd, headers: { req_id: id }, body }) =>
    answerOf(() => {
      switch (cmd) {
        case 'aibot_respond_msg':
          return replies.respond(bot, id, body);
        case 'aibot_respond_welcome_msg':
          return replies.welcome(bot, id, body);
        case 'aibot_respond_update_msg':
          return replies.updateCard(bot, id, body);
        case 'aibot_send_msg':
          return pushes.send(bot, body);
        case 'aibot_upload_media_init':
          return uploads.init(bot, body);
        case 'aibot_upload_media_chunk':
          return uploads.chunk(bot, body);
        case 'aibot_upload_media_finish':
          return uploads.finish(bot, body);
        default:
          return refuse(40058, `unknown command ${cmd}`);
      }
    });
}
