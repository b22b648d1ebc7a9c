#!/bin/bash
# Makes real logs of real servers, to hold the parsers against: starts each server that Debian has here with a configuration of
# its own, gives it successes, failures and garbage from documentation addresses, and leaves its logs in a folder. Does not
# judge them: README.md says how to.
#
#   tests/servers/run.sh OUT [web] [accounts] [mail] [exim] [databases] [transfer]
#
# Needs root, because servers and useradd do; adds and removes accounts called vigie-*, and stops what it started. Meant for a
# container or a virtual machine, not for a server in use. All traffic stays in a network namespace that has only a loopback.
set -u
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "${1:?folder for the logs}" && cd "$1" && pwd)
shift
if [ -z "${VIGIE_NAMESPACE:-}" ]; then
    VIGIE_NAMESPACE=1 exec unshare --net --mount "$0" "$out" "$@"
fi

# Sources: TEST-NET and the IPv6 documentation prefix, on the loopback of this namespace.
ip link set lo up
for n in 1 7 23 42 99; do
    ip addr add 192.0.2.$n/32 dev lo
    ip addr add 198.51.100.$n/32 dev lo
    ip addr add 2001:db8::$n/128 dev lo nodad
done
work=$(mktemp -d /tmp/vigie-servers.XXXXXX)
chmod 755 "$work"
started=()
stop() {
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null; done
    sleep 2
    rm -rf "$work"
}
trap stop EXIT

# Whether a program is installed; says so when not.
have() {
    command -v "$1" >/dev/null && return
    echo "left out, not installed: $1" >&2
    return 1
}
# Starts a program in the background and remembers it.
start() {
    "$@" >>"$work/console.log" 2>&1 &
    started+=($!)
}
# Waits until a port of this machine answers.
await() {
    for _ in $(seq 100); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
        sleep 0.1
    done
    echo "nothing listens on port $1" >&2
}
# Sends bytes (printf notation) from an address to a port of 127.0.0.1 or, for IPv6 addresses, of ::1.
bytes() {
    local to=127.0.0.1
    case $1 in *:*) to=::1 ;; esac
    printf "$3" | timeout 3 nc -w 1 -s "$1" $to "$2" >/dev/null 2>&1
}
# What scanners send to any port: a TLS hello, a request, a banner, nothing, binary, a very long line.
garbage() {
    local port=$1
    bytes 192.0.2.99 "$port" '\026\003\001\001\374\001\000\001\370\003\003\200\201\202\377\000\000\r\n'
    bytes 192.0.2.99 "$port" 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
    bytes 192.0.2.99 "$port" 'SSH-2.0-Go\r\n'
    bytes 2001:db8::99 "$port" 'EHLO scan.example.net\r\nQUIT\r\n'
    bytes 198.51.100.99 "$port" '\003\000\000\057\052\340\000\000\000\000\000Cookie: mstshash=Administr\r\n\001\000\010\000\003\000\000\000'
    bytes 198.51.100.99 "$port" ''
    bytes 198.51.100.99 "$port" '\000\000\000\244\377SMBr\000\000\000\000\010\001\100\n'
    bytes 198.51.100.99 "$port" 'l\033[31mred\007\t"quoted" \\\\ back\r\n\r\n'
    bytes 192.0.2.99 "$port" "$(printf 'A%.0s' $(seq 9000))"'\r\n\r\n'
}

parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(web accounts mail exim databases transfer)
for part in "${parts[@]}"; do
    echo "== $part" >&2
    . "$here/$part.sh"
done
