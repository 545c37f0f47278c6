// One message to a great many subscribers: Mizan's feed beside nginx with nchan and nats-server, on the same machine, turn about. The same client hears all of
// them; messages of the same size, each with the moment at which it was handed over.
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { spawn, spawnSync } from 'node:child_process';
import { freePort } from '../../support/free_port.mjs';

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });
const bytes = 700; // as an event of a value

// A program whose standard output is read line by line.
class Program {
  constructor(command, words) {
    this.child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = readline.createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.ended = new Promise((done) => { this.child.once('exit', done); });
  }

  async line() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`${this.child.spawnfile} ended`);
    return value;
  }

  say(text) {
    this.child.stdin.write(`${text}\n`);
  }

  async end() {
    this.child.stdin.end();
    this.child.kill('SIGTERM');
    await this.ended;
  }
}

// What processes hold of memory, what they share divided among them.
function memoryOf(pids) {
  return pids.reduce((sum, pid) => sum + Number(/^Pss:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]), 0);
}

const childrenOf = (pid) => fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

async function listening(port) {
  for (let tries = 0; tries < 100; ++tries) {
    const there = await new Promise((done) => {
      const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); done(true); });
      socket.on('error', () => done(false));
    });
    if (there) return;
    await pause(50);
  }
  throw new Error(`nothing listens on ${port}`);
}

function payload() {
  const sent = String(Math.round((performance.timeOrigin + performance.now()) * 1000)).padStart(16, '0');
  const head = `{"specversion":"1.0","type":"org.mizan.kpi.value.updated.v1","data":{"sent":${sent},"pad":"`;
  return head.padEnd(bytes, 'x') + '"}}';
}

const get = (target, more = '') => `GET ${target} HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n${more}\\r\\n`;
const upgrade = 'Connection: Upgrade\\r\\nUpgrade: websocket\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n';

class Mizan {
  constructor(bin, folder) {
    Object.assign(this, { bin, folder });
  }

  async start() {
    fs.mkdirSync(this.folder, { recursive: true });
    this.program = new Program(path.join(this.bin, 'mizan_fan_out_hub'), [this.folder]);
    this.port = Number(await this.program.line());
    return [this.program.child.pid];
  }

  // Their "now" is a cursor, which is said first.
  hellos = {
    sse: [get('/v1/feed?from=now', 'Accept: text/event-stream\\r\\n'), 'id: '],
    websocket: [get('/v1/feed?from=now', upgrade), 'feed.position'],
  };

  async publish(count, together, gap) {
    this.program.say(`${count} ${together} ${gap} ${bytes}`);
    await this.program.line();
  }

  end() {
    return this.program.end();
  }
}

class Nchan {
  constructor(nginx, folder) {
    Object.assign(this, { nginx, folder });
  }

  async start() {
    fs.mkdirSync(this.folder, { recursive: true });
    this.port = await freePort();
    const config = path.join(this.folder, 'nginx.conf');
    fs.writeFileSync(config, `load_module ${this.nginx}/ngx_nchan_module.so;
daemon off; pid ${this.folder}/nginx.pid; error_log ${this.folder}/error.log; worker_processes ${os.cpus().length}; worker_rlimit_nofile 20000;
events { worker_connections 15000; }
http {
  access_log off; client_body_temp_path ${this.folder}/body; nchan_shared_memory_size 512M; keepalive_requests 1000000;
  server {
    listen 127.0.0.1:${this.port} backlog=4096;
    location = /publish { nchan_publisher; nchan_channel_id feed; nchan_message_buffer_length 1000; nchan_message_timeout 60s; }
    location = /feed { nchan_subscriber; nchan_channel_id feed; nchan_subscriber_first_message newest; nchan_subscriber_timeout 0; }
  }
}
`);
    this.child = spawn(path.join(this.nginx, 'nginx'), ['-p', this.folder, '-c', config], { stdio: 'inherit' });
    this.ended = new Promise((done) => { this.child.once('exit', done); });
    await listening(this.port);
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    return [this.child.pid, ...childrenOf(this.child.pid)];
  }

  hellos = {
    sse: [get('/feed', 'Accept: text/event-stream\\r\\n'), ': hi'],
    websocket: [get('/feed', upgrade), '101 Switching'],
  };

