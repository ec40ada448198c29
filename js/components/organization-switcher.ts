// `clerk.mountOrganizationSwitcher`: the active organization, a menu of the others, and a form for a new one.

import type { Organization, OrganizationSwitcherProps, User } from '../types.js';
import type { ComponentContext, Mount } from './component.js';
import { attach, el, fill } from './dom.js';
import { firstAllowed } from './first-allowed.js';
import { field, formProblems, missing, problemsOf, showProblems } from './form.js';
import { handleMenuKeys, menuItems } from './menu-keyboard.js';
import { translator } from './texts.js';
import type { Translate } from './texts.js';

const PAGE_SIZE = 20;

/** Shows the switcher in `node`. Returns a function that removes it. */
export const mount: Mount<OrganizationSwitcherProps> = (context, node, props) => {
  const { root, remove } = attach(node);
  const switcher = new Switcher(context, root, props);
  const unsubscribe = context.clerk.addListener(() => switcher.update());
  return () => {
    unsubscribe();
    switcher.close();
    remove();
  };
};

class Switcher {
  #clerk;
  #mayNavigateTo;
  #props;
  #text: Translate;
  #root;
  #trigger = el('button', {
    type: 'button',
    class: 'trigger',
    'aria-haspopup': 'menu',
    'aria-expanded': 'false',
    'aria-controls': 'popup',
    onclick: () => (this.#popup.hidden ? this.#openMenu(0) : this.#closePopup(true)),
    onkeydown: (event) => this.#openByKey(event),
  });
  #popup = el('div', { class: 'popup', id: 'popup', hidden: true });
  #problem = el('p', { class: 'problem', role: 'alert' });
  #whole = el('div', { class: 'switcher', hidden: true }, this.#trigger, this.#popup, this.#problem);
  #menu = el('div');
  /** The organizations fetched since the menu was opened. The client's own list may lack some. */
  #fetched = new Map<string, Organization>();
  #pages = 0;
  #total = 0;
  #isFetching = false;
  #busy = false;
  #closing = new AbortController();

  constructor(context: ComponentContext, root: ShadowRoot, props: OrganizationSwitcherProps) {
    this.#clerk = context.clerk;
    this.#mayNavigateTo = context.mayNavigateTo;
    this.#props = props;
    this.#text = translator(props.localization);
    this.#root = root;
    root.append(this.#whole);
    const onpointerdown = (event: Event) => {
      if (!event.composedPath().includes(this.#whole)) this.#closePopup(false);
    };
    document.addEventListener('pointerdown', onpointerdown, this.#options);
  }

  /** Aborts the pending requests. */
  close(): void {
    this.#closing.abort();
  }

  get #options() {
    return { signal: this.#closing.signal };
  }

  /** Shows the state of `clerk`; nothing while signed out. */
  update(): void {
    const { user, organization } = this.#clerk;
    const { hidePersonal } = this.#props;
    this.#whole.hidden = !user;
    if (!user) return this.#closePopup(false);
    const name = organization?.name ?? (this.#text(hidePersonal ? 'selectOrganization' : 'personalAccount'));
    this.#trigger.replaceChildren(
      picture(organization ?? (hidePersonal ? undefined : user), name),
      el('span', { class: 'name' }, el('span', { class: 'unseen' }, this.#text('organization')), name),
    );
    if (this.#menu.isConnected) this.#updateMenu(user);
  }

  #organizations(): Map<string, Organization> {
    const memberships = this.#clerk.user?.organizationMemberships ?? [];
    const own = memberships.map(({ organization }) => [organization.id, organization] as const);
    return new Map([...own, ...this.#fetched]);
  }

  #updateMenu(user: User) {
    const focused = this.#root.activeElement;
    const focusedKey = focused instanceof HTMLElement ? focused.dataset['key'] : undefined;
    const activeId = this.#clerk.organization?.id ?? '';
    const organizations = this.#organizations();
    const choice = (key: string, name: string, organization?: Organization) =>
      el(
        'div',
        {
          role: 'menuitemradio',
          'aria-checked': String(key === activeId),
          class: 'item',
          tabindex: '-1',
          'data-key': key,
          onclick: () => this.#select(user, organization),
        },
        picture(organization ?? user, name),
        el('span', { class: 'name' }, name),
      );
    const action = (key: string, name: string, onclick: () => void) =>
      el('div', { role: 'menuitem', class: 'item', tabindex: '-1', 'data-key': key, onclick }, el('span', { class: 'name' }, name));

    const hasMore = organizations.size < this.#total && this.#pages * PAGE_SIZE < this.#total;
    fill(
      this.#menu,
      !this.#props.hidePersonal && choice('', this.#text('personalAccount')),
      [...organizations.values()].map((one) => choice(one.id, one.name, one)),
      hasMore && action('more', this.#text('showMore'), () => this.#fetchMore()),
      user.createOrganizationEnabled !== false && [
        el('div', { role: 'separator' }),
        action('create', this.#text('createOrganization'), () => this.#askName()),
      ],
    );
    this.#menu.setAttribute('aria-busy', String(this.#isFetching));
    if (focusedKey === undefined) return;
    const items = menuItems(this.#menu);
    (items.find(({ dataset }) => dataset['key'] === focusedKey) ?? items.at(-1))?.focus();
  }

  #openByKey(event: KeyboardEvent) {
    const at = event.key === 'ArrowDown' ? 0 : event.key === 'ArrowUp' ? -1 : undefined;
    if (at === undefined) return;
    event.preventDefault();
    if (this.#popup.hidden) this.#openMenu(at);
  }

  /** Opens the menu with the focus on the active organization, or else on the first item (0) or the last one (-1). */
  #openMenu(at: 0 | -1) {
    const { user } = this.#clerk;
    if (this.#busy || !user) return;
    this.#problem.replaceChildren();
    this.#menu = el('div', { role: 'menu', 'aria-label': this.#text('organizations') });
    handleMenuKeys(this.#menu, (refocus) => this.#closePopup(refocus));
    this.#openPopup(this.#menu);
    this.#fetched.clear();
    this.#pages = 0;
    this.#total = 0;
    this.#updateMenu(user);
    const items = menuItems(this.#menu);
    const active = at === 0 ? items.find((item) => item.ariaChecked === 'true') : undefined;
    (active ?? items.at(at))?.focus();
    this.#fetchMore();
  }

  #openPopup(content: Element) {
    this.#popup.replaceChildren(content);
    this.#popup.hidden = false;
    this.#trigger.setAttribute('aria-expanded', 'true');
    this.#popup.style.removeProperty('translate');
    // Keeps it inside the page when the switcher is near an edge.
    const { left, right } = this.#popup.getBoundingClientRect();
    const width = document.documentElement.clientWidth - 8;
    const by = right > width ? Math.max(width - right, 8 - left) : Math.max(0, 8 - left);
    if (by) this.#popup.style.setProperty('translate', `${by}px`);
  }

  #closePopup(refocus: boolean) {
    if (this.#popup.hidden) return;
    // This comes before the focused element is removed, so that the page does not lose the focus.
    if (refocus) this.#trigger.focus();
    this.#popup.hidden = true;
    this.#popup.replaceChildren();
    this.#trigger.setAttribute('aria-expanded', 'false');
  }

  /** Fetches pages of memberships until one brings an organization that the menu lacks. */
  async #fetchMore() {
    const { user } = this.#clerk;
    if (this.#isFetching || !user) return;
    this.#isFetching = true;
    const menu = this.#menu;
    const known = this.#organizations().size;
    try {
      do {
        const params = { initialPage: this.#pages + 1, pageSize: PAGE_SIZE };
        const page = await user.getOrganizationMemberships(params, this.#options);
        if (!menu.isConnected) return;
        this.#pages += 1;
        this.#total = page.totalCount;
        for (const { organization } of page.data) this.#fetched.set(organization.id, organization);
      } while (this.#organizations().size === known && known < this.#total && this.#pages * PAGE_SIZE < this.#total);
    } catch (error) {
      this.#showProblem(error);
    } finally {
      this.#isFetching = false;
      if (this.#menu.isConnected) {
        this.#updateMenu(user);
        // The menu was closed and opened again meanwhile.
        if (this.#menu !== menu) this.#fetchMore();
      }
    }
  }

  #showProblem(error: unknown) {
    if (this.#closing.signal.aborted) return;
    this.#problem.replaceChildren(...problemsOf(error, this.#text, this.#props.localization).map(({ message }) => el('span', {}, message, ' ')));
  }

  async #select(user: User, organization?: Organization) {
    this.#closePopup(true);
    if (this.#busy || organization?.id === this.#clerk.organization?.id) return;
    const { afterSelectOrganizationUrl, afterSelectPersonalUrl } = this.#props;
    this.#setBusy(true);
    try {
      await this.#clerk.setActive({
        organization: organization?.id ?? null,
        redirectUrl: organization ? this.#urlFor(afterSelectOrganizationUrl, organization) : this.#urlFor(afterSelectPersonalUrl, user),
        ...this.#options,
      });
    } catch (error) {
      this.#showProblem(error);
    } finally {
      this.#setBusy(false);
    }
  }

  /** Fills in a URL of the props: `:id` and `:slug` are placeholders, as in Clerk's own props. */
  #urlFor<Of extends { id: string; slug?: string | null }>(url: string | ((of: Of) => string) | undefined, of: Of) {
    const filledIn =
      typeof url === 'function'
        ? url(of)
        : url?.replace(/:(id|slug)\b/g, (_, name) => encodeURIComponent((name === 'id' ? of.id : of.slug) ?? ''));
    return firstAllowed(this.#mayNavigateTo, [filledIn]);
  }

  #setBusy(busy: boolean) {
    this.#busy = busy;
    this.#trigger.setAttribute('aria-busy', String(busy));
  }

  /** Shows the form for a new organization in place of the menu. */
  #askName() {
    let created: Organization | undefined;
    const [row, input] = field(this.#text('name'), { name: 'name', autocomplete: 'organization' });
    const create = async (name: string) => {
        this.#setBusy(true);
      form.setAttribute('aria-busy', 'true');
      try {
        // An organization that was created but could not be made active is not created again.
        created ??= await this.#clerk.createOrganization({ name }, this.#options);
        const redirectUrl = this.#urlFor(this.#props.afterCreateOrganizationUrl, created);
        await this.#clerk.setActive({ organization: created.id, redirectUrl, ...this.#options });
        if (form.isConnected) this.#closePopup(true);
      } catch (error) {
        if (form.isConnected) showProblems(form, problemsOf(error, this.#text, this.#props.localization));
        else this.#showProblem(error);
      } finally {
        form.setAttribute('aria-busy', 'false');
        this.#setBusy(false);
      }
    };
    const onsubmit = (event: Event) => {
      event.preventDefault();
      if (this.#busy) return;
      const name = input.value.trim();
      showProblems(form, name ? [] : missing('name', this.#text('nameMissing')));
      if (name) create(name);
    };
    const cancel = () => this.#closePopup(true);
    const form = el(
      'form',
      {
        novalidate: true,
        role: 'dialog',
        'aria-labelledby': 'create-title',
        onsubmit,
        onkeydown: (event) => event.key === 'Escape' && cancel(),
      },
      el('h2', { id: 'create-title' }, this.#text('createOrganization')),
      formProblems(),
      row,
      el(
        'div',
        { class: 'row' },
        el('button', { class: 'main', type: 'submit' }, this.#text('create')),
        el('button', { type: 'button', onclick: cancel }, this.#text('cancel')),
      ),
    );
    this.#openPopup(form);
    input.focus();
  }
}

/** Creates an organization's or a user's image, or the first letter of the name if there is no image. */
function picture(of: Organization | User | undefined, name: string): HTMLElement {
  const initial = el('span', { class: 'picture', 'aria-hidden': 'true' }, [...name][0]?.toLocaleUpperCase());
  if (!of?.hasImage || !of.imageUrl) return initial;
  const image = el('img', { class: 'picture', alt: '', src: of.imageUrl });
  image.onerror = () => image.replaceWith(initial);
  return image;
}
