/** Characters of a text that a page shows; the whole is read by `message`. */
const SHOWN_LENGTH = 20_000;

/** Why parts of an outbound message are not delivered says more than what came before. */
const NOTE = `coalesce(
  (SELECT error || iif(code > 0 AND instr(error, code) = 0, ' (' || code || ')', '')
   FROM deliveries WHERE message = messages.seq AND error IS NOT NULL ORDER BY part LIMIT 1),
  note) AS note`;

const columns = (text: string) => `seq, channel, chat_id, direction, kind, ${text}, reasoning,
  thought_ms, quote, sender, reply_to, state, ${NOTE}, at`;

/** What is selected of `messages` for a `Message`. */
export const WHOLE = columns('text, 0 AS cut');

/** The same with texts cut to {@link SHOWN_LENGTH}. */
export const CUT = columns(
  `substr(text, 1, ${SHOWN_LENGTH}) AS text, max(0, length(text) - ${SHOWN_LENGTH}) AS cut`,
);
