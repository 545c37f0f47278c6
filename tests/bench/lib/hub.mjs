// A hub that reads the simulated exports: the demonstration's mappings, one province each, without a copy of them.
import fs from 'node:fs';
import path from 'node:path';
import { here, root } from './sql.mjs';

const demo = path.join(root, 'config', 'demo');
const template = { csv: 'punjab', ndjson: 'kp' };
export const provinces = { punjab: 'PB', kp: 'KP' };

// The KPIs that duckdb/kpi.sql counts: both sides count these and no others.
export const raced = fs.readFileSync(path.join(here, 'duckdb', 'kpis.txt'), 'utf8').trim().split('\n');

// The shipped config, with the definitions of those alone.
function layOutTables(folder) {
  const shipped = path.join(root, 'config');
  fs.mkdirSync(path.join(folder, 'kpis'), { recursive: true });
  for (const entry of fs.readdirSync(shipped)) {
    if (entry !== 'kpis') fs.symlinkSync(path.join(shipped, entry), path.join(folder, entry));
  }
  for (const id of raced) fs.copyFileSync(path.join(shipped, 'kpis', `${id}.toml`), path.join(folder, 'kpis', `${id}.toml`));
}

// Lays out an empty hub in `folder` that reads `data`, written in `layout`. Returns its config file.
export function layOut(folder, data, layout, plugins) {
  fs.rmSync(folder, { recursive: true, force: true });
  for (const part of ['sources', 'mappings']) fs.mkdirSync(path.join(folder, part), { recursive: true });
  fs.cpSync(path.join(demo, 'tables'), path.join(folder, 'tables'), { recursive: true });
  const mapping = fs.readFileSync(path.join(demo, 'mappings', `${template[layout]}.toml`), 'utf8');
  for (const [name, code] of Object.entries(provinces)) {
    fs.writeFileSync(path.join(folder, 'mappings', `${name}.toml`), mapping.replaceAll(/"(PB|KP)"/g, `"${code}"`));
    fs.writeFileSync(path.join(folder, 'sources', `${name}.toml`), [
      'format = 1', `name = "${name}"`, `adapter = "${layout === 'csv' ? 'csv' : 'json'}"`,
      `mapping = "../mappings/${name}.toml"`, '[settings]', `folder = "${path.join(data, name)}"`, ''].join('\n'));
  }
  layOutTables(path.join(folder, 'config'));
  const config = path.join(folder, 'mizan.toml');
  fs.writeFileSync(config, [
    'format = 1', 'store = "mizan.db"', 'sources = "sources"', 'tables = "config"', `plugins = "${plugins}"`,
    '[listen]', 'port = 0', '[access]', 'mode = "loopback-operator"', ''].join('\n'));
  return config;
}
