// A small page in Svelte: the invitations of the active organization, live.

import { mount } from 'svelte';

import TeamPage from './TeamPage.svelte';

mount(TeamPage, { target: document.getElementById('root') });
