// What went wrong, in words, with its code, and at the field that it is about.

import { isClerkAPIResponseError, isClerkRuntimeError } from 'clerk-organization';
import { el } from './dom.js';

// What the SDK calls its params, as the form's fields are called.
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

// What the SDK calls its params, as people call them.
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

/** Whether the same call may succeed when it is made again: the network or the server failed, or asks for patience. */
export const mayRepeat = (error) => !isClerkAPIResponseError(error) || error.status === 429 || error.status >= 500;

/** What one error says: `{ param?, code, message, addresses }` for each thing that is wrong. */
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
    // The message is "Clerk: what happened\n\n(code=…)", and begins with the param when that is what is wrong.
    const message = error.message.replace(/^Clerk: /, '').replace(/\s*\(code="[^"]*"\)$/, '');
    const [name] = (error.code === 'invalid_params' && /^\w+/.exec(message)) || [];
    const text = name in WORDS ? message.replace(name, WORDS[name]) : message;
    return [{ param: FIELDS[name], code: error.code, message: text, addresses: [] }];
  }
  return [{ code: error?.name ?? 'Error', message: error?.message ?? String(error), addresses: [] }];
}

/** A problem as it is shown: the sentence, then the code that one searches for. */
export const shown = ({ message, code }) => [message, ' ', el('code', { class: 'code' }, code)];

/** Takes all errors off a form. */
export function clearProblems(form) {
  for (const place of form.querySelectorAll('[data-error-for]')) {
    place.replaceChildren();
    place.hidden = true;
  }
  for (const field of form.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
}

/**
 * Shows an error on a form: each problem at its field (`data-error-for` and the field's `name` are what the server
 * calls the param), everything else at the form's own place (`data-error-for=""`). The first wrong field is focused.
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
