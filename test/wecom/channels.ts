import { onTestFinished } from 'vitest';
import type { InboundMessage } from '../../src/main/channel/channel.ts';
import {
  createWecomChannel,
  type WecomChannel,
  type WecomChannelOptions,
} from '../../src/main/wecom/channel.ts';
import type { ConnectionState } from '../../src/shared/connection.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { createTestClock, type TestClock } from '../fixtures/clock.ts';
import { credentialsOf, silentLog } from './clients.ts';

/** A channel, the clock it lives by, and all it told. */
export interface Running {
  readonly channel: WecomChannel;
  readonly clock: TestClock;
  readonly states: readonly ConnectionState[];
  readonly messages: readonly InboundMessage[];
}

/** A channel without credentials; it is stopped when the test ends. */
export function bareChannel(overrides: Partial<WecomChannelOptions> = {}): Running {
  const clock = createTestClock();
  const states: ConnectionState[] = [];
  const messages: InboundMessage[] = [];
  const channel = createWecomChannel({
    clock,
    log: silentLog,
    allowFrom: () => [],
    sendThinkingMessage: () => true,
    welcomeText: () => '',
    isDuplicate: () => false,
    beforeSend: () => true,
    onState: (state) => states.push(state),
    onMessage: (message) => messages.push(message),
    ...overrides,
  });
  onTestFinished(() => void channel.stop());
  return { channel, clock, states, messages };
}

/** A channel that is online as the simulator's first bot. */
export async function onlineChannel(
  simulator: Simulator,
  overrides: Partial<WecomChannelOptions> = {},
): Promise<Running> {
  const running = bareChannel(overrides);
  await running.channel.configure(credentialsOf(simulator));
  running.channel.start();
  await simulator.waitFor(() => running.channel.state.name === 'online');
  return running;
}

/** A channel that heard `text` from alice, and that message. */
export async function askedChannel(
  simulator: Simulator,
  overrides: Partial<WecomChannelOptions> = {},
) {
  const running = await onlineChannel(simulator, overrides);
  simulator.say({ text: 'question' });
  const message = await simulator.waitFor(() => running.messages[0]);
  return { ...running, message };
}
