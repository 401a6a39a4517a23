#!/usr/bin/env bash
# samples/slurm on a Slurm of Debian's packages: munge, a controller and a node. A worker is killed midway, then the array is cancelled;
# submitted again it goes on, and every file was converted exactly once.
#
#   slurm.sh DEPICKLE      DEPICKLE_FILES (600); needs root, else skipped
#
# Slurm is installed into a layer over this machine's own system that is gone with the test, in namespaces of its own: nothing is
# installed, no daemon, user or socket is left. Packages are kept in $DEPICKLE_CACHE (default ~/.cache/depickle) for the next time.
set -u
d=$(realpath "${1:?usage: slurm.sh DEPICKLE}")
root=$(cd "$(dirname "$0")/../.." && pwd)
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/depickle}/slurm

if [ "${2:-}" = '' ]; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "slurm: skipped: needs root"
        exit 0
    fi
    mkdir -p "$cache/partial"
    layer=$(mktemp -d)
    unshare --mount --pid --uts --ipc --fork --kill-child bash "$0" "$d" layer "$layer"
    code=$?
    rmdir "$layer"
    exit $code
fi

# layer FOLDER: the system, as it will be below FOLDER.
if [ "$2" = layer ]; then
    cd "$3" || exit 2
    fail() {
        [ ! -e log ] || tail -n 20 log
        echo "slurm: $1"
        echo "slurm: 0 passed, 1 failed"
        exit 1
    }
    mount --make-rprivate / && mount -t tmpfs tmpfs . && cd "$3" && mkdir upper work system || fail "no tmpfs"
    mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work system || fail "no layer over this system"
    mount -t proc proc system/proc && mount --rbind /dev system/dev && mount --rbind /sys system/sys || fail "/proc and /dev cannot be mounted"
    mount --bind "$cache" system/var/cache/apt/archives || fail "no folder for packages"
    mount -t tmpfs tmpfs system/run && mount -t tmpfs tmpfs system/tmp || fail "no tmpfs"
    mkdir -p "system$root" "system$(dirname "$d")" # also where they are in /tmp, which is another one now
    mount --bind "$root" "system$root" && mount --bind "$(dirname "$d")" "system$(dirname "$d")" || fail "$root cannot be mounted"
    printf '#!/bin/sh\nexit 101\n' > system/usr/sbin/policy-rc.d
    chmod +x system/usr/sbin/policy-rc.d
    rm -f system/etc/apt/apt.conf.d/docker-clean # it would empty the folder of packages
    chroot system dpkg --configure -a > log 2>&1 # somebody may be installing meanwhile
    install() {
        chroot system env DEBIAN_FRONTEND=noninteractive apt-get -o Binary::apt-get::APT::Keep-Downloaded-Packages=true install -y \
            --no-install-recommends slurm-wlm munge procps > log 2>&1
    }
    install || { chroot system apt-get update > log 2>&1 && install; } || fail "Slurm could not be installed"
    ip link show lo > log 2>&1 || fail "no ip"
    unshare --net chroot system bash "$root/tests/checks/slurm.sh" "$d" inside
    exit
fi

# In the layer, on a network of its own.
hostname node
ip link set lo up
ip address add 192.0.2.1/32 dev lo # names are not looked up where there are no addresses but the loopback's own
printf '127.0.0.1 localhost\n192.0.2.1 node\n' > /etc/hosts
mkdir -p /run/munge /etc/slurm /var/spool/slurmd /var/spool/slurmctld
chown munge: /run/munge
[ -e /etc/munge/munge.key ] || su -s /bin/sh munge -c 'mungekey --create'
su -s /bin/sh munge -c munged
cat > /etc/slurm/slurm.conf << CONF
ClusterName=test
SlurmctldHost=node
SlurmUser=root
AuthType=auth/munge
StateSaveLocation=/var/spool/slurmctld
SlurmdSpoolDir=/var/spool/slurmd
SlurmctldLogFile=/var/log/slurmctld.log
SlurmdLogFile=/var/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,bf_interval=1
KillWait=2
NodeName=node CPUs=$(nproc) RealMemory=2048 State=UNKNOWN
PartitionName=all Nodes=node Default=YES OverSubscribe=FORCE:2
CONF
slurmctld -i
slurmd
for ((k = 0; k < 100; k++)); do
    [ "$(timeout 5 sinfo -h -o %t 2> /dev/null)" != idle ] || break
    sleep 0.2
done
. "$root/tests/support/spread.sh"
spread_begin slurm "$d"
convert() {
    bash "$root/samples/slurm/convert.sh" in out 8 2 "$@" > said 2>&1
}

# The array is cancelled.
convert &
array=$!
await $((files / 4))
scancel --name=depickle
wait $array
check 'exit code when cancelled' 2 $?
check 'no task is left' '' "$(squeue -h)$(running)"
[ "$(converted | wc -l)" -lt $((files - bad)) ] && midway=yes
check 'midway' yes "${midway:-no}"
check 'temporary files' '' "$(find out -name '.depickle-*')"
[ "${VERBOSE:-}" = '' ] || echo "slurm: $(converted | wc -l) of $files were done when the array was cancelled"

# A worker is killed: its task fails, all others get to their end.
convert &
array=$!
await $((files / 2))
kill_worker
part=$(sed -n 's/^SLURM_ARRAY_TASK_ID=//p' victim.environ)
wait $array
check 'exit code when a worker was killed' 2 $?
check 'the part that is not through' "$part" "$(for ((i = 0; i < 8; i++)); do [ -e out/parts/$i.through ] || echo $i; done)"
find out -name '.depickle-*.tmp' -delete

# It alone is submitted again, and those with files that failed.
touch before
convert
check 'exit code' 9 $?
check 'submitted again' "$(printf '%s\n' "$part" $(grep -l '"code":8,' out/parts/*.jsonl | sed 's/.*\///; s/\..*//') | sort -u)" \
    "$(find out/parts -name '*.through' -newer before | sed 's/.*\///; s/\..*//' | sort -u)"
spread_done

# samples/slurm/README.md 0, with these folders
line=$(python3 "$root/tests/documents/blocks.py" --print samples/slurm/README.md 0 | sed "s/^\$ //; s|/shared/models|in|; s|/shared/safe|documented|; s|^samples|$root/samples|")
bash -c "$line" > said.documented 2>&1
check 'samples/slurm/README.md: exit code' 9 $?
check 'samples/slurm/README.md: files' $((files - bad)) "$(find documented -name '*.onnx' | wc -l)"
[ $failed -eq 0 ] || cat said said.documented out/parts/*.log
spread_end
