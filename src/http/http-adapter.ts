import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Application } from 'express';

/** The prototypes that an application gives to requests and responses. */
interface Prototypes {
  request: object;
  response: object;
}

/**
 * Nest on Express, whose requests and responses are born as what Express turns them into. Express gives each of them
 * another prototype on its way in, and V8 then forgets what it has learnt about the objects: that cost more than half
 * of a request's time. Given the prototype that they have already, nothing changes.
 */
export class HttpAdapter extends ExpressAdapter {
  override initHttpServer(): void {
    const app = this.getInstance<Application & Prototypes>();
    class ExpressRequest extends IncomingMessage {}
    class ExpressResponse extends ServerResponse<ExpressRequest> {}
    Object.setPrototypeOf(ExpressRequest.prototype, app.request);
    Object.setPrototypeOf(ExpressResponse.prototype, app.response);
    app.request = ExpressRequest.prototype;
    app.response = ExpressResponse.prototype;
    const options = { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse };
    this.setHttpServer(createServer(options, app));
  }
}
