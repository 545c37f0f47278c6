import assert from 'node:assert/strict';

const ROLES = ['operator', 'monitor', 'coordinator', 'auditor', 'hub', 'public'];

// What makes a page answer something here, by its operation.
const BASE = {
  values: { id: 'firs_registered', period: '2024-03' }, merged: { id: 'firs_registered', period: '2024-03' },
  explain: { id: 'firs_registered', period: '2024-03', province: 'PB', by: 'district', member: 'Kasur' },
  reconciliation: { period: '2024-03', province: 'PB', district: 'Kasur' }, differences: { period: '2024-03', province: 'PB', district: 'Kasur' },
  gaps: { province: 'PB', district: 'Kasur' }, fields: { period: '2024-03', province: 'PB', district: 'Kasur' }, signatures: { province: 'PB' },
  'sdmx-all': { agency: 'MIZAN', flow: 'DF_KPI', version: '1.0.0', 'c[TIME_PERIOD]': 'eq:2024-03' },
  'sdmx-data': { agency: 'MIZAN', flow: 'DF_KPI', version: '1.0.0', key: 'M.PB.firs_registered.*.*.*' },
  'sdmx-structure': { kind: 'dataflow', agency: 'MIZAN', flow: 'DF_KPI', version: '1.0.0' },
  'source-file': { source: 'police' }, release: { id: '2024-03.1' }, 'public-values': { id: '2024-03.1' }, proof: { id: '2024-03.2' }, consistency: { from: 1, to: 2 },
  'feed-events': { from: 'start' },
};
// Pages by which a parameter is asked, where its own needs another.
const WITH = {
  from: { period: undefined }, to: { period: undefined, from: '2025-01' }, by: { district: undefined }, every: { period: undefined }, standardise: { id: 'conviction_disposed', by: 'prosecutor' },
};
// An example here of what the document gives another one of.
const HERE = { province: 'PB', district: 'Kasur', station: 'Saddar', source: 'police', member: 'Kasur' };

function target(path, query) {
  const rest = { ...query };
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams(Object.entries(rest).filter(([, value]) => value !== undefined)).toString();
  return search ? `${filled}?${search}` : filled;
}

function resolved(schema, schemas) {
  return schema.$ref ? resolved(schemas[schema.$ref.split('/').pop()], schemas) : schema;
}

class Asking {
  constructor(hub, openapi, schemas) {
    Object.assign(this, { hub, openapi, schemas, count: 0, wrong: [] });
  }

  /// What does not hold is told with all else that does not.
  check(holds, what) {
    if (!holds) this.wrong.push(what);
  }

  responseOf(operation, status) {
    const response = operation.responses[status];
    this.check(response, `${operation.operationId} answers ${status}, which is not described`);
    if (!response) return undefined;
    return response.$ref ? this.openapi.components.responses[response.$ref.split('/').pop()] : response;
  }

  /// The status; what comes with it is as described.
  async ask(role, path, operation, query, headers) {
    const url = target(path, query);
    const answer = await this.hub.ask(role, url, headers);
    ++this.count;
    const described = this.responseOf(operation, answer.status);
    if (answer.status === 304 || !described) return { status: answer.status, answer };
    const type = answer.headers.get('content-type').split(';')[0];
    const media = described.content[type];
    this.check(media, `${url}: ${answer.status} has the type ${type}, which is not described`);
    if (!media) return { status: answer.status, answer };
    if (type === 'text/event-stream') return answer.body.cancel().then(() => ({ status: answer.status, answer }));
    const text = await answer.text();
    if (type.endsWith('json')) {
      const wrong = this.schemas.mistakes(media.schema, JSON.parse(text));
      this.check(wrong === '', `${role} ${url}: ${wrong}: ${text.slice(0, 300)}`);
    }
    return { status: answer.status, text, answer };
  }

  async limits(path, operation, query) {
    for (const parameter of operation.parameters ?? []) {
      if (parameter.in !== 'query') continue;
      const schema = resolved(parameter.schema, this.openapi.components.schemas);
      const base = { ...query, ...(operation.operationId === 'consistency' ? {} : WITH[parameter.name] ?? {}) };
      const tried = async (value) => (await this.ask('operator', path, operation, { ...base, [parameter.name]: value })).status;
      const said = `${operation.operationId} ${parameter.name}`;
      const good = [...(schema.enum ?? []), schema.minimum, schema.maximum, schema.default, HERE[parameter.name] ?? parameter.example].filter((value) => value !== undefined);
      for (const value of good) this.check(await tried(value) !== 400, `${said}=${value}`);
      if (schema.enum) this.check(await tried('none-of-them') !== 200, `${said}=none-of-them`);
      if (schema.minimum !== undefined) this.check(await tried(schema.minimum - 1) !== 200, `${said}=${schema.minimum - 1}`);
      if (schema.maximum !== undefined) this.check(await tried(schema.maximum + 1) === 400, `${said}=${schema.maximum + 1}`);
      if (schema.type === 'integer') this.check(await tried('x') !== 200, `${said}=x`);
      if (parameter.required) this.check(await tried(undefined) === 400, `without ${said}`);
    }
  }

  async page(path, operation) {
    const query = { ...(BASE[operation.operationId] ?? {}) };
    if (operation.operationId === 'case') query.id = await this.someCase();
    for (const role of ROLES) {
      const { status, answer } = await this.ask(role, path, operation, query);
      if (role !== 'operator') continue;
      this.check(status === (operation.operationId === 'merged' ? 404 : 200), `${path}: ${status}`);
      if (status !== 200) continue;
      const etag = answer.headers.get('etag');
      this.check((etag !== null) === (operation.responses[304] !== undefined), `${path}: an ETag is there where one is described`);
      if (etag) this.check((await this.ask(role, path, operation, query, { 'if-none-match': etag })).status === 304, `${path}: 304`);
    }
    await this.limits(path, operation, query);
    const { status } = await this.ask('operator', path, operation, { ...query, 'no-such': '1' });
    if (operation.operationId !== 'merged' && operation.responses[400]) this.check(status === 400, `${path} takes a parameter that it does not know`);
  }

  async someCase() {
    const fields = await (await this.hub.ask('operator', '/v1/reconciliation/fields?period=2024-03')).json();
    return fields.cases[0].case;
  }
}

export async function askEverything(hub, openapi, schemas) {
  const asking = new Asking(hub, openapi, schemas);
  for (const [path, { get }] of Object.entries(openapi.paths)) await asking.page(path, get);
  for (const [path, status] of [['/v1/nothing', 404], ['/v1/kpis/none/values', 404], ['/v1/cases/MZ-PB-0000001-00', 400]]) {
    const answer = await hub.ask('operator', path);
    assert.equal(answer.status, status, path);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    assert.equal(schemas.mistakes({ $ref: '#/components/schemas/Problem' }, await answer.json()), '');
  }
  assert.deepEqual(asking.wrong, []);
  return asking.count;
}
