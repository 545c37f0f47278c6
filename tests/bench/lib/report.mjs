// The table at the end: metric, Mizan, DuckDB, ratio (Mizan / DuckDB), target, met or not.
import { median } from './measure.mjs';

export const seconds = (value) => `${value.toFixed(2)} s`;
const gib = (kib) => `${(kib / 2 ** 20).toFixed(2)} GiB`;
const milliseconds = (value) => `${value.toFixed(1)} ms`;

function loadRows(layout, { rows, hub, duckdb }) {
  if (hub.length === 0) return [];
  const of = (list, key) => median(list.map((each) => each[key]));
  const [mine, other] = [of(hub, 'seconds'), of(duckdb, 'seconds')];
  const [mineCpu, otherCpu] = [of(hub, 'cpu'), of(duckdb, 'cpu')];
  const peak = Math.max(...hub.map((each) => each.peak_kib));
  return [
    row(`load + KPIs, ${layout}, wall`, seconds(mine), seconds(other), mine / other, 'at most 3', mine / other <= 3),
    row(`load + KPIs, ${layout}, CPU`, seconds(mineCpu), seconds(otherCpu), mineCpu / otherCpu),
    row(`peak memory, ${layout}`, gib(peak), gib(Math.max(...duckdb.map((each) => each.peak_kib))), null,
      'under 1 GiB', peak < 2 ** 20),
    row(`records/s a core, ${layout}`, Math.round(rows / mineCpu).toLocaleString('en'),
      Math.round(rows / otherCpu).toLocaleString('en'), otherCpu / mineCpu),
    ...stageRows(layout, hub.at(-1).timings),
  ];
}

// Whole percentages that add up to 100: what rounding down leaves goes to those that it took most from.
export function percentages(parts) {
  const all = Object.values(parts).reduce((sum, each) => sum + each, 0);
  const exact = Object.entries(parts).map(([name, each]) => ({ name, share: all === 0 ? 0 : (100 * each) / all }));
  const whole = Object.fromEntries(exact.map(({ name, share }) => [name, Math.floor(share)]));
  const left = all === 0 ? 0 : 100 - Object.values(whole).reduce((sum, each) => sum + each, 0);
  const most = exact.sort((a, b) => (b.share % 1) - (a.share % 1));
  for (const { name } of most.slice(0, left)) ++whole[name];
  return whole;
}

function stageRows(layout, timings) {
  if (!timings) return [row(`stages, ${layout}`, 'not reported', '', null)];
  const shares = Object.entries(percentages(timings.stages)).map(([name, share]) => `${name} ${share} %`);
  const all = Object.values(timings.stages).reduce((sum, each) => sum + each, 0);
  return [row(`stages, ${layout}`, `${shares.join(', ')} of ${seconds(all)}; waited ${seconds(timings.waited)}`, '', null)];
}

function kpiRows(layout, { rebuild, queries }) {
  if (rebuild.length === 0) return [];
  const of = (list, key) => median(list.map((each) => each[key]));
  const ratio = of(rebuild, 'seconds') / of(queries, 'seconds');
  return [
    row(`KPI rebuild, ${layout}, wall`, seconds(of(rebuild, 'seconds')), seconds(of(queries, 'seconds')), ratio,
      'at most 0.33', ratio <= 1 / 3),
    row(`KPI rebuild, ${layout}, CPU`, seconds(of(rebuild, 'cpu')), seconds(of(queries, 'cpu')),
      of(rebuild, 'cpu') / of(queries, 'cpu')),
  ];
}

// In the place of DuckDB's: the same adapter in a worker.
function workerRows(layout, { worker }) {
  if (!worker) return [];
  const speed = (each) => `${Math.round(worker.records / each.seconds).toLocaleString('en')}/s`;
  const microseconds = (value) => `${value.toFixed(2)} us`;
  return [
    row(`adapter ${layout}: in-process, in a worker`, speed(worker.inline), speed(worker.worker),
      worker.inline.seconds / worker.worker.seconds),
    row(`worker ${layout}: more a record, wall`, microseconds(worker.extra_us), '', null, 'at most 1 us', worker.extra_us <= 1),
    row(`worker ${layout}: more a record, CPU`, microseconds(worker.extra_cpu_us), '', null),
    row(`worker ${layout}: start, largest memory`,
      `${milliseconds(worker.worker.start_ms)}, ${Math.round(worker.worker.peak_kib / 1024)} MiB`, '', null),
  ];
}

