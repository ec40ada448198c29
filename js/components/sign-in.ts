// `clerk.mountSignIn`: an e-mail address, then a password or a code from a mail. One field at a time.

import { el, field, followable, place, showProblems } from './parts.js';

// As long as Clerk's own form lets one wait before it sends another code.
const RESEND_AFTER_S = 30;

/** Shows the form in `node`; gives what takes it away. */
export function mount(clerk, node, props) {
  const { root, remove } = place(node);
  const form = new SignInForm(clerk, root, props);
  const unfollow = clerk.addListener(() => form.draw());
  return () => {
    unfollow();
    form.end();
    remove();
  };
}

class SignInForm {
  #clerk;
  #root;
  #props;
  #view;
  #form;
  #busy = false;
  #identifier;
  // A session that is there and could not be made the active one yet.
  #created;
  #countdown;
  #ending = new AbortController();

  constructor(clerk, root, props) {
    this.#clerk = clerk;
    this.#root = root;
    this.#props = props;
    this.#identifier = props.initialValues?.emailAddress ?? '';
  }

  end() {
    this.#ending.abort();
    clearInterval(this.#countdown);
  }

  /** What the state of `clerk` asks for; an attempt that is under way stays. */
  draw() {
    const { session, user } = this.#clerk;
    const view = session ? session.id : 'form';
    if (view === this.#view) return;
    this.#view = view;
    this.#form = undefined;
    if (!session) return this.#askIdentifier();
    const name = user?.primaryEmailAddress?.emailAddress ?? user?.fullName ?? user?.id;
    this.#say(el('h2', { tabindex: '-1' }, 'Signed in'), el('p', { class: 'quiet', role: 'status' }, name && `You are signed in as ${name}.`));
  }

  // Whoever was in the form is taken along to what comes instead.
  #say(...children) {
    clearInterval(this.#countdown);
    const focused = this.#root.activeElement !== null;
    this.#root.replaceChildren(el('div', { class: 'sign-in' }, children));
    if (focused) this.#root.querySelector('h2, input')?.focus();
  }

  /** One step: one field, what is done with its value, and the ways around it. */
  #step({ title, lead, label, input, action, missing, send, others = [] }) {
    const submit = async (event) => {
      event.preventDefault();
      const value = this.#form.elements[input.name].value.trim();
      if (!value) return showProblems(this.#form, { errors: [{ message: missing, meta: { paramName: input.name } }] });
      await this.#run(() => send(value));
    };
    const stepped = this.#form !== undefined;
    this.#form = el(
      'form',
      { novalidate: true, 'aria-labelledby': 'title', onsubmit: submit },
      el('h2', { id: 'title' }, title),
      lead,
      el('p', { class: 'problem', role: 'alert', 'data-problem': '' }),
      field(label, input),
      el('button', { class: 'main', type: 'submit' }, action),
      others.length > 0 && el('div', { class: 'row' }, others),
      el('p', { class: 'unseen', role: 'status', 'data-status': true }),
    );
    this.#say(this.#form);
    // Not when the page is first shown: nobody is anywhere yet.
    if (stepped) this.#form.elements[input.name].focus();
  }

  /** Runs what a button asks for: one thing at a time, its refusal shown in the form. */
  async #run(work) {
    if (this.#busy) return;
    const form = this.#form;
    this.#busy = true;
    showProblems(form);
    this.#wait(form, true);
    try {
      await work();
    } catch (error) {
      if (this.#ending.signal.aborted) return;
      showProblems(form, error);
    } finally {
      this.#busy = false;
      this.#wait(form, false);
    }
  }

  #wait(form, busy) {
    form.setAttribute('aria-busy', String(busy));
    form.querySelector('.main').setAttribute('aria-disabled', String(busy));
    form.querySelector('[data-status]').textContent = busy ? 'Please wait …' : '';
  }

  /** A step of the attempt that Clerk keeps. */
  #attempt(act, params) {
    return this.#clerk.client.signIn[act](params, { signal: this.#ending.signal });
  }

