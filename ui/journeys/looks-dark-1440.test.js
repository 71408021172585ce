import { see } from './looks.js';

see({ language: 'en', theme: 'dark', width: 1440 });
