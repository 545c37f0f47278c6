// The races of ./dev bench: each side in a process of its own, one after the other, turn about.
import fs from 'node:fs';
import path from 'node:path';
import { here, build } from './sql.mjs';
import { layOut } from './hub.mjs';
import { run } from './measure.mjs';

// The last day that the exports know; the simulator writes it down.
const captureDay = (data) => JSON.parse(fs.readFileSync(path.join(data, 'truth.json'), 'utf8')).today;
// The civil day of Karachi, as the hub takes it.
const today = () => new Date(Date.now() + 5 * 3600e3).toISOString().slice(0, 10);

// {"stages": {...}, "waited": …} on standard error, where the program reports them.
function stagesOf(stderr) {
  const line = stderr.split('\n').find((each) => each.startsWith('{"stages"'));
  return line ? JSON.parse(line) : null;
}

// Of a case in the exports as they are raced.
export const standardListingDays = 32;

export class Race {
  constructor({ mizan, plugins, layout, cases, listingDays }) {
    const name = `${layout}-${cases}${listingDays === standardListingDays ? '' : `-every-${listingDays}`}`;
    this.listingDays = listingDays;
    this.mizan = mizan;
    this.plugins = plugins;
    this.layout = layout;
    this.data = path.join(build, 'data', name);
    this.hub = path.join(build, `hub-${name}`);
    this.database = path.join(build, `duckdb-${name}.db`);
    this.values = path.join(build, `duckdb-${name}.csv`);
    this.config = path.join(this.hub, 'mizan.toml');
    this.timings = run(mizan, ['ingest', '--help']).stdout.includes('--timings') ? ['--timings'] : [];
  }

  simulate(cases) {
    if (fs.existsSync(path.join(this.data, 'truth.json'))) return;
    run(this.mizan, ['simulate', this.data, '--cases', String(cases), '--layout', this.layout, '--listing-days', String(this.listingDays)]);
  }

  rows() {
    const { provinces } = JSON.parse(fs.readFileSync(path.join(this.data, 'truth.json'), 'utf8'));
    return provinces.reduce((sum, { rows }) => sum + rows.case.written + rows.hearing.written, 0);
  }

  // A fresh store, everything read, normalized, stored with its history, every KPI counted.
  hubLoad() {
    layOut(this.hub, this.data, this.layout, this.plugins);
    const measured = run(this.mizan, ['--config', this.config, 'ingest', ...this.timings]);
    return { ...measured, timings: stagesOf(measured.stderr) };
  }

  hubRebuild() {
    return run(this.mizan, ['--config', this.config, 'kpi', 'rebuild']);
  }

  // A fresh database file, the same tables, the same values.
  duckdbLoad() {
    for (const tail of ['', '.wal']) fs.rmSync(this.database + tail, { force: true });
    return this.duckdb([this.layout, 'load', 'kpi']);
  }

  // The second of two runs on loaded tables: warm.
  duckdbKpis() {
    const measured = this.duckdb(['kpi', 'kpi']);
    return { ...measured, seconds: measured.steps[1].seconds, cpu: measured.steps[1].cpu };
  }

  duckdb(steps) {
    const measured = run(process.execPath, [path.join(here, 'duckdb.mjs'), '--db', this.database, '--steps', steps.join(','),
      '--data', this.data, '--today', today(), '--horizon', captureDay(this.data), '--out', this.values]);
    return { ...measured, ...JSON.parse(measured.stdout.trim().split('\n').pop()), peak_kib: measured.peak_kib };
  }
}
