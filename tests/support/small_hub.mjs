// A hub in a folder of its own, with one small source whose rows can be changed.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/// So many rows, two of three disposed of: more of them change values of several months.
export const rows = (count) => Array.from({ length: count }, (_, i) => [i + 1, `2024-0${1 + (i % 9)}-03`, i % 3 ? 'convicted' : '', i % 3 ? `2024-1${i % 3}-05` : '']);

export class Hub {
  constructor(mizan, folder, port) {
    Object.assign(this, { mizan, folder, port });
    for (const part of ['sources', 'mappings', 'data', 'webhooks', 'secrets']) mkdirSync(join(folder, part), { recursive: true });
    this.put('mizan.toml', `format = 1\nstore = "mizan.db"\nsources = "sources"\naccess = { mode = "loopback-operator" }\n\n[listen]\nport = ${port}\n`);
    this.put('sources/court.toml', 'format = 1\nname = "court"\nadapter = "csv"\nmapping = "../mappings/court.toml"\npoll_seconds = 1\n\n[settings]\nfolder = "../data"\n');
    this.put('mappings/court.toml', `format = 1
[source]
holder = "court"
province = "BA"
mode = "snapshot"
capture_day = 2025-01-01
populations = ["cases"]
[input]
format = "csv"
files = "cases.csv"
[[record]]
kind = "case"
key = "no"
[record.fields]
province = { value = "BA" }
court = { value = "Sessions Court" }
instituted_on = "instituted"
disposal = { from = "disposal" }
disposed_on = "disposed"
`);
  }

  put(name, text) {
    const path = join(this.folder, name);
    writeFileSync(path + '.part', text, { mode: 0o600 });
    renameSync(path + '.part', path);
  }

  /// Rows of [number, instituted, disposal, disposed].
  rows(rows) {
    this.put('data/cases.csv', ['no,instituted,disposal,disposed', ...rows.map((row) => row.join(','))].join('\n') + '\n');
  }

  run(...words) {
    return execFileSync(this.mizan, ['--config', join(this.folder, 'mizan.toml'), ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /// The same while receivers of this process can answer: { code, stdout, stderr }.
  aside(...words) {
    return new Promise((done) => execFile(this.mizan, ['--config', join(this.folder, 'mizan.toml'), ...words], { encoding: 'utf8' },
      (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr })));
  }

  start() {
    this.process = spawn(this.mizan, ['--config', join(this.folder, 'mizan.toml'), 'run'], { stdio: ['ignore', 'inherit', 'inherit'] });
    this.ended = new Promise((done) => this.process.on('exit', done));
  }

  async end(signal = 'SIGTERM') {
    this.process.kill(signal);
    await this.ended;
  }

  webhooks() {
    return JSON.parse(this.run('--format', 'json', 'webhook', 'list'));
  }

  /// All events of the feed, by the API: ids in order.
  async feed(last) {
    const abort = new AbortController();
    const ids = [];
    const response = await fetch(`http://127.0.0.1:${this.port}/v1/feed?from=start`, { signal: abort.signal });
    let text = '';
    for await (const chunk of response.body) {
      text += Buffer.from(chunk).toString();
      for (let at; (at = text.indexOf('\n\n')) >= 0; text = text.slice(at + 2)) {
        const id = /^id: ?(.+)$/m.exec(text.slice(0, at));
        if (id) ids.push(id[1]);
      }
      if (ids.includes(last)) break;
    }
    abort.abort();
    return ids;
  }
}
