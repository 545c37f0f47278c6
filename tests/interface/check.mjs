// Every page of the OpenAPI document is asked of a running hub, by every role, with every parameter at its limits and beyond; every answer is held against
// its schema. The feed is followed from its beginning, and every event held against its message in the AsyncAPI document.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkDocuments, checkTypes } from './documents.mjs';
import { followFeed } from './feed.mjs';
import { freePort } from './free_port.mjs';
import { Hub } from './hub.mjs';
import { askEverything } from './pages.mjs';
import { readInParts } from './parts.mjs';
import { readSdmx } from './sdmx.mjs';
import { Schemas } from './schemas.mjs';

// What this hub has no example of.
const NOT_SEEN = [/^MergedValues\./, /^Standardised\./, /^Value\.standardised$/, /^ChangedValue\.(fairness|standardised|changes|since|cause)$/,
  /^DueItem\.(adjourned|report_type|objections)/, /^DueRule\.before/, /^Records\.records\.revision$/, /^Declaration\.capture_day$/, /^Case\.links\.(by|on|why)$/,
  /^Finding\./, /^Differences\.parts\.report$/, /^Gaps\.not_observed\./, /^Restored\./, /^RestatedFigure\.cause$/, /^Signatures\.signatures\.restated\.cause$/, /^DueLoaded\.districts$/, /^Due\./, /^DueLoaded\./, /^CloudEvent\./, /^WithdrawnFigures\./];

const folder = mkdtempSync(join(tmpdir(), 'mizan-interface-'));
const hub = new Hub(resolve(process.argv[2]), process.argv[3], folder, await freePort());

async function main() {
  hub.load();
  await hub.start();
  const openapi = await (await hub.ask('operator', '/v1/openapi.json')).json();
  const asyncapi = await (await hub.ask('operator', '/v1/asyncapi.json')).json();
  await checkDocuments(openapi, asyncapi);
  checkTypes(process.argv[3], asyncapi);
  const schemas = new Schemas(openapi.components.schemas);
  const asked = await askEverything(hub, openapi, schemas);
  const parts = await readInParts(hub);
  const read = await readSdmx(hub);
  const told = await followFeed(hub, asyncapi, schemas);
  const unseen = [...schemas.members()].filter((member) => !schemas.seen.has(member) && !NOT_SEEN.some((rule) => rule.test(member)));
  assert.deepEqual(unseen, [], 'members that are described and that no answer had');
  console.log(`${asked} answers of ${Object.keys(openapi.paths).length} pages and ${told} events are as described; ${read} values were read from SDMX, and lists in ${parts} parts`);
}

try {
  await main();
} finally {
  await hub.end();
  rmSync(folder, { recursive: true, force: true });
}
