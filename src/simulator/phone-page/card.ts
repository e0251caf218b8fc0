import { z } from 'zod';
import type { Card } from '../screen.ts';
import type { CardView, ChoiceView } from './view.ts';

const words = z.string().optional().catch(undefined);
const titled = z
  .looseObject({ title: words, desc: words, quote_text: words })
  .optional()
  .catch(undefined);

/** A list without those of its items that do not fit. */
function listOf<T>(item: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((items) => items.flatMap((value) => item.safeParse(value).data ?? []));
}

const options = listOf(
  z.looseObject({ id: z.string(), text: z.string(), is_checked: z.boolean().optional() }),
);
const selection = z.looseObject({
  question_key: z.string(),
  title: words,
  disable: z.boolean().optional().catch(undefined),
  selected_id: words,
  option_list: options,
});
const checkbox = z.looseObject({
  question_key: z.string(),
  mode: z.number().optional().catch(undefined),
  disable: z.boolean().optional().catch(undefined),
  option_list: options,
});
const button = z.looseObject({
  text: z.string(),
  key: z.string(),
  style: z.number().optional().catch(undefined),
});

const cardSchema = z.looseObject({
  source: z.looseObject({ desc: words }).optional().catch(undefined),
  main_title: titled,
  emphasis_content: titled,
  quote_area: titled,
  sub_title_text: words,
  horizontal_content_list: listOf(
    z.looseObject({ keyname: z.string(), value: z.string().default('') }),
  ),
  vertical_content_list: listOf(z.looseObject({ title: z.string(), desc: z.string().default('') })),
  button_selection: selection.optional().catch(undefined),
  select_list: listOf(selection),
  checkbox: checkbox.optional().catch(undefined),
  button_list: listOf(button),
  submit_button: button.optional().catch(undefined),
});

/** Reads of a card what the page shows; what does not fit is left out, as WeCom does. */
export function viewCard(card: Card): CardView {
  const read = cardSchema.parse(card);
  const selections = read.button_selection
    ? [read.button_selection, ...read.select_list]
    : read.select_list;
  const buttons = read.submit_button ? [...read.button_list, read.submit_button] : read.button_list;
  return {
    ...some('source', read.source?.desc),
    ...some('title', read.main_title?.title),
    ...some('desc', read.main_title?.desc),
    ...some('emphasis', read.emphasis_content && heading(read.emphasis_content)),
    ...some(
      'quote',
      read.quote_area && {
        ...some('title', read.quote_area.title),
        ...some('text', read.quote_area.quote_text),
      },
    ),
    ...some('text', read.sub_title_text),
    facts: read.horizontal_content_list.map(({ keyname, value }) => ({ name: keyname, value })),
    sections: read.vertical_content_list.map(({ title, desc }) => ({ title, desc })),
    choices: [
      ...selections.map(viewSelection),
      ...(read.checkbox ? [viewCheckbox(read.checkbox)] : []),
    ],
    buttons: buttons.map(({ text, key, style }, index) => ({
      text,
      key,
      primary: style === undefined ? index === 0 : style === 1,
    })),
  };
}

function heading({ title, desc }: { title?: string | undefined; desc?: string | undefined }) {
  return { ...some('title', title), ...some('desc', desc) };
}

function viewSelection(question: z.infer<typeof selection>): ChoiceView {
  // WeCom chooses the first where none, or an unknown one, is named.
  const chosen =
    question.option_list.find(({ id }) => id === question.selected_id) ?? question.option_list[0];
  return {
    key: question.question_key,
    title: question.title ?? '',
    multiple: false,
    disabled: question.disable ?? false,
    options: question.option_list.map(({ id, text }) => ({ id, text, chosen: id === chosen?.id })),
  };
}

function viewCheckbox(question: z.infer<typeof checkbox>): ChoiceView {
  return {
    key: question.question_key,
    title: '',
    multiple: question.mode === 1,
    disabled: question.disable ?? false,
    options: question.option_list.map(({ id, text, is_checked: chosen }) => ({
      id,
      text,
      chosen: chosen ?? false,
    })),
  };
}

/** `{ [name]: value }`, or nothing where there is no value. */
function some<Name extends string, T>(name: Name, value: T | undefined): { [N in Name]?: T } {
  return (value === undefined || value === '' ? {} : { [name]: value }) as { [N in Name]?: T };
}
