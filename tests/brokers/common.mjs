// What the checks of brokers share.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './free_port.mjs';
import { Hub } from './small_hub.mjs';

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export async function until(what, holds, most = 60_000) {
  let failure = '';
  const held = async () => {
    try {
      return await holds();
    } catch (error) {
      failure = `: ${error.message}`;
      return false;
    }
  };
  for (const begun = Date.now(); !(await held());) {
    if (Date.now() - begun > most) throw new Error(`waited in vain: ${what}${failure}`);
    await pause(100);
  }
}

/// All events of a hub's feed in order, as pages have them; what only tells of the feed itself is not among them.
async function feed(hub) {
  const events = [];
  let next = 'start';
  for (let end = false; !end;) {
    const page = await (await fetch(`http://127.0.0.1:${hub.port}/v1/feed/events?after=${next}&limit=1000`)).json();
    events.push(...page.events.filter((event) => !event.type.includes('.feed.') && !event.type.includes('.snapshot.')));
    ({ next, end } = page);
  }
  return events;
}

/// The same when the hub answers and nothing more comes for a while: it has read all that there is.
export async function settledFeed(hub, quiet = 2_500) {
  let events = [];
  let since = Date.now();
  await until('the feed is settled', async () => {
    const now = await feed(hub);
    if (now.length !== events.length) since = Date.now();
    events = now;
    return events.length > 0 && Date.now() - since > quiet;
  });
  return events;
}

/// Runs a check with a hub in a folder of its own, which is gone afterwards.
export async function withHub(check) {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-brokers-'));
  const hub = new Hub(resolve(process.argv[2]), folder, await freePort());
  try {
    await check(hub, folder);
  } finally {
    hub.process?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/// A file of `webhooks` for a broker.
export function broker(hub, name, plugin, settings, more = '') {
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${JSON.stringify(value)}`).join('\n');
  hub.put(`webhooks/${name}.toml`, `format = 1\nname = "${name}"\nplugin = "${plugin}"\nfrom = "start"\n\n[settings]\n${lines}\n${more}`);
}
