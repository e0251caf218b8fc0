import { type BaseMessage, generateReqId, WSClient, type WsFrame } from '@wecom/aibot-node-sdk';

// Tencent's SDK as a plain echo bot: what our own bot is measured against. It opens a bubble and
// finishes it, as ours does, and keeps nothing.
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const client = new WSClient({
  botId: process.env.BENCH_BOT ?? '',
  secret: process.env.BENCH_SECRET ?? '',
  wsUrl: process.env.BENCH_URL ?? '',
  logger: silent,
});
client.on('message.text', (frame: WsFrame<BaseMessage>) => {
  const streamId = generateReqId('stream');
  const text = frame.body?.text?.content ?? '';
  void client.replyStream(frame, streamId, 'Processing...', false);
  void client.replyStream(frame, streamId, text, true);
});
client.connect();
