// The texts of the components, in English and in the language of the app.

import type { ComponentText, Localization } from '../types.js';

/** `{name}` is a placeholder. A text with `{count}` may have a form for each plural category. */
const ENGLISH = {
  signIn: 'Sign in',
  emailAddress: 'E-mail address',
  continue: 'Continue',
  emailAddressMissing: 'Enter your e-mail address.',
  enterPassword: 'Enter your password',
  password: 'Password',
  passwordMissing: 'Enter your password.',
  usePassword: 'Use password',
  enterCode: 'Enter the code',
  code: 'Code',
  codeMissing: 'Enter the code from the e-mail.',
  useCode: 'Use a code instead',
  codeSent: 'A code was sent to {emailAddress}.',
  codeSentAgain: 'A new code was sent to {emailAddress}.',
  resendCode: 'Resend code',
  resendCodeIn: 'Resend code ({count} s)',
  change: 'Change',
  signedIn: 'Signed in',
  signedInAs: 'You are signed in as {name}.',
  pleaseWait: 'Please wait …',
  noFactor: 'This account needs a way to sign in that this form does not have.',
  organization: 'Organization: ',
  organizations: 'Organizations',
  selectOrganization: 'Select an organization',
  personalAccount: 'Personal account',
  showMore: 'Show more',
  createOrganization: 'Create organization',
  name: 'Name',
  nameMissing: 'Enter a name.',
  create: 'Create',
  cancel: 'Cancel',
  noReason: 'The request was refused without a reason.',
  wentWrong: 'Something went wrong.',
} satisfies Record<ComponentText, string>;

/** Returns a text with its values. `count` chooses the plural form. */
export type Translate = (name: ComponentText, values?: { [name: string]: string | number }) => string;

/** Creates the text function of a component. Texts that the app leaves out are English. */
export const translator =
  ({ locale = 'en', texts = {} }: Localization = {}): Translate =>
  (name, values = {}) => {
    const given = texts[name] ?? ENGLISH[name];
    const form = typeof given === 'string' ? given : (given[new Intl.PluralRules(locale).select(Number(values['count']))] ?? given.other);
    return form.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
  };
