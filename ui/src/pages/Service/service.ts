// What was received and answered, and how well: asked of the server, and added up.
import { call } from '../../lib/api';
import type { Definition, ReceivedDay, ServiceRow } from '../../lib/desk';

export type By = 'channel' | 'queue' | 'agent';
type Days = { from?: string; to?: string };

export const loadService = (query: Days & { by: By }, signal: AbortSignal) => call<{ rows: ServiceRow[]; definitions: Definition[] }>('GET', '/api/service', { query, signal });
export const loadReceived = async (query: Days, signal: AbortSignal): Promise<ReceivedDay[]> => (await call<{ days: ReceivedDay[] }>('GET', '/api/service/received', { query, signal })).days;
