// `clerk.mountSignIn`: an e-mail address, then a password or a mailed code. One field at a time.

import type { Factor, SignIn, SignInProps } from '../types.js';
import type { ComponentContext, Mount } from './component.js';
import { attach, el } from './dom.js';
import type { Attributes, Child } from './dom.js';
import { firstAllowed } from './first-allowed.js';
import { field, formProblems, missing, problemsOf, showProblems } from './form.js';
import { translator } from './texts.js';
import type { Translate } from './texts.js';

/** The wait before another code can be sent, as in Clerk's own form. */
const RESEND_AFTER_S = 30;

/** Shows the form in `node`. Returns a function that removes it. */
export const mount: Mount<SignInProps> = (context, node, props) => {
  const { root, remove } = attach(node);
  const form = new SignInForm(context, root, props);
  const unsubscribe = context.clerk.addListener(() => form.update());
  return () => {
    unsubscribe();
    form.close();
    remove();
  };
};

/** A code can be mailed to this address. */
type EmailCode = Factor & { emailAddressId: string };

interface Step {
  title: string;
  lead?: Child;
  label: string;
  input: Attributes & { name: string };
  /** The text of the button. */
  action: string;
  /** Shown when the field is empty. */
  missing: string;
  submit: (value: string) => Promise<unknown>;
  /** Other ways to continue. */
  links?: Child[];
}

class SignInForm {
  #clerk;
  #mayNavigateTo;
  #root;
  #props;
  #text: Translate;
  /** The id of the session shown, or '' for the form. */
  #shown: string | undefined;
  #form: HTMLFormElement | undefined;
  #busy = false;
  #identifier: string;
  /** A new session that could not be made active yet. */
  #created: string | null = null;
  #countdown: ReturnType<typeof setInterval> | undefined;
  #closing = new AbortController();

  constructor(context: ComponentContext, root: ShadowRoot, props: SignInProps) {
    this.#clerk = context.clerk;
    this.#mayNavigateTo = context.mayNavigateTo;
    this.#root = root;
    this.#props = props;
    this.#text = translator(props.localization);
    this.#identifier = props.initialValues?.emailAddress ?? '';
  }

  /** Aborts the pending requests. */
  close(): void {
    this.#closing.abort();
    clearInterval(this.#countdown);
  }

  /** Shows the state of `clerk`. A pending attempt stays unchanged. */
  update(): void {
    const { session, user } = this.#clerk;
    const shown = session?.id ?? '';
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#form = undefined;
    if (!session) return this.#askIdentifier();
    const name = user?.primaryEmailAddress?.emailAddress ?? user?.fullName ?? user?.id;
    const text = name && this.#text('signedInAs', { name });
    this.#show(el('h2', { tabindex: '-1' }, this.#text('signedIn')), el('p', { class: 'quiet', role: 'status' }, text));
  }

  #show(...children: Child[]) {
    clearInterval(this.#countdown);
    const hadFocus = this.#root.activeElement !== null;
    this.#root.replaceChildren(el('div', { class: 'sign-in' }, children));
    if (hadFocus) this.#root.querySelector<HTMLElement>('h2, input')?.focus();
  }

  #step({ title, lead, label, input: attributes, action, missing: message, submit, links = [] }: Step) {
    const isFirst = !this.#form;
    const [row, input] = field(label, attributes);
    const onsubmit = (event: Event) => {
      event.preventDefault();
      // Spaces may be part of a password.
      const value = input.type === 'password' ? input.value : input.value.trim();
      if (value) this.#run(() => submit(value));
      else showProblems(form, missing(input.name, message));
    };
    const form = el(
      'form',
      { novalidate: true, 'aria-labelledby': 'title', onsubmit },
      el('h2', { id: 'title' }, title),
      lead,
      formProblems(),
      row,
      el('button', { class: 'main', type: 'submit' }, action),
      links.length > 0 && el('div', { class: 'row' }, links),
      el('p', { class: 'unseen', role: 'status', 'data-status': true }),
    );
    this.#form = form;
    this.#show(form);
    // Mounting does not move the page's focus.
    if (!isFirst) input.focus();
  }

  /** Runs the action of a button, one at a time, and shows its error in the form. */
  async #run(work: () => unknown) {
    const form = this.#form;
    if (this.#busy || !form) return;
    this.#busy = true;
    showProblems(form);
    showBusy(form, this.#text('pleaseWait'));
    try {
      await Promise.resolve().then(work).catch((error) => this.#takeOver(error));
    } catch (error) {
      if (!this.#closing.signal.aborted) showProblems(form, problemsOf(error, this.#text, this.#props.localization));
    } finally {
      this.#busy = false;
      showBusy(form);
    }
  }

  get #signIn(): SignIn {
    return this.#clerk.client.signIn;
  }

  get #options() {
    return { signal: this.#closing.signal };
  }

  #askIdentifier() {
    this.#step({
      title: this.#text('signIn'),
      label: this.#text('emailAddress'),
      input: { name: 'identifier', type: 'email', autocomplete: 'username', spellcheck: 'false', value: this.#identifier },
      action: this.#text('continue'),
      missing: this.#text('emailAddressMissing'),
      submit: async (identifier) => {
        this.#identifier = identifier;
        await this.#continue(await this.#signIn.create({ identifier }, this.#options));
      },
    });
  }

