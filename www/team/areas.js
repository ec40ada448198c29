// The areas of an organization's page, one at a time. Each is fetched at every visit.

import { remember, valueOf } from '../page/address.js';
import { byId } from '../page/dom.js';
import { tabs } from '../page/tabs.js';

const AREAS = ['members', 'invitations', 'requests', 'domains', 'settings'];
const USUAL = 'invitations';

/**
 * Shows the area in the page's URL, and others when their tabs are selected, until `signal` is aborted.
 *
 * @param visits `{ area: () => void }`: called at each visit
 */
export function showAreas(visits, signal) {
  const select = tabs(byId('area-tabs'), show, signal);
  function show(area) {
    select(area);
    for (const each of AREAS) byId(`area-${each}`).hidden = each !== area;
    remember({ tab: area === USUAL ? undefined : area });
    visits[area]?.();
  }
  const asked = valueOf('tab');
  show(AREAS.includes(asked) ? asked : USUAL);
}
