// What the components share: elements without markup, a place in the page, errors in words, URLs that may be followed.

import { style } from './style.js';

/**
 * An element. Attributes that are false, null or undefined are left out, true ones are empty, and a function under
 * `onclick` and the like listens. Children that are text stay text: nothing is ever parsed as markup.
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter((child) => child || child === 0));
  return element;
}

/** A place of its own inside `node`, a shadow root; `remove()` takes it away. */
export function place(node) {
  const host = el('div');
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [style];
  node.append(host);
  return { root, remove: () => host.remove() };
}

/** What an error says: `{ param, message }` for each thing that is wrong; `param` by its name on the wire. */
export function problems(error) {
  if (Array.isArray(error?.errors) && error.errors.length) {
    return error.errors.map(({ message, longMessage, meta }) => ({
      param: meta?.paramName,
      message: longMessage || message || 'The server refused, and gave no reason.',
    }));
  }
  // An error without an answer reads "Clerk: what happened\n\n(code=…)".
  const message = String(error?.message ?? error).replace(/^Clerk: /, '').replace(/\s*\(code="[^"]*"\)$/, '');
  return [{ message: message || 'Something went wrong.' }];
}

/**
 * Shows an error in a form: what is about a field beside it (a `data-problem` of the field's name, the server's name for
 * the param), all else at the form's own place (`data-problem=""`). The wrong field gets the focus. Without an error
 * all of it goes away.
 */
export function showProblems(form, error) {
  for (const element of form.querySelectorAll('[data-problem]')) element.replaceChildren();
  for (const field of form.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
  if (!error) return;
  for (const { param, message } of problems(error)) {
    const beside = param && form.querySelector(`[data-problem="${CSS.escape(param)}"]`);
    (beside || form.querySelector('[data-problem=""]')).append(el('span', {}, message, ' '));
    if (beside) form.querySelector(`[name="${CSS.escape(param)}"]`)?.setAttribute('aria-invalid', 'true');
  }
  form.querySelector('[aria-invalid]')?.focus();
}

/** A labelled field with the place for its problems. `name` is the server's name for the param. */
export function field(label, { name, ...attributes }) {
  const input = el('input', { ...attributes, name, id: name, required: true, 'aria-describedby': `${name}-problem` });
  const problem = el('p', { class: 'problem', id: `${name}-problem`, 'data-problem': name, role: 'alert' });
  return el('div', { class: 'field' }, el('label', { for: name }, label), input, problem);
}

/** The first of these URLs that may be followed: http(s), or relative to the page. */
export function followable(...urls) {
  for (const url of urls) {
    if (typeof url !== 'string' || !url) continue;
    try {
      const { href, protocol } = new URL(url, document.baseURI);
      if (/^https?:$/.test(protocol)) return href;
    } catch {
      // What is no URL leads nowhere.
    }
  }
  return undefined;
}
