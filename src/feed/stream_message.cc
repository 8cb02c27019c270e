#include "feed/stream_message.h"

#include <simdjson.h>

#include <algorithm>
#include <optional>

#include "base/decimal.h"
#include "base/rounding.h"

namespace plimsoll::feed {
namespace {

namespace json = simdjson::ondemand;

// recorder line > combined form > array > event.
constexpr int kMaxNesting = 4;

// The fields of one event that some rule reads: text only where the message has a string.
struct Event {
  std::string_view kind;    // e
  std::string_view symbol;  // s
  std::string_view p;
  std::string_view i;
  std::string_view c;
  std::string_view b;
  std::string_view a;
  std::optional<std::int64_t> time;  // E
  bool has_pair = false;             // ps: COIN-M only
  bool has_best_match = false;       // M: spot trades only
  bool is_envelope = false;          // the events were inside
};

Venue venue_of(const Event& event) {
  if (event.has_pair) return Venue::kCm;
  if (event.has_best_match || event.kind.empty()) return Venue::kSpot;
  if (event.kind == "24hrMiniTicker") return Venue::kUnknown;  // the same on spot and USD-M
  return event.symbol.find("USD_") != std::string_view::npos ? Venue::kCm : Venue::kUm;
}

Price mid(Price bid, Price ask) {
  if (!bid.fits() || !ask.fits()) return Price::overflowed();
  if (!bid.is_positive() || !ask.is_positive()) return Price{};
  return Price::narrowed(
      divide_rounded<Int128>(Int128{bid.raw()} + ask.raw(), 2, Rounding::kHalfUp));
}

std::string_view without_space(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r' ||
                           text.back() == '\t')) {
    text.remove_suffix(1);
  }
  return text;
}

// "1626992741.06217": seconds.
Result<Timestamp> recorder_time(std::string_view text) {
  constexpr int kNanoseconds = 9;
  ASSIGN_OR_RETURN(const Int128 ns, parse_decimal(text, kNanoseconds, DecimalForm::kPlain));
  const Int128 ms = ns / 1'000'000;
  // With 16 digits it would be taken for microseconds.
  if (ms < 0 || ms >= power_of_ten(15)) return fail(ErrorCode::kOutOfRange, "out of range");
  return source_time(static_cast<std::int64_t>(ms));
}

}  // namespace

class StreamParser::Impl {
 public:
  explicit Impl(Venue venue) : venue_(venue) {}

  Result<void> parse(std::string_view message, Timestamp received, std::vector<Observation>& out) {
    const std::size_t before = out.size();
    ++counters_.messages;
    out_ = &out;
    received_ = received;
    untimed_.clear();
    Result<void> done = parse_document(message);
    if (!done) {
      ++counters_.malformed;
      out.erase(out.begin() + static_cast<std::ptrdiff_t>(before), out.end());
      return done;
    }
    // Only now: the recorder's time may stand behind the message.
    for (const std::size_t index : untimed_) out[index].time = received_;
    counters_.observations += out.size() - before;
    return done;
  }

  [[nodiscard]] const StreamCounters& counters() const { return counters_; }

 private:
  Result<void> parse_document(std::string_view message) {
    if (message.size() > kMaxStreamMessage)
      return fail(ErrorCode::kMalformed, "message longer than the limit");
    buffer_.reserve(message.size() + simdjson::SIMDJSON_PADDING);
    buffer_.assign(message);
    json::document document;
    if (const auto error =
            parser_.iterate(buffer_.data(), buffer_.size(), buffer_.capacity()).get(document)) {
      return json_error(error, std::nullopt);
    }
    Result<void> read = read_root(document);
    const bool at_end = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    if (read.has_value() && !at_end) return json_error(simdjson::TAPE_ERROR, location(document));
    if (!read && broken_ != simdjson::SUCCESS) {
      read = json_error(broken_, location(document));
      broken_ = simdjson::SUCCESS;
    }
    return read;
  }

