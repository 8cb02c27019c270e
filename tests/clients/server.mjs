// The fixture of these tests: the plimsoll binary as its users run it - a folder of state, commands
// on it, and a server process on a free port of the loopback.
//
// Promises: nothing is shared between two State objects; the environment's own PLIMSOLL_ and proxy
// variables are hidden from every process and client; no server and no file outlives the test
// program.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';

import { tapped } from './coverage.mjs';

// `binance` signs with the Web Crypto API, which node 18 does not show under its global name.
globalThis.crypto ??= webcrypto;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BINARY = resolve(ROOT, process.env.PLIMSOLL_BINARY ?? 'build/plimsoll');
export const SEED_BOOK = join(ROOT, 'data/vectors/seed_book.json');
const PATIENCE_MS = 60_000; // a sanitized server on a busy machine takes its time to start

export const SEED_RESPONSE = readFileSync(join(ROOT, 'data/vectors/seed_response.json'), 'utf8');

export const PARENT = 'andrew.kemmer001@test.com';
export const CREDIT = 'CREDIT20241120@test.com';
export const COLLATERAL = 'collateral001@test.com';

// For tests that ask more often than a minute allows.
const UNLIMITED = ['--ip-weight-limit', '1000000000', '--uid-weight-limit', '1000000000'];

export const LTV_DETAILS = '/sapi/v1/margin/loan-group/ltv-details';

// What is set in the shell that runs the tests must not change their outcome; curl and the client
// libraries would send even 127.0.0.1 through a proxy.
for (const name of Object.keys(process.env)) {
  if (/^(PLIMSOLL_.*|(https?|all|no)_proxy)$/i.test(name)) delete process.env[name];
}

const running = new Set();
const folders = [];
process.on('exit', () => {
  running.forEach((child) => child.kill('SIGKILL'));
  folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
});

// Runs a program to its end: {code, stdout, stderr}.
export function run(program, args, options = {}) {
  return new Promise((done) => {
    execFile(program, args, { timeout: PATIENCE_MS, ...options }, (error, stdout, stderr) =>
      done({ code: error ? error.code ?? error.signal : 0, stdout, stderr }));
  });
}

// Runs `plimsoll ARGUMENTS`; `env` is added to the environment.
export const plimsoll = (args, env = {}) => run(BINARY, args, { env: { ...process.env, ...env } });

// As above, where anything but success is a failure of the test. Resolves to stdout.
export async function plimsollDoes(args, env) {
  const { code, stdout, stderr } = await plimsoll(args, env);
  assert.equal(code, 0, `plimsoll ${args.join(' ')}: ${stderr}`);
  return stdout;
}

