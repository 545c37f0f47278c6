// A list of values that comes in parts: together they are the whole list, each once, all as known at one moment, by `next` and by the header Link.
import assert from 'node:assert/strict';

const LIST = '/v1/kpis/pending/values?from=2024-01&to=2025-06';
const placeOf = ({ province, member, period }) => `${province}/${member}/${period}`;

const nextOf = (answer) => /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];

// By the header alone, as any client of RFC 8288 goes on.
async function parts(hub, first, read) {
  const all = [];
  for (let target = first; target; ) {
    const answer = await hub.ask('operator', target);
    assert.equal(answer.status, 200);
    all.push(await read(answer));
    target = nextOf(answer);
  }
  return all;
}

/// The number of parts that were read.
export async function readInParts(hub) {
  const whole = await (await hub.ask('operator', LIST)).json();
  assert.equal(whole.next, null);
  assert.ok(whole.values.length > 5);
  const json = await parts(hub, `${LIST}&limit=5`, (answer) => answer.json());
  assert.deepEqual(json.flatMap((part) => part.values.map(placeOf)), whole.values.map(placeOf));
  assert.ok(json.slice(0, -1).every((part) => part.values.length === 5 && part.next));
  assert.equal(new Set(json.map((part) => part.known_at)).size, 1);
  const csv = await parts(hub, `${LIST}&limit=5&format=csv`, async (answer) => (await answer.text()).trim().split('\r\n').slice(1));
  assert.equal(csv.flat().length, whole.values.length);
  return json.length + csv.length;
}