  Result<void> read_root(json::document& document) {
    json::json_type type{};
    if (const auto error = document.type().get(type)) return broken(error);
    if (type == json::json_type::array) {
      json::array array;
      if (const auto error = document.get_array().get(array)) return broken(error);
      return read_array(array, 1);
    }
    if (type != json::json_type::object)
      return fail(ErrorCode::kMalformed, "neither an event nor an array of events");
    json::object object;
    if (const auto error = document.get_object().get(object)) return broken(error);
    return read_object(object, 1);
  }

  Result<void> read_array(json::array& array, int depth) {
    for (auto element : array) {
      json::value value;
      if (const auto error = element.get(value)) return broken(error);
      RETURN_IF_ERROR(read_inner(value, depth));
    }
    return {};
  }

  Result<void> read_inner(json::value& value, int depth) {
    if (depth == kMaxNesting) return fail(ErrorCode::kMalformed, "nested too deeply");
    json::json_type type{};
    if (const auto error = value.type().get(type)) return broken(error);
    if (type == json::json_type::array) {
      json::array array;
      if (const auto error = value.get_array().get(array)) return broken(error);
      return read_array(array, depth + 1);
    }
    if (type != json::json_type::object)
      return fail(ErrorCode::kMalformed, "neither an event nor an array of events");
    json::object object;
    if (const auto error = value.get_object().get(object)) return broken(error);
    return read_object(object, depth + 1);
  }

  Result<void> read_object(json::object& object, int depth) {
    Event event;
    for (auto item : object) {
      json::field field;
      if (const auto error = std::move(item).get(field)) return broken(error);
      std::string_view key;
      if (const auto error = field.unescaped_key().get(key)) return broken(error);
      json::json_type type{};
      if (const auto error = field.value().type().get(type)) return broken(error);
      RETURN_IF_ERROR(read_field(event, key, type, field.value(), depth));
    }
    return event.is_envelope ? Result<void>() : interpret(event);
  }

  // Fields that no rule reads are skipped by the iteration itself.
  Result<void> read_field(Event& event, std::string_view key, json::json_type type,
                          json::value& value, int depth) {
    const bool container = type == json::json_type::object || type == json::json_type::array;
    if ((key == "data" || key == "msg") && container) {
      event.is_envelope = true;
      return read_inner(value, depth);
    }
    if (key == "recv" && !container) return read_recorder_time(type, value);
    if (key == "M") event.has_best_match = true;
    if (key == "ps") event.has_pair = true;
    if (key == "E" && type == json::json_type::number) {
      std::int64_t time = 0;
      if (const auto error = value.get_int64().get(time)) return broken(error);
      event.time = time;
    }
    std::string_view* const text = text_field(event, key);
    if (text == nullptr || type != json::json_type::string) return {};
    if (const auto error = value.get_string().get(*text)) return broken(error);
    return {};
  }

  static std::string_view* text_field(Event& event, std::string_view key) {
    if (key.size() != 1) return nullptr;
    switch (key.front()) {
      case 'e': return &event.kind;
      case 's': return &event.symbol;
      case 'p': return &event.p;
      case 'i': return &event.i;
      case 'c': return &event.c;
      case 'b': return &event.b;
      case 'a': return &event.a;
      default: return nullptr;
    }
  }

  Result<void> read_recorder_time(json::json_type type, json::value& value) {
    std::string_view text;
    if (type == json::json_type::string) {
      if (const auto error = value.get_string().get(text)) return broken(error);
    } else {
      text = without_space(value.raw_json_token());
    }
    const Result<Timestamp> time = recorder_time(text);
    if (!time) return fail(time.error().code, "recv: " + time.error().detail);
    received_ = *time;
    return {};
  }

