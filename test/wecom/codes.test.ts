import { expect, it } from 'vitest';
import { reactionTo } from '../../src/main/wecom/codes.ts';

it.each([
  [6000, 'serialise'],
  [40201, 'tell'],
  [45009, 'wait'],
  [846601, 'resubscribe'],
  [846602, 'resubscribe'],
  [846605, 'push'],
  [846608, 'push'],
  [846609, 'resubscribe'],
  [853000, 'stop'],
  [93001, 'unreachable'],
  [93006, 'unreachable'],
  [93008, 'unreachable'],
])('code %i means: %s', (code, reaction) => {
  expect(reactionTo(code, '')).toBe(reaction);
});

it.each([40008, 40058, -1, 999999])('code %i is final', (code) => {
  expect(reactionTo(code, 'invalid secret')).toBe('give-up');
});

it('600041 stops where WeCom says that it is about the secret, and is final elsewhere', () => {
  expect(reactionTo(600041, 'Invalid Secret')).toBe('stop');
  expect(reactionTo(600041, 'invalid offset')).toBe('give-up');
});
