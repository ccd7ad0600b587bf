/**
 * Asks the registry for known holes in what is shipped. Ends with 1 for one that is high or critical; a registry that
 * cannot be asked is said, and is no failure.
 */
import { spawnSync } from 'node:child_process';

const asked = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 120_000 });
let answer;
try {
  answer = JSON.parse(asked.stdout);
} catch {
  answer = { message: asked.stderr || asked.error?.message || 'npm audit said nothing' };
}
if (answer.metadata?.vulnerabilities === undefined) {
  const reason = String(answer.message ?? answer.error?.summary ?? 'it answered with something else');
  console.log(`npm audit: the registry could not be asked, so nothing is known (${reason.split('\n')[0]}).`);
} else {
  const { low, moderate, high, critical } = answer.metadata.vulnerabilities;
  console.log(
    `npm audit: ${critical} critical, ${high} high, ${moderate} moderate, ${low} low in what is shipped.`,
  );
  for (const { name, severity, via } of Object.values(answer.vulnerabilities)) {
    const titles = via.map((cause) => cause.title ?? cause).join('; ');
    console.log(`  ${severity}: ${name} (${titles})`);
  }
  if (high + critical > 0) process.exitCode = 1;
}
