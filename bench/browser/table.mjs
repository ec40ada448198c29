// The results as a Markdown table.

import { NAMES } from './page.mjs';

const sorted = (list) => [...list].sort((one, other) => one - other);
const at = (list, share) => sorted(list)[Math.min(list.length - 1, Math.floor(list.length * share))];

/** The median of a list of numbers. */
export const median = (list) => at(list, 0.5);

/** How much longer one takes than the other: the median of the ratios in each round. */
export const ratio = (list, others) => median(list.map((value, round) => value / others[round]));

/** @param rows `{ title, unit, samples: { [name]: number[] } }[]` */
export function table(rows) {
  const [plain, official, ours] = NAMES;
  const figure = (list) => {
    const spread = list.length > 1 ? ` (${at(list, 0.25).toFixed(1)}–${at(list, 0.75).toFixed(1)})` : '';
    return `${median(list).toFixed(1)}${spread}`;
  };
  // There is no ratio of values near or below zero.
  const times = (list, others) => (median(others) > 0.1 && median(list) > 0.1 ? `${ratio(list, others).toFixed(2)}×` : '–');
  const lines = rows.map(({ title, unit, samples }) => [
    title,
    unit,
    ...NAMES.map((name) => figure(samples[name])),
    times(samples[ours], samples[plain]),
    times(samples[ours], samples[official]),
  ]);
  const head = ['median (middle half)', 'unit', ...NAMES, `of ${plain}`, `of ${official}`];
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
