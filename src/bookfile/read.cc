#include "bookfile/read.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "bookfile/read_parameters.h"
#include "bookfile/read_wallets.h"
#include "bookfile/schema.h"
#include "model/names.h"

namespace plimsoll::bookfile {
namespace {

constexpr std::string_view kEmail = "an email: printable ASCII with one @";

// Commands of one kind with their paths.
struct Section {
  std::vector<book::Command> commands;
  std::vector<std::string> paths;

  void add(book::Command command, std::string path) {
    commands.push_back(std::move(command));
    paths.push_back(std::move(path));
  }
};

template <class File>
void append(File& file, Section&& section) {
  std::move(section.commands.begin(), section.commands.end(), std::back_inserter(file.commands));
  std::move(section.paths.begin(), section.paths.end(), std::back_inserter(file.paths));
}

template <class File>
void append_parameters(File& file, NamedParameters&& named) {
  Section section;
  section.add(book::SetParameters{named.parameters.general}, std::move(named.path));
  for (std::size_t i = 0; i < named.parameters.assets.size(); ++i) {
    section.add(book::DefineAsset{std::move(named.parameters.assets[i])},
                std::move(named.asset_paths[i]));
  }
  for (std::size_t i = 0; i < named.parameters.contracts.size(); ++i) {
    section.add(book::DefineContract{std::move(named.parameters.contracts[i])},
                std::move(named.contract_paths[i]));
  }
  append(file, std::move(section));
}

// An account as it stands in the file.
struct AccountEntry {
  Uid uid;
  Value email;
  Value parent;  // may be absent
  bool managed = false;
  std::string path;
};

struct UnitEntry {
  book::CreateUnit command;
  std::vector<model::Liability> liabilities;
  std::string path;
};

class BookReader {
 public:
  // `defaults`: the parameters of a file that has none of its own.
  BookFile read(const Value& root, std::optional<NamedParameters> defaults) {
    Object members(root);
    const Value format = members["format"];
    if (format.string("\"plimsoll-book\"") != kFormat) format.refuse("\"plimsoll-book\"");
    static_cast<void>(members["version"].integer(kVersion, kVersion));
    file_.time = members["time"].time();
    const Value parameters = members["parameters"];
    named_ = !parameters.present() && defaults ? std::move(*defaults)
                                               : read_parameters_object(parameters);
    read_prices(members["prices"]);
    read_accounts(members["accounts"]);
    read_units(members["units"]);
    if (const Value pools = members["pools"]; pools.present()) read_pools(pools);
    if (const Value rebates = members["rebates"]; rebates.present()) read_rebates(rebates);
    members.close();
    if (!root.reading().failed()) assemble();
    return std::move(file_);
  }

 private:
  [[nodiscard]] const model::Parameters& parameters() const { return named_.parameters; }

  // --- Prices

  void read_prices(const Value& value) {
    prices_path_ = value.path();
    Object members(value);
    const auto read_assets = [&](std::string_view list, model::PriceKind kind) {
      read_price_list(members[list], kind, "asset",
                      [&](const Value& name) { return known_asset(name, parameters()).value; });
    };
    read_assets("marginIndex", model::PriceKind::kMarginIndex);
    read_assets("assetIndex", model::PriceKind::kAssetIndex);
    read_price_list(members["mark"], model::PriceKind::kMark, "symbol",
                    [&](const Value& name) { return known_contract(name, parameters()).value; });
    members.close();
  }

  template <class Find>
  void read_price_list(const Value& list, model::PriceKind kind, std::string_view key, Find find) {
    Once<std::uint16_t> once;
    list.for_each([&](const Value& entry) {
      Object members(entry);
      const Value name = members[key];
      book::PriceUpdate update;
      update.kind = kind;
      update.index = find(name);
      once.add(name, update.index);
      if (kind == model::PriceKind::kMarginIndex && name.text() == "USDT") {
        name.refuse("another asset: the margin index of USDT is 1 by definition");
      }
      update.price = members["price"].decimal<Price>(Bound::kPositive);
      update.time = members["time"].time();
      members.close();
      prices_.prices.push_back(update);
    });
  }

  // --- Accounts

  void read_accounts(const Value& list) {
    const std::string path = list.path();
    Once<Uid> uids;
    list.for_each([&](const Value& entry) {
      read_account(entry, element_path(path, accounts_.size()), uids);
    });
    for (const AccountEntry& account : accounts_) {
      if (account.parent.present()) static_cast<void>(parent_named(account.parent));
    }
  }

