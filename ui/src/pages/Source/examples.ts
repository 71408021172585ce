// Ready-made ways to send an event, with a source's key in its place.

export const PLACE = 'WRITE_KEY';
const here = (): string => location.origin;

export const curl = (key: string = PLACE): string => `curl ${here()}/v1/track -u ${key}: \\
  -d '{"userId":"u1","event":"order.shipped",
       "properties":{"order":"1001"}}'`;

export const segment = (): string => `// npm install @segment/analytics-node
import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({
  writeKey: '${PLACE}',
  host: '${here()}',
});
analytics.track({
  userId: 'u1',
  event: 'order.shipped',
  properties: { order: '1001' },
});`;

export const cloudEvents = (now: Date): string => `curl ${here()}/events \\
  -H 'Authorization: Bearer ${PLACE}' \\
  -H 'Content-Type: application/cloudevents+json' \\
  -d '{"specversion":"1.0","id":"1001-shipped",
       "source":"/orders","type":"order.shipped",
       "time":"${now.toISOString().slice(0, 19)}Z",
       "subject":"account:u1","data":{"order":"1001"}}'`;

export const lines = (): string => `curl '${here()}/events' \\
  -H 'Authorization: Bearer ${PLACE}' \\
  -H 'Content-Type: application/x-ndjson' \\
  --data-binary @events.ndjson`;
