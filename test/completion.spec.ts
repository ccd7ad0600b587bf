import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { movieflix, newFolder } from './support/cli.js';
import { TerminalSession } from './support/terminal.js';

/** What a line may become. */
const CASES: [line: string, offered: string[]][] = [
  ['movieflix ', ['simulate', 'runs', 'dataset', 'report', 'calibrate', 'completion', 'help']],
  ['movieflix sim', ['simulate']],
  ['movieflix simulate --tr', ['--treatment', '--train-every', '--transport']],
  ['movieflix simulate --transport ', ['single', 'bulk']],
  ['movieflix simulate --json --arrival w', ['window']],
  ['movieflix simulate --releases ', []],
  ['movieflix report --', ['--url', '--json', '--help']],
  ['movieflix completion ', ['bash', 'zsh', 'fish']],
  ['movieflix dataset --dataset ml-1', ['ml-100k', 'ml-1m', 'ml-10m', 'ml-1-own.zip']],
  ['movieflix dataset --write ml-1', ['ml-1-own.zip']],
  ['movieflix help c', ['calibrate', 'completion']],
];

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

describe('movieflix completion', () => {
  /** A folder with a file in it, and with `movieflix` in `bin`. */
  const folder = newFolder();
  const PATH = `${join(folder, 'bin')}:${process.env.PATH}`;
  beforeAll(() => {
    mkdirSync(join(folder, 'bin'));
    symlinkSync(resolve('dist/cli.js'), join(folder, 'bin', 'movieflix'));
    writeFileSync(join(folder, 'ml-1-own.zip'), '');
    for (const shell of ['bash', 'fish'])
      writeFileSync(join(folder, shell), run('sh', `movieflix completion ${shell}`).join('\n'));
  });
  const run = (shell: string, script: string): string[] => {
    const { stdout, stderr } = spawnSync(shell, ['-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH },
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((line) => line !== '');
  };

  describe('bash', () => {
    const complete = (line: string): string[] => {
      const words = line.split(/ |(?==)|(?<==)/);
      return run(
        'bash',
        `source ./bash
         COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length - 1}
         _movieflix
         printf '%s\\n' "\${COMPREPLY[@]}"`,
      );
    };

    it.each([
      ...CASES,
      ['movieflix simulate --transport=', ['single', 'bulk']],
      ['movieflix simulate --transport=b', ['bulk']],
    ] as typeof CASES)('completes %j', (line, offered) => {
      expect(complete(line).sort()).toEqual([...offered].sort());
    });
  });

  (isThere('fish') ? describe : describe.skip)('fish (apt-get install fish)', () => {
    it.each(CASES)('completes %j', (line, offered) => {
      const lines = run('fish', `source ./fish; complete -C '${line}'`);
      expect(lines.map((text) => text.split('\t')[0]).sort()).toEqual([...offered].sort());
    });

    it('says what a command and an option do', () => {
      const lines = run('fish', `source ./fish; complete -C 'movieflix simulate --seed'`);
      expect(lines).toEqual(['--seed\tdecides every draw of the run']);
    });
  });

  (isThere('zsh') ? describe : describe.skip)('zsh (apt-get install zsh)', () => {
    it.each(CASES.filter(([, offered]) => offered.length > 1))(
      'lists what %j may become',
      async (line, offered) => {
        const session = new TerminalSession(`cd ${folder}; exec zsh -f -i`, 120, { PATH });
        session.type('PS1="> "; autoload -Uz compinit; compinit -u -D; source <(movieflix completion zsh)\n');
        // What is typed shows before the shell has read it: only its answer tells that the screen is clear.
        session.type("clear; echo rea''dy\n");
        await session.shows(/^ready\n>$/m);
        session.type(`${line}\t\t`);
        for (const word of offered) await session.shows(new RegExp(word));
        expect(session.text).toMatch(new RegExp(`^> ${line}`, 'm'));
        await session.hangUp();
      },
    );
  });

  it('refuses a shell that it does not know', async () => {
    const { code, stdout, stderr } = await movieflix(['completion', 'csh']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/'csh' is invalid.*bash, zsh, fish/);
  });
});

describe('movieflix --help', () => {
  const COMMANDS = ['simulate', 'runs', 'dataset', 'report', 'calibrate', 'completion'];

  it('names the commands, with examples', async () => {
    const { code, stdout } = await movieflix(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: movieflix \[options\] \[command\]/);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command}`, 'm'));
    expect(stdout).toMatch(/Examples:\n( {2}# .*\n {2}movieflix .*\n)+$/);
  });

  it.each(COMMANDS)('ends with examples whose options %s has', async (command) => {
    const { code, stdout } = await movieflix([command, '--help']);
    expect(code).toBe(0);
    const [help, examples] = stdout.split('Examples:\n');
    const lines = examples
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('  # '));
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line).toMatch(new RegExp(`^ {2}movieflix ${command}\\b`));
      for (const [option] of line.matchAll(/--[a-z-]+/g)) expect(help).toContain(`  ${option}`);
    }
  });
});
