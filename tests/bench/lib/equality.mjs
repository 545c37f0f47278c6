// Holds every published value of the hub against the same cell as DuckDB counted it.
import fs from 'node:fs';
import path from 'node:path';
import { raced } from './hub.mjs';
import { get, startService, stopService } from './service.mjs';
import { root } from './sql.mjs';

const granularities = ['month', 'quarter', 'year'];

// The raced definitions as their files word them: id and declared breakdowns.
export function definitions() {
  const folder = path.join(root, 'config', 'kpis');
  return raced.map((id) => {
    const text = fs.readFileSync(path.join(folder, `${id}.toml`), 'utf8');
    const list = (key) => [...(text.match(new RegExp(`^${key} = \\[(.*)\\]`, 'm'))?.[1] ?? '').matchAll(/"([^"]+)"/g)].map((m) => m[1]);
    return { id, by: [...list('by'), ...list('numerator_by')] };
  });
}

function parseCsv(text) {
  const rows = [];
  for (const line of text.split(/\r?\n/)) {
    if (line === '') continue;
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
    rows.push(cells.map((m) => (m[1] !== undefined ? m[1].replaceAll('""', '"') : m[2])));
  }
  const [head, ...body] = rows;
  return body.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i]])));
}

const nameOf = (row, dimension) => [row.kpi, row.stat, row.province, dimension, row.member, row.period].join('|');
const numberOf = (text) => (text === '' || text === undefined ? null : Number(text));
const cellOf = (row) => [numberOf(row.value), numberOf(row.numerator), numberOf(row.denominator)];

// name -> [value, numerator, denominator], as the API of a running hub gives them. What is not_available carries nulls and
// is asked of nobody else.
export async function hubValues(mizan, config) {
  const cells = new Map();
  const service = await startService(mizan, config);
  try {
    for (const { id, by } of definitions()) {
      for (const dimension of ['', ...by]) {
        for (const every of granularities) {
          const query = `every=${every}&format=csv${dimension ? `&by=${dimension}` : ''}`;
          for (const row of parseCsv(await get(service.port, `/v1/kpis/${id}/values?${query}`))) {
            if (row.status !== 'not_available') cells.set(nameOf(row, row.by), cellOf(row));
          }
        }
      }
    }
  } finally {
    await stopService(service);
  }
  return cells;
}

export function duckdbValues(file) {
  const cells = new Map();
  for (const row of parseCsv(fs.readFileSync(file, 'utf8'))) cells.set(nameOf(row, row.dimension), cellOf(row));
  return cells;
}

export function truthValues(file) {
  const cells = new Map();
  for (const row of JSON.parse(fs.readFileSync(file, 'utf8')).kpis) {
    const mix = row.kpi === 'outcome_mix';
    if (mix && row.dimension !== 'class') continue;
    const named = mix ? { ...row, stat: row.member, member: '_T' } : row;
    cells.set(nameOf(named, mix ? 'total' : row.dimension), [row.value, row.numerator, row.denominator]);
  }
  return cells;
}

// A cell that is only on one side must be empty: no unit, so null or 0 with nothing below the line.
const isEmpty = ([value, numerator, denominator]) => !value && !numerator && !denominator;
const same = (a, b) => a === b || (a !== null && b !== null && Math.abs(a - b) < 0.00005);

// Compares what both have; returns counts, and the first differences as text.
export function compare(left, right, { parts = true, most = 20 } = {}) {
  const found = { compared: 0, empty: 0, different: 0, examples: [], by_kpi: {} };
  const differ = (name, a, b) => {
    found.different += 1;
    const kpi = name.split('|')[0];
    found.by_kpi[kpi] = (found.by_kpi[kpi] ?? 0) + 1;
    if (found.examples.length < most) found.examples.push(`${name}: ${JSON.stringify(a)} against ${JSON.stringify(b)}`);
  };
  for (const [name, a] of left) {
    const b = right.get(name);
    if (b === undefined) {
      isEmpty(a) ? (found.empty += 1) : differ(name, a, null);
      continue;
    }
    found.compared += 1;
    if (!a.slice(0, parts ? 3 : 1).every((x, i) => same(x, b[i]))) differ(name, a, b);
  }
  for (const [name, b] of right) {
    if (left.has(name)) continue;
    isEmpty(b) ? (found.empty += 1) : differ(name, null, b);
  }
  return found;
}
