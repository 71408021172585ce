// What the desk's endpoints say. Types of our own until openapi.json has them; they become Schema['…'] then.

export type CaseKind = 'contact' | 'call_back' | 'alert' | 'follow_up';
export type CaseState = 'waiting' | 'assigned' | 'snoozed' | 'resolved';
export type AgentStatus = 'available' | 'away' | 'offline';
export type Names = Record<string, string | undefined>;
export type Agent = { id: number; name: string };
export type ReasonOf = { id: string; name: Names; /** The server thinks so; nobody said it yet. */ proposed: boolean };

export type Row = {
  id: number; kind: CaseKind; state: CaseState; customer: { id: number; label: string; name: string | null } | null;
  channel: string; channels: string[]; subject: string | null; preview: string; reason: ReasonOf | null; queue: string; agent: Agent | null;
  opened: string; last_at: string; last_by: 'customer' | 'us'; waiting_since: string | null;
  due: string | null; promise_seconds: number | null; snoozed_until: string | null;
  unread: boolean; expected: boolean; mentioned: boolean; language: string | null; phone: string | null; revision: number;
};
export type Conversation = { id: number; channel: string; account: string; address: string; subject: string | null; window_until: string | null; limit: number | null; undo_seconds: number; last_message: number };
/** Somebody who looks at a case or types in it; without an agent it is the customer. */
export type Present = { agent: number | null; name: string | null; typing: boolean };
export type Said = { at: string; channel: string; text: string };
export type Case = Row & {
  conversations: Conversation[]; others: Row[]; previous_agent: (Agent & { at: string }) | null; advice: { offer: string | null; why: string } | null;
  expectation: { reason: string; name?: Names; opened: string; chance: number | null; signal: string; said: Said[] } | null;
  previous: { case: number; reason: { id: string; name: Names } | null; resolved: string }[]; position: number | null; presence: Present[];
};

export type MessageState = 'undoable' | 'waiting' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'unsure' | 'unsaid';
export type Attachment = { hash: string; name: string; media: string; bytes: number };
export type Happening = { /** `case.assigned`, `decision`, `message`. */ kind: string; level?: string | null; text?: string | null } & Record<string, unknown>;
export type Message = {
  /** Of what happened, it is below nothing. */ number: number; conversation: number; at: string; by: 'customer' | 'agent' | 'note' | 'automatic' | 'strategy' | 'event'; author: { id: number | null; name: string };
  channel: string; subject: string | null; text: string; /** Without what was quoted. */ own: string | null; html: boolean; remote: boolean;
  attachments: Attachment[]; location: { latitude: number; longitude: number; name?: string | null; address?: string | null } | null; choice: { id: string; title: string; to?: string | null } | null;
  reactions: { sign: string; by: string }[]; state: MessageState | null; undo_until: string | null; problem: string | null; trust: string | null;
  mentions: number[]; cases: number[]; template: unknown; event: Happening | null;
};

export type ViewName = 'mine' | 'waiting' | 'late' | 'mentions' | 'snoozed' | 'all' | 'resolved';
export type QueueState = { name: string; title: Names; waiting: number; late: number; open: number; longest_seconds: number; agents_available: number; is_open: boolean };
export type Me = { agent: number; name: string; status: AgentStatus; load: number; /** Nothing: as much as there is. */ capacity: number | null };
export type Overview = { me: Me | null; views: { id: ViewName; count: number; late: number }[]; queues: QueueState[]; sequence: number };
export type Day = { answered: number; resolved: number; handed_over: number; first_answer_seconds_median: number | null; promise: { kept: number; of: number }; open: number };

export type Reply = { id: string; conversation: number; text: string; subject?: string; attachments: Pick<Attachment, 'hash' | 'name' | 'media'>[]; template?: { name: string; language: string; parameters: string[] }; cases?: number[]; seen: number; resolve?: boolean };
export type Note = { id: string; text: string; mentions: number[] };
export type How = 'answered' | 'no_answer_needed' | 'customer_says_solved' | 'closed_plainly';
export type Deed =
  | { do: 'claim' } | { do: 'assign'; agent: number | null } | { do: 'view' } | { do: 'snooze'; until: string } | { do: 'wake' }
  | { do: 'transfer'; queue?: string; agent?: number; note: string } | { do: 'resolve'; how: How } | { do: 'reopen' }
  | { do: 'merge'; into: number } | { do: 'reason'; reason: string };
export type Hit = { case: Row; message: number; at: string; snippet: string };

export type AgentRow = { id: number; name: string; status: AgentStatus; since: string | null; skills: string[]; languages: string[]; capacity: Capacity; load: { total: number; channels?: Record<string, number> } };
/** How much somebody takes at once; nothing for as much as there is. */
export type Capacity = { total: number | null; chat: number | null; whatsapp: number | null; mail: number | null; call: number | null };
export type MacroAction = { do: 'claim' } | { do: 'snooze'; minutes: number } | { do: 'transfer'; queue: string; note?: string } | { do: 'reason'; reason: string } | { do: 'note'; text: string } | { do: 'resolve' };
export type Macro = { id: string; revision: number; name: string; text: string | null; actions: MacroAction[] };
export type Answer = { name: string; title: string; text: string; reasons: string[] };
export type TemplateOf = { account: string; name: string; language: string; category: string; text: string; parameters: number };

type Share = { n: number; of: number };
type Times = { median: number | null; p90: number | null; of: number };
export type ServiceRow = { name: string; received: number; stored: number; answered: number; open: number; automatic: number; first_answer: Times; next_answer: Times; promise: { kept: number; of: number }; resolved_at_once: Share; repeats_7d: Share; handed_over: number; resolved: number; reopened: number };
export type Definition = { figure: string; text: Names; since: string };
export type ReceivedDay = { day: string; channel: string; received: number; stored: number; answered: number; open: number; automatic: number };
