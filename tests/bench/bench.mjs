// ./dev bench: Mizan and DuckDB side by side on the same simulated exports. docs/benchmarks.md says what each figure means.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, root } from './lib/sql.mjs';
import { compare, duckdbValues, hubValues, truthValues } from './lib/equality.mjs';
import { fanOut } from './lib/fan_out.mjs';
import { feedLatency } from './lib/feed.mjs';
import { machine, warm } from './lib/measure.mjs';
import { Race, standardListingDays } from './lib/races.mjs';
import { workerCost } from './lib/worker.mjs';
import { catalogue } from './lib/catalogue.mjs';
import { printTable, seconds } from './lib/report.mjs';

const help = `./dev bench [OPTIONS]

  --cases N         court records to simulate (default 1000000; about 7.5 hearings each); kept under build/bench/data
  --listing-days N  days from one hearing of a case to the next on average (default 32; 24 makes 10 hearings of a case)
  --quick           50000 cases
  --smoke           2000 cases, equality only, nothing timed
  --rounds N        how often each race is run, turn about; medians are shown (default 3)
  --layouts LIST    csv,ndjson (default both)
  --parts LIST      load,equality,kpi,catalogue,worker,feed,subscribers (default all; those between load and subscribers
                    need what an earlier load left)
  --subscribers N   sizes of the crowds (default 1000,10000; with --quick 1000)
  --corrections N   corrected records of the feed's race (default 200)
  --mizan FILE      the program (default build/release/bin/mizan)
`;
const { values: words } = parseArgs({
  options: {
    cases: { type: 'string' }, 'listing-days': { type: 'string', default: String(standardListingDays) }, quick: { type: 'boolean' }, smoke: { type: 'boolean' }, rounds: { type: 'string', default: '3' },
    layouts: { type: 'string', default: 'csv,ndjson' }, parts: { type: 'string' }, corrections: { type: 'string', default: '200' }, subscribers: { type: 'string' },
    mizan: { type: 'string', default: path.join(root, 'build/release/bin/mizan') }, help: { type: 'boolean', short: 'h' },
  },
});
if (words.help) {
  process.stdout.write(help);
  process.exit(0);
}
const cases = Number(words.cases ?? (words.smoke ? 2_000 : words.quick ? 50_000 : 1_000_000));
const rounds = words.smoke ? 1 : Number(words.rounds);
const parts = (words.parts ?? (words.smoke ? 'load,equality' : 'load,equality,kpi,catalogue,worker,feed,subscribers')).split(',');
const mizan = path.resolve(words.mizan);
const plugins = path.resolve(path.dirname(mizan), '..', 'plugins');
const say = (text) => console.error(`== ${text}`);

const result = { cases, rounds, machine: machine(), layouts: {}, rows: [] };
const races = words.layouts.split(',').map((layout) => new Race({ mizan, plugins, layout, cases, listingDays: Number(words['listing-days']) }));
let unequal = 0;

for (const race of parts.join() === 'subscribers' ? [] : races) {
  say(`data: ${cases} cases as ${race.layout}`);
  race.simulate(cases);
  warm(race.data);
  result.layouts[race.layout] = { rows: race.rows(), hub: [], duckdb: [], rebuild: [], queries: [] };
}

const times = (each) => `${seconds(each.seconds)}, CPU ${seconds(each.cpu)}`;
const save = () => fs.writeFileSync(path.join(build, 'result.json'), `${JSON.stringify(result, null, 1)}\n`);
const kept = ({ stdout, stderr, ...figures }) => figures;
if (parts.includes('load')) {
  for (let round = 1; round <= rounds; ++round) {
    for (const race of races) {
      const one = result.layouts[race.layout];
      one.hub.push(kept(race.hubLoad()));
      say(`load ${race.layout} ${round}/${rounds}: Mizan ${times(one.hub.at(-1))}`);
      save();
      one.duckdb.push(kept(race.duckdbLoad()));
      say(`load ${race.layout} ${round}/${rounds}: DuckDB ${times(one.duckdb.at(-1))}`);
      save();
    }
  }
}

if (parts.includes('equality')) {
  for (const race of races) {
    const one = result.layouts[race.layout];
    const hub = await hubValues(mizan, race.config);
    const duckdb = duckdbValues(race.values);
    const truth = truthValues(path.join(race.data, 'truth.json'));
    const known = new Map([...hub].filter(([name]) => truth.has(name)));
    one.equality = { duckdb: compare(hub, duckdb), truth: compare(known, truth, { parts: false }) };
    for (const [other, found] of Object.entries(one.equality)) {
      say(`values ${race.layout}: ${found.compared} cells compared with ${other}, ${found.different} different`);
      for (const example of found.examples) console.error(`   ${example}`);
      unequal += found.different + (found.compared === 0 ? 1 : 0);
    }
  }
}

if (parts.includes('kpi')) {
  for (let round = 1; round <= rounds; ++round) {
    for (const race of races) {
      const one = result.layouts[race.layout];
      one.rebuild.push(kept(race.hubRebuild()));
      one.queries.push(kept(race.duckdbKpis()));
      say(`kpi ${race.layout} ${round}/${rounds}: Mizan ${times(one.rebuild.at(-1))}; DuckDB ${times(one.queries.at(-1))}`);
    }
  }
}

if (parts.includes('catalogue')) {
  const race = races[0];
  say('catalogue: every definition, changes through the engine, values over HTTP');
  result.catalogue = await catalogue({ mizan, race });
  result.catalogue.rows = race.rows();
}

if (parts.includes('worker')) {
  for (const race of races) {
    say(`worker ${race.layout}: the same export in-process and through a worker`);
    result.layouts[race.layout].worker = workerCost({ race, rounds: Math.max(3, rounds) });
    if (!result.layouts[race.layout].worker) say('there is no mizan_source_speed beside the program: not measured');
  }
}

if (parts.includes('feed')) {
  say(`feed: ${words.corrections} corrected records, one at a time`);
  result.feed = await feedLatency({ mizan, race: races[0], corrections: Number(words.corrections) });
}

if (parts.includes('subscribers')) {
  const sizes = (words.subscribers ?? (words.quick ? '1000' : '1000,10000')).split(',').map(Number);
  say(`subscribers: ${sizes.join(' and ')}, of Mizan, nginx with nchan, and nats-server`);
  result.subscribers = await fanOut({ bin: path.dirname(mizan), nginx: path.join(build, 'nginx'), folder: path.join(build, 'subscribers'), sizes, say });
}

result.rows = printTable(result);
save();
say(`all figures: ${path.relative(process.cwd(), path.join(build, 'result.json'))}`);
process.exit(unequal === 0 ? 0 : 1);
