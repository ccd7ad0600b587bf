import { spawnSync } from 'node:child_process';
import { hasEnded, newPlayer } from './player.js';

describe('a player', () => {
  it('has a name of its own, and lives as long as its process', () => {
    const player = newPlayer();
    expect(newPlayer()).not.toBe(player);
    expect(hasEnded(player)).toBe(false);
    const { pid } = spawnSync(process.execPath, ['--version']);
    const ended = player.replace(`:${process.pid}:`, `:${pid}:`);
    expect(hasEnded(ended)).toBe(true);
    expect(hasEnded(`elsewhere${ended}`)).toBe(false);
    expect(hasEnded('somebody')).toBe(false);
  });
});
