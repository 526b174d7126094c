import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { envScript } from './env-script.mjs';

test(
  'a shell that sources the script finds the tools first, however their folder is spelled',
  {
    skip: process.platform === 'win32',
  },
  () => {
    const script = envScript({ folders: [`/it's $HOME/bin`], nodeHome: '/node' });
    const { stdout } = spawnSync('/bin/sh', ['-c', `${script}echo "$PATH|$npm_config_nodedir"`], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin' },
    });
    assert.equal(stdout, `/it's $HOME/bin:/usr/bin|/node\n`);
  },
);
