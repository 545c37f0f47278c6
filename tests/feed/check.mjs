// One hub, killed now and then, and subscribers that change their transport at any cursor: each has every event of the feed, in order, none twice.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free_port.mjs';
import { Hub, rows } from './small_hub.mjs';
import { transports } from './clients.mjs';
import { Follower, everyEvent, isOfFeed, pause, until } from './follower.mjs';

const folder = mkdtempSync(join(tmpdir(), 'mizan-feed-'));
const hub = new Hub(resolve(process.argv[2]), folder, await freePort());
// Years alone: enough events to change transports among, and few enough to post them one by one.
hub.put('mizan.toml', `format = 1\nstore = "mizan.db"\nsources = "sources"\naccess = { mode = "loopback-operator" }\n\n[listen]\nport = ${hub.port}\n\n[publish]\nperiods = ["year"]\n`);
const documented = resolve(process.argv[3]);
const compiled = resolve(process.argv[4]);
let stopping = false;
const programs = [];

// What a program of the documentation has printed, without the values of snapshots.
const printed = (program) => [...new Set(program.lines.filter((line) => !line.includes('.snapshot.')).map((line) => line.split(' ')[0]))];

/// A program of docs/feed.md: started again when it ends, it goes on where it was.
class Documented {
  constructor(name, command) {
    Object.assign(this, { name, command, lines: [] });
    this.ended = this.run();
  }

  async run() {
    while (!stopping) {
      this.process = spawn(this.command[0], [...this.command.slice(1), `http://127.0.0.1:${hub.port}`, join(folder, `${this.name}.cursor`)], { stdio: ['ignore', 'pipe', 'ignore'] });
      let text = '';
      this.process.stdout.on('data', (chunk) => {
        text += chunk;
        for (let at; (at = text.indexOf('\n')) >= 0; text = text.slice(at + 1)) this.lines.push(text.slice(0, at));
      });
      await new Promise((done) => this.process.on('close', done));
      await pause(50);
    }
  }
}

/// A receiver that the feed is posted to: its ids are those of the feed.
async function receiver(ids) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end());
    if (ids.at(-1) !== request.headers['webhook-id']) ids.push(request.headers['webhook-id']);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  hub.run('webhook', 'key', join(folder, 'secrets', 'key'));
  hub.put('webhooks/office.toml', `format = 1\nname = "office"\nurl = "http://127.0.0.1:${server.address().port}/"\nprivate_network = true\nfrom = "start"\nsigning = ["key"]\n[secrets]\nkey = { file = "../secrets/key" }\n`);
  return server;
}

/// The source was read with all its rows, and nothing was told for some seconds since.
async function settled(count) {
  const newest = async () => (await (await fetch(`http://127.0.0.1:${hub.port}/v1/sources`)).json()).sources[0].runs[0];
  await until('all rows are read', async () => {
    const run = await newest().catch(() => undefined);
    return run?.status === 'ok' && run.received === count;
  });
  let told = -1;
  await until('the feed is still', async () => {
    const before = told;
    told = (await everyEvent(hub.port)).length;
    if (told !== before) await pause(3_000);
    return told === before;
  });
}

/// Values by subject, as they stand behind a snapshot and the events that followed it.
function valuesOf(events) {
  const values = new Map();
  for (const event of events) if (event.subject) values.set(event.subject, event.data.value);
  return [...values].sort();
}

async function main() {
  const posted = [];
  const office = await receiver(posted);
  hub.rows(rows(4));
  hub.run('ingest');
  hub.start();
  await until('the hub answers', () => {
    fetch(`http://127.0.0.1:${hub.port}/v1`).then(() => (hub.answers = true), () => {});
    return hub.answers;
  });
  const followers = Array.from({ length: 6 }, (_, i) => new Follower(hub.port, i + 1));
  const one = new Follower(hub.port, 7, { query: '&kpi=pending&type=kpi.value.restated.v1' });
  programs.push(new Documented('python', ['python3', join(documented, 'subscriber.py')]),
    new Documented('node', ['node', fileURLToPath(new URL('subscriber.mjs', import.meta.url))]), new Documented('cpp', [compiled]));
  let newcomer;
  for (let round = 1; round <= 5; ++round) {
    await pause(1_300);
    hub.rows(rows(4 + 4 * round));
    if (round === 2) newcomer = new Follower(hub.port, 8, { from: 'snapshot' });
    if (round % 2 === 1) {
      await pause(700);
      await hub.end('SIGKILL');
      hub.start();
    }
  }
  await settled(4 + 4 * 5);
  const feed = await everyEvent(hub.port);
  const last = feed.at(-1);
  const places = () => [...followers.map((each) => ['a follower', each.ids()]), ['the newcomer', [newcomer.cursor]], ['the webhook', posted],
    ...programs.map((each) => [each.name, printed(each)])];
  await until('every subscriber has the last event', () => places().every(([, ids]) => ids.at(-1) === last)).catch((error) => {
    for (const [who, ids] of places()) console.error(`${who}: ${feed.indexOf(ids.at(-1)) + 1} of ${feed.length}`);
    throw error;
  });
  stopping = true;
  for (const each of [...followers, one, newcomer]) each.stop();

  assert.ok(feed.length > 40, `${feed.length} events are a feed`);
  assert.equal(new Set(feed).size, feed.length);
  for (const each of followers) {
    assert.deepEqual(each.ids(), feed, 'a follower by all transports has the feed');
    assert.equal(each.used.size, 3);
  }
  assert.deepEqual(posted, feed, 'so has the receiver that it is posted to');
  for (const each of programs) assert.deepEqual(printed(each), feed, `so has the ${each.name} subscriber of the documentation`);
  assert.ok(one.events.length > 0 && one.events.every((event) => !isOfFeed(event) || event.type.endsWith('.loaded.v1') ||
    (event.type === 'org.mizan.kpi.value.restated.v1' && event.subject.startsWith('pending/'))), 'one KPI and one type were asked for');

  // Snapshot, then what changed: the newcomer holds what somebody holds who asks for all of it now.
  const now = [];
  await transports.pages(hub.port, 'from=snapshot', (event) => now.push(event) && event.type !== 'org.mizan.feed.snapshot.end.v1');
  assert.deepEqual(valuesOf(newcomer.events), valuesOf(now), 'a newcomer ends with the values as they stand');
  for (const each of programs) each.process.kill('SIGKILL');
  await hub.end();
  office.closeAllConnections();
  office.close();
  await Promise.all([...followers, one, newcomer, ...programs].map((each) => each.ended));
  for (const name of ['subscriber.py', 'subscriber.mjs', 'subscriber.cpp']) {
    const lines = readFileSync(join(documented, name), 'utf8').split('\n').filter((line) => !/^\s*$|^(#|\/\/|import )/.test(line)).length;
    assert.ok(lines <= 25, `${name} has ${lines} lines that do something`);
  }
  console.log(`${feed.length} events, the same to ${followers.length} who changed transports, to a webhook and to ${programs.length} programs of the documentation`);
}

try {
  await main();
} finally {
  stopping = true;
  for (const process of [hub.process, ...programs.map((each) => each.process)]) process?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
