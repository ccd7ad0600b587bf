import { fileURLToPath } from 'node:url';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ExpressAdapter } from '@nestjs/platform-express';
import { PageController } from './page.controller.js';

/** The built page: what the browser asks for after `/`. */
const ASSETS = fileURLToPath(new URL('page', import.meta.url));

@Module({ controllers: [PageController] })
export class PageModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<ExpressAdapter>) {}

  /** Files come after every route: a call of the API never looks for one. */
  onModuleInit(): void {
    this.host.httpAdapter.useStaticAssets(ASSETS, { prefix: '/assets', index: false, redirect: false });
  }
}
