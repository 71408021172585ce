// Files on their way, each with how far it is.
import type { Kept } from './frames';
import type { Session } from './keep';

/** Sends a file; tells how far it is, from 0 to 1. */
export function upload(host: string, account: string, session: Session, name: string, bytes: Blob, tell: (share: number) => void): Promise<Kept> {
  return new Promise((done, stop) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${host}/chat/attachments?account=${encodeURIComponent(account)}&name=${encodeURIComponent(name)}`);
    request.setRequestHeader('authorization', `Bearer ${session.token}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => tell(total ? loaded / total : 0);
    request.onload = () => (request.status === 201 ? done(JSON.parse(request.responseText) as Kept) : stop(new Error(String(request.status))));
    request.onerror = () => stop(new Error('0'));
    request.send(bytes);
  });
}
