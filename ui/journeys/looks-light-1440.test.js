import { see } from './looks.js';

see({ language: 'nl', theme: 'light', width: 1440 });
