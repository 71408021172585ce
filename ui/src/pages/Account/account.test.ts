import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser } from './account';

test('a user agent names its browser and system', () => {
  assert.deepEqual(browser('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0'), { browser: 'Edge', system: 'Windows' });
  assert.deepEqual(browser('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1'), { browser: 'Safari', system: 'iOS' });
  assert.deepEqual(browser('something'), { browser: '', system: '' });
});
