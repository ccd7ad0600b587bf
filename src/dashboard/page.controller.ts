import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Controller, Get, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';

const PAGE = new URL('page/index.html', import.meta.url);

/** The page that people look at; everything it shows comes from the API. */
@ApiExcludeController()
@Controller()
export class PageController {
  private page?: Promise<{ html: string; policy: string }>;

  @Get()
  async show(@Res() response: Response): Promise<void> {
    // What cannot be read is looked for again: it may be built meanwhile.
    const { html, policy } = await (this.page ??= readPage().catch((error: unknown) => {
      this.page = undefined;
      throw error;
    }));
    response.setHeader('Content-Security-Policy', policy).setHeader('Cache-Control', 'no-cache');
    response.type('html').send(html);
  }
}

async function readPage(): Promise<{ html: string; policy: string }> {
  const html = await readFile(PAGE, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new ServiceUnavailableException(
      'The page is not built: run npm run build:page, or start the service by npm start',
    );
  });
  return { html, policy: policyFor(html) };
}

/** Nothing from elsewhere; of what stands in the page itself, the import map alone is a script. */
function policyFor(html: string): string {
  const [, importMap] = /<script type="importmap">([^]*?)<\/script>/.exec(html)!;
  const hash = createHash('sha256').update(importMap).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
