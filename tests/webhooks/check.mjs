// Webhooks end to end: a hub that is killed, receivers that fail, keys that are exchanged. Every event of the feed reaches every receiver, in order, and
// none counts twice.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './free_port.mjs';
import { Hub, rows } from './small_hub.mjs';
import { Receiver } from './receiver.mjs';

const folder = mkdtempSync(join(tmpdir(), 'mizan-webhooks-'));
const hub = new Hub(resolve(process.argv[2]), folder, await freePort());
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function until(what, holds) {
  for (let waited = 0; !holds(); waited += 100) {
    if (waited > 120_000) throw new Error(`waited in vain: ${what}`);
    await pause(100);
  }
}

const key = (name) => hub.run('webhook', 'key', join(folder, 'secrets', name));
const secretOf = async (name) => (await import('node:fs')).readFileSync(join(folder, 'secrets', name), 'utf8').trim();

function webhook(name, url, signing, more = '') {
  const secrets = signing.map((one) => `${one} = { file = "../secrets/${one}" }`).join('\n');
  hub.put(`webhooks/${name}.toml`, `format = 1\nname = "${name}"\nurl = "${url}"\nsigning = ${JSON.stringify(signing)}\nprivate_network = true\nfrom = "start"\n${more}\n[secrets]\n${secrets}\n`);
}

async function main() {
  key('old');
  key('new');
  const publicKey = hub.run('webhook', 'key', join(folder, 'secrets', 'pair'), '--ed25519').trim();
  const steady = new Receiver([await secretOf('old')]);
  const weak = new Receiver([await secretOf('new'), publicKey]);
  const strict = new Receiver([await secretOf('old')]);
  const receivers = [steady, weak, strict];
  webhook('steady', await steady.listen(), ['old']);
  webhook('weak', await weak.listen(), ['old', 'new', 'pair']);
  webhook('strict', await strict.listen(), ['old'], 'on_refusal = "set-aside"\nkpis = ["pending"]\n');
  hub.run('validate');

  // One that breaks off, is busy, or fails, now and then.
  let asked = 0;
  weak.answer = () => (++asked % 60 === 1 ? 'cut' : asked % 60 === 21 ? 503 : asked % 60 === 41 ? 429 : 200);
  let refusals = 2;
  strict.answer = () => (refusals-- > 0 ? 422 : 200);

  hub.rows(rows(4));
  hub.run('ingest');
  hub.start();
  for (let round = 1; round <= 4; ++round) {
    hub.rows(rows(4 + 3 * round));
    await pause(1_500);
    if (round % 2 === 0) {
      await hub.end('SIGKILL');
      hub.start();
    }
  }
  const settled = () => hub.webhooks().every((one) => one.state === 'sending');
  await until('the feed is steady', () => steady.events.length > 20);
  await pause(3_000);
  await until('the weak one has what the steady one has', () => {
    if (weak.events.length < steady.events.length && !settled()) hub.run('webhook', 'resume', 'weak');
    return weak.events.length === steady.events.length;
  });

  const last = steady.events.at(-1).id;
  const feed = await hub.feed(last);
  assert.deepEqual(steady.events.map((one) => one.id), feed, 'the steady receiver has the feed');
  assert.deepEqual(weak.events.map((one) => one.id), feed, 'the weak receiver has the feed');
  for (const one of receivers) assert.equal(one.unsigned.length, 0, 'every event is signed by the keys that are told');
  assert.ok(strict.events.length > 0 && strict.events.every((one) => one.subject.startsWith('pending/')), 'one KPI was asked for');

  const dead = JSON.parse(hub.run('--format', 'json', 'webhook', 'dead', 'strict'));
  assert.equal(dead.length, 2, 'what was refused is set aside');
  const before = strict.events.length;
  hub.run('webhook', 'redrive', 'strict');
  await until('what was set aside is sent again', () => strict.events.length === before + 2);
  assert.equal(JSON.parse(hub.run('--format', 'json', 'webhook', 'dead', 'strict')).length, 0);

  strict.answer = () => 410;
  assert.match((await hub.aside('webhook', 'test', 'strict')).stderr, /status 410/);
  strict.answer = () => 200;
  assert.match((await hub.aside('webhook', 'test', 'strict')).stdout, /has taken test-/);
  await hub.end();

  hub.put('webhooks/inward.toml', 'format = 1\nname = "inward"\nurl = "https://localhost:9/hook"\nsigning = ["old"]\n[secrets]\nold = { file = "../secrets/old" }\n');
  assert.match((await hub.aside('webhook', 'test', 'inward')).stderr, /private, local or reserved address/);
  for (const one of receivers) one.close();
  console.log(`${feed.length} events reached both receivers in order; ${weak.again} came again with an id that was known; the strict one has ${strict.events.length}`);
}

try {
  await main();
} finally {
  hub.process?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
