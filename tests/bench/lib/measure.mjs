// One program, run to its end and measured from outside: wall time, CPU time, peak memory (GNU time).
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.length % 2 ? sorted[(sorted.length - 1) / 2] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
}

// The smallest value that at least the share p of all is not above.
export function quantile(numbers, p) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
}

export function run(program, words) {
  const facts = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'mizan-bench-')), 'facts');
  const format = '{"seconds":%e,"user":%U,"system":%S,"peak_kib":%M}';
  const child = spawnSync('/usr/bin/time', ['-f', format, '-o', facts, program, ...words],
    { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (child.error) throw child.error;
  if (child.status !== 0) {
    throw new Error(`${program} ${words.join(' ')} ended with ${child.status}\n${child.stderr.slice(-2000)}`);
  }
  const measured = JSON.parse(fs.readFileSync(facts, 'utf8').trim().split('\n').pop());
  fs.rmSync(path.dirname(facts), { recursive: true });
  return { ...measured, cpu: measured.user + measured.system, stdout: child.stdout, stderr: child.stderr };
}

// Into the page cache, so that neither side pays for the first reading.
export function warm(folder) {
  const piece = Buffer.alloc(1 << 22);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = fs.openSync(path.join(entry.parentPath ?? entry.path, entry.name));
    while (fs.readSync(file, piece) > 0);
    fs.closeSync(file);
  }
}

export function machine() {
  const model = os.cpus()[0]?.model ?? 'unknown';
  const [load] = os.loadavg();
  return {
    cpu: model, cores: os.cpus().length, memory_gib: Math.round(os.totalmem() / 2 ** 30),
    kernel: os.release(), load_before: Number(load.toFixed(2)), at: new Date().toISOString(),
  };
}
