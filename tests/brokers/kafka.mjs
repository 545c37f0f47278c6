// The feed in a topic of three brokers: brokers are gone for a while and refuse, the hub is killed. Who drops ids that came before has every event,
// and the events of every key in the feed's order.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { broker, pause, settledFeed, until, withHub } from './common.mjs';
import { rows } from './small_hub.mjs';

class Mock {
  constructor(program) {
    this.process = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }
  async line() {
    return (await this.lines.next()).value;
  }
  say(order) {
    this.process.stdin.write(order + '\n');
  }
  async read() {
    this.say('read');
    const got = [];
    for (let line = await this.line(); line !== 'end'; line = await this.line()) {
      const [key, id, body] = line.split('\t');
      got.push({ key, id, event: JSON.parse(body) });
    }
    return got;
  }
}

const byKey = (events) => {
  const keys = new Map();
  for (const { key, id } of events) keys.set(key, [...(keys.get(key) ?? []), id]);
  return Object.fromEntries([...keys].sort());
};

await withHub(async (hub) => {
  const mock = new Mock(process.argv[3]);
  try {
    const servers = (await mock.line()).split(',');
    broker(hub, 'kafka', 'kafka', { servers, patience_ms: 2000 });
    hub.run('validate');
    assert.match(hub.run('webhook', 'test', 'kafka'), /would keep events/);
    hub.rows(rows(4));
    hub.run('ingest');
    hub.start();
    let changes = 4;
    const change = async () => {
      hub.rows(rows((changes += 4)));
      await pause(1_200);
    };
    await change();
    mock.say('refuse 3');
    await change();
    for (const one of [1, 2, 3]) mock.say(`down ${one}`);
    await change();
    await until('the hub waits for the brokers', () => hub.webhooks()[0].state === 'waiting');
    assert.match(hub.webhooks()[0].why, /not kept within 2000 ms/);
    await hub.end('SIGKILL');
    for (const one of [1, 2, 3]) mock.say(`up ${one}`);
    hub.start();
    for (let round = 0; round < 2; ++round) {
      await change();
      await hub.end('SIGKILL');
      hub.start();
    }
    await change();
    const expected = await settledFeed(hub);
    let got = [];
    await until('the topic has the last event', async () => {
      got = await mock.read();
      return got.some((one) => one.id === expected.at(-1).id);
    });
    for (const one of got) assert.equal(one.event.id, one.id);
    const seen = new Set();
    const first = got.filter((one) => !seen.has(one.id) && seen.add(one.id));
    assert.ok(expected.length > 30, `${expected.length} events are a feed`);
    assert.deepEqual(byKey(first), byKey(expected.map((event) => ({ key: event.subject ?? '', id: event.id }))));
    await hub.end();
    console.log(`Kafka: ${expected.length} events are in the topic, of ${Object.keys(byKey(first)).length} keys each in order, ${got.length - first.length} of them twice; the hub was killed three times, the brokers were gone`);
  } finally {
    mock.process.kill('SIGKILL');
  }
});
