// Delivery while the network is cut and the hub is killed, seed after seed: every subscriber, by whatever way, ends with every event of the feed, in order, and
// none twice by its id. MIZAN_RUNS: how many seeds; MIZAN_FIRST_SEED: the first.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CutNetwork } from './cut_network.mjs';
import { Follower, everyEvent, pause, randomFrom, until } from './follower.mjs';
import { freePort } from './free_port.mjs';
import { Hub } from './small_hub.mjs';

const folder = mkdtempSync(join(tmpdir(), 'mizan-cuts-'));
const hub = new Hub(resolve(process.argv[2]), folder, await freePort());
hub.put('mizan.toml', `format = 1\nstore = "mizan.db"\nsources = "sources"\naccess = { mode = "loopback-operator" }\n\n[listen]\nport = ${hub.port}\n\n[publish]\nperiods = ["year"]\n`);
const first = Number(process.env.MIZAN_FIRST_SEED ?? 1);
const runs = Number(process.env.MIZAN_RUNS ?? 4);
// A page of 7 events has some 7,000 bytes: less than that, and nobody would get through.
const kMost = 12_000;
const kWays = [['sse'], ['websocket'], ['pages'], ['sse', 'websocket', 'pages']];

const answers = () => fetch(`http://127.0.0.1:${hub.port}/v1`).then((response) => response.ok, () => false);
const feed = () => everyEvent(hub.port);

// Other disposals in each seed, so that there is something to tell.
const rows = (random) => Array.from({ length: 24 }, (_, i) => {
  const ends = random(3);
  return [i + 1, `2024-0${1 + (i % 9)}-03`, ['', 'convicted', 'acquitted'][ends], ends ? `2024-1${ends}-05` : ''];
});

/// Posts arrive through a network that is cut too: one that was taken, and whose answer is lost, comes again.
class Office {
  async open(random) {
    this.posted = [];
    this.server = createServer((request, response) => {
      request.resume().on('end', () => {
        this.posted.push(request.headers['webhook-id']);
        response.writeHead(204).end();
      });
    });
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    // Never two in a row, after which a receiver is left alone for minutes.
    let posts = 0;
    this.network = new CutNetwork(this.server.address().port, random, () => (++posts % 40 === 20 ? random(100) : Infinity));
    hub.run('webhook', 'key', join(folder, 'secrets', 'key'));
    hub.put('webhooks/office.toml', `format = 1\nname = "office"\nurl = "http://127.0.0.1:${await this.network.listen()}/"\nprivate_network = true\nfrom = "start"\nsigning = ["key"]\n[secrets]\nkey = { file = "../secrets/key" }\n`);
  }

  ids() {
    return [...new Set(this.posted)];
  }

  // One event after the other: it may be far behind, but it comes nearer.
  async hears(last) {
    for (let still = 0, had = 0; this.posted.at(-1) !== last && still < 60; await pause(500)) {
      still = this.posted.length > had ? 0 : still + 1;
      had = this.posted.length;
    }
  }

  close() {
    this.network.close();
    this.server.closeAllConnections();
    this.server.close();
  }
}

async function kills(random, times) {
  for (let i = 0; i < times; ++i) {
    await pause(random(900));
    await hub.end('SIGKILL');
    hub.start();
  }
}

/// Where the feed ends now.
const end = async () => (await (await fetch(`http://127.0.0.1:${hub.port}/v1/feed/events?after=now`)).json()).next;

/// What was written at `since` has been read to its end, and nothing more is told of it.
async function settled(since) {
  await until('the rows are read', async () => {
    const answer = await fetch(`http://127.0.0.1:${hub.port}/v1/sources`).then((response) => response.json(), () => undefined);
    const run = answer?.sources[0].runs[0];
    return run?.status === 'ok' && Date.parse(run.started_at) >= since;
  });
  let told;
  await until('the feed is still', async () => {
    const before = told;
    told = await end().catch(() => undefined);
    if (told === undefined || told !== before) await pause(1_000);
    return told !== undefined && told === before;
  });
}

/// Followers behind networks that fail, from the feed's end on; what one seed brings reaches all of them.
async function oneSeed(seed) {
  const random = randomFrom(seed);
  const begin = { cursor: await end(), events: (await feed()).length };
  let mended = false;
  const networks = kWays.map((_, i) => {
    const cut = randomFrom(10 * seed + i);
    return new CutNetwork(hub.port, cut, () => (mended ? Infinity : 1 + cut(kMost)));
  });
  const followers = [];
  for (const [i, network] of networks.entries())
    followers.push(new Follower(await network.listen(), 100 * seed + i, { from: begin.cursor, ways: kWays[i], rest: 5 }));
  const since = Date.now();
  hub.rows(rows(random));
  await kills(random, 1 + random(2));
  await settled(since);
  const events = (await feed()).slice(begin.events);
  await until(`seed ${seed}: every follower has the last event`, () => followers.every((each) => each.ids().at(-1) === events.at(-1))).catch((error) => {
    for (const each of followers) console.error(`${each.ways}: ${events.indexOf(each.ids().at(-1)) + 1} of ${events.length}`);
    throw error;
  });
  for (const follower of followers) {
    follower.stop();
    assert.deepEqual(follower.ids(), events, `seed ${seed}: a follower by ${follower.ways} has every event, in order`);
  }
  for (const network of networks) network.close();
  await Promise.all(followers.map((each) => each.ended));
  return { cuts: networks.reduce((sum, each) => sum + each.cuts, 0), events: events.length };
}

async function main() {
  const office = new Office();
  await office.open(randomFrom(first));
  hub.rows(rows(randomFrom(0)));
  hub.run('ingest');
  hub.start();
  await until('the hub answers', answers);
  const sum = { events: 0, cuts: 0 };
  for (let seed = first; seed < first + runs; ++seed) {
    const { events, cuts } = await oneSeed(seed);
    assert.ok(events > 0, `seed ${seed} brings something`);
    sum.events += events;
    sum.cuts += cuts;
  }
  const all = await feed();
  await office.hears(all.at(-1));
  assert.deepEqual(office.ids(), all, 'what is posted is the feed');
  assert.ok(sum.cuts > 10 * runs, `${sum.cuts} cuts are a bad network`);
  office.close();
  await hub.end();
  console.log(`${runs} seeds: ${sum.events} events, each to ${kWays.length} followers over ${sum.cuts} cut connections, and posted over ${office.network.cuts}`);
}

try {
  await main();
} finally {
  hub.process?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
