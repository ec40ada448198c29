// The measured servers: processes that print one JSON line when they are ready.

import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const running = new Set();
process.once('exit', () => running.forEach((child) => child.kill()));

/** Starts a server and waits at most `seconds` for its first line. The server ends with this process at the latest. */
export async function start(name, command, args, seconds = 30) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended at its start: ${code}`)));
    setTimeout(() => reject(new Error(`${name} printed nothing for ${seconds} s`)), seconds * 1000).unref();
  });
  const { url, secretKey, secretKeys = [secretKey] } = JSON.parse(line);
  return { name, child, url, secretKeys, memory: [memory(child)] };
}

/** Resident memory in MiB. */
export function memory({ pid }) {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

/** Rows of strings as a Markdown table; the first row is the header. */
export function table([head, ...rows]) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, n) => cell.padEnd(widths[n])).join(' | ')} |`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}

/** The quantile of sorted numbers: the value below which this share of them is. */
export const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
