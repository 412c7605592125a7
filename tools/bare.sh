#!/bin/sh
# A bare Debian, and what README.md promises of one: `./dev run` and `./dev test` install what they miss.
#
#   tools/bare.sh 12|13                   a new system, then run and test in it
#   tools/bare.sh 12|13 COMMAND [NAMES]   that command of ./dev alone, in the system that is there:
#                                         run, test, check, api NAME, browser NAME, …
#
# The system is what debootstrap calls minbase, and the last commit is cloned into it. It lies in
# /var/tmp/perq-bare-12 or -13, or where PERQ_BARE says; PERQ_MIRROR names another mirror than Debian's
# own. Packages that were fetched are kept beside it. It takes root, for chroot and mount.
set -eu
cd "$(dirname "$0")/.."

fail() {
    echo "bare: $*" >&2
    exit 1
}

case ${1:-} in
12) suite=bookworm ;;
13) suite=trixie ;;
*) fail "which Debian? ./dev bare 12, or ./dev bare 13" ;;
esac
release=$1
shift
if [ "$(id -u)" -ne 0 ]; then
    fail "this takes root, for chroot and mount"
fi

place=${PERQ_BARE:-/var/tmp/perq-bare-$release}
system=$place/system
mirror=${PERQ_MIRROR:-http://deb.debian.org/debian}

# The system as it is before anything of ours is in it, made once.
make_base() {
    if [ -e "$place/base.tar" ]; then
        return 0
    fi
    echo "== Debian $release ($suite) from $mirror"
    rm -rf "$system"
    mkdir -p "$place/archives"
    debootstrap --variant=minbase --cache-dir="$place/archives" "$suite" "$system" "$mirror" \
        >"$place/debootstrap.log" 2>&1 || fail "debootstrap failed: $place/debootstrap.log"
    tar -C "$system" -cf "$place/base.tar.new" .
    mv "$place/base.tar.new" "$place/base.tar"
}

new_system() {
    rm -rf "$system"
    mkdir -p "$system"
    tar -C "$system" -xf "$place/base.tar"
    # No service starts by being installed: the machine's ports and processes are not the system's.
    printf '#!/bin/sh\nexit 101\n' >"$system/usr/sbin/policy-rc.d"
    chmod 755 "$system/usr/sbin/policy-rc.d"
    echo 'Binary::apt::APT::Keep-Downloaded-Packages "true";' >"$system/etc/apt/apt.conf.d/keep"
}

# The last commit, over one that was there; what was built of that stays.
clone() {
    if [ -d "$system/perq/.git" ]; then
        git -C "$system/perq" fetch --quiet "$PWD" HEAD
        git -C "$system/perq" checkout --quiet --force --detach FETCH_HEAD
    else
        git clone --quiet --no-hardlinks . "$system/perq"
    fi
}

# inside COMMAND [ARGS...]: in the system, whose mounts and processes end with the command.
inside() {
    cp /etc/resolv.conf "$system/etc/resolv.conf"
    # A machine that reaches npm's registry through a gateway with a certificate of its own says so here.
    authorities=
    if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
        cp "$NODE_EXTRA_CA_CERTS" "$system/etc/authorities.pem"
        authorities=NODE_EXTRA_CA_CERTS=/etc/authorities.pem
    fi
    # shellcheck disable=SC2016 # the inner shell's
    unshare --mount --pid --fork --kill-child sh -euc '
        system=$1 archives=$2 authorities=$3
        shift 3
        mount --rbind /dev "$system/dev"
        mount -t proc proc "$system/proc"
        mount -t tmpfs tmpfs "$system/dev/shm"
        mount --bind "$archives" "$system/var/cache/apt/archives"
        exec chroot "$system" /usr/bin/env -i HOME=/root LANG=C.UTF-8 TERM=dumb $authorities \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            sh -c "cd /perq && exec \"\$@\"" inside "$@"
    ' bare "$system" "$place/archives" "$authorities" "$@"
}

# Tells what was begun with `inside … &` to end. unshare itself lets no signal disturb it, so its child hears it.
end_inside() {
    for outer in $(pgrep -P "$1"); do
        pkill -TERM -P "$outer"
    done
}

# `./dev run` until it answers. It takes a port that is free, for that of the README may not be.
answers() {
    log=$place/run.log
    echo "== ./dev run on Debian $release"
    inside ./dev run --listen 127.0.0.1:0 >"$log" 2>&1 &
    server=$!
    while kill -0 "$server" 2>/dev/null; do
        url=$(sed -n 's|.*listening on \(http://[0-9.:]*\).*|\1|p' "$log")
        if [ -n "$url" ] && curl -fsS "$url/healthz" >/dev/null; then
            end_inside "$server"
            wait "$server"
            echo "answers on Debian $release"
            return 0
        fi
        sleep 1
    done
    tail -n 40 "$log" >&2
    fail "./dev run ended by itself on Debian $release: $log"
}

run_command() {
    if [ "$1" = run ]; then
        answers
    else
        echo "== ./dev $* on Debian $release"
        inside ./dev "$@"
    fi
}

make_base
if [ $# -eq 0 ] || [ ! -d "$system" ]; then
    new_system
fi
clone
if [ $# -gt 0 ]; then
    run_command "$@"
else
    run_command run
    run_command test
fi
