#!/bin/sh
# The Pythons of this machine that cnndsl is made for: on the PATH, and those that pyenv and uv have installed.
#
#   pythons.sh list            each version once, the oldest first: version, path
#   pythons.sh choose          the path of the one that `make test` takes; says on standard error which, and why
#   pythons.sh suite COMMAND   COMMAND with PYTHON=path and VERSION=version on each; its last line of each at the end
#
# The last fails where the command has failed on any.
set -eu
FIRST=11
LAST=14
COMMAND="make PYTHON=..."

candidates() {
    for minor in $(seq "$FIRST" "$LAST"); do
        command -v "python3.$minor" || true
    done
    command -v python3 || true
    ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python 2>/dev/null || true
    ls -d "$HOME"/.local/share/uv/python/cpython-3.*/bin/python3 2>/dev/null || true
}

version() {
    "$1" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null || true
}

fits() {
    case $1 in
    3.*) minor=${1#3.}; minor=${minor%%.*}; [ "$minor" -ge "$FIRST" ] && [ "$minor" -le "$LAST" ] ;;
    *) false ;;
    esac
}

list() {
    candidates | while read -r path; do
        found=$(version "$path")
        if fits "$found"; then
            echo "$found $path"
        fi
    done | sort -t . -k 2,2n -u
}

choose() {
    all=$(list)
    if [ -z "$all" ]; then
        echo "cnndsl needs Python 3.$FIRST or newer, and there is none on the PATH, in pyenv or uv; name one: $COMMAND" >&2
        exit 1
    fi
    usual=$(version python3)
    if fits "$usual"; then
        path=$(command -v python3)
        why="python3 on the PATH"
    else
        why="the newest here; python3 on the PATH is ${usual:-not there}"
        usual=$(echo "$all" | tail -n 1 | cut -d " " -f 1)
        path=$(echo "$all" | tail -n 1 | cut -d " " -f 2-)
    fi
    echo "Python $usual: $why (found: $(echo "$all" | cut -d " " -f 1 | paste -s -d " " -); $COMMAND takes another)" >&2
    echo "$path"
}

suite() {
    [ -n "$(list)" ] || choose
    log=$(mktemp)
    trap 'rm -f "$log" "$log.status" "$log.last"' EXIT
    list | while read -r number path; do
        echo "== Python $number: $path"
        { PYTHON=$path VERSION=$number "$@" </dev/null 2>&1 || echo failed >>"$log.status"; } | tee "$log"
        last=$(grep -E " (passed|failed|errors?)[ ,]" "$log" | tail -n 1)
        printf '%-7s %s\n' "$number" "${last:-$(tail -n 1 "$log")}" >>"$log.last"
    done
    echo "== The last line of each Python"
    cat "$log.last"
    [ ! -e "$log.status" ]
}

action=$1
shift
"$action" "$@"
