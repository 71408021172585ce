// What the widget and the server say to each other; docs/chat.md says it in words.

export interface Attachment {
  hash: string;
  name: string;
  media: string;
  bytes: number;
}

/** An attachment as the server took it: with what proves that it came in this session. */
export interface Kept extends Attachment {
  receipt: string;
}

export interface Choice {
  id: string;
  title: string;
}

export interface Slot {
  from: string;
  until: string;
}

export interface Line {
  number: number;
  id: string;
  at: string;
  by: 'customer' | 'agent' | 'automatic';
  name?: string;
  text: string;
  attachments?: Attachment[];
  choices?: Choice[];
  choice?: Choice;
  call_back?: Slot & { phone: string };
}

/** What is kept until the server has it. */
export type Saying =
  | { type: 'say'; id: string; text: string; attachments?: Kept[]; choice?: Choice; reason?: string }
  | ({ type: 'call_back'; id: string; phone: string; name?: string; text: string; reason?: string } & Slot)
  | { type: 'answer'; id: string; helped: boolean }
  | { type: 'close'; id: string };

export type FromVisitor = Saying | { type: 'hello'; v: 1; token: string; after: number } | { type: 'typing'; on: boolean } | { type: 'read'; up_to: number };

export type FromServer =
  | { type: 'welcome'; v: number; session: string; alive: number }
  | { type: 'history'; said: Line[]; more: boolean }
  | ({ type: 'said' } & Line)
  | { type: 'ack'; id: string }
  | { type: 'typing'; name?: string; on: boolean }
  | { type: 'read'; up_to: number }
  | { type: 'state'; open: boolean; opens?: string; waiting?: number; agent?: string }
  | { type: 'ask_helped' }
  | { type: 'closed' }
  | { type: 'problem'; kind: string; detail: string; id?: string; retry_after?: number };

export interface Settings {
  name: Record<string, string>;
  colour: string;
  ink: string;
  accents: [string, string];
  open: boolean;
  opens?: string;
  slots: Slot[];
  longest: number;
  largest: number;
}
