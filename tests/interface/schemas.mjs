// JSON Schemas of a document, closed: a member that is not described is a mistake, though readers must bear with it.
import Ajv2020 from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const out = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, ['enum', 'required'].includes(name) ? value : closed(value)]));
  const isSchema = out.type !== undefined && typeof out.properties === 'object' && !Array.isArray(out.properties);
  if (isSchema && out.additionalProperties === undefined) out.additionalProperties = false;
  return out;
}

export class Schemas {
  constructor(schemas) {
    this.schemas = schemas;
    this.ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
    formats(this.ajv);
    this.ajv.addSchema(this.absolute({ $id: 'document', $defs: closed(schemas) }));
    this.compiled = new Map();
    this.seen = new Set();
  }

  /// What is wrong with a value of that schema; empty: nothing.
  mistakes(schema, value) {
    const text = JSON.stringify(schema);
    if (!this.compiled.has(text)) this.compiled.set(text, this.ajv.compile(this.absolute(closed(schema))));
    const validate = this.compiled.get(text);
    if (validate(value)) return this.walk(schema, value, ''), '';
    return this.ajv.errorsText(validate.errors.slice(0, 4));
  }

  absolute(schema) {
    return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"document#/$defs/'));
  }

  // Which members of which schema there were.
  walk(schema, value, path) {
    if (schema.$ref) {
      const name = schema.$ref.split('/').pop();
      return this.walk(this.schemas[name], value, name);
    }
    for (const each of schema.anyOf ?? []) this.walk(each, value, path);
    if (Array.isArray(value)) for (const each of value) this.walk(schema.items ?? {}, each, path);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return;
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      if (!(name in value)) continue;
      this.seen.add(`${path}.${name}`);
      this.walk(member, value[name], `${path}.${name}`);
    }
  }

  /// Every member that is described.
  members() {
    const all = new Set();
    const add = (schema, path) => {
      if (schema.$ref) return;
      if (schema.items) add(schema.items, path);
      for (const [name, member] of Object.entries(schema.properties ?? {})) {
        all.add(`${path}.${name}`);
        add(member, `${path}.${name}`);
      }
    };
    for (const [name, schema] of Object.entries(this.schemas)) add(schema, name);
    return all;
  }
}
