// How brokers let the hub in, and what it says when they do not: tokens, passwords, certificates, credentials of an operator; and mistakes in the file.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { encodeAccount, encodeOperator, encodeUser, fmtCreds } from '@nats-io/jwt';
import { createAccount, createOperator, createUser } from '@nats-io/nkeys';
import { broker, until, withHub } from './common.mjs';
import { freePort } from './free_port.mjs';

const started = [];

/// A server with JetStream and this configuration more; its port.
async function server(folder, name, configuration) {
  const port = await freePort();
  const home = join(folder, name);
  mkdirSync(home);
  writeFileSync(join(home, 'nats.conf'), `listen: 127.0.0.1:${port}\njetstream { store_dir: "${home}/data", max_mem: 16MB, max_file: 64MB }\n${configuration}\n`);
  started.push(spawn('nats-server', ['-c', join(home, 'nats.conf')], { stdio: 'ignore' }));
  return port;
}

function certificates(folder) {
  const openssl = (...words) => execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
  openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test CA', '-days', '2');
  for (const [name, more] of [['server', 'subjectAltName=DNS:localhost'], ['hub', 'extendedKeyUsage=clientAuth']]) {
    writeFileSync(join(folder, `${name}.ext`), more);
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', `${name}.pem`, '-days', '2', '-extfile', `${name}.ext`);
  }
}

/// An operator, an account with JetStream, and a user of it: what the server is told, and the user's credentials.
async function operated() {
  const [operator, system, account, user] = [createOperator(), createAccount(), createAccount(), createUser()];
  const unlimited = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
  const systemJwt = await encodeAccount('SYS', system, {}, { signer: operator });
  const accountJwt = await encodeAccount('HUB', account, { limits: { conn: -1, subs: -1, data: -1, payload: -1, imports: -1, exports: -1, leaf: -1, ...unlimited } }, { signer: operator });
  const userJwt = await encodeUser('mizan', user, account, { subs: -1, data: -1, payload: -1 });
  const configuration = `operator: ${await encodeOperator('test', operator)}\nsystem_account: ${system.getPublicKey()}\nresolver: MEMORY\n` +
    `resolver_preload: { ${system.getPublicKey()}: ${systemJwt}, ${account.getPublicKey()}: ${accountJwt} }\n`;
  return { configuration, credentials: new TextDecoder().decode(fmtCreds(userJwt, user)) };
}

await withHub(async (hub, folder) => {
  certificates(folder);
  const secret = (name, text) => {
    hub.put(`secrets/${name}`, text);
    return `\n[secrets]\n${name} = { file = "../secrets/${name}" }\n`;
  };
  const test = (name) => hub.aside('webhook', 'test', name);
  const letIn = (name) => until(`${name} lets the hub in`, async () => (await test(name)).code === 0, 15_000);
  /// Not let in, and why.
  async function refused(name, why) {
    const { code, stderr } = await test(name);
    assert.notEqual(code, 0, name);
    assert.match(stderr, why, name);
    assert.doesNotMatch(stderr, /opensesame|wrong-one/, 'a secret is said nowhere');
  }
  const ca_file = join(folder, 'ca.pem');
  const tls = `tls { cert_file: "${folder}/server.pem", key_file: "${folder}/server.key", ca_file: "${ca_file}"`;
  const { configuration, credentials } = await operated();
  const [token, user, owned, verified] = [
    await server(folder, 'token', `authorization { token: "opensesame" }\n${tls} }`),
    await server(folder, 'user', 'authorization { user: mizan, password: "opensesame" }'),
    await server(folder, 'owned', configuration),
    await server(folder, 'verified', `${tls}, verify: true }`)];

  // A token, under TLS, by the server's own name alone.
  const bus = { servers: [`tls://localhost:${token}`], replicas: 1, token_secret: 'token', ca_file };
  broker(hub, 'token', 'nats', bus, secret('token', 'opensesame'));
  await letIn('token');
  broker(hub, 'named', 'nats', { ...bus, servers: [`tls://127.0.0.1:${token}`] }, '\n[secrets]\ntoken = { file = "../secrets/token" }\n');
  await refused('named', /SSL|TLS/i);
  const { ca_file: _, ...unvouched } = bus;
  broker(hub, 'unvouched', 'nats', unvouched, '\n[secrets]\ntoken = { file = "../secrets/token" }\n');
  await refused('unvouched', /SSL|TLS/i);
  broker(hub, 'wrong', 'nats', { ...bus, token_secret: 'wrong' }, secret('wrong', 'wrong-one'));
  await refused('wrong', /Authorization|Authentication/i);

  broker(hub, 'user', 'nats', { servers: [`nats://127.0.0.1:${user}`], replicas: 1, user: 'mizan', password_secret: 'password', plain: true }, secret('password', 'opensesame'));
  await letIn('user');
  broker(hub, 'nobody', 'nats', { servers: [`nats://127.0.0.1:${user}`], replicas: 1 });
  await refused('nobody', /Authorization|Authentication/i);

  broker(hub, 'owned', 'nats', { servers: [`nats://127.0.0.1:${owned}`], replicas: 1, credentials_secret: 'creds' }, secret('creds', credentials));
  await letIn('owned');

  const both = { servers: [`tls://localhost:${verified}`], replicas: 1, ca_file, certificate_file: join(folder, 'hub.pem'), key_secret: 'key' };
  broker(hub, 'verified', 'nats', both, secret('key', readFileSync(join(folder, 'hub.key'), 'utf8')));
  await letIn('verified');
  const { certificate_file, key_secret, ...without } = both;
  broker(hub, 'unshown', 'nats', without);
  await refused('unshown', /./);

  // Somebody who is not the Kafka that was meant.
  const impostor = createServer({ cert: readFileSync(join(folder, 'server.pem')), key: readFileSync(join(folder, 'server.key')) }).listen(0, '127.0.0.1');
  await new Promise((done) => impostor.on('listening', done));
  broker(hub, 'kafka', 'kafka', { servers: [`127.0.0.1:${impostor.address().port}`], tls: true, ca_file });
  await refused('kafka', /SSL/);
  impostor.close();

  hub.put('webhooks/mistaken.toml', 'format = 1\nname = "mistaken"\nplugin = "nats"\n\n[settings]\nservers = ["nats://127.0.0.1:4222"]\nreplicas = 9\n');
  const mistake = await hub.aside('validate');
  assert.match(mistake.stderr + mistake.stdout, /mistaken\.toml:7: .*"replicas": expected a whole number from 0 to 5/);
  hub.put('webhooks/mistaken.toml', 'format = 1\nname = "mistaken"\nplugin = "kafka"\nurl = "https://a.example"\n\n[settings]\n');
  const other = await hub.aside('validate');
  assert.match(other.stderr + other.stdout, /mistaken\.toml:4: url: is of a receiver/);
  hub.put('webhooks/mistaken.toml', 'format = 1\nname = "mistaken"\nplugin = "nats"\n\n[settings]\nservers = ["tls://127.0.0.1:4222"]\ntoken_secret = "absent"\n');
  const absent = await hub.aside('validate');
  assert.match(absent.stderr + absent.stdout, /mistaken\.toml:5: .*no secret "absent"/);
  console.log('brokers let the hub in by tokens, passwords, certificates and credentials, and say why where they do not');
}).finally(() => started.forEach((one) => one.kill('SIGKILL')));
