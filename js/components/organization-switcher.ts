// `clerk.mountOrganizationSwitcher`: the active organization, a menu of the others, and a form for a new one.

import { items, menuKeys } from './menu.js';
import { el, field, followable, place, problems, showProblems } from './parts.js';

const PAGE_SIZE = 20;

/** Shows the switcher in `node`; gives what takes it away. */
export function mount(clerk, node, props) {
  const { root, remove } = place(node);
  const switcher = new Switcher(clerk, root, props);
  const unfollow = clerk.addListener(() => switcher.draw());
  return () => {
    unfollow();
    switcher.end();
    remove();
  };
}

// A path may name what it is for, as in Clerk's own props: `/organizations/:slug`.
function urlFor(url, of) {
  if (typeof url === 'function') return followable(url(of));
  return followable(url?.replace(/:(id|slug)\b/g, (_, name) => encodeURIComponent(of?.[name] ?? '')));
}

class Switcher {
  #clerk;
  #props;
  #root;
  #whole;
  #trigger;
  #popup;
  #menu;
  #problem;
  // Beyond what the client carries: organizations of the pages fetched since the menu was opened.
  #more = new Map();
  #pages = 0;
  #total = 0;
  #fetching = false;
  #busy = false;
  #ending = new AbortController();

  constructor(clerk, root, props) {
    this.#clerk = clerk;
    this.#props = props;
    this.#root = root;
    this.#trigger = el('button', {
      type: 'button',
      class: 'trigger',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-controls': 'popup',
      onclick: () => (this.#popup.hidden ? this.#open(0) : this.#close(true)),
      onkeydown: (event) => this.#openByKey(event),
    });
    this.#problem = el('p', { class: 'problem', role: 'alert' });
    this.#popup = el('div', { class: 'popup', id: 'popup', hidden: true });
    this.#whole = el('div', { class: 'switcher', hidden: true }, this.#trigger, this.#popup, this.#problem);
    root.append(this.#whole);
    const elsewhere = (event) => !event.composedPath().includes(this.#whole) && this.#close(false);
    document.addEventListener('pointerdown', elsewhere, { signal: this.#ending.signal });
  }

  end() {
    this.#ending.abort();
  }

  /** What `clerk` says now. Nothing for who is signed out. */
  draw() {
    const { user, organization } = this.#clerk;
    this.#whole.hidden = !user;
    if (!user) return this.#close(false);
    const name = organization?.name ?? (this.#props.hidePersonal ? 'Select an organization' : 'Personal account');
    this.#trigger.replaceChildren(
      picture(organization ?? (this.#props.hidePersonal ? undefined : user), name),
      el('span', { class: 'name' }, el('span', { class: 'unseen' }, 'Organization: '), name),
    );
    if (this.#menu?.isConnected) this.#drawMenu();
  }

  #organizations() {
    const carried = (this.#clerk.user?.organizationMemberships ?? []).map(({ organization }) => [organization.id, organization]);
    return new Map([...carried, ...this.#more]);
  }

  #drawMenu() {
    const focused = this.#root.activeElement?.dataset.key;
    const active = this.#clerk.organization?.id ?? null;
    const organizations = this.#organizations();
    const choice = (key, name, of, chosen) =>
      el(
        'div',
        { role: 'menuitemradio', 'aria-checked': String(chosen), class: 'item', tabindex: '-1', 'data-key': key, onclick: () => this.#choose(of, key || null) },
        picture(of ?? this.#clerk.user, name),
        el('span', { class: 'name' }, name),
      );
    const action = (key, name, act) =>
      el('div', { role: 'menuitem', class: 'item', tabindex: '-1', 'data-key': key, onclick: act }, el('span', { class: 'name' }, name));
    this.#menu.replaceChildren(
      ...[
        !this.#props.hidePersonal && choice('', 'Personal account', undefined, active === null),
        ...[...organizations.values()].map((one) => choice(one.id, one.name, one, one.id === active)),
        organizations.size < this.#total && this.#pages * PAGE_SIZE < this.#total && action('more', 'Show more', () => this.#fetch()),
        this.#clerk.user.createOrganizationEnabled !== false && [
          el('div', { role: 'separator' }),
          action('create', 'Create organization', () => this.#askName()),
        ],
      ]
        .flat()
        .filter(Boolean),
    );
    this.#menu.setAttribute('aria-busy', String(this.#fetching));
    if (focused === undefined) return;
    const all = items(this.#menu);
    (all.find(({ dataset }) => dataset.key === focused) ?? all.at(-1))?.focus();
  }

  #openByKey(event) {
    const at = { ArrowDown: 0, ArrowUp: -1 }[event.key];
    if (at === undefined) return;
    event.preventDefault();
    if (this.#popup.hidden) this.#open(at);
  }

  /** Opens the menu, the focus on the item that is chosen, else on the first (0) or the last (-1). */
  #open(at) {
    if (this.#busy) return;
    this.#problem.replaceChildren();
    this.#menu = el('div', { role: 'menu', 'aria-label': 'Organizations' });
    menuKeys(this.#menu, (back) => this.#close(back));
    this.#show(this.#menu);
    this.#more.clear();
    this.#pages = 0;
    this.#total = 0;
    this.#drawMenu();
    const all = items(this.#menu);
    ((at === 0 && all.find((item) => item.getAttribute('aria-checked') === 'true')) || all.at(at))?.focus();
    this.#fetch();
  }

  #show(content) {
    this.#popup.replaceChildren(content);
    this.#popup.hidden = false;
    this.#trigger.setAttribute('aria-expanded', 'true');
    this.#popup.style.removeProperty('translate');
    // It stays on the page where the switcher stands near the edge.
    const { left, right } = this.#popup.getBoundingClientRect();
    const width = document.documentElement.clientWidth - 8;
    const by = right > width ? Math.max(width - right, 8 - left) : Math.max(0, 8 - left);
    if (by) this.#popup.style.setProperty('translate', `${by}px`);
  }

  #close(back) {
    if (this.#popup.hidden) return;
    // First, while there is still something that has it.
    if (back) this.#trigger.focus();
    this.#popup.hidden = true;
    this.#popup.replaceChildren();
    this.#trigger.setAttribute('aria-expanded', 'false');
  }

  /** The next page of memberships that brings something new. */
  async #fetch() {
    if (this.#fetching) return;
    this.#fetching = true;
    const menu = this.#menu;
    const known = this.#organizations().size;
    try {
      do {
        const params = { initialPage: this.#pages + 1, pageSize: PAGE_SIZE };
        const page = await this.#clerk.user.getOrganizationMemberships(params, { signal: this.#ending.signal });
        if (!menu.isConnected) return;
        this.#pages += 1;
        this.#total = page.totalCount;
        for (const { organization } of page.data) this.#more.set(organization.id, organization);
      } while (this.#organizations().size === known && known < this.#total && this.#pages * PAGE_SIZE < this.#total);
    } catch (error) {
      this.#say(error);
    } finally {
      this.#fetching = false;
      if (this.#menu.isConnected) {
        this.#drawMenu();
        // The menu was closed and opened again meanwhile.
        if (this.#menu !== menu) this.#fetch();
      }
    }
  }

  #say(error) {
    if (this.#ending.signal.aborted) return;
    this.#problem.replaceChildren(...problems(error).map(({ message }) => el('span', {}, message, ' ')));
  }

  async #choose(organization, id) {
    this.#close(true);
    if (this.#busy || id === (this.#clerk.organization?.id ?? null)) return;
    const { afterSelectOrganizationUrl, afterSelectPersonalUrl } = this.#props;
    const redirectUrl = id ? urlFor(afterSelectOrganizationUrl, organization) : urlFor(afterSelectPersonalUrl, this.#clerk.user);
    this.#wait(true);
    try {
      await this.#clerk.setActive({ organization: id, redirectUrl, signal: this.#ending.signal });
    } catch (error) {
      this.#say(error);
    } finally {
      this.#wait(false);
    }
  }

  #wait(busy) {
    this.#busy = busy;
    this.#trigger.setAttribute('aria-busy', String(busy));
  }

  /** The form for a new organization, in the menu's place. */
  #askName() {
    let created;
    const submit = async (event) => {
      event.preventDefault();
      if (this.#busy) return;
      showProblems(form);
      const name = form.elements.name.value.trim();
      if (!name) return showProblems(form, { errors: [{ message: 'Enter a name.', meta: { paramName: 'name' } }] });
      this.#wait(true);
      form.setAttribute('aria-busy', 'true');
      try {
        // One that was created and could not be made the active one is not created again.
        created ??= await this.#clerk.createOrganization({ name }, { signal: this.#ending.signal });
        const redirectUrl = urlFor(this.#props.afterCreateOrganizationUrl, created);
        await this.#clerk.setActive({ organization: created.id, redirectUrl, signal: this.#ending.signal });
        if (form.isConnected) this.#close(true);
      } catch (error) {
        if (form.isConnected) showProblems(form, error);
        else this.#say(error);
      } finally {
        form.setAttribute('aria-busy', 'false');
        this.#wait(false);
      }
    };
    const form = el(
      'form',
      {
        novalidate: true,
        role: 'dialog',
        'aria-labelledby': 'create-title',
        onsubmit: submit,
        onkeydown: (event) => event.key === 'Escape' && this.#close(true),
      },
      el('h2', { id: 'create-title' }, 'Create organization'),
      el('p', { class: 'problem', role: 'alert', 'data-problem': '' }),
      field('Name', { name: 'name', autocomplete: 'organization' }),
      el(
        'div',
        { class: 'row' },
        el('button', { class: 'main', type: 'submit' }, 'Create'),
        el('button', { type: 'button', onclick: () => this.#close(true) }, 'Cancel'),
      ),
    );
    this.#show(form);
    form.elements.name.focus();
  }
}

/** An organization's or a user's image, or the first letter of the name. */
function picture(of, name) {
  const initial = el('span', { class: 'picture', 'aria-hidden': 'true' }, [...name][0]?.toLocaleUpperCase());
  if (!of?.hasImage || !of.imageUrl) return initial;
  const image = el('img', { class: 'picture', alt: '', src: of.imageUrl, onerror: () => image.replaceWith(initial) });
  return image;
}
