import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** A part of the desktop, in its own pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a window is put; without `x` and `y` the system decides. */
export interface Placement {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

/** The first time, and where what was kept is of no use. */
export const FIRST_PLACEMENT: Placement = { width: 960, height: 660, maximized: false };

const SMALLEST = { width: 720, height: 480 };
/** How much of a window's upper edge must be on a screen for a person to take hold of it. */
const HOLD = { width: 120, height: 24 };

const whole = z.number().int().min(-100_000).max(100_000);
const saved = z.object({
  x: whole,
  y: whole,
  width: whole.min(1),
  height: whole.min(1),
  maximized: z.boolean(),
});

/** Where the window was; undefined where that is not known, or the file is nonsense. */
export function readPlacement(file: string): Required<Placement> | undefined {
  try {
    return saved.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Remembers where the window is. A disk that does not take it costs nothing but the place. */
export function savePlacement(file: string, placement: Required<Placement>): void {
  try {
    writeFileSync(file, JSON.stringify(placement), { mode: 0o600 });
  } catch {}
}

/**
 * Where a window is put that was at `was`: there, if it can still be taken hold of on one of the
 * screens (their areas without panels), and never larger than that screen.
 */
export function fitPlacement(was: Required<Placement> | undefined, screens: readonly Area[]) {
  if (!was) return FIRST_PLACEMENT;
  const screen = screens.find((area) => canBeHeld(was, area));
  const { width, height, maximized } = was;
  if (!screen) {
    const largest = screens[0] ?? { ...FIRST_PLACEMENT };
    return { ...within({ width, height }, largest), maximized } satisfies Placement;
  }
  return { x: was.x, y: was.y, ...within({ width, height }, screen), maximized };
}

/** Beside the main window, on the side with more room; never off its screen. */
export function placeBeside(main: Area, screen: Area, size: { width: number; height: number }) {
  const gap = 16;
  const right = main.x + main.width + gap;
  const left = main.x - gap - size.width;
  const roomRight = screen.x + screen.width - right;
  const roomLeft = left - screen.x;
  const x = roomRight >= size.width || roomRight >= roomLeft + size.width ? right : left;
  return {
    ...size,
    x: clamp(x, screen.x, screen.x + screen.width - size.width),
    y: clamp(main.y, screen.y, screen.y + screen.height - size.height),
    maximized: false,
  } satisfies Placement;
}

function canBeHeld({ x, y, width }: Area, screen: Area): boolean {
  const shown = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
  return shown >= HOLD.width && y >= screen.y && y + HOLD.height <= screen.y + screen.height;
}

function within(
  { width, height }: { width: number; height: number },
  screen: Omit<Area, 'x' | 'y'>,
) {
  return {
    width: clamp(width, SMALLEST.width, Math.max(SMALLEST.width, screen.width)),
    height: clamp(height, SMALLEST.height, Math.max(SMALLEST.height, screen.height)),
  };
}

const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(value, most));
