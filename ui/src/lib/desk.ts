// What the desk's endpoints say.
import type { Schema } from './api';

/** What is not there is null here, and never left out. */
type Told<T> = T extends (infer I)[] ? Told<I>[] : T extends object ? { [K in keyof T]-?: Told<T[K]> } : T;
/** Codes that the document of the API knows as text. */
type Coded<T, C> = Omit<T, keyof C> & C;

export type CaseKind = 'contact' | 'call_back' | 'alert' | 'follow_up';
export type CaseState = 'waiting' | 'assigned' | 'snoozed' | 'resolved';
export type AgentStatus = 'available' | 'away' | 'offline';
export type Names = Record<string, string | undefined>;

export type Row = Coded<Told<Schema['CaseRow']>, { kind: CaseKind; state: CaseState; last_by: 'customer' | 'us' }>;
export type Conversation = Told<Schema['ShownConversation']>;
/** Somebody who looks at a case or types in it; without an agent it is the customer. */
export type Present = Coded<Schema['Present'], { agent: number | null }>;
export type Case = Coded<Told<Schema['ShownCase']>, Row & { others: Row[]; presence: Present[] }>;

export type MessageState = Schema['MessageState'];
export type Attachment = Schema['ShownAttachment'];
export type Happening = Schema['Happened'];
type By = 'customer' | 'agent' | 'note' | 'automatic' | 'strategy' | 'event';
type Location = { latitude: number; longitude: number; name?: string | null; address?: string | null };
/** Of what happened, the number is below nothing. */
export type Message = Coded<Told<Schema['ShownMessage']>, { by: By; event: Happening | null; location: Location | null; choice: { id: string; title: string } | null; template: unknown }>;

export type ViewName = 'mine' | 'waiting' | 'late' | 'mentions' | 'snoozed' | 'all' | 'resolved';
export type QueueState = Told<Schema['ShownQueue']>;
export type Me = Coded<Told<Schema['Me']>, { status: AgentStatus }>;
export type Overview = Coded<Told<Schema['ShownDesk']>, { me: Me | null; views: { id: ViewName; count: number | null; late: number }[] }>;
/** Of an endpoint that openapi.json has not yet. */
export type Day = { answered: number; resolved: number; handed_over: number; first_answer_seconds_median: number | null; promise: { kept: number; of: number }; open: number };

export type Reply = Coded<Schema['NewReply'], { text: string; template?: { name: string; language: string; parameters: string[] } }>;
export type Note = Schema['NewNote'];
export type How = 'answered' | 'no_answer_needed' | 'customer_says_solved' | 'closed_plainly';
export type Deed =
  | { do: 'claim' } | { do: 'assign'; agent: number | null } | { do: 'view' } | { do: 'snooze'; until: string } | { do: 'wake' }
  | { do: 'transfer'; queue?: string; agent?: number; note: string } | { do: 'resolve'; how: How } | { do: 'reopen' }
  | { do: 'merge'; into: number } | { do: 'reason'; reason: string };
export type Hit = Coded<Told<Schema['Hit']>, { case: Row }>;

export type AgentRow = Coded<Told<Schema['ShownAgent']>, { status: AgentStatus }>;
export type Capacity = AgentRow['capacity'];
export type MacroAction = Schema['MacroAction'];
export type Macro = Told<Omit<Schema['Macro'], 'actions'>> & { actions: MacroAction[] };
export type Answer = Schema['ShownAnswer'];
export type TemplateOf = Schema['ShownTemplate'];

export type ServiceRow = Told<Schema['ServiceRow']>;
export type Definition = Schema['Definition'];
export type ReceivedDay = Schema['ReceivedDay'];
