// Passkeys, by the browser's own JSON forms (WebAuthn level 3).

export const knowsPasskeys = (): boolean => 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

type Asked<T> = { publicKey: T } | T;
const options = <T>(asked: Asked<T>): T => (typeof asked === 'object' && asked !== null && 'publicKey' in asked ? asked.publicKey : asked);

/** Signs in: answers a challenge. Null when the person thought better of it. */
export async function answer(asked: Asked<PublicKeyCredentialRequestOptionsJSON>): Promise<unknown> {
  return kept(() => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options(asked)) }));
}

/** Makes a new one. Null when the person thought better of it. */
export async function make(asked: Asked<PublicKeyCredentialCreationOptionsJSON>): Promise<unknown> {
  return kept(() => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options(asked)) }));
}

async function kept(ask: () => Promise<Credential | null>): Promise<unknown> {
  try {
    return ((await ask()) as PublicKeyCredential | null)?.toJSON() ?? null;
  } catch (fault) {
    if (fault instanceof DOMException && (fault.name === 'NotAllowedError' || fault.name === 'AbortError')) return null;
    throw fault;
  }
}
