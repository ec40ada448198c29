// Fields of a form, and error messages at their field.

import type { ClerkAPIResponseError, Localization } from '../types.js';
import type { Attributes } from './dom.js';
import { el } from './dom.js';
import type { Translate } from './texts.js';

/** One problem of an error. */
export interface Problem {
  /** The parameter, by its name on the wire, if the error has one. */
  param?: string;
  message: string;
}

/** Returns the problem of a field that must be filled in. */
export const missing = (param: string, message: string): Problem[] => [{ param, message }];

/** Returns the problems of an error, with the app's text for a code if there is one. A refusal may have several. */
export function problemsOf(error: unknown, text: Translate, localization: Localization = {}): Problem[] {
  const own = (code: string | undefined) => (code === undefined ? undefined : localization.errors?.[code]);
  const { errors, code, message = String(error) } = (error ?? {}) as Partial<ClerkAPIResponseError> & { code?: string };
  if (Array.isArray(errors) && errors.length) {
    return errors.map(({ code, message, longMessage, meta }) => ({
      param: meta?.paramName,
      message: own(code) ?? (longMessage || message || text('noReason')),
    }));
  }
  // The message of a `ClerkRuntimeError` is "Clerk: what happened\n\n(code=…)".
  const said = message.replace(/^Clerk: /, '').replace(/\s*\(code="[^"]*"\)$/, '');
  return [{ message: own(code) ?? (said || text('wentWrong')) }];
}

/**
 * Replaces the problems in a form: each shows at the field of its parameter, or else at the place for the whole form. The
 * first field with a problem gets the focus.
 */
export function showProblems(form: HTMLFormElement, problems: Problem[] = []): void {
  for (const place of form.querySelectorAll('[data-problem]')) place.replaceChildren();
  for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
  for (const { param = '', message } of problems) {
    const named = (attribute: string, name: string) => form.querySelector(`[${attribute}="${CSS.escape(name)}"]`);
    const beside = named('data-problem', param);
    (beside ?? named('data-problem', ''))?.append(el('span', {}, message, ' '));
    named('name', param)?.setAttribute('aria-invalid', 'true');
  }
  form.querySelector<HTMLElement>('[aria-invalid]')?.focus();
}

/** Creates the element for problems that belong to no field of a form. */
export const formProblems = (): HTMLElement => el('p', { class: 'problem', role: 'alert', 'data-problem': '' });

/** Creates a labelled input with an element for its problems. `name` is the parameter's name on the wire. */
export function field(label: string, attributes: Attributes & { name: string }): [row: HTMLElement, input: HTMLInputElement] {
  const { name } = attributes;
  const input = el('input', { ...attributes, id: name, required: true, 'aria-describedby': `${name}-problem` });
  const problem = el('p', { class: 'problem', id: `${name}-problem`, 'data-problem': name, role: 'alert' });
  return [el('div', { class: 'field' }, el('label', { for: name }, label), input, problem), input];
}
