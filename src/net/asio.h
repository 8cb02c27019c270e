// The door to Asio, for the insides of net/ only: what the server and the client use of it.
//
// Under a sanitizer GCC 12 warns about what it finds in Asio and Beast: fences that ThreadSanitizer
// does not follow (the queues lock as well, so nothing is missed) and members of an empty
// boost::optional. Neither is ours to mend, and only before the first of their headers can it be
// said.
#pragma once

#if defined(__GNUC__) && !defined(__clang__)
#ifdef __SANITIZE_THREAD__
#pragma GCC diagnostic ignored "-Wtsan"
#endif
#ifdef __SANITIZE_ADDRESS__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#endif

#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
