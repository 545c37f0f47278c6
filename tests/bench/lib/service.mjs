// `mizan run` on a hub of the bench: started, asked over HTTP, ended.
import http from 'node:http';
import { spawn } from 'node:child_process';

// Starts the service and waits until it listens; the port is a free one.
export async function startService(mizan, config) {
  const child = spawn(mizan, ['--config', config, 'run'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  const port = await new Promise((found, failed) => {
    child.stderr.on('data', (bytes) => {
      said += bytes;
      const url = said.match(/serving on http:\/\/[^:]+:(\d+)/);
      if (url) found(Number(url[1]));
    });
    child.once('exit', (code) => failed(new Error(`mizan run ended with ${code}: ${said.slice(-1000)}`)));
  });
  return { child, port, said: () => said };
}

export async function stopService({ child }) {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => { child.once('exit', done); });
  child.kill('SIGTERM');
  await ended;
}

export function get(port, path) {
  return new Promise((done, failed) => {
    http.get({ port, host: '127.0.0.1', path }, (response) => {
      const parts = [];
      response.on('data', (bytes) => parts.push(bytes));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        response.statusCode === 200 ? done(text) : failed(new Error(`${path}: ${response.statusCode} ${text}`));
      });
    }).on('error', failed);
  });
}
