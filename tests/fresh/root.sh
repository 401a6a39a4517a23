# A new Debian 12 (or another $suite), the minimal base and nothing else, with the host's network; sourced by the scripts beside it, which set
# $name and $root first. Gives $new, the folder that it is in, $scratch, inside, fail and $passed. Ends the script, skipped, without root
# and debootstrap.
#
# The base system is kept as a tarball in $DEPICKLE_CACHE (default ~/.cache/depickle) for the next time.
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/depickle}
tarball=$cache/${suite:=bookworm}.tar

if [ "$(id -u)" -ne 0 ]; then
    echo "$name: skipped: needs root"
    exit 0
fi
if ! command -v debootstrap > /dev/null && ! bash "$root/tests/support/packages.sh" debootstrap; then
    echo "$name: skipped: needs debootstrap"
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
    echo "$name: $1"
    echo "$name: $passed passed, 1 failed"
    exit 1
}
passed=0

# inside COMMAND...: in it, with the host's proxies and nothing else of its environment
inside() {
    chroot "$new" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        $(env | grep -E '^(https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY)=') "$@" < /dev/null
}

mkdir -p "$cache" "$new"
if [ ! -s "$tarball" ]; then
    debootstrap --variant=minbase "$suite" "$new" ${DEPICKLE_MIRROR:-} > "$scratch/log" 2>&1 || { tail -n 20 "$scratch/log"; fail "debootstrap"; }
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
