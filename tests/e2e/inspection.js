// Accessibility checks of our own. Each function runs in the page and returns the problems that it finds.

/** Texts below `root` whose contrast with their background is below 4.5 to 1 (WCAG 2.2, 1.4.3). */
export function contrastTroubles(root = document.body) {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  // Parses any CSS colour into red, green, blue and alpha.
  const read = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((part, at) => part * a + below[at] * (1 - a));
  const luminance = (color) => {
    const [red, green, blue] = color.map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    if (!element) return [255, 255, 255];
    const { host } = element.getRootNode();
    return over(read(getComputedStyle(element).backgroundColor), behind(element.parentElement ?? host));
  };
  const troubles = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      continue;
    // Disabled controls are exempt (same criterion).
    if (element.closest(':disabled, [aria-disabled="true"], .announcer, .unseen, .skip, option')) continue;
    const background = behind(element);
    const text = over(read(getComputedStyle(element).color), background);
    const [light, dark] = [luminance(text), luminance(background)].sort((one, other) => other - one);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5)
      troubles.push(
        `${contrast.toFixed(2)}: "${node.textContent.trim().slice(0, 40)}" (${element.className || element.tagName})`,
      );
  }
  return troubles;
}

/** Controls without a name, ids that are missing or doubled, headings that skip a level, tabs without their panel. */
export function structureTroubles() {
  const troubles = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const described = (element) => `<${element.tagName.toLowerCase()} id="${element.id}" class="${element.className}">`;

  for (const control of document.querySelectorAll(
    'button, input, select, textarea, summary, progress, [role="tab"], [role="dialog"], dialog, table, nav',
  )) {
    if (!shown(control)) continue;
    const byId = (control.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '');
    const labels = [...(control.labels ?? [])].map((label) => label.textContent);
    const own = /^(BUTTON|SUMMARY)$/.test(control.tagName) ? [control.textContent] : [];
    const name = [control.getAttribute('aria-label') ?? '', ...byId, ...labels, ...own].join('').trim();
    if (!name) troubles.push(`no name: ${described(control)}`);
  }

  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  for (const id of ids.filter((id, at) => ids.indexOf(id) !== at)) troubles.push(`twice: #${id}`);
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for']) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(/\s+/)) {
        if (!ids.includes(id)) troubles.push(`${attribute} names no element: ${id}`);
      }
    }
  }

  const headings = [...document.querySelectorAll('h1, h2, h3')]
    .filter(shown)
    .filter((heading) => !heading.closest('dialog'));
  const levels = headings.map(({ tagName }) => Number(tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) troubles.push(`not one h1: ${levels}`);
  levels.forEach((level, at) => {
    if (at && level > levels[at - 1] + 1) troubles.push(`heading "${headings[at].textContent}" skips a level`);
  });

  for (const tablist of document.querySelectorAll('[role="tablist"]')) {
    if (!shown(tablist)) continue;
    const chosen = tablist.querySelectorAll('[role="tab"][aria-selected="true"]');
    if (chosen.length !== 1) troubles.push(`${chosen.length} chosen tabs in ${described(tablist)}`);
    if (!tablist.getAttribute('aria-label') && !tablist.getAttribute('aria-labelledby'))
      troubles.push(`no name: ${described(tablist)}`);
  }
  if (!document.documentElement.lang) troubles.push('no language');
  for (const landmark of ['header', 'main', 'footer'])
    if (!document.querySelector(landmark)) troubles.push(`no <${landmark}>`);
  // The minimum size of a touch target (WCAG 2.2, 2.5.8).
  for (const button of document.querySelectorAll('button')) {
    const { width, height } = button.getBoundingClientRect();
    if (shown(button) && (width < 24 || height < 24)) troubles.push(`smaller than 24 pixels: ${described(button)}`);
  }
  return troubles;
}

/**
 * Visible texts that a box with hidden or clipped overflow cuts off, and words that break across lines. A box that
 * scrolls cuts nothing off. A line may end after a hyphen, a slash, an `@` or a dot.
 */
export function textTroubles() {
  const troubles = [];
  const hides = (style, axis) => ['hidden', 'clip'].includes(style[`overflow${axis}`]);
  const isForReadersOnly = (box) => box.width <= 1 || box.height <= 1;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.closest('option, script, style')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    if (!text.width) continue;
    for (let box = element; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      const around = box.getBoundingClientRect();
      if (isForReadersOnly(around)) break;
      const isCut =
        (hides(style, 'X') && (text.right > around.right + 1 || text.left < around.left - 1)) ||
        (hides(style, 'Y') && (text.bottom > around.bottom + 1 || text.top < around.top - 1));
      if (isCut) troubles.push(`cut off: ${node.data.trim()}`);
      if (isCut || ['auto', 'scroll'].includes(style.overflowX)) break;
    }
    for (const { index, 0: word } of node.data.matchAll(/[\p{L}\p{N}_]+/gu)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (lines.size > 1) troubles.push(`breaks: ${word}`);
    }
  }
  return troubles;
}
