// The documents themselves, by the official schema of OpenAPI 3.1 and the parser of AsyncAPI.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import asyncapiParser from '@asyncapi/parser';

export async function checkDocuments(openapi, asyncapi) {
  const validator = new Validator();
  const found = await validator.validate(structuredClone(openapi));
  assert.ok(found.valid, JSON.stringify(found.errors));
  assert.equal(validator.version, '3.1');
  const { document, diagnostics } = await new asyncapiParser.Parser().parse(JSON.stringify(asyncapi));
  const mistakes = diagnostics.filter((each) => each.severity < 2);
  assert.ok(document, JSON.stringify(mistakes.slice(0, 5)));
  assert.deepEqual(mistakes, []);
  const ids = Object.values(openapi.paths).map((path) => path.get.operationId);
  assert.equal(new Set(ids).size, ids.length);
}

/// Every type of event that stands in the sources of the hub is described, and no other.
export function checkTypes(sources, asyncapi) {
  const files = readdirSync(join(sources, 'hub'), { recursive: true }).filter((name) => /\.[ch]pp$/.test(name) && !/_test\.cpp$|_test_support/.test(name));
  const types = new Set(files.flatMap((name) => readFileSync(join(sources, 'hub', name), 'utf8').match(/"org\.mizan\.[a-z.]+\.v\d+"/g) ?? []).map((text) => text.slice(1, -1)));
  assert.deepEqual([...types].sort(), Object.values(asyncapi.components.messages).map((message) => message.name).sort());
}
