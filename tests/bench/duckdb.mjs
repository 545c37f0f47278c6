// One side of the race: DuckDB loads the exports of a folder and counts the KPIs, in a process of its own.
//   node duckdb.mjs --db FILE --steps csv,load,kpi,kpi --data FOLDER --today DAY --horizon DAY [--out values.csv] [--trace]
// Each step is a file of duckdb/. Prints one JSON line: seconds and CPU seconds of each step, peak memory.
import { parseArgs } from 'node:util';
import { here, open, root, runFile } from './lib/sql.mjs';

const { values: options } = parseArgs({
  options: {
    db: { type: 'string' }, steps: { type: 'string' }, data: { type: 'string', default: '' }, out: { type: 'string' },
    today: { type: 'string' }, horizon: { type: 'string' }, threads: { type: 'string', default: '2' },
    trace: { type: 'boolean', default: false },
  },
});
const fill = { data: options.data, today: options.today, horizon: options.horizon, config: `${root}/config`, bench: here };
const trace = options.trace ? (...words) => console.error(...words) : () => {};

const connection = await open(options.db, options.threads);
const steps = [];
for (const name of options.steps.split(',')) {
  const begun = performance.now();
  const used = process.cpuUsage();
  await runFile(connection, `${name}.sql`, fill, trace);
  const { user, system } = process.cpuUsage(used);
  steps.push({ name, seconds: (performance.now() - begun) / 1e3, cpu: (user + system) / 1e6 });
}
if (options.out) {
  await connection.run(`COPY (FROM value ORDER BY ALL) TO '${options.out}' (HEADER, DELIMITER ',')`);
}
console.log(JSON.stringify({ steps, peak_kib: process.resourceUsage().maxRSS }));
