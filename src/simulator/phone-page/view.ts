/** What the phone page is told, one JSON object a line. Its scripts know these types and no other. */
export type PhoneNews =
  | ({ readonly type: 'state' } & PhoneState)
  | { readonly type: 'entries'; readonly entries: readonly EntryView[] };

/** Everything that is true of the phone as a whole. */
export interface PhoneState {
  /** Whether a bot was ever bound or connected; until then there is nothing but a code to scan. */
  readonly bound: boolean;
  /** Whether the bot hears what is said. */
  readonly online: boolean;
  /** How far the newest QR code is; `none` before there was one. */
  readonly code: CodeStatus;
  /** Whether those who dial are turned away. */
  readonly unreachable: boolean;
  /** User ids of those whom the page can play. */
  readonly people: readonly string[];
  /** Ids of the groups. */
  readonly groups: readonly string[];
}

/** `other` is a status that only tests make. */
export type CodeStatus = 'none' | 'waiting' | 'scanned' | 'confirmed' | 'expired' | 'other';

/** One entry of a chat; told again, whole, whenever it changed. */
export type EntryView = PersonView | BubbleView | MessageView;

interface Placed {
  /** Counts up in the order of appearance, across chats. */
  readonly id: number;
  /** Milliseconds since the epoch, by the simulator's clock. */
  readonly at: number;
  readonly chat: { readonly id: string; readonly type: 'single' | 'group' };
}

/** What a person said. */
export interface PersonView extends Placed {
  readonly who: 'person';
  /** `text`, `voice`, `image`, `file` or another kind of message. */
  readonly kind: string;
  readonly from: string;
  readonly text: string;
  readonly quote?: string;
  readonly media?: MediaView;
  readonly undelivered: boolean;
}

/** A growing answer. */
export interface BubbleView extends Placed {
  readonly who: 'bot';
  readonly kind: 'bubble';
  readonly content: string;
  readonly thinking?: string;
  /** `thinking` turns the animation, even where the bot finished without a visible character. */
  readonly state: 'thinking' | 'writing' | 'finished';
  /** A frame came too late to change it. */
  readonly expired: boolean;
}

/** A whole message of the bot. */
export interface MessageView extends Placed {
  readonly who: 'bot';
  readonly kind: 'push' | 'reply' | 'url-reply' | 'welcome';
  readonly content: string;
  readonly media?: MediaView;
  readonly card?: CardView;
}

/** A file; its bytes are fetched by the entry's id. */
export interface MediaView {
  readonly type: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** What is shown of a template card. */
export interface CardView {
  readonly source?: string;
  readonly title?: string;
  readonly desc?: string;
  readonly emphasis?: { readonly title?: string; readonly desc?: string };
  readonly quote?: { readonly title?: string; readonly text?: string };
  readonly text?: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly sections: readonly { readonly title: string; readonly desc: string }[];
  readonly choices: readonly ChoiceView[];
  readonly buttons: readonly {
    readonly text: string;
    readonly key: string;
    readonly primary: boolean;
  }[];
}

/** A question of a card. */
export interface ChoiceView {
  readonly key: string;
  readonly title: string;
  readonly multiple: boolean;
  readonly disabled: boolean;
  readonly options: readonly {
    readonly id: string;
    readonly text: string;
    readonly chosen: boolean;
  }[];
}

/** What came of trying to scan the newest code. */
export type ScanResult =
  | { readonly result: 'scanned'; readonly scode: string }
  | { readonly result: 'none' | 'expired' | 'used' };

/** What came of a tap on Confirm. */
export interface ConfirmResult {
  readonly result: 'confirmed' | 'expired';
}
