// The organization's name, slug and logo; leaving and deleting it.

import { ask } from '../page/confirm.js';
import { announce, byId } from '../page/dom.js';
import { clearProblems, showProblems } from '../page/problems.js';

const profile = byId('profile-form');
const name = byId('profile-name');
const slug = byId('profile-slug');
const saved = byId('profile-done');
const logo = byId('logo-form');
const file = byId('logo-file');
const preview = byId('logo-preview');
const noLogo = byId('logo-remove');
const danger = byId('settings-danger');
const leave = byId('leave');
const destroy = byId('destroy');

/** Connects the area until `signal` is aborted. Returns the function that shows the organization's current values. */
export function showSettings(api, organization, { mayManageProfile, mayDelete }, signal) {
  for (const form of [profile, logo, danger]) clearProblems(form);
  for (const form of [profile, logo]) form.hidden = !mayManageProfile;
  destroy.hidden = !(mayDelete && organization.adminDeleteEnabled);
  let chosen;

  const show = () => {
    name.value = organization.name;
    slug.value = organization.slug ?? '';
    saved.textContent = '';
    file.value = '';
    showLogo();
  };

  function showLogo() {
    if (chosen) URL.revokeObjectURL(chosen);
    const [picked] = file.files;
    chosen = picked && URL.createObjectURL(picked);
    preview.src = chosen ?? organization.imageUrl;
    preview.hidden = !preview.src || !(chosen || organization.imageUrl);
    noLogo.hidden = !organization.hasImage;
  }

  /** Runs a call of a form. */
  async function submit(form, call, done) {
    clearProblems(form);
    try {
      await call();
    } catch (error) {
      showProblems(form, error);
      return;
    }
    announce(done);
    if (!signal.aborted) show();
    if (form === profile) saved.textContent = done;
  }

  const on = (target, event, act) =>
    target.addEventListener(
      event,
      (happened) => {
        happened.preventDefault();
        act();
      },
      { signal },
    );

  on(profile, 'submit', () =>
    submit(profile, () => api.update({ name: name.value.trim(), slug: slug.value.trim() || undefined }), 'Saved.'),
  );
  file.addEventListener('change', showLogo, { signal });
  on(logo, 'submit', () => {
    const [picked] = file.files;
    if (picked) submit(logo, () => api.setLogo(picked), 'The logo is changed.');
    else file.focus();
  });
  on(noLogo, 'click', () => submit(logo, () => api.setLogo(null), 'The logo is removed.'));
  on(leave, 'click', () =>
    ask(
      {
        title: `Leave ${organization.name}?`,
        text: 'You lose access to it at once. Somebody who manages its members can invite you again.',
        action: 'Leave',
        doing: 'Leaving …',
        keep: 'Stay',
        done: `You have left ${organization.name}.`,
      },
      api.leave,
      signal,
    ),
  );
  on(destroy, 'click', () =>
    ask(
      {
        title: `Delete ${organization.name}?`,
        text: 'Its members, invitations and domains are deleted with it. This cannot be undone.',
        action: 'Delete it',
        doing: 'Deleting …',
        keep: 'Keep it',
        done: `${organization.name} is deleted.`,
      },
      api.destroy,
      signal,
    ),
  );
  signal.addEventListener('abort', () => chosen && URL.revokeObjectURL(chosen));
  return show;
}
