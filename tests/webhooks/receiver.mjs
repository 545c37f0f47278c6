// A receiver as its owner would write it: the reference library of Standard Webhooks tells whether an event is from the hub, CloudEvents' own library
// reads it, and an id that came before is not counted again.
import { createServer } from 'node:http';
import { createPublicKey, verify } from 'node:crypto';
import { HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';

const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

export class Receiver {
  /// `keys`: one of ours must have signed; "whpk_…" is checked by Node's own cryptography.
  constructor(keys) {
    this.keys = keys;
    this.events = [];
    this.ids = new Set();
    this.again = 0;
    this.unsigned = [];
    this.answer = () => 200;
  }

  async listen() {
    this.server = createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => this.take(request, Buffer.concat(chunks), response));
    });
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${this.server.address().port}/hook`;
  }

  take(request, body, response) {
    const status = this.answer(request);
    if (status === 'cut') return response.destroy();
    if (status >= 200 && status < 300) this.keep(request, body);
    response.writeHead(status, status === 429 ? { 'Retry-After': '1' } : {}).end();
  }

  keep(request, body) {
    if (!this.keys.every((key) => isSigned(key, request.headers, body))) return this.unsigned.push(request.headers);
    const event = HTTP.toEvent({ headers: { 'content-type': request.headers['content-type'] }, body: body.toString() });
    if (event.id !== request.headers['webhook-id']) throw new Error('the id of the event is another than that of the webhook');
    if (this.ids.has(event.id)) return this.again++;
    this.ids.add(event.id);
    this.events.push(event);
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

function isSigned(key, headers, body) {
  if (!key.startsWith('whpk_')) {
    try {
      new Webhook(key).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  }
  const spki = Buffer.concat([SPKI_ED25519, Buffer.from(key.slice(5), 'base64')]);
  const content = Buffer.concat([Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`), body]);
  return headers['webhook-signature'].split(' ').some((one) => one.startsWith('v1a,') &&
    verify(null, content, createPublicKey({ key: spki, format: 'der', type: 'spki' }), Buffer.from(one.slice(4), 'base64')));
}
