#!/bin/sh
# Finds a Python that can run packaging/perfeval.py and hands everything over to it.
set -eu

script="$(dirname -- "$0")/perfeval.py"
for python in python3 python3.13 python3.12 python3.11; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    exec "$python" "$script" "$@"
  fi
done

echo '需要 Python 3.11 或更高版本。Debian 12、Ubuntu 24.04 及以后：sudo apt-get install python3' >&2
echo 'Python 3.11 or newer is needed. Debian 12, Ubuntu 24.04 and later: the package python3' >&2
exit 2