  void read_account(const Value& value, std::string path, Once<Uid>& uids) {
    Object members(value);
    const Value number = members["uid"];
    const Uid uid{number.integer(1, kMaxId)};
    uids.add(number, uid);
    const Value email = members["email"];
    if (!model::is_email(email.string(kEmail))) email.refuse(kEmail);
    const Value parent = members["parentEmail"];
    const Value managed = members["managed"];
    const bool is_managed = managed.present() && managed.boolean();
    if (is_managed && !parent.present()) managed.refuse("no managed parent account");
    const Value frozen = members["frozenAmount"];
    if (frozen.present()) {
      if (parent.present()) frozen.refuse("no frozenAmount of a sub-account");
      frozen_.add(book::SetFrozenAmount{uid, frozen.decimal<Amount>(Bound::kNotNegative)},
                  member_path(path, "frozenAmount"));
    }
    if (const Value wallets = members["wallets"]; wallets.present()) {
      read_wallets(wallets, uid, member_path(path, "wallets"));
    }
    members.close();
    if (!by_email_.emplace(email.text(), accounts_.size()).second) {
      email.refuse("an email that no other account has");
    }
    accounts_.push_back({uid, email, parent, is_managed, std::move(path)});
  }

  void read_wallets(const Value& value, Uid uid, const std::string& path) {
    Object members(value);
    const Value spot = members["SPOT"];
    const Value cross = members["CROSS_MARGIN"];
    const Value portfolio = members["PORTFOLIO_MARGIN"];
    members.close();
    if (cross.present() && portfolio.present()) portfolio.refuse("no second margin wallet");
    if (spot.present()) {
      wallets_.add(book::UpdateWallet{uid, read_spot_wallet(spot, parameters())},
                   member_path(path, "SPOT"));
    }
    if (cross.present()) {
      wallets_.add(book::UpdateWallet{uid, read_cross_margin_wallet(cross, parameters())},
                   member_path(path, "CROSS_MARGIN"));
    }
    if (portfolio.present()) {
      wallets_.add(book::UpdateWallet{uid, read_portfolio_margin_wallet(portfolio, parameters())},
                   member_path(path, "PORTFOLIO_MARGIN"));
    }
  }

  [[nodiscard]] const AccountEntry* find_account(const Value& email) const {
    const auto found = by_email_.find(email.text());
    return found == by_email_.end() ? nullptr : &accounts_[found->second];
  }

  // The account of a member that names one; a complaint if there is none.
  [[nodiscard]] Uid account_named(const Value& email) const {
    constexpr std::string_view kExpected = "the email of an account in this file";
    static_cast<void>(email.string(kExpected));
    const AccountEntry* account = find_account(email);
    if (account == nullptr) email.refuse(kExpected);
    return account == nullptr ? Uid{} : account->uid;
  }
  [[nodiscard]] Uid parent_named(const Value& email) const {
    constexpr std::string_view kExpected = "the email of a parent account in this file";
    static_cast<void>(email.string(kExpected));
    const AccountEntry* account = find_account(email);
    if (account == nullptr || account->parent.present()) email.refuse(kExpected);
    return account == nullptr ? Uid{} : account->uid;
  }

  // --- Units

  void read_units(const Value& list) {
    const std::string path = list.path();
    Once<GroupId> once;
    list.for_each(
        [&](const Value& entry) { read_unit(entry, element_path(path, units_.size()), once); });
  }

  void read_unit(const Value& value, std::string path, Once<GroupId>& once) {
    UnitEntry unit;
    unit.path = std::move(path);
    Object members(value);
    const Value number = members["groupId"];
    unit.command.id = GroupId{number.integer(1, kMaxId)};
    once.add(number, unit.command.id);
    unit.command.parent = parent_named(members["parentEmail"]);
    const Value state = members["state"];
    const bool closed = state.present() && state.choice<UnitLife>() == UnitLife::kClosed;
    unit.command.created = members["createTime"].time();
    read_close_time(members["closeTime"], closed, unit.command);
    if (const Value lines = members["lines"]; lines.present()) {
      unit.command.lines = read_own_lines(lines);
    }
    members["members"].for_each(
        [&](const Value& entry) { unit.command.members.push_back(read_member(entry)); });
    if (const Value liabilities = members["liabilities"]; liabilities.present()) {
      unit.liabilities = read_liabilities(liabilities, parameters());
      if (closed && !liabilities.is_empty_array()) {
        liabilities.refuse("no liabilities of a closed unit");
      }
    }
    members.close();
    units_.push_back(std::move(unit));
  }

  static void read_close_time(const Value& value, bool closed, book::CreateUnit& unit) {
    if (closed) {
      unit.closed = value.time();
      if (*unit.closed < unit.created) value.refuse("a time not before createTime");
    } else if (value.present()) {
      value.refuse("no closeTime of an active unit");
    }
  }

  [[nodiscard]] model::Member read_member(const Value& value) const {
    model::Member member;
    Object members(value);
    member.account = account_named(members["email"]);
    member.type = members["type"].choice<model::MemberType>();
    member.enable_spot = members["enableSpot"].boolean();
    member.enable_margin = members["enableMargin"].boolean();
    members.close();
    return member;
  }

  // --- The lender's side