  /** Shows the field that the attempt needs next. */
  async #continue({ status, createdSessionId }: SignIn): Promise<void> {
    const { password, code } = this.#factors();
    if (status === 'complete') return this.#activate(createdSessionId);
    if (status === 'needs_identifier') return this.#askIdentifier();
    if (status === 'needs_first_factor' && password) return this.#askPassword();
    if (status === 'needs_first_factor' && code) return this.#sendCode(code);
    throw new Error(this.#text('noFactor'));
  }

  /** The ways to sign in that this form has. */
  #factors() {
    const factors = this.#signIn.supportedFirstFactors ?? [];
    const codes = factors.filter((factor): factor is EmailCode => factor.strategy === 'email_code');
    const typed = this.#identifier.toLowerCase();
    return {
      password: factors.some(({ strategy }) => strategy === 'password'),
      code: codes.find(({ safeIdentifier }) => safeIdentifier === typed) ?? codes.find(({ primary }) => primary) ?? codes[0],
    };
  }

  #askPassword() {
    const { code } = this.#factors();
    this.#step({
      title: this.#text('enterPassword'),
      lead: this.#identity(),
      label: this.#text('password'),
      input: { name: 'password', type: 'password', autocomplete: 'current-password' },
      action: this.#text('signIn'),
      missing: this.#text('passwordMissing'),
      submit: (password) => this.#attempt({ strategy: 'password', password }),
      links: [code && this.#link(this.#text('useCode'), () => this.#sendCode(code))],
    });
  }

  async #sendCode(to: EmailCode) {
    await this.#prepare(to);
    this.#askCode(to);
  }

  #prepare({ emailAddressId }: EmailCode) {
    return this.#signIn.prepareFirstFactor({ strategy: 'email_code', emailAddressId }, this.#options);
  }

  #askCode(to: EmailCode) {
    const address = { emailAddress: to.safeIdentifier ?? this.#identifier };
    const resend = this.#link(this.#text('resendCode'), async () => {
      if (resend.getAttribute('aria-disabled') === 'true') return;
      await this.#prepare(to);
      this.#disableForAWhile(resend);
      this.#form?.querySelector('.who')?.replaceChildren(this.#text('codeSentAgain', address));
    });
    this.#step({
      title: this.#text('enterCode'),
      lead: this.#identity(this.#text('codeSent', address)),
      label: this.#text('code'),
      input: { name: 'code', inputmode: 'numeric', autocomplete: 'one-time-code', spellcheck: 'false' },
      action: this.#text('signIn'),
      missing: this.#text('codeMissing'),
      submit: (code) => this.#attempt({ strategy: 'email_code', code }),
      links: [resend, this.#factors().password && this.#link(this.#text('usePassword'), () => this.#askPassword())],
    });
    this.#disableForAWhile(resend);
  }

  // The first mail may arrive late. A second code would make the first one invalid.
  #disableForAWhile(resend: HTMLButtonElement) {
    let seconds = RESEND_AFTER_S;
    const tick = () => {
      resend.textContent = seconds > 0 ? this.#text('resendCodeIn', { count: seconds }) : this.#text('resendCode');
      resend.setAttribute('aria-disabled', String(seconds > 0));
      if (seconds-- <= 0) clearInterval(this.#countdown);
    };
    clearInterval(this.#countdown);
    this.#countdown = setInterval(tick, 1000);
    tick();
  }

  // Password managers read the user name from this hidden field.
  #identity(text = this.#identifier) {
    return el(
      'div',
      { class: 'row' },
      el('p', { class: 'quiet who', role: 'status' }, text),
      el('input', { hidden: true, autocomplete: 'username', value: this.#identifier, 'aria-label': this.#text('emailAddress') }),
      this.#link(this.#text('change'), () => this.#askIdentifier()),
    );
  }

  #link(text: string, act: () => unknown) {
    return el('button', { class: 'link', type: 'button', onclick: () => this.#run(act) }, text);
  }

  async #attempt(params: Parameters<SignIn['attemptFirstFactor']>[0]) {
    if (this.#created) return this.#activate(this.#created);
    await this.#continue(await this.#signIn.attemptFirstFactor(params, this.#options));
  }

  /** After `session_exists`: makes the session active that another tab has created meanwhile. */
  async #takeOver(error: { errors?: { code: string }[] }) {
    if (error.errors?.[0]?.code !== 'session_exists') throw error;
    await this.#clerk.reload(this.#options);
    const session = this.#clerk.client.lastActiveSessionId;
    // That session may have ended too.
    if (!session) throw error;
    await this.#activate(session);
  }

  async #activate(session: string | null) {
    this.#created = session;
    const { forceRedirectUrl, fallbackRedirectUrl, afterSignInUrl } = this.#props;
    const redirectUrl = firstAllowed(this.#mayNavigateTo, [forceRedirectUrl, fallbackRedirectUrl, afterSignInUrl]);
    await this.#clerk.setActive({ session, redirectUrl, ...this.#options });
    this.#created = null;
  }
}

/** @param text the text of a busy form; empty for a form that is not busy */
function showBusy(form: HTMLFormElement, text = '') {
  form.setAttribute('aria-busy', String(text !== ''));
  form.querySelector('.main')?.setAttribute('aria-disabled', String(text !== ''));
  form.querySelector('[data-status]')?.replaceChildren(text);
}
