// Values read back by a reader of SDMX-JSON that is not ours, and from SDMX-CSV: they are those of /v1/kpis.
import assert from 'node:assert/strict';
import sdmx from 'sdmx-json-parser';

const FLOW = '/v1/sdmx/data/dataflow/MIZAN/DF_KPI/1.0.0/';
const KPI = 'firs_registered';

// A fiscal year is SDMX' reporting year of its first half.
const timePeriod = (label) => label.replace(/^FY(\d{4})-\d\d$/, '$1-A1');

async function ours(hub, query) {
  const { values } = await (await hub.ask('operator', `/v1/kpis/${KPI}/values?${query}`)).json();
  return new Map(values.map((value) => [`${value.province}/${value.member}/${timePeriod(value.period)}`, value.value]));
}

// The reader looks values up by the names of their codes, which are the codes but for these.
const CODE = { Total: '_T', Unknown: '_U', Pakistan: '_T' };

async function byTheReader(hub, key) {
  const parser = new sdmx.SDMXParser();
  await parser.getDatasets(`${hub.url}${FLOW}${key}?c[TIME_PERIOD]=ge:2023-07`, { headers: { authorization: `Bearer ${hub.tokens.operator}` } });
  assert.equal(parser.getName(), 'KPIs of the criminal-justice chain');
  assert.deepEqual(parser.getDimensions().map((dimension) => dimension.id), ['FREQ', 'REF_AREA', 'KPI', 'STAT', 'BREAKDOWN', 'MEMBER', 'TIME_PERIOD']);
  const code = (name) => CODE[name] ?? name;
  return new Map(parser.getData().map((row) => [`${code(row.REF_AREA)}/${code(row.MEMBER)}/${row.TIME_PERIOD}`, row.value]));
}

async function fromCsv(hub, key) {
  const answer = await hub.ask('operator', `${FLOW}${key}?c[TIME_PERIOD]=ge:2023-07`, { accept: 'application/vnd.sdmx.data+csv;version=2.1.0' });
  assert.equal(answer.headers.get('content-type'), 'application/vnd.sdmx.data+csv; version=2.1.0');
  const [head, ...rows] = (await answer.text()).trim().split('\r\n').map((line) => line.split(','));
  const at = (row, name) => row[head.indexOf(name)];
  return new Map(rows.map((row) => [`${at(row, 'REF_AREA')}/${at(row, 'MEMBER')}/${at(row, 'TIME_PERIOD')}`, Number(at(row, 'OBS_VALUE'))]));
}

// Nobody here was told anything before the first record came: everything is new.
async function changes(hub) {
  const since = async (moment) => (await (await hub.ask('operator', `${FLOW}M.PB.${KPI}.*.district.*?updatedAfter=${moment}`)).json()).data.dataSets;
  const later = await since(new Date().toISOString().replace(/\.\d+/, ''));
  assert.deepEqual(later.map((set) => [set.action, Object.keys(set.observations).length]), [['Merge', 0]]);
}

/// The number of values that were read.
export async function readSdmx(hub) {
  let read = 0;
  for (const [frequency, every] of [['M', 'month'], ['FY', 'fiscal_year']]) {
    for (const [breakdown, query] of [['total', 'from=2023-07'], ['district', 'from=2023-07&by=district']]) {
      const expected = await ours(hub, `every=${every}&${query}`);
      assert.ok(expected.size > 0);
      const key = `${frequency}.*.${KPI}.*.${breakdown}.*`;
      assert.deepEqual(await byTheReader(hub, key), expected);
      assert.deepEqual(await fromCsv(hub, key), expected);
      read += expected.size;
    }
  }
  await changes(hub);
  return read;
}
