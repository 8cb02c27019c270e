// The answer of GET /sapi/v1/margin/loan-groups/activated.
//
// The structures are views: texts and lists belong to whoever fills them and outlive the writing.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "wire/numeric_style.h"
#include "wire/vocabulary.h"

namespace plimsoll::wire {

struct ActivatedMember {
  std::string_view email;
  MemberType type{};
  bool enable_margin = false;
  bool enable_spot = false;
};

struct ActivatedUnit {
  GroupId group_id;
  std::span<const ActivatedMember> members;  // the credit account among them
  Timestamp create_time;
};

// Appends the JSON array; `[]` for no units.
void write_activated(std::string& out, std::span<const ActivatedUnit> units,
                     const NumericStyle& style);

}  // namespace plimsoll::wire
