// Before anything is drawn: the language and the theme that were chosen, else the browser's own.
(() => {
  const kept = (name) => { try { return localStorage.getItem(`voorzet.${name}`); } catch { return null; } };
  const root = document.documentElement;
  const wanted = kept('language') ?? navigator.language ?? 'en';
  root.lang = wanted.toLowerCase().startsWith('nl') ? 'nl' : 'en';
  const theme = kept('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
})();