  void read_pools(const Value& list) {
    const std::string path = list.path();
    Once<AssetId> once;
    list.for_each([&](const Value& entry) {
      Object members(entry);
      const Value name = members["asset"];
      const AssetId asset = known_asset(name, parameters());
      once.add(name, asset);
      const auto amount = members["amount"].decimal<Amount>(Bound::kPositive);
      members.close();
      pools_.add(book::FundPool{asset, amount}, element_path(path, pools_.commands.size()));
    });
  }

  void read_rebates(const Value& list) {
    const std::string path = list.path();
    std::size_t place = 0;
    Once<Uid> once;
    list.for_each([&](const Value& entry) {
      Object members(entry);
      const Value email = members["parentEmail"];
      const Uid parent = parent_named(email);
      once.add(email, parent);
      const auto granted = members["granted"].decimal<Amount>(Bound::kPositive);
      rebates_.add(book::ChangeRebate{parent, granted}, element_path(path, place));
      if (const Value member = members["consumed"]; member.present()) {
        const auto consumed = member.decimal<Amount>(Bound::kNotNegative);
        if (consumed > granted) member.refuse("an amount not above granted");
        if (!consumed.is_zero()) {
          rebates_.add(book::ChangeRebate{parent, -consumed}, element_path(path, place));
        }
      }
      members.close();
      ++place;
    });
  }

  // --- All together

  void assemble() {
    append_parameters(file_, std::move(named_));
    append_accounts();
    append(file_, std::move(frozen_));
    append(file_, std::move(wallets_));
    append_units();
    append(file_, std::move(pools_));
    append(file_, std::move(rebates_));
    file_.commands.emplace_back(std::move(prices_));
    file_.paths.push_back(std::move(prices_path_));
  }

  void append_accounts() {
    // Parents before the accounts that name them.
    for (const bool subs : {false, true}) {
      Section section;
      for (const AccountEntry& account : accounts_) {
        if (account.parent.present() != subs) continue;
        std::optional<Uid> parent;
        if (subs) parent = find_account(account.parent)->uid;
        section.add(book::CreateAccount{account.uid, std::string(account.email.text()), parent,
                                        account.managed},
                    account.path);
      }
      append(file_, std::move(section));
    }
  }

  void append_units() {
    Section closed;
    Section active;
    Section liabilities;
    for (UnitEntry& unit : units_) {
      const GroupId id = unit.command.id;
      (unit.command.closed ? closed : active).add(std::move(unit.command), unit.path);
      for (std::size_t i = 0; i < unit.liabilities.size(); ++i) {
        liabilities.add(book::SetLiability{id, unit.liabilities[i]},
                        element_path(member_path(unit.path, "liabilities"), i));
      }
    }
    append(file_, std::move(closed));
    append(file_, std::move(active));
    append(file_, std::move(liabilities));
  }

  BookFile file_;
  NamedParameters named_;
  book::UpdatePrices prices_;
  std::string prices_path_;
  std::vector<AccountEntry> accounts_;
  std::map<std::string_view, std::size_t> by_email_;  // into accounts_
  Section frozen_;
  Section wallets_;
  std::vector<UnitEntry> units_;
  Section pools_;
  Section rebates_;
};

}  // namespace

Result<BookFile> read(std::string_view json, std::string_view default_parameters) {
  std::optional<NamedParameters> defaults;
  if (!default_parameters.empty()) {
    ASSIGN_OR_RETURN(const JsonText text,
                     JsonText::parse(default_parameters, ErrorCode::kBookFile));
    Reading reading(text, ErrorCode::kBookFile);
    defaults = read_parameters_object(reading.root());
    RETURN_IF_ERROR(reading.outcome());
  }
  ASSIGN_OR_RETURN(const JsonText text, JsonText::parse(json, ErrorCode::kBookFile));
  Reading reading(text, ErrorCode::kBookFile);
  BookFile file = BookReader().read(reading.root(), std::move(defaults));
  RETURN_IF_ERROR(reading.outcome());
  return file;
}

Result<ParameterFile> read_parameters(std::string_view json) {
  ASSIGN_OR_RETURN(const JsonText text, JsonText::parse(json, ErrorCode::kBookFile));
  Reading reading(text, ErrorCode::kBookFile);
  NamedParameters named = read_parameters_object(reading.root());
  RETURN_IF_ERROR(reading.outcome());
  ParameterFile file;
  append_parameters(file, std::move(named));
  return file;
}

Result<book::Book> build(const BookFile& file) {
  CHECK(file.commands.size() == file.paths.size());
  book::Book book;
  book.time = file.time;
  for (std::size_t i = 0; i < file.commands.size(); ++i) {
    const auto event = book::decide(book, file.commands[i]);
    if (!event) return fail(ErrorCode::kBookFile, file.paths[i] + ": " + event.error().detail);
    book::apply(book, *event);
  }
  return book;
}

Result<book::Book> load(std::string_view json) {
  ASSIGN_OR_RETURN(const BookFile file, read(json));
  return build(file);
}

}  // namespace plimsoll::bookfile
