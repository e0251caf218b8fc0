import type { EventOrigin } from './inbound.ts';

/** A press of a button of a template card, or its submission. */
export interface CardPress extends EventOrigin {
  readonly taskId: string;
  readonly eventKey: string;
  /** Default `button_interaction`. */
  readonly cardType?: string;
  /** What was chosen, by question. */
  readonly selected?: Readonly<Record<string, readonly string[]>>;
}

/** A person's opinion of an answer that carried a feedback id. */
export interface Feedback extends EventOrigin {
  readonly id: string;
  /** 1 good, 2 bad, 3 taken back. */
  readonly type: 1 | 2 | 3;
  readonly content?: string;
  readonly reasons?: readonly number[];
}

/** The payload of a `template_card_event`. */
export function cardPayload(press: CardPress): Record<string, unknown> {
  const selected = Object.entries(press.selected ?? {}).map(([question_key, option_id]) => ({
    question_key,
    option_ids: { option_id },
  }));
  return {
    card_type: press.cardType ?? 'button_interaction',
    event_key: press.eventKey,
    task_id: press.taskId,
    ...(selected.length > 0 && { selected_items: { selected_item: selected } }),
  };
}

/** The payload of a `feedback_event`. */
export function feedbackPayload({ id, type, content, reasons }: Feedback): Record<string, unknown> {
  return {
    id,
    type,
    ...(content !== undefined && { content }),
    ...(reasons && { inaccurate_reason_list: reasons }),
  };
}