// Of Mizan alone. A second of a core: of processor time.
function catalogueRows(found) {
  if (!found) return [];
  const { rebuild, engine, values, bytes, rows } = found;
  const speed = (each) => each.changes / each.cpu;
  const best = Math.max(...engine.map(speed));
  return [
    row('catalogue: KPI rebuild, wall / CPU / memory', `${seconds(rebuild.seconds)} / ${seconds(rebuild.cpu)} / ${gib(rebuild.peak_kib)}`, '', null),
    ...engine.map((each) => row(`catalogue: changes/s a core, batches of ${each.batch.toLocaleString('en')}`,
      Math.round(speed(each)).toLocaleString('en'), '', null)),
    row('catalogue: changes/s a core, best batch', Math.round(best).toLocaleString('en'), '', null, 'at least 200,000', best >= 200_000),
    row('catalogue: memory of all cells', gib(engine[0].resident_kib), '', null),
    row('catalogue: a value over HTTP, p50 / p99', `${milliseconds(values.p50)} / ${milliseconds(values.p99)}`, '', null,
      'p99 at most 10 ms', values.p99 <= 10),
    row('store: bytes a record', Math.round(bytes / rows).toLocaleString('en'), '', null),
  ];
}

function feedRows(feed) {
  if (!feed) return [];
  return [
    row('feed: first event, p50 / p99', `${milliseconds(feed.first.p50)} / ${milliseconds(feed.first.p99)}`, '', null),
    row('feed: last event, p50 / p99', `${milliseconds(feed.last.p50)} / ${milliseconds(feed.last.p99)}`, '', null,
      'p99 at most 50 ms', feed.last.p99 <= 50),
  ];
}

// In the place of DuckDB's: the better of the other servers, by whatever way.
function subscriberRows(found) {
  const rows = [];
  const speed = ({ burst }) => burst.messages / burst.seconds;
  const slowest = ({ beside }) => beside.p99_us / 1000;
  for (const one of (found ?? []).filter((each) => each.server === 'Mizan')) {
    const others = found.filter((each) => each.server !== 'Mizan' && each.connections === one.connections && each.slow === one.slow);
    const name = `${one.connections.toLocaleString('en')} by ${one.way}${one.slow ? `, ${one.slow} of them stuck` : ''}`;
    const all = one.burst.whole === one.burst.listeners && one.beside.whole === one.beside.listeners;
    rows.push(row(`subscribers: ${name}: heard all, memory of each`, `${all ? 'yes' : 'no'}, ${one.kib_each.toFixed(1)} KiB`, '', null,
      'all, at most 8 KiB', all && one.kib_each <= 8));
    if (others.length === 0) continue;
    const [quick, prompt] = [others.reduce((a, b) => (speed(a) > speed(b) ? a : b)), others.reduce((a, b) => (slowest(a) < slowest(b) ? a : b))];
    const rate = (each) => `${Math.round(speed(each)).toLocaleString('en')}/s`;
    rows.push(
      row(`subscribers: ${name}: messages, many at once`, rate(one), `${quick.server} ${rate(quick)}`, speed(one) / speed(quick), 'at least 1', speed(one) >= speed(quick)),
      row(`subscribers: ${name}: one message, p99`, milliseconds(slowest(one)), `${prompt.server} ${milliseconds(slowest(prompt))}`, slowest(one) / slowest(prompt),
        'at most 1', slowest(one) <= slowest(prompt)));
  }
  return rows;
}

function equalityRows(layout, { equality }) {
  if (!equality) return [];
  return Object.entries(equality).map(([other, found]) => row(`values equal, ${layout}, ${other}`,
    `${found.compared} cells`, `${found.different} different`, null, 'none different', found.different === 0));
}

function row(metric, mizan, duckdb, ratio, target = '', met = null) {
  return { metric, mizan, duckdb, ratio: ratio === null ? '' : ratio.toFixed(2), target, met: met === null ? '' : met ? 'yes' : 'NO' };
}

export function printTable(result) {
  const rows = [];
  for (const [layout, figures] of Object.entries(result.layouts)) {
    rows.push(...loadRows(layout, figures), ...kpiRows(layout, figures), ...equalityRows(layout, figures),
      ...workerRows(layout, figures));
  }
  rows.push(...catalogueRows(result.catalogue), ...feedRows(result.feed), ...subscriberRows(result.subscribers));
  const head = { metric: 'metric', mizan: 'Mizan', duckdb: 'DuckDB, or other', ratio: 'ratio', target: 'target', met: 'met' };
  const keys = Object.keys(head);
  const width = (key) => Math.max(...[head, ...rows].map((each) => each[key].length));
  const line = (each) => keys.map((key) => each[key].padEnd(width(key))).join('  ').trimEnd();
  const { cpu, cores, memory_gib, kernel, load_before, at } = result.machine;
  console.log(`\n${result.cases} cases, ${result.rounds} rounds, medians; ${cpu}, ${cores} cores, ${memory_gib} GiB, Linux ${kernel}, load ${load_before}, ${at}\n`);
  console.log([line(head), keys.map((key) => '-'.repeat(width(key))).join('  '), ...rows.map(line)].join('\n'));
  return rows;
}
