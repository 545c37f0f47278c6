// A network that fails: a way to a server whose connections are cut, each after some bytes, in the midst of whatever it carries.
import net from 'node:net';

export class CutNetwork {
  /// `lasts()` says of each connection after how many bytes of what the server says it is cut.
  constructor(toPort, random, lasts) {
    Object.assign(this, { toPort, random, lasts, cuts: 0, open: new Set() });
    this.server = net.createServer((client) => this.carry(client));
  }

  async listen() {
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    return this.server.address().port;
  }

  carry(client) {
    const server = net.connect(this.toPort, '127.0.0.1');
    const end = () => [client, server].forEach((each) => { each.destroy(); this.open.delete(each); });
    for (const each of [client, server]) {
      this.open.add(each);
      each.on('error', end).on('close', end);
    }
    client.pipe(server);
    let left = this.lasts();
    server.on('data', (bytes) => {
      client.write(bytes.subarray(0, left));
      left -= bytes.length;
      if (left > 0) return;
      this.cuts += 1;
      // What was written arrives, or not: the other end is told that the connection is gone, by either way.
      if (this.random(2)) client.resetAndDestroy();
      end();
    });
  }

  close() {
    for (const each of this.open) each.destroy();
    this.server.close();
  }
}
