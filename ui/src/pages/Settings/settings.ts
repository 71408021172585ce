// What the settings pages know of people, tokens and the organisation.
import type { Permission } from '../../lib/session.svelte';
import type { Role } from './roles';

export type Member = { id: number; name: string; email: string; roles: Role[]; language: string | null; disabled: string | null; at: string; second_factor: boolean; invited: boolean; /** When they last did something, when the server tells. */ seen?: string | null };
export type Token = { id: number; name: string; scopes: Permission[]; at: string; expires: string | null; used: string | null };
export type Provider = { id: string; name: string; issuer: string; client_id: string; secret_set: boolean; newcomers: Role[]; /** A new one; none keeps what there is. */ client_secret?: string };
export type Settings = { organisation: string; address: string; sign_in: { password: boolean; second_factor: 'optional' | 'required'; sso: Provider[] }; session_hours: number };
export type Deed = { number: number; at: string; who: { id: number | null; name: string }; action: string; object: string; detail: string; address: string };
