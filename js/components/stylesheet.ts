// The style of the components: a constructed style sheet inside each component's shadow root. A strict content security policy
// allows it, the page's rules do not apply inside, and these rules do not apply outside.
//
// Light and dark follow the `color-scheme` of the node in which the component is mounted. These custom properties, set on
// that node or above it, change the defaults:
//
//   --clerk-organization-font        font family                  the page's own
//   --clerk-organization-radius      corners                      8px
//   --clerk-organization-background  surfaces                     white, near black
//   --clerk-organization-color       text                         near black, near white
//   --clerk-organization-quiet       secondary text               grey
//   --clerk-organization-line        borders                      grey
//   --clerk-organization-accent      main button, focus, links    blue
//   --clerk-organization-on-accent   text on the main button      white, near black
//   --clerk-organization-error       error messages               red
//   --clerk-organization-width       width of the sign-in form    24rem

const CSS = `
:host {
  --background: var(--clerk-organization-background, light-dark(#fff, #1b1d20));
  --color: var(--clerk-organization-color, light-dark(#1d2023, #ebebe8));
  --quiet: var(--clerk-organization-quiet, light-dark(#5c6166, #a6abb0));
  --line: var(--clerk-organization-line, light-dark(#8b9096, #70767d));
  --accent: var(--clerk-organization-accent, light-dark(#1f4fb8, #9bbcff));
  --on-accent: var(--clerk-organization-on-accent, light-dark(#fff, #10192b));
  --error: var(--clerk-organization-error, light-dark(#a3231c, #ff9d94));
  --radius: var(--clerk-organization-radius, 8px);
  --sunk: color-mix(in oklab, var(--color) 8%, var(--background));
  display: block;
  min-width: 0;
  color: var(--color);
  font-family: var(--clerk-organization-font, inherit);
  font-size: 0.9375rem;
  line-height: 1.45;
  text-align: start;
}
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
h2, p, form { margin: 0; }
h2 { font-size: 1.1875rem; line-height: 1.25; }
button, input { font: inherit; color: inherit; border-radius: var(--radius); }
button {
  min-height: 2.375rem;
  padding: 0.375rem 0.875rem;
  border: 1px solid var(--line);
  background: var(--background);
  cursor: pointer;
}
button:hover { background: var(--sunk); }
button.main { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; }
button.main:hover { background: color-mix(in oklab, var(--accent) 86%, var(--color)); }
button.link {
  min-height: 1.75rem;
  padding: 0.125rem 0;
  border: 0;
  background: none;
  color: var(--accent);
  text-decoration: underline;
  text-underline-offset: 3px;
}
button[aria-disabled='true'] { cursor: default; opacity: 0.6; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: calc(var(--radius) * 0.5); }
:is(button, input):focus-visible { border-radius: var(--radius); }
input { width: 100%; min-height: 2.375rem; padding: 0.375rem 0.625rem; border: 1px solid var(--line); background: var(--background); }
input[aria-invalid='true'] { border-color: var(--error); }
label { font-size: 0.875rem; font-weight: 600; }
.problem { color: var(--error); font-size: 0.875rem; }
.problem:empty { display: none; }
.quiet { color: var(--quiet); }
.problem, .quiet, h2 { overflow-wrap: anywhere; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.field { display: grid; gap: 0.3125rem; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1rem; }
form { display: grid; gap: 0.875rem; }

.sign-in {
  display: grid;
  gap: 0.5rem;
  max-width: var(--clerk-organization-width, 24rem);
  padding: clamp(1rem, 5vw, 1.75rem);
  border: 1px solid color-mix(in oklab, var(--line) 45%, var(--background));
  border-radius: var(--radius);
  background: var(--background);
}
[aria-busy='true'] button.main, button[aria-busy='true'] { cursor: progress; opacity: 0.6; }

.switcher { position: relative; display: inline-block; max-width: 100%; }
.trigger, .item { display: flex; align-items: center; gap: 0.625rem; text-align: start; }
.trigger { max-width: 100%; }
.trigger::after { content: ''; flex: none; width: 0.4rem; height: 0.4rem; margin: -0.2rem 0.125rem 0; border: solid currentColor; border-width: 0 1.5px 1.5px 0; rotate: 45deg; }
.name { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.item .name { flex: 1; white-space: normal; overflow-wrap: anywhere; }
.picture { display: grid; place-items: center; flex: none; width: 1.625rem; height: 1.625rem; border-radius: calc(var(--radius) * 0.6); background: color-mix(in oklab, var(--color) 16%, var(--background)); font-size: 0.8125rem; font-weight: 650; object-fit: cover; }
.popup {
  position: absolute;
  z-index: 1000;
  inset-block-start: calc(100% + 0.375rem);
  inset-inline-start: 0;
  width: min(19rem, calc(100vw - 1.5rem));
  max-height: min(26rem, 70vh);
  overflow: auto;
  padding: 0.375rem;
  border: 1px solid color-mix(in oklab, var(--line) 45%, var(--background));
  border-radius: var(--radius);
  background: var(--background);
  box-shadow: 0 0.5rem 1.75rem rgb(0 0 0 / 0.22);
}
.popup form { padding: 0.625rem; }
.item { width: 100%; min-height: 2.5rem; padding: 0.375rem 0.5rem; border-radius: calc(var(--radius) * 0.7); cursor: pointer; }
.item:is(:hover, :focus) { background: var(--sunk); }
.item:focus-visible { outline-offset: -2px; }
.item[aria-checked='true'] .name { font-weight: 650; }
.item[aria-checked='true']::after { content: ''; flex: none; width: 0.35rem; height: 0.7rem; margin-inline: 0.25rem; border: solid var(--accent); border-width: 0 2px 2px 0; rotate: 45deg; }
[role='separator'] { height: 0; margin: 0.375rem; border-block-start: 1px solid color-mix(in oklab, var(--line) 45%, var(--background)); }
.popup .quiet { padding: 0.25rem 0.5rem; font-size: 0.875rem; }

@media (forced-colors: active) {
  .item:focus { outline: 2px solid Highlight; outline-offset: -2px; }
}
`;

/** The style sheet of all components. */
export const stylesheet = new CSSStyleSheet();
stylesheet.replaceSync(CSS);
