// The description of the API as its readers get it: valid by the rules of OpenAPI 3.1, and a true
// map of the server, whose paths take the described methods and no other.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Validator } from '@seriousme/openapi-schema-validator';

import { useServer } from './server.mjs';

const METHODS = ['get', 'post', 'put', 'delete'];

describe('the description of the API', () => {
  const use = useServer(async () => {});

  const ask = (path, method = 'GET') => fetch(use.server.url + path, { method });
  const described = async () => (await ask('/openapi.json')).json();

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(await described());
    assert.ok(valid, JSON.stringify(errors, null, 2));
    assert.equal(validator.version, '3.1');
  });

  it('names the paths and methods there are', async () => {
    for (const [path, operations] of Object.entries((await described()).paths)) {
      for (const method of METHODS) {
        const { status } = await ask(path, method.toUpperCase());
        assert.equal(status !== 405, method in operations, `${method} ${path}: ${status}`);
        assert.notEqual(status, 404, `${method} ${path}`);
      }
    }
  });

  it('says which calls need a key', async () => {
    for (const [path, operations] of Object.entries((await described()).paths)) {
      for (const [method, { security }] of Object.entries(operations)) {
        const { status } = await ask(path, method.toUpperCase());
        assert.equal(status, security.length > 0 ? 401 : 200, `${method} ${path}`);
      }
    }
  });
});
