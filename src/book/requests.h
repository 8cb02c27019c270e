// Requests answered before: the repeat of one gets the first answer and changes nothing.
//
// A request is known by a fingerprint of its key and signed bytes, or by an id its client chose.
// Only accepted requests are remembered: a refused one changed nothing, and its repeat is judged
// anew.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "base/archive.h"
#include "base/digest.h"
#include "base/numbers.h"
#include "base/time.h"

namespace plimsoll::book {

// How a request is known. The fingerprints are made outside, by a hash nobody can make collide.
struct RequestMark {
  Digest id;        // of account and the client's id; or of key and signed bytes
  Digest content;   // of what is asked: the same id with other content is an error
  Timestamp until;  // forgotten afterwards

  static constexpr auto fields() {
    return std::tuple(&RequestMark::id, &RequestMark::content, &RequestMark::until);
  }
  friend bool operator==(const RequestMark&, const RequestMark&) = default;
};

// What an accepted request led to; every answer over the wire can be told from it and the request.
struct Outcome {
  std::int64_t transaction = 0;  // 0: the request has no transaction id
  Amount amount;                 // really moved, borrowed or repaid

  static constexpr auto fields() { return std::tuple(&Outcome::transaction, &Outcome::amount); }
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// A request was answered; the last event of its submission.
struct RequestAnswered {
  static constexpr std::uint16_t kTag = 34;
  std::vector<RequestMark> marks;
  Outcome outcome;

  static constexpr auto fields() {
    return std::tuple(&RequestAnswered::marks, &RequestAnswered::outcome);
  }
};

class RequestMemory {
 public:
  struct Entry {
    RequestMark mark;
    Outcome outcome;

    static constexpr auto fields() { return std::tuple(&Entry::mark, &Entry::outcome); }
  };

  // Null when not known, or forgotten by `now`.
  [[nodiscard]] const Entry* find(const Digest& id, Timestamp now) const;

  // Remembers, and forgets what is over by `now`.
  void add(const RequestAnswered& event, Timestamp now);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  void write_to(Writer& out) const;
  // What write_to() wrote, into an empty memory.
  void read_from(Reader& in);

 private:
  void insert(const Entry& entry);

  std::map<Digest, Entry> entries_;
  std::set<std::pair<Timestamp, Digest>> by_end_;
};

struct Book;
void apply(Book& book, const RequestAnswered& event);

}  // namespace plimsoll::book
