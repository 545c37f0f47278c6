// Shares of a table row: whole numbers that add up to 100, each within one of the exact share.
import assert from 'node:assert';
import { percentages } from './lib/report.mjs';

assert.deepEqual(percentages({ a: 1, b: 1, c: 1 }), { a: 34, b: 33, c: 33 });
assert.deepEqual(percentages({ a: 0.005, b: 0.995 }), { a: 1, b: 99 });
assert.deepEqual(percentages({ a: 0, b: 0 }), { a: 0, b: 0 });
for (let round = 0; round < 1000; ++round) {
  const parts = Object.fromEntries([...'abcdef'].map((name, at) => [name, ((round * 7919 + at * 104729) % 1009) / (at + 1)]));
  const all = Object.values(parts).reduce((sum, each) => sum + each, 0);
  const whole = percentages(parts);
  assert.equal(Object.values(whole).reduce((sum, each) => sum + each, 0), 100);
  for (const [name, each] of Object.entries(parts)) assert.ok(Math.abs(whole[name] - (100 * each) / all) < 1);
}
