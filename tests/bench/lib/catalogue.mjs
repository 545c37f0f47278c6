// The whole catalogue on the store that a race's load has left, in a copy of it: a recount, changes through the engine, and
// values asked for over HTTP.
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { root } from './sql.mjs';
import { quantile, run } from './measure.mjs';
import { get, startService, stopService } from './service.mjs';

// The race's hub with every definition, and without its sources: nothing is read while values are asked for.
function copyOf(race) {
  const folder = `${race.hub}-catalogue`;
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.join(folder, 'sources'), { recursive: true });
  fs.copyFileSync(path.join(race.hub, 'mizan.db'), path.join(folder, 'mizan.db'));
  const config = path.join(folder, 'mizan.toml');
  fs.writeFileSync(config, fs.readFileSync(race.config, 'utf8').replace('tables = "config"', `tables = "${path.join(root, 'config')}"`));
  for (const part of ['mappings', 'tables', 'sources']) {
    fs.rmSync(path.join(folder, part), { recursive: true, force: true });
    fs.cpSync(path.join(race.hub, part), path.join(folder, part), { recursive: true });
  }
  return { folder, config };
}

// Numbers from 0 to n - 1, the same in each run.
function dice(seed) {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % n;
  };
}

// Any value with any breakdown: one KPI, one breakdown, one month, all members of one province.
async function latencies(port, questions) {
  const { kpis } = JSON.parse(await get(port, '/v1/kpis'));
  const pick = dice(11);
  const times = [];
  for (let i = 0; i < questions; ++i) {
    const kpi = kpis[pick(kpis.length)];
    const by = [null, ...kpi.by, ...kpi.numerator_by][pick(1 + kpi.by.length + kpi.numerator_by.length)];
    const period = `${2024 + pick(2)}-${String(1 + pick(12)).padStart(2, '0')}`;
    const province = ['PB', 'KP'][pick(2)];
    const begun = performance.now();
    await get(port, `/v1/kpis/${kpi.id}/values?period=${period}&province=${province}${by ? `&by=${by}` : ''}`);
    times.push(performance.now() - begun);
  }
  return { questions, p50: quantile(times, 0.5), p99: quantile(times, 0.99), max: Math.max(...times) };
}

export async function catalogue({ mizan, race, questions = 3000 }) {
  const { folder, config } = copyOf(race);
  run(mizan, ['--config', config, 'kpi', 'rebuild']);
  const { stdout, stderr, ...rebuild } = run(mizan, ['--config', config, 'kpi', 'rebuild']);
  const speed = path.join(path.dirname(mizan), 'mizan_engine_speed');
  const engine = [1_000, 10_000, 100_000].map((batch) => {
    const child = spawnSync(speed, [config, '100000', String(batch), '3'], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(`${speed} ended with ${child.status}\n${child.stderr}`);
    return JSON.parse(child.stdout);
  });
  const service = await startService(mizan, config);
  try {
    const values = await latencies(service.port, questions);
    const bytes = fs.statSync(path.join(folder, 'mizan.db')).size;
    return { rebuild, engine, values, bytes };
  } finally {
    await stopService(service);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
