// How it looks: the project's tokens with the organisation's colour. One sheet, taken up by the shadow root: nothing
// stands inline, and nothing is loaded.

export const STYLE = `
:host{all:initial;--colour:#1f4e8c;--ink-on:#fff;--accent-light:#1f4e8c;--accent-dark:#8fb3e8;--accent:var(--accent-light);
--surface:#fff;--sunk:#f3f3f1;--ink:#171c26;--ink-2:#4d5665;--line:#dfe1e6;--late:#b3261e;--note:#fdf6dc;
position:fixed;z-index:2147483000;right:16px;bottom:16px;font:400 15px/1.45 system-ui,sans-serif;color:var(--ink);font-variant-numeric:tabular-nums}
@media(prefers-color-scheme:dark){:host{--accent:var(--accent-dark);--surface:#171b22;--sunk:#232934;--ink:#eceef2;--ink-2:#b3bbc8;--line:#39414e;--late:#ffb4ab;--note:#332d17}}
*{box-sizing:border-box;font:inherit;color:inherit;letter-spacing:0}
button{cursor:pointer;border:0;background:none;padding:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
[hidden]{display:none!important}
svg{width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round;display:block}
.launch{position:relative;display:grid;place-items:center;width:56px;height:56px;border-radius:28px;background:var(--colour);color:var(--ink-on);border:2px solid var(--surface);box-shadow:0 2px 10px #0004;margin-left:auto}
.launch svg{width:26px;height:26px}
.count{position:absolute;top:-6px;right:-4px;min-width:22px;padding:0 6px;border-radius:11px;background:var(--late);color:var(--surface);font-size:13px;font-weight:700;line-height:22px}
.panel{display:flex;flex-direction:column;width:380px;height:min(620px,calc(100vh - 32px));height:min(620px,calc(100dvh - 32px));background:var(--surface);border:1px solid var(--line);border-radius:12px;box-shadow:0 8px 32px #0003;overflow:hidden;animation:in .12s ease-out}
@keyframes in{from{opacity:0;transform:translateY(8px)}}
header{display:flex;align-items:center;gap:8px;padding:12px 8px 12px 16px;background:var(--colour);color:var(--ink-on)}
header div{flex:1;min-width:0}
h2{margin:0;font-size:16px;font-weight:650}
header p{margin:0;font-size:13px}
header button{display:grid;place-items:center;width:44px;height:44px;border-radius:8px}
header :focus-visible{outline-color:var(--ink-on);outline-offset:-4px}
.lost{margin:0;padding:8px 16px;background:var(--note);font-size:13px;border-bottom:1px solid var(--line)}
.log{flex:1;overflow-y:auto;padding:16px;display:flex;flex-direction:column;gap:4px;overscroll-behavior:contain;overflow-wrap:anywhere}
.log :first-child{margin-top:auto}
.hello{margin:0 0 8px;color:var(--ink-2)}
.day{align-self:center;margin:8px 0;font-size:12px;color:var(--ink-2)}
.said{max-width:85%;align-self:flex-start;display:flex;flex-direction:column;align-items:flex-start}
.said.mine{align-self:flex-end;align-items:flex-end}
.who{font-size:12px;color:var(--ink-2);margin:6px 0 2px}
.bubble{padding:8px 12px;border-radius:12px 12px 12px 3px;background:var(--sunk);white-space:pre-wrap}
.mine .bubble{background:var(--colour);color:var(--ink-on);border-radius:12px 12px 3px 12px}
.bubble a{color:var(--accent);text-decoration:underline}
.mine .bubble a{color:inherit}
.meta{font-size:12px;color:var(--ink-2);margin:2px 0 4px}
.refused,.wrong{color:var(--late)}
.meta button,.quiet{text-decoration:underline;min-height:24px;color:var(--accent)}
.file{display:flex;align-items:center;gap:8px;padding:8px 12px;border:1px solid var(--line);border-radius:8px;text-align:left;margin-top:2px}
.picture{padding:0;border-radius:8px;overflow:hidden;margin-top:2px;border:1px solid var(--line)}
canvas{display:block;max-width:100%}
.options{display:flex;flex-wrap:wrap;gap:8px;margin:4px 0}
.option{min-height:44px;padding:8px 16px;border:1px solid var(--accent);border-radius:22px;color:var(--accent);background:var(--surface)}
.typing{display:flex;align-items:center;gap:8px;min-height:24px;padding:0 16px;color:var(--ink-2);font-size:13px}
.dots{display:flex;gap:3px}
.dots i{width:6px;height:6px;border-radius:3px;background:currentColor;animation:dot 1.2s infinite}
.dots i:nth-child(2){animation-delay:.2s}.dots i:nth-child(3){animation-delay:.4s}
@keyframes dot{50%{opacity:.2}}
.asked{padding:12px 16px;border-top:1px solid var(--line);background:var(--sunk)}
.asked p{margin:0 0 8px;font-weight:600}
.over{margin:0;padding:12px 16px;border-top:1px solid var(--line);color:var(--ink-2);font-size:14px}
.write{display:flex;align-items:flex-end;gap:4px;padding:8px;border-top:1px solid var(--line)}
.write textarea{flex:1;min-width:0;resize:none;max-height:132px;min-height:44px;padding:10px 12px;font-size:16px;border:1px solid var(--line);border-radius:8px;background:var(--surface);color:var(--ink)}
.write textarea:focus-visible{outline-width:2px;outline-offset:-1px}
.write button,.write label{display:grid;place-items:center;width:44px;height:44px;flex:none;border-radius:8px;color:var(--accent);cursor:pointer}
.write .go{background:var(--colour);color:var(--ink-on)}
.write .go:disabled{background:var(--sunk);color:var(--ink-2);cursor:default}
.write input{position:absolute;opacity:0;width:1px;height:1px}
.write label:focus-within{outline:3px solid var(--accent);outline-offset:2px}
::placeholder{color:var(--ink-2);opacity:1}
.files{display:flex;flex-wrap:wrap;gap:4px;padding:8px 8px 0;margin:0;list-style:none}
.files li{position:relative;display:flex;align-items:center;gap:4px;max-width:100%;padding-left:10px;border:1px solid var(--line);border-radius:8px;font-size:13px;overflow:hidden}
.files button{width:32px;height:32px;display:grid;place-items:center;flex:none}
.files svg{width:14px;height:14px}
.files progress{position:absolute;left:0;bottom:0;width:100%;height:3px;appearance:none;border:0;background:var(--sunk)}
progress::-webkit-progress-bar{background:var(--sunk)}progress::-webkit-progress-value{background:var(--accent)}progress::-moz-progress-bar{background:var(--accent)}
.foot{display:flex;justify-content:space-between;gap:8px;padding:0 12px 8px;font-size:13px}
.foot:empty{display:none}
form.call{flex:1;overflow-y:auto;padding:16px;display:flex;flex-direction:column;gap:12px}
.call h3{margin:0;font-size:16px;font-weight:650}
.call p{margin:0}
.call label{display:flex;flex-direction:column;gap:4px;font-weight:600;font-size:14px}
.call input,.call select,.call textarea{font-weight:400;font-size:16px;padding:10px 12px;min-height:44px;width:100%;border:1px solid var(--ink-2);border-radius:8px;background:var(--surface);color:var(--ink)}
.call .go{min-height:44px;border-radius:8px;background:var(--colour);color:var(--ink-on);font-weight:600}
.drop{outline:3px dashed var(--accent);outline-offset:-8px}
.hide{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(max-width:480px),(max-height:480px){:host(.on){inset:0}.panel{width:100%;height:100%;border:0;border-radius:0}}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
@media(forced-colors:active){.launch,.bubble,.option,.write .go{border:1px solid}}
`;
