// Which endpoint answered what, over all tests of this folder. When the environment variable
// PLIMSOLL_COVERAGE_LOG names a file, a tap stands between the clients and every server and appends
// a line for each answer: method, path, status, and the code of a refusal (0: none), with tabs
// between. tests/coverage/list.py makes the list.
//
// The tap passes bytes on as they are and looks at them when a connection has ended. What it cannot
// read - TLS, bytes that are no HTTP - it leaves out.
import { appendFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

// Read before server.mjs hides it from the processes under test.
const LOG = process.env.PLIMSOLL_COVERAGE_LOG;

const open = new Set();
process.on('exit', () => open.forEach((connection) => connection.log()));

// The first line, and the body by Content-Length, of every message in `bytes`.
function messages(bytes) {
  const found = [];
  for (let at = 0; ;) {
    const headEnd = bytes.indexOf('\r\n\r\n', at);
    if (headEnd < 0) return found;
    const [first, ...lines] = bytes.toString('latin1', at, headEnd).split('\r\n');
    const length = lines.map((line) => /^content-length: *(\d+)$/i.exec(line)?.[1]).find(Boolean);
    const end = headEnd + 4 + Number(length ?? 0);
    found.push({ first, body: bytes.toString('utf8', headEnd + 4, end) });
    at = end;
  }
}

function codeOf(status, body) {
  if (status === 200) return 0;
  try {
    return JSON.parse(body).code;
  } catch {
    return undefined; // the answer to a HEAD
  }
}

class Connection {
  #sent = [];
  #answered = [];

  constructor(client, port, host) {
    open.add(this);
    const server = connect({ port, host, allowHalfOpen: true });
    const join = (from, to, pieces) => {
      from.on('data', (piece) => pieces.push(piece));
      from.on('error', () => { client.destroy(); server.destroy(); });
      from.on('close', () => { to.destroySoon(); this.log(); });
      from.pipe(to);
    };
    join(client, server, this.#sent);
    join(server, client, this.#answered);
  }

  log() {
    if (!open.delete(this)) return;
    const requests = messages(Buffer.concat(this.#sent));
    const answers = messages(Buffer.concat(this.#answered));
    const lines = answers.map(({ first, body }, i) => {
      const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(first) ?? [];
      const [, method, path] = /^([A-Z]+) (\/[^? ]*)\S* HTTP/.exec(requests[i]?.first) ?? [];
      const code = codeOf(Number(status), body);
      return path && code !== undefined ? [method, path, status, code].join('\t') + '\n' : '';
    });
    if (lines.length > 0) appendFileSync(LOG, lines.join(''));
  }
}

// The address at which clients find the server: its own, or that of a tap before it.
export function tapped(url) {
  const { protocol, hostname, port } = new URL(url);
  if (!LOG || protocol !== 'http:') return url;
  return new Promise((done) => {
    const tap = createServer({ allowHalfOpen: true },
      (client) => new Connection(client, Number(port), hostname));
    tap.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${tap.address().port}`));
    tap.unref();
  });
}
