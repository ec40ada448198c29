// Connects to an emulator in another process or container, native or from this package.

import { controlsOf } from './controls.js';
import type { Connected, Description, Instance, InstanceOptions } from './types.js';

const send = (request: Request): Promise<Response> => fetch(request);

async function answered<T>(request: Request): Promise<T> {
  const response = await send(request);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.errors?.[0]?.long_message ?? `${request.method} ${request.url}: ${response.status}`);
  return answer;
}

/**
 * Adds the controls to the description of a running emulator: the first line that the command prints, or the answer of
 * `GET /__emulator/instance`.
 */
export function connectEmulator(description: Description): Connected {
  return {
    ...description,
    ...controlsOf(() => description.url, send),
    async createInstance(options: InstanceOptions = {}): Promise<Instance> {
      const root = description.url.replace(/\/i\/\w+$/, '');
      const body = JSON.stringify(options);
      const made = await answered<Description>(new Request(`${root}/__emulator/instances`, { method: 'POST', body }));
      return {
        ...made,
        ...controlsOf(() => made.url, send),
        end: async () => void (await answered(new Request(`${made.url}/__emulator/instance`, { method: 'DELETE' }))),
      };
    },
  };
}
