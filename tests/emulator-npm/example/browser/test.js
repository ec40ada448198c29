import { test as base } from '@playwright/test';
import { clerkFixtures } from 'clerk-organization-emulator/playwright';

export { expect } from '@playwright/test';
export const test = base.extend(clerkFixtures);
