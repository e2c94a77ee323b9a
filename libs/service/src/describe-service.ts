import 'reflect-metadata';
import type { Provider, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { openApiDocument } from './openapi/openapi.ts';
import { OperatorController } from './operations/operator.controller.ts';
import { definitionOf, needsOf } from './service.module.ts';

/**
 * The OpenAPI document of a service, as the running service would give it, without starting it: only what the
 * controllers declare is read; nothing is configured, created or connected.
 */
export async function describeService(name: string, module: Type): Promise<OpenAPIObject> {
  const own = (Reflect.getMetadata('controllers', module) ?? []) as Type[];
  const { messaging } = needsOf(definitionOf(module));
  const controllers = messaging ? [OperatorController, ...own] : own;
  const providers = [...new Set(controllers.flatMap(dependenciesOf))].map((provide): Provider => ({
    provide,
    useValue: undefined,
  }));
  const root = { module: class Described {}, controllers, providers };
  const app = await NestFactory.create(root, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return openApiDocument(app, name);
}

function dependenciesOf(controller: Type): Type[] {
  return (Reflect.getMetadata('design:paramtypes', controller) ?? []) as Type[];
}
