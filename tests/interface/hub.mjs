// A hub of three holders of one district, with what each page has something to say of: releases, signatures that were restated, cases that are stuck.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const source = (name) => `format = 1\nname = "${name}"\nadapter = "csv"\nmapping = "../mappings/${name}.toml"\npoll_seconds = 1\n[settings]\nfolder = "../${name}"\n`;
const mapping = (holder, populations, caseFields, more) => `format = 1
[source]
holder = "${holder}"
province = "PB"
mode = "snapshot"
populations = ${JSON.stringify(populations)}
[input]
format = "csv"
files = { rows = "cases*.csv", more = "more*.csv" }
[[record]]
kind = "case"
file = "rows"
key = "no"
[record.fields]
district = "district"
police_station = "station"
fir_no = "fir"
fir_year = "year"
${caseFields}
${more}`;
const reports = (fields) => `[[record]]\nkind = "report"\nfile = "more"\nkey = "no"\n[record.fields]\ncase = "case"\nreport_type = { value = "final" }\n${fields}\n`;
const hearings = '[[record]]\nkind = "hearing"\nfile = "more"\nkey = "no"\n[record.fields]\ncase = "case"\nheld_on = "held"\nnext_on = "next"\noutcome = { value = "adjourned" }\n';

const files = {
  'sources/police.toml': source('police'),
  'sources/prosecution.toml': source('prosecution'),
  'sources/court.toml': source('court'),
  'mappings/police.toml': mapping('police', ['firs', 'submissions'], 'fir_on = "fir_on"', reports('sent_on = "sent"')),
  'mappings/prosecution.toml': mapping('prosecution', ['submissions'], 'disposed_on = "disposed"\ndisposal = "disposal"\nprosecutor = "prosecutor"', reports('received_on = "received"\nfiled_on = "filed"')),
  'mappings/court.toml': mapping('court', ['cases', 'hearings'], 'court = "court"\ncourt_case_no = "number"\ninstituted_on = "instituted"\ndisposal = "disposal"\ndisposed_on = "disposed"', hearings),
  'police/cases.csv': 'no,district,station,fir,year,fir_on\nF1,Kasur,Saddar,1,2024,2024-03-01\nF2,Kasur,Saddar,2,2024,2024-03-02\nF3,Kasur,Saddar,3,2024,2024-03-03\nF4,Kasur,Saddar,4,2024,2024-03-04\n',
  'police/more.csv': 'no,case,sent\nR1,F1,2024-03-10\nR2,F2,2024-03-11\nR3,F3,2024-03-30\n',
  'prosecution/cases.csv': 'no,district,station,fir,year,disposed,disposal,prosecutor\nP1,Kasur,Saddar,1,2024,2024-03-28,convicted,D-7\nP2,Kasur,Saddar,2,2024,2024-03-29,convicted,D-7\n',
  'prosecution/more.csv': 'no,case,received,filed\nS1,P1,2024-03-11,2024-03-12\nS2,P2,2024-03-12,\n',
  'court/cases.csv': 'no,district,station,fir,year,court,number,instituted,disposal,disposed\nC1,Kasur,Saddar,1,2024,ASJ Kasur,1/2024,2024-03-13,convicted,2024-03-28\nC2,Kasur,Saddar,2,2024,ASJ Kasur,2/2024,2024-04-01,convicted,2024-04-02\nC9,Kasur,Saddar,9,2024,ASJ Kasur,9/2024,2024-04-01,,\n',
  'court/more.csv': 'no,case,held,next\nH1,C9,2024-04-05,2030-01-01\n',
  'police/later.csv': 'no,district,station,fir,year,fir_on\nF5,Kasur,Saddar,5,2024,2024-03-31\n',
};

export class Hub {
  constructor(mizan, sources, folder, port) {
    Object.assign(this, { mizan, folder, url: `http://127.0.0.1:${port}`, tokens: {} });
    this.put('mizan.toml', `format = 1\nstore = "mizan.db"\nsources = "sources"\ntables = "${sources}/config"\n[listen]\nport = ${port}\n[access]\nmode = "tokens"\nanonymous = "public"\n`
      + '[access.limits]\neach = { per_minute = 100000, burst = 100000 }\nstrangers = { per_minute = 100000, burst = 100000 }\n[publish]\nrecords = true\ncells = "pb"\n');
    for (const [name, text] of Object.entries(files)) this.put(name, text);
  }

  put(name, text) {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  run(...words) {
    return execFileSync(this.mizan, ['--config', join(this.folder, 'mizan.toml'), ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  load() {
    this.run('ingest');
    this.run('adapter', 'key', join(this.folder, 'office'));
    const key = ['--key', join(this.folder, 'office.key')];
    const release = (id, ...more) => {
      this.run('release', 'prepare', '2024-03', ...more);
      this.run('release', 'sign', id, ...key);
      this.run('release', 'publish', id, ...key);
    };
    release('2024-03.1', '--kpi', 'firs_registered');
    const who = ['--office', 'DPO Kasur', '--by', 'SP Investigation'];
    this.run('reconcile', 'sign', '--period', '2024-03', '--province', 'PB', '--district', 'Kasur', '--holder', 'police', ...who);
    this.run('reconcile', 'sign', '--period', '2024-03', '--province', 'PB', '--holder', 'court', ...who);
    this.run('reconcile', 'withdraw', '2', '--by', 'Reader', '--why', 'counted anew');
    this.put('police/cases-late.csv', files['police/later.csv']);
    this.run('ingest');
    release('2024-03.2', '--kpi', 'firs_registered');
    for (const role of ['monitor', 'operator', 'auditor', 'hub']) this.tokens[role] = this.run('token', 'add', role, '--role', role).trim();
    this.tokens.coordinator = this.run('token', 'add', 'coordinator', '--role', 'coordinator', '--province', 'PB', '--district', 'Kasur').trim();
  }

  async start() {
    this.process = spawn(this.mizan, ['--config', join(this.folder, 'mizan.toml'), 'run'], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.ended = new Promise((done) => this.process.on('exit', done));
    await new Promise((done, fail) => {
      let said = '';
      this.process.stderr.on('data', (bytes) => {
        said += bytes;
        if (said.includes('serving on')) done();
      });
      this.process.on('exit', () => fail(new Error(said)));
    });
  }

  async end() {
    this.process?.kill('SIGTERM');
    await this.ended;
  }

  ask(role, path, headers = {}) {
    const token = this.tokens[role];
    return fetch(this.url + path, { headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } });
  }

  read(name) {
    return readFileSync(join(this.folder, name), 'utf8');
  }
}
