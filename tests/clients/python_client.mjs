// Drives python_client.py: one process for a test program, questions one after the other.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { CALLS } from './loan_calls.mjs';

const PROGRAM = fileURLToPath(new URL('python_client.py', import.meta.url));

const waiting = [];
let child;

function start() {
  child = spawn('python3', [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', (line) =>
    waiting.shift().done(JSON.parse(line)));
  child.on('close', () => waiting.forEach(({ fail }) =>
    fail(new Error('the Python client has ended'))));
}

// One line of what python_client.py takes and gives.
export function ask(question) {
  if (!child) start();
  return new Promise((done, fail) => {
    waiting.push({ done, fail });
    child.stdin.write(`${JSON.stringify(question)}\n`);
  });
}

// Lets the process end, so that the test program can.
export function end() { child?.stdin.end(); }

// What a refused call throws.
class PythonRefusal extends Error {
  constructor({ status, text }) {
    super(text);
    this.status = status;
  }
}

export const open = (url, { key, secret } = {}, { headers } = {}) =>
  ({ url, key, secret, headers });

export async function call(client, name, params = {}) {
  const { method, path } = CALLS[name];
  const answer = await ask({ ...client, method, path, params });
  if (answer.status !== 200) throw new PythonRefusal(answer);
  return JSON.parse(answer.text);
}

export function refusal(error, status) {
  assert.ok(error instanceof PythonRefusal, `not the client's own refusal: ${error}`);
  assert.equal(error.status, status);
  return JSON.parse(error.message);
}

export const PYTHON = { name: "Python's standard library", types: ['HMAC'], open, call, refusal };
