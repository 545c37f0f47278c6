// A third source for the feed's race: a folder into which one small JSON document is dropped at a time.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { root } from './sql.mjs';

// Decided cases of a small simulation of its own, with FIR numbers that the loaded store does not have.
export async function decidedCases(file, count) {
  const cases = [];
  const lines = readline.createInterface({ input: fs.createReadStream(file) });
  for await (const line of lines) {
    let document;
    try {
      document = JSON.parse(line);
    } catch {
      continue; // a torn document of the simulation
    }
    if (document.caseId && document.fir?.year && document.instituted && document.disposal?.result === 'CONV') {
      document.fir.no += 5_000_000;
      document.caseId = `D-${document.caseId}`;
      for (const hearing of document.hearings) hearing.id = `D-${hearing.id}`;
      cases.push(document);
    }
    if (cases.length === count) break;
  }
  lines.close();
  if (cases.length < count) throw new Error(`${file} has only ${cases.length} convictions, ${count} are needed`);
  return cases;
}

export class DropFolder {
  constructor(hub, province) {
    this.folder = path.join(hub, 'drops');
    this.made = 0;
    fs.rmSync(this.folder, { recursive: true, force: true });
    fs.mkdirSync(this.folder);
    const mapping = fs.readFileSync(path.join(root, 'config', 'demo', 'mappings', 'kp.toml'), 'utf8');
    fs.writeFileSync(path.join(hub, 'mappings', 'drops.toml'), mapping.replaceAll('"KP"', `"${province}"`)
      .replace('mode = "snapshot"', 'mode = "incremental"'));
    fs.writeFileSync(path.join(hub, 'sources', 'drops.toml'), ['format = 1', 'name = "drops"', 'adapter = "json"',
      'mapping = "../mappings/drops.toml"', 'poll_seconds = 0', '[settings]', `folder = "${this.folder}"`, ''].join('\n'));
  }

  // Whole or not at all: written beside, then renamed. Returns the moment of the rename.
  drop(documents) {
    const name = `cases.${String(++this.made).padStart(6, '0')}.ndjson`;
    const temporary = path.join(this.folder, `.${name}.part`);
    fs.writeFileSync(temporary, documents.map((each) => `${JSON.stringify(each)}\n`).join(''));
    const at = performance.now();
    fs.renameSync(temporary, path.join(this.folder, name));
    return at;
  }
}

// The same record, decided otherwise: what a court's correction looks like.
export function corrected(document) {
  const convicted = document.disposal.result === 'CONV';
  return { ...document, revision: document.revision + 1,
    disposal: { ...document.disposal, result: convicted ? 'ACQ-M' : 'CONV' } };
}
