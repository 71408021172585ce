// The one script of the web chat: it puts a `<voorzet-chat>` at the end of the page that asks for it.
import { VoorzetChat } from './chat';

declare global {
  interface Window {
    voorzetChat?: { open: () => void; close: () => void; identify: (identity: string) => void };
  }
}

const script = document.currentScript as HTMLScriptElement | null;

function start(script: HTMLScriptElement) {
  const { account = 'chat', lang, identity = '', reason = '' } = script.dataset;
  const asked = lang || document.documentElement.lang || navigator.language;
  const chat = new VoorzetChat();
  chat.options = { host: new URL(script.src).origin, account, language: asked.toLowerCase().startsWith('nl') ? 'nl' : 'en', identity, reason };
  document.body.append(chat);
  chat.begin().then(
    () => (window.voorzetChat = { open: () => chat.open(), close: () => chat.close(), identify: (identity) => chat.identify(identity) }),
    // A page without its chat is a page all the same.
    (fault: Error) => {
      chat.remove();
      console.warn(`voorzet-chat: ${fault.message}`);
    },
  );
}

if (script && !customElements.get('voorzet-chat')) {
  customElements.define('voorzet-chat', VoorzetChat);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => start(script));
  else start(script);
}
