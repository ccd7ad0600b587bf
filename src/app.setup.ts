import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ModulesContainer } from '@nestjs/core';
import { Environment } from './config/environment.js';
import { describeClosedBodies } from './http/closed-bodies.js';
import { describeCommonAnswers } from './http/common-answers.js';
import { describeAccess } from './http/access/api-access.js';
import { accessGate } from './http/access/access-gate.js';
import { pathsThatWrite } from './http/access/needs-write.js';
import { answerOptions } from './http/allowed-methods.js';
import type { HttpAdapter } from './http/http-adapter.js';
import { identify } from './http/request-id.js';
import { logAnswer } from './http/request-log.js';
import { Log } from './logging/log.js';
import { jsonBody } from './http/json-body.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RequestValidationPipe } from './http/validation.js';
import { MetricRegistry } from './metrics/metric-registry.service.js';
import { measureRequests } from './metrics/request-metrics.js';
import { version } from './version.js';

/** What every start of the service shares: timing, reading bodies, validation, errors, documentation. */
export function setUpApp(app: NestExpressApplication): NestExpressApplication {
  app.disable('x-powered-by');
  // A validator of a body that changes with every event is work without use.
  app.set('etag', false);
  // Ahead of Express: one more of its layers would cost every request more than the measuring does.
  app.getHttpServer().prependListener('request', measureRequests(app.get(MetricRegistry)));
  const adapter = app.getHttpAdapter() as unknown as HttpAdapter;
  const environment = app.get(Environment);
  const admit = accessGate(environment, pathsThatWrite(app.get(ModulesContainer)));
  const log = app.get(Log);
  adapter.guardBy((request, response, letIn) => {
    identify(request, response);
    if (log.tellsRequests) logAnswer(log, request, response);
    admit(request, response, letIn);
  });
  adapter.limitConnections(environment.MAX_CONNECTIONS);
  app.use(answerOptions);
  app.use(jsonBody());
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalFilters(new ProblemFilter());
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'MovieFlix API',
    customCss: '.swagger-ui .topbar { display: none }',
    swaggerOptions: { tryItOutEnabled: true, displayRequestDuration: true, defaultModelsExpandDepth: 0 },
  });
  return app;
}

/** The API's document, OpenAPI 3.1. */
export function describeApi(app: NestExpressApplication): OpenAPIObject {
  const description =
    'A film service to build data pipelines, recommenders and experiments on. ' +
    'A film is released, users visit, each is recommended a list, each returns feedback and a rating. ' +
    'Every error is `application/problem+json` (RFC 9457); lists page by an opaque cursor; ' +
    'every path works with and without a trailing slash.';
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('MovieFlix')
    .setDescription(description)
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addTag('movies', 'Films are released')
    .addTag('recommend', 'Users are recommended lists')
    .addTag('feedback', 'Users say which film they chose')
    .addTag('ratings', 'Users rate films')
    .addTag('experiments', 'Does the treatment help?')
    .addTag('runs', 'What the client loop plays, and how far it has come')
    .addTag('statistics', 'What has happened so far')
    .addTag('health', 'For load balancers and containers')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) =>
      `${controller.replace('Controller', '').toLowerCase()}_${method}`,
  });
  describeClosedBodies(document);
  describeCommonAnswers(document);
  describeAccess(document);
  return document;
}
