// The constructed style sheet inside the panel's shadow root, like that of the components. The custom properties of
// the components (js/components/stylesheet.ts) set its colours too.

const CSS = `
:host {
  --background: var(--clerk-organization-background, light-dark(#fff, #1a1d20));
  --color: var(--clerk-organization-color, light-dark(#1d2023, #e9e8e4));
  --quiet: var(--clerk-organization-quiet, light-dark(#5c6062, #a0a4a6));
  --line: light-dark(#e0ded8, #33383d);
  --line-strong: var(--clerk-organization-line, light-dark(#8b8e92, #70767d));
  --accent: var(--clerk-organization-accent, light-dark(#1f4fb8, #9bbcff));
  --sunk: color-mix(in oklab, var(--color) 5%, var(--background));
  --good: light-dark(#24663a, #86cf9a);
  --good-wash: light-dark(#e6f2e8, #17301e);
  --bad: var(--clerk-organization-error, light-dark(#a32a22, #f29a90));
  --bad-wash: light-dark(#fbeae7, #3a1d1b);
  --warn: light-dark(#7d5300, #e2b96a);
  --mono: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  --tiny: 0.75rem;
  display: block;
  min-width: 0;
  color: var(--color);
  font: 0.8125rem / 1.5 var(--clerk-organization-font, system-ui, sans-serif);
  font-variant-numeric: tabular-nums;
  text-align: start;
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h3, p, ol, ul, dl, dd, pre { margin: 0; padding: 0; }
ol, ul { list-style: none; }
h3 { font-size: 0.8125rem; font-weight: 650; }
code, pre, output { font-family: var(--mono); font-size: var(--tiny); }
button, input, select { min-height: 2rem; border: 1px solid var(--line-strong); border-radius: 7px; background: var(--background); color: inherit; font: inherit; }
button { padding: 0 0.625rem; cursor: pointer; }
button:hover { background: var(--sunk); }
button.plain { border-color: transparent; background: none; }
button.danger { color: var(--bad); }
input, select { min-width: 0; padding: 0 0.5rem; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
pre:focus-visible { outline-offset: -2px; }
.quiet { color: var(--quiet); }

.panel { background: var(--background); }
.head { display: flex; align-items: center; gap: 0.5rem; padding: 0.375rem 1rem; }
#calls-toggle { padding: 0 0.25rem; border-color: transparent; background: none; font-size: 1.0625rem; font-weight: 650; }
#calls-count, .badge { color: var(--quiet); font-weight: 450; }
.last { flex: 1; min-width: 0; overflow: hidden; color: var(--quiet); font-family: var(--mono); font-size: var(--tiny); text-align: end; text-overflow: ellipsis; white-space: nowrap; }
.tabs { display: flex; flex-wrap: wrap; gap: 0.125rem; padding: 0 1rem 0.375rem; border-block-end: 1px solid var(--line); }
.tabs button { border-color: transparent; background: none; }
.tabs button[aria-selected='true'] { background: var(--sunk); font-weight: 600; }
.body { padding: 0.5rem 1rem 1rem; overflow: auto; overscroll-behavior: contain; }
.floating:not([data-open]) > :is(.tabs, .body), .floating:not([data-open]) :is(.last, #calls-clear) { display: none; }

.docked { border-block-start: 1px solid var(--line); }
.docked .body { max-height: 60dvh; }
.floating { position: fixed; z-index: 2147483000; inset-block-end: 0.75rem; inset-inline-end: 0.75rem; max-width: calc(100vw - 1.5rem); border: 1px solid var(--line-strong); border-radius: 10px; box-shadow: 0 0.5rem 1.75rem rgb(0 0 0 / 0.22); }
.floating[data-open] { display: flex; flex-direction: column; width: 30rem; max-height: min(44rem, calc(100dvh - 1.5rem)); }
.floating .body { flex: 1; min-height: 0; }

.call { border-block-start: 1px solid var(--line); }
.call:first-child { border-block-start: 0; }
.call summary { cursor: pointer; }
.call > details > summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.625rem; padding: 0.5rem 0.125rem; list-style: none; }
.call > details > summary::-webkit-details-marker { display: none; }
.what { flex: 1 1 8rem; min-width: 0; overflow-wrap: anywhere; font-family: var(--mono); font-size: var(--tiny); }
.outcome, .answer { color: var(--good); font-family: var(--mono); font-size: var(--tiny); }
.answer { white-space: nowrap; }
.call.failed .outcome, .request.bad .answer, .codes, .failure { color: var(--bad); }
.codes, .failure { overflow-wrap: anywhere; font-size: var(--tiny); }
.codes { font-family: var(--mono); }
.call.open .outcome, .aside .what { color: var(--quiet); }
.ms { min-width: 3.25rem; color: var(--quiet); font-size: var(--tiny); text-align: end; white-space: nowrap; }
.call-body, .list { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.5rem; padding-block-end: 0.875rem; }
.list { padding-block-start: 0.625rem; }
.call pre { max-height: 24rem; overflow: auto; padding: 0.5rem 0.625rem; border-radius: 7px; background: var(--sunk); line-height: 1.55; tab-size: 2; }
.call pre code { font-size: inherit; }
.call .result { background: var(--good-wash); white-space: pre-wrap; overflow-wrap: anywhere; }
.call .result.failed { background: var(--bad-wash); }
.request { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.25rem; padding-inline-start: 0.75rem; border-inline-start: 2px solid var(--line); }
.request.bad { border-color: var(--bad); }
.request-line { font-family: var(--mono); font-size: var(--tiny); overflow-wrap: anywhere; }
.request-line b { font-weight: 650; }
.attempt, .wait { color: var(--warn); font-family: var(--mono); font-size: var(--tiny); overflow-wrap: anywhere; }
.wait::before { content: '↻ '; }
.request details > summary { width: fit-content; color: var(--quiet); font-size: var(--tiny); }
.pairs { padding: 0.125rem 0 0.25rem 0.875rem; font-family: var(--mono); font-size: var(--tiny); line-height: 1.6; }
.pairs > div { display: flex; }
.pairs dt { flex: none; color: var(--quiet); }
.pairs dt::after { content: '='; }
.pairs dd { min-width: 0; overflow-wrap: anywhere; }
.t-comment { color: var(--quiet); }
.t-string { color: light-dark(#1f6130, #93cf9f); }
.t-word { color: light-dark(#7a3a8f, #d2a3e0); }
.t-number { color: light-dark(#8c4a00, #e2b071); }

.session, .emulator, .emulator section { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.5rem; }
.emulator { gap: 1rem; }
.session + .session { margin-block-start: 1rem; padding-block-start: 1rem; border-block-start: 1px solid var(--line); }
.facts > div { display: flex; gap: 0.75rem; }
.facts dt { flex: none; width: 6rem; color: var(--quiet); }
.facts dd { min-width: 0; overflow-wrap: anywhere; }
meter { width: 100%; }
.row { display: flex; flex-wrap: wrap; gap: 0.375rem; }
.fault { display: flex; flex-wrap: wrap; gap: 0.375rem; }
.fault input:not([type]) { flex: 1 1 8rem; }
.fault [type='number'] { width: 4rem; }
.mails { display: grid; gap: 0.5rem; max-height: 16rem; overflow: auto; }
.emulator li { overflow-wrap: anywhere; }

@media not all and (min-width: 80rem) {
  .docked:not([data-open]) > :is(.tabs, .body) { display: none; }
}
@media (min-width: 80rem) {
  :host([data-docked]) { height: 100%; }
  .docked { display: flex; flex-direction: column; height: 100%; border-block-start: 0; }
  .docked .head { padding: 1.25rem 1.25rem 0.5rem; }
  .docked .last { visibility: hidden; }
  .docked #calls-toggle { pointer-events: none; }
  .docked > .tabs { padding-inline: 1.25rem; }
  .docked > .body { flex: 1; min-height: 0; max-height: none; padding: 0.5rem 1.25rem 1.25rem; }
}
`;

/** Creates the panel's style sheet. Not at import, because a server may import this file too. */
export function createStylesheet(): CSSStyleSheet {
  const stylesheet = new CSSStyleSheet();
  stylesheet.replaceSync(CSS);
  return stylesheet;
}
