import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import css from './list-box.module.css';

/** What {@link ListBox} needs. */
export interface ListBoxProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** Pixels. */
  readonly heightOf: (item: T) => number;
  /** The key of the one that is open. */
  readonly chosen: string | undefined;
  readonly onChoose: (item: T) => void;
  /** The end is near: there may be more. */
  readonly onEnd?: () => void;
  /** Esc. */
  readonly onLeave?: () => void;
  readonly children: (item: T) => ReactNode;
  readonly ref?: Ref<ListBoxHandle>;
}

/** What can be done to a list from outside. */
export interface ListBoxHandle {
  focus(): void;
}

/**
 * A list of any length to choose from. Arrow keys, PageUp and PageDown, Home and End move the
 * focus; Enter and Space choose.
 */
export function ListBox<T>(props: ListBoxProps<T>) {
  const { label, items, keyOf, heightOf, chosen, onChoose, onEnd, children } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string>();
  const indexOf = (key: string | undefined) => items.findIndex((item) => keyOf(item) === key);
  const active = Math.max(indexOf(activeKey), activeKey === undefined ? indexOf(chosen) : -1, 0);
  // The one with the focus stays in the page, wherever the list is scrolled to.
  const wanted = useRef<string>(undefined);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => sizeAt(items, index, heightOf),
    getItemKey: (index) => keyAt(items, index, keyOf),
    overscan: 8,
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const first = Math.max(0, startIndex - overscan);
      const last = Math.min(count - 1, endIndex + overscan);
      const range = Array.from({ length: last - first + 1 }, (_, index) => first + index);
      if (active >= count || (active >= first && active <= last)) return range;
      return active < first ? [active, ...range] : [...range, active];
    },
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEnd && items.length > 0 && last >= items.length - 10) onEnd();
  }, [onEnd, last, items.length]);

  const move = (index: number): void => {
    const item = items[Math.min(Math.max(index, 0), items.length - 1)];
    if (item === undefined) return;
    wanted.current = keyOf(item);
    setActiveKey(keyOf(item));
    virtualizer.scrollToIndex(items.indexOf(item));
    focusWanted();
  };
  const focusWanted = (): void => {
    if (wanted.current === undefined) return;
    const options = scroller.current?.querySelectorAll<HTMLElement>('[role="option"]') ?? [];
    const option = [...options].find(({ dataset }) => dataset['key'] === wanted.current);
    if (!option) return;
    wanted.current = undefined;
    option.focus({ preventScroll: true });
  };
  // One that was far away is in the page only after it was scrolled to.
  useEffect(focusWanted);
  useImperativeHandle(props.ref, () => ({ focus: () => move(active) }));

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = stepOf(event.key, active, items.length, scroller.current?.clientHeight ?? 0);
    const item = items[active];
    if (to !== undefined) move(to);
    else if ((event.key === 'Enter' || event.key === ' ') && item !== undefined) onChoose(item);
    else if (event.key === 'Escape') props.onLeave?.();
    else return;
    event.preventDefault();
  };

  return (
    <div ref={scroller} className={css.scroller}>
      <div
        className={css.list}
        style={{ height: virtualizer.getTotalSize() }}
        role="listbox"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        {rows.map(({ index, key, start, size }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys of all its options
            <div
              key={key}
              className={css.option}
              style={{ height: size, transform: `translateY(${start}px)` }}
              role="option"
              aria-selected={keyOf(item) === chosen}
              aria-posinset={index + 1}
              aria-setsize={items.length}
              data-key={keyOf(item)}
              tabIndex={index === active ? 0 : -1}
              onFocus={() => setActiveKey(keyOf(item))}
              onClick={() => onChoose(item)}
            >
              {children(item)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Where a key leads to, or undefined where it means nothing here. */
function stepOf(key: string, active: number, count: number, height: number): number | undefined {
  const page = Math.max(1, Math.floor(height / 64));
  switch (key) {
    case 'ArrowDown':
      return active + 1;
    case 'ArrowUp':
      return active - 1;
    case 'PageDown':
      return active + page;
    case 'PageUp':
      return active - page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

function sizeAt<T>(items: readonly T[], index: number, heightOf: (item: T) => number): number {
  const item = items[index];
  return item === undefined ? 0 : heightOf(item);
}

function keyAt<T>(items: readonly T[], index: number, keyOf: (item: T) => string): string {
  const item = items[index];
  return item === undefined ? `${index}` : keyOf(item);
}
