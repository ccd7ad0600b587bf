import { applyDecorators, SetMetadata } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import type { ModulesContainer } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';

/** Says in openapi.json that a call needs a key which may write. */
export const NEEDS_WRITE = 'x-needs-write';

/** Marks a GET that stores something: a key that may only read does not do for it. */
export const NeedsWrite = () =>
  applyDecorators(SetMetadata(NEEDS_WRITE, true), ApiExtension(NEEDS_WRITE, true));

/** A path as all of its spellings: Express takes upper case and a slash at the end for the same. */
export const plainPath = (path: string): string => path.toLowerCase().replace(/(?<=.)\/+$/, '');

interface Controller {
  readonly name: string;
  readonly prototype: Record<string, unknown>;
}

const pathIn = (target: object): string => String(Reflect.getMetadata(PATH_METADATA, target) ?? '');

/** The plain paths whose GET is marked. */
export function pathsThatWrite(modules: ModulesContainer): ReadonlySet<string> {
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  const paths = controllers.flatMap(({ metatype }) => {
    const { prototype } = metatype as unknown as Controller;
    return Object.getOwnPropertyNames(prototype)
      .map((name) => prototype[name])
      .filter((member): member is () => unknown => typeof member === 'function')
      .filter((handler) => Reflect.getMetadata(NEEDS_WRITE, handler) === true)
      .map((handler) => plainPath(`/${pathIn(metatype as object)}/${pathIn(handler)}`.replace(/\/+/g, '/')));
  });
  return new Set(paths);
}
