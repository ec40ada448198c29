// The folders and versions of the packages that the tests of this folder install.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of a package by its alias. */
export const packageFolder = (alias) => fileURLToPath(new URL(`node_modules/${alias}`, import.meta.url));

/** The version of a package by its alias. */
export const versionOf = (alias) => JSON.parse(readFileSync(`${packageFolder(alias)}/package.json`, 'utf8')).version;
