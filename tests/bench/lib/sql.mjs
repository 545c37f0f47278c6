// Runs SQL files in DuckDB, statement by statement. The package is the one that ./dev bench installed under build/bench.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export const here = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const root = path.resolve(here, '..', '..');
export const build = path.join(root, 'build', 'bench');

export async function open(file, threads) {
  const { DuckDBInstance } = createRequire(path.join(build, '/'))('@duckdb/node-api');
  const instance = await DuckDBInstance.create(file, { threads: String(threads) });
  return instance.connect();
}

// Every {name} must be set: one that is not would be read as SQL.
function filled(text, values, file) {
  return text.replace(/\{([a-z]+)\}/g, (whole, name) => {
    if (values[name] === undefined) throw new Error(`${file}: {${name}} is not set`);
    return values[name];
  });
}

export async function runFile(connection, file, values, trace = () => {}) {
  const text = filled(fs.readFileSync(path.join(here, 'duckdb', file), 'utf8'), values, file);
  const statements = await connection.extractStatements(text);
  for (let i = 0; i < statements.count; ++i) {
    const begun = performance.now();
    await (await statements.prepare(i)).run();
    trace(file, i + 1, (performance.now() - begun) / 1e3);
  }
}
