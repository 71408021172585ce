// Starts the workspace: the words first, so that nothing is drawn in no language.
import { mount } from 'svelte';
import './fonts.css';
import './tokens.css';
import './base.css';
import App from './app/App.svelte';
import { beginTheme } from './lib/theme.svelte';
import { beginWords } from './lib/words.svelte';

beginTheme();
await beginWords();
mount(App, { target: document.getElementById('app')! });
