// What it costs to run an adapter in a process of its own: the same export read both ways by mizan_source_speed.
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';

// `race` has laid out a hub; its larger province is read. Null where the program has not been built.
export function workerCost({ race, rounds }) {
  const program = path.join(path.dirname(race.mizan), 'mizan_source_speed');
  if (!fs.existsSync(program)) return null;
  const folder = path.join(race.data, 'punjab');
  const mapping = path.join(race.hub, 'mappings', 'punjab.toml');
  const settings = path.join(race.hub, 'speed.json');
  fs.writeFileSync(settings, JSON.stringify({ folder, mapping: { name: mapping, text: fs.readFileSync(mapping, 'utf8') } }));
  const plugin = path.join(race.plugins, race.layout === 'csv' ? 'mizan_csv.so' : 'mizan_json.so');
  const child = spawnSync(program, [plugin, settings, String(rounds), folder], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`${program} ended with ${child.status}\n${child.stderr}`);
  const measured = JSON.parse(child.stdout);
  const extra = (key) => ((measured.worker[key] - measured.inline[key]) / measured.records) * 1e6;
  return { ...measured, extra_us: extra('seconds'), extra_cpu_us: extra('cpu') };
}
