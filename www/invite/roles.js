// The roles for invitations: Clerk's two defaults, and the organization's own ones from `organization.getRoles()` and
// from fetched invitations and memberships. Any other key can be typed.

import { el } from '../page/dom.js';

const OTHER = 'other';
const known = new Map([
  ['org:member', 'Member'],
  ['org:admin', 'Admin'],
]);
const fields = [];

/** Adds the roles of resources that have `role` and optionally `roleName`. */
export function learnRoles(resources) {
  const before = known.size;
  for (const { role, roleName } of resources) {
    if (role && !known.has(role)) known.set(role, roleName || role);
  }
  if (known.size > before) fields.forEach((field) => field.fill());
}

/** All known roles as `[key, name]`, including this one. */
export const rolesKnown = (role) => [...new Map([...known, ...(known.has(role) ? [] : [[role, role]])])];

/** A role's name, or its key if the name is unknown. */
export const roleName = (role) => known.get(role) ?? role;

/** A select for roles, with its label, the place for its errors and an input for a key that is not in the list. */
export function roleField(id) {
  const select = el('select', { id, name: 'role', 'aria-describedby': `${id}-error` });
  const other = el('input', {
    id: `${id}-other`,
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'org:…',
    'aria-label': 'Key of the other role',
    hidden: true,
  });
  select.addEventListener('change', () => {
    other.hidden = select.value !== OTHER;
    if (!other.hidden) other.focus();
  });
  const fill = () => {
    const chosen = select.value || 'org:member';
    select.replaceChildren(
      ...[...known].map(([key, name]) => el('option', { value: key, selected: key === chosen }, `${name} (${key})`)),
      el('option', { value: OTHER, selected: chosen === OTHER }, 'Another key …'),
    );
  };
  fill();
  fields.push({ fill });
  return {
    element: el(
      'div',
      { class: 'field role' },
      el('label', { for: id }, 'Role'),
      select,
      other,
      el('p', { class: 'problem', id: `${id}-error`, 'data-error-for': 'role', hidden: true }),
    ),
    value: () => (select.value === OTHER ? other.value.trim() : select.value),
  };
}
