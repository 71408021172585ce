// What the server tells of an export. Becomes Schema['…'] when openapi.json has it.
import type { Files } from '../Strategy/difference';

export const ROLES = ['customer', 'reason', 'opened', 'channel', 'case', 'closed', 'priority', 'satisfaction'] as const;
export type Role = (typeof ROLES)[number];
/** Without these there is no proposal. */
export const NEEDED: Role[] = ['customer', 'reason', 'opened'];

export type Why = { code: string; value?: number; text?: string };
export type Column = { name: string; samples: string[]; filled: number; distinct: number; proposed: Role | null; why: Why[] };
export type Export = { id: string; name: string; rows: number; unreadable: number; columns: Column[] };
export type Chosen = Record<Role, string>;

export const QUADRANTS = ['eliminate', 'automate', 'simplify', 'leverage', 'undecided'] as const;
export type Quadrant = (typeof QUADRANTS)[number];
export const BEGIN = ['prevent', 'proactive', 'self_service', 'digital', 'personal'] as const;
export type Begin = (typeof BEGIN)[number];

export type Reason = { id: string; name: string; contacts: number; customers: number; share: number; per_customer: number; repeat_share: number | null; value: { customer: number; company: number }; quadrant: Quadrant; level: Begin; why: Why[] };
export type Proposal = { contacts: number; customers: number; from: string | null; to: string | null; unreadable: number; reasons: Reason[]; files: Files };
/** What somebody made of a proposed reason. */
export type Edit = { name: string; quadrant: Quadrant; level: Begin; out: boolean };
export const asProposed = ({ name, quadrant, level }: Reason): Edit => ({ name, quadrant, level, out: false });
