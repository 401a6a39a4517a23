/* Runs a program on a system that refuses some calls: a container, an old kernel, one without Landlock.
 *
 *   deny KIND PROGRAM ARGUMENT...
 *
 *   landlock-enosys    a kernel without Landlock
 *   landlock-eperm     a container host that does not know Landlock
 *   seccomp            a kernel without system-call filters
 *   docker             Docker's default profile, without capabilities: what it does not list is refused
 *   docker-old         the same as hosts of about 2019 have it: without what was added later */
#include <errno.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *const landlock[] = {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"};

/* All that a container may call whatever the arguments; the rest is EPERM. */
static const char *const docker[] = {
#define CALL(name) #name,
#include "docker_calls.def"
#undef CALL
};

static const char *const newer_than_2019[] = {
    "close_range", "epoll_pwait2", "faccessat2", "futex_waitv", "landlock_add_rule", "landlock_create_ruleset",
    "landlock_restrict_self", "memfd_secret", "openat2", "pidfd_open", "process_mrelease", "process_vm_readv",
    "process_vm_writev", "ptrace", "rseq",
};

static bool refuse(scmp_filter_ctx filter, int error, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int call = seccomp_syscall_resolve_name(names[i]);
        if (call == __NR_SCMP_ERROR) {
            continue; /* this libseccomp is older than the call */
        }
        int rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO((unsigned)error), call, 0);
        if (rc != 0 && rc != -EDOM) { /* EDOM: not on this processor */
            return false;
        }
    }
    return true;
}

static bool is_among(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* personality, socket and clone by their arguments; clone3, whose flags a filter cannot see, looks as if the kernel did
 * not have it. */
static bool allow_by_argument(scmp_filter_ctx filter)
{
    static const unsigned personalities[] = {0, 8, 0x20000, 0x20008, 0xffffffff};
    static const char *const clone3[] = {"clone3"};
    const unsigned namespaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET
                                | CLONE_NEWCGROUP;
    for (size_t i = 0; i < COUNT(personalities); i++) {
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(personality), 1, SCMP_A0(SCMP_CMP_EQ, personalities[i])) != 0) {
            return false;
        }
    }
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_NE, AF_VSOCK)) == 0
           && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, namespaces, 0)) == 0
           && refuse(filter, ENOSYS, clone3, 1);
}

/* Docker's profile lists what is allowed, for three architectures. without: calls that it allows today and did not then. */
static bool allow_docker(scmp_filter_ctx filter, const char *const *without, size_t n_without)
{
    if (seccomp_arch_add(filter, SCMP_ARCH_X86) != 0 || seccomp_arch_add(filter, SCMP_ARCH_X32) != 0) {
        return false;
    }
    for (size_t i = 0; i < COUNT(docker); i++) {
        int call = seccomp_syscall_resolve_name(docker[i]);
        if (call == __NR_SCMP_ERROR || is_among(docker[i], without, n_without)) {
            continue; /* this libseccomp is older than the call */
        }
        int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
        if (rc != 0 && rc != -EDOM) {
            return false;
        }
    }
    return allow_by_argument(filter);
}

static bool refuse_filters(scmp_filter_ctx filter)
{
    static const char *const call[] = {"seccomp"};
    return refuse(filter, ENOSYS, call, 1)
           && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
                               SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP)) == 0;
}

static bool fill(scmp_filter_ctx filter, const char *kind)
{
    if (strcmp(kind, "landlock-enosys") == 0) {
        return refuse(filter, ENOSYS, landlock, COUNT(landlock));
    }
    if (strcmp(kind, "landlock-eperm") == 0) {
        return refuse(filter, EPERM, landlock, COUNT(landlock));
    }
    if (strcmp(kind, "seccomp") == 0) {
        return refuse_filters(filter);
    }
    if (strcmp(kind, "docker") == 0) {
        return allow_docker(filter, NULL, 0);
    }
    return strcmp(kind, "docker-old") == 0 && allow_docker(filter, newer_than_2019, COUNT(newer_than_2019));
}

int main(int argc, char **argv)
{
    bool listed = argc > 1 && strncmp(argv[1], "docker", 6) == 0;
    scmp_filter_ctx filter = seccomp_init(listed ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_ALLOW);
    if (argc < 3 || filter == NULL || !fill(filter, argv[1]) || seccomp_load(filter) != 0) {
        fprintf(stderr, "deny: cannot deny %s\n", argc > 1 ? argv[1] : "nothing");
        return 125;
    }
    seccomp_release(filter);
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    return 126;
}
