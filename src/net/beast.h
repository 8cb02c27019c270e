// The door to Beast and to Asio's TLS, which take half a minute to compile: for the client and for
// the parser's second opinion, nothing else.
#pragma once

// clang-format off
#include "net/asio.h"  // first, see there
// clang-format on

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
