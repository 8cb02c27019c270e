// Words and kinds of number that several answers share.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/vocabulary.h"

namespace plimsoll::wire {

using plimsoll::LtvFigure;
using plimsoll::member_type_name;
using plimsoll::MemberType;
using plimsoll::wallet_type_name;
using plimsoll::WalletType;

// What became of a borrowing, a repayment or a transfer that was recorded.
enum class RecordStatus : std::uint8_t { kConfirmed, kFailed };
[[nodiscard]] std::string_view record_status_name(RecordStatus status);  // "CONFIRM"

}  // namespace plimsoll::wire
