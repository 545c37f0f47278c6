// A JetStream cluster of three servers on this machine, each of which can be killed, stopped for a while, and started again.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free_port.mjs';

export class Cluster {
  static async start(folder) {
    const cluster = new Cluster();
    const ports = [];
    for (let i = 0; i < 3; ++i) ports.push({ client: await freePort(), route: await freePort() });
    const routes = ports.map((port) => `nats://127.0.0.1:${port.route}`).join(', ');
    cluster.nodes = ports.map((port, i) => {
      const home = join(folder, `nats-${i}`);
      mkdirSync(home);
      writeFileSync(join(home, 'nats.conf'), `server_name: node-${i}\nlisten: 127.0.0.1:${port.client}\njetstream { store_dir: "${home}/data", max_mem: 64MB, max_file: 256MB }\n` +
        `cluster { name: mizan, listen: 127.0.0.1:${port.route}, routes: [${routes}] }\n`);
      return { home, url: `nats://127.0.0.1:${port.client}` };
    });
    for (let i = 0; i < 3; ++i) cluster.begin(i);
    return cluster;
  }

  get servers() {
    return this.nodes.map((node) => node.url);
  }

  begin(i) {
    const node = this.nodes[i];
    node.process = spawn('nats-server', ['-c', join(node.home, 'nats.conf')], { stdio: 'ignore' });
    node.ended = new Promise((done) => node.process.on('exit', done));
  }

  async kill(i) {
    this.nodes[i].process.kill('SIGKILL');
    await this.nodes[i].ended;
  }

  /// SIGSTOP: they take what comes and answer nothing; SIGCONT.
  signal(name) {
    for (const node of this.nodes) node.process.kill(name);
  }

  end() {
    for (const node of this.nodes ?? []) node.process?.kill('SIGKILL');
  }
}
