// The results as a bar chart in SVG: for each row the longest bar is full width.

import { NAMES } from './page.mjs';
import { median } from './table.mjs';

const WIDTH = 800;
const LABELS = 290;
const BAR = 12;
const ROW = NAMES.length * BAR + 18;
const TOP = 62;
const COLOURS = ['#8a94a6', '#c98a2b', '#2f6f5e'];

const escape = (text) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
const text = (x, y, content, more = '') => `<text x="${x}" y="${y}" ${more}>${escape(content)}</text>`;

/**
 * @param rows the rows of table.mjs
 * @param caption the place and time of the measurement
 */
export function chart(rows, caption) {
  const height = TOP + rows.length * ROW + 8;
  const bars = rows.flatMap(({ title, unit, samples }, index) => {
    const top = TOP + index * ROW;
    const values = NAMES.map((name) => Math.max(0, median(samples[name])));
    const longest = Math.max(...values, 1e-9);
    const room = WIDTH - LABELS - 90;
    return [
      text(LABELS - 12, top + ROW / 2, title.replaceAll('`', ''), 'text-anchor="end"'),
      ...values.flatMap((value, at) => {
        const y = top + at * BAR;
        const width = Math.max(1, (value / longest) * room).toFixed(1);
        return [
          `<rect x="${LABELS}" y="${y}" width="${width}" height="${BAR - 2}" fill="${COLOURS[at]}"/>`,
          text(LABELS + Number(width) + 6, y + 9, `${value.toFixed(1)} ${unit}`, 'font-size="10"'),
        ];
      }),
    ];
  });
  const legend = NAMES.flatMap((name, at) => {
    const x = LABELS + at * 150;
    return [`<rect x="${x}" y="34" width="10" height="10" fill="${COLOURS[at]}"/>`, text(x + 16, 43, name)];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#20242c">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(12, 18, `Shorter is better. ${caption}.`),
    ...legend,
    ...bars,
    '</svg>\n',
  ].join('\n');
}
