#!/usr/bin/env bash
# README's two commands in a new Debian 12: a clean clone, nothing installed but the minimal base, each command twice.
# Needs root and debootstrap; says so and is skipped where it lacks them.
#
#   tests/fresh/run.sh [COMMIT]      default: HEAD
#
# The base system is kept as a tarball in $DEPICKLE_CACHE (default ~/.cache/depickle) for the next time.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
commit=${1:-HEAD}
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/depickle}
tarball=$cache/bookworm.tar

if [ "$(id -u)" -ne 0 ]; then
    echo "fresh: skipped: needs root"
    exit 0
fi
if ! command -v debootstrap > /dev/null && ! bash "$root/tests/support/packages.sh" debootstrap; then
    echo "fresh: skipped: needs debootstrap"
    exit 0
fi

scratch=$(mktemp -d)
new=$scratch/debian
done_with() {
    mountpoint -q "$new/dev/shm" && umount "$new/dev/shm"
    mountpoint -q "$new/dev/pts" && umount "$new/dev/pts"
    mountpoint -q "$new/proc" && umount "$new/proc"
    rm -rf --one-file-system "$scratch"
}
trap done_with EXIT
fail() {
    echo "fresh: $1"
    echo "fresh: $passed passed, 1 failed"
    exit 1
}
passed=0

mkdir -p "$cache" "$new"
if [ ! -s "$tarball" ]; then
    debootstrap --variant=minbase bookworm "$new" ${DEPICKLE_MIRROR:-} > "$scratch/log" 2>&1 || { tail -n 20 "$scratch/log"; fail "debootstrap"; }
    rm -f "$new"/var/cache/apt/archives/*.deb
    tar -cf "$tarball.new" -C "$new" . && mv "$tarball.new" "$tarball"
else
    tar -xf "$tarball" -C "$new" || fail "the kept base system cannot be unpacked: remove $tarball"
fi

# The network as the host has it.
cp -L /etc/resolv.conf "$new/etc/resolv.conf" 2> /dev/null
for file in /etc/apt/apt.conf.d/*proxy* /etc/apt/apt.conf.d/99*; do
    [ -e "$file" ] && cp "$file" "$new/etc/apt/apt.conf.d/"
done
cp -rL /usr/local/share/ca-certificates "$new/usr/local/share/" 2> /dev/null
mount -t proc proc "$new/proc" 2> /dev/null || mount --bind /proc "$new/proc" || fail "/proc cannot be mounted"
mkdir -p "$new/dev/shm"
mount -t tmpfs tmpfs "$new/dev/shm" || fail "/dev/shm cannot be mounted"
mkdir -p "$new/dev/pts"
mount -t devpts -o ptmxmode=0666 devpts "$new/dev/pts" || fail "/dev/pts cannot be mounted"
ln -sfn pts/ptmx "$new/dev/ptmx"
[ -c "$new/dev/null" ] || mknod -m 666 "$new/dev/null" c 1 3
[ -c "$new/dev/urandom" ] || mknod -m 666 "$new/dev/urandom" c 1 9

git -c safe.directory="$root" clone --quiet "$root" "$new/root/depickle" || fail "git clone"
git -C "$new/root/depickle" checkout --quiet "$(git -c safe.directory="$root" -C "$root" rev-parse "$commit")" || fail "checkout"

for command in "bash samples/quickstart.sh" "bash tests/run.sh"; do
    for turn in first second; do
        begun=$SECONDS
        chroot "$new" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
            $(env | grep -E '^(https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY)=') \
            bash -c "cd /root/depickle && $command" > "$scratch/log" 2>&1 < /dev/null
        code=$?
        tail -n 3 "$scratch/log" | sed 's/^/  | /'
        [ $code -eq 0 ] || { tail -n 60 "$scratch/log"; fail "$command, $turn time: exit code $code"; }
        passed=$((passed + 1))
        echo "fresh: $command, $turn time: $((SECONDS - begun)) s"
    done
done
[ -z "$(git -C "$new/root/depickle" status --porcelain)" ] || fail "the commands left files in the clone: $(git -C "$new/root/depickle" status --porcelain | head -n 3)"
passed=$((passed + 1))
echo "fresh: $passed passed, 0 failed"
