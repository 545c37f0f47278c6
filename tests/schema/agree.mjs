// Holds config/kpis/schema.json against the parser of definitions: what is shipped is valid, and of thousands of
// definitions that are one change away from a shipped one the schema refuses those that the parser refuses.
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { parse, stringify } from 'smol-toml';
import { mutantsOf } from './mutants.mjs';

const [mizan, kpis] = process.argv.slice(2);
const schema = JSON.parse(fs.readFileSync(path.join(kpis, 'schema.json'), 'utf8'));
// Strict: a keyword that the standard does not know is an error. Its rules about style are not what is tried here.
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, strictTuples: false });
assert.ok(ajv.validateSchema(schema), ajv.errorsText());
const valid = ajv.compile(schema);

const shipped = fs.readdirSync(kpis).filter((name) => name.endsWith('.toml')).sort()
  .map((name) => parse(fs.readFileSync(path.join(kpis, name), 'utf8')));
assert.ok(shipped.length > 50);
for (const definition of shipped) assert.ok(valid(definition), `${definition.id}: ${ajv.errorsText(valid.errors)}`);

// What only the parser can say: an order of numbers, words in two lists, a day that no month has.
const beyondASchema = [/must descend$/, /must ascend$/, /stands there twice$/];
// What is told of files and their folder, and not of a text alone.
const ofTheFolder = [/is not the file's name/, /has no golden case/, /is not defined in this folder/, /does not cover/];

const words = [...new Set(Object.values(schema.$defs).flatMap((part) => part.enum ?? []))];
const forms = schema.$defs.form.enum;
// One definition of each form, and two units of forms that have several.
const kinds = new Map();
for (const definition of shipped) {
  const unit = ['count', 'numerator', 'due'].map((term) => definition[term]?.unit).find(Boolean);
  const kind = `${definition.form} ${unit}`;
  if (!kinds.has(kind)) kinds.set(kind, definition);
}
const all = [...kinds.values()].flatMap((definition) => [...mutantsOf(definition, words, forms)]
  .map((mutant) => ({ ...mutant, what: `${definition.id}: ${mutant.what}` })));
assert.ok(forms.every((form) => [...kinds.values()].some((definition) => definition.form === form)));

// Of eighty thousand one in so many, a prime, so that none of the regular places is left out; more where CI asks for it.
const step = process.env.MIZAN_THOROUGH ? 5 : 23;
const mutants = all.filter((_, n) => n % step === 0);

// One folder each, for two definitions of one id would be a finding of their own.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mizan_schema_'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
mutants.forEach((mutant, n) => {
  const of = path.join(folder, String(n));
  fs.mkdirSync(of);
  fs.writeFileSync(path.join(of, 'd.toml'), stringify(mutant.definition));
});

function lint(folders) {
  try {
    return JSON.parse(execFileSync(mizan, ['--format', 'json', 'kpi', 'lint', ...folders], { maxBuffer: 1 << 30 }));
  } catch (error) {
    assert.equal(error.status, 1, String(error.stderr));
    return JSON.parse(error.stdout);
  }
}
const problems = new Map();
const kAtOnce = 2000;
for (let from = 0; from < mutants.length; from += kAtOnce) {
  const names = mutants.slice(from, from + kAtOnce).map((_, n) => path.join(folder, String(from + n)));
  for (const { file, problem } of lint(names)) {
    const n = Number(path.basename(path.dirname(file)));
    if (!ofTheFolder.some((rule) => rule.test(problem))) problems.set(n, [...(problems.get(n) ?? []), problem]);
  }
}

const differ = [];
let refused = 0;
mutants.forEach(({ what, definition }, n) => {
  const found = problems.get(n) ?? [];
  refused += found.length > 0;
  const beyond = found.length > 0 && found.every((problem) => beyondASchema.some((rule) => rule.test(problem)));
  const accepts = valid(definition);
  if (accepts && found.length > 0 && !beyond) differ.push(`${what}: the parser says ${found.join('; ')}`);
  if (!accepts && found.length === 0) differ.push(`${what}: the schema says ${ajv.errorsText(valid.errors)}`);
});
console.log(`${shipped.length} definitions valid; ${mutants.length} changed ones, ${refused} refused by the parser, ${differ.length} differ`);
if (differ.length > 0) {
  console.log(differ.slice(0, 40).join('\n'));
  process.exit(1);
}
assert.ok(refused > 1000 && refused < mutants.length - 500);