  post() {
    return new Promise((done, failed) => {
      const request = http.request({ port: this.port, host: '127.0.0.1', path: '/publish', method: 'POST', agent: this.agent }, (response) => response.resume().on('end', done));
      request.on('error', failed);
      request.end(payload());
    });
  }

  async publish(count, together, gap) {
    let next = performance.now();
    for (let i = 0; i < count; ++i) {
      await this.post();
      if ((i + 1) % together === 0 && (next += gap / 1000) > performance.now()) await pause(next - performance.now());
    }
  }

  async end() {
    this.agent.destroy();
    this.child.kill('SIGTERM');
    await this.ended;
  }
}

class Nats {
  async start() {
    this.port = await freePort();
    this.child = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(this.port)], { stdio: 'ignore' });
    this.ended = new Promise((done) => { this.child.once('exit', done); });
    await listening(this.port);
    this.socket = net.connect(this.port, '127.0.0.1');
    this.socket.on('data', (text) => { if (String(text).includes('PING')) this.socket.write('PONG\r\n'); });
    this.socket.write('CONNECT {"verbose":false}\r\n');
    return [this.child.pid];
  }

  hellos = { nats: ['CONNECT {"verbose":false}\\r\\nSUB feed 1\\r\\nPING\\r\\n', 'PONG'] };

  async publish(count, together, gap) {
    let next = performance.now();
    for (let i = 0; i < count; ++i) {
      const text = payload();
      this.socket.write(`PUB feed ${text.length}\r\n${text}\r\n`);
      if ((i + 1) % together === 0 && (next += gap / 1000) > performance.now()) await pause(next - performance.now());
    }
  }

  async end() {
    this.socket.destroy();
    this.child.kill('SIGTERM');
    await this.ended;
  }
}

// What a crowd of one kind of subscriber hears of one server: all that is told at once, then a message now and then.
async function heard(server, way, connections, slow, client) {
  const pids = await server.start();
  await pause(500);
  const before = memoryOf(pids);
  const crowd = new Program(client, [server.port, connections, slow, ...server.hellos[way]].map(String));
  try {
    if (await crowd.line() !== 'connected') throw new Error('they did not get in');
    await pause(1_000);
    const after = memoryOf(pids);
    const told = async (count, together, gap) => {
      crowd.say(String(count));
      const all = crowd.line();
      await server.publish(count, together, gap);
      return JSON.parse(await all);
    };
    const burst = await told(Math.max(100, Math.min(1_000, 1_000_000 / connections)), 100, 0);
    const beside = await told(40, 1, 500_000);
    return { way, connections, slow, kib_each: (after - before) / connections, burst, beside, peak_mib: memoryOf(pids) / 1024 };
  } finally {
    await crowd.end();
    await server.end();
  }
}

/// Crowds of these sizes, each once with a twentieth that takes nothing and once without.
export async function fanOut({ bin, nginx, folder, sizes, say }) {
  fs.rmSync(folder, { recursive: true, force: true });
  const client = path.join(bin, 'mizan_fan_out_client');
  const servers = { Mizan: () => new Mizan(bin, path.join(folder, `hub-${Date.now()}`)), nchan: () => new Nchan(nginx, path.join(folder, `nginx-${Date.now()}`)), NATS: () => new Nats() };
  if (!fs.existsSync(path.join(nginx, 'ngx_nchan_module.so'))) delete servers.nchan;
  if (spawnSync('nats-server', ['--version']).status !== 0) delete servers.NATS;
  const found = [];
  for (const connections of sizes) {
    for (const slow of [0, connections / 20]) {
      for (const [name, make] of Object.entries(servers)) {
        for (const way of Object.keys(make().hellos)) {
          const one = { server: name, ...await heard(make(), way, connections, slow, client) };
          found.push(one);
          const { burst, beside } = one;
          say(`${name} ${way}, ${connections} (${slow} slow): ${Math.round(burst.messages / burst.seconds).toLocaleString('en')} messages/s, p99 of one ${(beside.p99_us / 1000).toFixed(1)} ms, ${one.kib_each.toFixed(1)} KiB each, ${burst.whole} and ${beside.whole} of ${burst.listeners} heard all`);
        }
      }
    }
  }
  return found;
}
