// The tables of the history, and how the file says that it is one.
//
// Any SQLite tool can read it: amounts are decimal text, times Unix milliseconds, enumerations
// their names. Rows are only ever added; a unit's and a liquidation's end are the exceptions.
//
// A row carries its number in every stream it can be asked for: the n-th interest row of its unit,
// the n_asset-th of its unit in its asset. Times never decrease along a stream. So how many rows
// lie in a window, and which are on its k-th page, is found by a binary search over the numbers,
// however long the stream (stream.h).
#pragma once

#include <cstdint>

namespace plimsoll::history {

inline constexpr std::int64_t kApplicationId = 0x504C4948;  // "PLIH"
// Goes up with every change of the tables. A history of another format is made anew.
inline constexpr std::int64_t kFormatVersion = 3;

inline constexpr const char* kSchema = R"sql(
PRAGMA application_id=0x504C4948;
PRAGMA user_version=3;

-- The newest record of the journal whose rows are here.
CREATE TABLE position(
  only INTEGER PRIMARY KEY CHECK(only=1),
  sequence INTEGER NOT NULL, time_ms INTEGER NOT NULL) STRICT;
INSERT INTO position VALUES(1, 0, 0);

CREATE TABLE accounts(uid INTEGER PRIMARY KEY, email TEXT NOT NULL) STRICT;
CREATE TABLE assets(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;

CREATE TABLE units(
  id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, credit INTEGER NOT NULL,
  created_ms INTEGER NOT NULL, closed_ms INTEGER, state TEXT NOT NULL) STRICT;
CREATE INDEX closed_units ON units(credit, created_ms, id) WHERE closed_ms IS NOT NULL;

CREATE TABLE borrow_repay(
  unit INTEGER NOT NULL, repay INTEGER NOT NULL, n INTEGER NOT NULL,
  asset INTEGER NOT NULL, n_asset INTEGER NOT NULL, time_ms INTEGER NOT NULL,
  type TEXT NOT NULL, tran_id INTEGER NOT NULL, amount TEXT NOT NULL,
  principal TEXT, interest TEXT,
  PRIMARY KEY(unit, repay, n)) STRICT, WITHOUT ROWID;
CREATE INDEX borrow_repay_by_asset ON borrow_repay(unit, repay, asset, n_asset, time_ms);

CREATE TABLE interest(
  unit INTEGER NOT NULL, n INTEGER NOT NULL,
  asset INTEGER NOT NULL, n_asset INTEGER NOT NULL, time_ms INTEGER NOT NULL,
  principal TEXT NOT NULL, rate TEXT NOT NULL, interest TEXT NOT NULL,
  PRIMARY KEY(unit, n)) STRICT, WITHOUT ROWID;
CREATE INDEX interest_by_asset ON interest(unit, asset, n_asset, time_ms);

CREATE TABLE rebates(
  parent INTEGER NOT NULL, n INTEGER NOT NULL,
  type INTEGER NOT NULL, n_type INTEGER NOT NULL, time_ms INTEGER NOT NULL,
  delta TEXT NOT NULL, unit INTEGER, asset INTEGER, deducted TEXT, exchange_rate TEXT,
  PRIMARY KEY(parent, n)) STRICT, WITHOUT ROWID;
CREATE INDEX rebates_by_type ON rebates(parent, type, n_type, time_ms);

CREATE TABLE liquidations(
  id INTEGER PRIMARY KEY, unit INTEGER NOT NULL, n INTEGER NOT NULL, time_ms INTEGER NOT NULL,
  start_ltv TEXT NOT NULL, net_equity TEXT NOT NULL, maintenance_margin TEXT NOT NULL,
  liability TEXT NOT NULL, end_ms INTEGER, end_ltv TEXT) STRICT;
CREATE INDEX liquidations_by_unit ON liquidations(unit, n, time_ms);
CREATE TABLE liquidation_wallets(
  liquidation INTEGER NOT NULL, n INTEGER NOT NULL, account INTEGER NOT NULL,
  member TEXT NOT NULL, wallet TEXT NOT NULL, net_equity TEXT NOT NULL,
  maintenance_margin TEXT NOT NULL,
  PRIMARY KEY(liquidation, n)) STRICT, WITHOUT ROWID;
CREATE TABLE liquidation_liabilities(
  liquidation INTEGER NOT NULL, n INTEGER NOT NULL, asset INTEGER NOT NULL,
  principal TEXT NOT NULL, interest TEXT NOT NULL,
  PRIMARY KEY(liquidation, n)) STRICT, WITHOUT ROWID;
CREATE TABLE liquidation_transfers(
  liquidation INTEGER NOT NULL, n INTEGER NOT NULL, time_ms INTEGER NOT NULL,
  from_account INTEGER NOT NULL, from_wallet TEXT NOT NULL,
  to_account INTEGER NOT NULL, to_wallet TEXT NOT NULL,
  asset INTEGER NOT NULL, amount TEXT NOT NULL,
  PRIMARY KEY(liquidation, n)) STRICT, WITHOUT ROWID;
-- The liquidations that moved anything, at their first transfer.
CREATE TABLE moved_liquidations(
  credit INTEGER NOT NULL, n INTEGER NOT NULL, time_ms INTEGER NOT NULL,
  liquidation INTEGER NOT NULL UNIQUE,
  PRIMARY KEY(credit, n)) STRICT, WITHOUT ROWID;

CREATE TABLE transfers(
  parent INTEGER NOT NULL, time_ms INTEGER NOT NULL, tran_id INTEGER NOT NULL,
  from_account INTEGER NOT NULL, n_from INTEGER NOT NULL, from_wallet TEXT NOT NULL,
  to_account INTEGER NOT NULL, n_to INTEGER NOT NULL, to_wallet TEXT NOT NULL,
  asset INTEGER NOT NULL, amount TEXT NOT NULL, client_id TEXT NOT NULL) STRICT;
CREATE INDEX transfers_from ON transfers(parent, from_account, n_from, time_ms);
CREATE INDEX transfers_to ON transfers(parent, to_account, n_to, time_ms);
CREATE INDEX transfers_by_client_id ON transfers(parent, client_id) WHERE client_id<>'';

CREATE TABLE transitions(
  unit INTEGER NOT NULL, n INTEGER NOT NULL, time_ms INTEGER NOT NULL,
  from_state TEXT NOT NULL, to_state TEXT NOT NULL, cure_until_ms INTEGER,
  ltv TEXT, net_equity TEXT, maintenance_margin TEXT, liability TEXT,
  PRIMARY KEY(unit, n)) STRICT, WITHOUT ROWID;

-- Who changed something on the lender's side, and why.
CREATE TABLE operator_actions(
  n INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, sequence INTEGER NOT NULL,
  operator TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
  command TEXT NOT NULL, reason TEXT NOT NULL,
  subject TEXT NOT NULL) STRICT;  -- what it was about, in words
)sql";

}  // namespace plimsoll::history