// A key pair as PEM texts; `type` is 'RSA' or 'ED25519'.
export function makePair(type) {
  return generateKeyPairSync(type.toLowerCase(), {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

// A folder for one book, which does not exist before something is written into it, and for the
// files around it.
export class State {
  #parent = mkdtempSync(join(tmpdir(), 'plimsoll-clients-'));
  #files = 0;

  constructor() { folders.push(this.#parent); }

  // With the seed book: one unit of one parent, the documented example.
  static withSeedBook() { return State.#withBookFile(() => SEED_BOOK); }

  // With the book of this book file's text.
  static withBook(text) { return State.#withBookFile((state) => state.file(text)); }

  static async #withBookFile(path) {
    const state = new State();
    await plimsollDoes(['import', path(state), ...state.flags]);
    return state;
  }

  get folder() { return join(this.#parent, 'state'); }
  get flags() { return ['--state-dir', this.folder]; }

  // The path of a new file beside the state, readable for its owner only.
  file(text) {
    const path = join(this.#parent, `file${++this.#files}`);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  // Makes an API key: {type, key, secret}, where secret is the HMAC secret or the private key's PEM
  // text, as the clients take either.
  async createKey(account, type = 'HMAC', flags = []) {
    const pair = type === 'HMAC' ? undefined : makePair(type);
    if (pair) flags = [...flags, '--public-key', this.file(pair.publicKey)];
    const told = await plimsollDoes(
      ['keys', 'create', '--account', account, '--type', type, ...flags, ...this.flags]);
    const key = /^key +(\S+)$/m.exec(told)[1];
    return { type, key, secret: pair?.privateKey ?? /^secret +(\S+)$/m.exec(told)[1] };
  }

  // Makes an operator; resolves to the token.
  async createOperator(role, name = role, flags = []) {
    const told = await plimsollDoes(
      ['operators', 'create', '--name', name, '--role', role, ...flags, ...this.flags]);
    return /^token +(\S+)$/m.exec(told)[1];
  }

  revoke(key) { return plimsollDoes(['keys', 'revoke', key, ...this.flags]); }

  serve(flags = UNLIMITED) { return Server.start([...flags, ...this.flags]); }
}

// A running `plimsoll serve`; `url` is its address without a slash at the end.
class Server {
  #child;
  #ended;
  #log = '';
  welcome = '';

  static async start(flags) {
    const server = new Server();
    server.#child = spawn(BINARY, ['serve', '--port', '0', ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(server.#child);
    server.#child.stderr.on('data', (text) => { server.#log += text; });
    server.#ended = new Promise((done) => server.#child.on('close', (code, signal) => {
      running.delete(server.#child);
      done({ code, signal });
    }));
    await server.#listening();
    server.url = await tapped(server.url);
    return server;
  }

  // The welcome is written at once, so that all of it is there when its first line is.
  async #listening() {
    let timer;
    const says = new Promise((done) => this.#child.stdout.on('data', (text) => {
      this.welcome += text;
      this.url = /^Plimsoll listens on (\S+)$/m.exec(this.welcome)?.[1];
      if (this.url) done();
    }));
    const ends = this.#ended.then(({ code, signal }) => `it ended with ${code ?? signal}`);
    const waits = new Promise((done) => {
      timer = setTimeout(done, PATIENCE_MS, 'it did not start in time');
    });
    const failure = await Promise.race([says, ends, waits]);
    clearTimeout(timer);
    assert.equal(failure, undefined, `the server: ${failure}\n${this.#log}`);
  }

  // The address of the operators' listener, where there is one.
  get lender() { return /^ +operators +(\S+)$/m.exec(this.welcome)?.[1]; }

  // Has the certificates read again; resolves when the log says `words`.
  async reload(words) {
    const before = this.#log.length;
    this.#child.kill('SIGHUP');
    for (let i = 0; i < PATIENCE_MS / 20 && !words.test(this.#log.slice(before)); ++i) {
      await new Promise((next) => setTimeout(next, 20));
    }
    assert.match(this.#log.slice(before), words);
  }

  // Asks the server to stop as an operator does; it must obey and say that all is well.
  async stop() {
    this.#child.kill('SIGTERM');
    assert.deepEqual(await this.#ended, { code: 0, signal: null }, this.#log);
  }

  // As a power cut would end it.
  async crash() {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

// Inside a describe(): a server over a book for its tests, in the fields `state` and `server` of
// the result. `prepare(state)` runs before the start, to make keys; it may return flags.
export function useServer(prepare, makeState = State.withSeedBook) {
  const use = {};
  before(async () => {
    use.state = await makeState();
    use.server = await use.state.serve(await prepare(use.state));
  });
  after(() => use.server?.stop());
  return use;
}

// Weights are counted by the minute of the clock, interest by the hour. A test that counts some
// must not begin just before one ends.
async function enoughOf(periodMs, neededMs) {
  const left = periodMs - (Date.now() % periodMs);
  if (left < neededMs) await new Promise((done) => setTimeout(done, left + 10));
}
export const enoughOfThisMinute = (neededMs = 5_000) => enoughOf(60_000, neededMs);
export const enoughOfThisHour = (neededMs = 10_000) => enoughOf(3_600_000, neededMs);
