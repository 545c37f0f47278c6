// The feed in a stream of three replicas: servers die, the hub dies while it waits for an acknowledgement, and the stream has every event once, in order.
import assert from 'node:assert/strict';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { CloudEvent } from 'cloudevents';
import { Cluster } from './cluster.mjs';
import { broker, pause, settledFeed, until, withHub } from './common.mjs';
import { rows } from './small_hub.mjs';

let readers = 0;

/// All messages of the stream as a consumer has them.
async function read(connection, subject) {
  const manager = await jetstreamManager(connection);
  const { messages } = (await manager.streams.info('mizan')).state;
  const { name } = await manager.consumers.add('mizan', { durable_name: `reader-${++readers}`, ack_policy: 'none', filter_subject: subject });
  const consumer = await jetstream(connection).consumers.get('mizan', name);
  const out = [];
  if (messages === 0) return out;
  for await (const message of await consumer.fetch({ max_messages: 10_000, expires: 2_000 })) {
    const event = new CloudEvent(message.json());
    event.validate();
    assert.equal(message.headers.get('Nats-Msg-Id'), event.id);
    assert.equal(message.headers.get('Content-Type'), 'application/cloudevents+json');
    out.push({ subject: message.subject, event });
    if (message.info.pending === 0) break;
  }
  return out;
}

await withHub(async (hub, folder) => {
  const cluster = await Cluster.start(folder);
  try {
    broker(hub, 'bus', 'nats', { servers: cluster.servers, replicas: 3 });
    hub.run('validate');
    await until('the cluster has a leader', async () => (await hub.aside('webhook', 'test', 'bus')).code === 0);
    hub.rows(rows(4));
    hub.run('ingest');
    hub.start();
    let changes = 4;
    const change = () => hub.rows(rows((changes += 4)));
    await pause(1_000);

    change();
    await pause(700);
    await cluster.kill(0); // one of three is gone
    await pause(1_500);
    change();
    await pause(1_500);

    // All of them take what comes and answer nothing; the hub dies waiting, then they keep it.
    cluster.begin(0);
    await pause(1_000);
    cluster.signal('SIGSTOP');
    change();
    await pause(1_500);
    await hub.end('SIGKILL');
    cluster.signal('SIGCONT');
    await pause(500);
    hub.start();
    await cluster.kill(1);
    for (let i = 0; i < 3; ++i) {
      change();
      await pause(900);
      await hub.end('SIGKILL');
      hub.start();
    }
    const expected = (await settledFeed(hub)).map((event) => event.id);
    const connection = await connect({ servers: [cluster.servers[0], cluster.servers[2]], maxReconnectAttempts: -1 });
    let got = [];
    await until('the stream has the last event', async () => {
      got = await read(connection, 'mizan.>');
      return got.at(-1)?.event.id === expected.at(-1);
    });
    assert.ok(expected.length > 30, `${expected.length} events are a feed`);
    assert.deepEqual(got.map((one) => one.event.id), expected, 'the stream has the feed, each event once');
    let pending = [];
    // With a server gone, a new consumer may take more than one attempt.
    await until('the server filters', async () => (pending = await read(connection, 'mizan.kpi.value.*.v1.pending.BA')).length > 0);
    assert.deepEqual(pending.map((one) => one.event.id), got.filter((one) => one.event.subject?.startsWith('pending/') && one.event.subject.includes('/BA/')).map((one) => one.event.id));
    assert.ok(pending.length > 0 && pending.length < got.length);
    const [bus] = hub.webhooks();
    assert.equal(bus.state, 'sending');
    await connection.close();
    await hub.end();
    console.log(`${got.length} events are in the stream once and in order, over two servers that were killed and a hub that was killed four times`);
  } finally {
    cluster.end();
  }
});
