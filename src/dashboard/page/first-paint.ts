import { showPreferences } from './preferences.js';

// Before anything is drawn, so that nobody sees the other colours first.
showPreferences();
