import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIRST_PLACEMENT,
  fitPlacement,
  placeBeside,
  readPlacement,
  savePlacement,
} from '../../src/main/desktop/placement.ts';
import { temporaryFolder } from '../settings/folder.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1040 };
const SECOND = { x: 1920, y: 0, width: 1280, height: 1024 };
const WAS = { x: 100, y: 50, width: 1000, height: 700, maximized: false };

describe('the window is put', () => {
  it('where the system likes it, the first time', () => {
    expect(fitPlacement(undefined, [SCREEN])).toEqual({
      width: 960,
      height: 660,
      maximized: false,
    });
  });

  it('where it was', () => {
    expect(fitPlacement(WAS, [SCREEN])).toEqual(WAS);
    const onSecond = { ...WAS, x: 2000 };
    expect(fitPlacement(onSecond, [SCREEN, SECOND])).toEqual(onSecond);
  });

  it.each([
    ['its screen is gone', { ...WAS, x: 2000 }],
    ['it hangs over the left edge by all but a little', { ...WAS, x: -950 }],
    ['its title is above the screen', { ...WAS, y: -10 }],
    ['its title is under the screen', { ...WAS, y: 1030 }],
  ])('where the system likes it, in its old size, where %s', (_why, was) => {
    expect(fitPlacement(was, [SCREEN])).toEqual({ width: 1000, height: 700, maximized: false });
  });

  it('no larger than the screen, and maximized where it was', () => {
    const was = { x: 0, y: 0, width: 5000, height: 4000, maximized: true };
    expect(fitPlacement(was, [SCREEN])).toEqual({ ...was, width: 1920, height: 1040 });
  });

  it('never smaller than its contents need, and never larger than a screen that is not tiny', () => {
    const whole = fc.integer({ min: -100_000, max: 100_000 });
    const size = fc.integer({ min: 1, max: 100_000 });
    const was = fc.record({
      x: whole,
      y: whole,
      width: size,
      height: size,
      maximized: fc.boolean(),
    });
    fc.assert(
      fc.property(was, (place) => {
        const { width, height } = fitPlacement(place, [SCREEN, SECOND]);
        expect(width).toBeGreaterThanOrEqual(720);
        expect(height).toBeGreaterThanOrEqual(480);
        expect(width).toBeLessThanOrEqual(1920);
        expect(height).toBeLessThanOrEqual(1040);
      }),
    );
  });

  it('somewhere even where no screen is known', () => {
    expect(fitPlacement(WAS, [])).toEqual({ ...FIRST_PLACEMENT });
  });
});

describe('what is remembered of the window', () => {
  it('is read back', () => {
    const file = join(temporaryFolder(), 'window.json');
    savePlacement(file, WAS);
    expect(readPlacement(file)).toEqual(WAS);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['a size of zero', JSON.stringify({ ...WAS, width: 0 })],
    ['a place out of this world', JSON.stringify({ ...WAS, x: 1e12 })],
    ['a broken number', JSON.stringify({ ...WAS, y: 1.5 })],
    ['half of it', JSON.stringify({ x: 1, y: 1 })],
  ])('is forgotten where the file holds %s', (_what, text) => {
    const file = join(temporaryFolder(), 'window.json');
    writeFileSync(file, text);
    expect(readPlacement(file)).toBeUndefined();
  });

  it('is nothing where there is no file, and none can be written', () => {
    const file = join(temporaryFolder(), 'no-folder', 'window.json');
    savePlacement(file, WAS);
    expect(readPlacement(file)).toBeUndefined();
  });
});

describe('the phone is put', () => {
  const PHONE = { width: 390, height: 760 };

  it('to the right of the window where there is room', () => {
    expect(placeBeside(WAS, SCREEN, PHONE)).toMatchObject({ x: 1116, y: 50, ...PHONE });
  });

  it('to the left of it where there is more', () => {
    expect(placeBeside({ ...WAS, x: 900 }, SCREEN, PHONE)).toMatchObject({ x: 494 });
  });

  it('on the screen, wherever the window is', () => {
    const whole = fc.integer({ min: -5000, max: 5000 });
    const size = fc.integer({ min: 1, max: 3000 });
    const main = fc.record({ x: whole, y: whole, width: size, height: size });
    fc.assert(
      fc.property(main, (place) => {
        const { x, y } = placeBeside(place, SCREEN, PHONE);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + PHONE.width).toBeLessThanOrEqual(SCREEN.width);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y + PHONE.height).toBeLessThanOrEqual(SCREEN.height);
      }),
    );
  });
});
