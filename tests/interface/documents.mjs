// The documents themselves, by the official schema of OpenAPI 3.1 and the parser of AsyncAPI.
import assert from 'node:assert/strict';
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
