// Shows errors as sentences with their codes, at the field that they are about.

import { isClerkAPIResponseError, isClerkRuntimeError } from 'clerk-organization';
import { el } from './dom.js';

// The form's field for each param of the SDK.
const FIELDS = {
  emailAddress: 'email_address',
  emailAddresses: 'email_address',
  affiliationEmailAddress: 'affiliation_email_address',
  role: 'role',
  name: 'name',
  slug: 'slug',
  file: 'file',
  code: 'code',
};

// The human-readable name of each param of the SDK.
const WORDS = {
  emailAddress: 'The e-mail address',
  emailAddresses: 'The list of addresses',
  role: 'The role',
  name: 'The name',
  slug: 'The slug',
  file: 'The picture',
  code: 'The code',
  affiliationEmailAddress: 'The e-mail address',
};

/** Whether a retry may succeed: the network or the server failed, or the server limits the rate. */
export const mayRepeat = (error) => !isClerkAPIResponseError(error) || error.status === 429 || error.status >= 500;

/** The problems of an error: `{ param?, code, message, addresses }` for each. */
export function problems(error) {
  if (isClerkAPIResponseError(error)) {
    const later = error.retryAfter === undefined ? '' : ` Try again in ${error.retryAfter} s.`;
    if (!error.errors.length) {
      return [
        { code: `HTTP ${error.status}`, message: `The server gave no reason. ${error.message}${later}`, addresses: [] },
      ];
    }
    return error.errors.map(({ code, message, longMessage, meta }) => ({
      param: meta.paramName,
      code,
      message: (longMessage || message) + later,
      addresses: Array.isArray(meta.emailAddresses) ? meta.emailAddresses : [],
    }));
  }
  if (isClerkRuntimeError(error)) {
    // The message is "Clerk: what happened\n\n(code=…)", and starts with the param if that is invalid.
    const message = error.message.replace(/^Clerk: /, '').replace(/\s*\(code="[^"]*"\)$/, '');
    const [name] = (error.code === 'invalid_params' && /^\w+/.exec(message)) || [];
    const text = name in WORDS ? message.replace(name, WORDS[name]) : message;
    return [{ param: FIELDS[name], code: error.code, message: text, addresses: [] }];
  }
  return [{ code: error?.name ?? 'Error', message: error?.message ?? String(error), addresses: [] }];
}

/** A problem as nodes: the sentence, then the code, for searching. */
export const shown = ({ message, code }) => [message, ' ', el('code', { class: 'code' }, code)];

/** Removes all errors from a form. */
export function clearProblems(form) {
  for (const place of form.querySelectorAll('[data-error-for]')) {
    place.replaceChildren();
    place.hidden = true;
  }
  for (const field of form.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
}

/**
 * Shows an error on a form: each problem at its field (`data-error-for` and the field's `name` are the param's name on
 * the wire), all others at the form's own place (`data-error-for=""`). The first invalid field gets the focus.
 */
export function showProblems(form, error) {
  clearProblems(form);
  for (const problem of problems(error)) {
    const at = problem.param && form.querySelector(`[data-error-for="${CSS.escape(problem.param)}"]`);
    const place = at || form.querySelector('[data-error-for=""]');
    place.append(el('span', {}, shown(problem)));
    place.hidden = false;
    if (at) form.querySelector(`[name="${CSS.escape(problem.param)}"]`)?.setAttribute('aria-invalid', 'true');
  }
  form.querySelector('[aria-invalid]')?.focus();
}