  #askIdentifier() {
    this.#step({
      title: 'Sign in',
      label: 'E-mail address',
      input: { name: 'identifier', type: 'email', autocomplete: 'username', spellcheck: 'false', value: this.#identifier },
      action: 'Continue',
      missing: 'Enter your e-mail address.',
      send: async (identifier) => {
        this.#identifier = identifier;
        await this.#goOn(await this.#attempt('create', { identifier }));
      },
    });
  }

  /** What an attempt needs next. */
  async #goOn(signIn) {
    if (signIn.status === 'complete') return this.#enter(signIn.createdSessionId);
    if (signIn.status === 'needs_identifier') return this.#askIdentifier();
    const { password, code } = this.#factors();
    if (signIn.status === 'needs_first_factor' && password) return this.#askPassword();
    if (signIn.status === 'needs_first_factor' && code) return this.#sendCode();
    throw new Error('This account signs in another way, which this form does not know.');
  }

  /** The ways to prove who one is that this form knows. */
  #factors() {
    const factors = this.#clerk.client.signIn.supportedFirstFactors ?? [];
    const codes = factors.filter(({ strategy }) => strategy === 'email_code');
    const typed = this.#identifier.toLowerCase();
    return {
      password: factors.some(({ strategy }) => strategy === 'password'),
      code: codes.find(({ safeIdentifier }) => safeIdentifier === typed) ?? codes.find(({ primary }) => primary) ?? codes[0],
    };
  }

  #askPassword() {
    this.#step({
      title: 'Enter your password',
      lead: this.#who(),
      label: 'Password',
      input: { name: 'password', type: 'password', autocomplete: 'current-password' },
      action: 'Sign in',
      missing: 'Enter your password.',
      send: async (password) => this.#prove({ strategy: 'password', password }),
      others: this.#factors().code ? [this.#other('Use a code instead', () => this.#sendCode())] : [],
    });
  }

  async #sendCode() {
    const { code } = this.#factors();
    await this.#attempt('prepareFirstFactor', { strategy: 'email_code', emailAddressId: code.emailAddressId });
    this.#askCode(code);
  }

  #askCode({ safeIdentifier, emailAddressId }) {
    const resend = this.#other('Resend code', async () => {
      if (resend.getAttribute('aria-disabled') === 'true') return;
      await this.#attempt('prepareFirstFactor', { strategy: 'email_code', emailAddressId });
      this.#restResend(resend);
      this.#form.querySelector('.who').textContent = `A new code was sent to ${safeIdentifier}.`;
    });
    this.#step({
      title: 'Enter the code',
      lead: this.#who(`A code was sent to ${safeIdentifier}.`),
      label: 'Code',
      input: { name: 'code', inputmode: 'numeric', autocomplete: 'one-time-code', spellcheck: 'false' },
      action: 'Sign in',
      missing: 'Enter the code from the mail.',
      send: async (code) => this.#prove({ strategy: 'email_code', code }),
      others: [resend, this.#factors().password && this.#other('Use password', () => this.#askPassword())].filter(Boolean),
    });
    this.#restResend(resend);
  }

  // Another code is not sent at once: the first one may still be on its way.
  #restResend(button) {
    let left = RESEND_AFTER_S;
    const tell = () => {
      button.textContent = left > 0 ? `Resend code (${left} s)` : 'Resend code';
      button.setAttribute('aria-disabled', String(left > 0));
      if (left-- <= 0) clearInterval(this.#countdown);
    };
    clearInterval(this.#countdown);
    this.#countdown = setInterval(tell, 1000);
    tell();
  }

  // The hidden field tells password managers whose password it is.
  #who(text = this.#identifier) {
    return el(
      'div',
      { class: 'row' },
      el('p', { class: 'quiet who', role: 'status' }, text),
      el('input', { hidden: true, autocomplete: 'username', value: this.#identifier, 'aria-label': 'E-mail address' }),
      this.#other('Change', () => this.#askIdentifier()),
    );
  }

  #other(text, act) {
    return el('button', { class: 'link', type: 'button', onclick: () => this.#run(async () => act()) }, text);
  }

  async #prove(params) {
    if (this.#created) return this.#enter(this.#created);
    await this.#goOn(await this.#attempt('attemptFirstFactor', params));
  }

  async #enter(session) {
    this.#created = session;
    const { forceRedirectUrl, fallbackRedirectUrl, afterSignInUrl } = this.#props;
    const redirectUrl = followable(forceRedirectUrl, fallbackRedirectUrl, afterSignInUrl);
    await this.#clerk.setActive({ session, redirectUrl, signal: this.#ending.signal });
    this.#created = undefined;
  }
}
