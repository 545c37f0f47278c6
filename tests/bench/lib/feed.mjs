// From a corrected record to a feed subscriber: the service runs on the loaded store, one document at a time is dropped into
// a watched folder, and a subscriber on /v1/feed notes when its events arrive.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { build } from './sql.mjs';
import { corrected, decidedCases, DropFolder } from './drops.mjs';
import { quantile, run } from './measure.mjs';
import { startService, stopService } from './service.mjs';

const silence = 150; // ms without an event: the correction is told in full
const patience = 60_000; // ms after which an event is missing, not late
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

// Arrival times of the feed's events, as they come.
class Subscriber {
  constructor(port) {
    this.arrivals = [];
    this.opened = new Promise((opened, failed) => {
      this.request = http.get({ port, host: '127.0.0.1', path: '/v1/feed?from=now' }, (response) => {
        opened();
        response.setEncoding('utf8');
        let line = '';
        response.on('data', (text) => {
          const at = performance.now();
          const lines = (line + text).split('\n');
          line = lines.pop();
          for (const each of lines) if (each.startsWith('data:') && each.includes('"specversion"')) this.arrivals.push(at);
        });
      });
      this.request.on('error', (error) => failed(error));
    });
  }

  // First and last event after `from`; waits until nothing more comes.
  async burst(from) {
    const begun = performance.now();
    for (;;) {
      await pause(5);
      const now = performance.now();
      const events = this.arrivals.filter((at) => at >= from);
      if (events.length > 0 && now - events.at(-1) > silence) return { first: events[0], last: events.at(-1), count: events.length };
      if (events.length === 0 && now - begun > patience) throw new Error('no event came of a corrected record within a minute');
    }
  }
}

// The big exports are not polled again: their sources are set aside while the feed is measured.
function onlyDrops(hub) {
  for (const name of ['punjab', 'kp']) {
    const file = path.join(hub, 'sources', `${name}.toml`);
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('[settings]', 'poll_seconds = 86400\n[settings]'));
  }
}

export async function feedLatency({ mizan, race, corrections }) {
  const small = path.join(build, 'data', 'drops');
  fs.rmSync(small, { recursive: true, force: true });
  run(mizan, ['simulate', small, '--cases', String(Math.max(2000, corrections * 12)), '--seed', '77', '--layout', 'ndjson',
    '--defects', '0']);
  const documents = await decidedCases(path.join(small, 'punjab', 'cases.ndjson'), corrections);
  onlyDrops(race.hub);
  const folder = new DropFolder(race.hub, 'PB');
  folder.drop(documents);
  run(mizan, ['--config', race.config, 'ingest', 'drops']);
  const service = await startService(mizan, race.config);
  try {
    return await measure(service.port, folder, documents);
  } finally {
    await stopService(service);
  }
}

async function measure(port, folder, documents) {
  const subscriber = new Subscriber(port);
  await subscriber.opened;
  await pause(1000);
  const first = [];
  const last = [];
  let events = 0;
  for (const document of documents) {
    const from = folder.drop([corrected(document)]);
    const burst = await subscriber.burst(from);
    first.push(burst.first - from);
    last.push(burst.last - from);
    events += burst.count;
    subscriber.arrivals = [];
  }
  subscriber.request.destroy();
  const of = (list) => ({ p50: quantile(list, 0.5), p99: quantile(list, 0.99), max: Math.max(...list) });
  return { corrections: documents.length, events_each: events / documents.length, first: of(first), last: of(last) };
}
