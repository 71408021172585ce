// Sends a file, and tells how far it is: what fetch cannot do.
import { door } from './api';
import { line } from './line.svelte';
import { ApiProblem } from './problem';

export function upload<T>(path: string, file: Blob, far: (sent: number, total: number) => void, signal: AbortSignal): Promise<T> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('idempotency-key', crypto.randomUUID());
    if (door.csrf) request.setRequestHeader('x-csrf-token', door.csrf);
    request.upload.onprogress = (event) => far(event.loaded, event.total);
    request.onload = () => {
      line.heard(request.status !== 502 && request.status !== 504);
      if (request.status >= 200 && request.status < 300) return done(JSON.parse(request.responseText) as T);
      if (request.status === 401) door.signedOut();
      void ApiProblem.from(new Response(request.responseText, { status: request.status, statusText: request.statusText })).then(fail);
    };
    request.onerror = () => {
      line.heard(false);
      fail(new ApiProblem(0, 'unreachable'));
    };
    request.onabort = () => fail(signal.reason);
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
