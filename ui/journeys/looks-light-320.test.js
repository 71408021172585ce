import { see } from './looks.js';

see({ language: 'en', theme: 'light', width: 320 });