  Result<void> interpret(const Event& event) {
    if (event.kind == "trade" || event.kind == "aggTrade")
      return add(event, Form::kTrade, "p", event.p);
    if (event.kind == "bookTicker" ||
        (event.kind.empty() && !event.symbol.empty() && !event.b.empty() && !event.a.empty())) {
      return add_mid(event);
    }
    if (event.kind == "24hrMiniTicker") return add(event, Form::kMiniTickerClose, "c", event.c);
    if (event.kind == "assetIndexUpdate") return add(event, Form::kAssetIndex, "i", event.i);
    if (event.kind == "markPriceUpdate") {
      RETURN_IF_ERROR(add(event, Form::kMarkPrice, "p", event.p));
      return event.i.empty() ? Result<void>() : add(event, Form::kIndexPrice, "i", event.i);
    }
    ++counters_.ignored;
    return {};
  }

  Result<void> add_mid(const Event& event) {
    ASSIGN_OR_RETURN(const Price bid, price_of(event, "b", event.b));
    ASSIGN_OR_RETURN(const Price ask, price_of(event, "a", event.a));
    return add(event, Form::kBookMid, mid(bid, ask));
  }

  Result<void> add(const Event& event, Form form, const char* field, std::string_view text) {
    ASSIGN_OR_RETURN(const Price price, price_of(event, field, text));
    return add(event, form, price);
  }

  Result<void> add(const Event& event, Form form, Price price) {
    if (event.symbol.empty()) return field_error(event, "s", ErrorCode::kMalformed, "missing");
    Observation seen{std::string(event.symbol), form, price, Timestamp{},
                     venue_ == Venue::kUnknown ? venue_of(event) : venue_};
    if (event.time.has_value()) {
      const Result<Timestamp> time = source_time(*event.time);
      if (!time) return field_error(event, "E", time.error().code, time.error().detail);
      seen.time = *time;
    } else {
      untimed_.push_back(out_->size());
    }
    out_->push_back(std::move(seen));
    return {};
  }

  static Result<Price> price_of(const Event& event, const char* field, std::string_view text) {
    if (text.empty()) return field_error(event, field, ErrorCode::kMalformed, "missing");
    Result<Price> price = source_price(text);
    if (!price) return field_error(event, field, price.error().code, price.error().detail);
    return price;
  }

  static tl::unexpected<Error> field_error(const Event& event, const char* field, ErrorCode code,
                                           const std::string& what) {
    const std::string kind = event.kind.empty() ? "bookTicker" : std::string(event.kind);
    return fail(code, kind + " " + std::string(event.symbol) + ", field " + field + ": " + what);
  }

  // The JSON is broken: noted here, and given its place by parse_document.
  Result<void> broken(simdjson::error_code error) {
    broken_ = error;
    return fail(ErrorCode::kMalformed);
  }

  std::size_t location(json::document& document) const {
    const char* at = nullptr;
    // What is missing is missing at the end, however early simdjson notices.
    if (broken_ == simdjson::INCOMPLETE_ARRAY_OR_OBJECT) return buffer_.size();
    if (document.current_location().get(at) != simdjson::SUCCESS) return buffer_.size();
    // On broken input the parser may stand in its padding.
    return std::min(static_cast<std::size_t>(at - buffer_.data()), buffer_.size());
  }

  tl::unexpected<Error> json_error(simdjson::error_code error,
                                   std::optional<std::size_t> position) const {
    std::string text = "not JSON ";
    text += position.has_value() ? "at byte " + std::to_string(*position)
                                 : "in its " + std::to_string(buffer_.size()) + " bytes";
    return fail(ErrorCode::kMalformed, text + ": " + simdjson::error_message(error));
  }

  Venue venue_;
  json::parser parser_;
  std::string buffer_;  // the message and the padding that simdjson reads over
  std::vector<Observation>* out_ = nullptr;
  Timestamp received_;
  std::vector<std::size_t> untimed_;  // indices into out_
  simdjson::error_code broken_ = simdjson::SUCCESS;
  StreamCounters counters_;
};

StreamParser::StreamParser(Venue venue) : impl_(std::make_unique<Impl>(venue)) {}
StreamParser::~StreamParser() = default;

Result<void> StreamParser::parse(std::string_view message, Timestamp received,
                                 std::vector<Observation>& out) {
  return impl_->parse(message, received, out);
}

const StreamCounters& StreamParser::counters() const { return impl_->counters(); }

}  // namespace plimsoll::feed
