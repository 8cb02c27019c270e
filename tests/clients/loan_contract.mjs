// What every client must be able to do with a loan: one story for all of them, from the first look
// at an empty unit to its closing, with every refusal on the way.
import { describe } from 'node:test';

import { tellOfBorrowing } from './loan_borrowing.mjs';
import { tellOfMoving } from './loan_moving.mjs';
import { startStory } from './loan_story.mjs';

// The tests of one client. An adapter drives it the way its own users do:
//   name, types                 for the titles of the tests; the key types that it can sign by
//   open(url, who, {headers})   a client of the server at `url`; `headers` go with each request
//   call(client, name, params)  the call of CALLS with this name, as the client returns it
//   refusal(error, status)      what an error says, {code, msg}; asserts that it is the client's
export function describeLoan(adapter) {
  for (const type of adapter.types) {
    describe(`${adapter.name} and a whole loan, signed by ${type}`, () => {
      const story = startStory(adapter, type);
      tellOfBorrowing(story);
      tellOfMoving(story);
    });
  }
}
