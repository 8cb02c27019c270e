#include "app/embedded.h"

// The assembler reads the files: C++20 has no #embed. PLIMSOLL_DATA_DIR comes from the build.
#define EMBED(name, file)                  \
  __asm__(                                 \
      ".section .rodata\n"                 \
      ".global embedded_" #name            \
      "\n"                                 \
      "embedded_" #name                    \
      ":\n"                                \
      ".incbin \"" PLIMSOLL_DATA_DIR file  \
      "\"\n"                               \
      ".global embedded_" #name            \
      "_end\n"                             \
      "embedded_" #name                    \
      "_end:\n"                            \
      ".byte 0\n"                          \
      ".previous\n");                      \
  extern "C" const char embedded_##name[]; \
  extern "C" const char embedded_##name##_end[]

EMBED(parameters, "/parameters/default.json");
EMBED(book, "/demo/book.json");
EMBED(tape, "/demo/tape.csv.gz");

namespace plimsoll::app {

std::string_view embedded_default_parameters() {
  return {embedded_parameters, embedded_parameters_end};
}
std::string_view embedded_demo_book() { return {embedded_book, embedded_book_end}; }
std::string_view embedded_demo_tape() { return {embedded_tape, embedded_tape_end}; }

}  // namespace plimsoll::app
