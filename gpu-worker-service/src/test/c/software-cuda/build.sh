#!/bin/sh
# Builds libcuda.so.1 into folder $1, unless it is newer than its sources. Where that cannot be done it says so and
# succeeds: then the tests that need the library are skipped.
set -eu
target=$1
library=$target/libcuda.so.1
cd "$(dirname "$0")"

if [ "$(uname -s)" != Linux ] || ! gcc -E -include pthread.h - </dev/null >/dev/null 2>&1; then
  echo "No software CUDA driver is built: it needs Linux, and gcc with the headers of the C library"
  exit 0
fi
if [ -e "$library" ] && [ -z "$(find . -newer "$library")" ]; then
  exit 0
fi
objects=$target/objects
mkdir -p "$objects"
printf '%s\n' *.c | xargs -P "$(nproc)" -I{} \
  gcc -std=gnu11 -D_GNU_SOURCE -O1 -Wall -Wextra -Werror -fPIC -fvisibility=hidden -pthread -c {} -o "$objects/{}.o"
gcc -shared -pthread -Wl,-soname,libcuda.so.1 -Wl,-z,defs -o "$objects/libcuda.so.1" "$objects"/*.o
# A process may be using the library that is there, so that one is replaced, not written over.
mv "$objects/libcuda.so.1" "$library"
rm -r "$objects"
