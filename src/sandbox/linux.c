/* The walls on Linux. By the time they stand, the child holds its input in memory and two pipes; after that it can read
 * and write those, get memory that is not executable, and end. */
#if !DEPICKLE_PORTABLE

#include "sandbox/sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if DEPICKLE_SECCOMP
#include <seccomp.h>
#endif

#ifdef __GLIBC__
typedef __rlimit_resource_t resource;
#else
typedef int resource;
#endif

static bool limit(resource what, uint64_t most)
{
    struct rlimit r = {most, most};
    return setrlimit(what, &r) == 0;
}

static bool raise_rlimits(const dp_child_limits *limits)
{
    struct rlimit cpu = {limits->cpu_seconds, limits->cpu_seconds + 2}; /* SIGXCPU first, SIGKILL after */
    bool good = limits->cpu_seconds == 0 || setrlimit(RLIMIT_CPU, &cpu) == 0;
    good = (limits->memory == 0 || limit(RLIMIT_AS, limits->memory)) && good;
    good = limit(RLIMIT_FSIZE, 0) && good;
    good = limit(RLIMIT_CORE, 0) && good;
    good = limit(RLIMIT_NPROC, 0) && good;
    return limit(RLIMIT_NOFILE, 0) && good;
}

/* Every right that the kernel's version of Landlock knows is handled, and none is granted. */
static bool raise_landlock(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) {
        return false;
    }
    /* As later headers than ours declare it; an older kernel is shown no more than it knows. */
    struct { uint64_t files, network, scopes; } handled = {
        (1ULL << (version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13)) - 1, 3, 3,
    };
    size_t n = version >= 6 ? sizeof handled : version >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled, n, 0);
    if (ruleset < 0) {
        return false;
    }
    bool good = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return good;
}

#if DEPICKLE_SECCOMP
static bool add_rules(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (seccomp_rule_add(filter, action, calls[i], 0) != 0) {
            return false;
        }
    }
    return true;
}

/* Memory: anonymous, and never executable. */
static bool allow_memory(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                            SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) == 0
           && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
}

/* What the C library may try on its own, now or in a later version, and can do without. */
static bool refuse_quietly(scmp_filter_ctx filter)
{
    static const int calls[] = {SCMP_SYS(rseq), SCMP_SYS(set_robust_list), SCMP_SYS(sysinfo), SCMP_SYS(prctl),
                                SCMP_SYS(getrlimit), SCMP_SYS(prlimit64), SCMP_SYS(sched_getaffinity)};
    return add_rules(filter, SCMP_ACT_ERRNO(ENOSYS), calls, sizeof calls / sizeof *calls);
}

/* The default action kills, and so do calls of foreign architectures (x32 among them). */
static bool raise_seccomp(int wire_fd, int hash_fd)
{
    static const int calls[] = {SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(futex),
                                SCMP_SYS(clock_gettime), SCMP_SYS(getrandom), SCMP_SYS(exit), SCMP_SYS(exit_group),
                                SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall)};
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool good = filter != NULL && seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0
                && add_rules(filter, SCMP_ACT_ALLOW, calls, sizeof calls / sizeof *calls) && allow_memory(filter)
                && refuse_quietly(filter)
                && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                                    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)wire_fd)) == 0
                && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1,
                                    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)hash_fd)) == 0
                && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return good;
}
#else
static bool raise_seccomp(int wire_fd, int hash_fd)
{
    (void)wire_fd;
    (void)hash_fd;
    return false;
}
#endif

unsigned dp_walls_raise(const dp_child_limits *limits, int wire_fd, int hash_fd)
{
    unsigned walls = 0;
    prctl(PR_SET_DUMPABLE, 0);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return walls;
    }
    walls |= raise_landlock() ? DP_WALL_LANDLOCK : 0U; /* needs a descriptor, so before the limits */
    walls |= raise_rlimits(limits) ? DP_WALL_RLIMITS : 0U;
    walls |= raise_seccomp(wire_fd, hash_fd) ? DP_WALL_SECCOMP : 0U;
    return walls;
}

#endif
