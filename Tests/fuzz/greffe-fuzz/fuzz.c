#include <stddef.h>
#include <stdint.h>

// libFuzzer's entry. In C, because SwiftPM renames the entry of a Swift program, and libFuzzer brings its own.

int greffe_fuzz_try(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) { return greffe_fuzz_try(bytes, count); }
