import { see } from './looks.js';

see({ language: 'nl', theme: 'dark', width: 320 });
