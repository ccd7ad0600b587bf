/**
 * Takes the pictures of README.md and docs/ in headless Chromium, from a seeded run on an embedded database in memory.
 * It needs Debian's `chromium` (or CHROMIUM_PATH), and `pngquant` to make the files small.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const fileOf = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
/** The address that the documentation speaks of; Chromium finds the service of this run behind it. */
const ADDRESS = 'http://localhost:3000';
const LARGEST = 300_000;
const RUN = ['--releases', '800', '--cycle', '400', '--train-every', '200', '--seed', '1'];
/** When the picture of a run under way is taken. */
const RELEASES_SEEN = 640;

const isRoot = process.getuid?.() === 0;
const { PATH, HOME } = process.env;
const children = [];

function start(file, args, variables = {}) {
  const child = spawn(process.execPath, [fileOf(`dist/${file}.js`), ...args], {
    env: { PATH, HOME, ...variables },
    stdio: ['ignore', 'ignore', 'inherit', ...(file === 'main' ? ['ipc'] : [])],
  });
  children.push(child);
  return child;
}

async function startService() {
  const child = start('main', [], { DATABASE_URL: 'embedded:memory', PORT: '0' });
  const [{ url }] = await once(child, 'message');
  return url;
}

function findChromium() {
  const places = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  const found = places.find((place) => place && existsSync(place));
  if (!found)
    throw new Error('There is no Chromium here: apt-get install chromium, or set CHROMIUM_PATH to its path.');
  return found;
}

const get = async (url) => (await fetch(url)).json();

/** At most 256 colours, which flat pictures do not miss. */
function shrink(file) {
  try {
    execFileSync('pngquant', ['--force', '--strip', '--speed', '1', '--output', file, file]);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    console.error('pngquant is not here (apt-get install pngquant): the picture stays large.');
  }
  const { size } = statSync(file);
  if (size > LARGEST) throw new Error(`${file} has ${size} bytes, more than ${LARGEST}.`);
  console.error(`${file}: ${Math.round(size / 1000)} kB`);
}

const service = await startService();
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: [
    `--host-resolver-rules=MAP localhost:3000 ${new URL(service).host}`,
    ...(isRoot ? ['--no-sandbox'] : []),
  ],
});

async function open(path, { width = 1280, height = 900, colorScheme = 'light', locale = 'en-GB' } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 2,
    colorScheme,
    locale,
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(ADDRESS + path);
  return page;
}

/** Until these panels, which the picture shows, have been drawn; panels out of sight ask for nothing. */
async function settle(page, ...panels) {
  for (const panel of panels) {
    const loading = page.locator(`${panel} .loading`).first();
    await page.locator(panel).waitFor({ timeout: 60_000 });
    await loading.waitFor({ state: 'detached', timeout: 60_000 });
  }
  await sleep(1500);
}

async function shoot(page, name, selector) {
  const path = fileOf(`docs/images/${name}.png`);
  if (selector) await page.locator(selector).screenshot({ path });
  else await page.screenshot({ path });
  await page.context().close();
  shrink(path);
}

async function takePictures() {
  const empty = await open('/', { height: 720 });
  await settle(empty, '#start');
  await shoot(empty, 'page-empty');

  const watching = await open('/');
  const loop = start('cli', ['simulate', '--url', service, ...RUN]);
  const ended = once(loop, 'exit');
  while ((await get(`${service}/movies/all`)).length < RELEASES_SEEN) await sleep(200);
  await settle(watching, '#comparison', '#satisfaction');
  await shoot(watching, 'page-run');
  const [code] = await ended;
  if (code !== 0) throw new Error(`simulate ended with ${code}`);

  for (const [language, locale] of Object.entries({ '': 'en-GB', '-ko': 'ko-KR' })) {
    for (const [scheme, colorScheme] of Object.entries({ '': 'light', '-dark': 'dark' })) {
      const page = await open('/', { locale, colorScheme });
      await settle(page, '#comparison', '#satisfaction');
      await shoot(page, `page${language}${scheme}`);
    }
  }

  const films = await open('/', { width: 760 });
  await films.locator('#films').scrollIntoViewIfNeeded();
  await films.locator('#films input').first().fill('garden');
  await settle(films, '#films tbody');
  await shoot(films, 'films', '#films');

  const [{ user_id }] = (await get(`${service}/feedback?action_cycle=1&user_type=B&limit=1`)).items;
  const story = await open('/');
  await story.locator('#story-user').fill(String(user_id));
  await story.locator('#story-user').press('Enter');
  await settle(story, '#story tbody >> nth=0');
  await shoot(story, 'story', '#story');

  const swagger = await open('/docs', { height: 800 });
  await settle(swagger, '.opblock >> nth=0');
  await shoot(swagger, 'swagger');
}

try {
  await takePictures();
} finally {
  await browser.close();
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
}
