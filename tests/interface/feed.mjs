import assert from 'node:assert/strict';

// What this hub has to tell, in its feed and in a snapshot.
const EXPECTED = ['org.mizan.kpi.loaded.v1', 'org.mizan.kpi.value.restated.v1', 'org.mizan.kpi.value.snapshot.v1', 'org.mizan.release.published.v1', 'org.mizan.release.revised.v1',
  'org.mizan.reconciliation.signed.v1', 'org.mizan.reconciliation.restated.v1', 'org.mizan.reconciliation.withdrawn.v1', 'org.mizan.feed.snapshot.begin.v1',
  'org.mizan.feed.snapshot.end.v1'];

async function* eventsOf(response) {
  let text = '';
  for await (const chunk of response.body) {
    text += Buffer.from(chunk).toString();
    for (let at; (at = text.indexOf('\n\n')) >= 0; text = text.slice(at + 2)) {
      const frame = text.slice(0, at);
      const of = (name) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(frame)?.[1];
      if (of('data')) yield { type: of('event'), data: JSON.parse(of('data')) };
    }
  }
}

// A share in a snapshot carries what it carries among the values: nothing has changed since.
async function sameFairness(hub, { kpi, province, by, member, period, stat, fairness }) {
  const query = new URLSearchParams({ period, province, by, member });
  const { values } = await (await hub.ask('operator', `/v1/kpis/${kpi}/values?${query}`)).json();
  assert.deepEqual(fairness, values.find((value) => value.stat === stat).fairness);
}

/// Follows it from its beginning until every expected type came; the number of events.
export async function followFeed(hub, asyncapi, schemas) {
  const messages = new Map(Object.values(asyncapi.components.messages).map((message) => [message.name, message]));
  const response = await hub.ask('operator', '/v1/feed?from=start&due=true');
  const missing = new Set(EXPECTED);
  const wrong = new Set();
  const shares = [];
  let count = 0;
  for await (const { type, data } of eventsOf(response)) {
    const message = messages.get(type);
    assert.ok(message, `an event ${type} is not described`);
    const mistakes = schemas.mistakes(message.payload, data);
    if (mistakes !== '') wrong.add(`${type}: ${mistakes}`);
    missing.delete(type);
    if (type === 'org.mizan.kpi.value.snapshot.v1' && data.data.fairness) shares.push(data.data);
    ++count;
    if (missing.size === 0) break;
    assert.ok(count < 20_000, `the feed has no ${[...missing]}`);
  }
  assert.deepEqual([...wrong], []);
  assert.ok(shares.length > 0);
  for (const share of shares) await sameFairness(hub, share);
  return count;
}
